"""Published ratings: words, what is current, what a service shows, what changed."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.ratings import (
    OVERALL,
    Movement,
    OwnRating,
    Rating,
    RatingFact,
    compare,
    cqc_of,
    current,
    current_ratings,
    is_known_word,
    key_question_of,
    location_rating,
    normalise,
    own_of,
)


def fact(
    published: str = "Good",
    on: date | None = date(2021, 5, 4),
    *,
    group: str = OVERALL,
    area: str = OVERALL,
    inherited: bool = False,
    as_at: date | None = None,
) -> RatingFact:
    value = normalise(published)
    return RatingFact("1-100", group, area, published, value, on, "file", inherited, as_at)


@pytest.mark.parametrize(
    ("published", "value"),
    [
        ("Outstanding", Rating.OUTSTANDING),
        ("  good ", Rating.GOOD),
        ("Requires Improvement", Rating.REQUIRES_IMPROVEMENT),
        ("Requires\u00a0 improvement to be good", Rating.REQUIRES_IMPROVEMENT),
        ("INADEQUATE", Rating.INADEQUATE),
    ],
)
def test_normalise_rating_word_gives_rating(published: str, value: Rating) -> None:
    assert normalise(published) is value


@pytest.mark.parametrize(
    "published",
    [
        "Not Rated",
        "Inspected but not rated",
        "Insufficient evidence to rate",
        "No published rating",
        "Not applicable",
        "Regulations met",
        "",
    ],
)
def test_normalise_word_that_is_none_of_the_four_gives_none(published: str) -> None:
    assert normalise(published) is None
    assert is_known_word(published)


def test_is_known_word_for_a_new_word_is_false() -> None:
    assert not is_known_word("Rather good")


def test_levels_map_between_owners() -> None:
    assert [own_of(rating) for rating in Rating] == list(OwnRating)
    assert [cqc_of(own) for own in OwnRating] == list(Rating)
    assert [rating.level for rating in Rating] == [4, 3, 2, 1]


def test_key_question_of_takes_both_spellings_of_well_led() -> None:
    assert key_question_of("Well-led") is key_question_of(" well led")
    assert key_question_of("Overall") is None


def test_current_newest_date_wins_whatever_the_order() -> None:
    older, newer = fact("Inadequate", date(2016, 9, 9)), fact("Good", date(2020, 4, 7))
    assert current_ratings([newer, older]) == current_ratings([older, newer])
    assert current_ratings([newer, older])[newer.key] is newer


def test_current_equal_dates_with_different_words_is_flagged_and_shows_the_lower() -> None:
    good, lower = fact("Good"), fact("Requires improvement")
    found = current([good, lower])
    assert found.by_key[good.key] is lower
    assert [conflict.shown for conflict in found.conflicts] == [lower]
    assert found.conflicts[0].others == (good,)
    assert found.conflicts[0].words == (
        "The source says Requires improvement and Good for the same day. "
        "Requires improvement is shown."
    )


def test_current_equal_dates_with_the_same_word_is_no_conflict() -> None:
    assert current([fact("Good"), fact("good ")]).conflicts == ()


def test_current_correction_in_a_later_file_wins_without_conflict() -> None:
    first = fact("Inadequate", as_at=date(2026, 5, 1))
    corrected = fact("Good", as_at=date(2026, 6, 1))
    found = current([corrected, first])
    assert found.by_key[first.key] is corrected
    assert found.conflicts == ()


def test_current_undated_not_rated_of_a_later_file_replaces_a_dated_rating() -> None:
    good = fact("Good", as_at=date(2025, 1, 1))
    gone = fact("Not Rated", None, as_at=date(2026, 6, 1))
    assert current_ratings([good, gone])[good.key] is gone


@pytest.mark.parametrize("as_at", [None, date(2020, 1, 1), date(2026, 6, 1)])
def test_current_undated_fact_of_no_later_file_does_not_replace(as_at: date | None) -> None:
    good = fact("Good", as_at=date(2026, 6, 1))
    assert current_ratings([good, fact("Not Rated", None, as_at=as_at)])[good.key] is good


def test_current_keeps_areas_with_their_own_dates_apart() -> None:
    safe = fact("Inadequate", date(2024, 1, 2), area="Safe")
    caring = fact("Good", date(2019, 1, 2), area="Caring")
    assert set(current_ratings([safe, caring]).values()) == {safe, caring}


def test_location_rating_shows_the_location_overall_when_rated() -> None:
    shown = location_rating([fact("Good"), fact("Inadequate", group="Homecare")], "Homecare")
    assert shown.value is Rating.GOOD
    assert shown.note == ""


def test_location_rating_not_rated_overall_falls_back_to_own_group_and_says_so() -> None:
    facts = [
        fact("Not Rated", None),
        fact("Good", group="Care Homes"),
        fact("Inadequate", group="Homecare"),
    ]
    shown = location_rating(facts, "homecare")
    assert shown.value is Rating.INADEQUATE
    assert shown.note == "CQC’s rating for Homecare. The location as a whole is not rated."


def test_location_rating_group_without_rating_names_the_groups_but_takes_none() -> None:
    shown = location_rating(
        [fact("Not Rated", None), fact("Good", group="Care Homes")], "Supported Living"
    )
    assert shown.value is None
    assert shown.words == "Not Rated"
    assert shown.note == "CQC rates this location by service group: Care Homes Good."


def test_location_rating_without_any_fact_reads_not_rated() -> None:
    assert location_rating([], "Homecare").words == "Not rated"


@pytest.mark.parametrize(
    ("old", "new", "movement"),
    [
        (fact("Good"), fact("Inadequate", date(2026, 1, 1)), Movement.WORSE),
        (fact("Good"), fact("Outstanding", date(2026, 1, 1)), Movement.BETTER),
        (fact("Good"), fact("Good"), Movement.SAME),
        (fact("Good"), fact("Good", date(2026, 1, 1)), Movement.RERATED_SAME),
        (fact("Good"), fact("Good", date(2019, 1, 1)), Movement.SAME),
        (fact("Good"), fact("Not Rated", None), Movement.NOW_NOT_RATED),
        (fact("Not Rated", None), fact("Good"), Movement.NEWLY_RATED),
        (None, fact("Good"), Movement.NEWLY_RATED),
        (None, fact("Not Rated", None), Movement.SAME),
        (fact("Not Rated", None), fact("Insufficient evidence to rate"), Movement.SAME),
        (None, fact("Inadequate", inherited=True), Movement.CARRIED_OVER),
        (
            fact("Good"),
            fact("Inadequate", date(2026, 1, 1), inherited=True),
            Movement.CARRIED_OVER,
        ),
        (fact("Good", inherited=True), fact("Good", inherited=True), Movement.SAME),
    ],
)
def test_compare_gives_movement(
    old: RatingFact | None, new: RatingFact, movement: Movement
) -> None:
    assert compare(old, new) is movement


def test_only_worse_is_a_fall() -> None:
    assert [movement for movement in Movement if movement.is_fall] == [Movement.WORSE]
