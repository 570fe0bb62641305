"""The plain facts of a QA visit that its report and workbook take; services fill them.

Levels are whole numbers: 4 (best) to 1 for ratings, ours and CQC's alike; None where there is no
rating. Words are as shown, because a council may have its own labels. Scores come as whole points
and as words rounded by the domain, so that paper never rounds across a band.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

from app.domain.visits import SIGNED_OFF
from app.domain.vocabulary import (
    ActionState,
    AnswerKind,
    EvidenceKind,
    FindingKind,
    Marking,
    Priority,
    Verification,
    VisitKind,
    VisitMode,
    VisitStatus,
)

# --- shared -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """Who gives the paper out, under which number and marking. `printed_on` is "today".

    `logo` holds the council's logo as PNG or JPEG bytes; empty where it has none.
    """

    council: str
    team: str
    reference: str
    version: str
    marking: Marking
    printed_on: date
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """One rating with its date: ours of an earlier visit, or CQC's. `level` None: not rated."""

    words: str
    level: int | None
    on: date | None


# --- the QA visit -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """The service visited. None means not known; `cqc_note` says why there is no CQC location."""

    name: str
    type_words: str
    address: str
    provider: str
    beds: int | None = None
    people: int | None = None
    placed_by_us: int | None = None
    cqc_location_id: str = ""
    cqc_note: str = ""
    manager: str = ""


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """One of the visiting team."""

    name: str
    role: str = ""
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """One step of a framework's scale: its value, its label, and the shape it takes (4 to 1)."""

    level: int
    words: str
    mark_level: int


@dataclass(frozen=True, slots=True)
class BandFacts:
    """A result and the whole percentage it starts at (0 for the lowest)."""

    level: int
    words: str
    from_percent: int


@dataclass(frozen=True, slots=True)
class ScaleFacts:
    """Scale and bands, best first. A level at or below `shortfall_level` falls short."""

    levels: tuple[LevelFacts, ...]
    bands: tuple[BandFacts, ...]
    shortfall_level: int

    @property
    def maximum(self) -> int:
        """The value of the best level; the divisor of every score."""
        return max(step.level for step in self.levels)

    def mark_level(self, level: int | None) -> int | None:
        """The shape's level (4 to 1) for a level of this scale."""
        return next((step.mark_level for step in self.levels if step.level == level), None)


@dataclass(frozen=True, slots=True)
class FrameworkFacts:
    """The framework's title and version as copied into the visit."""

    title: str
    version: str
    scale: ScaleFacts


@dataclass(frozen=True, slots=True)
class OverrideFacts:
    """A result that the manager set by hand: what the rule gave, why, who."""

    rule_words: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """The result of one key question (a "section" on paper).

    `points` of `maximum` over rated standards; `score` "65%" and `score_precise` "65.0%" ("" when
    nothing was rated); `band` the word before any cap; `cap_reason` empty when nothing capped.
    `not_seen`, `critical_poor` hold the numbers of standards.
    """

    title: str
    level: int | None
    words: str
    points: int
    maximum: int
    score: str
    score_precise: str
    band: str
    rated: int
    applicable: int
    not_seen: tuple[str, ...] = ()
    critical_poor: tuple[str, ...] = ()
    cap_reason: str = ""
    summary: str = ""
    previous: RatingFacts | None = None
    cqc: RatingFacts | None = None
    override: OverrideFacts | None = None


@dataclass(frozen=True, slots=True)
class OverallFacts:
    """The overall by rule; `reasons` are the rule's sentences. `level` None: no overall.

    `reason_for_fewer` is why an overall was given with fewer than five key questions rated.
    """

    level: int | None
    words: str
    reasons: tuple[str, ...]
    previous: RatingFacts | None = None
    cqc: RatingFacts | None = None
    override: OverrideFacts | None = None
    reason_for_fewer: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """One piece of evidence: the officer's words, its file, and the number of a photo (or 0)."""

    kind: EvidenceKind
    text: str
    file_name: str = ""
    photo: int = 0


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """One standard as answered.

    `section` is the page of the visit, `key_question` the title it counts under ("" when it does
    not count in the overall). `points` = weight x level. `note` holds what was found, or why it
    does not apply or was not seen. `previous` is the last visit's answer.
    """

    id: str
    number: str
    section: str
    key_question: str
    text: str
    kind: AnswerKind
    level: int | None
    words: str
    points: int | None
    weight: int
    is_critical: bool
    note: str = ""
    evidence: tuple[EvidenceFacts, ...] = ()
    sample: str = ""
    actions: tuple[str, ...] = ()
    breach_clauses: tuple[str, ...] = ()
    previous: RatingFacts | None = None


