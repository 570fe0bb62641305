"""One sheet: title, line, real tables with heads in row 4, facts, notes; row heights worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from app.reports.workbooks.book import LONG_TEXTS, Book, Formula, LongText, Value
from app.reports.workbooks.layout import LINE_HEIGHT, fits_in_row, row_height, wrapped
from app.reports.workbooks.styles import CellKind, Role, named_style
from app.reports.workbooks.text import (
    CELL_LIMIT,
    clean,
    encode,
    fits,
    needs_quote,
    safe_table_name,
    split,
    unique_headings,
)

HEAD_ROW: Final = 4
_HEAD_HEIGHT: Final = 30.0
_CONTINUES: Final = f" … (continues on the sheet {LONG_TEXTS})"
_NOTE_LINES: Final = 12
_BOLD: Final = 0.92
"""What a bold text has of the room: it runs about 8% wider."""
_CHIP_ALLOWANCE: Final = "●  "


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """Heading, width in digits, kind; `is_input` cells are cream and unlocked.

    Columns from the first with `is_printed` False on stand to the right of the print area.
    """

    heading: str
    width: float
    kind: CellKind = CellKind.TEXT
    is_input: bool = False
    is_printed: bool = True
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands: its sheet, its rows of data, and the letter of each heading."""

    sheet: str
    head: int
    first: int
    last: int
    letters: dict[str, str]

    def cells(self, heading: str, *, absolute: bool = False) -> str:
        """The range of a column's data, "E5:E85" or "$E$5:$E$85"."""
        letter = self.letters[heading]
        if absolute:
            return f"${letter}${self.first}:${letter}${self.last}"
        return f"{letter}{self.first}:{letter}{self.last}"

    def outside(self, heading: str) -> str:
        """The same range as written on another sheet."""
        return f"{quoted(self.sheet)}!{self.cells(heading, absolute=True)}"

    def at(self, heading: str, row: int) -> str:
        """The address of a cell in a row of the sheet."""
        return f"{self.letters[heading]}{row}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return sheet if sheet.isalnum() and not sheet[0].isdigit() else f"'{sheet}'"


def literal(text: str) -> str:
    """A text as formulas write it."""
    return '"' + encode(text).replace('"', '""') + '"'


