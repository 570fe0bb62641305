"""Where our rating and CQC's differ, and how old a rating is."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.disagreement import (
    dated_words,
    disagreement,
    is_old,
    level_words,
    not_rated_for_years,
)
from app.domain.rating_words import OwnRating, Rating

TODAY = date(2026, 11, 22)
VISITED = date(2026, 3, 12)
OLD = date(2021, 5, 4)


def test_disagreement_with_an_old_rating_is_said_with_both_dates_and_no_alarm() -> None:
    found = disagreement(OwnRating.POOR, VISITED, Rating.GOOD, OLD, TODAY)
    assert found is not None
    assert found.sentence == (
        "Ours: Poor, 12 March 2026. CQC: Good, 4 May 2021, more than 5 years old."
    )
    assert found.lead == "CQC’s rating is 5 years old."
    assert not found.is_alarm
    assert found.summary == "We rate it two levels lower than CQC does."


def test_disagreement_with_a_recent_rating_is_an_alarm() -> None:
    found = disagreement(
        OwnRating.EXCELLENT, VISITED, Rating.GOOD, date(2026, 6, 1), TODAY, own_words="Outstanding"
    )
    assert found is not None
    assert found.is_alarm
    assert found.lead == "We and CQC disagree."
    assert found.sentence == "Ours: Outstanding, 12 March 2026. CQC: Good, 1 June 2026."
    assert found.summary == "We rate it one level higher than CQC does."


def test_disagreement_with_an_undated_rating_is_no_alarm() -> None:
    found = disagreement(OwnRating.POOR, VISITED, Rating.GOOD, None, TODAY)
    assert found is not None
    assert not found.is_alarm
    assert found.sentence.endswith("CQC: Good, date not known.")


@pytest.mark.parametrize(
    ("own", "cqc"), [(OwnRating.GOOD, Rating.GOOD), (None, Rating.GOOD), (OwnRating.GOOD, None)]
)
def test_same_level_or_a_missing_rating_is_no_disagreement(
    own: OwnRating | None, cqc: Rating | None
) -> None:
    assert disagreement(own, VISITED, cqc, OLD, TODAY) is None


def test_rating_is_old_from_the_day_after_three_years() -> None:
    assert not is_old(date(2023, 11, 22), TODAY)
    assert is_old(date(2023, 11, 21), TODAY)
    assert is_old(None, TODAY)
    assert not is_old(OLD, TODAY, years=6)


def test_not_rated_for_years_counts_rated_services_only() -> None:
    assert not_rated_for_years(Rating.GOOD, OLD, TODAY)
    assert not not_rated_for_years(None, OLD, TODAY)
    assert not not_rated_for_years(Rating.GOOD, None, TODAY)


def test_level_words_say_how_far_ours_is() -> None:
    assert [level_words(own, 3) for own in (1, 2, 3, 4)] == [
        "2 lower",
        "1 lower",
        "Same",
        "1 higher",
    ]


def test_dated_words_without_a_date_say_so() -> None:
    assert dated_words("Good", None, TODAY) == "Good, date not known"
