"""A report's table as a sheet: one row per record, true values, what is small print beside it.

Group rows become a first column, totals stand below the filter, and a second line of a cell
("verified 04/12/2026") gets a column of its own, so that every cell holds one value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, assert_never

from app import tokens
from app.reports.content import Column, ColumnKind, Row, RowKind, Table
from app.reports.values import (
    Bar,
    Cell,
    Lines,
    Money,
    Movement,
    Owner,
    Percentage,
    RatingMark,
    Spread,
    StateMark,
    plain,
)
from app.reports.workbooks.book import Book, Value
from app.reports.workbooks.chips import (
    MOVEMENTS,
    STATES,
    UNRATED_ANSWERS,
    Chip,
    cqc_chips,
    own_chips,
    show_chips,
)
from app.reports.workbooks.page import PRINT_WIDTH
from app.reports.workbooks.sheet import Placed, Sheet, SheetColumn
from app.reports.workbooks.styles import CellKind

_WIDTH: Final = 170.0
_NARROWEST: Final = 12.0
_NUMBER_WIDTH: Final = 14.0
"""Digits that a date or an amount takes, with its indent and the filter button above."""
_KINDS: Final = {
    ColumnKind.TEXT: CellKind.TEXT,
    ColumnKind.DATE: CellKind.DATE,
    ColumnKind.COUNT: CellKind.COUNT,
    ColumnKind.MONEY: CellKind.MONEY_WITH_PENCE,
    ColumnKind.PERCENTAGE: CellKind.SHARE,
    ColumnKind.RATING: CellKind.OURS,
    ColumnKind.STATUS: CellKind.STATE,
    ColumnKind.MOVEMENT: CellKind.STATE,
    ColumnKind.BAR: CellKind.TEXT,
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A column of the sheet: from which column of the table, the value or its second line."""

    index: int
    column: SheetColumn
    is_below: bool = False


def add_table_sheet(book: Book, table: Table, line: str = "") -> Sheet:
    """Add a sheet named after the table; returns it."""
    sheet = Sheet.add(book, table.title, title=table.title, line=line)
    plans = _plans(table)
    is_grouped = any(row.kind is RowKind.GROUP for row in table.rows)
    columns = [plan.column for plan in plans]
    if is_grouped:
        columns.insert(0, SheetColumn("Group", 24))
    columns = _on_one_page(columns)
    rows = _data(table.rows, plans, is_grouped=is_grouped)
    placed = sheet.write_table(columns, rows)
    for total in (row for row in table.rows if row.kind is RowKind.TOTAL):
        _write_total(sheet, placed, total, plans, is_grouped=is_grouped)
    _show_chips(sheet, placed, table, plans, is_grouped=is_grouped)
    return sheet


def value_of(cell: Cell) -> Value:
    """The plain value of a cell: a word without its shape, a true number, a true date."""
    match cell:
        case None | str() | int() | date():
            return cell
        case tuple():
            return plain(cell)
        case RatingMark() | StateMark() | Movement() | Bar():
            return cell.words
        case Percentage():
            return _share(cell)
        case Money():
            return cell.pence / 100
        case Lines():
            return plain(cell.first)
        case Spread():
            return plain(cell.text)
        case _:
            assert_never(cell)


def _share(cell: Percentage) -> Value:
    """The percentage as the domain rounded it; its words where no number is shown."""
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)%", cell.words):
        return float(match[1]) / 100
    return cell.words


def _below(cell: Cell) -> str:
    if isinstance(cell, StateMark | Movement):
        return cell.below
    return plain(cell.below) if isinstance(cell, Lines) else ""


