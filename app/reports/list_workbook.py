"""A list that the screen shows, as a workbook of one sheet: to sort, filter and work through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.vocabulary import Marking
from app.reports.workbooks.book import Book, BookMeta
from app.reports.workbooks.sheet import Sheet, SheetColumn
from app.reports.workbooks.styles import CellKind

ListCell = str | int | float | date | None
_NARROWEST: Final = 10.0
_WIDEST: Final = 70.0


@dataclass(frozen=True, slots=True)
class ListFacts:
    """The rows under their headings; `line` stands under the title ("homes.xlsx, 12 rows")."""

    title: str
    line: str
    headings: tuple[str, ...]
    rows: tuple[tuple[ListCell, ...], ...]
    council: str
    marking: Marking
    made_on: date


def list_workbook(facts: ListFacts) -> bytes:
    """Return the workbook; the same facts give the same bytes, and no text in it is live."""
    book = Book(
        BookMeta(
            title=facts.title,
            council=facts.council,
            marking=facts.marking,
            reference_line=facts.line,
            made_on=facts.made_on,
        )
    )
    sheet = Sheet.add(book, facts.title, line=facts.line)
    columns = [
        _column(heading, [row[place] for row in facts.rows])
        for place, heading in enumerate(facts.headings)
    ]
    sheet.write_table(columns, facts.rows)
    book.add_long_texts()
    return book.to_bytes()


def _column(heading: str, cells: Sequence[ListCell]) -> SheetColumn:
    """As wide as its longest cell, within reason; its kind is that of what stands in it."""
    filled = [cell for cell in cells if cell not in {None, ""}]
    kind = CellKind.TEXT
    if filled and all(isinstance(cell, date) for cell in filled):
        kind = CellKind.DATE
    elif filled and all(isinstance(cell, int) for cell in filled):
        kind = CellKind.COUNT
    longest = max((len(str(cell)) for cell in (heading, *filled)), default=0)
    return SheetColumn(heading, max(_NARROWEST, min(longest + 4.0, _WIDEST)), kind)
