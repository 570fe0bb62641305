"""Market quality: how our services are rated now, over time, and what the last file changed.

`read_market` reads once; `market_view` narrows it by filters without reading again.
Source: LOOK "06", issue "Market quality".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.db.work import Reading
from app.domain.charts import LineChart, LineKind, RatingBars, RatingRow
from app.domain.disagreement import not_rated_for_years
from app.domain.market import (
    MovementCounts,
    RatingCounts,
    Share,
    count_movements,
    count_ratings,
    in_order_of_concern,
    share_sentence,
)
from app.domain.ratings import (
    OVERALL,
    SERVICE_GROUPS,
    FactKey,
    KeyQuestion,
    Movement,
    OwnRating,
    Rating,
    RatingFact,
    current_ratings,
    location_rating,
    normalise,
)
from app.domain.vocabulary import Sector, ServiceType
from app.domain.words import joined, long_date
from app.domain.working_days import add_days
from app.services.cqc_import import RunRow, list_runs, remembered_authorities
from app.services.import_report import ImportKind, RatingChange
from app.services.market_history import (
    KNOWN_OF_TEN,
    Figure,
    our_shares,
    read_figures,
    share_chart,
    wider_shares,
)
from app.services.ratings import rating_facts
from app.services.service_rows import ServiceRow, list_services

_RATING_KINDS = frozenset(
    {ImportKind.LATEST_RATINGS, ImportKind.CARE_DIRECTORY_WITH_FILTERS, ImportKind.API_RECORDS}
)
COMPARABLE_DAYS = 100
"""An England figure older than our file by more than this is not set beside our share."""
AREAS = (OVERALL, *(question.words for question in KeyQuestion))


@dataclass(frozen=True, slots=True)
class MarketData:
    """Everything that the page shows under any filter; `rows` are registered CQC services."""

    rows: tuple[ServiceRow, ...]
    facts: Mapping[str, Sequence[RatingFact]]
    figures: Sequence[Figure]
    runs: Sequence[RunRow]
    authorities: tuple[str, ...]
    today: date

    @property
    def file_on(self) -> date | None:
        """The newest file with ratings."""
        return max((run.file_date for run in self.runs), default=None)


@dataclass(frozen=True, slots=True)
class MarketFilter:
    """Which services; None means all. `has_contract` narrows to those under a contract now."""

    has_contract: bool = False
    service_type: ServiceType | None = None
    sector: Sector | None = Sector.SOCIAL_CARE

    def matches(self, row: ServiceRow) -> bool:
        """True when the service is among those shown."""
        return (
            (not self.has_contract or row.contracts > 0)
            and (self.service_type is None or row.service_type is self.service_type)
            and (self.sector is None or row.sector is self.sector)
        )


@dataclass(frozen=True, slots=True)
class MarketChange:
    """One line of what changed: the service, both ratings, and our last visit beside them."""

    key: str
    service_id: str
    service: str
    type_words: str
    area: str
    was: Rating | None
    was_words: str
    was_on: date | None
    now: Rating | None
    now_words: str
    now_on: date | None
    movement: Movement
    own: OwnRating | None
    own_on: date | None


@dataclass(frozen=True, slots=True)
class OldRating:
    """A service whose rating is over three years old."""

    service_id: str
    service: str
    service_type: ServiceType
    rating: Rating
    published_on: date
    own: OwnRating | None
    in_person_on: date | None


@dataclass(frozen=True, slots=True)
class MarketView:
    """What the page shows for one choice of filters."""

    services: int
    counts: RatingCounts
    england: Share | None
    region: Share | None
    authority: Share | None
    sentence: str
    by_key_question: RatingBars
    by_type: RatingBars
    over_time: LineChart
    changes: tuple[MarketChange, ...]
    moves: MovementCounts
    old: tuple[OldRating, ...]
    file_on: date | None
    previous_file_on: date | None
    group_rated: int

    @property
    def changed_words(self) -> str:
        """Beside "What changed": since which file, and how many."""
        if self.file_on is None:
            return "no file was brought in yet"
        since = f"since the file of {long_date(self.previous_file_on)}: " if (
            self.previous_file_on
        ) else "with the first file: "  # fmt: skip
        return since + self.moves.sentence


def read_market(reading: Reading) -> MarketData:
    """Read services, their ratings ever published, kept figures and the files brought in."""
    rows = [
        row
        for row in list_services(reading, include_archived=False)
        if row.is_registered and row.cqc_location_id
    ]
    runs = [
        run for run in list_runs(reading, limit=200)
        if run.kind in _RATING_KINDS and not run.is_undone
    ]  # fmt: skip
    return MarketData(
        tuple(rows),
        rating_facts(reading, {row.cqc_location_id for row in rows}),
        read_figures(reading),
        tuple(runs),
        remembered_authorities(reading),
        reading.today,
    )


def market_view(data: MarketData, chosen: MarketFilter) -> MarketView:
    """Narrow the data by the filters and put it into charts, tables and words."""
    rows = [row for row in data.rows if chosen.matches(row)]
    counts = count_ratings(row.rating for row in rows)
    england = wider_shares(data.figures, "england", None, chosen.sector, chosen.service_type)
    region = _region_of(rows)
    regional = wider_shares(data.figures, "region", {region}, chosen.sector, chosen.service_type)
    areas = _areas_of(data, rows)
    local = wider_shares(data.figures, "authority", set(areas), chosen.sector, chosen.service_type)
    old = _old_ratings(rows, data.today)
    changes = _changes(data, rows)
    return MarketView(
        services=len(rows),
        counts=counts,
        england=_beside(england, data.file_on),
        region=_beside(regional, data.file_on),
        authority=_beside(local, data.file_on),
        sentence=_sentence(counts, _beside(england, data.file_on), len(old), data.file_on),
        by_key_question=_by_key_question(data, rows),
        by_type=_by_type(data, rows),
        over_time=share_chart(
            our_shares(rows, data.facts, {run.file_date for run in data.runs}, data.today),
            (
                (LineKind.AUTHORITY, _area_words(areas), local),
                (LineKind.REGION, "Region", regional),
                (LineKind.ENGLAND, "England", england),
            ),
            _source(data),
            _notes(areas, local, regional, england),
        ),
        changes=changes,
        moves=count_movements(change.movement for change in changes),
        old=old,
        file_on=data.file_on,
        previous_file_on=_previous(data.runs),
        group_rated=sum(row.rating is not None and bool(row.rating_note) for row in rows),
    )


def _sentence(counts: RatingCounts, england: Share | None, old: int, file_on: date | None) -> str:
    if file_on is None and counts.rated == 0:
        return "No CQC file was brought in yet."
    said = share_sentence(counts, england)
    if old:
        verb = "has" if old == 1 else "have"
        said += f" {old} {verb} not been rated for over 3 years."
    return said


def _source(data: MarketData) -> str:
    if data.file_on is None:
        return "Source: ratings entered by hand"
    newest = max(data.runs, key=lambda run: (run.file_date, run.id))
    kind = newest.kind.words.lower()
    return f"Source: CQC {kind}, {long_date(newest.file_date)}. Contains CQC data"


# --- ratings now -----------------------------------------------------------------------------


def area_ratings(data: MarketData, rows: Sequence[ServiceRow]) -> dict[str, list[Rating | None]]:
    """The shown rating of each row in each of AREAS, in the order of the rows."""
    current = {location: current_ratings(facts).values() for location, facts in data.facts.items()}
    values: dict[str, list[Rating | None]] = {area: [] for area in AREAS}
    for row in rows:
        group = SERVICE_GROUPS.get(row.service_type)
        facts = current.get(row.cqc_location_id, ())
        by_area: dict[str, list[RatingFact]] = {}
        for fact in facts:
            by_area.setdefault(fact.area, []).append(fact)
        for area in AREAS:
            values[area].append(location_rating(by_area.get(area, ()), group, area).value)
    return values


def _by_key_question(data: MarketData, rows: Sequence[ServiceRow]) -> RatingBars:
    values = area_ratings(data, rows)
    bars = tuple(RatingRow(area, count_ratings(found)) for area, found in values.items())
    return RatingBars("Ratings now by key question", bars, _source(data), "Key question")


def _by_type(data: MarketData, rows: Sequence[ServiceRow]) -> RatingBars:
    found: dict[ServiceType, list[Rating | None]] = {}
    for row in rows:
        found.setdefault(row.service_type, []).append(row.rating)
    bars = tuple(
        RatingRow(kind.words, count_ratings(found[kind])) for kind in ServiceType if kind in found
    )
    return RatingBars("Ratings now by type", bars, _source(data), "Type of service")


def _old_ratings(rows: Sequence[ServiceRow], today: date) -> tuple[OldRating, ...]:
    found = [
        OldRating(
            row.id, row.name, row.service_type, row.rating, row.rating_on, row.own,
            row.in_person_on,
        )
        for row in rows
        if row.rating is not None
        and row.rating_on is not None
        and not_rated_for_years(row.rating, row.rating_on, today)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.published_on))


# --- over time -------------------------------------------------------------------------------


def _areas_of(data: MarketData, rows: Sequence[ServiceRow]) -> tuple[str, ...]:
    """The council's own authorities, else the one that most of its services lie in."""
    if data.authorities:
        return data.authorities
    most = Counter(row.authority for row in rows if row.authority).most_common(1)
    return (most[0][0],) if most else ()


