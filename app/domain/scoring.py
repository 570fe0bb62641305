"""Scoring of a visit: answers -> standard -> key question -> overall, with the working in words.

Promises: integers throughout (a band is reached when 100 x points >= band x maximum), a shown
percentage never rounds across a band, every cap, gap and override is said. Only *rated* answers
count; not applicable and not seen are apart. Source: DOMAIN "The visit", Scoring.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.answers import Coverage, ScoredAnswer, coverage_of, sum_coverage
from app.domain.combination import combine_levels
from app.domain.rating_words import OWN_OF_LEVEL, KeyQuestion, OwnRating
from app.domain.scale import BUILT_IN_SCALE, MET_SCALE, Band, Level, Scale
from app.domain.vocabulary import AnswerKind, VisitKind
from app.domain.words import count, joined, percentage
from app.errors import RuleError

__all__ = [
    "BUILT_IN_SCALE",
    "MET_SCALE",
    "Band",
    "Coverage",
    "Level",
    "OverallResult",
    "Override",
    "Scale",
    "ScoredAnswer",
    "SectionResult",
    "VisitResult",
    "WorkingLine",
    "coverage_of",
    "overall_result",
    "section_result",
    "visit_result",
    "why_no_overall",
]


@dataclass(frozen=True, slots=True)
class WorkingLine:
    """One line of the working: figures where it has any, and always the words."""

    what: str
    words: str
    points: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A result that the manager set by hand, with the reason. The computed one is kept beside it.

    Raises RuleError when the reason is empty.
    """

    rating: OwnRating
    reason: str
    by: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise RuleError("Say why the result is changed", "reason")


@dataclass(frozen=True, slots=True)
class SectionResult:
    """The result of a section or key question.

    `rating` is what the rules give (None: nothing was rated), `shown` what holds after an override.
    `percentage` is the whole percentage to show; `band` the rating before any cap; `capped_to` is
    set only where a cap changed the result; `not_seen` and the like are standards' numbers.
    """

    name: str
    points: int
    maximum: int
    coverage: Coverage
    percentage: int | None
    band: OwnRating | None
    capped_to: OwnRating | None
    cap_reason: str
    rating: OwnRating | None
    lines: tuple[WorkingLine, ...]
    override: Override | None = None

    @property
    def rated(self) -> int:
        """How many standards were rated."""
        return self.coverage.rated

    @property
    def applicable(self) -> int:
        """How many standards apply."""
        return self.coverage.applicable

    @property
    def not_seen(self) -> tuple[str, ...]:
        """The numbers of the standards that were not seen."""
        return self.coverage.not_seen

    @property
    def shown(self) -> OwnRating | None:
        """The result that holds."""
        return self.override.rating if self.override else self.rating


@dataclass(frozen=True, slots=True)
class OverallResult:
    """The overall result: by rule from the key questions, or none with the reason."""

    rating: OwnRating | None
    reasons: tuple[str, ...]
    coverage: Coverage
    not_rated: tuple[KeyQuestion, ...] = ()
    reason_for_fewer: str = ""
    override: Override | None = None

    @property
    def shown(self) -> OwnRating | None:
        """The result that holds."""
        return self.override.rating if self.override else self.rating


@dataclass(frozen=True, slots=True)
class VisitResult:
    """All results of a visit: by page of the framework, by key question, and overall."""

    sections: Mapping[str, SectionResult]
    key_questions: Mapping[KeyQuestion, SectionResult]
    overall: OverallResult


def section_result(
    name: str,
    answers: Iterable[ScoredAnswer],
    scale: Scale = BUILT_IN_SCALE,
    *,
    override: Override | None = None,
) -> SectionResult:
    """The result of the standards of one section or key question.

    Score = sum(weight x answer) / sum(weight x the scale's best) over rated answers.
    A critical standard at the scale's lowest answer holds the result at Requires improvement
    or lower. Raises RuleError for a rated answer without a level of the scale, a weight below 1,
    or an override where nothing was rated.
    """
    listed = list(answers)
    rated = [answer for answer in listed if answer.kind is AnswerKind.RATED]
    lines = [_answer_line(answer, scale) for answer in rated]
    points = sum(line.points or 0 for line in lines)
    maximum = sum(line.maximum or 0 for line in lines)
    coverage = coverage_of(listed)
    if not rated:
        line = WorkingLine(name, f"{name} is not rated: none of its standards was rated.")
        if override:
            raise RuleError(f"There is no result to change. {line.words}", "override")
        return SectionResult(name, 0, 0, coverage, None, None, None, "", None, (line,))
    band, shown = scale.band_of(points, maximum), scale.shown_percentage(points, maximum)
    failed = [a.name for a in rated if a.is_critical and a.level == scale.lowest]
    cap = OwnRating.REQUIRES_IMPROVEMENT
    capped_to = cap if failed and band.level > cap.level else None
    cap_reason = _cap_reason(failed, scale) if capped_to else ""
    lines.append(WorkingLine(name, _score_words(name, shown, band, scale), points, maximum))
    if capped_to:
        held = f"It is held at {scale.words_for(cap)} because {cap_reason}."
        lines.append(WorkingLine(name, held))
    rating = capped_to or band
    result = SectionResult(
        name, points, maximum, coverage, shown, band, capped_to, cap_reason, rating, tuple(lines)
    )
    return _overridden(result, override, scale)


