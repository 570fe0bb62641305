"""Answers as scoring sees them, and how much of a visit they cover.

Promises: only *rated* answers count; not applicable, not seen and not answered are three
different things and each is named. Source: DOMAIN "Words", "The visit".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.rating_words import KeyQuestion
from app.domain.vocabulary import AnswerKind
from app.domain.words import number_word, sentence_case


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """What scoring needs of one answer. `level` is set for rated answers only.

    `section_id` is the page of the framework; `key_question` is None for pages that do not count
    in the overall. `number` is what people read ("S05"); the stable id serves where it is empty.
    """

    question_id: str
    section_id: str
    weight: int
    is_critical: bool
    kind: AnswerKind
    level: int | None = None
    key_question: KeyQuestion | None = None
    number: str = ""

    @property
    def name(self) -> str:
        """The number that people read."""
        return self.number or self.question_id


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was rated; the names are standards' numbers. Applicable = all but not applicable."""

    rated: int = 0
    applicable: int = 0
    not_seen: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    critical_not_seen: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The coverage as the report says it, in sentences."""
        noun = "standard" if self.applicable == 1 else "standards"
        verb = "was" if self.rated == 1 else "were"
        said = [f"{self.rated} of {self.applicable} applicable {noun} {verb} rated."]
        if self.not_seen:
            said.append(f"Not seen: {', '.join(self.not_seen)}; {self._critical_words()}.")
        if self.unanswered:
            said.append(f"Not answered: {', '.join(self.unanswered)}.")
        if self.not_applicable:
            number = sentence_case(number_word(len(self.not_applicable)))
            said.append(f"{number} did not apply.")
        return " ".join(said)

    def _critical_words(self) -> str:
        critical = self.critical_not_seen
        if not critical:
            return "none is critical" if len(self.not_seen) > 1 else "it is not critical"
        return f"critical: {', '.join(critical)}"


def coverage_of(answers: Iterable[ScoredAnswer]) -> Coverage:
    """How much of the answers' standards was rated."""
    by_kind: dict[AnswerKind, list[ScoredAnswer]] = {kind: [] for kind in AnswerKind}
    for answer in answers:
        by_kind[answer.kind].append(answer)
    not_seen = by_kind[AnswerKind.NOT_SEEN]
    unanswered = by_kind[AnswerKind.UNANSWERED]
    rated = len(by_kind[AnswerKind.RATED])
    return Coverage(
        rated=rated,
        applicable=rated + len(not_seen) + len(unanswered),
        not_seen=tuple(answer.name for answer in not_seen),
        unanswered=tuple(answer.name for answer in unanswered),
        not_applicable=tuple(answer.name for answer in by_kind[AnswerKind.NOT_APPLICABLE]),
        critical_not_seen=tuple(answer.name for answer in not_seen if answer.is_critical),
    )


def sum_coverage(parts: Iterable[Coverage]) -> Coverage:
    """The coverage of several groups of standards together."""
    total = Coverage()
    for part in parts:
        total = Coverage(
            total.rated + part.rated,
            total.applicable + part.applicable,
            total.not_seen + part.not_seen,
            total.unanswered + part.unanswered,
            total.not_applicable + part.not_applicable,
            total.critical_not_seen + part.critical_not_seen,
        )
    return total
