"""Market figures of a whole file: how many locations hold each rating, by authority and wider.

Promises: one count per location and area, whatever duplicates the file holds (the newest date
wins, then the lower rating); a location that reads "Not Rated" counts under its own service
group's rating, and says so in `group`. Source: DOMAIN "CQC ratings", duties 5, 7 to 9.
Built to cost a fraction of reading the file: all rows pass through `add`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from app.domain.ratings import OVERALL, KeyQuestion, Rating, is_known_word, normalise
from app.domain.vocabulary import Sector
from app.imports.cqc_words import market_group_of, sector_of
from app.imports.dates import parse
from app.imports.latest_ratings import area_words, group_words
from app.imports.records import (
    AuthorityCount,
    DateOrder,
    MarketCount,
    MarketGroup,
    MarketLevel,
)
from app.imports.runs import Middle, Row, Run

AREAS = (OVERALL, *(key_question.words for key_question in KeyQuestion))
_STAND_INS = ("Homecare", "Supported Living", "Extra Care", "Shared Lives", "Care Homes")
_COUNTING = {OVERALL, *_STAND_INS}
"""The groups whose rating may stand for a location's; no other changes what it shows."""

PLACE = ("local_authority", "region", "sector", "care_home", "category")
RATING = ("group", "domain", "rating")


Place = tuple[str, ...]
What = tuple[str, str, str | None]
Shown = tuple[What, ...]


