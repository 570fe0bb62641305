"""What the visit mode is shown: one version of a visit as plain frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.rating_words import KeyQuestion
from app.domain.scale import Scale
from app.domain.scoring import VisitResult
from app.domain.vocabulary import ActionState, AnswerKind, EvidenceKind, FindingKind, Priority
from app.services.visits import VisitRow


@dataclass(frozen=True)
class EvidenceView:
    """One piece of evidence of a question."""

    id: str
    kind: EvidenceKind
    text: str
    attachment_id: str | None
    file_name: str
    media_type: str
    sha256: str
    thumbnail_sha256: str
    size: int


@dataclass(frozen=True)
class FindingView:
    """One finding of the visit."""

    id: str
    row_version: int
    question_id: str | None
    number: int
    kind: FindingKind
    headline: str
    text: str
    requirement: str
    clause: str
    reported_to: str
    reported_by: str
    reported_on: date | None
    reported_reference: str
    others_told: str
    is_repeat: bool
    is_in_summary: bool


@dataclass(frozen=True)
class ActionView:
    """One action as the visit shows it. `question_keys` are the framework's stable ids."""

    id: str
    row_version: int
    visit_id: str | None
    number: int
    text: str
    evidence_needed: str
    owner: str
    priority: Priority
    raised_on: date
    due_on: date
    state: ActionState
    reported_on: date | None
    verified_on: date | None
    verified_by: str
    is_agreed_on_day: bool
    question_keys: tuple[str, ...]

    def days_late(self, today: date) -> int:
        """Days past the due date; 0 when not overdue or closed."""
        return max((today - self.due_on).days, 0) if self.state.is_open else 0


@dataclass(frozen=True)
class LastAnswer:
    """The answer to the same standard at an earlier visit."""

    visit_reference: str
    visited_on: date | None
    kind: AnswerKind
    level: int | None
    words: str
    note: str


@dataclass(frozen=True)
class QuestionView:
    """One question with its answer and all that belongs to it."""

    id: str
    key: str
    number: str
    text: str
    prompts: tuple[str, ...]
    evidence_expected: tuple[str, ...]
    weight: int
    is_critical: bool
    maps: dict[str, object]
    kind: AnswerKind
    level: int | None
    note: str
    sample: str
    row_version: int
    evidence: tuple[EvidenceView, ...]
    findings: tuple[FindingView, ...]
    actions: tuple[ActionView, ...]
    earlier_actions: tuple[ActionView, ...]
    last: tuple[LastAnswer, ...]
    answer_id: str = ""


@dataclass(frozen=True)
class SectionView:
    """One page of the visit."""

    id: str
    key: str
    number: int
    title: str
    key_question: KeyQuestion | None
    role: str
    questions: tuple[QuestionView, ...]

    @property
    def answered(self) -> int:
        """How many questions have an answer of any kind."""
        return sum(1 for q in self.questions if q.kind is not AnswerKind.UNANSWERED)


@dataclass(frozen=True)
class QuickNoteView:
    """A quick note; `question_id` is set once it was filed."""

    id: str
    text: str
    noted_at: datetime
    question_id: str | None


@dataclass(frozen=True)
class VersionView:
    """The facts of one version of the visit."""

    id: str
    row_version: int
    number: str
    reason: str
    framework: str
    judgement: str
    looked_at: str
    spoken_to: str
    told_provider: str
    summaries: dict[str, str]
    no_overall_reason: str
    drafted_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: str
    review_note: str
    signed_by: str
    signed_role: str
    sealed_at: datetime | None


@dataclass(frozen=True)
class VisitPage:
    """One version of a visit as a whole. `place` is the question that was open last."""

    visit: VisitRow
    version: VersionView
    scale: Scale
    sections: tuple[SectionView, ...]
    result: VisitResult
    findings: tuple[FindingView, ...]
    actions: tuple[ActionView, ...]
    earlier_actions: tuple[ActionView, ...]
    quick_notes: tuple[QuickNoteView, ...]
    place: str
    is_blind: bool
    is_focused: bool = False

    @property
    def is_locked(self) -> bool:
        """True once this version is signed off."""
        return self.version.sealed_at is not None

    def questions(self) -> Iterable[QuestionView]:
        """All questions in the order of the visit."""
        return (question for section in self.sections for question in section.questions)
