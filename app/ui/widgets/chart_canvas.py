"""The base of charts on screen: marks that mouse and keys reach, the flat box, export.

A subclass lays out its marks for a size and paints itself with plain painter calls, so that screen,
PNG and SVG come from the same code.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import tokens
from app.errors import NotSavedError
from app.ui import theme
from app.ui.theme import colours

NEAR: Final = 24.0
PICTURE_SCALE: Final = 2
PICTURE_MARGIN: Final = 16
HEAD: Final = 32
FOOT: Final = 28
_WRAPPED: Final = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class Mark:
    """One point or segment: where, in which series, what the box says, what Enter opens."""

    centre: QPointF
    series: int
    title: str
    lines: tuple[str, ...] = ()
    data: Any = None
    box: QRectF | None = None

    @property
    def spoken(self) -> str:
        """The box in one line."""
        return ", ".join((self.title, *self.lines))


class ChartCanvas(QWidget):
    """`opened(data)` follows Enter or a double click on a mark.

    With `opens_on_click` one click does: for bars, which have nothing else to be clicked for.
    """

    opened = Signal(object)

    opens_on_click: ClassVar[bool] = False

    def __init__(self, name: str, alt_text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(alt_text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.marks: list[Mark] = []
        self.selected = -1
        self._hovered = -1
        self._is_left = False
        self._overlay = _Overlay(self)

    # --- for subclasses ---------------------------------------------------------------------

    def lay_out(self, area: QRectF) -> list[Mark]:
        """The marks for this area, series by series, each from left to right; none unless told."""
        return []

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        """Paint the chart into `area`, as laid out last; nothing unless told."""

    # --- marks ------------------------------------------------------------------------------

    def select_mark(self, place: int) -> None:
        """Select a mark by its place; -1 for none."""
        self.selected = place if 0 <= place < len(self.marks) else -1
        self._is_left = False
        words = self.marks[self.selected].spoken if self.selected >= 0 else ""
        self.setAccessibleDescription(words)
        self._overlay.update()

    def shown_mark(self) -> Mark | None:
        """The mark whose box is shown: the hovered one, else the selected one until it is left."""
        selected = -1 if self._is_left else self.selected
        place = self._hovered if self._hovered >= 0 else selected
        return self.marks[place] if 0 <= place < len(self.marks) else None

    # --- export -----------------------------------------------------------------------------

    def picture(self, title: str, caption: str) -> QImage:
        """The chart with its title and source as a picture, twice the size of the screen.

        Like the SVG it has the colours of paper, whatever the theme of the window.
        """
        size = self._picture_size(caption) * PICTURE_SCALE
        found = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        found.setDevicePixelRatio(PICTURE_SCALE)
        painter = QPainter(found)
        self._paint_picture(painter, title, caption)
        painter.end()
        return found

    def save_png(self, path: Path, title: str, caption: str) -> None:
        """Save as PNG. Raises NotSavedError when the disk will not take it."""
        if not self.picture(title, caption).save(str(path), "PNG"):  # type: ignore[call-overload]
            raise NotSavedError(
                f"The picture could not be saved as {path.name}. Choose another place."
            )

    def save_svg(self, path: Path, title: str, caption: str) -> None:
        """Save as SVG. Raises NotSavedError when the disk will not take it."""
        try:
            path.write_bytes(self.svg(title, caption))
        except OSError as error:
            raise _not_saved(path) from error

    def svg(self, title: str, caption: str) -> bytes:
        """The chart with its title and source as SVG."""
        from PySide6.QtSvg import QSvgGenerator

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        size = self._picture_size(caption)
        generator.setSize(size)
        generator.setViewBox(QRect(QPointF(0, 0).toPoint(), size))
        generator.setTitle(title)
        generator.setDescription(self.accessibleName())
        painter = QPainter(generator)
        self._paint_picture(painter, title, caption)
        painter.end()
        return bytes(buffer.data().data())

    def _picture_size(self, caption: str) -> QSize:
        return self.size() + QSize(2 * PICTURE_MARGIN, HEAD + self._foot_height(caption))

    def _foot_height(self, caption: str) -> int:
        """The whole caption, broken into lines."""
        metrics = QFontMetricsF(theme.font())
        room = QRectF(0, 0, self.width(), 1000)
        return max(FOOT, int(metrics.boundingRect(room, _WRAPPED, caption).height()) + 8)

    def _paint_picture(self, painter: QPainter, title: str, caption: str) -> None:
        with theme.paper_colours():
            size = self._picture_size(caption)
            painter.fillRect(QRectF(QPointF(), size.toSizeF()), QColor(colours().surface))
            self._paint_frame(painter, title, caption)
            painter.save()
            painter.translate(PICTURE_MARGIN, HEAD)
            self.paint_chart(painter, QRectF(self.rect()))
            painter.restore()

    def _paint_frame(self, painter: QPainter, title: str, caption: str) -> None:
        palette = colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(tokens.HEADING_PT, tokens.SEMIBOLD))
        painter.setPen(QColor(palette.text))
        centre = int(Qt.AlignmentFlag.AlignVCenter)
        width = self.width()
        painter.drawText(QRectF(PICTURE_MARGIN, 0, width, HEAD), centre, title)
        painter.setFont(theme.font())
        painter.setPen(QColor(palette.text_2))
        top = HEAD + self.height() + 4
        foot = QRectF(PICTURE_MARGIN, top, width, self._foot_height(caption))
        painter.drawText(foot, _WRAPPED, caption)

    # --- Qt ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(460, 250)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_chart(painter, QRectF(self.rect()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.marks = self.lay_out(QRectF(self.rect()))
        self._overlay.setGeometry(self.rect())
        self._overlay.raise_()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self.width():
            self.marks = self.lay_out(QRectF(self.rect()))
            self.update()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step_along(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step_across(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected >= 0:
            self.opened.emit(self.marks[self.selected].data)
        elif key == Qt.Key.Key_Escape and self.selected >= 0:
            self.select_mark(-1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._is_left = False
        if event.reason() != Qt.FocusReason.MouseFocusReason and self.selected < 0:
            self.select_mark(0)
        super().focusInEvent(event)
        self._overlay.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._is_left = True
        self._overlay.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._mark_near(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.select_mark(self._mark_near(event.position()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._mark_near(event.position())
        is_click = event.button() == Qt.MouseButton.LeftButton and place == self.selected
        if self.opens_on_click and is_click and place >= 0:
            self.opened.emit(self.marks[place].data)
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._mark_near(event.position())
        if place >= 0 and not self.opens_on_click:
            self.opened.emit(self.marks[place].data)

    # --- private ----------------------------------------------------------------------------

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            if self.opens_on_click and place >= 0:
                self.setCursor(Qt.CursorShape.PointingHandCursor)
            else:
                self.unsetCursor()
            self._overlay.update()

    def _mark_near(self, where: QPointF) -> int:
        """The nearest point, else the box that holds the place: a band lies behind the points."""
        best, nearest, inside = -1, NEAR, -1
        for place, mark in enumerate(self.marks):
            if mark.box is not None:
                inside = place if inside < 0 and mark.box.contains(where) else inside
                continue
            away = (mark.centre - where).manhattanLength()
            if away < nearest:
                best, nearest = place, away
        return best if best >= 0 else inside

    def _step_along(self, step: int) -> None:
        if not self.marks:
            return
        if self.selected < 0:
            self.select_mark(0)
            return
        series = self.marks[self.selected].series
        place = self.selected + step
        if 0 <= place < len(self.marks) and self.marks[place].series == series:
            self.select_mark(place)

    def _step_across(self, step: int) -> None:
        if not self.marks:
            return
        if self.selected < 0:
            self.select_mark(0)
            return
        here = self.marks[self.selected]
        wanted = [p for p, mark in enumerate(self.marks) if mark.series == here.series + step]
        if wanted:
            nearest = min(wanted, key=lambda p: abs(self.marks[p].centre.x() - here.centre.x()))
            self.select_mark(nearest)


def _not_saved(path: Path) -> NotSavedError:
    return NotSavedError(f"The picture could not be saved as {path.name}. Choose another place.")


class _Overlay(QWidget):
    """Draws ring, box and focus over everything else of the canvas."""

    def __init__(self, canvas: ChartCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark = self._canvas.shown_mark()
        if self._canvas.hasFocus() and mark is None:
            painter.setPen(QPen(QColor(palette.accent_text), tokens.FOCUS_RING))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        if mark is None:
            return
        painter.setPen(QPen(QColor(palette.accent_text), tokens.FOCUS_RING))
        if mark.box is not None:
            painter.drawRect(mark.box.adjusted(-1, -1, 1, 1))
        else:
            painter.drawEllipse(mark.centre, tokens.POINT_RING / 2, tokens.POINT_RING / 2)
        self._paint_box(painter, mark)

    def _paint_box(self, painter: QPainter, mark: Mark) -> None:
        palette = colours()
        strong, body = theme.font(weight=tokens.SEMIBOLD), theme.font()
        widths = [QFontMetricsF(strong).horizontalAdvance(mark.title)]
        widths += [QFontMetricsF(body).horizontalAdvance(line) for line in mark.lines]
        height = tokens.BODY_LINE * (1 + len(mark.lines)) + 8
        box = self._place_box(mark, QSize(int(max(widths)) + 20, height))
        painter.setPen(QPen(QColor(palette.line_strong), 1))
        painter.setBrush(QColor(palette.surface))
        painter.drawRoundedRect(box, tokens.RADIUS_CHIP, tokens.RADIUS_CHIP)
        painter.setPen(QColor(palette.text))
        line = QRectF(box.x() + 9, box.y() + 4, box.width(), tokens.BODY_LINE)
        for place, words in enumerate((mark.title, *mark.lines)):
            painter.setFont(body if place else strong)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), words)
            line.translate(0, tokens.BODY_LINE)

    def _place_box(self, mark: Mark, size: QSize) -> QRectF:
        """Where the box covers the fewest other marks, within the canvas."""
        around = mark.box or QRectF(mark.centre.x() - 12, mark.centre.y() - 12, 24, 24)
        middle_x = around.center().x() - size.width() / 2
        middle_y = around.center().y() - size.height() / 2
        choices = [
            QPointF(middle_x, around.top() - size.height() - 4),
            QPointF(middle_x, around.bottom() + 4),
            QPointF(around.right() + 4, middle_y),
            QPointF(around.left() - size.width() - 4, middle_y),
        ]
        boxes = [
            self._within(QRectF(at.x(), at.y(), size.width(), size.height())) for at in choices
        ]
        return min(boxes, key=lambda box: self._covered(box, around))

    def _within(self, box: QRectF) -> QRectF:
        x = max(1.0, min(box.x(), self.width() - box.width() - 2))
        y = max(1.0, min(box.y(), self.height() - box.height() - 2))
        return QRectF(x, y, box.width(), box.height())

    def _covered(self, box: QRectF, around: QRectF) -> int:
        own = 1000 if box.intersects(around) else 0
        return own + sum(box.contains(mark.centre) for mark in self._canvas.marks)
