"""What is still missing from a visit, and the peer review checks before sign-off.

Promises: each remark names its standard and says what to do. The checks point out; a person
decides. Source: DOMAIN "The visit" ("Not seen" blocks sign-off for critical standards; peer review
checks after Norfolk's grounds for dispute).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.rating_words import OwnRating
from app.domain.scale import BUILT_IN_SCALE, MET_SCALE, Scale
from app.domain.vocabulary import AnswerKind, FindingKind, Worded
from app.domain.words import joined

_LOWEST_BAND_PERCENT = MET_SCALE.bands[-1].from_percent
_HIGHEST_BAND_PERCENT = MET_SCALE.bands[0].from_percent
_MET_SHARE = re.compile(
    r"(\d{1,5}) of (\d{1,5})(?!\d)[^.,;\n\d]{0,60}?\b(not )?met\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence. Equal keys are the same piece (a document's hash, a photo's)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class StandardState:
    """What the checks need of one standard and its answer.

    `sample` is the sample as written ("41 of 54 checks met"); `findings` the kinds raised here.
    """

    question_key: str
    number: str
    kind: AnswerKind
    level: int | None = None
    is_critical: bool = False
    needs_evidence: bool = True
    note: str = ""
    sample: str = ""
    evidence: tuple[EvidenceItem, ...] = ()
    findings: frozenset[FindingKind] = field(default_factory=frozenset)
    has_action: bool = False

    @property
    def has_evidence(self) -> bool:
        """True when anything supports the answer: evidence or a sample."""
        return bool(self.evidence or self.sample.strip())


def standard_rating(level: int, scale: Scale) -> OwnRating:
    """The rating that one answer stands for by itself."""
    return scale.band_of(level, scale.maximum)


def is_shortfall(kind: AnswerKind, level: int | None, scale: Scale = BUILT_IN_SCALE) -> bool:
    """True for a rated answer that stands for Requires improvement or Poor."""
    if kind is not AnswerKind.RATED or level is None:
        return False
    return standard_rating(level, scale).level <= OwnRating.REQUIRES_IMPROVEMENT.level


# --- what is missing -------------------------------------------------------------------------


class MissingKind(Worded):
    """What is missing."""

    VISIT_DATE = "visit_date", "Date of the visit"
    JUDGEMENT = "judgement", "Overall judgement"
    UNANSWERED = "unanswered", "Not answered"
    CRITICAL_NOT_SEEN = "critical_not_seen", "Critical and not seen"
    NO_REASON = "no_reason", "No reason given"
    NO_EVIDENCE = "no_evidence", "Rated without evidence"
    NO_ACTION = "no_action", "Shortfall without an action"
    QUICK_NOTES = "quick_notes", "Quick notes not filed"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do before sign-off; `is_blocking` things stop it."""

    kind: MissingKind
    words: str
    is_blocking: bool = False
    question_key: str = ""


def what_is_missing(
    standards: Iterable[StandardState],
    *,
    visited_on: date | None,
    judgement: str,
    unfiled_notes: int = 0,
    scale: Scale = BUILT_IN_SCALE,
) -> tuple[Missing, ...]:
    """Everything missing: of the visit first, then by standard in the order given.

    `unfiled_notes` counts the quick notes that belong to no standard yet.
    """
    found: list[Missing] = []
    if visited_on is None:
        words = "Enter the date of the visit"
        found.append(Missing(MissingKind.VISIT_DATE, words, is_blocking=True))
    if not judgement.strip():
        found.append(Missing(MissingKind.JUDGEMENT, "Write the overall judgement"))
    if unfiled_notes:
        notes = "the quick note" if unfiled_notes == 1 else f"{unfiled_notes} quick notes"
        found.append(Missing(MissingKind.QUICK_NOTES, f"File {notes} to a standard"))
    for standard in standards:
        found += _missing_of(standard, scale)
    return tuple(found)