@dataclass(slots=True)
class Sheet:
    """A sheet of a book; cells are written through it so that nothing live gets in."""

    book: Book
    worksheet: Worksheet
    row: int = HEAD_ROW
    printed_columns: int = 1

    @classmethod
    def add(cls, book: Book, name: str, *, title: str = "", line: str = "") -> Self:
        """Add a sheet whose first row is the title (its name unless said) and second `line`."""
        sheet = cls(book, book.add_worksheet(name))
        sheet.put(1, 1, title or sheet.name, role=Role.SHEET_TITLE)
        sheet.put(2, 1, line, role=Role.SHEET_LINE)
        sheet.worksheet.row_dimensions[1].height = 24
        sheet.worksheet.row_dimensions[2].height = 16
        return sheet

    @property
    def name(self) -> str:
        """The sheet's name in the file."""
        return self.worksheet.title

    def put(
        self,
        row: int,
        column: int,
        value: Value,
        kind: CellKind = CellKind.TEXT,
        role: Role = Role.BODY,
    ) -> str:
        """Write a value; text is stored as text whatever it begins with. Returns the address."""
        cell = self.worksheet.cell(row, column)
        cell.style = named_style(self.book.workbook, kind, role)
        reference = str(cell.coordinate)
        if isinstance(value, Formula):
            cell.value = value.text
            self.book.remember_figure(self.name, reference, value.value)
        elif isinstance(value, str):
            if encoded := encode(value):
                cell.value = encoded
                cell.data_type = "s"
                cell.quotePrefix = needs_quote(value)
        elif value is not None:
            cell.value = value
        return reference

    def write_table(
        self,
        columns: Sequence[SheetColumn],
        rows: Sequence[Sequence[Value]],
        *,
        top: int = HEAD_ROW,
        frozen: int = 1,
        is_real: bool = True,
    ) -> Placed:
        """Write heads in row `top` and data below; a real table with filters unless told not to.

        The first cell of a row identifies it where a long text is set out elsewhere.
        `frozen` is the number of columns that stay when the sheet is scrolled.
        """
        headings = unique_headings([column.heading for column in columns])
        self._write_heads(columns, headings, top)
        for offset, row in enumerate(rows, start=1):
            self._write_row(columns, headings, row, top + offset)
        last = top + max(len(rows), 1)
        if not rows:
            self._write_row(columns, headings, [None] * len(columns), last)
        if is_real:
            self._make_table(top, last, len(columns))
            self.worksheet.freeze_panes = f"{get_column_letter(frozen + 1)}{top + 1}"
            self.worksheet.print_title_rows = f"1:{top}"
        self.row = last + 2
        letters = {name: get_column_letter(i) for i, name in enumerate(headings, start=1)}
        self.print_to(sum(column.is_printed for column in columns))
        return Placed(self.name, top, top + 1, last, letters)

    def write_total(self, placed: Placed, cells: Sequence[tuple[Value, CellKind]]) -> int:
        """Write a row of totals below a table (outside its filter). Returns the row's number."""
        row = placed.last + 1
        for column, (value, kind) in enumerate(cells, start=1):
            self.put(row, column, value, kind, Role.TOTAL)
        self.worksheet.row_dimensions[row].height = LINE_HEIGHT + 5
        self.row = row + 2
        self.print_to(self.printed_columns)
        return row

    def write_pairs(self, pairs: Sequence[tuple[str, Value]], *, role: Role = Role.VALUE) -> None:
        """Write label and value rows from the current row on."""
        for label, value in pairs:
            self.put(self.row, 1, label, role=Role.LABEL)
            if isinstance(value, str):
                value = self.keep_whole(value, self._width(2), row=label, column="Value")
            self.put(self.row, 2, value, _kind_of(value), role)
            self._fit(self.row, [(label, self._width(1)), (_words(value), self._width(2))])
            self.row += 1
        self.row += 1

    def write_notes(
        self,
        notes: Sequence[Value],
        *,
        width: float,
        label: str = "Note",
        role: Role = Role.NOTE,
    ) -> None:
        """Write lines that run on over the empty cells to their right, `width` digits wide.

        A note of many lines is set out in full on the sheet of long texts.
        """
        for note in notes:
            for line in self._note_lines(note, width, label):
                self.put(self.row, 1, line, role=role)
                self.row += 1
        self.row += 1

    def _note_lines(self, note: Value, width: float, label: str) -> list[Value]:
        if not isinstance(note, str):
            return [note]
        lines = wrapped(clean(note), width)
        if len(lines) <= _NOTE_LINES:
            return [*lines]
        self.book.long_texts.append(LongText(self.name, label, "Note", note))
        return [*lines[: _NOTE_LINES - 1], lines[_NOTE_LINES - 1] + _CONTINUES]

    def set_widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns from A on."""
        for number, width in enumerate(widths, start=1):
            self.worksheet.column_dimensions[get_column_letter(number)].width = width

    def print_to(self, columns: int, last_row: int = 0) -> None:
        """Print the columns from A on, down to `last_row` or the last one that holds anything."""
        last = max(last_row, self.worksheet.max_row)
        self.printed_columns = columns
        self.worksheet.print_area = f"A1:{get_column_letter(columns)}{last}"

    @property
    def width_in_cm(self) -> float:
        """How wide the printed columns are, for what is drawn below them."""
        pixels = sum(self._width(column) * 7 + 5 for column in range(1, self.printed_columns + 1))
        return pixels / 96 * 2.54

    def title_from_second_column(self) -> None:
        """Move title and line to column B, because A is hidden."""
        for row in (1, 2):
            self.worksheet.move_range(f"A{row}:A{row}", cols=1)

    def keep_whole(self, text: str, width: float, *, row: str, column: str) -> str:
        """The text for a cell; what cannot be seen whole in it is also set out elsewhere."""
        if self.name == LONG_TEXTS or fits_in_row(text, width):
            return text
        self.book.long_texts.append(LongText(self.name, row, column, text))
        if fits(text):
            return text
        return split(text, CELL_LIMIT - len(_CONTINUES) - 1)[0] + _CONTINUES

    def keep_on_one_page(self) -> None:
        """Print the sheet on one page, however many rows it has."""
        self.worksheet.page_setup.fitToHeight = 1

    def protect(self) -> None:
        """Lock all but cream cells, without a password; filters and widths stay free."""
        protection = self.worksheet.protection
        protection.sheet = True
        protection.autoFilter = protection.sort = False
        protection.formatColumns = protection.formatRows = False

    def _write_heads(
        self, columns: Sequence[SheetColumn], headings: Sequence[str], row: int
    ) -> None:
        for number, (column, heading) in enumerate(zip(columns, headings, strict=True), start=1):
            self.put(row, number, heading, column.kind, Role.HEAD)
        self.set_widths([column.width for column in columns])
        self.worksheet.row_dimensions[row].height = _HEAD_HEIGHT

    def _write_row(
        self,
        columns: Sequence[SheetColumn],
        headings: Sequence[str],
        row: Sequence[Value],
        number: int,
    ) -> None:
        shown: list[tuple[str, float]] = []
        for index, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
            role = Role.INPUT if column.is_input else Role.STRONG if column.is_strong else Role.BODY
            if isinstance(value, str):
                value = self.keep_whole(
                    value, column.width, row=_words(row[0]), column=headings[index - 1]
                )
            self.put(number, index, value, column.kind, role)
            if not column.kind.is_right_aligned and column.is_printed:
                chip = _CHIP_ALLOWANCE if column.kind.is_chip else ""
                width = column.width * (_BOLD if column.is_strong else 1)
                shown.append((chip + _words(value) if _words(value) else "", width))
        self._fit(number, shown)

    def _make_table(self, top: int, last: int, width: int) -> None:
        name = safe_table_name(self.name, self.book.table_names)
        self.book.table_names.add(name)
        reference = f"A{top}:{get_column_letter(width)}{last}"
        self.worksheet.add_table(Table(displayName=name, ref=reference))

    def _fit(self, row: int, cells: list[tuple[str, float]]) -> None:
        self.worksheet.row_dimensions[row].height = row_height(cells)

    def _width(self, column: int) -> float:
        return float(self.worksheet.column_dimensions[get_column_letter(column)].width)


def _words(value: Value) -> str:
    if isinstance(value, Formula):
        return value.value if isinstance(value.value, str) else ""
    return value if isinstance(value, str) else "" if value is None else str(value)


def _kind_of(value: Value) -> CellKind:
    if isinstance(value, Formula):
        return CellKind.TEXT if isinstance(value.value, str) else CellKind.COUNT
    if isinstance(value, date):
        return CellKind.DATE
    return CellKind.COUNT if isinstance(value, int) else CellKind.TEXT
