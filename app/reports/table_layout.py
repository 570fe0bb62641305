"""Turns a table block into a tagged table: head, rows, marks in cells, values as they read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, assert_never

from reportlab.platypus import Flowable

from app.domain.words import money, short_date
from app.reports import fonts, style
from app.reports.content import Column, ColumnKind, Row, RowKind, Table
from app.reports.flow_table import CellFlow, RowFlow, TableFlow, TableLook
from app.reports.flow_text import text_flows
from app.reports.marks import BarFlow, MarkFlow, ShapeFlow, SignFlow
from app.reports.style import TextStyle
from app.reports.tagged_canvas import Node
from app.reports.values import (
    Bar,
    Cell,
    Lines,
    Money,
    Movement,
    Percentage,
    RatingMark,
    Span,
    Spread,
    StateMark,
    Text,
    plain,
)

_LONGEST_WORD: Final = 24
_DRAWN: Final = {ColumnKind.RATING, ColumnKind.BAR}  # their width was chosen for what is drawn


def value_words(value: str | tuple[Span, ...] | int | date | Percentage | Money | None) -> Text:
    """How a plain value reads in a table; dates are dd/mm/yyyy, nothing is ever a bare blank."""
    match value:
        case None:
            return "–"
        case str() | tuple():
            return value
        case Percentage():
            return value.words
        case Money():
            return money(value.pence)
        case date():
            return short_date(value)
        case int():
            return f"{value:,}".replace("-", "−")
        case _:
            assert_never(value)


class TableMaker:
    """Builds one table: head, rows, marks in cells, scopes for a screen reader."""

    def __init__(self, block: Table, parent: Node, width: float) -> None:
        self._block = block
        self._node = parent.child("Table", title=block.title)
        total = sum(column.width for column in block.columns)
        wanted = [column.width / total * width for column in block.columns]
        padding = style.DENSE_PADDING if block.is_dense else style.CELL_PADDING
        self._look = TableLook(padding=padding, stays_whole=block.stays_whole)
        self._cell_style = style.DENSE_CELL if block.is_dense else style.CELL
        self._widths = self._with_room_for_words(wanted)

    def table(self) -> TableFlow:
        """The table as one flowable."""
        head_node = self._node.child("THead").child("TR")
        head = RowFlow(tuple(self._head(column, head_node) for column in self._columns), head_node)
        body = self._node.child("TBody")
        rows = [self._row(row, body.child("TR")) for row in self._block.rows]
        return TableFlow(self._widths, head, rows, self._look)

    def _with_room_for_words(self, wanted: list[float]) -> list[float]:
        """Widths that hold the longest word of each column; the widest column gives way."""
        least = [
            width if self._columns[index].kind in _DRAWN else self._longest_word(index)
            for index, width in enumerate(wanted)
        ]
        lacking = [max(need - width, 0.0) for need, width in zip(least, wanted, strict=True)]
        widest = max(range(len(wanted)), key=lambda index: wanted[index] - least[index])
        if not sum(lacking) or wanted[widest] - sum(lacking) < least[widest]:
            return wanted
        widths = [width + more for width, more in zip(wanted, lacking, strict=True)]
        widths[widest] -= sum(lacking)
        return widths

    def _longest_word(self, index: int) -> float:
        """Width of the longest word of ordinary length in a column, with its padding."""
        heading = self._columns[index].heading
        widths = [fonts.text_width(word, fonts.BOLD, style.HEAD.size) for word in heading.split()]
        for row in self._block.rows:
            if row.kind is RowKind.GROUP or len(row.cells) != len(self._columns):
                continue
            words = _short_words(row.cells[index])
            size = self._cell_style.size
            widths += [fonts.text_width(word, fonts.REGULAR, size) for word in words]
        return max(widths, default=0.0) + 2 * self._look.padding[1] + 0.5

    @property
    def _columns(self) -> tuple[Column, ...]:
        return self._block.columns

    def _head(self, column: Column, row: Node) -> CellFlow:
        node = row.child("TH", attributes={"Table": {"Scope": "Column"}})
        base = _aligned(style.HEAD, column.kind)
        flows: list[Flowable] = []
        if column.has_shape:
            flows.append(ShapeFlow(column.level))
        flows += text_flows(column.heading, base, node)
        return CellFlow(tuple(flows), node, is_right=column.kind.is_right_aligned)

    def _row(self, row: Row, node: Node) -> RowFlow:
        if row.kind is RowKind.GROUP:
            scope: dict[str, Any] = {"Scope": "Row", "ColSpan": len(self._columns)}
            head = node.child("TH", attributes={"Table": scope})
            words = row.cells[0] if isinstance(row.cells[0], str | tuple) else ""
            flows = text_flows(words, style.HEAD, head)
            return RowFlow((CellFlow(tuple(flows), head, len(self._columns)),), node, row.kind)
        cells: list[CellFlow] = []
        column = 0
        for value in row.cells:
            cells.append(self._cell(value, column, row.kind, node))
            column += value.columns if isinstance(value, Spread) else 1
        return RowFlow(tuple(cells), node, row.kind)

    def _cell(self, value: Cell, column: int, kind: RowKind, row: Node) -> CellFlow:
        attributes: dict[str, dict[str, Any]] = {}
        if column == 0:
            attributes = {"Table": {"Scope": "Row"}}
        if isinstance(value, Spread):
            attributes = {"Table": {"ColSpan": value.columns}}
        node = row.child("TH" if column == 0 else "TD", attributes=attributes)
        is_bold = kind is RowKind.TOTAL or (column == 0 and self._block.first_is_bold)
        base = _aligned(self._cell_style, self._columns[column].kind, is_bold=is_bold)
        room = self._widths[column] - 2 * self._look.padding[1]
        return self._filled(value, base, node, room)

    def _filled(self, value: Cell, base: TextStyle, node: Node, room: float) -> CellFlow:
        match value:
            case RatingMark():
                return CellFlow(tuple(_chip(value, base, node, room)), node)
            case StateMark() | Movement():
                return self._sign(value, base, node)
            case Bar():
                return CellFlow((BarFlow(value, base, node, room),), node)
            case Lines():
                below = text_flows(value.below, style.BELOW, node) if plain(value.below) else []
                return CellFlow((*text_flows(value.first, base, node), *below), node)
            case Spread():
                return CellFlow(
                    tuple(text_flows(value.text, self._cell_style, node)), node, value.columns
                )
            case _:
                words = value_words(value)
                return CellFlow(tuple(text_flows(words, base, node)), node, is_right=base.is_right)

    @staticmethod
    def _sign(value: StateMark | Movement, base: TextStyle, node: Node) -> CellFlow:
        flows: list[Flowable] = list(text_flows(value.words, base, node))
        if value.below:
            flows += text_flows(value.below, style.BELOW, node)
        if isinstance(value, Movement) and value.direction is None:
            return CellFlow(tuple(flows), node)
        sign = SignFlow(value, base.leading)
        return CellFlow((sign, *flows), node, beside=SignFlow.WIDTH)


def _short_words(value: Cell) -> list[str]:
    """The words of a short plain value; long texts are left to break as they must."""
    if isinstance(value, RatingMark | StateMark | Movement | Bar | Lines | Spread):
        return []
    words = plain(value_words(value))
    return [word for word in words.split() if len(word) <= _LONGEST_WORD] if len(words) < 60 else []


def _chip(mark: RatingMark, base: TextStyle, node: Node, room: float) -> Iterable[Flowable]:
    """A chip where it fits, else its word; a chip is never clipped."""
    chip = MarkFlow(mark, node)
    if chip.width <= room + 6:
        return [chip]
    return text_flows(mark.words, base, node)


def _aligned(base: TextStyle, kind: ColumnKind, *, is_bold: bool = False) -> TextStyle:
    return TextStyle(
        base.size,
        base.leading,
        is_bold=base.is_bold or is_bold,
        colour=base.colour,
        is_right=kind.is_right_aligned,
    )