@dataclass(slots=True)
class _Entry:
    """One location: its place, and by row the number of (group, area, word) and the date's text."""

    place: int
    codes: list[int] = field(default_factory=list)
    dates: list[object] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Gathers rows by location; `columns` are the table's positions of our column names.

    Places and (group, area, word) come again and again: each is kept once and known by a number.
    """

    columns: Mapping[str, int]
    counts_ratings: bool
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _rows: Counter[str] = field(default_factory=Counter)
    _places: dict[Place, int] = field(default_factory=dict)
    _codes: dict[tuple[str, ...], int] = field(default_factory=dict)
    _code_of_middle: dict[range, dict[Middle, int] | None] = field(default_factory=dict)
    _dates: dict[object, object] = field(default_factory=dict)
    _place: Callable[[Row], tuple[str, ...]] = field(init=False)
    _rating: Callable[[Row], tuple[str, ...]] = field(init=False)
    _rating_at: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self._place, self._rating = self._getter(PLACE), self._getter(RATING)
        self._rating_at = {self.columns[name] for name in RATING if name in self.columns}

    def add(self, run: Run, first: Row) -> bool:
        """Take rows of one location and of the table's full width; False when they have no ID."""
        location_id = first[self.columns["location_id"]]
        authority = self.columns.get("local_authority")
        if authority is not None:
            self._rows[first[authority]] += len(run.middles)
        if not location_id:
            return False
        entry = self._entries.get(str(location_id))
        if entry is None:
            number = self._places.setdefault(self._place(first), len(self._places))
            entry = self._entries[str(location_id)] = _Entry(number)
        published = self.columns.get("published_on")
        days = [""] * len(run.middles) if published is None else run.values(published)
        entry.dates += map(self._dates.setdefault, days, days)
        if self.counts_ratings:
            entry.codes += self._codes_of(run)
        return True

    def _codes_of(self, run: Run) -> list[int]:
        """The numbers of (group, area, word) of each row."""
        differing = run.differing
        if differing not in self._code_of_middle:
            is_all_there = set(differing) >= self._rating_at
            self._code_of_middle[differing] = {} if is_all_there else None
        known = self._code_of_middle[differing]
        if known is None:
            return [self._code(row) for row in run.rows()]
        for middle in run.middles:
            if middle not in known:
                known[middle] = self._code([*run.start, *middle, *run.end])
        return [known[middle] for middle in run.middles]

    def _code(self, row: Row) -> int:
        return self._codes.setdefault(self._rating(row), len(self._codes))

    def _getter(self, names: tuple[str, ...]) -> Callable[[Row], tuple[str, ...]]:
        positions = [self.columns.get(name) for name in names]
        known = [position for position in positions if position is not None]
        if len(known) == len(names):
            return itemgetter(*known)
        return lambda row: tuple(
            "" if position is None else str(row[position]) for position in positions
        )

    def to_plain(self) -> dict[str, Any]:
        """What was gathered as plain values, for another process."""
        return {
            "entries": {
                location_id: (entry.place, entry.codes, entry.dates)
                for location_id, entry in self._entries.items()
            },
            "rows": dict(self._rows),
            "places": list(self._places),
            "codes": list(self._codes),
        }

    def add_plain(self, gathered: Mapping[str, Any]) -> None:
        """Take what another tally of the same table gathered from the rows after these."""
        self._rows.update(gathered["rows"])
        places = [self._places.setdefault(one, len(self._places)) for one in gathered["places"]]
        codes = [self._codes.setdefault(one, len(self._codes)) for one in gathered["codes"]]
        for location_id, (place, its_codes, days) in gathered["entries"].items():
            entry = self._entries.get(location_id)
            if entry is None:
                entry = self._entries[location_id] = _Entry(places[place])
            entry.codes += map(codes.__getitem__, its_codes)
            entry.dates += days

    @property
    def dates(self) -> set[object]:
        """Every publication date met, as its text."""
        return set(self._dates)

    @property
    def location_count(self) -> int:
        """Distinct locations met."""
        return len(self._entries)

    def unknown_words(self) -> list[str]:
        """Rating words that are none we know: kept as published, and told to the user."""
        return sorted({row[-1] for row in self._codes if not is_known_word(row[-1])})

    def authorities(self) -> list[AuthorityCount]:
        """Every local authority of the file by name, with its rows and locations."""
        numbers = Counter(entry.place for entry in self._entries.values())
        places: Counter[Place] = Counter()
        for place, number in self._places.items():
            places[place[:3]] += numbers[number]
        locations: Counter[tuple[str, str]] = Counter()
        social: Counter[tuple[str, str]] = Counter()
        for (authority, region, sector), count in places.items():
            where = (authority.strip(), region.strip())
            locations[where] += count
            social[where] += count if sector_of(sector) is Sector.SOCIAL_CARE else 0
        rows = {name.strip(): count for name, count in self._rows.items()}
        merged: dict[str, AuthorityCount] = {}
        for (name, region), count in sorted(locations.items(), key=lambda item: item[1]):
            earlier = merged.get(name)
            merged[name] = AuthorityCount(
                name,
                region,
                rows.get(name, 0),
                count + (earlier.locations if earlier else 0),
                social[name, region] + (earlier.social_care_locations if earlier else 0),
            )
        return [merged[name] for name in sorted(merged)]

    def counts(
        self, order: DateOrder | None, authorities: Collection[str] = ()
    ) -> list[MarketCount]:
        """The figures at all three levels; dates are read in `order`.

        `authorities`, case-folded, are those whose own figures are wanted: all when none is named.
        """
        if not self.counts_ratings:
            return []
        rows = list(self._codes)
        places = list(self._places)
        shapes = Counter((entry.place, tuple(entry.codes)) for entry in self._entries.values())
        repeated = _with_repeats({codes for _, codes in shapes}, rows)
        shown = _ShownMemory(rows)
        found: list[list[int]] = [[] for _ in places]
        for (place, codes), count in shapes.items():
            if codes not in repeated:
                found[place] += shown.of(codes, places[place][3]) * count
        for entry in self._entries.values() if repeated else ():
            if tuple(entry.codes) in repeated:
                days = [parse(str(day), order) or date.min for day in entry.dates]
                newest = _newest([rows[code] for code in entry.codes], days)
                found[entry.place] += shown.numbers(_shown_of(newest, places[entry.place][3]))
        by_place = zip(places, map(shown.counter, found), strict=True)
        return list(_summed(by_place, authorities))


