"""The answer buttons: the ratings of the scale, and apart from them not applicable and not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app import tokens
from app.domain.scale import Scale
from app.domain.vocabulary import AnswerKind
from app.ui import theme
from app.ui.theme import colours
from app.ui.widgets.key_button import cap_width, paint_cap
from app.ui.widgets.shapes import paint_shape

_GAP = 5
_APART = 15
_EDGE = 8
_MARK = 13


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its key, what it stands for, and the rating whose shape it wears."""

    key: str
    words: str
    kind: AnswerKind
    level: int | None = None
    rating: int | None = None


def choices_of(scale: Scale) -> tuple[Choice, ...]:
    """The answers of a scale, best first, then 0 not applicable and 9 not seen.

    The worst answer has key 1, so that 4 to 1 stand for Excellent to Poor.
    """
    count = len(scale.levels)
    rated = [
        Choice(
            str(count - place), level.label, AnswerKind.RATED, level.value,
            scale.band_of(level.value, scale.maximum).level,
        )
        for place, level in enumerate(scale.levels)
    ]  # fmt: skip
    apart = (
        Choice("0", AnswerKind.NOT_APPLICABLE.words, AnswerKind.NOT_APPLICABLE),
        Choice("9", AnswerKind.NOT_SEEN.words, AnswerKind.NOT_SEEN),
    )
    return (*rated, *apart)


class AnswerButton(QPushButton):
    """Neutral until chosen; chosen it takes tint, outline and semibold of its rating."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.choice = choice
        self.setObjectName(f"answer_{choice.key}")
        self.setAccessibleName(choice.words)
        self.setToolTip(f"{choice.words} ({choice.key}; in the note Alt+{choice.key})")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = 2 * _EDGE + cap_width(self.choice.key) + 6
        width += QFontMetricsF(theme.font(weight=tokens.SEMIBOLD)).horizontalAdvance(
            self.choice.words
        )
        if self.choice.rating is not None:
            width += _MARK + 6
        return QSize(round(width), tokens.ANSWER_BUTTON)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = colours()
        back, edge, width, ink = palette.surface, palette.line_strong, 1.0, palette.text
        if self.isChecked():
            back, edge, ink = self._chosen_colours()
            width = 2.0
        elif self.underMouse() and self.isEnabled():
            back = palette.subtle
        elif not self.isEnabled():
            edge, ink = palette.line, palette.disabled
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(back))
        painter.drawRoundedRect(box, tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent_text), tokens.FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = 4 if self.isChecked() else 1
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 3, 3
            )
        self._paint_words(painter, ink)

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        middle = self.height() / 2
        cap = cap_width(self.choice.key)
        paint_cap(
            painter, QRectF(_EDGE, middle - 11, cap, 22), self.choice.key,
            ink if self.isChecked() else "",
        )  # fmt: skip
        x = _EDGE + cap + 6
        if self.choice.rating is not None:
            mark = QRectF(x, middle - _MARK / 2, _MARK, _MARK)
            shape = tokens.shape_of(self.choice.rating)
            inset = 1.0 if shape in (tokens.Shape.DISC, tokens.Shape.SQUARE) else 0.0
            paint_shape(painter, shape, mark.adjusted(inset, inset, -inset, -inset), ink)
            x += _MARK + 6
        weight = tokens.SEMIBOLD if self.isChecked() else tokens.REGULAR
        painter.setFont(theme.font(weight=weight))
        painter.setPen(QColor(ink))
        room = QRectF(x, 0, self.width() - x, self.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self.choice.words)

    def _chosen_colours(self) -> tuple[str, str, str]:
        palette = colours()
        rating = self.choice.rating
        if rating is None:
            return palette.subtle, palette.text_2, palette.text
        look = palette.ratings[rating]
        if rating == 1:
            return palette.danger_tint, look.outline, look.own.text
        return look.cqc.back, look.outline, look.cqc.text


class AnswerRow(QWidget):
    """The buttons of one question. `chosen(kind, level)` follows a click; not `show_answer`.

    Where there is no room for all beside each other, not applicable and not seen stand below.
    """

    chosen = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answers")
        self.setAccessibleName("Answer")
        self._buttons: list[AnswerButton] = []
        self._by_key: dict[str, AnswerButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_scale(self, scale: Scale) -> None:
        """Offer the answers of this scale."""
        choices = choices_of(scale)
        if [button.choice for button in self._buttons] == list(choices):
            return
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [self._make(choice) for choice in choices]
        self._by_key = {button.choice.key: button for button in self._buttons}
        self._place()
        self.updateGeometry()

    def show_answer(self, kind: AnswerKind, level: int | None) -> None:
        """Mark the answer that stands; none for unanswered."""
        for button in self._buttons:
            choice = button.choice
            button.setChecked(choice.kind is kind and choice.level == level)

    def choose_key(self, key: str) -> bool:
        """Choose by the key of a button; False when there is no such answer."""
        found = self._by_key.get(key)
        if found is None or not found.isEnabled():
            return False
        found.click()
        return True

    def keys(self) -> tuple[str, ...]:
        """The keys offered."""
        return tuple(self._by_key)

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the answer be seen and not changed."""
        for button in self._buttons:
            button.setEnabled(not is_read_only)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width)[-1].bottom() + 1 if self._buttons else 0

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, tokens.ANSWER_BUTTON)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _make(self, choice: Choice) -> AnswerButton:
        found = AnswerButton(choice)
        found.setParent(self)
        found.clicked.connect(self._clicker(found))
        found.show()
        return found

    def _clicker(self, found: AnswerButton) -> Callable[[], None]:
        def on_click() -> None:
            choice = found.choice
            self.show_answer(choice.kind, choice.level)
            self.chosen.emit(choice.kind, choice.level)

        return on_click

    def _place(self) -> None:
        for button, box in zip(self._buttons, self._arrange(self.width()), strict=True):
            button.setGeometry(box)

    def _arrange(self, width: int) -> list[QRect]:
        boxes: list[QRect] = []
        x = y = 0
        for place, button in enumerate(self._buttons):
            hint = button.sizeHint()
            is_apart = (
                place
                and button.choice.rating is None
                and (self._buttons[place - 1].choice.rating is not None)
            )
            if is_apart:
                rest = sum(b.sizeHint().width() + _GAP for b in self._buttons[place:]) - _GAP
                if x - _GAP + _APART + rest > width:
                    x, y = 0, y + tokens.ANSWER_BUTTON + _GAP
                else:
                    x += _APART - _GAP
            elif x and x + hint.width() > width:
                x, y = 0, y + tokens.ANSWER_BUTTON + _GAP
            boxes.append(QRect(x, y, hint.width(), tokens.ANSWER_BUTTON))
            x += hint.width() + _GAP
        return boxes
