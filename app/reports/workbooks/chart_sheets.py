"""A chart of the domain as a sheet: its table twin with true values, and the native chart of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, assert_never

from app import tokens
from app.domain.charts import HorizontalBars, LineChart, LineKind, RatingBars, RatingTimeline
from app.domain.market import FEWEST_FOR_A_SHARE, RatingCounts, share_of
from app.reports.workbooks.book import Book, Formula, Value
from app.reports.workbooks.charts import (
    Frame,
    Points,
    SeriesLook,
    add_bars,
    add_dated_lines,
    ceiling,
)
from app.reports.workbooks.chips import cqc_chips, own_chips, show_chips
from app.reports.workbooks.sheet import Placed, Sheet, SheetColumn
from app.reports.workbooks.styles import CellKind

Chart = RatingBars | LineChart | RatingTimeline | HorizontalBars

NO_SHARE: Final = "–"
_COLOURS: Final = tokens.LIGHT.chart
_LEVELS: Final = (4, 3, 2, 1, tokens.NOT_RATED)
_BAR_CM: Final = 0.95
_ROWS_PER_CM: Final = 2.0


def add_chart_sheet(book: Book, chart: Chart, name: str) -> Sheet:
    """Add a sheet called `name` with the chart's table, the chart below it, and its caption."""
    sheet = Sheet.add(book, name, title=chart.title, line=chart.caption[:200])
    match chart:
        case RatingBars():
            rows = [(row.label, row.counts) for row in chart.rows]
            placed = write_counts(sheet, chart.first_heading, rows)
            draw_counts(sheet, placed, chart)
        case LineChart():
            _add_lines(sheet, chart)
        case HorizontalBars():
            _add_bars(sheet, chart)
        case RatingTimeline():
            _add_timeline(sheet, chart)
        case _:
            assert_never(chart)
    return sheet


def write_counts(
    sheet: Sheet, first_heading: str, rows: Sequence[tuple[str, RatingCounts]]
) -> Placed:
    """Counts by CQC rating; services, rated and the share Good or Outstanding by formula."""
    columns = (
        SheetColumn(first_heading, 30),
        *(
            SheetColumn(tokens.CQC_WORDS[level], width, CellKind.COUNT)
            for level, width in zip(_LEVELS, (16, 12, 18, 15, 14), strict=True)
        ),
        SheetColumn("Services", 14, CellKind.COUNT),
        SheetColumn("Rated", 12, CellKind.COUNT),
        SheetColumn("Good or Outstanding", 18, CellKind.SHARE),
    )
    data: list[list[Value]] = [
        [label, *counts.in_order, *_derived(counts, number)]
        for number, (label, counts) in enumerate(rows, start=5)
    ]
    return sheet.write_table(columns, data)


def write_counts_total(sheet: Sheet, placed: Placed, total: RatingCounts) -> None:
    """The row "All" below a table of counts, by formula."""
    cells: list[tuple[Value, CellKind]] = [("All", CellKind.TEXT)]
    for level, value in zip(_LEVELS, total.in_order, strict=True):
        text = f"=SUM({placed.cells(tokens.CQC_WORDS[level])})"
        cells.append((Formula(text, value), CellKind.COUNT))
    services, rated, share = _derived(total, placed.last + 1)
    cells += [(services, CellKind.COUNT), (rated, CellKind.COUNT), (share, CellKind.SHARE)]
    sheet.write_total(placed, cells)


def draw_counts(sheet: Sheet, placed: Placed, chart: RatingBars) -> None:
    """Stacked bars of the counts, in the colours of the ratings."""
    palette = tokens.LIGHT.ratings
    looks = [
        SeriesLook(tokens.CQC_WORDS[level], palette[level].fill, label_ink=palette[level].on_fill)
        for level in _LEVELS
    ]
    height = 2.6 + _BAR_CM * len(chart.rows)
    highest = ceiling(chart.longest)
    frame = _frame(sheet, chart, height, number_format="0", highest=highest)
    first = next(iter(placed.letters))
    add_bars(sheet, placed, looks, frame, categories=first, is_stacked=True)
    _leave_room(sheet, height)


def share_formula(part: str, whole: str) -> str:
    """A share in whole percent as the domain rounds it: 0 and 100 only when exact."""
    rounded = f"INT((200*({part})+{whole})/(2*{whole}))"
    held = f"MEDIAN(IF({part}>0,1,0),{rounded},IF({part}<{whole},99,100))/100"
    return f'=IF({whole}<{FEWEST_FOR_A_SHARE},"{NO_SHARE}",{held})'


def _derived(counts: RatingCounts, row: int) -> tuple[Formula, Formula, Formula]:
    percent = share_of(counts).percent
    return (
        Formula(f"=SUM(B{row}:F{row})", counts.total),
        Formula(f"=SUM(B{row}:E{row})", counts.rated),
        Formula(
            share_formula(f"B{row}+C{row}", f"H{row}"),
            NO_SHARE if percent is None else percent / 100,
        ),
    )


_LINES: Final = {
    LineKind.OURS: SeriesLook("", _COLOURS.ours, width=2.4, has_discs=True),
    LineKind.AUTHORITY: SeriesLook("", _COLOURS.authority),
    LineKind.REGION: SeriesLook("", _COLOURS.region, dash="dash"),
    LineKind.ENGLAND: SeriesLook("", _COLOURS.history, dash="sysDot", width=1.5),
}


