"""A provider’s ratings by location, overall and key questions; never merged into one (LOOK)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from app.db.work import Reading
from app.domain.rating_words import OVERALL, KeyQuestion, Rating
from app.domain.ratings import FactKey, RatingFact, current_ratings
from app.domain.words import joined
from app.services.ratings import rating_facts
from app.services.service_rows import ServiceRow, list_services


@dataclass(frozen=True)
class LocationRating:
    """One location, or one service group of it, with what is published of it now.

    `areas` holds the published word of each key question by its words; empty where there is none.
    """

    key: str
    location_id: str
    service_id: str
    services: str
    group: str
    overall: Rating | None
    published_on: date | None
    areas: dict[str, str]


def list_location_ratings(reading: Reading, provider_id: str) -> list[LocationRating]:
    """Return the current ratings of a provider's locations, by name of their services."""
    named: dict[str, list[ServiceRow]] = defaultdict(list)
    for row in list_services(reading, provider_id=provider_id, include_archived=False):
        if row.location_id:
            named[row.location_id].append(row)
    facts = rating_facts(reading, named.keys())
    found: list[LocationRating] = []
    for location, rows in named.items():
        found += _of_location(location, rows, facts.get(location, []))
    return sorted(found, key=lambda rating: (rating.services.casefold(), rating.group))


def _of_location(
    location: str, rows: list[ServiceRow], facts: list[RatingFact]
) -> list[LocationRating]:
    current = current_ratings(facts)
    groups = sorted({group for _, group, _ in current} | {OVERALL})
    return [_rating(location, rows, group, current) for group in groups]


def _rating(
    location: str, rows: list[ServiceRow], group: str, current: dict[FactKey, RatingFact]
) -> LocationRating:
    overall = current.get((location, group, OVERALL))
    areas = {
        question.words: current[location, group, question.words].published
        for question in KeyQuestion
        if (location, group, question.words) in current
    }
    return LocationRating(
        f"{location}|{group}",
        location,
        rows[0].id,
        joined(sorted(row.name for row in rows)),
        "" if group == OVERALL else group,
        overall.value if overall else None,
        overall.published_on if overall else None,
        areas,
    )
