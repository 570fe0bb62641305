"""Scoring of a visit: points, bands, caps, coverage, overall, overrides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.ratings import KeyQuestion, OwnRating
from app.domain.scoring import (
    BUILT_IN_SCALE,
    MET_SCALE,
    Band,
    Level,
    Override,
    Scale,
    ScoredAnswer,
    SectionResult,
    overall_result,
    section_result,
    visit_result,
    why_no_overall,
)
from app.domain.vocabulary import AnswerKind, VisitKind
from app.errors import RuleError


def rated(
    level: int,
    number: str = "S01",
    *,
    weight: int = 1,
    critical: bool = False,
    key_question: KeyQuestion | None = KeyQuestion.SAFE,
) -> ScoredAnswer:
    return ScoredAnswer(
        number, "page", weight, critical, AnswerKind.RATED, level, key_question, number
    )


def unrated(kind: AnswerKind, number: str = "S09", *, critical: bool = False) -> ScoredAnswer:
    return ScoredAnswer(number, "page", 1, critical, kind, None, KeyQuestion.SAFE, number)


def result_at(rating: OwnRating) -> SectionResult:
    return section_result("Any", [rated(rating.level)])


def all_good() -> dict[KeyQuestion, SectionResult]:
    return {kq: result_at(OwnRating.GOOD) for kq in KeyQuestion}


# --- sections --------------------------------------------------------------------------------


def test_section_score_weighs_answers_against_the_best_of_the_scale() -> None:
    result = section_result("Safe", [rated(4, weight=3), rated(1, weight=1), rated(2, weight=2)])
    assert (result.points, result.maximum) == (17, 24)
    assert result.percentage == 71
    assert result.rating is OwnRating.GOOD


@pytest.mark.parametrize(
    ("level", "rating"),
    [(4, "excellent"), (3, "good"), (2, "requires_improvement"), (1, "poor")],
)
def test_section_of_equal_answers_has_their_rating(level: int, rating: str) -> None:
    assert section_result("Safe", [rated(level)] * 5).rating == rating


def test_section_with_critical_standard_rated_poor_is_held_and_says_so() -> None:
    answers = [rated(3)] * 9 + [rated(1, "S05", critical=True)]
    result = section_result("Safe", answers)
    assert result.band is OwnRating.GOOD
    assert result.rating is result.capped_to is OwnRating.REQUIRES_IMPROVEMENT
    assert [line.words for line in result.lines[-2:]] == [
        "Safe scores 70%, in the band for Good.",
        "It is held at Requires improvement because critical standard S05 was rated Poor.",
    ]


def test_section_cap_does_not_lift_a_lower_band() -> None:
    result = section_result("Safe", [rated(1, "S05", critical=True), rated(1)])
    assert result.rating is OwnRating.POOR
    assert result.capped_to is None
    assert result.cap_reason == ""


def test_section_poor_standard_that_is_not_critical_does_not_cap() -> None:
    assert section_result("Safe", [rated(3)] * 9 + [rated(1)]).rating is OwnRating.GOOD


def test_section_counts_only_rated_answers_and_names_the_rest() -> None:
    result = section_result(
        "Safe",
        [
            rated(4),
            unrated(AnswerKind.NOT_SEEN, "S02", critical=True),
            unrated(AnswerKind.NOT_APPLICABLE, "S03"),
            unrated(AnswerKind.UNANSWERED, "S04"),
        ],
    )
    assert (result.points, result.maximum) == (4, 4)
    assert (result.rated, result.applicable, result.not_seen) == (1, 3, ("S02",))
    assert result.coverage.words == (
        "1 of 3 applicable standards was rated. Not seen: S02; critical: S02. "
        "Not answered: S04. One did not apply."
    )


def test_section_with_nothing_rated_is_not_rated() -> None:
    result = section_result("Safe", [unrated(AnswerKind.NOT_SEEN)])
    assert result.rating is None
    assert result.percentage is None
    assert result.lines[-1].words == "Safe is not rated: none of its standards was rated."


def test_section_met_scale_divides_by_two_and_uses_its_own_bands() -> None:
    result = section_result("Safe", [rated(2)] * 15 + [rated(1)] * 2 + [rated(0)], MET_SCALE)
    assert (result.points, result.maximum) == (32, 36)
    assert result.rating is OwnRating.GOOD


def test_section_met_scale_critical_not_met_caps() -> None:
    result = section_result("Safe", [rated(2)] * 20 + [rated(0, "S05", critical=True)], MET_SCALE)
    assert result.band is OwnRating.EXCELLENT
    assert result.rating is OwnRating.REQUIRES_IMPROVEMENT
    assert result.cap_reason == "critical standard S05 was rated Not met"


def test_section_rated_answer_without_level_is_refused() -> None:
    answer = ScoredAnswer("S-1", "page", 1, False, AnswerKind.RATED)
    with pytest.raises(RuleError, match="Choose a rating for standard S-1"):
        section_result("Safe", [answer])


def test_section_level_outside_the_scale_is_refused() -> None:
    with pytest.raises(RuleError, match="no answer that counts 3"):
        section_result("Safe", [rated(3)], MET_SCALE)


def test_section_override_keeps_both_results_and_the_reason() -> None:
    override = Override(OwnRating.REQUIRES_IMPROVEMENT, "Repeated gaps at night.", "H Marsh")
    result = section_result("Safe", [rated(3)], override=override)
    assert result.rating is OwnRating.GOOD
    assert result.shown is OwnRating.REQUIRES_IMPROVEMENT
    assert result.lines[-1].words == (
        "Changed from Good to Requires improvement by H Marsh: Repeated gaps at night."
    )


def test_override_without_reason_is_refused() -> None:
    with pytest.raises(RuleError, match="Say why the result is changed"):
        Override(OwnRating.GOOD, "  ")


def test_override_of_a_section_without_rated_standards_is_refused() -> None:
    with pytest.raises(RuleError, match="There is no result to change"):
        section_result("Safe", [], override=Override(OwnRating.GOOD, "A feeling"))


def test_scale_label_edited_by_a_council_is_used_in_the_words() -> None:
    own_words = Scale(
        "Ours",
        (Level(4, "Outstanding"), *BUILT_IN_SCALE.levels[1:]),
        BUILT_IN_SCALE.bands,
    )
    assert section_result("Safe", [rated(4)], own_words).lines[-1].words == (
        "Safe scores 100%, in the band for Outstanding."
    )


def test_scale_with_rising_bands_is_refused() -> None:
    bands = tuple(Band(start, r) for start, r in zip((39, 63, 88), OwnRating, strict=False))
    with pytest.raises(RuleError, match="falling percentages"):
        Scale("Wrong", BUILT_IN_SCALE.levels, bands)


# --- properties ------------------------------------------------------------------------------

scales = st.sampled_from([BUILT_IN_SCALE, MET_SCALE])


@st.composite
def scaled_answers(draw: st.DrawFn) -> tuple[Scale, list[ScoredAnswer]]:
    scale = draw(scales)
    levels = st.sampled_from([level.value for level in scale.levels])
    answer = st.builds(
        lambda level, weight, critical: rated(level, weight=weight, critical=critical),
        levels,
        st.integers(1, 3),
        st.booleans(),
    )
    return scale, draw(st.lists(answer, min_size=1, max_size=20))


@settings(max_examples=150)
@given(scaled_answers())
def test_section_points_are_integers_within_bounds(
    case: tuple[Scale, list[ScoredAnswer]],
) -> None:
    scale, answers = case
    result = section_result("Safe", answers, scale)
    assert isinstance(result.points, int)
    assert 0 <= result.points <= result.maximum
    assert result.percentage is not None
    assert 0 <= result.percentage <= 100


@settings(max_examples=150)
@given(scaled_answers(), st.data())
def test_section_raising_one_answer_never_lowers_the_result(
    case: tuple[Scale, list[ScoredAnswer]], data: st.DataObject
) -> None:
    scale, answers = case
    place = data.draw(st.integers(0, len(answers) - 1))
    old = answers[place]
    assert old.level is not None
    better = [level.value for level in scale.levels if level.value >= old.level]
    raised = rated(data.draw(st.sampled_from(better)), weight=old.weight, critical=old.is_critical)
    before = section_result("Safe", answers, scale).rating
    changed = [*answers[:place], raised, *answers[place + 1 :]]
    after = section_result("Safe", changed, scale).rating
    assert before is not None
    assert after is not None
    assert after.level >= before.level


@settings(max_examples=500)
@given(scales, st.integers(1, 2000), st.data())
def test_shown_percentage_never_crosses_a_band(
    scale: Scale, maximum: int, data: st.DataObject
) -> None:
    points = data.draw(st.integers(0, maximum))
    shown = scale.shown_percentage(points, maximum)
    assert scale.band_of(points, maximum) is scale.band_of(shown, 100)
    assert abs(100 * points - shown * maximum) < maximum


def test_shown_percentage_just_under_a_band_stays_under_it() -> None:
    assert BUILT_IN_SCALE.shown_percentage(878, 1000) == 87
    assert BUILT_IN_SCALE.shown_percentage(876, 1000) == 87
    assert BUILT_IN_SCALE.shown_percentage(866, 1000) == 87
    assert BUILT_IN_SCALE.shown_percentage(999, 1000) == 99


# --- overall ---------------------------------------------------------------------------------


def test_overall_combines_the_five_by_rule_in_our_words() -> None:
    results = all_good()
    results[KeyQuestion.SAFE] = result_at(OwnRating.POOR)
    overall = overall_result(results)
    assert overall.rating is OwnRating.REQUIRES_IMPROVEMENT
    assert overall.reasons == (
        "Safe is Poor. One Poor holds the overall at Requires improvement or lower.",
    )


def test_overall_with_fewer_than_five_rated_is_none_and_says_which() -> None:
    results = all_good()
    del results[KeyQuestion.CARING]
    overall = overall_result(results)
    assert overall.rating is None
    assert overall.not_rated == (KeyQuestion.CARING,)
    assert overall.reasons == (
        "Caring is not rated. Only 4 key questions are rated, so there is no overall.",
    )


def test_overall_with_fewer_than_five_and_a_reason_is_given_with_it() -> None:
    results = all_good()
    results[KeyQuestion.CARING] = section_result("Caring", [unrated(AnswerKind.NOT_SEEN)])
    overall = overall_result(results, reason_for_fewer="Nobody was at home on the day.")
    assert overall.rating is OwnRating.GOOD
    assert overall.reasons == (
        "Every rated key question is Good.",
        "Caring is not rated. An overall is given because: Nobody was at home on the day.",
    )


def test_overall_with_nothing_rated_is_none_even_with_a_reason() -> None:
    assert overall_result({}, reason_for_fewer="Trust me").rating is None


@pytest.mark.parametrize(("kind", "focused"), [(VisitKind.FOLLOW_UP, False), ("scheduled", True)])
def test_overall_of_focused_or_follow_up_visit_is_none(kind: VisitKind, focused: bool) -> None:
    because = why_no_overall(VisitKind(kind), is_focused=focused)
    overall = overall_result(all_good(), no_overall_because=because)
    assert overall.rating is None
    assert overall.reasons == (because,)


def test_why_no_overall_for_an_ordinary_visit_is_empty() -> None:
    assert why_no_overall(VisitKind.SCHEDULED, is_focused=False) == ""


def test_overall_takes_a_section_as_overridden() -> None:
    results = all_good()
    for kq in (KeyQuestion.SAFE, KeyQuestion.WELL_LED):
        override = Override(OwnRating.REQUIRES_IMPROVEMENT, "Seen twice")
        results[kq] = section_result(kq.words, [rated(3)], override=override)
    assert overall_result(results).rating is OwnRating.REQUIRES_IMPROVEMENT


def test_overall_override_keeps_both() -> None:
    overall = overall_result(all_good(), override=Override(OwnRating.POOR, "Closed on the day"))
    assert (overall.rating, overall.shown) == (OwnRating.GOOD, OwnRating.POOR)
    assert overall.reasons[-1] == "Changed from Good to Poor: Closed on the day."


def test_overall_override_where_there_is_none_is_refused() -> None:
    with pytest.raises(RuleError, match="There is no overall to change"):
        overall_result({}, override=Override(OwnRating.GOOD, "A feeling"))


def test_visit_result_leaves_pages_without_key_question_out_of_the_overall() -> None:
    answers = [rated(3, kq.value, key_question=kq) for kq in KeyQuestion]
    terms = ScoredAnswer("T1", "terms", 3, True, AnswerKind.RATED, 1)
    result = visit_result([*answers, terms], section_names={"terms": "Contract terms"})
    assert result.overall.rating is OwnRating.GOOD
    assert result.overall.coverage.applicable == 5
    assert result.sections["terms"].rating is OwnRating.POOR
    assert result.sections["terms"].name == "Contract terms"


def test_visit_result_spreads_a_key_question_over_several_pages() -> None:
    first = ScoredAnswer("A", "medicines", 1, False, AnswerKind.RATED, 4, KeyQuestion.SAFE)
    second = ScoredAnswer("B", "premises", 1, False, AnswerKind.RATED, 2, KeyQuestion.SAFE)
    result = visit_result([first, second])
    assert list(result.sections) == ["medicines", "premises"]
    assert result.key_questions[KeyQuestion.SAFE].percentage == 75
