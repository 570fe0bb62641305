"""A list in sections: a heading row, then rows with icon, two lines and one fact at the right.

Used for what is due by day, open actions, and other short lists that are not tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app import tokens
from app.ui import theme
from app.ui.icons import paint_icon
from app.ui.theme import colours
from app.ui.widgets.table_model import Tone

HEADING_HEIGHT = 27


@dataclass(frozen=True, slots=True)
class SectionHeading:
    """A heading row: "Today", "Tuesday 17 November"."""

    words: str
    second: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class SectionItem:
    """A row. `strong` and `text` stand in the first line ("Dunmarrow House", ": draft due").

    `right` is the one fact that decides; with `is_button` it is drawn as a small button, with
    `is_right_below` it leaves the first line to the words.
    `page` and `key` say what Enter opens.
    """

    key: str
    strong: str = ""
    text: str = ""
    second: str = ""
    right: str = ""
    tone: Tone = ""
    icon: str = ""
    right_icon: str = ""
    right_second: str = ""
    page: str = ""
    is_button: bool = False
    is_right_below: bool = False


Line = SectionHeading | SectionItem
_LINE_ROLE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


class SectionModel(QAbstractListModel):
    """Headings and items in order; headings cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(line)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, SectionItem):
            return spoken(line)  # what did not fit is read on hover
        return line if role == _LINE_ROLE else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self.lines[index.row()], SectionHeading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def spoken(line: Line) -> str:
    """A line in words, for screen readers and copied text."""
    if isinstance(line, SectionHeading):
        return f"{line.words} {line.second}".strip()
    parts = (f"{line.strong}{line.text}", line.second, line.right, line.right_second)
    return ", ".join(part for part in parts if part)