def _add_lines(sheet: Sheet, chart: LineChart) -> None:
    is_share = chart.unit == "%"
    divisor = 100 if is_share else 1
    kind = CellKind.SHARE if is_share else CellKind.COUNT
    columns = (
        SheetColumn("Date", 16, CellKind.DATE),
        *(SheetColumn(series.name, 26, kind) for series in chart.series),
        SheetColumn("Gaps", 40),
    )
    days = sorted({point.on for series in chart.series for point in series.points})
    points = [{point.on: point for point in series.points} for series in chart.series]
    rows: list[list[Value]] = []
    for day in days:
        found = [line.get(day) for line in points]
        values = [
            point.value / divisor if point and point.value is not None else None for point in found
        ]
        gaps = [
            f"{series.name}: {point.cell}"
            for series, point in zip(chart.series, found, strict=True)
            if point and point.value is None
        ]
        rows.append([day, *values, "; ".join(gaps)])
    sheet.write_table(columns, rows)
    lines: list[tuple[SeriesLook, Points]] = [
        (
            replace(_LINES[series.kind], heading=series.name),
            [(p.on, None if p.value is None else p.value / divisor) for p in series.points],
        )
        for series in chart.series
    ]
    frame = _frame(
        sheet,
        chart,
        8.0,
        number_format="0%" if is_share else "General",
        lowest=chart.axis_start / divisor,
        highest=chart.axis_end / divisor,
    )
    words = "share" if is_share else "number"
    add_dated_lines(sheet, lines, frame, words=words, kind=kind, date_format="mmm yyyy")
    _leave_room(sheet, 8.0)


def _add_bars(sheet: Sheet, chart: HorizontalBars) -> None:
    headings, rows = chart.table()
    columns = [
        SheetColumn(heading, 40 if index == 0 else 18, kind)
        for index, heading in enumerate(headings)
        for kind in (CellKind.TEXT if index in {0, len(headings) - 1} else CellKind.COUNT,)
    ]
    placed = sheet.write_table(columns, rows)
    looks = [SeriesLook(chart.part_words, _COLOURS.ours, label_ink=tokens.LIGHT.text)]
    if chart.second_words:
        looks = [
            SeriesLook(chart.part_words, _COLOURS.ours, label_ink=tokens.LIGHT.on_accent),
            SeriesLook(chart.second_words, _COLOURS.band, label_ink=tokens.LIGHT.text),
        ]
    height = 2.6 + _BAR_CM * len(chart.rows)
    is_stacked = bool(chart.second_words)
    longest = max((row.part + row.second for row in chart.rows), default=0)
    frame = _frame(sheet, chart, height, number_format="0", highest=ceiling(longest))
    add_bars(sheet, placed, looks, frame, categories=chart.first_heading, is_stacked=is_stacked)
    _leave_room(sheet, height)


def _add_timeline(sheet: Sheet, chart: RatingTimeline) -> None:
    headings, rows = chart.table()
    kinds = (CellKind.DATE, CellKind.TEXT, CellKind.CQC, CellKind.TEXT)
    columns = [
        SheetColumn(heading, width, kind)
        for heading, width, kind in zip(headings, (14, 16, 27, 60), kinds, strict=True)
    ]
    placed = sheet.write_table(columns, rows)
    _show_timeline_chips(sheet, placed)
    steps: list[tuple[Value, Value]] = []
    for first, last, level in chart.steps():
        steps += [(first, level), (last, level)]
    own: list[tuple[Value, Value]] = [(mark.on, mark.level) for mark in chart.own]
    frame = _frame(sheet, chart, 8.0, number_format="0", lowest=0, highest=5)
    lines: tuple[tuple[SeriesLook, Points], ...] = (
        (SeriesLook("CQC", _COLOURS.history, width=2.4), steps),
        (SeriesLook("Ours", _COLOURS.ours, dash="dash", has_discs=True), own),
    )
    add_dated_lines(sheet, lines, frame, words="level", step=1)
    _leave_room(sheet, 8.0)
    sheet.write_notes(["4 is the best rating, 1 the worst. A rating holds until the next."],
                      width=110)  # fmt: skip


def _show_timeline_chips(sheet: Sheet, placed: Placed) -> None:
    """Ours and CQC's look different in one column: the row says whose the rating is."""
    cells = placed.cells("Rating")
    own = own_chips([(tokens.OWN_WORDS[level], level) for level in (4, 3, 2, 1)])
    only = f'$B{placed.first}="Ours"'
    show_chips(sheet.worksheet, cells, own, only_where=only)
    show_chips(sheet.worksheet, cells, cqc_chips(), only_where=f'$B{placed.first}="CQC"')


def _frame(
    sheet: Sheet,
    chart: Chart,
    height: float,
    *,
    number_format: str,
    lowest: float | None = 0.0,
    highest: float | None = None,
) -> Frame:
    return Frame(
        f"A{sheet.row + 1}",
        chart.title,
        chart.alt_text,
        min(24.0, sheet.width_in_cm),
        height,
        lowest,
        highest,
        number_format,
        "0;;" if number_format == "0" else number_format,
    )


def _leave_room(sheet: Sheet, height: float) -> None:
    """Continue below the chart, and print that far."""
    sheet.row += int(height * _ROWS_PER_CM) + 3
    sheet.print_to(sheet.printed_columns, sheet.row)
