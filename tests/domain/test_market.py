"""Market quality: counts, shares, movements, quarters."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.market import (
    RatingCounts,
    Share,
    count_by,
    count_movements,
    count_ratings,
    in_order_of_concern,
    last_full_quarter,
    quarter_ends,
    quarter_of,
    share_of,
    share_sentence,
    total_of,
    whole_percent,
)
from app.domain.rating_words import Rating
from app.domain.ratings import Movement

LOOK = RatingCounts(outstanding=9, good=178, requires_improvement=37, inadequate=12, not_rated=24)


def test_count_ratings_keeps_not_rated_apart() -> None:
    counts = count_ratings([Rating.GOOD, None, Rating.GOOD, Rating.INADEQUATE])
    assert counts == RatingCounts(good=2, inadequate=1, not_rated=1)
    assert (counts.rated, counts.total) == (3, 4)


def test_count_by_groups_add_up_to_the_total() -> None:
    groups = count_by([("Care home", Rating.GOOD), ("Homecare", None), ("Care home", None)])
    assert list(groups) == ["Care home", "Homecare"]
    assert total_of(groups.values()) == RatingCounts(good=1, not_rated=2)


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


def test_quarter_ends_keep_the_newest_file_of_each_quarter() -> None:
    days = [date(2026, 3, 1), date(2026, 1, 1), date(2026, 4, 1), date(2026, 6, 1)]
    assert quarter_ends(days) == [date(2026, 3, 1), date(2026, 6, 1)]
