"""Words that may identify a person are found; the field's own words are left alone."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.identifying import HintKind, identifying_hints, is_nhs_number


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Mrs O’Hara had no cream chart", HintKind.NAME, "Mrs O’Hara"),
        ("seen by Dr. Patel on Monday", HintKind.NAME, "Dr. Patel"),
        ("resident John Smith fell twice", HintKind.NAME, "John Smith"),
        ("gaps in the last 28 days: AB 2", HintKind.INITIALS, "AB"),
        ("J.B. had no plan", HintKind.INITIALS, "J.B."),
        ("number 943 476 5919 on the chart", HintKind.NHS_NUMBER, "943 476 5919"),
        ("born 4 May 1938 in Hull", HintKind.BIRTH_DATE, "4 May 1938"),
        ("DOB: 04/05/38", HintKind.BIRTH_DATE, "04/05/38"),
        ("chart headed 12/03/1941", HintKind.BIRTH_DATE, "12/03/1941"),
        ("the call bell in Room 12 failed", HintKind.ROOM, "Room 12"),
        ("bedroom no. 4a was cold", HintKind.ROOM, "bedroom no. 4a"),
    ],
)
def test_identifying_text_is_found(text: str, kind: HintKind, found: str) -> None:
    hints = identifying_hints(text)
    assert [(hint.kind, hint.found) for hint in hints] == [(kind, found)]
    assert text[hints[0].start : hints[0].end] == found


@pytest.mark.parametrize(
    "text",
    [
        "MAR charts and PRN protocols were seen by the GP and the CQC.",
        "CF03, MC01 and S05 had gaps on 9 of 28 days.",
        "Visited 03/11/2026, phone 01522 567890, contract 1234567890.",
        "DO NOT GO IN BY THE REAR DOOR AT ANY TIME",
        "The resident was offered a second room with a view.",
        "The registered manager was on leave; Good practice was seen.",
    ],
)
def test_words_of_the_field_are_left_alone(text: str) -> None:
    assert identifying_hints(text) == ()


def test_nhs_number_needs_its_check_digit() -> None:
    assert is_nhs_number("943 476 5919")
    assert not is_nhs_number("943 476 5918")
    assert not is_nhs_number("94347659")


def test_hints_of_a_very_long_note_are_found_quickly() -> None:
    note = "AB 2, MR 2, TW 1 in the last 28 days, see MAR. " * 4000
    started = process_time()
    assert len(identifying_hints(note)) == 12000
    assert process_time() - started < 5


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_hints_of_any_text_lie_in_order_without_overlap(text: str) -> None:
    end = 0
    for hint in identifying_hints(text):
        assert end <= hint.start < hint.end <= len(text)
        assert text[hint.start : hint.end] == hint.found
        end = hint.end
