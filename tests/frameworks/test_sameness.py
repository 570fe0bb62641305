"""Which questions are taken to say the same."""

from __future__ import annotations

import pytest

from app.frameworks.sameness import alike_pairs


@pytest.mark.parametrize(
    "other",
    [
        "call bells are answered within minutes",
        "Within minutes, call bells are answered!",
        "Call bells are always answered within minutes",
    ],
)
def test_the_same_said_in_other_order_case_or_filler_is_found(other: str) -> None:
    assert alike_pairs(["Call bells are answered within minutes", other]) == [(0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Supervision is held every two months", "Appraisal is held every year"),
        ("DoLS conditions are met", "DoLS applications are made in time"),
        ("", ""),
    ],
)
def test_different_questions_are_left_alone(one: str, other: str) -> None:
    assert alike_pairs([one, other]) == []
