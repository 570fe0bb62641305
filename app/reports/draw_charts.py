"""Charts on paper: drawn as vectors from charts as data, one tagged figure each.

Sizes and drawings follow PAPER "Charts": no frame, grid hairlines, labels at the end of lines;
every line differs by dash or width and every rating by shape, so that a chart holds in greyscale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, assert_never

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from app.domain.charts import (
    BarRow,
    HorizontalBars,
    LineChart,
    LineKind,
    LineSeries,
    RatingBars,
    RatingRow,
    RatingTimeline,
    TimelineMark,
)
from app.domain.words import MONTHS
from app.reports import fonts, style
from app.reports.content import Chart
from app.reports.flow_blocks import draw_stack, stack_height
from app.reports.flow_text import text_flows
from app.reports.marks import draw_bar, draw_shape
from app.reports.style import MM, TextStyle
from app.reports.tagged_canvas import Node
from app.reports.values import Span
from app.tokens import CQC_WORDS, LIGHT, NOT_RATED, OWN_WORDS

_TITLE: Final = TextStyle(11, 15, is_bold=True, after=3)
_LABEL_SIZE: Final = 8.5
_LEVELS: Final = (4, 3, 2, 1, NOT_RATED)
_SEGMENT_GAP: Final = 1.1
_LABELS_APART: Final = 11.0


@dataclass(frozen=True, slots=True)
class Box:
    """The room of a drawing, origin at the lower left."""

    width: float
    height: float


class ChartFlow(Flowable):
    """Title, drawing, caption; the drawing is one figure with its text alternative."""

    def __init__(self, chart: Chart, parent: Node, width: float) -> None:
        super().__init__()
        self._data = chart.data
        self._title = text_flows((Span(chart.data.title),), _TITLE, parent)
        self._node = parent.child("Figure", alt=chart.data.alt_text)
        self._caption = text_flows(chart.data.caption, style.CAPTION, parent)
        self._drawing = chart.height_mm * MM
        self.width = width
        self.spaceBefore = 4.0
        self.spaceAfter = 4.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """Title, drawing and caption, never cut."""
        self.width = aW
        texts = stack_height(self._title, aW) + stack_height(self._caption, aW)
        self.height = texts + self._drawing + 8
        return aW, self.height

    def lead_height(self) -> float:
        """A chart is never cut."""
        return self.height

    def draw(self) -> None:
        """Title, then the figure, then the caption."""
        canvas: Any = self.canv
        bottom = draw_stack(canvas, self._title, 0, self.height, self.width) - 4 - self._drawing
        x, y = canvas.absolutePosition(0, bottom)
        box = (x, y, x + self.width, y + self._drawing)
        self._node.attributes["Layout"] = {"BBox": box}
        canvas.saveState()
        canvas.translate(0, bottom)
        with canvas.marked(self._node):
            self._draw_data(canvas, Box(self.width, self._drawing))
        canvas.restoreState()
        draw_stack(canvas, self._caption, 0, bottom - 4, self.width)

    def _draw_data(self, canvas: Any, box: Box) -> None:
        match self._data:
            case RatingBars():
                draw_rating_bars(canvas, self._data, box)
            case LineChart():
                draw_line_chart(canvas, self._data, box)
            case RatingTimeline():
                draw_timeline(canvas, self._data, box)
            case HorizontalBars():
                draw_bars(canvas, self._data, box)
            case _:
                assert_never(self._data)


def _label(
    canvas: Any,
    words: str,
    x: float,
    y: float,
    *,
    align: str = "left",
    colour: str = style.QUIET,
    is_bold: bool = False,
    room: float = 1e6,
) -> float:
    """Words with their middle at height `y`; returns their width."""
    font = fonts.BOLD if is_bold else fonts.REGULAR
    shown = fonts.elided(words, font, _LABEL_SIZE, room)
    wide = fonts.text_width(shown, font, _LABEL_SIZE)
    left = {"left": x, "right": x - wide, "middle": x - wide / 2}[align]
    text = canvas.beginText(left, y - _LABEL_SIZE * 0.36)
    text.setFillColor(HexColor(colour))
    for chosen, piece in fonts.runs(shown, font):
        text.setFont(chosen, _LABEL_SIZE)
        text.textOut(piece)
    canvas.drawText(text)
    return wide


def _line(
    canvas: Any,
    points: Sequence[tuple[float, float]],
    colour: str,
    width: float,
    dash: tuple[float, ...] = (),
) -> None:
    canvas.saveState()
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineWidth(width)
    canvas.setLineJoin(1)
    if dash:
        canvas.setDash(*dash)
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


# --- bars -----------------------------------------------------------------------------------


def _label_room(labels: Sequence[str], most: float) -> float:
    widths = [fonts.text_width(label, fonts.REGULAR, _LABEL_SIZE) for label in labels]
    return min(max(widths, default=0.0) + 8, most)


def draw_rating_bars(canvas: Any, data: RatingBars, box: Box) -> None:
    """One bar a row, segments touching with a gap; a legend of shapes below."""
    left = _label_room([row.label for row in data.rows], box.width * 0.35)
    scale = (box.width - left - 26) / data.longest if data.longest else 0
    step = (box.height - 16) / max(len(data.rows), 1)
    tall = min(step * 0.72, 17.0)
    for index, row in enumerate(data.rows):
        middle = box.height - (index + 0.5) * step
        _label(canvas, row.label, 0, middle, colour=style.TEXT, room=left - 6)
        end = _segments(canvas, row, left, middle, scale, tall)
        _label(canvas, f"{row.counts.total:,}", end + 5, middle)
    _legend(canvas, left)


def _segments(
    canvas: Any, row: RatingRow, x: float, middle: float, scale: float, tall: float
) -> float:
    for level, number in zip(_LEVELS, row.counts.in_order, strict=True):
        if not number:
            continue
        look, wide = LIGHT.ratings[level], number * scale
        canvas.setFillColor(HexColor(look.fill))
        canvas.setStrokeColor(HexColor(look.outline))
        canvas.setLineWidth(0.4)
        bottom = middle - tall / 2
        canvas.rect(x, bottom, max(wide - _SEGMENT_GAP, 0.6), tall, stroke=1, fill=1)
        digits = fonts.text_width(str(number), fonts.REGULAR, _LABEL_SIZE)
        if wide > digits + 18:
            draw_shape(canvas, level, x + 4, middle - 3.5, 7, colour=look.on_fill)
            _label(canvas, str(number), x + 14, middle, colour=look.on_fill)
        elif wide > digits + 4:
            at = x + wide / 2
            _label(canvas, str(number), at, middle, align="middle", colour=look.on_fill)
        x += wide
    return x


def _legend(canvas: Any, x: float) -> None:
    for level in _LEVELS:
        draw_shape(canvas, level or None, x, 1, 7.5)
        x += _label(canvas, CQC_WORDS[level], x + 10.5, 4.7) + 22


def draw_bars(canvas: Any, data: HorizontalBars, box: Box) -> None:
    """One bar a row on a pale whole, ticks at the bands, words at the right."""
    left = _label_room([row.label for row in data.rows], box.width * 0.4)
    right = _label_room([row.words for row in data.rows], box.width * 0.25)
    step = box.height / max(len(data.rows), 1)
    tall = min(step * 0.55, 11.0)
    for index, row in enumerate(data.rows):
        middle = box.height - (index + 0.5) * step
        _label(canvas, row.label, 0, middle, colour=style.TEXT, room=left - 6)
        _one_bar(canvas, row, data.ticks, Box(box.width - left - right, tall), (left, middle))
        _label(canvas, row.words, box.width, middle, align="right", colour=style.TEXT)


def _one_bar(
    canvas: Any, row: BarRow, ticks: tuple[int, ...], size: Box, at: tuple[float, float]
) -> None:
    canvas.saveState()
    canvas.translate(at[0], at[1] - size.height / 2)
    if row.whole:
        shares = (row.part / row.whole, row.second / row.whole)
        draw_bar(canvas, shares, ticks, size.width, size.height)
    canvas.restoreState()


# --- lines ----------------------------------------------------------------------------------

_DRAWN: Final[dict[LineKind, tuple[str, float, tuple[float, ...]]]] = {
    LineKind.OURS: (style.ACCENT, 2.1, ()),
    LineKind.AUTHORITY: (LIGHT.chart.authority, 1.4, ()),
    LineKind.REGION: (LIGHT.chart.region, 1.4, (6, 3)),
    LineKind.ENGLAND: (LIGHT.chart.region, 1.4, (1.2, 2.4)),
}


class _Plot:
    """Turns days and values into points of the plot's room."""

    def __init__(self, data: LineChart, box: Box) -> None:
        days = [point.on for series in data.series for point in series.points]
        self.first, self.last = min(days), max(days)
        labels = [data.label(series) for series in data.series]
        self.left = 30.0
        self.right = box.width - min(_label_room(labels, box.width * 0.4) + 4, box.width * 0.4)
        self.bottom, self.top = 16.0, box.height - 6
        self._start, self._end = data.axis_start, data.axis_end

    def x(self, day: date) -> float:
        days = max((self.last - self.first).days, 1)
        return self.left + (day - self.first).days / days * (self.right - self.left)

    def y(self, value: float) -> float:
        span = (value - self._start) / (self._end - self._start)
        return self.bottom + span * (self.top - self.bottom)


