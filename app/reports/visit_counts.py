"""What the counts of standards on paper count, and what a first or follow-up visit is beside.

Two counts stand on paper: standards that count in the overall (the key questions), and all of
them, with previous actions and contract compliance. Wherever both could be met the words say which
(DOMAIN "The visit", PAPER "Words for what is missing").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.vocabulary import AnswerKind, VisitKind
from app.reports.facts import AnswerFacts, VisitFacts
from app.reports.wording import day_in_prose

OUTSIDE: Final = "previous actions and contract compliance"
FIRST_VISIT: Final = "First visit by us"
NONE_ON_FILE: Final = "No earlier visit on file"
NOT_COMPARABLE: Final = "Not comparable"


@dataclass(frozen=True, slots=True)
class StandardCount:
    """How many of the applicable standards were rated."""

    rated: int
    applicable: int


def _count(answers: Iterable[AnswerFacts]) -> StandardCount:
    kinds = [answer.kind for answer in answers if answer.kind is not AnswerKind.NOT_APPLICABLE]
    return StandardCount(kinds.count(AnswerKind.RATED), len(kinds))


def in_overall(facts: VisitFacts) -> StandardCount:
    """Standards that count in the overall: the sum of the sections' coverage."""
    return StandardCount(
        sum(result.rated for result in facts.results),
        sum(result.applicable for result in facts.results),
    )


def outside_overall(facts: VisitFacts) -> StandardCount:
    """Standards on previous actions and contract compliance: reported, never scored."""
    return _count(facts.answers_of(""))


def rated_words(facts: VisitFacts) -> str:
    """ "98 of 100 applicable standards were rated", saying what is counted where there are two."""
    scored = in_overall(facts)
    noun = "applicable standard" if scored.applicable == 1 else "applicable standards"
    verb = "was" if scored.applicable == 1 else "were"
    said = f"{scored.rated} of {scored.applicable} {noun}"
    if not outside_overall(facts).applicable:
        return f"{said} {verb} rated."
    counted = "counts" if scored.applicable == 1 else "count"
    where = "in the sections" if facts.overall.level is None else "in the overall"
    return f"{said} that {counted} {where} {verb} rated."


def outside_words(facts: VisitFacts) -> str:
    """What stands beside the count above: "… (not scored): 10 of 10, so 108 of 110 in all."."""
    scored, others = in_overall(facts), outside_overall(facts)
    if not others.applicable:
        return ""
    rated, whole = scored.rated + others.rated, scored.applicable + others.applicable
    lead = OUTSIDE[0].upper() + OUTSIDE[1:]
    return f"{lead}, not scored: {others.rated} of {others.applicable}; in all {rated} of {whole}."


def no_comparison(facts: VisitFacts) -> str:
    """Why there is nothing to compare with; "First visit by us" only when there truly is none."""
    if facts.previous_visit_on is not None or facts.earlier_visit_on is not None:
        return NOT_COMPARABLE
    return NONE_ON_FILE if facts.kind is VisitKind.FOLLOW_UP else FIRST_VISIT


def earlier_words(facts: VisitFacts) -> str:
    """A sentence on an earlier visit that cannot be compared; empty when there is none."""
    if facts.previous_visit_on is not None or facts.earlier_visit_on is None:
        return ""
    day = day_in_prose(facts.earlier_visit_on)
    return f"The visit of {day} has no signed-off ratings by section here, so none is compared."
