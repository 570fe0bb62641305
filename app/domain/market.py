"""Market quality: counts by rating, shares, what moved, coverage words, quarters.

Promises: a share is of rated services and says so, and is hidden under five services; "Not rated"
after a rating is listed apart and is no fall. Source: LOOK "06", PAPER "Market quality report".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.domain.rating_words import Rating
from app.domain.ratings import Movement
from app.domain.words import MONTHS, count, long_date, old, percentage
from app.domain.working_days import add_days, add_months

FEWEST_FOR_A_SHARE = 5
TOO_FEW_WORDS = "No share is shown for fewer than five services"


@dataclass(frozen=True, slots=True)
class RatingCounts:
    """How many services carry each rating; `not_rated` holds every other word."""

    outstanding: int = 0
    good: int = 0
    requires_improvement: int = 0
    inadequate: int = 0
    not_rated: int = 0

    @property
    def in_order(self) -> tuple[int, int, int, int, int]:
        """Outstanding to Inadequate, then not rated: the order of every bar and table."""
        rated = (self.outstanding, self.good, self.requires_improvement, self.inadequate)
        return (*rated, self.not_rated)

    @property
    def rated(self) -> int:
        """Services with one of the four ratings."""
        return self.total - self.not_rated

    @property
    def total(self) -> int:
        """All services."""
        return sum(self.in_order)

    @property
    def good_or_better(self) -> int:
        """Services rated Good or Outstanding."""
        return self.outstanding + self.good

    def plus(self, other: RatingCounts) -> RatingCounts:
        """Both counts together."""
        pairs = zip(self.in_order, other.in_order, strict=True)
        return RatingCounts(*(one + two for one, two in pairs))


def count_ratings(values: Iterable[Rating | None]) -> RatingCounts:
    """The counts of a list of ratings; None counts as not rated."""
    listed = list(values)
    return RatingCounts(
        outstanding=listed.count(Rating.OUTSTANDING),
        good=listed.count(Rating.GOOD),
        requires_improvement=listed.count(Rating.REQUIRES_IMPROVEMENT),
        inadequate=listed.count(Rating.INADEQUATE),
        not_rated=listed.count(None),
    )


def total_of(counts: Iterable[RatingCounts]) -> RatingCounts:
    """The total row."""
    total = RatingCounts()
    for part in counts:
        total = total.plus(part)
    return total


def whole_percent(part: int, whole: int) -> int:
    """A share in whole percent, half up; 0 and 100 only when exact. `whole` is above zero."""
    rounded = (200 * part + whole) // (2 * whole)
    if rounded == 0 and part > 0:
        return 1
    return 99 if rounded == 100 and part < whole else rounded


@dataclass(frozen=True, slots=True)
class Share:
    """Good or Outstanding of rated services."""

    part: int
    whole: int

    @property
    def is_shown(self) -> bool:
        """False under five rated services."""
        return self.whole >= FEWEST_FOR_A_SHARE

    @property
    def percent(self) -> int | None:
        """The share in whole percent, or None where it is not shown."""
        return whole_percent(self.part, self.whole) if self.is_shown else None

    @property
    def words(self) -> str:
        """ "79%", or a dash where no share is shown."""
        return "–" if self.percent is None else percentage(self.percent)


def share_of(counts: RatingCounts) -> Share:
    """The share Good or Outstanding of the rated services of some counts."""
    return Share(counts.good_or_better, counts.rated)


def share_sentence(counts: RatingCounts, england: Share | None = None) -> str:
    """The state of the market: "187 of our 236 rated services are Good or Outstanding (79%)…"."""
    share = share_of(counts)
    if counts.rated == 0:
        return "None of our services is rated."
    noun = "service is" if counts.rated == 1 else "services are"
    said = f"{share.part} of our {counts.rated} rated {noun} Good or Outstanding"
    if share.percent is None:
        return f"{said}. {TOO_FEW_WORDS}."
    said = f"{said} ({share.words})"
    if england is None or england.percent is None:
        return f"{said}."
    return f"{said}, {_points_apart(share.percent - england.percent)} England."


def _points_apart(points: int) -> str:
    if points == 0:
        return "the same as"
    return f"{count(abs(points), 'point')} {'above' if points > 0 else 'below'}"


# --- what moved ------------------------------------------------------------------------------

Change = TypeVar("Change")


@dataclass(frozen=True, slots=True)
class MovementCounts:
    """How many of each movement. The last four are not falls in quality."""

    better: int = 0
    worse: int = 0
    rated_again: int = 0
    newly_rated: int = 0
    now_not_rated: int = 0
    carried_over: int = 0

    @property
    def sentence(self) -> str:
        """ "9 changes, 6 worse, 3 better" with what is no change of quality named apart."""
        moved = self.better + self.worse
        said = [count(moved, "change")]
        if moved:
            said += [f"{self.worse} worse", f"{self.better} better"]
        apart = {
            "rated for the first time": self.newly_rated,
            "rated again the same": self.rated_again,
            "now not rated": self.now_not_rated,
            "carried over": self.carried_over,
        }
        others = [f"{number} {words}" for words, number in apart.items() if number]
        return ", ".join(said) + (f"; {', '.join(others)}" if others else "")


def count_movements(movements: Iterable[Movement]) -> MovementCounts:
    """The counts of a list of movements; "no change" is not counted."""
    listed = list(movements)
    return MovementCounts(
        better=listed.count(Movement.BETTER),
        worse=listed.count(Movement.WORSE),
        rated_again=listed.count(Movement.RERATED_SAME),
        newly_rated=listed.count(Movement.NEWLY_RATED),
        now_not_rated=listed.count(Movement.NOW_NOT_RATED),
        carried_over=listed.count(Movement.CARRIED_OVER),
    )


_ORDER: Mapping[Movement, int] = {
    movement: place
    for place, movement in enumerate(
        (
            Movement.WORSE,
            Movement.BETTER,
            Movement.NEWLY_RATED,
            Movement.NOW_NOT_RATED,
            Movement.RERATED_SAME,
            Movement.CARRIED_OVER,
            Movement.SAME,
        )
    )
}


def in_order_of_concern(
    changes: Iterable[tuple[Movement, date | None, Change]],
) -> list[tuple[Movement, date | None, Change]]:
    """Falls first, then the rest; within each the newest first. Changes without a date last."""
    return sorted(changes, key=lambda c: (_ORDER[c[0]], -(c[1] or date.min).toordinal()))


# --- quarters --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the calendar year; both days belong to it."""

    first_on: date
    last_on: date

    @property
    def words(self) -> str:
        """ "July to September 2026"."""
        first, last = MONTHS[self.first_on.month - 1], MONTHS[self.last_on.month - 1]
        return f"{first} to {last} {self.last_on.year}"

    @property
    def before(self) -> Quarter:
        """The quarter before this one."""
        return quarter_of(add_days(self.first_on, -1))


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Quarter(first, add_days(add_months(first, 3), -1))


