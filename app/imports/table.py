"""Finds a table by its headings, whichever sheet and row it stands on, and names its columns.

Promises: headings match by their start, ignoring case, bracketed notes and punctuation; flag
columns match by prefix ("Service type - "). Source: DOMAIN "CQC ratings", duty 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from app.imports.dates import as_text
from app.imports.readers import Sheet, refuse_width
from app.imports.runs import Row

ROWS_TO_SCAN = 20
_BRACKETED = re.compile(r"[(\[].*", re.DOTALL)
_BLANKS = re.compile(r"[\s._]+")
_MAX_HEADING = 60


def plain_heading(heading: object) -> str:
    """A heading for comparison: "Registered manager (note; …" -> "registered manager"."""
    text = _BLANKS.sub(" ", _BRACKETED.sub("", str(heading)))
    return text.strip(" ?:*\ufeff").casefold()


def cell_text(value: object) -> str:
    """A cell as text: blanks trimmed, whole numbers without ".0", dates as ISO."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return as_text(value) or str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside a sheet: its headings, the rows before it, and its rows yet to be read.

    `first_row` is the number of its first data row as a spreadsheet shows it.
    """

    sheet: Sheet
    headings: tuple[str, ...]
    first_row: int
    before: tuple[str, ...]
    rows: Iterator[Row]

    @property
    def width(self) -> int:
        """How many columns have a heading or lie left of one."""
        return len(self.headings)

    def column(self, starts: Sequence[str]) -> int | None:
        """Index of the column whose heading is, or else begins with, one of `starts`."""
        plain = [plain_heading(heading) for heading in self.headings]
        for start in starts:
            if start in plain:
                return plain.index(start)
        for start in starts:
            for index, heading in enumerate(plain):
                if heading.startswith(start):
                    return index
        return None

    def columns(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Index by our name of each wanted column that the table has."""
        found = {name: self.column(starts) for name, starts in wanted.items()}
        return {name: index for name, index in found.items() if index is not None}

    def flags(self, prefix: str) -> dict[str, int]:
        """Index by its own words of each flag column: "Service type - Shared Lives" and others."""
        start = prefix.casefold()
        return {
            heading[len(prefix) :].strip(" -–"): index
            for index, heading in enumerate(self.headings)
            if heading.casefold().startswith(start)
        }


def find_table(sheet: Sheet, marks: Iterable[str]) -> Table | tuple[str, ...]:
    """The table whose heading row holds a heading beginning with one of `marks`.

    Returns instead the texts of the first 20 rows when none of them is such a row.
    """
    marks = tuple(marks)
    seen: list[str] = []
    rows = sheet.rows()
    for number, row in enumerate(islice(rows, ROWS_TO_SCAN), start=1):
        if _is_heading_row(row, marks):
            headings = tuple(str(cell).strip() for cell in _without_blank_end(row))
            refuse_width(sheet, len(headings))
            return Table(sheet, headings, number + 1, tuple(seen), rows)
        seen.extend(text for cell in row if (text := cell_text(cell)))
    return tuple(seen)


def find_any_table(sheet: Sheet) -> Table | None:
    """The table of a council's own sheet: its heading row is the first of the top 20 rows that
    is as wide in texts as any row after it nearly is. None for an empty sheet.
    """
    rows = sheet.rows()
    head = list(islice(rows, ROWS_TO_SCAN))
    filled = [sum(1 for cell in row if cell_text(cell)) for row in head]
    if not any(filled):
        return None
    enough = max(1, int(max(filled) * 0.6))
    at = next(index for index, count in enumerate(filled) if count >= enough)
    width = max(len(_without_blank_end(row)) for row in head[at:])
    refuse_width(sheet, width)
    headings = tuple(cell_text(cell) for cell in [*head[at], *[""] * width][:width])
    before = tuple(text for row in head[:at] for cell in row if (text := cell_text(cell)))
    return Table(sheet, headings, at + 2, before, chain(head[at + 1 :], rows))


def _is_heading_row(row: Row, marks: tuple[str, ...]) -> bool:
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    if len(texts) < 2:
        return False
    return any(
        plain_heading(text).startswith(marks)
        for text in texts
        if len(plain_heading(text)) < _MAX_HEADING
    )


def _without_blank_end(row: Row) -> Row:
    end = len(row)
    while end and not cell_text(row[end - 1]):
        end -= 1
    return row[:end]
