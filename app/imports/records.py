"""The plain, frozen shapes in which other people's files reach the services.

Promises: no rows of the file itself, no open files, no Qt and no mapped objects; every value is
text, a number, a date or a word of the domain. What was published stays beside what we make of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Self, TypeVar

from app.domain.ratings import RatingFact
from app.domain.vocabulary import Sector, ServiceType, Worded

T = TypeVar("T")


class ImportKind(Worded):
    """What a file is; the value is what the command line prints."""

    CARE_DIRECTORY_WITH_FILTERS = "care_directory_with_filters", "Care directory with filters"
    LATEST_RATINGS = "latest_ratings", "Latest ratings"
    CARE_DIRECTORY = "care_directory", "Care directory"
    DEACTIVATED_LOCATIONS = "deactivated_locations", "Deactivated locations"
    API_RECORDS = "api_records", "Records of CQC’s API"


class DateOrder(Worded):
    """How dates such as 03/04/2026 are written in one file."""

    DAY_FIRST = "day-first", "Day first: 03/04/2026 is 3 April"
    MONTH_FIRST = "month-first", "Month first: 03/04/2026 is 4 March"


class DateOrigin(Worded):
    """Where a file's date was taken from (HOUSE "Ratings": content, name, newest publication)."""

    CONTENT = "content", "stated in the file"
    NAME = "name", "from the file’s name"
    NEWEST_PUBLICATION = "newest_publication", "newest publication date in the file"
    GIVEN = "given", "given by you"
    UNKNOWN = "unknown", "not known"


class MarketLevel(Worded):
    """How wide an area a market figure covers."""

    AUTHORITY = "authority", "Local authority"
    REGION = "region"
    ENGLAND = "england"


class MarketGroup(Worded):
    """Kind of service in market figures, as far as every CQC file tells it."""

    CARE_HOMES = "care_homes", "Care homes"
    COMMUNITY = "community", "Homecare and other community care"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileDate:
    """The day a file speaks of, and how we know. `day` is None when nothing told it."""

    day: date | None
    origin: DateOrigin


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that was not taken: sheet ("" for CSV), number as a spreadsheet shows it, and why."""

    sheet: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorityCount:
    """One local authority in a file: rows, locations, and those of social care."""

    name: str
    region: str
    rows: int
    locations: int
    social_care_locations: int


@dataclass(frozen=True, slots=True)
class LocationRecord:
    """One registered location as a file states it; None or "" where the file says nothing.

    `service_types` are the published names, `service_type` our guess of the main one.
    `manager_hash` is keyed: it tells that a manager changed without telling who it is.
    """

    location_id: str
    name: str
    provider_id: str = ""
    provider_name: str = ""
    brand: str = ""
    address: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    local_authority: str = ""
    region: str = ""
    phone: str = ""
    website: str = ""
    beds: int | None = None
    sector: Sector | None = None
    category: str = ""
    is_care_home: bool | None = None
    service_types: tuple[str, ...] = ()
    service_type: ServiceType | None = None
    registered_on: date | None = None
    deregistered_on: date | None = None
    is_registered: bool | None = None
    has_manager: bool | None = None
    manager_hash: str | None = None
    manager_name: str | None = None
    companies_house_number: str = ""
    charity_number: str = ""
    last_inspected_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """One registered provider as a file states it."""

    provider_id: str
    name: str
    brand: str = ""
    address: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    local_authority: str = ""
    phone: str = ""
    website: str = ""
    companies_house_number: str = ""
    charity_number: str = ""
    is_registered: bool | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A published tie between two registrations: offered as a link, never merged (duty 6).

    `kind` is "predecessor", "successor" or "dual registration" of `location_id`.
    """

    location_id: str
    kind: str
    other_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Deactivation:
    """A registration that ended; only such a record says so, absence from a file never does."""

    location_id: str
    name: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class MarketCount:
    """How many locations hold one rating; one row per location and area.

    `value` is a rating's stored word, or None for a location that is not rated. `group` is
    "Overall", or the service group whose rating stands in where the location has none.
    """

    level: MarketLevel
    name: str
    sector: Sector
    service_group: MarketGroup
    area: str
    group: str
    value: str | None
    count: int


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What a file is, before anything is taken from it.

    `date_question` holds up to three dates that can be read two ways; empty when the order is
    known or no date needs it. `notes` are sentences worth telling (encoding, sheets left out).
    """

    kind: ImportKind
    file_date: FileDate
    sha256: str
    rows_read: int
    authorities: tuple[AuthorityCount, ...]
    date_order: DateOrder | None
    date_question: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What to take. `authorities` None means all; known locations are taken wherever they are.

    `hash_key` keys the hash of managers' names; without it no hash is made.
    """

    authorities: frozenset[str] | None = None
    known_location_ids: frozenset[str] = frozenset()
    with_names: bool = False
    hash_key: bytes = b""
    file_date: date | None = None
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class Records(Generic[T]):
    """Spooled records of one shape: counted, and read from disk anew by each iteration."""

    count: int
    read: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        return self.read()

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The checked rows of a file. Iterate as often as needed until `close`; usable with `with`.

    `location_ids` are all locations of the chosen authorities that the file names, so that
    "absent" can be told; rows of locations outside the choice are in neither.
    """

    summary: FileSummary
    skipped: tuple[SkippedRow, ...]
    location_ids: frozenset[str]
    locations: Records[LocationRecord]
    providers: Records[ProviderRecord]
    ratings: Records[RatingFact]
    relations: Records[Relation]
    deactivations: Records[Deactivation]
    market: Records[MarketCount]
    on_close: Callable[[], None] = field(default=lambda: None, repr=False)

    @property
    def kind(self) -> ImportKind:
        """What the file is."""
        return self.summary.kind

    @property
    def file_date(self) -> FileDate:
        """The day the file speaks of."""
        return self.summary.file_date

    @property
    def rows_read(self) -> int:
        """Rows of data in the file, chosen or not."""
        return self.summary.rows_read

    def close(self) -> None:
        """Delete the spooled rows. Twice is harmless."""
        self.on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