def last_full_quarter(today: date) -> Quarter:
    """The newest quarter that is over."""
    return quarter_of(today).before


FILE_LATE_DAYS = 7
"""CQC's file of 1 October holds what was published in September: a file dated up to so many days
after a period's last day shows its end, and one so close to its first day shows its start."""
FILE_EARLY_DAYS = 31
"""A file older than this before a period is named as such beside what moved since."""


@dataclass(frozen=True, slots=True)
class PeriodFiles:
    """The file whose figures a report on a quarter shows, and the one before the quarter."""

    quarter: Quarter
    end: date
    before: date | None

    @property
    def is_of_period(self) -> bool:
        """True when the file at the end was made within the quarter, or just after its end."""
        return _is_of_period(self.quarter, self.end)

    @property
    def words(self) -> str:
        """What a reader must know about the files; empty when both are where they belong."""
        return " ".join(part for part in (self._end_words(), self._before_words()) if part)

    def _end_words(self) -> str:
        apart = (self.end - self.quarter.last_on).days
        if not self.is_of_period:
            side = "after" if apart > 0 else "before"
            days = count(abs(apart), "day")
            return (
                f"No CQC file of {self.quarter.words} was brought in. The figures are of the file "
                f"of {long_date(self.end)}, {days} {side} the end of the period."
            )
        if apart < -FILE_LATE_DAYS:
            return (
                f"The newest CQC file of the period is of {long_date(self.end)}: what CQC "
                "published later in the period is not in these figures."
            )
        return ""

    def _before_words(self) -> str:
        if self.before is None:
            return "No earlier CQC file was brought in, so nothing is said of what moved."
        if self.before >= add_days(self.quarter.first_on, -FILE_EARLY_DAYS):
            return ""
        age = old(self.before, self.quarter.first_on)
        said = f" and was {age} when the period began" if age else ""
        return (
            f"The CQC file before the period is of {long_date(self.before)}{said}: what moved is "
            "counted since then."
        )


def files_of(quarter: Quarter, days: Collection[date]) -> PeriodFiles:
    """Choose the files of a report on `quarter` among the days of those brought in (at least one).

    At the end stands the newest file of the quarter; without one, the file nearest to its end.
    """
    opening = add_days(quarter.first_on, FILE_LATE_DAYS)
    of_period = [day for day in days if _is_of_period(quarter, day)]
    end = max(of_period) if of_period else min(days, key=lambda d: (abs(d - quarter.last_on), d))
    before = [day for day in days if day < end and day <= opening]
    return PeriodFiles(quarter, end, max(before, default=None))


def _is_of_period(quarter: Quarter, day: date) -> bool:
    opening = add_days(quarter.first_on, FILE_LATE_DAYS)
    return opening < day <= add_days(quarter.last_on, FILE_LATE_DAYS)
