"""A workbook being written: its sheets, the values of its formulas, and its bytes at the end.

Promises: the same facts give the same bytes; every formula carries the program's own figure, so
that a preview that does not calculate (Protected View, a mail program) shows it too; no text is
live and none is cut silently (texts too long to be seen in their cell are set out in full on the
sheet "Long texts").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app import tokens
from app.domain.vocabulary import Marking
from app.reports.workbooks import package, page
from app.reports.workbooks.layout import fits_in_row
from app.reports.workbooks.styles import CellKind, set_base_font
from app.reports.workbooks.text import safe_sheet_name, split

LONG_TEXTS: Final = "Long texts"
LISTS: Final = "Lists"
LONG_TEXT_WIDTH: Final = 130.0
_LONG_TEXT_PART: Final = 3_000


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula (with its `=`) and the value that the program itself works out for it."""

    text: str
    value: str | int | float


Value = str | int | float | date | datetime | time | Formula | None


@dataclass(frozen=True, slots=True)
class BookMeta:
    """What stands in page headers, footers and document properties.

    `reference_line` reads "QA-2026-0147 version 1.0 FINAL"; `made_on` is "today".
    """

    title: str
    council: str
    marking: Marking
    reference_line: str
    made_on: date
    made_by: str = ""
    contains_cqc_data: bool = False


@dataclass(frozen=True, slots=True)
class LongText:
    """A text that cannot be seen whole in its cell, and where it belongs."""

    sheet: str
    row: str
    column: str
    text: str


@dataclass(slots=True)
class Book:
    """A workbook and all that has to be known when it is turned into bytes."""

    meta: BookMeta
    workbook: Workbook = field(init=False)
    figures: dict[str, dict[str, str | int | float]] = field(default_factory=dict)
    chart_texts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    table_names: set[str] = field(default_factory=set)
    long_texts: list[LongText] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        set_base_font(self.workbook)

    def add_worksheet(self, name: str) -> Worksheet:
        """An empty sheet without gridlines, under a safe name that is not yet taken."""
        taken = set(self.workbook.sheetnames)
        worksheet: Worksheet = self.workbook.create_sheet(safe_sheet_name(name, taken))
        worksheet.sheet_view.showGridLines = False
        worksheet.sheet_properties.tabColor = tokens.LIGHT.accent_text.removeprefix("#")
        return worksheet

    def remember_figure(self, sheet: str, reference: str, value: str | float) -> None:
        """Keep the program's own value of the formula at `reference`."""
        self.figures.setdefault(sheet, {})[reference] = value

    def remember_chart(self, sheet: str, title: str, alt_text: str) -> None:
        """Keep the alternative text of the next chart on a sheet, in the order of drawing."""
        self.chart_texts.setdefault(sheet, []).append((title, alt_text))

    def add_long_texts(self) -> None:
        """Add the sheet of long texts when there are any; it stands before About."""
        if not self.long_texts:
            return
        from app.reports.workbooks.sheet import Sheet, SheetColumn

        columns = (
            SheetColumn("Sheet", 14),
            SheetColumn("Row", 12, CellKind.IDENTIFIER),
            SheetColumn("Column", 18),
            SheetColumn("Part", 8, CellKind.COUNT),
            SheetColumn("Text", LONG_TEXT_WIDTH),
        )
        rows = [
            (long.sheet, long.row, long.column, number, part)
            for long in self.long_texts
            for number, part in enumerate(_printable_parts(long.text), start=1)
        ]
        self.long_texts = []
        sheet = Sheet.add(
            self,
            LONG_TEXTS,
            line="Texts too long to be seen in their cell, in full; the parts follow each other",
        )
        sheet.write_table(columns, rows, frozen=3)

    def to_bytes(self) -> bytes:
        """Finish the page set-up and return the file; the same book gives the same bytes."""
        self.workbook.active = 0
        for number, worksheet in enumerate(self.workbook.worksheets):
            worksheet.sheet_view.tabSelected = number == 0
            if worksheet.sheet_state == "visible":
                page.set_up(worksheet, self.meta)
        return package.pack(self)


def _printable_parts(text: str) -> list[str]:
    parts: list[str] = []
    waiting = split(text, _LONG_TEXT_PART)
    while waiting:
        part = waiting.pop(0)
        if fits_in_row(part, LONG_TEXT_WIDTH) or len(part) < 40:
            parts.append(part)
        else:
            waiting = [*split(part, max(len(part) // 2, 20)), *waiting]
    return parts
