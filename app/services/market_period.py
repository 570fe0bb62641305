"""The market as it stood on the day of a file, and what moved between two such days.

A report speaks of a period: its figures are those of the file at the period's end, what moved is
the difference to the file before the period, and nothing published later is in it (PAPER "Market
quality report"). A service is compared by the rating that it shows: its own, or its group's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.db.work import Reading
from app.domain.market import in_order_of_concern
from app.domain.ratings import (
    OVERALL,
    SERVICE_GROUPS,
    KeyQuestion,
    Movement,
    RatingFact,
    ShownRating,
    compare,
    location_rating,
)
from app.services.market import MarketChange, MarketData
from app.services.ratings import facts_at
from app.services.service_rows import ServiceRow

_MOVED = frozenset({Movement.BETTER, Movement.WORSE})


@dataclass(frozen=True, slots=True)
class PeriodMoves:
    """What moved: services by their overall, and key questions of those that went up or down."""

    changes: tuple[MarketChange, ...] = ()
    areas: tuple[tuple[str, int], ...] = ()


def market_at(reading: Reading, data: MarketData, day: date) -> MarketData:
    """The market as it stood on `day`: ratings published by then, files and figures up to it.

    The services are those of the register today.
    """
    facts = facts_at(reading, {row.cqc_location_id for row in data.rows}, day)
    return replace(
        data,
        rows=tuple(_row_at(row, facts.get(row.cqc_location_id, ())) for row in data.rows),
        facts=facts,
        figures=[figure for figure in data.figures if figure.on <= day],
        runs=[run for run in data.runs if run.file_date <= day],
        today=day,
    )


def _row_at(row: ServiceRow, facts: Sequence[RatingFact]) -> ServiceRow:
    shown = location_rating(facts, SERVICE_GROUPS.get(row.service_type))
    return replace(
        row,
        rating=shown.value,
        rating_words=shown.words,
        rating_on=shown.fact.published_on if shown.fact else None,
        rating_note=shown.note,
    )


def moves_between(before: MarketData, after: MarketData, rows: Sequence[ServiceRow]) -> PeriodMoves:
    """What moved for `rows` between two days, falls first."""
    found = []
    areas: Counter[str] = Counter()
    for row in rows:
        was, now = _shown(before, row, OVERALL), _shown(after, row, OVERALL)
        movement = _movement(was, now)
        if not movement.is_change:
            continue
        change = _change(row, was, now, movement)
        found.append((movement, change.now_on, change))
        if movement in _MOVED:
            areas.update(_moved_areas(before, after, row))
    changes = tuple(change for _, _, change in in_order_of_concern(found))
    return PeriodMoves(changes, tuple(areas.most_common()))


def _shown(data: MarketData, row: ServiceRow, area: str) -> ShownRating:
    facts = data.facts.get(row.cqc_location_id, ())
    return location_rating(facts, SERVICE_GROUPS.get(row.service_type), area)


def _movement(was: ShownRating, now: ShownRating) -> Movement:
    return compare(was.fact, now.fact) if now.fact else Movement.SAME


def _moved_areas(before: MarketData, after: MarketData, row: ServiceRow) -> list[str]:
    areas = [question.words for question in KeyQuestion]
    return [
        area
        for area in areas
        if _movement(_shown(before, row, area), _shown(after, row, area)) in _MOVED
    ]


def _change(
    row: ServiceRow, was: ShownRating, now: ShownRating, movement: Movement
) -> MarketChange:
    return MarketChange(
        key=f"{row.id}|{OVERALL}",
        service_id=row.id,
        service=row.name,
        type_words=row.service_type.words,
        area=OVERALL,
        was=was.value,
        was_words=was.words,
        was_on=was.fact.published_on if was.fact else None,
        now=now.value,
        now_words=now.words,
        now_on=now.fact.published_on if now.fact else None,
        movement=movement,
        own=row.own,
        own_on=row.own_on,
    )
