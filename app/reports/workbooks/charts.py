"""Native charts: drawn by the spreadsheet program from the cells beside them (PAPER "Charts")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from openpyxl.chart import BarChart, Reference, ScatterChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.utils import get_column_letter

from app import tokens
from app.reports.workbooks.book import Value
from app.reports.workbooks.sheet import HEAD_ROW, Placed, Sheet
from app.reports.workbooks.styles import FONT, CellKind, Role, colour

_GRID: Final = colour(tokens.LIGHT.chart.grid)
_AXIS_INK: Final = colour(tokens.LIGHT.text_2)
Dash = Literal["solid", "dash", "sysDot"]
_POINTS: Final = 100  # of a point, the unit of type sizes in drawings
_EMU_PER_POINT: Final = 12_700
_DAY_ZERO: Final = date(1899, 12, 30)  # of a spreadsheet's day numbers


@dataclass(frozen=True, slots=True)
class SeriesLook:
    """One series: the heading of its column, its colour, and how its line is drawn."""

    heading: str
    colour: str
    dash: Dash = "solid"
    width: float = 1.75
    has_discs: bool = False
    label_ink: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart stands (its top left cell) and how large it is, in centimetres."""

    anchor: str
    title: str
    alt_text: str
    width: float = 18.0
    height: float = 7.0
    lowest: float | None = 0.0
    highest: float | None = None
    number_format: str = "0%"
    label_format: str = ""


def ceiling(largest: int) -> int:
    """A round end for an axis of counts that leaves room for a label."""
    step = next((step for step in (5, 10, 20, 50, 100, 200, 500) if largest <= 10 * step), 1_000)
    return max(step, -(-(largest + step // 4) // step) * step)


def add_bars(
    sheet: Sheet,
    placed: Placed,
    looks: Sequence[SeriesLook],
    frame: Frame,
    *,
    categories: str,
    is_stacked: bool = False,
) -> None:
    """Horizontal bars from the columns of a table, first row on top."""
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 55
    if is_stacked:
        chart.grouping, chart.overlap = "stacked", 100
    for look in looks:
        series = _series(sheet, placed, look)
        series.graphicalProperties = GraphicalProperties(
            solidFill=colour(look.colour),
            ln=LineProperties(solidFill="FFFFFF" if is_stacked else colour(look.colour), w=9_525),
        )
        series.invertIfNegative = False
        if look.label_ink:
            series.dLbls = _labels(
                colour(look.label_ink), frame.label_format or frame.number_format
            )
        chart.series.append(series)
    chart.set_categories(_reference(sheet, placed, categories))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    _finish(sheet, chart, frame, has_legend=len(looks) > 1)


Points = Sequence[tuple[Value, Value]]  # (day, value); a day without a value is a gap


def add_dated_lines(
    sheet: Sheet,
    lines: Sequence[tuple[SeriesLook, Points]],
    frame: Frame,
    *,
    words: str,
    kind: CellKind = CellKind.COUNT,
    date_format: str = "yyyy",
    step: float | None = None,
) -> None:
    """Lines over true dates, each with its own days.

    The points are written to the right of the printed table, as "Ours: date" and "Ours: `words`".
    """
    chart = ScatterChart()
    chart.style = None
    chart.scatterStyle = "lineMarker"
    chart.display_blanks = "gap"
    first = sheet.printed_columns + 2
    for offset, (look, points) in enumerate(lines):
        on, values = _write_points(sheet, first + offset * 3, look.heading, points, words, kind)
        series: Series = SeriesFactory(values, on, title=look.heading)
        _draw_as_line(series, look)
        chart.series.append(series)
    days = [
        (day - _DAY_ZERO).days for _, points in lines for day, _ in points if isinstance(day, date)
    ]
    if days:
        chart.x_axis.scaling.min, chart.x_axis.scaling.max = min(days), max(days)
    chart.x_axis.number_format = date_format
    chart.x_axis.majorGridlines = None
    chart.y_axis.majorUnit = step
    _finish(sheet, chart, frame, has_legend=len(lines) > 1)


def _write_points(
    sheet: Sheet, column: int, heading: str, points: Points, words: str, kind: CellKind
) -> tuple[Reference, Reference]:
    """Write a line's days and values into two columns; return where they stand."""
    sheet.put(HEAD_ROW, column, f"{heading}: date", CellKind.DATE, Role.HEAD)
    sheet.put(HEAD_ROW, column + 1, f"{heading}: {words}", kind, Role.HEAD)
    for row, (day, value) in enumerate(points, start=HEAD_ROW + 1):
        sheet.put(row, column, day, CellKind.DATE)
        sheet.put(row, column + 1, value, kind)
    for each in (column, column + 1):
        sheet.worksheet.column_dimensions[get_column_letter(each)].width = 14
    first, last = HEAD_ROW + 1, HEAD_ROW + max(len(points), 1)
    return (
        Reference(sheet.worksheet, column, first, column, last),
        Reference(sheet.worksheet, column + 1, first, column + 1, last),
    )


def _draw_as_line(series: Series, look: SeriesLook) -> None:
    ink = colour(look.colour)
    line = LineProperties(solidFill=ink, w=int(look.width * _EMU_PER_POINT))
    line.prstDash = look.dash
    series.graphicalProperties = GraphicalProperties(ln=line)
    series.marker = _marker(look, ink)
    series.smooth = False


def _series(sheet: Sheet, placed: Placed, look: SeriesLook) -> Series:
    column = list(placed.letters).index(look.heading) + 1
    values = Reference(sheet.worksheet, min_col=column, min_row=placed.head, max_row=placed.last)
    series: Series = SeriesFactory(values, title_from_data=True)
    return series


def _reference(sheet: Sheet, placed: Placed, heading: str) -> Reference:
    column = list(placed.letters).index(heading) + 1
    return Reference(sheet.worksheet, min_col=column, min_row=placed.first, max_row=placed.last)


def _finish(
    sheet: Sheet, chart: BarChart | ScatterChart, frame: Frame, *, has_legend: bool
) -> None:
    chart.width, chart.height = frame.width, frame.height  # type: ignore[assignment]
    chart.title = None
    chart.graphical_properties = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.title = None
        axis.txPr = _type(_AXIS_INK)
        axis.majorTickMark = "none"
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_AXIS_INK))
    chart.y_axis.number_format = frame.number_format
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = frame.lowest, frame.highest
    grid = GraphicalProperties(ln=LineProperties(solidFill=_GRID, w=6_350))
    chart.y_axis.majorGridlines = ChartLines(spPr=grid)
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.legend = Legend(legendPos="t", txPr=_type(_AXIS_INK)) if has_legend else None
    sheet.worksheet.add_chart(chart, frame.anchor)
    sheet.book.remember_chart(sheet.name, frame.title, frame.alt_text)


def _marker(look: SeriesLook, ink: str) -> Marker:
    if not look.has_discs:
        return Marker(symbol="none")
    fill = GraphicalProperties(solidFill=ink, ln=LineProperties(solidFill=ink))
    return Marker(symbol="circle", size=6, spPr=fill)


def _labels(ink: str, number_format: str) -> DataLabelList:
    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.numFmt = number_format
    labels.txPr = _type(ink)
    return labels


def _type(ink: str) -> RichText:
    properties = CharacterProperties(
        latin=Font(typeface=FONT), sz=9 * _POINTS, b=False, solidFill=ink
    )
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=properties), endParaRPr=properties)
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])