def _area_words(areas: Sequence[str]) -> str:
    return areas[0] if len(areas) == 1 else "Our area"


def _region_of(rows: Sequence[ServiceRow]) -> str:
    most = Counter(row.region for row in rows if row.region).most_common(1)
    return most[0][0] if most else ""


def _beside(shares: Mapping[date, Share], file_on: date | None) -> Share | None:
    """The newest share, where it is about as new as our ratings: else they do not compare."""
    if not shares or file_on is None:
        return None
    newest = max(shares)
    return shares[newest] if newest >= add_days(file_on, -COMPARABLE_DAYS) else None


def _notes(
    areas: Sequence[str],
    local: Mapping[date, Share],
    regional: Mapping[date, Share],
    england: Mapping[date, Share],
) -> list[str]:
    notes = []
    if local:
        notes.append(f"{_area_words(areas)}: all services in {joined(areas)}")
    missing = [
        words
        for words, shares in (
            ("the area", local), ("the region", regional), ("England", england)
        )
        if not shares
    ]  # fmt: skip
    if missing:
        said = joined(missing, "or")
        notes.append(f"No figures yet for {said}: they come with CQC’s national file")
    notes.append(f"Ours starts when {KNOWN_OF_TEN} in 10 have a known rating")
    return notes


# --- what changed ----------------------------------------------------------------------------


