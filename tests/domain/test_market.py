"""Market quality: counts, shares, movements, quarters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.market import (
    Quarter,
    RatingCounts,
    Share,
    count_movements,
    count_ratings,
    files_of,
    in_order_of_concern,
    last_full_quarter,
    quarter_of,
    share_of,
    share_sentence,
    whole_percent,
)
from app.domain.rating_words import Rating
from app.domain.ratings import Movement

LOOK = RatingCounts(outstanding=9, good=178, requires_improvement=37, inadequate=12, not_rated=24)


def test_count_ratings_keeps_not_rated_apart() -> None:
    counts = count_ratings([Rating.GOOD, None, Rating.GOOD, Rating.INADEQUATE])
    assert counts == RatingCounts(good=2, inadequate=1, not_rated=1)
    assert (counts.rated, counts.total) == (3, 4)


def test_share_is_of_rated_services_and_says_so() -> None:
    assert share_sentence(LOOK, Share(83, 100)) == (
        "187 of our 236 rated services are Good or Outstanding (79%), 4 points below England."
    )


def test_share_of_fewer_than_five_is_hidden_and_says_so() -> None:
    few = RatingCounts(good=4, not_rated=30)
    assert share_of(few).percent is None
    assert share_of(few).words == "–"
    assert share_sentence(few) == (
        "4 of our 4 rated services are Good or Outstanding. "
        "No share is shown for fewer than five services."
    )


def test_share_of_no_rated_services_is_said() -> None:
    assert share_sentence(RatingCounts(not_rated=3)) == "None of our services is rated."


@settings(max_examples=200)
@given(st.integers(1, 3000), st.data())
def test_whole_percent_is_near_and_full_only_when_exact(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    shown = whole_percent(part, whole)
    assert abs(100 * part - shown * whole) <= whole
    assert (shown == 100) == (part == whole)
    assert (shown == 0) == (part == 0)


def test_movements_that_are_no_fall_are_named_apart() -> None:
    moved = [Movement.WORSE] * 6 + [Movement.BETTER] * 3 + [Movement.SAME]
    apart = [Movement.RERATED_SAME] * 2 + [Movement.NOW_NOT_RATED]
    assert count_movements(moved + apart).sentence == (
        "9 changes, 6 worse, 3 better; 2 rated again the same, 1 now not rated"
    )


def test_in_order_of_concern_puts_falls_first_and_newest_first() -> None:
    changes = [
        (Movement.BETTER, date(2026, 10, 30), "a"),
        (Movement.WORSE, date(2026, 10, 7), "b"),
        (Movement.WORSE, date(2026, 10, 28), "c"),
        (Movement.NOW_NOT_RATED, None, "d"),
    ]
    assert [change for *_, change in in_order_of_concern(changes)] == ["c", "b", "a", "d"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 9, 30), "July to September 2026"),
        (date(2026, 10, 1), "October to December 2026"),
        (date(2027, 1, 1), "January to March 2027"),
    ],
)
def test_quarter_words(day: date, words: str) -> None:
    assert quarter_of(day).words == words


def test_last_full_quarter_before_january_is_of_last_year() -> None:
    assert last_full_quarter(date(2027, 2, 3)).words == "October to December 2026"


JULY_TO_SEPTEMBER = Quarter(date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("days", "end", "before"),
    [
        (("2026-07-01", "2026-08-01", "2026-10-01", "2026-11-01"), "2026-10-01", "2026-07-01"),
        (("2026-06-01", "2026-07-10", "2026-09-30"), "2026-09-30", "2026-06-01"),
        (("2026-10-01",), "2026-10-01", None),
    ],
)
def test_report_takes_the_file_at_the_end_of_its_period_and_the_one_before_it(
    days: tuple[str, ...], end: str, before: str | None
) -> None:
    found = files_of(JULY_TO_SEPTEMBER, [date.fromisoformat(day) for day in days])
    assert found.end == date.fromisoformat(end)
    assert found.before == (date.fromisoformat(before) if before else None)
    assert found.is_of_period


def test_files_where_they_belong_need_no_words() -> None:
    assert files_of(JULY_TO_SEPTEMBER, [date(2026, 7, 1), date(2026, 10, 1)]).words == ""


def test_period_without_a_file_says_so_and_how_far_the_figures_are_from_it() -> None:
    later = files_of(JULY_TO_SEPTEMBER, [date(2026, 7, 1), date(2026, 11, 1)])
    assert (later.end, later.before) == (date(2026, 11, 1), date(2026, 7, 1))
    assert later.words == (
        "No CQC file of July to September 2026 was brought in. The figures are of the file of "
        "1 November 2026, 32 days after the end of the period."
    )
    earlier = files_of(JULY_TO_SEPTEMBER, [date(2026, 6, 1)])
    assert "121 days before the end of the period." in earlier.words
    assert "nothing is said of what moved" in earlier.words


def test_file_within_the_period_but_not_at_its_end_is_said() -> None:
    found = files_of(JULY_TO_SEPTEMBER, [date(2026, 7, 1), date(2026, 8, 1)])
    assert found.words == (
        "The newest CQC file of the period is of 1 August 2026: what CQC published later in the "
        "period is not in these figures."
    )


def test_comparison_with_a_file_years_before_is_said() -> None:
    found = files_of(JULY_TO_SEPTEMBER, [date(2019, 12, 31), date(2026, 10, 1)])
    assert found.words == (
        "The CQC file before the period is of 31 December 2019 and was more than 6 years old when "
        "the period began: what moved is counted since then."
    )


@given(st.lists(st.dates(date(2015, 1, 1), date(2027, 1, 1)), min_size=1, max_size=12))
def test_the_files_of_a_report_are_always_in_order(days: list[date]) -> None:
    found = files_of(JULY_TO_SEPTEMBER, days)
    assert found.end in days
    assert found.before is None or (found.before in days and found.before < found.end)
    if any(JULY_TO_SEPTEMBER.first_on + timedelta(7) < day <= date(2026, 10, 7) for day in days):
        assert found.is_of_period