def draw_line_chart(canvas: Any, data: LineChart, box: Box) -> None:
    """Grid, days below, lines with their labels at the right end, ours last and on top."""
    if not any(series.points for series in data.series):
        return
    plot = _Plot(data, box)
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50) if (data.axis_end - data.axis_start) / s <= 5)
    for value in range(data.axis_start, data.axis_end + 1, step):
        y = plot.y(value)
        _line(canvas, [(plot.left, y), (plot.right, y)], style.GRID, 0.5)
        _label(canvas, f"{value}{data.unit}", plot.left - 5, y, align="right")
    _month_labels(canvas, plot)
    for series in sorted(data.series, key=lambda one: one.kind is LineKind.OURS):
        _draw_series(canvas, series, plot)
    _end_labels(canvas, data, plot)


def _month_labels(canvas: Any, plot: _Plot) -> None:
    """First, middle and last month, moved inwards so that none is cut."""
    half = (plot.last - plot.first) / 2
    days = [plot.first, plot.last]
    if plot.right - plot.left > 150 and half > timedelta(days=45):
        days.insert(1, plot.first + half)
    for day in days:
        align = "left" if day == plot.first else "right" if day == plot.last else "middle"
        _label(canvas, f"{MONTHS[day.month - 1][:3]} {day.year}", plot.x(day), 5, align=align)


