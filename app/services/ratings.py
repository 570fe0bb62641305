"""Published ratings as the register shows them: facts of locations, and which are current.

A location is known by its CQC location ID, or by its Ofsted URN. A file states a rating as at its
own date; what was entered by hand holds from the day it was published, whenever it was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select

from app.db.work import Reading
from app.domain.ratings import Rating, RatingFact, current_ratings
from app.models import RatingRecord

BY_HAND = "Entered by hand"
_R = RatingRecord
_STATED = case(
    (_R.source == BY_HAND, func.coalesce(_R.published_on, _R.first_seen_on)),
    else_=func.coalesce(_R.reaffirmed_on, _R.first_seen_on),
)
_FACTS = select(
    _R.location_id, _R.service_group, _R.area, _R.published, _R.value, _R.published_on,
    _R.source, _R.is_inherited, _STATED,
).order_by(_R.published_on, _R.first_seen_on, _R.id)  # fmt: skip


def rating_facts(
    reading: Reading, location_ids: Collection[str], *, area: str = ""
) -> dict[str, list[RatingFact]]:
    """Return every rating ever published of these locations, by location; of one area or all."""
    query = _FACTS.where(_R.location_id.in_(set(location_ids) - {""}))
    if area:
        query = query.where(_R.area == area)
    found: dict[str, list[RatingFact]] = {}
    for fact in _read(reading, query):
        found.setdefault(fact.location_id, []).append(fact)
    return found


def facts_at(
    reading: Reading, location_ids: Collection[str], day: date
) -> dict[str, list[RatingFact]]:
    """Return the ratings of these locations as they stood on `day`, by location.

    A rating counts from its publication, an undated one from the file that first stated it; what
    was restated only after the day counts from when it was first seen.
    """
    begins = func.coalesce(_R.published_on, _R.first_seen_on)
    stated = case(
        (_R.source == BY_HAND, begins),
        (_R.reaffirmed_on <= day, _R.reaffirmed_on),
        else_=_R.first_seen_on,
    )
    query = select(
        _R.location_id, _R.service_group, _R.area, _R.published, _R.value, _R.published_on,
        _R.source, _R.is_inherited, stated,
    ).where(_R.location_id.in_(set(location_ids) - {""}), begins <= day)  # fmt: skip
    found: dict[str, list[RatingFact]] = {}
    for fact in _read(reading, query.order_by(_R.published_on, _R.first_seen_on, _R.id)):
        known = replace(fact, as_at=min(fact.as_at or day, day))
        found.setdefault(fact.location_id, []).append(known)
    return found


def list_current(reading: Reading) -> list[dict[str, str | None]]:
    """Return the current ratings of every location, as the command line prints them."""
    return _as_json(current_ratings(_read(reading, _FACTS)).values())


def list_history(reading: Reading) -> list[dict[str, str | None]]:
    """Return every rating ever published, oldest first, as the command line prints them."""
    return _as_json(_read(reading, _FACTS))


def _read(reading: Reading, query: Select[Any]) -> Iterator[RatingFact]:
    rows = reading.session.execute(query)
    for location, group, area, word, value, on, source, carried, as_at in rows:
        rating = Rating(value) if value else None
        yield RatingFact(location, group, area, word, rating, on, source, carried, as_at)


def _as_json(facts: Iterable[RatingFact]) -> list[dict[str, str | None]]:
    """Return facts by location, group and area; dates ISO, `value` null for none of the four."""
    return [
        {
            "location_id": fact.location_id,
            "group": fact.group,
            "area": fact.area,
            "published": fact.published,
            "value": fact.value.value if fact.value else None,
            "date": fact.published_on.isoformat() if fact.published_on else None,
            "source": fact.source,
        }
        for fact in sorted(facts, key=lambda fact: fact.key)
    ]