def _plans(table: Table) -> list[_Plan]:
    records = [row.cells for row in table.rows if row.kind is RowKind.NORMAL]
    whole = sum(column.width for column in table.columns) or 1.0
    plans = []
    for index, column in enumerate(table.columns):
        width = max(column.width / whole * _WIDTH, _NARROWEST, len(column.heading) * 0.7)
        cells = [row[index] for row in records if index < len(row)]
        kind = _kind(column, cells)
        is_strong = index == 0 and table.first_is_bold
        plans.append(_Plan(index, SheetColumn(column.heading, width, kind, is_strong=is_strong)))
        if any(_below(cell) for cell in cells):
            more = SheetColumn(f"{column.heading}: more", max(width, 24.0))
            plans.append(_Plan(index, more, is_below=True))
    return plans


def _on_one_page(columns: list[SheetColumn]) -> list[SheetColumn]:
    """The columns narrowed to the width of a page; numbers and dates keep the room they need."""
    numbers = sum(_NUMBER_WIDTH for column in columns if column.kind.is_right_aligned)
    words = sum(column.width for column in columns if not column.kind.is_right_aligned)
    share = min(1.0, (PRINT_WIDTH - numbers) / words) if words else 1.0
    return [
        replace(
            column,
            width=_NUMBER_WIDTH
            if column.kind.is_right_aligned
            else round(column.width * share - 0.05, 1),
        )
        for column in columns
    ]


def _kind(column: Column, cells: Sequence[Cell]) -> CellKind:
    if _owner(cells) is Owner.CQC:
        return CellKind.CQC
    return _KINDS[column.kind]


def _owner(cells: Sequence[Cell]) -> Owner | None:
    return next((cell.owner for cell in cells if isinstance(cell, RatingMark)), None)


def _data(rows: Sequence[Row], plans: Sequence[_Plan], *, is_grouped: bool) -> list[list[Value]]:
    group: Value = None
    data: list[list[Value]] = []
    for row in rows:
        if row.kind is RowKind.GROUP:
            group = value_of(row.cells[0]) if row.cells else None
        elif row.kind is RowKind.NORMAL:
            values = [_planned(row, plan) for plan in plans]
            data.append([group, *values] if is_grouped else values)
    return data


def _planned(row: Row, plan: _Plan) -> Value:
    if plan.index >= len(row.cells):
        return None
    cell = row.cells[plan.index]
    return _below(cell) if plan.is_below else value_of(cell)


def _write_total(
    sheet: Sheet, placed: Placed, row: Row, plans: Sequence[_Plan], *, is_grouped: bool
) -> None:
    spread: list[Cell] = []
    for cell in row.cells:
        spread.append(cell)
        if isinstance(cell, Spread):
            spread += [None] * (cell.columns - 1)
    full = Row(tuple(spread), RowKind.TOTAL)
    cells = [(_planned(full, plan), plan.column.kind) for plan in plans]
    if is_grouped:
        cells.insert(0, (None, CellKind.TEXT))
    sheet.write_total(placed, cells)


def _show_chips(
    sheet: Sheet, placed: Placed, table: Table, plans: Sequence[_Plan], *, is_grouped: bool
) -> None:
    headings = list(placed.letters)[1 if is_grouped else 0 :]
    for plan, heading in zip(plans, headings, strict=True):
        if plan.is_below:
            continue
        cells = [row.cells[plan.index] for row in table.rows if plan.index < len(row.cells)]
        match table.columns[plan.index].kind:
            case ColumnKind.RATING:
                chips = cqc_chips() if _owner(cells) is Owner.CQC else _own(cells)
            case ColumnKind.STATUS:
                chips = STATES
            case ColumnKind.MOVEMENT:
                chips = MOVEMENTS
            case _:
                continue
        letter = placed.letters[heading]
        show_chips(sheet.worksheet, f"{letter}{placed.first}:{letter}{sheet.row}", chips)


def _own(cells: Sequence[Cell]) -> tuple[Chip, ...]:
    words = [(tokens.OWN_WORDS[level], level) for level in (4, 3, 2, 1)]
    labels = [
        (cell.words, cell.level) for cell in cells if isinstance(cell, RatingMark) and cell.level
    ]
    return (*UNRATED_ANSWERS, *own_chips([*labels, *words]))
