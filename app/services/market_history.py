"""Shares Good or Outstanding over time: ours from the ratings' history, wider from kept figures.

Ours on a day is what held for each service on that day, as far as it is known. A day on which
under four fifths of today's services have a known past is left out: a share of the few whose
history happens to be known would mislead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.db.work import Reading
from app.domain.charts import LineChart, LineKind, LinePoint, LineSeries, percent_axis
from app.domain.market import RatingCounts, Share, quarter_of, share_of
from app.domain.ratings import OVERALL, SERVICE_GROUPS, Rating, RatingFact, location_rating
from app.domain.vocabulary import Sector, ServiceType
from app.domain.working_days import add_months
from app.models import MarketFigure
from app.services.service_rows import ServiceRow

YEARS_SHOWN = 7
KNOWN_OF_TEN = 8
TOO_FEW = "fewer than five services"
NO_FILE = "no file"
LONGEST_GAP = 400
"""Days between two files over which a line is still drawn."""
_FIELDS: Mapping[str, str] = {rating.value: rating.value for rating in Rating}
_GROUPS: Mapping[ServiceType, str] = {
    ServiceType.CARE_HOME: "care_homes",
    ServiceType.NURSING_HOME: "care_homes",
    ServiceType.HOMECARE: "community",
    ServiceType.SUPPORTED_LIVING: "community",
    ServiceType.EXTRA_CARE: "community",
    ServiceType.SHARED_LIVES: "community",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Overall ratings of one market on one day, for one sector and kind of service."""

    on: date
    level: str
    market: str
    sector: str
    service_group: str
    counts: RatingCounts


def read_figures(reading: Reading) -> list[Figure]:
    """Every kept figure of overall ratings, oldest first."""
    f = MarketFigure
    rows = reading.session.execute(
        select(f.file_date, f.level, f.market, f.sector, f.service_group, f.value,
               func.sum(f.locations))
        .where(f.area == OVERALL)
        .group_by(f.file_date, f.level, f.market, f.sector, f.service_group, f.value)
    )  # fmt: skip
    found: dict[tuple[date, str, str, str, str], dict[str, int]] = {}
    for on, level, market, sector, group, value, number in rows:
        counts = found.setdefault((on, level, market, sector, group), {})
        counts[_FIELDS.get(value, "not_rated")] = int(number)
    return [Figure(*key, RatingCounts(**counts)) for key, counts in sorted(found.items())]


def wider_shares(
    figures: Iterable[Figure],
    level: str,
    markets: Collection[str] | None,
    sector: Sector | None,
    service_type: ServiceType | None,
) -> dict[date, Share]:
    """The share of one level by day, of some markets together (None: all of the level)."""
    group = _GROUPS.get(service_type) if service_type else None
    if service_type and group is None:
        return {}
    totals: dict[date, RatingCounts] = {}
    for one in figures:
        if one.level != level or (markets is not None and one.market not in markets):
            continue
        if sector and one.sector != sector.value:
            continue
        if group and one.service_group != group:
            continue
        totals[one.on] = totals.get(one.on, RatingCounts()).plus(one.counts)
    return {on: share_of(counts) for on, counts in totals.items()}


def our_shares(
    rows: Sequence[ServiceRow],
    facts: Mapping[str, Sequence[RatingFact]],
    file_days: Collection[date],
    today: date,
) -> dict[date, Share]:
    """Our share on each file's day and at each quarter's end for which enough is known."""
    steps = [_steps(row, facts.get(row.location_id, ())) for row in rows]
    now_rated = sum(row.rating is not None for row in rows)
    days = _days(file_days, today)
    found: dict[date, Share] = {}
    for day in days:
        held = [_on(one, day) for one in steps]
        known = [rating for rating in held if rating is not None]
        if known and 10 * len(known) >= KNOWN_OF_TEN * now_rated:
            good = sum(rating.level >= Rating.GOOD.level for rating in known)
            found[day] = Share(good, len(known))
    return found


def share_chart(
    ours: Mapping[date, Share],
    wider: Sequence[tuple[LineKind, str, Mapping[date, Share]]],
    source: str,
    notes: Sequence[str],
) -> LineChart:
    """The lines England, region, authority and ours, with what is missing said in the notes."""
    lines = [(LineKind.OURS, "Ours", ours), *wider]
    series = tuple(_series(kind, name, shares) for kind, name, shares in lines if shares)
    start, end = percent_axis(point.value for line in series for point in line.points)
    return LineChart(
        "Rated Good or Outstanding", series, source, axis_start=start, axis_end=end,
        notes=tuple(notes),
    )  # fmt: skip


def _series(kind: LineKind, name: str, shares: Mapping[date, Share]) -> LineSeries:
    """One line; where no file was kept for long it is broken, not drawn across."""
    points: list[LinePoint] = []
    for day, share in sorted(shares.items()):
        if points and (day - points[-1].on).days > LONGEST_GAP:
            middle = points[-1].on + (day - points[-1].on) / 2
            points.append(LinePoint(middle, None, NO_FILE))
        if share.is_shown:
            points.append(LinePoint(day, round(100 * share.part / share.whole, 1)))
        else:
            points.append(LinePoint(day, None, TOO_FEW))
    return LineSeries(kind, name, tuple(points))


Step = tuple[date, Rating | None]


def _steps(row: ServiceRow, facts: Sequence[RatingFact]) -> list[Step]:
    """What the service showed, from each day on which something about it was published.

    An inspection that gave no rating ("Inspected but not rated") leaves the rating before it.
    """
    about = [fact for fact in facts if fact.area == OVERALL and (fact.value or not _has_day(fact))]
    days = sorted({day for fact in about if (day := _from(fact))})
    group = SERVICE_GROUPS.get(row.service_type)
    steps: list[Step] = []
    for day in days:
        held = [_as_known(fact) for fact in about if (begins := _from(fact)) and begins <= day]
        steps.append((day, location_rating(held, group).value))
    return steps


def _has_day(fact: RatingFact) -> bool:
    return fact.published_on is not None


def _from(fact: RatingFact) -> date | None:
    return fact.published_on or fact.as_at


def _as_known(fact: RatingFact) -> RatingFact:
    """The fact as it stood when it was published: of facts known then, the newest holds."""
    return RatingFact(
        fact.location_id, fact.group, fact.area, fact.published, fact.value,
        fact.published_on or fact.as_at, fact.source, fact.is_inherited,
    )  # fmt: skip


def _on(steps: Sequence[Step], day: date) -> Rating | None:
    place = bisect_right(steps, day, key=lambda step: step[0])
    return steps[place - 1][1] if place else None


def _days(file_days: Collection[date], today: date) -> list[date]:
    first = add_months(today, -12 * YEARS_SHOWN)
    quarters = []
    day = quarter_of(first).last_on
    while day < today:
        quarters.append(day)
        day = quarter_of(add_months(day, 3)).last_on
    last = max(file_days, default=today)
    return sorted({day for day in (*quarters, *file_days, last) if first <= day <= last})