def _answer_line(answer: ScoredAnswer, scale: Scale) -> WorkingLine:
    if answer.level is None:
        raise RuleError(f"Choose a rating for standard {answer.name}", "level")
    if answer.weight < 1:
        raise RuleError(f"Give standard {answer.name} a weight of 1 or more", "weight")
    points, maximum = answer.weight * answer.level, answer.weight * scale.maximum
    critical = "critical, " if answer.is_critical else ""
    label = scale.label(answer.level)
    words = f"{answer.name}: {label}, {critical}weight {answer.weight}, {points} of {maximum}."
    return WorkingLine(answer.name, words, points, maximum)


def _score_words(name: str, shown: int, band: OwnRating, scale: Scale) -> str:
    return f"{name} scores {percentage(shown)}, in the band for {scale.words_for(band)}."


def _cap_reason(failed: Sequence[str], scale: Scale) -> str:
    noun = "standard" if len(failed) == 1 else "standards"
    verb = "was" if len(failed) == 1 else "were"
    return f"critical {noun} {joined(failed)} {verb} rated {scale.label(scale.lowest)}"


def _overridden(result: SectionResult, override: Override | None, scale: Scale) -> SectionResult:
    if override is None:
        return result
    line = WorkingLine(result.name, _override_words(override, result.rating, scale))
    return replace(result, override=override, lines=(*result.lines, line))


def _override_words(override: Override, computed: OwnRating | None, scale: Scale) -> str:
    was = scale.words_for(computed) if computed else "no rating"
    who = f" by {override.by}" if override.by else ""
    reason = override.reason.strip().rstrip(".")
    return f"Changed from {was} to {scale.words_for(override.rating)}{who}: {reason}."


def why_no_overall(kind: VisitKind, *, is_focused: bool) -> str:
    """Why a visit of this kind gives section results only; empty when it can give an overall."""
    if kind is VisitKind.FOLLOW_UP:
        return "A follow-up visit gives section results and no overall."
    return "A focused visit gives section results and no overall." if is_focused else ""


def overall_result(
    section_results: Mapping[KeyQuestion, SectionResult],
    *,
    key_questions: Iterable[KeyQuestion] = tuple(KeyQuestion),
    reason_for_fewer: str = "",
    override: Override | None = None,
    no_overall_because: str = "",
    scale: Scale = BUILT_IN_SCALE,
) -> OverallResult:
    """The overall by rule from the key questions' results (as overridden, where they are).

    Fewer rated key questions than `key_questions` give no overall unless `reason_for_fewer`
    is given. `no_overall_because` (see `why_no_overall`) ends the matter.
    Raises RuleError when an override is given where there is no overall to change.
    """
    asked = tuple(key_questions)
    levels = {
        kq: shown.level
        for kq in asked
        if (result := section_results.get(kq)) and (shown := result.shown)
    }
    missing = tuple(kq for kq in asked if kq not in levels)
    coverage = sum_coverage(section_results[kq].coverage for kq in asked if kq in section_results)
    reason = reason_for_fewer.strip()
    refusal = no_overall_because or _too_few(levels, missing, reason)
    if refusal:
        if override:
            raise RuleError(f"There is no overall to change. {refusal}", "override")
        return OverallResult(None, (refusal,), coverage, missing, reason)
    level, reasons = combine_levels(levels, lambda lvl: scale.words_for(OWN_OF_LEVEL[lvl]))
    if missing:
        given = reason.rstrip(".")
        reasons = (*reasons, f"{_not_rated(missing)} An overall is given because: {given}.")
    if override:
        reasons = (*reasons, _override_words(override, OWN_OF_LEVEL[level], scale))
    return OverallResult(OWN_OF_LEVEL[level], reasons, coverage, missing, reason, override)


def _too_few(
    levels: Mapping[KeyQuestion, int], missing: tuple[KeyQuestion, ...], reason: str
) -> str:
    if not levels:
        return "No key question is rated, so there is no overall."
    if missing and not reason:
        have = count(len(levels), "key question")
        verb = "is" if len(levels) == 1 else "are"
        return f"{_not_rated(missing)} Only {have} {verb} rated, so there is no overall."
    return ""


def _not_rated(missing: Sequence[KeyQuestion]) -> str:
    verb = "is" if len(missing) == 1 else "are"
    return f"{joined(kq.words for kq in missing)} {verb} not rated."


def visit_result(
    answers: Iterable[ScoredAnswer],
    scale: Scale = BUILT_IN_SCALE,
    *,
    key_questions: Iterable[KeyQuestion] = tuple(KeyQuestion),
    section_names: Mapping[str, str] | None = None,
    overrides: Mapping[KeyQuestion, Override] | None = None,
    override: Override | None = None,
    reason_for_fewer: str = "",
    no_overall_because: str = "",
) -> VisitResult:
    """All results of a visit's answers in one go; sections keep the order of the answers.

    `section_names` gives the titles of the pages for the working; `overrides` are those of key
    questions, `override` that of the overall. Raises as `section_result` and `overall_result` do.
    """
    listed, asked = list(answers), tuple(key_questions)
    names = section_names or {}
    pages: dict[str, list[ScoredAnswer]] = {}
    for answer in listed:
        pages.setdefault(answer.section_id, []).append(answer)
    sections = {
        page: section_result(names.get(page, page), members, scale)
        for page, members in pages.items()
    }
    by_question = {
        kq: section_result(
            kq.words,
            [answer for answer in listed if answer.key_question is kq],
            scale,
            override=(overrides or {}).get(kq),
        )
        for kq in asked
    }
    overall = overall_result(
        by_question,
        key_questions=asked,
        reason_for_fewer=reason_for_fewer,
        override=override,
        no_overall_because=no_overall_because,
        scale=scale,
    )
    return VisitResult(sections, by_question, overall)
