"""The right pane, for reading: last answers, open actions, CQC's rating, the contract."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.scale import Scale
from app.domain.vocabulary import ActionState, AnswerKind
from app.domain.words import old, short_date
from app.services.visit_side import VisitSide
from app.services.visit_views import ActionView, LastAnswer, QuestionView, SectionView
from app.ui.context import Context
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip, RatingChip
from app.ui.widgets.key_button import KeyButton
from app.ui.widgets.labels import label, rule

LONGEST_NOTE = 600
OLD_RATING_YEARS = 3


class VisitSidePane(QWidget):
    """`verify_asked(action id)`, `not_accepted_asked(action id)`, `action_asked(action id)`,
    `keys_asked`. The last answer is never prefilled."""

    verify_asked = Signal(str)
    not_accepted_asked = Signal(str)
    keys_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("visit_side")
        self.setAccessibleName("Last visit, open actions, CQC rating, contract")
        self._context = context
        self._is_read_only = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setObjectName("visit_side_scroll")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        column.addWidget(self._area)
        self._body: QVBoxLayout | None = None

    def show_question(
        self,
        question: QuestionView,
        section: SectionView,
        side: VisitSide,
        scale: Scale,
        *,
        is_read_only: bool,
    ) -> None:
        """Show what belongs to this question."""
        self._is_read_only = is_read_only
        box = QWidget()
        self._body = QVBoxLayout(box)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._add_last(question.last, scale)
        self._add_actions(question.earlier_actions)
        self._add_rating(section, side)
        self._add_contract(question, side)
        keys = KeyButton("All keys", "Ctrl+/", name="all_keys", icon="ph.keyboard", is_quiet=True)
        keys.clicked.connect(self.keys_asked)
        foot = self._block()
        foot.addWidget(keys)
        self._body.addStretch(1)
        self._area.setWidget(box)
        box.setAutoFillBackground(False)

    def _block(self) -> QVBoxLayout:
        assert self._body is not None
        if self._body.count():
            self._body.addWidget(rule())
        box = QWidget()
        block = QVBoxLayout(box)
        block.setContentsMargins(16, 12, 16, 12)
        block.setSpacing(4)
        self._body.addWidget(box)
        return block

    def _add_last(self, last: tuple[LastAnswer, ...], scale: Scale) -> None:
        block = self._block()
        if not last:
            block.addWidget(label("Last visit", "strong"))
            block.addWidget(label("This was not asked at an earlier visit.", "second", wrap=True))
            return
        first = last[0]
        block.addLayout(
            _heading("Last visit", short_date(first.visited_on) if first.visited_on else "")
        )
        if first.kind is AnswerKind.RATED and first.level is not None:
            level = scale.band_of(first.level, scale.maximum).level
            block.addWidget(RatingChip(Chip("own", level, words=first.words)))
        else:
            block.addWidget(label(first.words))
        if first.note:
            note = first.note
            shown = note if len(note) <= LONGEST_NOTE else f"{note[:LONGEST_NOTE].rstrip()}…"
            words = label(shown, wrap=True, selectable=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setToolTip(note if shown != note else "")
            block.addWidget(words)
        if len(last) > 1:
            on = f", {short_date(last[1].visited_on)}" if last[1].visited_on else ""
            block.addWidget(label(f"Before that: {last[1].words}{on}", "second", wrap=True))

    def _add_actions(self, actions: tuple[ActionView, ...]) -> None:
        block = self._block()
        words = f"{len(actions)} on this question" if actions else "None on this question"
        block.addLayout(_heading("Open actions", words))
        for action in actions:
            block.addWidget(rule())
            block.addWidget(label(action.text, wrap=True))
            today = self._context.today()
            late = action.days_late(today)
            row = QHBoxLayout()
            row.addWidget(label(f"From {short_date(action.raised_on)}", "second"))
            row.addStretch(1)
            due = label(
                f"Due {short_date(action.due_on)}", "body", tone="danger" if late else "second"
            )
            row.addWidget(due)
            block.addLayout(row)
            block.addLayout(self._acts(action))

    def _acts(self, action: ActionView) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(label(action.state.words, "second", wrap=True), 1)
        if self._is_read_only:
            return row
        if action.state is ActionState.REPORTED_COMPLETE:
            refuse = button("Not accepted", "quiet", name=f"refuse_{action.id}", small=True)
            refuse.clicked.connect(partial(self.not_accepted_asked.emit, action.id))
            row.addWidget(refuse)
        verify = button("Verify", "quiet", name=f"verify_{action.id}", small=True)
        verify.clicked.connect(partial(self.verify_asked.emit, action.id))
        row.addWidget(verify)
        return row

    def _add_rating(self, section: SectionView, side: VisitSide) -> None:
        kq = section.key_question
        found = side.ratings.get(kq) if kq is not None else side.overall
        if found is None:
            return
        block = self._block()
        block.addWidget(
            label(f"CQC rating for {kq.words}" if kq else "CQC rating, overall", "strong")
        )
        level = found.value.level if found.value else None
        words = "" if found.value else found.words
        block.addWidget(RatingChip(Chip("cqc", level, words=words)))
        if found.published_on is not None:
            today = self._context.today()
            is_old = (today - found.published_on).days > OLD_RATING_YEARS * 365
            age = f", {old(found.published_on, today)}" if is_old else ""
            said = f"Published {short_date(found.published_on)}{age}"
            block.addWidget(label(said, tone="warn" if is_old else "second", wrap=True))
        if found.note:
            block.addWidget(label(found.note, "second", wrap=True))

    def _add_contract(self, question: QuestionView, side: VisitSide) -> None:
        clause = str(question.maps.get("contract_clause") or "")
        if not (side.contract or clause):
            return
        block = self._block()
        block.addWidget(label("Contract", "strong"))
        if clause:
            block.addWidget(label(clause, wrap=True))
        if side.contract:
            block.addWidget(label(side.contract, "second" if clause else "body", wrap=True))


def _heading(words: str, second: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(label(words, "strong"))
    row.addWidget(label(second, "second"))
    row.addStretch(1)
    return row
