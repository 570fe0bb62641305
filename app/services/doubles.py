"""Likely doubles in the register: offered while somebody types, never merged unasked.

The same CQC location ID on several services is allowed (DOMAIN "Words", service) and pointed out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import func, select

from app.db.work import Reading
from app.domain.matching import folded_name, folded_postcode
from app.models import Provider, Service

SURE_NAME = 92  # per cent alike by name alone
LIKELY_NAME = 75  # per cent alike when the postcode is the same


@dataclass(frozen=True)
class Double:
    """A record that may be the same as the one typed; `alike` in percent by name."""

    id: str
    name: str
    more: str
    postcode: str
    alike: int
    is_archived: bool


@dataclass(frozen=True)
class Known:
    """What matching needs of a record that is in the register."""

    id: str
    name: str
    more: str
    postcode: str
    is_archived: bool = False


def likely_services(
    reading: Reading, name: str, postcode: str, *, leave_out: str = ""
) -> list[Double]:
    """Return services that may be the one typed, the likeliest first."""
    rows = reading.session.execute(
        select(Service.id, Service.name, Provider.name, Service.postcode, Service.is_archived)
        .join(Provider, Provider.id == Service.provider_id)
        .where(Service.id != leave_out)
    )
    return likely_matches(name, postcode, (Known(*row) for row in rows))


def likely_providers(
    reading: Reading, name: str, postcode: str, *, leave_out: str = ""
) -> list[Double]:
    """Return providers that may be the one typed, the likeliest first."""
    rows = reading.session.execute(
        select(
            Provider.id, Provider.name, Provider.brand, Provider.postcode, Provider.is_archived
        ).where(Provider.id != leave_out)
    )
    return likely_matches(name, postcode, (Known(*row) for row in rows))


def same_location(reading: Reading, location_id: str, *, leave_out: str = "") -> list[str]:
    """Return the names of the other services that carry this CQC location ID, by name."""
    if not location_id.strip():
        return []
    query = (
        select(Service.name)
        .where(
            Service.cqc_location_id == location_id.strip(),
            Service.id != leave_out,
            Service.is_archived.is_(False),
        )
        .order_by(func.lower(Service.name))
    )
    return list(reading.session.scalars(query))


def likely_matches(name: str, postcode: str, known: Iterable[Known]) -> list[Double]:
    """Return what is alike: nearly the same name, or a similar one at the same postcode.

    Words in another order count as the same; the likeliest comes first, five at most.
    """
    typed = folded_name(name)
    if len(typed) < 3:
        return []
    place = folded_postcode(postcode)
    found = []
    for record in known:
        is_near = bool(place) and place == folded_postcode(record.postcode)
        least = LIKELY_NAME if is_near else SURE_NAME
        alike = _alike(typed, folded_name(record.name), least)
        if alike >= least:
            found.append((is_near, alike, record))
    found.sort(key=lambda match: (-match[0], -match[1], match[2].name.casefold()))
    return [
        Double(r.id, r.name, r.more, r.postcode, alike, r.is_archived) for _, alike, r in found[:5]
    ]


def _alike(typed: str, known: str, least: int) -> int:
    return round(fuzz.token_sort_ratio(typed, known, score_cutoff=least))
