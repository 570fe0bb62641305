"""How dates, counts and money read, and how typed text is cleaned."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.words import (
    ago,
    clean_line,
    clean_text,
    count,
    joined,
    long_date,
    money,
    old,
    percentage,
    short_date,
    whole_months_between,
)

DAY = date(2026, 11, 3)


def test_dates_read_british() -> None:
    assert long_date(DAY) == "3 November 2026"
    assert short_date(DAY) == "03/11/2026"


def test_counts_agree_with_their_noun() -> None:
    assert [count(n, "visit") for n in (0, 1, 2, 1204)] == [
        "0 visits",
        "1 visit",
        "2 visits",
        "1,204 visits",
    ]
    assert count(2, "person", "people") == "2 people"


def test_percentage_and_money_have_no_blanks() -> None:
    assert percentage(65) == "65%"
    assert [money(p) for p in (120000, 120050, 5, -320)] == [
        "£1,200",
        "£1,200.50",
        "£0.05",
        "−£3.20",
    ]


def test_joined_lists() -> None:
    assert [joined("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 3), "today"),
        (date(2026, 11, 2), "yesterday"),
        (date(2026, 10, 22), "12 days ago"),
        (date(2026, 3, 3), "8 months ago"),
        (date(2023, 11, 4), "2 years ago"),
        (date(2026, 11, 5), "in 2 days"),
    ],
)
def test_ago(day: date, words: str) -> None:
    assert ago(day, DAY) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 5, 4), "more than 5 years old"),
        (date(2021, 11, 3), "5 years old"),
        (date(2025, 11, 2), "more than 1 year old"),
        (date(2025, 11, 4), ""),
    ],
)
def test_old(day: date, words: str) -> None:
    assert old(day, DAY) == words


def test_whole_months_between_counts_completed_months() -> None:
    assert whole_months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert whole_months_between(date(2026, 1, 28), date(2026, 2, 28)) == 1


def test_clean_text_strips_control_characters_and_lone_surrogates_only() -> None:
    assert clean_text("a\x00b\x1b\ud800c\r\nd\te\rf ŵ 😀") == "abc\nd\te\nf ŵ 😀"


def test_clean_line_collapses_blanks() -> None:
    assert clean_line("  Saltergarth\u00a0\n House\x00 ") == "Saltergarth House"
