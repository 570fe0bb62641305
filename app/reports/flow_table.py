"""Tables on paper: tagged head cells, repeated heads, rows kept whole, "Continued on page n".

A row is cut only when it is taller than half a page; then its cells go on on the next page under
the same elements. The repeated head is decoration, so that a screen reader meets it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from app.reports import style
from app.reports.content import RowKind
from app.reports.flow_text import LineBreaker, TextFlow, draw_lines
from app.reports.tagged_canvas import Node
from app.reports.values import Span

_CONTINUED_HEIGHT: Final = 15.0
_SHORT: Final = 115.0
_TALL: Final = style.TEXT_HEIGHT / 2
_LEAST_CUT: Final = 60.0
_TALLEST_WHOLE: Final = 0.7 * style.TEXT_HEIGHT


@dataclass(frozen=True, slots=True)
class CellFlow:
    """What a cell shows, downwards; `beside` is the room of an icon left of the first words."""

    flows: tuple[Flowable, ...]
    node: Node
    columns: int = 1
    beside: float = 0
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class RowFlow:
    """Cells of one row with its look and its height."""

    cells: tuple[CellFlow, ...]
    node: Node
    kind: RowKind = RowKind.NORMAL
    height: float = 0
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class TableLook:
    """Padding (vertical, horizontal) of rows and head; whether rules and tints are drawn.

    A table that `stays_whole` is not cut unless it is taller than most of a page.
    """

    padding: tuple[float, float] = style.CELL_PADDING
    head_padding: tuple[float, float] = style.HEAD_PADDING
    is_flush: bool = False
    stays_whole: bool = False


class TableFlow(Flowable):
    """A table, or the part of it on one page."""

    def __init__(
        self,
        widths: Sequence[float],
        head: RowFlow | None,
        rows: Sequence[RowFlow],
        look: TableLook,
        *,
        is_later: bool = False,
        goes_on: bool = False,
    ) -> None:
        super().__init__()
        self._widths = tuple(widths)
        self._look = look
        self._head = self._measured(head, look.head_padding) if head else None
        self._rows = [self._measured(row, look.padding) for row in rows]
        self._is_later = is_later
        self._goes_on = goes_on
        self.width = sum(self._widths)
        self.spaceBefore = 2.0
        self.spaceAfter = 6.0

    # --- sizes ---

    def _x(self, column: int) -> float:
        return sum(self._widths[:column])

    def _room(self, cell: CellFlow, column: int) -> float:
        whole = sum(self._widths[column : column + cell.columns])
        left = 0 if self._look.is_flush else self._look.padding[1]
        return whole - left - self._look.padding[1] - cell.beside

    def _measured(self, row: RowFlow, padding: tuple[float, float]) -> RowFlow:
        if row.height:
            return row
        tallest, column = 0.0, 0
        for cell in row.cells:
            tallest = max(tallest, self._cell_height(cell, self._room(cell, column)))
            column += cell.columns
        return replace(row, height=tallest + 2 * padding[0])

    @staticmethod
    def _cell_height(cell: CellFlow, room: float) -> float:
        if not cell.beside:
            return float(sum(flow.wrap(room, 1e6)[1] for flow in cell.flows))
        icon, words, *below = cell.flows
        first = max(icon.wrap(cell.beside, 1e6)[1], words.wrap(room, 1e6)[1])
        return float(first + sum(flow.wrap(room + cell.beside, 1e6)[1] for flow in below))

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """Height of head, rows and the line that says where it goes on."""
        self.height = sum(row.height for row in self._rows)
        self.height += self._head.height if self._head else 0
        self.height += _CONTINUED_HEIGHT if self._goes_on else 0
        return self.width, self.height

    def lead_height(self) -> float:
        """Head and first row, which a heading keeps with itself; a short table stays whole."""
        if self._is_short:
            return float(self.height)
        return self._first_rows() + (self._head.height if self._head else 0) + _CONTINUED_HEIGHT

    def _first_rows(self) -> float:
        """The first row, and the row after it when the first only names a group."""
        needed = 0.0
        for row in self._rows:
            needed += min(row.height, _LEAST_CUT) if row.height > _TALL else row.height
            if row.kind is not RowKind.GROUP:
                break
        return needed

    @property
    def _is_short(self) -> bool:
        longest = _TALLEST_WHOLE if self._look.stays_whole else _SHORT
        return not self._is_later and float(self.height) <= longest

    # --- over pages ---

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803
        """Cut between rows; a row taller than half a page is cut inside."""
        if self._is_short:
            return []
        room = aH - (self._head.height if self._head else 0) - _CONTINUED_HEIGHT
        count, used = 0, 0.0
        while count < len(self._rows) and used + self._rows[count].height <= room:
            used += self._rows[count].height
            count += 1
        if count and self._rows[count - 1].kind is RowKind.GROUP:
            count -= 1
        here, there = self._rows[:count], self._rows[count:]
        if len(there) == 1 and there[0].kind is RowKind.TOTAL and count > 1:
            count -= 1
            used -= self._rows[count].height
            here, there = self._rows[:count], self._rows[count:]
        if there and there[0].height > _TALL and room - used > _LEAST_CUT:
            first, rest = self._cut_row(there[0], room - used)
            here, there = [*here, first], [rest, *there[1:]]
        if not here:
            return []
        return [
            self._part(here, is_later=self._is_later, goes_on=True),
            self._part(there, is_later=True, goes_on=self._goes_on),
        ]

    def _part(self, rows: Sequence[RowFlow], *, is_later: bool, goes_on: bool) -> TableFlow:
        part = TableFlow(
            self._widths, self._head, rows, self._look, is_later=is_later, goes_on=goes_on
        )
        part.spaceAfter = 0 if goes_on else self.spaceAfter
        return part

    def _cut_row(self, row: RowFlow, room: float) -> tuple[RowFlow, RowFlow]:
        inner = room - 2 * self._look.padding[0]
        firsts: list[CellFlow] = []
        rests: list[CellFlow] = []
        column = 0
        for cell in row.cells:
            first, rest = self._cut_cell(cell, self._room(cell, column), inner)
            firsts.append(first)
            rests.append(rest)
            column += cell.columns
        upper = replace(row, cells=tuple(firsts), height=0, is_part=True)
        lower = replace(row, cells=tuple(rests), height=0)
        padding = self._look.padding
        return self._measured(upper, padding), self._measured(lower, padding)

    @staticmethod
    def _cut_cell(cell: CellFlow, room: float, height: float) -> tuple[CellFlow, CellFlow]:
        if cell.beside:
            return cell, replace(cell, flows=(), beside=0)
        here: list[Flowable] = []
        flows = list(cell.flows)
        while flows:
            tall = flows[0].wrap(room, 1e6)[1]
            if tall > height:
                parts = flows[0].split(room, height)
                if len(parts) == 2:
                    here.append(parts[0])
                    flows[0] = parts[1]
                break
            height -= tall
            here.append(flows.pop(0))
        return replace(cell, flows=tuple(here)), replace(cell, flows=tuple(flows))

    # --- drawing ---

    def draw(self) -> None:
        """Tints, rules and cells, row by row from the top."""
        canvas: Any = self.canv
        top = self.height
        if self._head:
            top = self._draw_head(canvas, top)
        for row in self._rows:
            self._draw_row(canvas, row, top)
            top -= row.height
        if self._goes_on:
            self._draw_continued(canvas)

    def _draw_head(self, canvas: Any, top: float) -> float:
        assert self._head is not None
        bottom = top - self._head.height
        canvas.setFillColor(HexColor(style.TINT))
        canvas.rect(0, bottom, self.width, self._head.height, stroke=0, fill=1)
        canvas.setStrokeColor(HexColor(style.ACCENT))
        canvas.setLineWidth(1)
        canvas.line(0, bottom, self.width, bottom)
        if self._is_later:
            with canvas.repeated():
                self._draw_cells(canvas, self._head, top, self._look.head_padding, at_foot=True)
        else:
            self._draw_cells(canvas, self._head, top, self._look.head_padding, at_foot=True)
        return bottom

    def _draw_row(self, canvas: Any, row: RowFlow, top: float) -> None:
        bottom = top - row.height
        if row.kind is not RowKind.NORMAL:
            canvas.setFillColor(HexColor(style.TINT))
            canvas.rect(0, bottom, self.width, row.height, stroke=0, fill=1)
        is_total = row.kind is RowKind.TOTAL
        canvas.setStrokeColor(HexColor(style.ACCENT if is_total else style.RULE))
        canvas.setLineWidth(1 if is_total else 0.5)
        if is_total:
            canvas.line(0, top, self.width, top)
        if not row.is_part:
            canvas.line(0, bottom, self.width, bottom)
        self._draw_cells(canvas, row, top, self._look.padding, at_foot=False)

    def _draw_cells(
        self, canvas: Any, row: RowFlow, top: float, padding: tuple[float, float], *, at_foot: bool
    ) -> None:
        column = 0
        for cell in row.cells:
            x = self._x(column) + (0 if self._look.is_flush else padding[1])
            room = self._room(cell, column)
            spare = row.height - 2 * padding[0] - self._cell_height(cell, room)
            self._draw_cell(canvas, cell, x, top - padding[0] - (spare if at_foot else 0), room)
            column += cell.columns

    @staticmethod
    def _draw_cell(canvas: Any, cell: CellFlow, x: float, top: float, room: float) -> None:
        canvas.attach(cell.node)
        flows = cell.flows
        if cell.beside:
            icon, words, *below = flows
            _, tall = icon.wrap(cell.beside, 1e6)
            icon.drawOn(canvas, x, top - tall)
            _, tall = words.wrap(room, 1e6)
            words.drawOn(canvas, x + cell.beside, top - tall)
            top, room, flows = top - tall, room + cell.beside, tuple(below)
        for flow in flows:
            wide, tall = flow.wrap(room, 1e6)
            is_shape = cell.is_right and not isinstance(flow, TextFlow)
            flow.drawOn(canvas, x + room - wide if is_shape else x, top - tall)
            top -= tall

    def _draw_continued(self, canvas: Any) -> None:
        words = f"Continued on page {canvas.getPageNumber() + 1}"
        lines = LineBreaker(style.BELOW).lines([Span(words, bold=True)], self.width)
        with canvas.artifact("Pagination"):
            draw_lines(canvas, lines, 0, style.BELOW.leading, style.BELOW, self.width)