def _draw_series(canvas: Any, series: LineSeries, plot: _Plot) -> None:
    colour, width, dash = _DRAWN[series.kind]
    for run in series.runs():
        points = [(plot.x(p.on), plot.y(p.value)) for p in run if p.value is not None]
        if len(points) > 1:
            _line(canvas, points, colour, width, dash)
        if series.kind is LineKind.OURS or len(points) == 1:
            canvas.setFillColor(HexColor(colour))
            for x, y in points if len(points) <= 40 else points[-1:]:
                canvas.circle(x, y, 2.1, stroke=0, fill=1)


def _end_labels(canvas: Any, data: LineChart, plot: _Plot) -> None:
    """Labels at the height of the last values, moved apart so that none covers another."""
    ends = []
    for series in data.series:
        last = series.last
        if last is not None and last.value is not None:
            ends.append((plot.y(last.value), series))
    ends.sort(key=lambda end: end[0])
    floor = -1e6
    for y, series in ends:
        y = max(y, floor + _LABELS_APART)
        floor = y
        is_ours = series.kind is LineKind.OURS
        colour = _DRAWN[series.kind][0] if is_ours else style.TEXT
        _label(canvas, data.label(series), plot.right + 6, y, colour=colour, is_bold=is_ours)


# --- a service's ratings over time ------------------------------------------------------------


def draw_timeline(canvas: Any, data: RatingTimeline, box: Box) -> None:
    """Four bands with both words; CQC a dark step line, ours dashed with outlined marks."""
    left, right, bottom = 118.0, box.width - 6, 16.0
    band = (box.height - bottom) / 4
    days = max((data.today - data.starts_on).days, 1)

    def x(day: date) -> float:
        return left + max((day - data.starts_on).days, 0) / days * (right - left)

    def y(level: int, *, is_own: bool) -> float:
        return bottom + (level - 1) * band + band * (0.3 if is_own else 0.66)

    for span in data.spans:
        canvas.setFillColor(HexColor(LIGHT.chart.difference))
        wide = x(span.last_on) - x(span.first_on)
        canvas.rect(x(span.first_on), bottom, wide, box.height - bottom, stroke=0, fill=1)
    for level in (4, 3, 2, 1):
        floor = bottom + (level - 1) * band
        _line(canvas, [(0, floor), (right, floor)], style.GRID, 0.5)
        cqc, own = CQC_WORDS[level], OWN_WORDS[level]
        _label(canvas, cqc if cqc == own else f"{cqc} / {own}", 0, floor + band / 2, room=left - 4)
    _year_labels(canvas, data, x)
    for first, last, step_level in data.steps():
        if step_level:
            line = [(x(first), y(step_level, is_own=False)), (x(last), y(step_level, is_own=False))]
            _line(canvas, line, style.TEXT, 2.4)
    for run in data.own_runs():
        points = [(x(mark.on), y(mark.level, is_own=True)) for mark in run if mark.level]
        if len(points) > 1:
            _line(canvas, points, style.ACCENT, 1.1, (4, 2.5))
    _timeline_marks(canvas, data.cqc, x, y, is_own=False)
    _timeline_marks(canvas, data.own, x, y, is_own=True)
    for note in (*data.notes, *data.registrations):
        _label(canvas, note.words, x(note.on), box.height - 5, align="middle")


def _year_labels(canvas: Any, data: RatingTimeline, x: Any) -> None:
    first, last = data.starts_on.year, data.today.year
    every = max(1, (last - first) // 8 + 1)
    for year in range(first + 1, last + 1, every):
        _label(canvas, str(year), x(date(year, 1, 1)), 5, align="middle")


def _timeline_marks(
    canvas: Any, marks: Sequence[TimelineMark], x: Any, y: Any, *, is_own: bool
) -> None:
    for mark in marks:
        if mark.level:
            left, bottom = x(mark.on) - 4, y(mark.level, is_own=is_own) - 4
            draw_shape(canvas, mark.level, left, bottom, 8, is_hollow=is_own)
