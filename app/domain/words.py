"""How dates, counts, money and lists read, and how typed dates, money and text are taken in.

Promises: British wording (LOOK "Forms", PAPER "Dates"), no locale, no clock ("today" is an
argument). Complaints say what to do and name the field in the words of the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from app.errors import RuleError

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

_TYPED_DATE = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})(?:[/.\- ](\d{1,4}))?")
_TYPED_MONEY = re.compile(r"(-?)£?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
_EARLIEST_YEAR = 1900
_LATEST_YEAR = 2199


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


def parse_date(text: str, what: str, *, field: str = "") -> date:
    """A typed date dd/mm/yyyy (also with dots, dashes, blanks, or as yyyy-mm-dd).

    `what` names the date in a sentence ("the date of the visit").
    Raises RuleError for `field` with a sentence that says what to do.
    """
    typed = " ".join(text.split())
    if not typed:
        raise RuleError(f"Enter {what}", field)
    match = _TYPED_DATE.fullmatch(typed)
    if match is None:
        raise RuleError(f"Write {what} as day, month and year, like 03/11/2026", field)
    first, second, third = match.groups()
    if third is None:
        raise RuleError(f"Add the year to {what}", field)
    day, month, year = (third, second, first) if len(first) == 4 else (first, second, third)
    return _checked_date(int(day), int(month), year, what, field)


def _checked_date(day: int, month: int, year: str, what: str, field: str) -> date:
    if len(year) != 4:
        raise RuleError(f"Write the year of {what} with four figures", field)
    if not 1 <= month <= 12:
        raise RuleError(f"Check the month of {what}: there is no month {month}", field)
    if not _EARLIEST_YEAR <= int(year) <= _LATEST_YEAR:
        raise RuleError(
            f"Check the year of {what}: it must be from {_EARLIEST_YEAR} to {_LATEST_YEAR}", field
        )
    try:
        return date(int(year), month, day)
    except ValueError:
        raise RuleError(
            f"Check the day of {what}: {MONTHS[month - 1]} {year} has no day {day}", field
        ) from None


def parse_money(text: str, what: str, *, field: str = "") -> int:
    """Typed pounds ("£1,200.50") as integer pence.

    Raises RuleError for `field` when the text is not an amount of money.
    """
    typed = "".join(text.split()).replace("−", "-")
    if not typed:
        raise RuleError(f"Enter {what}", field)
    match = _TYPED_MONEY.fullmatch(typed)
    if match is None:
        raise RuleError(f"Write {what} in pounds and pence, like 1,200.50", field)
    sign, pounds, rest = match.groups()
    pence = int(pounds.replace(",", "")) * 100 + int((rest or "0").ljust(2, "0"))
    return -pence if sign else pence


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