class SectionList(QListView):
    """`opened(page, key)` follows Enter, double click, or a click on a row's button."""

    opened = Signal(str, str)

    def __init__(self, name: str, spoken_name: str, *, grows: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken_name)
        self._grows = grows
        self._is_keyboard_focus = False
        self.section_model = SectionModel()
        self.section_model.setParent(self)
        self.setModel(self.section_model)
        self.setItemDelegate(_LineDelegate(self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._on_clicked)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the current row survives by key. A list that does not scroll takes
        the height it needs."""
        current = self.current_key()
        self.section_model.set_lines(lines)
        if not self._grows:
            self.setFixedHeight(sum(_height(line) for line in lines) + 2)
        self.select_key(current)

    def current_key(self) -> str:
        """The key of the current row, or ""."""
        line = self.currentIndex().data(_LINE_ROLE)
        return line.key if isinstance(line, SectionItem) else ""

    def select_key(self, key: str) -> None:
        """Make the row with this key current; without a key none is."""
        if not key:
            return
        for place, line in enumerate(self.section_model.lines):
            if isinstance(line, SectionItem) and line.key == key:
                self.setCurrentIndex(self.section_model.index(place))
                return

    def has_visible_focus(self) -> bool:
        """True when the focus came by keyboard."""
        return self._is_keyboard_focus and self.hasFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._is_keyboard_focus = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(str(self.currentIndex().data() or ""))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        is_mouse = event.reason() == Qt.FocusReason.MouseFocusReason  # which chooses a line itself
        self._is_keyboard_focus = not is_mouse
        if not is_mouse and not self.currentIndex().isValid():
            items = [
                n for n, x in enumerate(self.section_model.lines) if isinstance(x, SectionItem)
            ]
            if items:
                self.setCurrentIndex(self.section_model.index(items[0]))
        super().focusInEvent(event)
        self.viewport().update()

    def _open(self) -> None:
        line = self.currentIndex().data(_LINE_ROLE)
        if isinstance(line, SectionItem):
            self.opened.emit(line.page, line.key)

    def _on_clicked(self, index: QModelIndex) -> None:
        line = index.data(_LINE_ROLE)
        where = self.viewport().mapFromGlobal(self.cursor().pos())
        is_right = where.x() > self.viewport().width() - 110
        if isinstance(line, SectionItem) and line.is_button and is_right:
            self._open()


def _height(line: Line) -> int:
    if isinstance(line, SectionHeading):
        return HEADING_HEIGHT
    return tokens.ROW_TWO_LINE if line.second or line.right_second else tokens.ROW


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, view: SectionList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, _height(index.data(_LINE_ROLE)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = colours()
        line: Line = index.data(_LINE_ROLE)
        box: QRect = option.rect
        painter.save()
        if isinstance(line, SectionHeading):
            _paint_heading(painter, box, line)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.fillRect(box, QColor(palette.accent_tint))
                mark = QRect(box.x(), box.y(), tokens.NAV_MARK, box.height())
                painter.fillRect(mark, QColor(palette.accent_text))
                if self._view.has_visible_focus():
                    painter.setPen(QPen(QColor(palette.accent_text), 2))
                    painter.drawRect(box.adjusted(1, 1, -1, -2))
            _paint_item(painter, box, line)
        painter.fillRect(QRect(box.x(), box.bottom(), box.width(), 1), QColor(palette.line))
        painter.restore()


def _paint_heading(painter: QPainter, box: QRect, line: SectionHeading) -> None:
    palette = colours()
    painter.fillRect(box, QColor(palette.subtle))
    inner = box.adjusted(tokens.CELL_PADDING, 0, -tokens.CELL_PADDING, -1)
    painter.setFont(theme.font(weight=tokens.SEMIBOLD))
    painter.setPen(QColor(getattr(palette, line.tone) if line.tone else palette.text))
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), line.words)
    width = painter.fontMetrics().horizontalAdvance(line.words) + 8
    painter.setFont(theme.font())
    painter.setPen(QColor(palette.text_2))
    painter.drawText(
        inner.adjusted(width, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), line.second
    )


def _paint_item(painter: QPainter, box: QRect, line: SectionItem) -> None:
    palette = colours()
    inner = box.adjusted(tokens.CELL_PADDING, 0, -tokens.CELL_PADDING, -1)
    tone = getattr(palette, line.tone) if line.tone else palette.text
    if line.icon:
        place = QRectF(inner.x(), inner.center().y() - 9, 18, 18)
        paint_icon(painter, place, line.icon, tone if line.tone else palette.text_2)
        inner.setLeft(inner.x() + 30)
    has_two = bool(line.second or line.right_second)
    top = inner.y() + (inner.height() - 2 * tokens.TWO_LINE) // 2 if has_two else inner.y()
    height = tokens.TWO_LINE if has_two else inner.height()
    first = QRect(inner.x(), top, inner.width(), height)
    second = first.translated(0, height)
    right = first if line.right_second or not has_two else inner
    taken = _paint_right(painter, second if line.is_right_below else right, line, tone)
    taken = max(taken, _paint_second(painter, second, line.right_second, is_right=True))
    beside = 0 if line.is_right_below else taken + 12
    _paint_first(painter, first.adjusted(0, 0, -beside, 0), line)
    if line.second:
        _paint_second(painter, second.adjusted(0, 0, -taken - 12, 0), line.second, is_right=False)


def _paint_right(painter: QPainter, box: QRect, line: SectionItem, tone: str) -> int:
    if not line.right:
        return 0
    painter.setFont(theme.font())
    width = painter.fontMetrics().horizontalAdvance(line.right)
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.setPen(QColor(tone))
    if line.is_button:
        edge = QRectF(box.right() - width - 19, box.center().y() - 13.5, width + 19, 28)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours().line_strong), 1))
        painter.setBrush(QColor(colours().surface))
        painter.drawRoundedRect(edge, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        painter.setPen(QColor(colours().text))
        painter.drawText(edge, int(Qt.AlignmentFlag.AlignCenter), line.right)
        return width + 20
    painter.drawText(box, int(flags), line.right)
    if line.right_icon:
        place = QRectF(box.right() - width - 20, box.center().y() - 7, 15, 15)
        paint_icon(painter, place, line.right_icon, tone)
        width += 20
    return width


def _paint_first(painter: QPainter, box: QRect, line: SectionItem) -> None:
    painter.setPen(QColor(colours().text))
    flags = int(Qt.AlignmentFlag.AlignVCenter)
    for words, weight in ((line.strong, tokens.SEMIBOLD), (line.text, tokens.REGULAR)):
        painter.setFont(theme.font(weight=weight))
        metrics = painter.fontMetrics()
        painter.drawText(
            box, flags, metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        )
        box = box.adjusted(metrics.horizontalAdvance(words), 0, 0, 0)


def _paint_second(painter: QPainter, box: QRect, words: str, *, is_right: bool) -> int:
    if not words:
        return 0
    painter.setFont(theme.font())
    painter.setPen(QColor(colours().text_2))
    side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
    return painter.fontMetrics().horizontalAdvance(words)
