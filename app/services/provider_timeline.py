"""A provider's ratings and visits over time, a lane for each of its locations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.db.work import Reading
from app.domain.charts import TimelineMark
from app.domain.rating_lanes import RatingLane, RatingLanes
from app.domain.ratings import SERVICE_GROUPS, OwnRating, RatingFact
from app.domain.visits import SIGNED_OFF
from app.domain.words import joined, long_date
from app.models import Service, ServiceRegistration, Visit
from app.services.rating_marks import (
    earlier_registrations,
    groups_of,
    published_marks,
    registration_notes,
    usual_group,
)
from app.services.ratings import rating_facts
from app.services.service_rows import ServiceRow, list_services

_MOST_NAMES = 2


def get_provider_timeline(reading: Reading, provider_id: str) -> RatingLanes:
    """Return the lanes of a provider's services in use, worst rating first.

    Services that share a location stand in one lane. Four queries, whatever the number.
    """
    rows = list_services(reading, provider_id=provider_id, include_archived=False)
    past: dict[str, list[ServiceRegistration]] = defaultdict(list)
    for one in earlier_registrations(reading, [row.id for row in rows]):
        past[one.service_id].append(one)
    locations = {row.location_id for row in rows}
    locations |= {one.cqc_location_id for found in past.values() for one in found}
    facts = rating_facts(reading, locations)
    own = _own_marks(reading, provider_id)
    lanes = [_lane(shared, facts, past, own) for shared in _by_location(rows)]
    shown = tuple(lane for lane in lanes if not lane.is_empty)
    return RatingLanes(
        "Timeline", shown, _source(rows, facts), reading.today, len(lanes) - len(shown)
    )


def _by_location(rows: Iterable[ServiceRow]) -> list[list[ServiceRow]]:
    found: dict[str, list[ServiceRow]] = {}
    for row in rows:
        found.setdefault(row.location_id or row.id, []).append(row)
    return list(found.values())


def _lane(
    rows: Sequence[ServiceRow],
    facts: dict[str, list[RatingFact]],
    past: dict[str, list[ServiceRegistration]],
    own: dict[str, list[TimelineMark]],
) -> RatingLane:
    first = rows[0]
    now = facts.get(first.location_id, []) if first.location_id else []
    earlier = [one for row in rows for one in past.get(row.id, [])]
    group = usual_group(now, SERVICE_GROUPS.get(first.service_type), groups_of(now))
    visits = [(row, mark) for row in rows for mark in own.get(row.id, [])]
    return RatingLane(
        first.id,
        _label([row.name for row in rows]),
        first.regulator,
        published_marks(now, facts, earlier, group),
        tuple(
            mark if len(rows) == 1 else _at(row, mark)
            for row, mark in sorted(visits, key=lambda pair: pair[1].on)
        ),
        registration_notes(earlier, first.cqc_location_id),
    )


def _label(names: Sequence[str]) -> str:
    """The name of a lane: of the first services of its location, and how many more share it."""
    if len(names) <= _MOST_NAMES:
        return joined(names)
    return f"{names[0]} and {len(names) - 1} more"


def _at(row: ServiceRow, mark: TimelineMark) -> TimelineMark:
    return TimelineMark(mark.on, mark.level, mark.words, f"{row.name}, {mark.detail}")


def _own_marks(reading: Reading, provider_id: str) -> dict[str, list[TimelineMark]]:
    """Return our signed-off results by service, oldest first."""
    visits = reading.session.execute(
        select(Visit.service_id, Visit.visited_on, Visit.final_overall, Visit.reference)
        .join(Service, Service.id == Visit.service_id)
        .where(
            Service.provider_id == provider_id,
            Visit.status.in_(SIGNED_OFF),
            Visit.visited_on.is_not(None),
            Visit.final_overall.is_not(None),
        )
        .order_by(Visit.visited_on, Visit.id)
    )
    found: dict[str, list[TimelineMark]] = defaultdict(list)
    for service, on, overall, reference in visits:
        if on is not None and overall:
            rating = OwnRating(overall)
            found[service].append(TimelineMark(on, rating.level, rating.words, reference))
    return found


def _source(rows: Sequence[ServiceRow], facts: dict[str, list[RatingFact]]) -> str:
    stated = max((f.as_at for found in facts.values() for f in found if f.as_at), default=None)
    regulators = sorted({row.regulator for row in rows if row.regulator and row.rating})
    said = f"{joined(regulators)}, as stated on {long_date(stated)}" if stated else ""
    sources = [part for part in (said, "our own visits") if part]
    contains = " Contains CQC data." if "CQC" in regulators else ""
    return f"Source: {joined(sources)}.{contains}"
