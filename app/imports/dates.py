"""Dates as files write them, and the decision, once per file, which part is the day.

Promises: a typed date cell or an ISO date is never ambiguous; slashed dates follow one order for
the whole file, found from a part over 12, else asked for (DOMAIN "CQC ratings", duty 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from app.domain.words import MONTHS
from app.errors import FileRefusedError
from app.imports.records import DateOrder

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_PARTS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[T ,].*)?")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-_]+([A-Za-z]{3,9})[ \-_,]+(\d{4})(?:[ T].*)?")
_MONTH_NUMBERS = {name[:3].casefold(): number for number, name in enumerate(MONTHS, start=1)}
_LARGEST_MONTH = 12


class DateOrderError(FileRefusedError):
    """The dates of a file can be read two ways and nothing tells which; `examples` shows some."""

    def __init__(self, examples: tuple[str, ...]) -> None:
        shown = ", ".join(examples)
        super().__init__(
            f"The dates in this file can be read two ways ({shown}). "
            "Say whether the day or the month comes first."
        )
        self.examples = examples


@dataclass(frozen=True, slots=True)
class OrderFound:
    """The order that a file's dates follow; None with examples when it must be asked."""

    order: DateOrder | None
    examples: tuple[str, ...] = ()

    @property
    def must_ask(self) -> bool:
        """True when dates need an order and the file does not tell it."""
        return self.order is None and bool(self.examples)


def find_order(texts: Iterable[str]) -> OrderFound:
    """Decide from all dates of a file; `texts` may hold blanks and anything else."""
    day_first = month_first = False
    unclear: list[str] = []
    for text in texts:
        match = _PARTS.fullmatch(text.strip())
        if match is None:
            continue
        first, second = int(match.group(1)), int(match.group(2))
        day_first = day_first or first > _LARGEST_MONTH
        month_first = month_first or second > _LARGEST_MONTH
        if first <= _LARGEST_MONTH and second <= _LARGEST_MONTH and first != second:
            unclear.append(text.strip())
    if day_first != month_first:
        return OrderFound(DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST)
    return OrderFound(None, tuple(sorted(set(unclear))[:3]))


@lru_cache(maxsize=16_384)
def parse(text: str, order: DateOrder | None) -> date | None:
    """A date from a cell's text; None when it is blank or no date under `order`.

    With `order` None, dates that read the same both ways are still taken.
    """
    text = text.strip()
    if not text:
        return None
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _PARTS.fullmatch(text):
        return _slashed(int(match[1]), int(match[2]), _full_year(match[3]), order)
    if match := _NAMED.fullmatch(text):
        month = _MONTH_NUMBERS.get(match[2][:3].casefold(), 0)
        return _day(int(match[3]), month, int(match[1]))
    return None


def as_text(value: object) -> str | None:
    """The ISO text of a typed date or moment; None for any other value."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else None


def _slashed(first: int, second: int, year: int, order: DateOrder | None) -> date | None:
    if order is None:
        is_clear = first > _LARGEST_MONTH or first == second
        return _day(year, second, first) if is_clear else None
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    return _day(year, month, day)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- the date of a file ----------------------------------------------------------------------

_WORDED_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[ _\-]+({'|'.join(MONTHS)})[ _\-,]+(\d{{4}})", re.IGNORECASE
)
_WORDED_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[ _\-]+(\d{{4}})", re.IGNORECASE)
_ISO_IN_TEXT = re.compile(r"(?<!\d)(20\d{2})[-_](\d{2})(?:[-_](\d{2}))?(?!\d)")
_COMPACT_IN_NAME = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_SAYS_WHEN = re.compile(
    r"produced|published|updated|as at|as of|extract|data|correct|relaid", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day or a month that a text states; a month is taken as its first day."""

    day: date
    is_month: bool

    def is_before(self, newest: date | None) -> bool:
        """True when content newer than this shows that it cannot be the file's date."""
        if newest is None:
            return False
        if self.is_month:
            return (self.day.year, self.day.month) < (newest.year, newest.month)
        return self.day < newest


def stated_in_content(texts: Iterable[str]) -> StatedDay | None:
    """The newest day that introductory text says the data is of."""
    found = [day for text in texts if _SAYS_WHEN.search(text) and (day := _in_words(text))]
    return max(found, key=lambda stated: stated.day, default=None)


def stated_in_name(name: str) -> StatedDay | None:
    """The day or month in a file's name: 28_March_2025, 2026-06, 20260601."""
    if worded := _in_words(name):
        return worded
    if match := _ISO_IN_TEXT.search(name):
        day = _day(int(match[1]), int(match[2]), int(match[3] or 1))
        return StatedDay(day, match[3] is None) if day else None
    if match := _COMPACT_IN_NAME.search(name):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        return StatedDay(day, is_month=False) if day else None
    return None


def _in_words(text: str) -> StatedDay | None:
    if match := _WORDED_DAY.search(text):
        day = _day(int(match[3]), _MONTH_NUMBERS[match[2][:3].casefold()], int(match[1]))
        return StatedDay(day, is_month=False) if day else None
    if match := _WORDED_MONTH.search(text):
        month = _day(int(match[2]), _MONTH_NUMBERS[match[1][:3].casefold()], 1)
        return StatedDay(month, is_month=True) if month else None
    return None
