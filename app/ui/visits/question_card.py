"""The open question, top to bottom in the order of work: question, answer, note, evidence, action.

The only question with widgets; it is bound to another question rather than made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPixmap, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from app import tokens
from app.domain.review import is_shortfall
from app.domain.scale import Scale
from app.domain.vocabulary import AnswerKind
from app.domain.words import count
from app.services.visit_answers import LONGEST_NOTE
from app.services.visit_views import QuestionView
from app.ui.theme import colours
from app.ui.visits.answer_row import AnswerRow
from app.ui.visits.evidence_strip import EvidenceStrip, evidence_words
from app.ui.visits.finding_cards import action_card, finding_card
from app.ui.visits.note_edit import WARN_FROM, NoteEdit
from app.ui.visits.prompts import Prompts
from app.ui.widgets.buttons import button
from app.ui.widgets.key_button import KeyButton
from app.ui.widgets.labels import key_cap, label
from app.ui.widgets.note import Note

_SIDE = 20


class QuestionCard(QWidget):
    """Signals carry what the user did; the page decides what is stored.

    `answered(kind, level)`, `note_typed(text)`, `sample_typed(text)`, `act_asked(name)` with
    photo, document, observation, finding, history; `evidence_opened(id)`, `evidence_removed(id)`,
    `evidence_changed(id)`, `finding_edited(id)`, `action_edited(id)`, `mine_kept`, `theirs_taken`.
    """

    answered = Signal(object, object)
    note_typed = Signal(str)
    sample_typed = Signal(str)
    act_asked = Signal(str)
    evidence_opened = Signal(str)
    evidence_removed = Signal(str)
    evidence_changed = Signal(str)
    finding_edited = Signal(str)
    action_edited = Signal(str)
    mine_kept = Signal()
    theirs_taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("question_card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.question: QuestionView | None = None
        self._is_binding = False
        self._is_read_only = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_SIDE, 14, _SIDE, 16)
        self._column.setSpacing(0)
        self._build_question()
        self._build_answer()
        self._build_evidence()
        self._build_findings()

    # --- what the page sets -----------------------------------------------------------------

    def bind(
        self,
        question: QuestionView,
        scale: Scale,
        pictures: Mapping[str, QPixmap],
        *,
        is_read_only: bool,
    ) -> None:
        """Show another question, or the same one as it was read again."""
        is_other = self.question is None or self.question.id != question.id
        self._is_binding = True
        self._is_read_only = is_read_only
        self.question = question
        self.setAccessibleName(f"{question.number} {question.text}")
        self._number.setText(question.number)
        self._number.setToolTip(f"Weight {question.weight}")
        self._text.setText(question.text)
        self.prompts.set_question(question)
        self.answers.set_scale(scale)
        self.answers.show_answer(question.kind, question.level)
        self.answers.set_read_only(is_read_only)
        if self.note.toPlainText() != question.note:
            self._set_note(question.note)
        if self.sample.text() != question.sample:
            self.sample.setText(question.sample)
        if self.note.isReadOnly() != is_read_only:
            self.note.setReadOnly(is_read_only)
            self.note.style().unpolish(self.note)
            self.note.style().polish(self.note)
        self.sample.setReadOnly(is_read_only)
        for found in self._acts:
            found.setVisible(not is_read_only)
        if is_other:
            self.set_conflict("")
            self.set_refusal("")
        self.show_evidence(question, pictures)
        self._show_findings(question)
        self.show_state(question, scale)
        self._is_binding = False

    def show_state(self, question: QuestionView, scale: Scale) -> None:
        """Say what the answer still lacks; called after each change of the answer."""
        self.question = question
        self.answers.show_answer(question.kind, question.level)
        is_apart = question.kind in (AnswerKind.NOT_SEEN, AnswerKind.NOT_APPLICABLE)
        words = {
            AnswerKind.NOT_SEEN: "Say in the note why it was not seen",
            AnswerKind.NOT_APPLICABLE: "Say in the note why it does not apply",
        }.get(question.kind, "What did you see, and where?")
        self.note.setPlaceholderText(words)
        self._reason.setText(words if is_apart and not question.note.strip() else "")
        is_rated = question.kind is AnswerKind.RATED
        has_evidence = bool(question.evidence or question.sample.strip())
        self._lacks_evidence.setText(
            "Add what supports this rating" if is_rated and not has_evidence else ""
        )
        falls_short = is_shortfall(question.kind, question.level, scale)
        has_action = bool(question.actions or question.earlier_actions)
        self._lacks_action.setText(
            "Add an action: this falls short" if falls_short and not has_action else ""
        )
        length = len(question.note)
        self._counter.setVisible(length >= WARN_FROM)
        self._counter.setText(f"{length:,} of {LONGEST_NOTE:,} characters")

    def show_evidence(self, question: QuestionView, pictures: Mapping[str, QPixmap]) -> None:
        """Show the evidence; `pictures` are the small ones, by attachment id."""
        self._evidence_words.setText(evidence_words(question.evidence))
        is_open = not self._is_read_only
        if self._has_focus(self.evidence):
            self.take_focus_back(None)
        self.evidence.show_evidence(question.evidence, pictures, is_open=is_open)

    def set_conflict(self, words: str) -> None:
        """Say that the stored answer differs and what it says; an empty text takes it away."""
        self._conflict.setVisible(bool(words))
        self._conflict_acts.setVisible(bool(words))
        self._conflict.set_words("This answer was changed elsewhere.", words, "warn")

    def set_refusal(self, words: str) -> None:
        """Say which rule the note breaks."""
        self._refusal.setText(words)
        self._refusal.setVisible(bool(words))

    def focus_question(self) -> None:
        """Let the keys 1 to 4, 0 and 9 answer."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_note(self) -> None:
        """Put the cursor at the end of the note."""
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.note.moveCursor(QTextCursor.MoveOperation.End)

    def take_focus_back(self, before: QWidget | None) -> None:
        """Give the focus to what had it before, or to the note when that is gone."""
        is_there = before is not None and isValid(before) and before.isVisible()
        if is_there and before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.isVisible():
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_key(self, key: str) -> bool:
        """Answer by key; False when there is no such answer or the visit is locked."""
        return not self._is_read_only and self.answers.choose_key(key)

    # --- Qt ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        alt = (
            Qt.KeyboardModifier.AltModifier,
            Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.KeypadModifier,
        )
        is_digit = Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
        if is_digit and event.modifiers() in (*plain, *alt):
            self.choose_key(chr(event.key()))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = colours()
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(palette.line))
        painter.fillRect(0, 0, tokens.NAV_MARK, self.height(), QColor(palette.accent_text))

    # --- building ---------------------------------------------------------------------------

    def _build_question(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._number = label("", "strong", name="question_number")
        self._number.setFixedWidth(30)
        self._text = label("", "heading", wrap=True, name="question_text")
        row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self._number.setContentsMargins(0, 3, 0, 0)
        self._column.addLayout(row)
        self.prompts = Prompts(indent=42)
        self._column.addWidget(self.prompts)
        self._column.addSpacing(10)

    def _build_answer(self) -> None:
        self.answers = AnswerRow()
        self.answers.chosen.connect(self._on_chosen)
        self._column.addWidget(self.answers)
        self._column.addSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Note", "strong"))
        self._reason = label("", tone="warn", name="reason_missing")
        head.addWidget(self._reason)
        head.addStretch(1)
        self._counter = label("", tone="warn", name="note_counter")
        head.addWidget(self._counter)
        history = button("History", "quiet", name="answer_history", small=True, tip="Alt+H")
        history.clicked.connect(partial(self.act_asked.emit, "history"))
        head.addWidget(history)
        head.addWidget(key_cap("Alt+H"))
        self._column.addLayout(head)
        self._column.addSpacing(2)
        self._conflict = Note("This answer was changed elsewhere.", kind="warn", name="conflict")
        self._column.addWidget(self._conflict)
        self._conflict_acts = self._build_conflict_acts()
        self._column.addWidget(self._conflict_acts)
        self._refusal = label("", "strong", tone="danger", wrap=True, name="note_refusal")
        self._column.addWidget(self._refusal)
        self.note = NoteEdit("answer_note", "Note")
        self.note.textChanged.connect(self._on_note)
        self.note.left.connect(self.focus_question)
        self._column.addWidget(self.note)
        self._column.addSpacing(8)
        sample = QHBoxLayout()
        sample.setSpacing(12)
        caption = label("Sample seen", "strong")
        self.sample = QLineEdit()
        self.sample.setObjectName("answer_sample")
        self.sample.setAccessibleName("Sample seen")
        self.sample.setPlaceholderText("For example: 6 of 48 medicine records, 41 of 54 checks met")
        self.sample.textChanged.connect(self._on_sample)
        caption.setBuddy(self.sample)
        sample.addWidget(caption)
        sample.addWidget(self.sample, 1)
        self._column.addLayout(sample)
        self._column.addSpacing(10)

    def _build_conflict_acts(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 4, 0, 8)
        row.setSpacing(8)
        mine = button("Keep my words", name="conflict_mine", small=True)
        mine.clicked.connect(self.mine_kept)
        theirs = button("Take the stored answer", name="conflict_theirs", small=True)
        theirs.clicked.connect(self.theirs_taken)
        row.addWidget(mine)
        row.addWidget(theirs)
        row.addStretch(1)
        return box

    def _build_evidence(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Evidence", "strong"))
        self._evidence_words = label("", "second", name="evidence_words")
        head.addWidget(self._evidence_words)
        self._lacks_evidence = label("", tone="warn", name="evidence_missing")
        head.addWidget(self._lacks_evidence)
        head.addStretch(1)
        self._column.addLayout(head)
        self._column.addSpacing(4)
        self.evidence = EvidenceStrip()
        self.evidence.opened.connect(self.evidence_opened)
        self.evidence.remove_requested.connect(self.evidence_removed)
        self.evidence.change_requested.connect(self.evidence_changed)
        self._column.addWidget(self.evidence)
        self._column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._acts: list[QWidget] = []
        for act, words, cap, icon in (
            ("photo", "Photo", "Alt+P", "ph.camera"),
            ("document", "Document", "Alt+D", "ph.paperclip"),
            ("observation", "Observation", "Alt+O", "ph.eye"),
        ):
            row.addWidget(self._act(act, words, cap, icon))
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addSpacing(12)

    def _build_findings(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Finding and action", "strong"))
        self._finding_words = label("", "second", name="finding_words")
        head.addWidget(self._finding_words)
        self._lacks_action = label("", tone="warn", name="action_missing")
        head.addWidget(self._lacks_action)
        head.addStretch(1)
        self._column.addLayout(head)
        self._column.addSpacing(4)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._column.addLayout(self._cards)
        row = QHBoxLayout()
        row.addWidget(self._act("finding", "Finding and action", "Alt+A", "ph.plus"))
        row.addStretch(1)
        self._column.addSpacing(8)
        self._column.addLayout(row)

    def _act(self, act: str, words: str, cap: str, icon: str) -> KeyButton:
        found = KeyButton(words, cap, name=f"add_{act}", icon=icon, touch=True)
        found.clicked.connect(partial(self.act_asked.emit, act))
        self._acts.append(found)
        return found

    def _has_focus(self, part: QWidget) -> bool:
        """True when the focus is in a part that is about to be made anew, window active or not."""
        focused: QWidget | None = self.window().focusWidget()
        return focused is not None and part.isAncestorOf(focused)

    # --- showing ----------------------------------------------------------------------------

    def _set_note(self, text: str) -> None:
        cursor = self.note.textCursor().position()
        self.note.setPlainText(text)
        moved = self.note.textCursor()
        moved.setPosition(min(cursor, len(text)))
        self.note.setTextCursor(moved)

    def _show_findings(self, question: QuestionView) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                if self._has_focus(widget):
                    self.take_focus_back(None)
                widget.hide()
                widget.deleteLater()
        can_edit = not self._is_read_only
        for finding in question.findings:
            edit = partial(self.finding_edited.emit, finding.id) if can_edit else None
            self._cards.addWidget(finding_card(finding, edit))
        for action in question.actions:
            edit = partial(self.action_edited.emit, action.id) if can_edit else None
            self._cards.addWidget(action_card(action, edit))
        said = []
        if question.findings:
            said.append(count(len(question.findings), "finding"))
        if question.actions:
            said.append(count(len(question.actions), "action"))
        self._finding_words.setText(", ".join(said) or "None yet")

    # --- slots ------------------------------------------------------------------------------

    def _on_chosen(self, kind: AnswerKind, level: int | None) -> None:
        self.answered.emit(kind, level)
        self.focus_note()

    def _on_note(self) -> None:
        if not self._is_binding:
            self.set_refusal("")
            self.note_typed.emit(self.note.toPlainText())

    def _on_sample(self, text: str) -> None:
        if not self._is_binding:
            self.sample_typed.emit(text)