def _previous(runs: Sequence[RunRow]) -> date | None:
    """The newest file before the newest one."""
    days = sorted({run.file_date for run in runs})
    return days[-2] if len(days) > 1 else None


def _changes(data: MarketData, rows: Sequence[ServiceRow]) -> tuple[MarketChange, ...]:
    """What the newest file changed for the services shown, falls first."""
    newest = data.file_on
    by_location: dict[str, list[ServiceRow]] = {}
    for row in rows:
        by_location.setdefault(row.cqc_location_id, []).append(row)
    said: dict[FactKey, RatingChange] = {}
    for run in reversed(data.runs):  # the last import of that day has the last word
        if run.file_date == newest:
            for change in run.result.changes:
                said[change.location_id, change.group, change.area] = change
    found = [
        (change.movement, change.now_on, _line(change, row))
        for change in said.values()
        for row in by_location.get(change.location_id, ())
        if change.group in {OVERALL, SERVICE_GROUPS.get(row.service_type)}
    ]
    return tuple(line for _, _, line in in_order_of_concern(found))


def _line(change: RatingChange, row: ServiceRow) -> MarketChange:
    is_whole = change.group == OVERALL
    return MarketChange(
        key=f"{row.id}|{change.group}|{change.area}",
        service_id=row.id,
        service=row.name,
        type_words=row.service_type.words,
        area=change.area if is_whole else f"{change.area} ({change.group})",
        was=normalise(change.was),
        was_words=change.was,
        was_on=change.was_on,
        now=normalise(change.now),
        now_words=change.now,
        now_on=change.now_on,
        movement=change.movement,
        own=row.own,
        own_on=row.own_on,
    )
