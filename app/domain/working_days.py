"""Days, months and working days of England: how every period and deadline is counted.

Promises (HOUSE "Decisions", Time): the first day is not counted; a month's end clamps; a deadline
is the last day on which the thing can still be done. Bank holidays come from the `holidays`
library, offline, fixed to England and to English names.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from app.domain.vocabulary import Worded
from app.domain.words import count
from app.errors import RuleError

_SATURDAY = 5


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of England in a year, by day."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    return {day: found[day] for day in sorted(found)}


def is_working_day(day: date) -> bool:
    """True on Monday to Friday, except on a bank holiday in England."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def add_days(day: date, number: int) -> date:
    """The day `number` days later (earlier when negative)."""
    return day + timedelta(days=number)


def add_months(day: date, number: int) -> date:
    """The same day `number` months later, clamped: 31 January + 1 month = 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_working_days(day: date, number: int) -> date:
    """The `number`th working day after `day` (before it when negative); 0 gives `day` itself."""
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; negative when `last` lies before."""
    if last < first:
        return -working_days_between(last, first)
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))


class PeriodUnit(Worded):
    """What a period is counted in."""

    DAYS = "days"
    WORKING_DAYS = "working_days", "Working days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days, working days, weeks or months. Raises RuleError below zero."""

    number: int
    unit: PeriodUnit

    def __post_init__(self) -> None:
        if self.number < 0:
            raise RuleError("Give the period as a number of 0 or more", "number")

    @property
    def words(self) -> str:
        """ "3 months", "1 day", "10 working days"."""
        return count(self.number, self.unit.words.lower().removesuffix("s"))

    def after(self, day: date) -> date:
        """The last day of the period that starts the day after `day`."""
        return self._moved(day, self.number)

    def before(self, day: date) -> date:
        """The latest day (working day, for such a period) from which it is over by `day`."""
        found = self._moved(day, -self.number)
        if self.unit is PeriodUnit.WORKING_DAYS and self.after(found) > day:
            return add_working_days(found, -1)  # `day` is itself no working day
        return found

    def _moved(self, day: date, number: int) -> date:
        match self.unit:
            case PeriodUnit.MONTHS:
                return add_months(day, number)
            case PeriodUnit.WORKING_DAYS:
                return add_working_days(day, number)
            case PeriodUnit.WEEKS:
                return add_days(day, 7 * number)
            case PeriodUnit.DAYS:
                return add_days(day, number)
