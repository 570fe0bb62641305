"""Lines over time (picture 06, right): pyqtgraph draws the lines, we the axes and end labels."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app import tokens
from app.domain.charts import LineChart, LineKind, LineSeries, value_words
from app.ui import theme
from app.ui.theme import colours
from app.ui.widgets.chart_axis import AXIS_HEIGHT, TimeAxis
from app.ui.widgets.chart_canvas import ChartCanvas, Mark

LEFT: Final = 40.0
TOP: Final = 14.0
LABEL_GAP: Final = 12.0

# colour role of tokens.ChartColours, width, dash pattern in px (None is solid)
_LOOKS: Final[dict[LineKind, tuple[str, float, list[float] | None]]] = {
    LineKind.OURS: ("ours", 3.0, None),
    LineKind.AUTHORITY: ("authority", 2.0, None),
    LineKind.REGION: ("region", 1.75, [7, 4]),
    LineKind.ENGLAND: ("history", 1.5, [2, 3]),
}


class LineCanvas(ChartCanvas):
    """A mark's data is (LineKind, date). A gap is a gap, its reason stands there."""

    def __init__(self, name: str, chart: LineChart) -> None:
        self.chart = chart
        self._items: list[tuple[LineSeries, Any]] = []
        self.plot: Any = None
        super().__init__(name, chart.alt_text)
        self.setMinimumSize(320, 200)
        self._make_plot()

    def sizeHint(self) -> QSize:
        return QSize(520, 270)

    def lay_out(self, area: QRectF) -> list[Mark]:
        marks = []
        for place, series in enumerate(self.chart.series):
            for point in series.points:
                if point.value is None:
                    continue
                where = QPointF(self._axis(area).x(point.on), self._y(point.value, area))
                lines = (f"{series.name} {value_words(point.value, self.chart.unit)}",)
                title = f"{point.on:%d/%m/%Y}"
                marks.append(Mark(where, place, title, lines, (series.kind, point.on)))
        if self.plot is not None:
            self.plot.setGeometry(self._plot_area(area).toAlignedRect())
        return marks

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        self._paint_grid(painter, area)
        axis = self._axis(area)
        axis.paint(painter, self._plot_area(area).bottom())
        self._paint_gaps(painter, area, axis)
        if painter.device() is not self:
            self._set_pens(painter.device().devicePixelRatio())
            scene = self.plot.scene()
            scene.render(painter, self._plot_area(area), self.plot.sceneRect())
        self._paint_ends(painter, area, axis)

    def _paint_picture(self, painter: QPainter, title: str, caption: str) -> None:
        super()._paint_picture(painter, title, caption)
        self._set_pens()  # those of the window again

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.plot is not None:
            self._set_pens()

    # --- pyqtgraph --------------------------------------------------------------------------

    def _make_plot(self) -> None:
        self.plot = pg.PlotWidget(self, background=None, enableMenu=False)
        self.plot.setObjectName(f"{self.objectName()}_lines")
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setStyleSheet("background: transparent")
        self.plot.setAntialiasing(True)
        item = self.plot.getPlotItem()
        item.hideButtons()
        item.setContentsMargins(0, 0, 0, 0)
        for side in ("left", "bottom"):
            item.hideAxis(side)
        item.setMouseEnabled(False, False)
        for series in self.chart.series:
            days = np.array([point.on.toordinal() for point in series.points], dtype=float)
            values = np.array(
                [np.nan if point.value is None else point.value for point in series.points]
            )
            curve = pg.PlotCurveItem(days, values, connect="finite", antialias=True)
            item.addItem(curve)
            self._items.append((series, curve))
        first, last = self._span()
        item.setXRange(first.toordinal(), last.toordinal(), padding=0)
        item.setYRange(self.chart.axis_start, self.chart.axis_end, padding=0)
        self._set_pens()

    def _set_pens(self, scale: float = 1.0) -> None:
        for series, curve in self._items:
            curve.setPen(_pen(series.kind, scale))

    # --- places -----------------------------------------------------------------------------

    def _span(self) -> tuple[date, date]:
        days = [point.on for series in self.chart.series for point in series.points]
        if not days:
            return date(2000, 1, 1), date(2000, 12, 31)
        return min(days), max(days)

    def _plot_area(self, area: QRectF) -> QRectF:
        metrics = QFontMetricsF(theme.font(weight=tokens.SEMIBOLD))
        widths = [metrics.horizontalAdvance(self.chart.label(s)) for s in self.chart.series]
        right = max(widths, default=0.0) + LABEL_GAP + 4
        return area.adjusted(LEFT, TOP, -right, -AXIS_HEIGHT)

    def _axis(self, area: QRectF) -> TimeAxis:
        plot = self._plot_area(area)
        first, last = self._span()
        return TimeAxis(first, last, plot.left(), plot.right())

    def _y(self, value: float, area: QRectF) -> float:
        plot = self._plot_area(area)
        start, end = self.chart.axis_start, self.chart.axis_end
        return plot.bottom() - plot.height() * (value - start) / max(1, end - start)

    # --- painting ---------------------------------------------------------------------------

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        palette = colours()
        plot = self._plot_area(area)
        painter.setFont(theme.font())
        for value in self._grid_values():
            y = round(self._y(value, area)) + 0.5
            painter.setPen(QPen(QColor(palette.chart.grid), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(palette.text_2))
            place = QRectF(area.x(), y - 10, LEFT - 8, 20)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, int(flags), f"{value:g}")

    def _grid_values(self) -> list[int]:
        start, end = self.chart.axis_start, self.chart.axis_end
        step = next(s for s in (1, 2, 5, 10, 20, 25, 50, 10**9) if (end - start) / s <= 6)
        return [value for value in range(start, end + 1) if (value - start) % step == 0]

    def _paint_gaps(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        painter.setFont(theme.font())
        painter.setPen(QColor(colours().text_2))
        for series in self.chart.series:
            before: float | None = None
            reason = ""
            start: date | None = None
            for point in series.points:
                if point.value is None:
                    reason = reason or point.reason
                    start = start or point.on
                    continue
                if start is not None and reason and before is not None:
                    x = (axis.x(start) + axis.x(point.on)) / 2
                    place = QRectF(x - 80, self._y(before, area) - 24, 160, 20)
                    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), reason)
                before, start, reason = point.value, None, ""

    def _paint_ends(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        ends = [(s, s.last) for s in self.chart.series]
        wanted = [
            (self._y(last.value, area), s, last.on)
            for s, last in ends
            if last is not None and last.value is not None
        ]
        wanted.sort(key=lambda end: end[0])
        places = _apart([y for y, _, _ in wanted], area.top() + 10, area.bottom() - AXIS_HEIGHT)
        x = self._plot_area(area).right() + LABEL_GAP
        for (y, series, on), label_y in zip(wanted, places, strict=True):
            role, _, _ = _LOOKS[series.kind]
            colour = QColor(getattr(colours().chart, role))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(axis.x(on), y), 3.5, 3.5)
            is_ours = series.kind is LineKind.OURS
            painter.setFont(theme.font(weight=tokens.SEMIBOLD if is_ours else tokens.REGULAR))
            painter.setPen(colour)
            place = QRectF(x, label_y - 10, area.right() - x, 20)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), self.chart.label(series))


def _apart(wanted: list[float], top: float, bottom: float) -> list[float]:
    """The same heights, sorted, moved at least 18 px apart and kept within top and bottom."""
    places: list[float] = []
    for y in wanted:
        lowest = places[-1] + tokens.LABEL_APART if places else top
        places.append(max(y, lowest))
    limit = bottom
    for place in range(len(places) - 1, -1, -1):
        places[place] = min(places[place], limit)
        limit = places[place] - tokens.LABEL_APART
    return places


def _pen(kind: LineKind, scale: float) -> QPen:
    """`scale`: how many dots a pixel of the picture has, for a cosmetic pen counts in dots."""
    role, width, dashes = _LOOKS[kind]
    pen = QPen(QColor(getattr(colours().chart, role)), width * scale)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dashes else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        pen.setDashPattern([step / width for step in dashes])
    return pen