class _ShownMemory:
    """What locations show, worked out once for those that are told the same.

    (area, group, value) comes again and again and is known by a number: numbers count quicker.
    """

    def __init__(self, rows: list[tuple[str, ...]]) -> None:
        self._rows = rows
        self._counts = [_read(*row)[0] in _COUNTING for row in rows]
        self._numbers: dict[What, int] = {}
        self._of_codes: dict[tuple[tuple[int, ...], str], tuple[int, ...]] = {}

    def of(self, codes: tuple[int, ...], care_home: str) -> tuple[int, ...]:
        """The numbers of what a location with rows of these codes shows."""
        known = self._of_codes.get((codes, care_home))
        if known is None:
            counting = tuple(code for code in codes if self._counts[code])
            if counting != codes:
                known = self.of(counting, care_home)
            else:
                known = self.numbers(_shown_of([self._rows[code] for code in codes], care_home))
            self._of_codes[codes, care_home] = known
        return known

    def numbers(self, shown: Shown) -> tuple[int, ...]:
        """The number of each."""
        return tuple(self._numbers.setdefault(what, len(self._numbers)) for what in shown)

    def counter(self, numbers: list[int]) -> Counter[What]:
        """How often each was met, by what it is."""
        whats = list(self._numbers)
        return Counter({whats[number]: count for number, count in Counter(numbers).items()})


def _with_repeats(
    shapes: Iterable[tuple[int, ...]], rows: list[tuple[str, ...]]
) -> set[tuple[int, ...]]:
    """Those that tell one group and area twice for a location."""
    kinds: dict[tuple[str, ...], int] = {}
    kind_of = [kinds.setdefault(row[:2], len(kinds)) for row in rows]
    return {codes for codes in shapes if len(set(map(kind_of.__getitem__, codes))) < len(codes)}


def _newest(shape: list[tuple[str, ...]], dates: list[date]) -> list[tuple[str, ...]]:
    """One row for each group and area: the newest, then the lower rating."""
    best: dict[tuple[str, str], tuple[date, int, str]] = {}
    for (group, area, published), day in zip(shape, dates, strict=True):
        value = normalise(published)
        rank = (day, -(value.level if value else 5), published)
        best[group, area] = max(best.get((group, area), rank), rank)
    return [(group, area, rank[2]) for (group, area), rank in best.items()]


@lru_cache(maxsize=4_096)
def _read(group: str, area: str, published: str) -> tuple[str, str, Rating | None]:
    """A published row in our words; the same few thousand come again and again."""
    return group_words(group), area_words(area) or OVERALL, normalise(published)


def _shown_of(shape: list[tuple[str, ...]], care_home: str) -> Shown:
    """The rating that counts for each area the file tells: (area, group it is from, value)."""
    by_area: dict[str, dict[str, Rating | None]] = {}
    for what in shape:
        group, area, value = _read(*what)
        by_area.setdefault(area, {})[group] = value
    is_care_home = care_home.strip().casefold() == "y"
    wanted = ("Care Homes", *_STAND_INS) if is_care_home else _STAND_INS
    shown: list[What] = []
    for area in AREAS:
        groups = by_area.get(area, {})
        candidates = [OVERALL, *(group for group in wanted if group in groups)]
        rated = next((group for group in candidates if groups.get(group)), OVERALL)
        found = groups.get(rated)
        if found or OVERALL in groups:
            shown.append((area, rated, found.value if found else None))
    return tuple(shown)


def _summed(
    by_place: Iterable[tuple[Place, Counter[What]]], authorities: Collection[str]
) -> Iterator[MarketCount]:
    figures: Counter[tuple[MarketLevel, str, Sector, MarketGroup, str, str, str | None]] = Counter()
    for (authority, region, sector_text, care_home, category), counter in by_place:
        sector = sector_of(sector_text) or Sector.OTHER
        is_care_home = care_home.strip().casefold() == "y"
        kind = market_group_of(sector, is_care_home=is_care_home, category=category)
        is_wanted = not authorities or authority.strip().casefold() in authorities
        for level, name in _levels(authority.strip() if is_wanted else "", region.strip()):
            where = (level, name, sector, kind)
            for what, count in counter.items():
                figures[where + what] += count
    for (level, name, sector, kind, area, group, value), count in figures.items():
        yield MarketCount(level, name, sector, kind, area, group, value, count)


def _levels(authority: str, region: str) -> Iterable[tuple[MarketLevel, str]]:
    if authority:
        yield MarketLevel.AUTHORITY, authority
    if region:
        yield MarketLevel.REGION, region
    yield MarketLevel.ENGLAND, "England"
