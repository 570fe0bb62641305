"""The left pane: find a question, sections with progress and problem counts, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app import tokens
from app.domain.words import count
from app.services.visit_views import SectionView
from app.ui import theme
from app.ui.icons import icon, paint_icon
from app.ui.theme import colours
from app.ui.visits.live_visit import LiveVisit
from app.ui.widgets.filter_bar import FindField
from app.ui.widgets.key_button import KeyButton
from app.ui.widgets.labels import rule

_LINE_ROLE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section; a rule stands above it where the key question changes."""

    key: str
    title: str
    answered: int
    total: int
    problems: int
    starts_group: bool


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One question that was found."""

    key: str
    number: str
    text: str


Line = SectionLine | FoundLine


def section_lines(
    sections: Sequence[SectionView], problems: Mapping[str, int]
) -> tuple[SectionLine, ...]:
    """The sections as lines, in order."""
    lines = []
    before: SectionView | None = None
    for section in sections:
        starts = before is not None and (
            before.key_question != section.key_question or before.role != section.role
        )
        lines.append(
            SectionLine(
                section.id, section.title, section.answered, len(section.questions),
                problems.get(section.id, 0), starts,
            )
        )  # fmt: skip
        before = section
    return tuple(lines)


def find_questions(live: LiveVisit, typed: str) -> tuple[FoundLine, ...]:
    """The questions whose number, text or note holds every word typed."""
    words = typed.casefold().split()
    found = []
    for question_id in live.order:
        question = live.question(question_id)
        text = f"{question.number} {question.text} {question.note}".casefold()
        if all(word in text for word in words):
            found.append(FoundLine(question.id, question.number, question.text))
    return tuple(found[:MOST_FOUND])


class LinesModel(QAbstractListModel):
    """Sections, or what was found."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def set_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these; lines of the same keys are only painted again."""
        if [line.key for line in lines] == [line.key for line in self.lines]:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.text if isinstance(line, FoundLine) else spoken(line)
        return line if role == _LINE_ROLE else None


def spoken(line: Line) -> str:
    """A line in words."""
    if isinstance(line, FoundLine):
        return f"{line.number} {line.text}"
    lacking = f", {count(line.problems, 'problem')}" if line.problems else ""
    return f"{line.title}, {line.answered} of {line.total} answered{lacking}"


class _LineDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        line = index.data(_LINE_ROLE)
        extra = 4 if isinstance(line, SectionLine) and line.starts_group else 0
        return QSize(100, tokens.TOUCH + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = colours()
        line: Line = index.data(_LINE_ROLE)
        box: QRect = option.rect
        painter.save()
        if isinstance(line, SectionLine) and line.starts_group:
            edge = QRect(box.x() + 16, box.y() + 1, box.width() - 32, 1)
            painter.fillRect(edge, QColor(palette.line))
            box = box.adjusted(0, 4, 0, 0)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_current:
            painter.fillRect(box, QColor(palette.accent_tint))
            mark = QRect(box.x(), box.y(), tokens.NAV_MARK, box.height())
            painter.fillRect(mark, QColor(palette.accent_text))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(palette.accent_text), tokens.FOCUS_RING))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        if isinstance(line, SectionLine):
            _paint_section(painter, box, line, is_strong=is_current)
        else:
            _paint_found(painter, box, line)
        painter.restore()


def _paint_section(painter: QPainter, box: QRect, line: SectionLine, *, is_strong: bool) -> None:
    palette = colours()
    mark, tone = ("ph.circle", palette.text_2)
    if line.total and line.answered == line.total:
        mark, tone = "ph.check-circle", palette.ok
    elif line.answered:
        mark, tone = "ph.circle-half", palette.text_2
    middle = box.center().y() + 1
    paint_icon(painter, QRectF(box.x() + 16, middle - 8, 16, 16), mark, tone)
    right = box.right() - 11
    centre = int(Qt.AlignmentFlag.AlignVCenter)
    painter.setFont(theme.font())
    if line.problems:
        words = str(line.problems)
        width = painter.fontMetrics().horizontalAdvance(words)
        painter.setPen(QColor(palette.warn))
        painter.drawText(QRect(right - width, box.y(), width + 1, box.height()), centre, words)
        place = QRectF(right - width - 17, middle - 8, 15, 15)
        paint_icon(painter, place, "ph.warning", palette.warn)
        right -= width + 24
    words = f"{line.answered}/{line.total}"
    width = painter.fontMetrics().horizontalAdvance(words)
    painter.setPen(QColor(palette.text_2))
    painter.drawText(QRect(right - width, box.y(), width + 1, box.height()), centre, words)
    room = right - width - 8 - (box.x() + 40)
    painter.setFont(theme.font(weight=tokens.SEMIBOLD if is_strong else tokens.REGULAR))
    painter.setPen(QColor(palette.text))
    shown = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRect(box.x() + 40, box.y(), room, box.height()), centre, shown)


def _paint_found(painter: QPainter, box: QRect, line: FoundLine) -> None:
    palette = colours()
    centre = int(Qt.AlignmentFlag.AlignVCenter)
    painter.setFont(theme.font())
    painter.setPen(QColor(palette.text_2))
    painter.drawText(box.adjusted(12, 0, 0, 0), centre, line.number)
    painter.setPen(QColor(palette.text))
    room = box.width() - 56
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
    text = painter.fontMetrics().elidedText(line.text, Qt.TextElideMode.ElideRight, int(room * 1.6))
    painter.drawText(QRect(box.x() + 46, box.y(), room, box.height()), flags, text)


