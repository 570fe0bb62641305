"""What the register holds that a CQC file is compared with: one snapshot, few queries.

Rows are plain values, never mapped objects: they live longer than the session, in another thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from app.db.work import Reading
from app.domain.ratings import Rating, RatingFact, folded
from app.models import (
    Base,
    ImportRun,
    Provider,
    RatingRecord,
    RegistrationLink,
    Service,
)
from app.services.history import newest_change
from app.services.portions import portions

_AT_ONCE = 5_000
_COMPARED = ("service", "provider", "rating", "registration_link", "import_run")
Stored = dict[str, Any]
"""A stored row as plain values by column."""
Identity = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A rating as it stands in the register, with what an update of it needs."""

    id: str
    row_version: int
    fact: RatingFact

    @property
    def identity(self) -> Identity:
        """What makes it the same rating in another file."""
        return identity(self.fact)


def identity(fact: RatingFact) -> Identity:
    """The word, whatever its case, and the publication date; beside location, group and area."""
    return folded(fact.published), fact.published_on


@dataclass(frozen=True, slots=True)
class Register:
    """Services by CQC location ID (one ID may serve several), providers by CQC provider ID."""

    services: dict[str, list[Stored]]
    providers: dict[str, Stored]
    provider_of: dict[str, Stored]
    without_id: list[Stored]
    links: set[tuple[str, str, str]] = field(default_factory=set)
    is_known_file: bool = False
    stamp: int = 0

    @property
    def authorities(self) -> frozenset[str]:
        """The local authorities that registered services lie in."""
        rows = [row for found in self.services.values() for row in found]
        return frozenset(row["authority"] for row in rows if row["authority"])


def read_register(reading: Reading, sha256: str = "") -> Register:
    """Read services, providers and links; `sha256` tells whether the file was taken before."""
    services: dict[str, list[Stored]] = {}
    without_id: list[Stored] = []
    for row in _rows(reading, Service):
        if row["cqc_location_id"]:
            services.setdefault(row["cqc_location_id"], []).append(row)
        else:
            without_id.append(row)
    providers = list(_rows(reading, Provider))
    return Register(
        services,
        {row["cqc_provider_id"]: row for row in providers if row["cqc_provider_id"]},
        {row["id"]: row for row in providers},
        without_id,
        _links(reading),
        bool(sha256) and _was_taken(reading, sha256),
        stamp(reading),
    )


def stamp(reading: Reading) -> int:
    """The last change of anything that a comparison looks at."""
    return newest_change(reading, _COMPARED)


def known_location_ids(reading: Reading) -> frozenset[str]:
    """The CQC location IDs of the register."""
    query = select(Service.cqc_location_id).where(Service.cqc_location_id != "")
    return frozenset(reading.session.scalars(query))


def stored_facts(reading: Reading, location_ids: Collection[str]) -> dict[str, list[StoredFact]]:
    """The ratings of these locations by location."""
    found: dict[str, list[StoredFact]] = {}
    for some in portions(sorted(location_ids), _AT_ONCE):
        query = select(RatingRecord.__table__).where(RatingRecord.location_id.in_(some))
        for row in reading.session.execute(query).mappings():
            stored = StoredFact(row["id"], row["row_version"], _fact(row))
            found.setdefault(row["location_id"], []).append(stored)
    return found


def _rows(reading: Reading, kind: type[Base]) -> Iterator[Stored]:
    for row in reading.session.execute(select(kind.__table__)).mappings():
        yield {str(name): value for name, value in row.items()}


def _fact(row: Any) -> RatingFact:
    return RatingFact(
        row["location_id"],
        row["service_group"],
        row["area"],
        row["published"],
        Rating(row["value"]) if row["value"] else None,
        row["published_on"],
        row["source"],
        row["is_inherited"],
        row["reaffirmed_on"] or row["first_seen_on"],
    )


def _links(reading: Reading) -> set[tuple[str, str, str]]:
    rows: Any = reading.session.execute(
        select(
            RegistrationLink.location_id,
            RegistrationLink.related_location_id,
            RegistrationLink.relation,
        )
    )
    return {tuple(row) for row in rows}


def _was_taken(reading: Reading, sha256: str) -> bool:
    query = select(ImportRun.id).where(ImportRun.sha256 == sha256, ImportRun.is_undone.is_(False))
    return reading.session.scalar(query.limit(1)) is not None
