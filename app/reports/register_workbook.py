"""The whole register, or what is filtered, as a workbook that can be brought back in unchanged.

Each sheet is a real table under stable headings, with true dates and numbers; the first column,
hidden, is the record's id, by which an import knows what it already has. Which columns there are
is the caller's: this module only knows how they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from app.domain.vocabulary import Marking
from app.reports.workbooks.about import Pairs, write_about
from app.reports.workbooks.book import LISTS, LONG_TEXTS, Book, BookMeta, Value
from app.reports.workbooks.choices import add_choices
from app.reports.workbooks.sheet import Sheet, SheetColumn
from app.reports.workbooks.styles import CellKind, Role

ID_HEADING: Final = "Record ID"
PAGE_WIDTH: Final = 190


class RegisterKind(Enum):
    """What a column of the register holds. Money comes in pence, a price in 1/10,000 pounds."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    PRICE = "price"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A heading that stays the same for ever, what is under it, and the words to choose from."""

    heading: str
    kind: RegisterKind = RegisterKind.TEXT
    width: float = 18.0
    choices: tuple[str, ...] = ()


RegisterCell = str | int | bool | date | None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One record: its id and the cells in the order of the columns."""

    id: str
    cells: tuple[RegisterCell, ...]


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """One kind of record: "Providers", "Services", "Contracts", "Contacts", "Visits", "Actions"."""

    name: str
    line: str
    columns: tuple[RegisterColumn, ...]
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """The register's sheets in order. `filter_words` says what was left out, or is empty."""

    council: str
    team: str
    marking: Marking
    made_on: date
    sheets: tuple[RegisterSheet, ...]
    filter_words: str = ""
    contains_cqc_data: bool = False


def register_workbook(facts: RegisterFacts) -> bytes:
    """Return the workbook of the register; the same facts give the same bytes."""
    return register_workbook_book(facts).to_bytes()


def register_workbook_book(facts: RegisterFacts) -> Book:
    """Return the workbook before it is packed."""
    book = Book(
        BookMeta(
            title="Register",
            council=facts.council,
            marking=facts.marking,
            reference_line=f"Register as at {facts.made_on:%d/%m/%Y}",
            made_on=facts.made_on,
            contains_cqc_data=facts.contains_cqc_data,
        )
    )
    ranges = _add_lists(book, facts)
    for sheet in facts.sheets:
        _add_sheet(book, sheet, ranges)
    book.add_long_texts()
    write_about(book, _about(book, facts))
    if LISTS in book.workbook.sheetnames:
        book.workbook.move_sheet(LISTS, len(book.workbook.sheetnames))
    return book


def _add_lists(book: Book, facts: RegisterFacts) -> dict[tuple[str, ...], str]:
    """One column of the hidden sheet for each set of words; returns their ranges."""
    wanted = dict.fromkeys(
        column.choices for sheet in facts.sheets for column in sheet.columns if column.choices
    )
    if not wanted:
        return {}
    sheet = Sheet(book, book.add_worksheet(LISTS))
    sheet.worksheet.sheet_state = "hidden"
    ranges = {}
    for number, words in enumerate(wanted, start=1):
        references = [
            sheet.put(row, number, word, role=Role.VALUE) for row, word in enumerate(words, start=1)
        ]
        letter = references[0].rstrip("0123456789")
        ranges[words] = f"{LISTS}!${letter}$1:${letter}${len(words)}"
    return ranges


def _add_sheet(book: Book, facts: RegisterSheet, ranges: dict[tuple[str, ...], str]) -> None:
    sheet = Sheet.add(book, facts.name, line=f"{facts.line} ({len(facts.rows):,} rows)")
    columns = (
        SheetColumn(ID_HEADING, 38, CellKind.IDENTIFIER),
        *(
            SheetColumn(column.heading, column.width, _KINDS[column.kind], is_printed=printed)
            for column, printed in zip(facts.columns, _printed(facts.columns), strict=True)
        ),
    )
    rows: list[list[Value]] = [
        [
            row.id,
            *(_value(cell, column) for cell, column in zip(row.cells, facts.columns, strict=True)),
        ]
        for row in facts.rows
    ]
    placed = sheet.write_table(columns, rows, frozen=2)
    sheet.worksheet.column_dimensions["A"].hidden = True
    sheet.title_from_second_column()
    for column in facts.columns:
        if column.choices:
            cells = placed.cells(column.heading)
            add_choices(sheet.worksheet, cells, ranges[column.choices], prompt=column.heading)


_KINDS: Final = {
    RegisterKind.TEXT: CellKind.TEXT,
    RegisterKind.IDENTIFIER: CellKind.IDENTIFIER,
    RegisterKind.DATE: CellKind.DATE,
    RegisterKind.COUNT: CellKind.COUNT,
    RegisterKind.MONEY: CellKind.MONEY_WITH_PENCE,
    RegisterKind.PRICE: CellKind.PRICE,
    RegisterKind.FLAG: CellKind.TEXT,
}


def _printed(columns: Sequence[RegisterColumn]) -> list[bool]:
    """The columns that fit on the width of a page, from the left."""
    used, printed = 0.0, []
    for column in columns:
        used += column.width
        printed.append(used <= PAGE_WIDTH)
    return printed


def _value(cell: RegisterCell, column: RegisterColumn) -> Value:
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, int) and column.kind is RegisterKind.MONEY:
        return cell / 100
    if isinstance(cell, int) and column.kind is RegisterKind.PRICE:
        return cell / 10_000
    return cell


def _about(book: Book, facts: RegisterFacts) -> Pairs:
    sheets: Pairs = [(sheet.name, sheet.line) for sheet in facts.sheets]
    if LONG_TEXTS in book.workbook.sheetnames:
        sheets.append((LONG_TEXTS, "Texts that cannot be seen whole in their cell, in full."))
    return [
        ("Title", book.meta.title),
        ("Council", facts.council),
        ("Team", facts.team),
        ("Marking", facts.marking.words),
        ("As at", facts.made_on),
        ("What is in it", facts.filter_words or "The whole register."),
        *sheets,
        (
            "Bringing it back in",
            "Keep the headings and the hidden first column. A row without a record ID is new.",
        ),
        ("Money", "Pounds; the price of a unit has up to four decimal places."),
        ("Empty cells", "Not recorded."),
    ]
