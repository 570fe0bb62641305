"""Names and postcodes in one form for comparison."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.matching import folded_name, folded_postcode


@pytest.mark.parametrize(
    "name",
    [
        "Hollin & Rudd Care Ltd",
        " HOLLIN and RUDD  CARE LIMITED",
        "The Hollin and Rudd Care Co. Ltd.",
        "BRAND Hollin – and Rudd Care",
    ],
)
def test_folded_name_of_spellings_of_one_name_is_equal(name: str) -> None:
    assert folded_name(name) == "hollin and rudd care"


def test_folded_name_drops_accents_and_apostrophes() -> None:
    assert folded_name("St. Siân’s") == folded_name("St Sian's") == "st sians"


@pytest.mark.parametrize("name", ["The Company", "Limited"])
def test_folded_name_of_nothing_but_such_words_is_not_empty(name: str) -> None:
    assert folded_name(name)


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_folded_name_folds_to_itself(name: str) -> None:
    once = folded_name(name)
    assert folded_name(once) == once or not once


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("ln35ag", "LN3 5AG"), (" LN3  5AG ", "LN3 5AG"), ("W1A 1AA", "W1A 1AA"), ("n/a", "")],
)
def test_folded_postcode(typed: str, folded: str) -> None:
    assert folded_postcode(typed) == folded
