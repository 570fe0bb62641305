"""What is missing from a visit, and the peer review checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.review import (
    EvidenceItem,
    MissingKind,
    ReviewKind,
    StandardState,
    is_shortfall,
    look_at_before_locking,
    may_sign_off,
    met_share,
    review_points,
    reviewer_advice,
    what_is_missing,
)
from app.domain.scale import BUILT_IN_SCALE, MET_SCALE, Scale
from app.domain.vocabulary import AnswerKind, FindingKind

AUDIT = EvidenceItem("sha-1", "Chart audit Oct 2026")
VISITED = date(2026, 11, 3)
GOOD = StandardState("S-MED-01", "S01", AnswerKind.RATED, 3, evidence=(AUDIT,))
SHORT = replace(GOOD, level=2, number="S02", evidence=(EvidenceItem("x", "Rota"),))


def missing_kinds(*standards: StandardState) -> list[MissingKind]:
    found = what_is_missing(standards, visited_on=VISITED, judgement="Good care.")
    return [item.kind for item in found]


def review_words(*standards: StandardState) -> list[str]:
    return [point.words for point in review_points(standards)]


def test_nothing_is_missing_from_a_complete_visit() -> None:
    assert missing_kinds(GOOD, replace(SHORT, has_action=True)) == []


def test_missing_of_the_visit_itself_comes_first() -> None:
    found = what_is_missing([], visited_on=None, judgement=" ")
    assert [(item.words, item.is_blocking) for item in found] == [
        ("Enter the date of the visit", True),
        ("Write the overall judgement", False),
    ]


def test_quick_notes_not_filed_are_missing_and_warned_of_before_locking() -> None:
    found = what_is_missing([GOOD], visited_on=VISITED, judgement="", unfiled_notes=2)
    assert [(item.words, item.is_blocking) for item in found] == [
        ("Write the overall judgement", False),
        ("File 2 quick notes to a standard", False),
    ]
    assert look_at_before_locking(found) == [
        "No overall judgement is written, and the report will say so.",
        "File 2 quick notes to a standard: a note that is not filed stands in no report.",
    ]
    assert look_at_before_locking(what_is_missing([GOOD], visited_on=None, judgement="x")) == []


def test_unanswered_standard_blocks_sign_off() -> None:
    standard = StandardState("S-1", "S06", AnswerKind.UNANSWERED)
    found = what_is_missing([standard], visited_on=VISITED, judgement="x")
    assert [(item.words, item.is_blocking) for item in found] == [("Answer S06", True)]


def test_not_seen_blocks_only_where_critical() -> None:
    seen = StandardState("S-1", "S05", AnswerKind.NOT_SEEN, note="Key not available")
    critical = replace(seen, is_critical=True)
    assert missing_kinds(seen) == []
    found = what_is_missing([critical], visited_on=VISITED, judgement="x")
    assert found[0].is_blocking
    assert found[0].words == "See S05 before sign-off: it is critical and was not seen"


@pytest.mark.parametrize("kind", [AnswerKind.NOT_SEEN, AnswerKind.NOT_APPLICABLE])
def test_answer_without_rating_needs_a_reason(kind: AnswerKind) -> None:
    assert missing_kinds(StandardState("S-1", "S06", kind)) == [MissingKind.NO_REASON]


def test_rated_without_evidence_and_shortfall_without_action_are_missing() -> None:
    bare = replace(SHORT, evidence=())
    assert missing_kinds(bare) == [MissingKind.NO_EVIDENCE, MissingKind.NO_ACTION]


def test_sample_counts_as_evidence() -> None:
    assert missing_kinds(replace(GOOD, evidence=(), sample="6 of 48 charts")) == []


@pytest.mark.parametrize(
    ("level", "scale", "expected"),
    [
        (4, BUILT_IN_SCALE, False),
        (3, BUILT_IN_SCALE, False),
        (2, BUILT_IN_SCALE, True),
        (1, BUILT_IN_SCALE, True),
        (2, MET_SCALE, False),
        (1, MET_SCALE, True),
    ],
)
def test_shortfall_is_below_good(level: int, scale: Scale, expected: bool) -> None:
    assert is_shortfall(AnswerKind.RATED, level, scale) is expected


def test_review_of_sound_answers_has_no_points() -> None:
    sound = replace(SHORT, has_action=True, findings=frozenset({FindingKind.IMPROVEMENT}))
    assert review_points([GOOD, sound]) == ()


def test_review_points_out_one_piece_of_evidence_for_several_standards() -> None:
    points = review_points([GOOD, replace(GOOD, number="S03"), replace(GOOD, number="S04")])
    assert [point.kind for point in points] == [ReviewKind.SHARED_EVIDENCE]
    assert points[0].words == "“Chart audit Oct 2026” is the evidence for S01, S03 and S04."
    assert points[0].numbers == ("S01", "S03", "S04")


def test_review_points_out_the_same_piece_twice_at_one_standard_as_nothing() -> None:
    assert review_points([replace(GOOD, evidence=(AUDIT, AUDIT))]) == ()


def test_review_points_out_shortfall_without_action_and_rating_without_evidence() -> None:
    assert review_words(replace(SHORT, evidence=())) == [
        "S02 is rated without evidence.",
        "S02 falls short and has no action.",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sample": "30 of 54 checks met"}, ["S01 is rated Good, but 30 of 54 checks were met."]),
        ({"sample": "41 of 54 checks met"}, []),
        (
            {"findings": frozenset({FindingKind.BREACH, FindingKind.SAFEGUARDING})},
            ["S01 is rated Good, but has a contract breach and safeguarding concern."],
        ),
        ({"findings": frozenset({FindingKind.IMPROVEMENT})}, []),
        (
            {"level": 4, "findings": frozenset({FindingKind.IMPROVEMENT})},
            ["S01 is rated Excellent, but has an area for improvement."],
        ),
        (
            {"level": 1, "has_action": True, "findings": frozenset({FindingKind.STRENGTH})},
            ["S01 is rated Poor, but only a strength is written down."],
        ),
        (
            {"level": 2, "has_action": True, "sample": "8 of 48 charts; 52 of 54 checks met"},
            ["S01 is rated Requires improvement, but 52 of 54 checks were met."],
        ),
    ],
)
def test_review_contradictions(change: dict[str, object], words: list[str]) -> None:
    assert review_words(replace(GOOD, **change)) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sample", "share"),
    [
        ("6 of 48 medicine records, 41 of 54 checks met", (41, 54)),
        ("13 of 54 checks were not met", (41, 54)),
        ("8 of 38 care files seen", None),
        ("60 of 54 checks met", None),
        ("0 of 0 met", None),
    ],
)
def test_met_share_reads_only_what_is_said(sample: str, share: tuple[int, int] | None) -> None:
    assert met_share(sample) == share


def test_may_sign_off_says_what_stands_in_the_way() -> None:
    missing = what_is_missing(
        [StandardState("S-1", "S06", AnswerKind.UNANSWERED), replace(GOOD, evidence=())],
        visited_on=VISITED,
        judgement="x",
    )
    assert may_sign_off(missing, 2, is_reviewed=False) == [
        "Answer S06.",
        "Ask for the peer review first.",
        "Answer or clear 2 points of the peer review.",
    ]


def test_may_sign_off_when_all_is_done_is_free() -> None:
    assert may_sign_off([], 0, is_reviewed=True) == []


def test_reviewer_on_the_visit_is_advised_who_else_could() -> None:
    advice = reviewer_advice("Priya", ["Priya", "Tom"], ["Priya", "Tom", "Siân", "Ola"])
    assert advice == "Priya was on the visit. Ask Siân or Ola to review it."
    assert reviewer_advice("Siân", ["Priya"], ["Priya", "Siân"]) == ""
    assert "nobody else" in reviewer_advice("Priya", ["Priya"], ["Priya"])


def test_reviewer_is_known_whatever_the_blanks_and_capitals() -> None:
    advice = reviewer_advice("david  okafor ", ["David Okafor"], ["David Okafor", "Siân"])
    assert advice == "David Okafor was on the visit. Ask Siân to review it."
