"""The head of visit mode: leave, what and where, how far, score, saved, quick note, finish."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import tokens
from app.domain.vocabulary import AnswerKind
from app.domain.words import short_date
from app.services.visit_views import VisitPage
from app.ui.theme import colours
from app.ui.widgets.autosave import SaveIndicator
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip, RatingChip
from app.ui.widgets.key_button import KeyButton
from app.ui.widgets.labels import ElidedLabel, IconLabel, label, rule

TIGHT_BELOW: Final = 1040


class ProgressLine(QWidget):
    """How many are rated, and how many have another answer, as one quiet line."""

    def __init__(self) -> None:
        super().__init__()
        self._parts = (0, 0, 1)
        self.setFixedHeight(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, rated: int, other: int, total: int) -> None:
        """Show rated and otherwise answered of all."""
        self._parts = (rated, other, max(1, total))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(232, 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = colours()
        rated, other, total = self._parts
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.line))
        width = self.width()
        first = width * rated / total
        painter.fillRect(QRectF(0, 0, first, 6), QColor(palette.accent_text))
        painter.fillRect(QRectF(first, 0, width * other / total, 6), QColor(palette.line_strong))


class ModeHeader(QFrame):
    """`left`, `score_asked`, `note_asked`, `finish_asked`, `retry_asked`."""

    left = Signal()
    score_asked = Signal()
    note_asked = Signal()
    finish_asked = Signal()
    retry_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("visit_header")
        self.setProperty("area", "head")
        self.setFixedHeight(tokens.VISIT_HEADER)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 16, 0)
        row.setSpacing(12)
        self._row = row
        leave = button("Leave", "quiet", name="leave_visit", icon="ph.arrow-left")
        leave.setToolTip("Leave the visit; all is saved (Alt+Left)")
        leave.clicked.connect(self.left)
        row.addWidget(leave)
        row.addWidget(_bar())
        row.addLayout(self._titles(), 3)
        row.addLayout(self._progress(), 2)
        self._score_bar = _bar()
        row.addWidget(self._score_bar)
        row.addLayout(self._score())
        row.addWidget(_bar())
        self.saved = SaveIndicator("visit_saved")
        self.saved.setFixedWidth(116)
        row.addWidget(self.saved)
        row.addWidget(_bar())
        self.note_button = KeyButton("Note", "Ctrl+Q", name="quick_note", icon="ph.note-pencil")
        self.note_button.clicked.connect(self.note_asked)
        row.addWidget(self.note_button)
        self.finish_button = button("Finish", name="finish_visit")
        self.finish_button.clicked.connect(self.finish_asked)
        row.addWidget(self.finish_button)
        self._failure = self._failure_bar()

    def show_visit(self, page: VisitPage, *, is_other: bool = False) -> None:
        """Say which visit this is; another one than before has nothing saved or unsaved yet."""
        visit = page.visit
        self._service.setText(visit.service_name)
        self._reference.setText(visit.reference)
        how = visit.mode.words.removeprefix("On site, ").lower()
        day = visit.visited_on or visit.planned_on
        on = f", {short_date(day)}" if day else ""
        state = f"Version {page.version.number}, signed off and locked. " if page.is_locked else ""
        self._facts = f"{state}{page.version.framework}. {visit.kind.words}, {how}{on}"
        self._show_facts()
        waiting = sum(1 for note in page.quick_notes if note.question_id is None)
        self.note_button.setText(f"Note {waiting}" if waiting else "Note")
        words = f"Quick note, {waiting} not filed yet" if waiting else "Quick note"
        self.note_button.setAccessibleName(words)
        self.note_button.setVisible(not page.is_locked)
        self.finish_button.setText("Results" if page.is_locked else "Finish")
        if is_other or not page.is_locked:
            self.saved.set_untouched(afresh=is_other)

    def show_counts(self, counts: dict[AnswerKind, int]) -> None:
        """Say how far the visit is."""
        total = sum(counts.values())
        rated = counts[AnswerKind.RATED]
        not_applicable = counts[AnswerKind.NOT_APPLICABLE]
        not_seen = counts[AnswerKind.NOT_SEEN]
        to_do = counts[AnswerKind.UNANSWERED]
        self._rated.setText(f"{rated} of {total} rated")
        words = [f"{not_applicable} n/a"] if not_applicable else []
        words += [f"{not_seen} not seen"] if not_seen else []
        words += [f"{to_do} to do"]
        self._rest.setText(", ".join(words))
        self._line.set_parts(rated, not_applicable + not_seen, total)
        self._line.setAccessibleName(f"{self._rated.text()}, {self._rest.text()}")

    def show_score(self, words: str, chip: Chip | None, *, is_shown: bool) -> None:
        """Show the section's score, or that it is hidden."""
        self._score_words.setText(words)
        self._has_chip = chip is not None
        self._chip.setVisible(self._has_chip and self.width() >= TIGHT_BELOW)
        if chip is not None:
            self._chip.set_chip(chip)
        self.score_button.setText("Working" if is_shown else "Show")
        self.score_button.setAccessibleName("Score and its working")

    def set_saved(self, at: datetime) -> None:
        """All is on the disk since `at` (local time)."""
        self._failure.hide()
        self.saved.set_saved(at)

    def set_failed(self, reason: str) -> None:
        """Say, over the middle of the header, that words are not saved; nothing moves."""
        self.saved.set_failed(reason, is_short=True)
        self._failure_words.setText(f"Not saved: {reason}. Your words are kept here")
        self._failure.setAccessibleName(self._failure_words.text())
        self._place_failure()
        self._failure.show()
        self._failure.raise_()

    @property
    def failure(self) -> str:
        """What the red bar says; empty while all is well."""
        return "" if self._failure.isHidden() else self._failure_words.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= tokens.VISIT_DRAWER_BELOW
        self.note_button.set_cap_shown(is_wide)
        self._score_words.setVisible(is_wide)
        is_tight = self.width() < TIGHT_BELOW
        for found in (self._rest, self._reference, self._score_bar):
            found.setVisible(not is_tight)
        self._show_facts()
        self.score_button.set_cap_shown(not is_tight)
        self._chip.setVisible(self._has_chip and not is_tight)
        self._place_failure()

    def _show_facts(self) -> None:
        """The second line; it begins with the reference where there is no room beside the name."""
        reference = self._reference.text()
        is_apart = self._reference.isHidden() and bool(reference)
        self._second.setText(f"{reference}. {self._facts}" if is_apart else self._facts)

    def _titles(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.setContentsMargins(0, 6, 0, 6)
        first = QHBoxLayout()
        first.setSpacing(8)
        self._service = ElidedLabel("", "heading")
        self._service.setObjectName("visit_service")
        self._reference = label("", "second", name="visit_reference")
        policy = QSizePolicy.Policy
        self._service.setSizePolicy(policy.Preferred, policy.Fixed)
        first.addWidget(self._service)
        first.addWidget(self._reference)
        first.addStretch(1)
        self._facts = ""
        self._second = ElidedLabel("", "second")
        self._second.setObjectName("visit_facts")
        column.addLayout(first)
        column.addWidget(self._second)
        return column

    def _progress(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.setContentsMargins(0, 12, 0, 12)
        words = QHBoxLayout()
        words.setSpacing(6)
        self._rated = label("", "strong", name="visit_rated")
        self._rest = ElidedLabel("", "second")
        self._rest.setObjectName("visit_rest")
        words.addWidget(self._rated)
        words.addWidget(self._rest, 1)
        column.addLayout(words)
        self._line = ProgressLine()
        self._line.setObjectName("visit_progress")
        column.addWidget(self._line)
        return column

    def _score(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._score_words = label("", "second", name="score_words")
        self._chip = RatingChip(Chip("own"))
        self._chip.hide()
        self._has_chip = False
        self.score_button = KeyButton("Show", "F6", name="show_score")
        self.score_button.clicked.connect(self.score_asked)
        row.addWidget(self._score_words)
        row.addWidget(self._chip)
        row.addWidget(self.score_button)
        return row

    def _failure_bar(self) -> QFrame:
        bar = QFrame(self)
        bar.setObjectName("not_saved")
        bar.setProperty("area", "danger")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("ph.warning-circle", "danger"))
        self._failure_words = ElidedLabel("", "strong", "danger")
        self._failure_words.setObjectName("not_saved_words")
        row.addWidget(self._failure_words, 1)
        retry = button("Try again", name="retry_save", small=True)
        retry.clicked.connect(self.retry_asked)
        row.addWidget(retry)
        bar.hide()
        return bar

    def _place_failure(self) -> None:
        right = self.note_button.x() - 12
        left = min(self._line.x(), right - 460)
        self._failure.setGeometry(max(8, left), 10, right - max(8, left), self.height() - 20)


def _bar() -> QWidget:
    found = rule(vertical=True)
    found.setFixedHeight(32)
    return found
