"""How dates, counts, money and lists read, and how typed text is cleaned.

Promises: British wording (LOOK "Forms", PAPER "Dates"), no locale, no clock ("today" is an
argument).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SMALL_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def long_date(day: date) -> str:
    """A date in prose and titles: "3 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """A date in a table: "03/11/2026"."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def month_and_year(day: date) -> str:
    """The month of a date: "November 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 visit", "2 visits", "1,204 rows"."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}"


def number_word(number: int) -> str:
    """A small number as a word ("two"), figures from 13 on; zero reads "no"."""
    return SMALL_NUMBERS[number] if 0 <= number < len(SMALL_NUMBERS) else f"{number:,}"


def percentage(value: int) -> str:
    """A whole percentage without a space: "65%"."""
    return f"{value}%".replace("-", "−")


def money(pence: int) -> str:
    """Integer pence as pounds: "£1,200", "£1,200.50", "−£3.20"."""
    pounds, rest = divmod(abs(pence), 100)
    sign = "−" if pence < 0 else ""
    return f"{sign}£{pounds:,}" + (f".{rest:02d}" if rest else "")


def joined(items: Iterable[str], last: str = "and") -> str:
    """A list in a sentence: "a", "a and b", "a, b and c"."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence_case(text: str) -> str:
    """The text with its first letter large and the rest as it was."""
    return text[:1].upper() + text[1:]


def whole_months_between(earlier: date, later: date) -> int:
    """Completed months from `earlier` to `later`; 0 when `later` is not after it."""
    if later <= earlier:
        return 0
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months if later.day >= earlier.day else months - 1


def ago(day: date, today: date) -> str:
    """How long ago a day was: "today", "yesterday", "12 days ago", "8 months ago"."""
    days = (today - day).days
    if days < 0:
        return f"in {count(-days, 'day')}"
    if days < 2:
        return ("today", "yesterday")[days]
    months = whole_months_between(day, today)
    if months < 2:
        return f"{days} days ago"
    return f"{months} months ago" if months < 24 else f"{months // 12} years ago"


def whole_years_between(earlier: date, later: date) -> int:
    """Completed years from `earlier` to `later`; never negative."""
    return whole_months_between(earlier, later) // 12


def old(day: date, today: date) -> str:
    """The age of a thing in years: "more than 5 years old"; empty before the first birthday."""
    years = whole_years_between(day, today)
    if years < 1:
        return ""
    age = f"{count(years, 'year')} old"
    return age if (day.month, day.day) == (today.month, today.day) else f"more than {age}"


def clean_text(text: str) -> str:
    """Typed text without control characters and lone surrogates; newlines and tabs stay.

    Line ends become "\\n". Nothing else is changed: no trimming, no other normalisation.
    """
    if text.isprintable():  # one line without any of these: nearly every text
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def clean_line(text: str) -> str:
    """Typed text of a one-line field: cleaned, blanks collapsed, ends trimmed."""
    return " ".join(clean_text(text).split())
