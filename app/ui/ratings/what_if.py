"""What if: change key-question ratings and see the overall by CQC's rule, with the rule's words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app import tokens
from app.domain.combination import combine
from app.domain.ratings import KeyQuestion, Rating
from app.domain.words import joined
from app.ui.theme import colours, set_property
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.chips import Chip, RatingChip, chip_of
from app.ui.widgets.form_choices import CalmComboBox
from app.ui.widgets.labels import label
from app.ui.widgets.shapes import paint_mark

RULE = "CQC decides its own ratings. Rule: CQC 2022 principles."


class _RatingIcon(QIconEngine):
    """The shape of a rating in its colours, for the lines of a combo box."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def paint(
        self, painter: QPainter, rect: object, _mode: QIcon.Mode, _state: QIcon.State
    ) -> None:
        look = colours().ratings[self._level]
        box = QRectF(rect).adjusted(2, 2, -2, -2)  # type: ignore[call-overload]
        paint_mark(painter, tokens.shape_of(self._level), box, look.fill, look.outline)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        found = QPixmap(size)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        self.paint(painter, found.rect(), mode, state)
        painter.end()
        return found

    def clone(self) -> QIconEngine:
        return _RatingIcon(self._level)


class WhatIfPanel(QWidget):
    """Five choices and what they give. Nothing is saved; Esc or Put back restores CQC's own."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("what_if")
        self.setAccessibleName("What if")
        self._published: dict[KeyQuestion, Rating] = {}
        self._ours: dict[KeyQuestion, Rating] = {}
        self.combos: dict[KeyQuestion, CalmComboBox] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setObjectName("what_if_scroll")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.viewport().setAutoFillBackground(False)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(20, 8, 20, 12)
        self._column.setSpacing(6)
        area.setWidget(body)
        body.setAutoFillBackground(False)
        outer.addWidget(area)
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("What if", "heading"), 1)
        self.back = button(
            "Put back",
            "quiet",
            name="what_if_back",
            icon="ph.arrow-counter-clockwise",
            small=True,
            on_click=self.put_back,
        )
        head.addWidget(self.back)
        self._column.addLayout(head)
        told = "Change a key question and see the overall that CQC’s rule gives. Nothing is saved."
        self._column.addWidget(label(told, "second", wrap=True))
        self._column.addLayout(self._make_combos())
        self._changed = label("", "second", wrap=True, name="what_if_changed")
        self._column.addWidget(self._changed)
        self._column.addWidget(self._make_result())
        self._column.addSpacing(4)
        self._column.addWidget(label("Why", "strong"))
        self.why = label("", wrap=True, name="what_if_why")
        self._column.addWidget(self.why)
        self._column.addSpacing(4)
        self.use_ours = button("Use our last visit’s results", name="what_if_ours",
                               icon="ph.clipboard-text", on_click=self._on_use_ours)  # fmt: skip
        self._column.addWidget(self.use_ours)
        self._column.addWidget(label(RULE, "second", wrap=True))
        self._column.addStretch(1)

    def _make_combos(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, question in enumerate(KeyQuestion):
            words = label(question.words)
            combo = CalmComboBox()
            combo.setObjectName(f"what_if_{question.value}")
            combo.setAccessibleName(f"What if {question.words}")
            for rating in Rating:
                combo.addItem(QIcon(_RatingIcon(rating.level)), rating.words, rating)
            combo.setPlaceholderText("Not rated")
            combo.setCurrentIndex(-1)
            combo.currentIndexChanged.connect(self._show)
            words.setBuddy(combo)
            self.combos[question] = combo
            grid.addWidget(words, row, 0)
            grid.addWidget(combo, row, 1)
        return grid

    def _make_result(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("area", "box")
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        grid = QGridLayout(frame)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setColumnStretch(0, 1)
        self.would_be = RatingChip(Chip("cqc"))
        self.would_be.setObjectName("what_if_overall")
        self._published_chip = RatingChip(Chip("cqc"))
        grid.addWidget(label("Overall would be", wrap=True), 0, 0)
        grid.addWidget(self.would_be, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(label("Published", "second"), 1, 0)
        grid.addWidget(self._published_chip, 1, 1, Qt.AlignmentFlag.AlignRight)
        return frame

    # --- what it shows ----------------------------------------------------------------------

    def set_ratings(
        self,
        published: Mapping[KeyQuestion, Rating],
        overall: Chip,
        ours: Mapping[KeyQuestion, Rating],
    ) -> None:
        """Start from CQC's published ratings; `ours` are our last visit's in CQC's words."""
        self._published = dict(published)
        self._ours = dict(ours)
        self._published_chip.set_chip(overall)
        explain_disabled(self.use_ours, "" if ours else "There is no signed-off visit of ours yet.")
        self.put_back()

    def put_back(self) -> None:
        """Restore what CQC published."""
        self._choose(self._published)

    def chosen(self) -> dict[KeyQuestion, Rating]:
        """What the five choices say now."""
        return {
            question: Rating(combo.currentData())
            for question, combo in self.combos.items()
            if combo.currentIndex() >= 0
        }

    def take_focus(self) -> None:
        """The keyboard goes to the first choice."""
        self.combos[KeyQuestion.SAFE].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose(self, ratings: Mapping[KeyQuestion, Rating]) -> None:
        for question, combo in self.combos.items():
            rating = ratings.get(question)
            combo.blockSignals(True)
            combo.setCurrentIndex(list(Rating).index(rating) if rating else -1)
            combo.blockSignals(False)
        self._show()

    def _on_use_ours(self) -> None:
        self._choose({**self._published, **self._ours})

    def _show(self) -> None:
        chosen = self.chosen()
        changed = [q for q in KeyQuestion if chosen.get(q) is not self._published.get(q)]
        for question, combo in self.combos.items():
            set_property(combo, "inUse", question in changed)
        words = joined(question.words for question in changed)
        self._changed.setText(f"Changed from CQC: {words}" if changed else "As CQC published it")
        explain_disabled(self.back, "" if changed else "Nothing was changed.")
        found = combine(chosen)
        self.would_be.set_chip(chip_of("cqc", found.overall))
        self.why.setText("\n".join(found.reasons))
