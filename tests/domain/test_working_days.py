"""Days, months, working days and periods."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.working_days import (
    Period,
    PeriodUnit,
    add_days,
    add_months,
    add_working_days,
    bank_holidays,
    is_working_day,
    working_days_between,
)
from app.errors import RuleError

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def test_bank_holidays_are_those_of_england() -> None:
    assert bank_holidays(2026)[date(2026, 8, 31)] == "Late Summer Bank Holiday"
    assert date(2026, 8, 3) not in bank_holidays(2026)  # Scotland only
    assert date(2022, 9, 19) in bank_holidays(2022)  # a single occasion


def test_add_working_days_leaps_easter() -> None:
    assert add_working_days(date(2026, 4, 2), 1) == date(2026, 4, 7)


def test_add_working_days_over_christmas_gives_the_tenth() -> None:
    assert add_working_days(date(2026, 12, 18), 10) == date(2027, 1, 6)


def test_working_days_between_does_not_count_the_first_day() -> None:
    assert working_days_between(date(2026, 11, 2), date(2026, 11, 2)) == 0
    assert working_days_between(date(2026, 11, 2), date(2026, 11, 3)) == 1


@settings(max_examples=100)
@given(days, st.integers(1, 40))
def test_add_working_days_lands_on_a_working_day_that_many_on(day: date, number: int) -> None:
    later = add_working_days(day, number)
    assert is_working_day(later)
    assert working_days_between(day, later) == number
    assert working_days_between(later, day) == -number


@settings(max_examples=100)
@given(days, st.integers(1, 40))
def test_add_working_days_back_lands_on_a_working_day_before(day: date, number: int) -> None:
    earlier = add_working_days(day, -number)
    assert is_working_day(earlier)
    assert earlier < day
    assert working_days_between(earlier, day) >= number - 1


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_add_months_clamps_to_the_month_end(day: date, number: int, expected: date) -> None:
    assert add_months(day, number) == expected


@settings(max_examples=200)
@given(days, st.integers(-60, 60))
def test_add_months_keeps_the_day_or_takes_the_last(day: date, number: int) -> None:
    moved = add_months(day, number)
    assert (moved.year - day.year) * 12 + moved.month - day.month == number
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@settings(max_examples=200)
@given(days, st.integers(0, 24), st.sampled_from(PeriodUnit))
def test_period_before_a_day_is_over_by_that_day(day: date, number: int, unit: PeriodUnit) -> None:
    period = Period(number, unit)
    assert period.after(period.before(day)) <= day


@settings(max_examples=100)
@given(days, st.integers(0, 24), st.sampled_from([PeriodUnit.DAYS, PeriodUnit.WORKING_DAYS]))
def test_period_before_a_day_is_the_latest_such_day(
    day: date, number: int, unit: PeriodUnit
) -> None:
    period = Period(number, unit)
    found = period.before(day)
    is_days = unit is PeriodUnit.DAYS
    following = add_days(found, 1) if is_days else add_working_days(found, 1)
    assert period.after(following) > day


def test_period_of_working_days_before_a_sunday_is_over_on_friday() -> None:
    assert Period(1, PeriodUnit.WORKING_DAYS).before(date(2026, 11, 22)) == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(3, PeriodUnit.MONTHS), "3 months"),
        (Period(1, PeriodUnit.WEEKS), "1 week"),
        (Period(10, PeriodUnit.WORKING_DAYS), "10 working days"),
    ],
)
def test_period_words(period: Period, words: str) -> None:
    assert period.words == words


def test_period_below_zero_is_refused() -> None:
    with pytest.raises(RuleError):
        Period(-1, PeriodUnit.DAYS)
