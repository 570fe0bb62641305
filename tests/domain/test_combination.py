"""CQC's combination rule: properties, words, and a real published file."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.ratings import OVERALL, KeyQuestion, Rating, combine, key_question_of, normalise

CUT = Path(__file__).parents[1] / "data" / "cqc_2026-06_lincolnshire_ratings_cut.csv"
ratings_of_five = st.fixed_dictionaries({kq: st.sampled_from(Rating) for kq in KeyQuestion})


def five(letters: str) -> dict[KeyQuestion, Rating]:
    """Ratings of the five from letters in CQC's order: O, G, R, I."""
    by_letter = dict(zip("OGRI", Rating, strict=True))
    return {kq: by_letter[letter] for kq, letter in zip(KeyQuestion, letters, strict=True)}


@pytest.mark.parametrize(
    ("letters", "overall"),
    [
        ("GGGGG", Rating.GOOD),
        ("RGGGG", Rating.GOOD),
        ("RRGGG", Rating.REQUIRES_IMPROVEMENT),
        ("IGGGG", Rating.REQUIRES_IMPROVEMENT),
        ("IIGGG", Rating.INADEQUATE),
        ("OOGGG", Rating.OUTSTANDING),
        ("OGGGG", Rating.GOOD),
        ("OOGGR", Rating.GOOD),
        ("OOOOI", Rating.REQUIRES_IMPROVEMENT),
        ("OOORR", Rating.REQUIRES_IMPROVEMENT),
    ],
)
def test_combine_follows_the_2022_principles(letters: str, overall: Rating) -> None:
    assert combine(five(letters)).overall is overall


def test_combine_one_inadequate_gives_the_reasons_of_the_what_if_panel() -> None:
    assert combine(five("IGGRR")).reasons == (
        "Safe is Inadequate. One Inadequate holds the overall at Requires improvement or lower.",
        "Two more key questions are Requires improvement, which gives the same result.",
    )


def test_combine_without_all_five_gives_no_overall_and_names_what_is_missing() -> None:
    result = combine({KeyQuestion.SAFE: Rating.GOOD, KeyQuestion.CARING: Rating.GOOD})
    assert result.overall is None
    assert result.reasons[0] == "Effective, Responsive and Well-led are not rated."


@settings(max_examples=200)
@given(ratings_of_five, st.sampled_from(KeyQuestion), st.sampled_from(Rating))
def test_combine_raising_one_key_question_never_lowers_the_overall(
    ratings: dict[KeyQuestion, Rating], key_question: KeyQuestion, other: Rating
) -> None:
    changed = {**ratings, key_question: other}
    before, after = combine(ratings).overall, combine(changed).overall
    assert before is not None
    assert after is not None
    if other.level >= ratings[key_question].level:
        assert after.level >= before.level


@settings(max_examples=200)
@given(ratings_of_five)
def test_combine_overall_lies_between_worst_and_best_and_has_reasons(
    ratings: dict[KeyQuestion, Rating],
) -> None:
    result = combine(ratings)
    levels = [rating.level for rating in ratings.values()]
    assert result.overall is not None
    assert min(levels) <= result.overall.level <= max(levels)
    assert result.reasons
    assert any(result.overall.words in reason for reason in result.reasons)


def read_locations() -> dict[str, dict[str, Rating | None]]:
    areas: dict[str, dict[str, Rating | None]] = defaultdict(dict)
    with CUT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Service / Population Group"] == OVERALL:
                areas[row["Location ID"]][row["Domain"]] = normalise(row["Latest Rating"])
    return areas


def test_combine_gives_the_published_overall_for_449_of_450_real_locations() -> None:
    agreed, differing = 0, []
    for location, areas in read_locations().items():
        known = {key_question_of(area): value for area, value in areas.items() if value}
        ratings = {kq: known[kq] for kq in KeyQuestion if kq in known}
        published = areas.get(OVERALL)
        if len(ratings) < 5 or published is None:
            continue
        if combine(ratings).overall is published:
            agreed += 1
        else:
            differing.append(location)
    assert agreed == 449
    assert differing == ["1-120084039"]
