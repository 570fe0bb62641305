"""Published ratings as marks on a timeline: of a location, its service groups, its past.

A location rated by service groups has a series for each. Ratings of an earlier registration stay,
and are marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from app.db.work import Reading
from app.domain.charts import TimelineMark, TimelineNote
from app.domain.ratings import (
    OVERALL,
    RatingFact,
    ShownRating,
    current_ratings,
    folded,
    location_rating,
)
from app.models import ServiceRegistration


def groups_of(facts: Iterable[RatingFact]) -> tuple[str, ...]:
    """The location itself and its rated service groups; only one where there is no choice."""
    current = current_ratings(facts)
    rated = sorted(
        {fact.group for fact in current.values() if fact.group != OVERALL and fact.value}
    )
    whole = any(key[1:] == (OVERALL, OVERALL) and fact.value for key, fact in current.items())
    return (OVERALL, *rated) if whole or not rated else tuple(rated)


def usual_group(facts: Sequence[RatingFact], own_group: str | None, groups: Sequence[str]) -> str:
    """Return the group that is shown first: the one whose rating the location takes."""
    shown = location_rating(facts, own_group)
    wanted = shown.fact.group if shown.fact else OVERALL
    return wanted if wanted in groups else groups[0]


def shown_rating(facts: Sequence[RatingFact], group: str, area: str) -> ShownRating:
    """Return what is published now of a group and an area."""
    current = current_ratings(facts).values()
    fact = next((one for one in current if one.group == group and one.area == area), None)
    return ShownRating(fact)


def earlier_registrations(
    reading: Reading, service_ids: Iterable[str]
) -> list[ServiceRegistration]:
    """Return the past registrations and owners of services, in order of their end."""
    query = (
        select(ServiceRegistration)
        .where(ServiceRegistration.service_id.in_(list(service_ids)))
        .order_by(ServiceRegistration.ended_on)
    )
    return list(reading.session.scalars(query))


def registration_notes(
    earlier: Iterable[ServiceRegistration], location_id: str
) -> tuple[TimelineNote, ...]:
    """Return the day each past registration or owner ended, to be marked in a timeline.

    `location_id` is the present one: where it was the same, only the owner changed.
    """
    return tuple(
        TimelineNote(
            one.ended_on,
            "previous owner" if one.cqc_location_id == location_id else "previous registration",
        )
        for one in earlier
        if one.ended_on is not None
    )


def published_marks(
    now: Sequence[RatingFact],
    facts: Mapping[str, Sequence[RatingFact]],
    earlier: Iterable[ServiceRegistration],
    group: str,
) -> tuple[TimelineMark, ...]:
    """Return the published overalls of `group`, oldest first, with those of past registrations.

    `now` are the facts of the present location, `facts` those of every location. "Not rated" is
    left out while the group is rated.
    """
    marks = _marks(now, group, "")
    for one in earlier:
        if not one.cqc_location_id:
            continue
        detail = f"previous registration {one.cqc_location_id}"
        marks |= {
            day: mark
            for day, mark in _marks(facts.get(one.cqc_location_id, ()), group, detail).items()
            if day not in marks and (one.ended_on is None or day <= one.ended_on)
        }
    is_rated = shown_rating(now, group, OVERALL).value is not None
    return tuple(
        marks[day] for day in sorted(marks) if marks[day].level is not None or not is_rated
    )


def _marks(facts: Iterable[RatingFact], group: str, detail: str) -> dict[date, TimelineMark]:
    """CQC's overall by day: of the group, and before the group was rated of the location."""
    found: dict[date, RatingFact] = {}
    for fact in facts:
        day = fact.published_on or fact.as_at
        if fact.area != OVERALL or day is None:
            continue
        is_own = folded(fact.group) == folded(group)
        if not is_own and (fact.group != OVERALL or fact.value is None):
            continue
        if _comes_before(fact, found.get(day), group):
            found[day] = fact
    return {day: _mark(day, fact, detail) for day, fact in found.items()}


def _comes_before(fact: RatingFact, known: RatingFact | None, group: str) -> bool:
    """Of two facts of one day the group's own is shown, then the lower rating."""
    if known is None:
        return True
    mine, theirs = (folded(one.group) == folded(group) for one in (fact, known))
    if mine is not theirs:
        return mine
    return bool(fact.value and (not known.value or fact.value.level < known.value.level))


def _mark(day: date, fact: RatingFact, detail: str) -> TimelineMark:
    words = fact.value.words if fact.value else fact.published
    carried = "carried over from an earlier registration" if fact.is_inherited else ""
    return TimelineMark(day, fact.value.level if fact.value else None, words, detail or carried)