def _missing_of(standard: StandardState, scale: Scale) -> list[Missing]:
    number, key = standard.number, standard.question_key
    match standard.kind:
        case AnswerKind.UNANSWERED:
            return [Missing(MissingKind.UNANSWERED, f"Answer {number}", True, key)]
        case AnswerKind.NOT_SEEN if standard.is_critical:
            words = f"See {number} before sign-off: it is critical and was not seen"
            return [Missing(MissingKind.CRITICAL_NOT_SEEN, words, True, key)]
        case AnswerKind.NOT_SEEN | AnswerKind.NOT_APPLICABLE:
            what = "was not seen" if standard.kind is AnswerKind.NOT_SEEN else "does not apply"
            why = Missing(MissingKind.NO_REASON, f"Say why {number} {what}", False, key)
            return [] if standard.note.strip() else [why]
        case AnswerKind.RATED:
            return _missing_of_rated(standard, scale)


def _missing_of_rated(standard: StandardState, scale: Scale) -> list[Missing]:
    number, key = standard.number, standard.question_key
    found: list[Missing] = []
    if standard.needs_evidence and not standard.has_evidence:
        found.append(Missing(MissingKind.NO_EVIDENCE, f"Add evidence for {number}", False, key))
    if is_shortfall(standard.kind, standard.level, scale) and not standard.has_action:
        words = f"Add an action for {number}, or link it to one"
        found.append(Missing(MissingKind.NO_ACTION, words, False, key))
    return found


# --- peer review -----------------------------------------------------------------------------


class ReviewKind(Worded):
    """The checks of the peer review."""

    NO_EVIDENCE = "no_evidence", "Rating without evidence"
    SHARED_EVIDENCE = "shared_evidence", "One piece of evidence for several standards"
    CONTRADICTION = "contradiction", "Evidence that contradicts the rating"
    NO_ACTION = "no_action", "Shortfall without an action"


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """One thing for the peer reviewer to look at. `numbers` are the standards concerned."""

    kind: ReviewKind
    words: str
    question_keys: tuple[str, ...]
    numbers: tuple[str, ...]


def review_points(
    standards: Iterable[StandardState], scale: Scale = BUILT_IN_SCALE
) -> tuple[ReviewPoint, ...]:
    """All points of the peer review, by check in the order of ReviewKind."""
    rated = [s for s in standards if s.kind is AnswerKind.RATED and s.level is not None]
    points = [
        _point(ReviewKind.NO_EVIDENCE, f"{s.number} is rated without evidence.", s)
        for s in rated
        if not s.has_evidence
    ]
    points += _shared_evidence(rated)
    for standard in rated:
        words = _contradictions(standard, scale)
        points += [_point(ReviewKind.CONTRADICTION, said, standard) for said in words]
    points += [
        _point(ReviewKind.NO_ACTION, f"{s.number} falls short and has no action.", s)
        for s in rated
        if is_shortfall(s.kind, s.level, scale) and not s.has_action
    ]
    return tuple(points)


def _point(kind: ReviewKind, words: str, *standards: StandardState) -> ReviewPoint:
    keys = tuple(standard.question_key for standard in standards)
    return ReviewPoint(kind, words, keys, tuple(standard.number for standard in standards))


def _shared_evidence(rated: Sequence[StandardState]) -> list[ReviewPoint]:
    users: dict[str, list[StandardState]] = {}
    labels: dict[str, str] = {}
    for standard in rated:
        for item in standard.evidence:
            using = users.setdefault(item.key, [])
            if standard not in using:
                using.append(standard)
            labels.setdefault(item.key, item.label)
    return [
        _point(
            ReviewKind.SHARED_EVIDENCE,
            f"“{labels[key]}” is the evidence for {joined(s.number for s in using)}.",
            *using,
        )
        for key, using in users.items()
        if len(using) > 1
    ]


