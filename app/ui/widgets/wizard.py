"""Steps one after another: a bar of steps at the top, Back and the main act at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import tokens
from app.ui import theme
from app.ui.focus import first_stop, takes_tab
from app.ui.icons import paint_icon
from app.ui.theme import colours
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.labels import label

DISC = 24


class StepsBar(QWidget):
    """Done (tick), here (filled), later (number); painted, read as "Step 4 of 5, Preview"."""

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("wizard_steps")
        self._steps = tuple(steps)
        self._place = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_place(0)

    def set_place(self, place: int) -> None:
        """Which step is being done, from 0."""
        self._place = place
        self.setAccessibleName(f"Step {place + 1} of {len(self._steps)}, {self._steps[place]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.5
        middle = self.height() / 2 - 2
        for place, words in enumerate(self._steps):
            self._paint_disc(painter, QRectF(x, middle - DISC / 2, DISC, DISC), place)
            x += DISC + 8
            is_here = place == self._place
            painter.setFont(theme.font(weight=tokens.SEMIBOLD if is_here else tokens.REGULAR))
            painter.setPen(QColor(palette.text if is_here else palette.text_2))
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(
                QRectF(x, 0, width + 4, middle * 2), int(Qt.AlignmentFlag.AlignVCenter), words
            )
            x += width + 10
            if place + 1 < len(self._steps):
                is_done = place < self._place
                painter.setPen(QPen(QColor(palette.accent if is_done else palette.line), 1))
                painter.drawLine(int(x), int(middle), int(x + 40), int(middle))
                x += 50
        painter.setPen(QColor(palette.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _paint_disc(self, painter: QPainter, box: QRectF, place: int) -> None:
        palette = colours()
        is_here = place == self._place
        is_done = place < self._place
        edge = palette.accent_text if is_done else palette.line_strong
        painter.setPen(QPen(QColor(palette.accent if is_here else edge), 1))
        painter.setBrush(QColor(palette.accent) if is_here else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        if is_done:
            paint_icon(painter, box.adjusted(5, 5, -5, -5), "ph.check", palette.accent_text)
            return
        painter.setFont(theme.font(weight=tokens.SEMIBOLD))
        painter.setPen(QColor(palette.on_accent if is_here else palette.text_2))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(place + 1))


class Wizard(QWidget):
    """Pages with a StepsBar and a foot. The page that owns it (`set_content(wizard,
    bleeds=True)`) decides when to go on.

    `forward_requested(place)` follows the main button or Ctrl+Enter; answer with `go_to(place)`.
    `went(place)` follows each change. Back and Alt+Left go to the step before and lose nothing.
    """

    forward_requested = Signal(int)
    went = Signal(int)

    def __init__(self, name: str, steps: Sequence[tuple[str, QWidget]]) -> None:
        super().__init__()
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.bar = StepsBar([words for words, _ in steps])
        self._stack = QStackedWidget()
        for _, widget in steps:
            self._stack.addWidget(widget)
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_SIDE, 0, tokens.PAGE_SIDE, 0)
        upper.setSpacing(8)
        upper.addWidget(self.bar)
        upper.addWidget(self._stack, 1)
        column.addLayout(upper, 1)
        column.addWidget(self._make_foot(name))
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._on_forward)

    @property
    def place(self) -> int:
        """Which step is shown, from 0."""
        return self._stack.currentIndex()

    def go_to(self, place: int) -> None:
        """Show a step; the focus goes to its first field, else to the main button."""
        is_other = place != self.place
        self._stack.setCurrentIndex(place)
        self.bar.set_place(place)
        self.back.setVisible(place > 0)
        self.went.emit(place)
        if is_other and self.isVisible():
            self._focus_step()

    def go_back(self) -> bool:
        """The step before; False on the first (the window then goes back a page)."""
        if self.place == 0 or not self.back.isEnabled() or not self.back.isVisibleTo(self):
            return False
        self.go_to(self.place - 1)
        return True

    def set_foot(
        self, words: str, forward: str, *, not_yet: str = "", has_back: bool = True
    ) -> None:
        """The sentence at the left, the main act ("Import 37 ratings"), and why not yet."""
        self._words.setText(words)
        self.forward.setText(forward)
        self.forward.setAccessibleName(forward)
        explain_disabled(self.forward, not_yet)
        self.back.setVisible(has_back and self.place > 0)

    def _make_foot(self, name: str) -> QWidget:
        foot = QWidget()
        foot.setProperty("area", "foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot.setFixedHeight(tokens.WIZARD_FOOT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(tokens.PAGE_SIDE, 0, tokens.PAGE_SIDE, 0)
        row.setSpacing(8)
        self._words = label("", "second", wrap=True, name=f"{name}_words")
        row.addWidget(self._words, 1)
        self.back = button("Back", name=f"{name}_back", tip="Alt+Left")
        self.back.clicked.connect(self.go_back)
        self.back.hide()
        row.addWidget(self.back)
        self.forward = button("Next", "primary", name=f"{name}_forward", tip="Ctrl+Enter")
        self.forward.clicked.connect(self._on_forward)
        row.addWidget(self.forward)
        return foot

    def _focus_step(self) -> None:
        step = self._stack.currentWidget()
        now = QApplication.focusWidget()
        if now is not None and step.isAncestorOf(now):
            return  # the step chose for itself
        for target in (first_stop(step), self.forward, self.back):
            if target is not None and takes_tab(target):
                target.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _on_forward(self) -> None:
        if self.forward.isEnabled():
            self.forward_requested.emit(self.place)
