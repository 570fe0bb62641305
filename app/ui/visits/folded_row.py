"""A question folded to one line: number, text, what is attached, its answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import tokens
from app.domain.scale import Scale
from app.domain.vocabulary import AnswerKind, EvidenceKind
from app.services.visit_views import QuestionView
from app.ui import theme
from app.ui.icons import paint_icon
from app.ui.theme import colours
from app.ui.widgets.chips import Chip, chip_width, paint_chip

_SIDE = 20
_TEXT_AT = 62
_ICON = 15


class FoldedRow(QWidget):
    """Painted, so that a section costs no widgets. `opened(question id)` on click or Enter."""

    opened = Signal(str)

    def __init__(self, question: QuestionView, scale: Scale) -> None:
        super().__init__()
        self.question_id = question.id
        self.setObjectName(f"question_{question.number}")
        self.setFixedHeight(tokens.ROW_VISIT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._question = question
        self._scale = scale
        self.show_question(question)

    def show_question(self, question: QuestionView) -> None:
        """Show the question as it stands."""
        self._question = question
        words = answer_words(question, self._scale)
        self.setAccessibleName(f"{question.number} {question.text}. {words}")
        self.setToolTip(question.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, tokens.ROW_VISIT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.question_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.question_id)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = colours()
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), QColor(palette.subtle))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(palette.line))
        right = self._paint_right(painter)
        painter.setFont(theme.font())
        painter.setPen(QColor(palette.text_2))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(_SIDE, 0, 44, self.height()), middle, self._question.number)
        painter.setPen(QColor(palette.text))
        room = right - 12 - _TEXT_AT
        shown = painter.fontMetrics().elidedText(
            self._question.text, Qt.TextElideMode.ElideRight, max(0, int(room))
        )
        painter.drawText(QRectF(_TEXT_AT, 0, room, self.height()), middle, shown)
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.accent_text), tokens.FOCUS_RING))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -2))

    def _paint_right(self, painter: QPainter) -> float:
        """Paint the answer and what is attached; returns where they begin."""
        question, palette = self._question, colours()
        x: float = self.width() - _SIDE
        middle = self.height() / 2
        chip = chip_of_answer(question, self._scale)
        if chip is not None:
            width = chip_width(chip)
            x -= width
            paint_chip(painter, chip, x, middle, width + 1)
        else:
            words = answer_words(question, self._scale)
            painter.setFont(theme.font())
            painter.setPen(QColor(palette.text_2))
            width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 1
            x -= width
            painter.drawText(
                QRectF(x, 0, width, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words
            )
            if words == "Note only":
                x -= _ICON + 5
                box = QRectF(x, middle - _ICON / 2, _ICON, _ICON)
                paint_icon(painter, box, "ph.note", palette.text_2)
        return _paint_attached(painter, question, x, middle)


def _paint_attached(painter: QPainter, question: QuestionView, x: float, middle: float) -> float:
    palette = colours()
    painter.setFont(theme.font())
    photos = sum(1 for e in question.evidence if e.kind is EvidenceKind.PHOTO)
    others = len(question.evidence) - photos
    marks = (
        (others, "ph.paperclip"),
        (photos, "ph.image"),
        (len(question.findings) + len(question.actions), "ph.wrench"),
    )
    for count, icon in marks:
        if not count:
            continue
        words = f"{count}"
        width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 1
        x -= width + 10
        painter.setPen(QColor(palette.text_2))
        box = QRectF(x, middle - 12, width, 24)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
        x -= _ICON + 4
        paint_icon(painter, QRectF(x, middle - _ICON / 2, _ICON, _ICON), icon, palette.text_2)
    return x


def answer_words(question: QuestionView, scale: Scale) -> str:
    """The answer in words: the rating's label, or what stands in its place."""
    if question.kind is AnswerKind.RATED and question.level is not None:
        return scale.label(question.level)
    if question.kind is AnswerKind.UNANSWERED and question.note.strip():
        return "Note only"
    return question.kind.words


def chip_of_answer(question: QuestionView, scale: Scale) -> Chip | None:
    """The chip of a rated answer; None for any other."""
    if question.kind is not AnswerKind.RATED or question.level is None:
        return None
    rating = scale.band_of(question.level, scale.maximum)
    return Chip("own", rating.level, words=scale.label(question.level))