def met_share(sample: str) -> tuple[int, int] | None:
    """The (met, checked) that a sample says; None when it says none.

    Reads "41 of 54 checks met" and "13 of 54 were not met".
    """
    match = _MET_SHARE.search(sample)
    if match is None:
        return None
    met, checked = int(match[1]), int(match[2])
    if not 0 < checked >= met:
        return None
    return (checked - met if match[3] else met, checked)


def _contradictions(standard: StandardState, scale: Scale) -> list[str]:
    """What in the evidence speaks against the rating.

    Defined, and no more than this: a shortfall although at least 95% of the sample was met, or
    none although under 65% was (the bands of met scales); a breach or safeguarding concern at a
    standard that does not fall short; an area for improvement at one rated Excellent; nothing but
    strengths at one that falls short.
    """
    level = standard.level or 0
    falls_short = is_shortfall(standard.kind, level, scale)
    label = f"{standard.number} is rated {scale.label(level)}"
    said: list[str] = []
    share = met_share(standard.sample)
    if share and _sample_contradicts(*share, falls_short=falls_short):
        said.append(f"{label}, but {share[0]} of {share[1]} checks were met.")
    grave = standard.findings & {FindingKind.BREACH, FindingKind.SAFEGUARDING}
    if grave and not falls_short:
        said.append(f"{label}, but has a {_kinds(grave)}.")
    is_excellent = standard_rating(level, scale) is OwnRating.EXCELLENT
    if is_excellent and FindingKind.IMPROVEMENT in standard.findings:
        said.append(f"{label}, but has an area for improvement.")
    if falls_short and standard.findings == {FindingKind.STRENGTH}:
        said.append(f"{label}, but only a strength is written down.")
    return said


def _sample_contradicts(met: int, checked: int, *, falls_short: bool) -> bool:
    if falls_short:
        return 100 * met >= _HIGHEST_BAND_PERCENT * checked
    return 100 * met < _LOWEST_BAND_PERCENT * checked


def _kinds(kinds: Iterable[FindingKind]) -> str:
    present = set(kinds)
    return joined(kind.words.lower() for kind in FindingKind if kind in present)


def may_sign_off(missing: Iterable[Missing], open_points: int, *, is_reviewed: bool) -> list[str]:
    """What stands in the way of sign-off, in sentences; empty when nothing does.

    `open_points` counts review points that nobody has cleared or answered.
    """
    said = [f"{item.words}." for item in missing if item.is_blocking]
    if not is_reviewed:
        said.append("Ask for the peer review first.")
    if open_points:
        noun = "point" if open_points == 1 else "points"
        said.append(f"Answer or clear {open_points} {noun} of the peer review.")
    return said


def look_at_before_locking(missing: Iterable[Missing]) -> list[str]:
    """What sign-off would lock in although something of the whole visit is missing, in sentences.

    None of it stops sign-off: a manager may mean it.
    """
    said = []
    for item in missing:
        if item.kind is MissingKind.JUDGEMENT:
            said.append("No overall judgement is written, and the report will say so.")
        if item.kind is MissingKind.QUICK_NOTES:
            said.append(f"{item.words}: a note that is not filed stands in no report.")
    return said


def same_person(one: str, other: str) -> bool:
    """True for names that differ in blanks or capitals only."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def reviewer_advice(reviewer: str, team: Iterable[str], officers: Iterable[str]) -> str:
    """Advice when the reviewer was on the visit: who could review instead. Empty when all is well.

    Where there is nobody else the visit may be reviewed by its own officer, and this says so.
    """
    on_visit = tuple(team)
    found = next((name for name in on_visit if same_person(name, reviewer)), "")
    if not found:
        return ""
    others = [
        name for name in officers if not any(same_person(name, member) for member in on_visit)
    ]
    if not others:
        return f"{found} was on the visit, and there is nobody else to review it."
    return f"{found} was on the visit. Ask {joined(others, 'or')} to review it."
