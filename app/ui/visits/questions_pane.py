"""The middle of visit mode: one section's questions, folded to a line each, one of them open."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app import tokens
from app.domain.scale import Scale
from app.services.previous_actions import PreviousActionRow
from app.services.visit_views import SectionView
from app.ui.visits.folded_row import FoldedRow
from app.ui.visits.previous_panel import PreviousPanel
from app.ui.visits.question_card import QuestionCard
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import ElidedLabel, label, rule


class QuestionsPane(QWidget):
    """`question_opened(id)` when a folded line is chosen; `section_stepped(-1 or 1)`."""

    question_opened = Signal(str)
    section_stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("questions_pane")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(rule())
        self.area = QScrollArea()
        self.area.setObjectName("questions_scroll")
        self.area.setWidgetResizable(True)
        self.area.viewport().setAutoFillBackground(False)
        body = QWidget()
        body.setAutoFillBackground(False)
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 24)
        self._column.setSpacing(0)
        self.previous = PreviousPanel()
        self.previous.hide()
        self._column.addWidget(self.previous)
        self._column.addStretch(1)
        self.card = QuestionCard()
        self.card.hide()
        self.area.setWidget(body)
        column.addWidget(self.area, 1)
        self.section_id = ""
        self.rows: dict[str, FoldedRow] = {}
        self._open = ""

    def show_section(
        self, section: SectionView, scale: Scale, previous: tuple[PreviousActionRow, ...]
    ) -> None:
        """Show a section; its rows are made anew only when it is another one."""
        self.title.setText(section.title)
        if section.id != self.section_id:
            self._make_rows(section, scale)
        self.show_counts(section)
        is_previous = section.role == "previous_actions"
        self.previous.setVisible(is_previous)
        if is_previous:
            self.previous.show_actions(previous)

    def show_counts(self, section: SectionView) -> None:
        """Show the answers of the section's lines and how many there are."""
        kq = f"{section.key_question.words}, " if section.key_question else ""
        self.second.setText(f"{kq}{section.answered} of {len(section.questions)} answered")
        for question in section.questions:
            self.rows[question.id].show_question(question)

    def open_card(self, question_id: str) -> None:
        """Put the card in the place of this question's line."""
        if self._open in self.rows:
            self.rows[self._open].show()
        row = self.rows[question_id]
        self._column.removeWidget(self.card)
        self._column.insertWidget(self._column.indexOf(row) + 1, self.card)
        row.hide()
        self.card.show()
        self._open = question_id
        QTimer.singleShot(0, self._bring_into_view)

    def _bring_into_view(self) -> None:
        if self.card.isVisible():
            is_first = next(iter(self.rows), "") == self._open
            above = 0 if is_first else self.card.y() - tokens.ROW_VISIT
            self.area.verticalScrollBar().setValue(max(0, above))

    def _make_rows(self, section: SectionView, scale: Scale) -> None:
        self._column.removeWidget(self.card)
        self.card.hide()
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        self._open = ""
        self.section_id = section.id
        for place, question in enumerate(section.questions, start=1):
            row = FoldedRow(question, scale)
            row.opened.connect(self.question_opened)
            self.rows[question.id] = row
            self._column.insertWidget(place, row)

    def _head(self) -> QWidget:
        box = QWidget()
        box.setFixedHeight(tokens.TOUCH - 1)
        row = QHBoxLayout(box)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(10)
        self.title = label("", "heading", name="section_title")
        self.second = ElidedLabel("", "second")
        self.second.setObjectName("section_second")
        row.addWidget(self.title)
        row.addWidget(self.second, 1)
        for step, words, icon, keys in (
            (-1, "Section before", "ph.caret-up", "Ctrl+PgUp"),
            (1, "Next section", "ph.caret-down", "Ctrl+PgDown"),
        ):
            found = button(words, "icon", name=f"section_step_{step}", icon=icon)
            found.setToolTip(f"{words} ({keys})")
            found.setProperty("edged", True)
            found.clicked.connect(partial(self.section_stepped.emit, step))
            row.addWidget(found)
        return box
