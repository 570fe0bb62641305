"""Market figures of a whole file: how many locations hold each rating, by authority and wider.

Promises: one count per location and area, whatever duplicates the file holds (the newest date
wins, then the lower rating); a location that reads "Not Rated" counts under its own service
group's rating, and says so in `group`. Source: DOMAIN "CQC ratings", duties 5, 7 to 9.
Built to cost a fraction of reading the file: all rows pass through `add`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from app.domain.ratings import OVERALL, KeyQuestion, Rating, normalise
from app.domain.vocabulary import Sector
from app.imports.cqc_words import market_group_of, sector_of
from app.imports.dates import parse
from app.imports.latest_ratings import area_words, group_words
from app.imports.readers import Row
from app.imports.records import (
    AuthorityCount,
    DateOrder,
    MarketCount,
    MarketGroup,
    MarketLevel,
)

AREAS = (OVERALL, *(key_question.words for key_question in KeyQuestion))
_STAND_INS = ("Homecare", "Supported Living", "Extra Care", "Shared Lives", "Care Homes")

Entry = list[tuple[str, ...]]
Shape = tuple[tuple[str, str, str], ...]
Shown = tuple[tuple[str, str, str | None], ...]
PLACE = ("local_authority", "region", "sector", "care_home", "category")
RATING = ("group", "domain", "rating", "published_on")


@dataclass(slots=True)
class Tally:
    """Gathers rows by location; `columns` are the table's positions of our column names."""

    columns: Mapping[str, int]
    has_domains: bool
    counts_ratings: bool
    _entries: dict[str, Entry] = field(default_factory=dict)
    _rows: Counter[str] = field(default_factory=Counter)

    def add(self, piece: list[Row]) -> list[int]:
        """Take rows of the table's full width; returns the places of rows without an ID."""
        at = self.columns["location_id"]
        place = self._getter(PLACE)
        rating = self._getter(RATING) if self.has_domains else self._getter(RATING[2:])
        entries = self._entries
        last = ""
        entry: Entry = []
        missing: list[int] = []
        for number, row in enumerate(piece):
            location_id = row[at]
            if location_id != last:
                if not location_id:
                    missing.append(number)
                    continue
                last = location_id  # type: ignore[assignment]
                found = entries.get(last)
                if found is None:
                    found = entries[last] = [place(row)]
                entry = found
            entry.append(rating(row))
        authority = self.columns.get("local_authority")
        if authority is not None:
            self._rows.update(map(itemgetter(authority), piece))  # type: ignore[arg-type]
        return missing

    def _getter(self, names: tuple[str, ...]) -> Callable[[Row], tuple[str, ...]]:
        positions = [self.columns.get(name) for name in names]
        known = [position for position in positions if position is not None]
        if len(known) == len(names):
            return itemgetter(*known)  # type: ignore[return-value]
        return lambda row: tuple(
            "" if position is None else str(row[position]) for position in positions
        )

    @property
    def location_count(self) -> int:
        """Distinct locations met."""
        return len(self._entries)

    def authorities(self) -> list[AuthorityCount]:
        """Every local authority of the file by name, with its rows and locations."""
        locations: Counter[tuple[str, str]] = Counter()
        social: Counter[tuple[str, str]] = Counter()
        for entry in self._entries.values():
            authority, region, sector = (text.strip() for text in entry[0][:3])
            locations[authority, region] += 1
            social[authority, region] += sector_of(sector) is Sector.SOCIAL_CARE
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

    def counts(self, order: DateOrder | None) -> list[MarketCount]:
        """The figures at all three levels; dates are read in `order`."""
        if not self.counts_ratings:
            return []
        memory: dict[tuple[Shape, str], Shown] = {}
        totals: Counter[tuple[str, str, Sector, MarketGroup, Shown]] = Counter()
        for place, *ratings in self._entries.values():
            authority, region, sector_text, care_home, category = place
            sector = sector_of(sector_text) or Sector.OTHER
            is_care_home = care_home.strip().casefold() == "y"
            group = market_group_of(sector, is_care_home=is_care_home, category=category)
            shown = self._shown(ratings, memory, care_home, order)
            totals[authority.strip(), region.strip(), sector, group, shown] += 1
        return list(_summed(totals))

    def _shown(
        self,
        ratings: Entry,
        memory: dict[tuple[Shape, str], Shown],
        care_home: str,
        order: DateOrder | None,
    ) -> Shown:
        if self.has_domains:
            shape = tuple(rating[:3] for rating in ratings)
        else:
            shape = tuple((OVERALL, OVERALL, rating[0]) for rating in ratings)
        key = (shape, care_home)  # type: ignore[assignment]
        shown = memory.get(key)  # type: ignore[arg-type]
        if shown is None:
            distinct = {what[:2] for what in shape}
            if len(distinct) == len(shape):
                shown = memory[key] = _shown_of(shape, care_home)  # type: ignore[index, arg-type]
            else:
                dates = [parse(rating[-1], order) or date.min for rating in ratings]
                shown = _shown_of(_newest(shape, dates), care_home)  # type: ignore[arg-type]
        return shown


def _newest(shape: Shape, dates: list[date]) -> Shape:
    """One row for each group and area: the newest, then the lower rating."""
    best: dict[tuple[str, str], tuple[date, int, str]] = {}
    for (group, area, published), day in zip(shape, dates, strict=True):
        value = normalise(published)
        rank = (day, -(value.level if value else 5), published)
        best[group, area] = max(best.get((group, area), rank), rank)
    return tuple((group, area, rank[2]) for (group, area), rank in best.items())


def _shown_of(shape: Shape, care_home: str) -> Shown:
    """The rating that counts for each area the file tells: (area, group it is from, value)."""
    by_area: dict[str, dict[str, Rating | None]] = {}
    for group, area, published in shape:
        by_area.setdefault(area_words(area), {})[group_words(group)] = normalise(published)
    is_care_home = care_home.strip().casefold() == "y"
    wanted = ("Care Homes", *_STAND_INS) if is_care_home else _STAND_INS
    shown: list[tuple[str, str, str | None]] = []
    for area in AREAS:
        groups = by_area.get(area, {})
        candidates = [OVERALL, *(group for group in wanted if group in groups)]
        rated = next((group for group in candidates if groups.get(group)), None)
        value = groups[rated] if rated else None
        if groups and (value or OVERALL in groups):
            shown.append((area, rated or OVERALL, value.value if value else None))
    return tuple(shown)


def _summed(
    totals: Mapping[tuple[str, str, Sector, MarketGroup, Shown], int],
) -> Iterator[MarketCount]:
    figures: Counter[tuple[MarketLevel, str, Sector, MarketGroup, str, str, str | None]] = Counter()
    for (authority, region, sector, kind, shown), count in totals.items():
        for level, name in _levels(authority, region):
            for area, group, value in shown:
                figures[level, name, sector, kind, area, group, value] += count
    for (level, name, sector, kind, area, group, value), count in figures.items():
        yield MarketCount(level, name, sector, kind, area, group, value, count)


def _levels(authority: str, region: str) -> Iterable[tuple[MarketLevel, str]]:
    if authority:
        yield MarketLevel.AUTHORITY, authority
    if region:
        yield MarketLevel.REGION, region
    yield MarketLevel.ENGLAND, "England"