class Recurrence(Enum):
    """A finding against the last visit."""

    NEW = "New"
    REPEAT = "Repeat finding"
    NOT_DONE = "Not done"


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """A finding: `headline` the claim, `text` the evidence; a breach has clause and requirement."""

    number: str
    kind: FindingKind
    headline: str
    text: str
    key_question: str = ""
    standards: tuple[str, ...] = ()
    clause: str = ""
    requirement: str = ""
    actions: tuple[str, ...] = ()
    rating: RatingFacts | None = None
    recurrence: Recurrence | None = None
    is_critical: bool = False
    in_summary: bool = True


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """An action: its text as frozen at sign-off, its state as at `printed_on`."""

    number: str
    text: str
    standards: tuple[str, ...]
    priority: Priority
    owner: str
    due_on: date | None
    evidence_needed: str
    state: ActionState
    is_overdue: bool = False
    agreed_on_day: bool = False
    verified_on: date | None = None
    verified_by: str = ""
    provider_update: str = ""
    provider_done_on: date | None = None


@dataclass(frozen=True, slots=True)
class PreviousActionFacts:
    """An action of the last visit; `carried_to` is the number of the action that takes it on."""

    number: str
    text: str
    due_on: date | None
    verification: Verification
    carried_to: str = ""


@dataclass(frozen=True, slots=True)
class SafeguardingFacts:
    """A concern: number, to whom, when, by whom, reference; never detail."""

    reported_to: str
    reported_by: str
    reported_at: datetime | None
    reference: str = ""
    others_told: str = ""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A photo (JPEG or PNG bytes); `what` is the officer's caption, empty where none was given."""

    number: int
    image: bytes
    what: str
    taken_at: datetime | None
    standard: str
    key_question: str
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class NextStepFacts:
    """A row of "What happens next"."""

    by: date
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class SignOffStepFacts:
    """A step on the way to sign-off."""

    step: str
    by: str
    on: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignOffFacts:
    """Who signed, when (local time), and the checksum of the canonical record (64 hex digits)."""

    signed_by: str
    role: str
    signed_at: datetime
    checksum: str


@dataclass(frozen=True, slots=True)
class AmendmentFacts:
    """Why this version replaces an earlier final one."""

    replaces_version: str
    replaces_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ReplacedFacts:
    """The newest signed version that took this one's place."""

    version: str
    on: date


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Everything that the QA visit report and the visit audit workbook say.

    `judgement` is the manager's three to four sentences; `looked_at` what was looked at; `told`
    what the provider was told. `answers` come in the framework's order; those with an empty
    `key_question` (previous actions, contract compliance) are reported but not scored.
    `previous_visit_on` is the visit that this one is compared with; without one,
    `earlier_visit_on` is the newest earlier visit on file, which has no ratings to compare.
    """

    issue: IssueFacts
    status: VisitStatus
    service: ServiceFacts
    contract: str
    kind: VisitKind
    mode: VisitMode
    visited_on: date
    started_at: time | None
    ended_at: time | None
    team: tuple[OfficerFacts, ...]
    framework: FrameworkFacts
    judgement: str
    results: tuple[ResultFacts, ...]
    overall: OverallFacts
    answers: tuple[AnswerFacts, ...]
    findings: tuple[FindingFacts, ...] = ()
    actions: tuple[ActionFacts, ...] = ()
    previous_visit_on: date | None = None
    earlier_visit_on: date | None = None
    previous_actions: tuple[PreviousActionFacts, ...] = ()
    safeguarding: tuple[SafeguardingFacts, ...] = ()
    photos: tuple[PhotoFacts, ...] = ()
    next_steps: tuple[NextStepFacts, ...] = ()
    looked_at: tuple[str, ...] = ()
    told: str = ""
    sign_off_steps: tuple[SignOffStepFacts, ...] = ()
    sign_off: SignOffFacts | None = None
    amendment: AmendmentFacts | None = None
    replaced_by: ReplacedFacts | None = None

    @property
    def is_draft(self) -> bool:
        """True until the visit is final: every page then carries the watermark."""
        return self.status not in SIGNED_OFF

    def is_shortfall(self, answer: AnswerFacts) -> bool:
        """True when the answer is rated at or below the scale's shortfall level."""
        return answer.level is not None and answer.level <= self.framework.scale.shortfall_level

    def answers_of(self, key_question: str) -> tuple[AnswerFacts, ...]:
        """The answers that count under `key_question`, in the framework's order."""
        return tuple(answer for answer in self.answers if answer.key_question == key_question)

    def answers_of_kind(self, kind: AnswerKind) -> tuple[AnswerFacts, ...]:
        """The answers of one kind, in the framework's order."""
        return tuple(answer for answer in self.answers if answer.kind is kind)
