"""Text on its way into a workbook."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.workbooks.layout import fits_in_row, line_count, wrapped
from app.reports.workbooks.text import (
    CELL_LIMIT,
    clean,
    encode,
    fits,
    header_parts,
    needs_quote,
    safe_sheet_name,
    safe_table_name,
    split,
    unique_headings,
)


def _decoded(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="_x0041F5 ab=\n", max_size=40))
def test_encoded_text_decodes_to_the_same_text(text: str) -> None:
    assert _decoded(encode(text)) == clean(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.integers(min_value=20, max_value=60))
def test_parts_join_to_the_whole_text(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join(parts) == clean(text)
    assert all(fits(part, limit) for part in parts)


def test_control_characters_and_lone_surrogates_are_stripped() -> None:
    assert clean("a\x00b\x1bc\ud800d\r\ne\tf") == "abcd\ne\tf"


def test_characters_outside_the_plane_count_twice() -> None:
    assert fits("😀" * (CELL_LIMIT // 2))
    assert not fits("😀" * (CELL_LIMIT // 2 + 1))


def test_a_part_ends_at_a_blank_where_there_is_one() -> None:
    assert split("alpha beta gamma delta", 12)[0] == "alpha beta "


def test_text_that_would_become_a_formula_needs_a_quote() -> None:
    assert all(needs_quote(text) for text in ("=1", "+1", "-1", "@A", "\t=1", "'x"))
    assert not needs_quote("Good")


def test_a_sheet_name_is_allowed_and_not_taken() -> None:
    assert safe_sheet_name("Ratings: by [type]/region?") == "Ratings by type region"
    assert safe_sheet_name("'''") == "Sheet"
    assert safe_sheet_name("history") != "history"
    assert safe_sheet_name("ANSWERS", {"Answers"}) == "ANSWERS 2"
    assert len(safe_sheet_name("x" * 80, {"x" * 31})) == 31


def test_a_table_name_is_never_like_an_address() -> None:
    assert safe_table_name("Last plan") == "Last_plan"
    assert safe_table_name("QA12") == "T_QA12"
    assert safe_table_name("2026") == "T_2026"
    assert safe_table_name("Actions", {"actions"}) == "Actions_2"
    assert safe_table_name("★") == "Table"


def test_headings_differ_without_case_and_are_never_empty() -> None:
    assert unique_headings(["Date", "DATE", "", "a\nb"]) == ["Date", "DATE 2", "Column 3", "a b"]


def test_a_page_header_stays_within_the_limit_and_doubles_ampersands() -> None:
    left, middle, right = header_parts("A & B Council " * 40, "OFFICIAL", "QA-1 version 1.0")
    assert left.startswith("A && B Council")
    assert left.endswith("…")
    assert len(left + middle + right) < 200


def test_long_words_and_line_ends_count_as_lines() -> None:
    assert line_count("short", 20) == 1
    assert line_count("one\ntwo\nthree", 20) == 3
    assert line_count("m" * 100, 20) > 5
    assert not fits_in_row("word " * 2_000, 40)


def test_wrapped_lines_hold_all_words() -> None:
    text = "Two or more sections at Requires improvement give Requires improvement " * 3
    assert " ".join(wrapped(text.strip(), 40)).split() == text.split()