class LinesView(QListView):
    """`chosen(key)` follows a click or Enter."""

    chosen = Signal(str)

    def __init__(self, name: str, spoken_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken_name)
        self.setProperty("area", "subtle")
        self.lines_model = LinesModel()
        self.lines_model.setParent(self)
        self.setModel(self.lines_model)
        self.setItemDelegate(_LineDelegate(self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._on_clicked)

    def select(self, key: str) -> None:
        """Mark the line with this key and bring it into view."""
        for place, line in enumerate(self.lines_model.lines):
            if line.key == key:
                index = self.lines_model.index(place)
                if self.currentIndex() != index:
                    self.setCurrentIndex(index)
                    self.scrollTo(index)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        line = index.data(_LINE_ROLE)
        if line is not None:
            self.chosen.emit(line.key)


class SectionsPane(QWidget):
    """`section_chosen(id)`, `question_chosen(id)`, `missing_asked`, `next_asked`, `side_asked`."""

    section_chosen = Signal(str)
    question_chosen = Signal(str)
    missing_asked = Signal()
    next_asked = Signal()
    side_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sections_pane")
        self.setProperty("area", "subtle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(tokens.VISIT_LEFT)
        self._live: LiveVisit | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(0)
        self.find_field = FindField("Find a question (Ctrl+F)", "find_question")
        self.find_field.textChanged.connect(self._on_typed)
        self.find_field.down_pressed.connect(self._on_down)
        self.find_field.returnPressed.connect(self._on_enter)
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 6)
        top.addWidget(self.find_field)
        column.addLayout(top)
        self.sections = LinesView("sections", "Sections")
        self.sections.chosen.connect(self.section_chosen)
        self.found = LinesView("found_questions", "Questions found")
        self.found.chosen.connect(self._on_found)
        self.found.hide()
        column.addWidget(self.sections, 1)
        column.addWidget(self.found, 1)
        column.addWidget(rule())
        column.addWidget(self._side_row())
        foot = QHBoxLayout()
        foot.setContentsMargins(6, 6, 6, 6)
        foot.setSpacing(0)
        self.missing = KeyButton("0 missing", "F8", name="missing", icon="ph.check", is_quiet=True)
        self.missing.clicked.connect(self.missing_asked)
        self.next = KeyButton("Next", "Ctrl+J", name="next_unanswered", is_quiet=True)
        self.next.setToolTip("Next unanswered question (Ctrl+J)")
        self.next.clicked.connect(self.next_asked)
        foot.addWidget(self.missing)
        foot.addStretch(1)
        foot.addWidget(self.next)
        column.addLayout(foot)

    def show_visit(self, live: LiveVisit, current: str) -> None:
        """Show the sections as the answers stand; `current` is the section shown."""
        self._live = live
        lacking = live.lacking()
        lines = section_lines(list(live.sections()), live.problems(lacking))
        self.sections.lines_model.set_lines(lines)
        self.sections.select(current)
        self.missing.setText(f"{len(lacking)} missing")
        self.missing.setAccessibleName(f"{len(lacking)} missing")
        self.missing.setIcon(icon("ph.warning") if lacking else icon("ph.check", "text_2"))

    def show_side_button(self, is_shown: bool) -> None:
        """Offer what stands at the right in a wide window, while it is a drawer."""
        self._side.setVisible(is_shown)

    def focus_find(self) -> None:
        """Go to the find field (Ctrl+F)."""
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_field.selectAll()

    def _side_row(self) -> QWidget:
        self._side = QWidget()
        row = QHBoxLayout(self._side)
        row.setContentsMargins(6, 6, 6, 0)
        words = "Last visit, actions"
        mark = "ph.clock-counter-clockwise"
        self.side_button = KeyButton(words, "F4", name="open_side", icon=mark, is_quiet=True)
        self.side_button.setAccessibleName("Last visit, open actions, CQC rating, contract")
        self.side_button.setToolTip("Last visit, open actions, CQC rating and contract (F4)")
        self.side_button.clicked.connect(self.side_asked)
        row.addWidget(self.side_button)
        row.addStretch(1)
        self._side.hide()
        return self._side

    def _on_typed(self, text: str) -> None:
        is_finding = bool(text.strip())
        self.found.setVisible(is_finding)
        self.sections.setVisible(not is_finding)
        if is_finding and self._live is not None:
            self.found.lines_model.set_lines(find_questions(self._live, text))

    def _on_down(self) -> None:
        view = self.found if self.found.isVisible() else self.sections
        view.setFocus(Qt.FocusReason.TabFocusReason)
        if not view.currentIndex().isValid():
            view.setCurrentIndex(view.lines_model.index(0))

    def _on_enter(self) -> None:
        if self.found.isVisible() and self.found.lines_model.lines:
            self._on_found(self.found.lines_model.lines[0].key)

    def _on_found(self, key: str) -> None:
        self.find_field.clear()
        self.question_chosen.emit(key)
