"""What an import of a CQC file takes, and what it says it did: options, preview rows, report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.ratings import Movement
from app.domain.vocabulary import Sector, Worded
from app.imports.dates import DateOrderError
from app.imports.records import (
    DateOrder,
    DateOrigin,
    FileDate,
    FileSummary,
    ImportKind,
    ReadOptions,
    SkippedRow,
)

__all__ = [
    "AddedSectors",
    "DateOrder",
    "DateOrderError",
    "DateOrigin",
    "DetailChange",
    "FileDate",
    "FileSummary",
    "ImportKind",
    "ImportOptions",
    "ImportReport",
    "NewRating",
    "NewService",
    "OfferedLink",
    "RatingChange",
    "SkippedRow",
]

FULL_LISTS = frozenset(
    {ImportKind.LATEST_RATINGS, ImportKind.CARE_DIRECTORY, ImportKind.CARE_DIRECTORY_WITH_FILTERS}
)
"""Files that list every registered location, so that absence from them means something."""


class AddedSectors(Worded):
    """Which of the places that are not in the register yet are added to it."""

    SOCIAL_CARE = "social-care", "Adult social care"
    HEALTH = "health", "Health care"
    ALL = "all", "All sectors"

    def takes(self, sector: Sector | None) -> bool:
        """True for a place of this sector; one whose sector the file does not tell is taken."""
        if self is AddedSectors.ALL or sector is None:
            return True
        return (sector is Sector.SOCIAL_CARE) is (self is AddedSectors.SOCIAL_CARE)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What to take from a CQC file. `authorities` empty means all.

    Without `add_services` only services in the register get ratings and details; with it those of
    `sectors` are added. `with_names` keeps the names of registered managers, which the open
    licence does not cover.
    """

    authorities: tuple[str, ...] = ()
    add_services: bool = False
    sectors: AddedSectors = AddedSectors.ALL
    with_names: bool = False
    file_date: date | None = None
    date_order: DateOrder | None = None
    dry_run: bool = False
    keep_market: bool = True

    def reading(self, known: frozenset[str], hash_key: bytes) -> ReadOptions:
        """The same for the reader of files, with the locations and the key of this register."""
        return ReadOptions(
            authorities=frozenset(self.authorities) or None,
            known_location_ids=known,
            with_names=self.with_names,
            hash_key=hash_key,
            file_date=self.file_date,
            date_order=self.date_order,
        )


@dataclass(frozen=True, slots=True)
class RatingChange:
    """A current rating that a file changes; `was` and `now` are the published words."""

    location_id: str
    service: str
    group: str
    area: str
    was: str
    now: str
    was_on: date | None
    now_on: date | None
    movement: Movement

    @property
    def is_fall(self) -> bool:
        """True only when quality fell."""
        return self.movement.is_fall

    def as_json(self) -> dict[str, Any]:
        """The change as the command line prints it."""
        return {
            "location_id": self.location_id,
            "group": self.group,
            "area": self.area,
            "from": self.was,
            "to": self.now,
            "is_fall": self.is_fall,
        }


@dataclass(frozen=True, slots=True)
class NewRating:
    """A rating that the register does not hold yet. `is_same_again`: equal word, newer date."""

    location_id: str
    service: str
    group: str
    area: str
    published: str
    published_on: date | None
    is_same_again: bool


@dataclass(frozen=True, slots=True)
class DetailChange:
    """A detail of a service or provider that a file changes, in words."""

    name: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class NewService:
    """A location that is not in the register; `like` names a record that may be the same place."""

    location_id: str
    name: str
    provider: str
    type_words: str
    authority: str
    like: str = ""


@dataclass(frozen=True, slots=True)
class TiedPlace:
    """One side of an offered link; `service_id` when it is a service of the register."""

    location_id: str
    name: str = ""
    postcode: str = ""
    provider: str = ""
    service_id: str = ""


@dataclass(frozen=True, slots=True)
class OfferedLink:
    """Two registrations that may be one place: offered, never merged (DOMAIN, duty 6).

    `ours` and `other` are the same two to be looked at, `why` and `more` say what
    speaks for it; `is_known` one that an earlier file offered already.
    """

    location_id: str
    related_location_id: str
    relation: str
    reason: str
    ours: TiedPlace
    other: TiedPlace
    why: str
    more: str = ""
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do."""

    kind: str
    file_date: date
    rows_read: int
    rows_skipped: tuple[SkippedRow, ...]
    services_added: int
    services_updated: int
    ratings_added: int
    changes: tuple[RatingChange, ...]
    absent: tuple[str, ...]
    act_id: str = ""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "kind": self.kind,
            "file_date": self.file_date.isoformat(),
            "rows_read": self.rows_read,
            "rows_skipped": [
                {"sheet": row.sheet, "row": row.row, "reason": row.reason}
                for row in self.rows_skipped
            ],
            "services_added": self.services_added,
            "services_updated": self.services_updated,
            "ratings_added": self.ratings_added,
            "changes": [change.as_json() for change in self.changes],
            "absent": list(self.absent),
        }


@dataclass(frozen=True, slots=True)
class StoredResult:
    """What an import run keeps of its report: the command line's answer and each change whole."""

    answer: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[RatingChange] = ()


def to_stored(report: ImportReport) -> str:
    """A report as JSON text to be kept with its run."""
    more = [
        [change.service, _day_text(change.was_on), _day_text(change.now_on), change.movement.value]
        for change in report.changes
    ]
    return json.dumps({"answer": report.as_json(), "more": more}, ensure_ascii=False)


def from_stored(text: str) -> StoredResult:
    """What `to_stored` kept; empty for a run that was not finished."""
    if not text:
        return StoredResult()
    kept = json.loads(text)
    changes = tuple(
        RatingChange(
            location_id=said["location_id"],
            service=service,
            group=said["group"],
            area=said["area"],
            was=said["from"],
            now=said["to"],
            was_on=_day(was_on),
            now_on=_day(now_on),
            movement=Movement(movement),
        )
        for said, (service, was_on, now_on, movement) in zip(
            kept["answer"]["changes"], kept["more"], strict=True
        )
    )
    return StoredResult(kept["answer"], changes)


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
