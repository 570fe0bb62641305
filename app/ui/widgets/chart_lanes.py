"""Ratings of several locations over time (picture 02): a lane each, CQC's filled, ours outlined."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app import tokens
from app.domain.charts import TimelineMark, TimelineNote
from app.domain.rating_lanes import RatingLane, RatingLanes
from app.tokens import Shape
from app.ui import theme
from app.ui.theme import colours
from app.ui.widgets.chart_axis import AXIS_HEIGHT, TimeAxis
from app.ui.widgets.chart_canvas import ChartCanvas, Mark
from app.ui.widgets.shapes import paint_mark

LEAST_LEFT, MOST_LEFT = 110.0, 250.0
LEGEND: Final = 28.0
LANE: Final = 36.0
MARK: Final = 12.0
PUBLISHED, OWN = 0.32, 0.7
_VCENTRE = int(Qt.AlignmentFlag.AlignVCenter)
_LEGEND_TEXTS = (("CQC, filled", Shape.DISC), ("ours, outlined", Shape.RING))


class LanesCanvas(ChartCanvas):
    """Two series a lane: what is published, and ours. A mark's data is the lane's key."""

    def __init__(self, name: str, chart: RatingLanes) -> None:
        self.chart = chart
        super().__init__(name, chart.alt_text)
        metrics = QFontMetricsF(theme.font())
        widest = max((metrics.horizontalAdvance(lane.label) for lane in chart.lanes), default=0.0)
        self._left = min(MOST_LEFT, max(LEAST_LEFT, widest + 20))
        height = int(LEGEND + LANE * len(chart.lanes) + AXIS_HEIGHT)
        self.setMinimumSize(400, height)
        self.setMaximumHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(740, self.minimumHeight())

    def lay_out(self, area: QRectF) -> list[Mark]:
        axis = self._axis(area)
        found: list[Mark] = []
        series = -1
        for place, lane in enumerate(self.chart.lanes):
            for owner, rated, part in _rows(lane):
                series += bool(rated)
                for mark in rated:
                    where = QPointF(axis.x(mark.on), self._y(place, part, area))
                    lines = [lane.label, f"{mark.on:%d/%m/%Y}"]
                    lines += [mark.detail] if mark.detail else []
                    title = f"{owner}: {mark.words}"
                    found.append(Mark(where, series, title, tuple(lines), lane.key))
        return found

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        axis = self._axis(area)
        self._paint_legend(painter, area)
        self._paint_grid(painter, area, axis)
        for place, lane in enumerate(self.chart.lanes):
            self._paint_lane(painter, area, axis, place, lane)
        self._paint_today(painter, area, axis)

    # --- places -----------------------------------------------------------------------------

    def _lanes(self, area: QRectF) -> QRectF:
        return area.adjusted(0, LEGEND, -10, -AXIS_HEIGHT)

    def _axis(self, area: QRectF) -> TimeAxis:
        first = self.chart.starts_on - timedelta(days=60)
        last = max(self.chart.today, first + timedelta(days=365))
        return TimeAxis(first, last, area.x() + self._left, self._lanes(area).right())

    def _y(self, place: int, part: float, area: QRectF) -> float:
        return self._lanes(area).top() + (place + part) * LANE

    # --- painting ---------------------------------------------------------------------------

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        palette = colours()
        painter.setFont(theme.font())
        good = palette.ratings[3]
        x, y = area.x() + self._left, area.y() + 12
        for words, shape in _LEGEND_TEXTS:
            fill = good.fill if shape is Shape.DISC else palette.surface
            paint_mark(painter, shape, QRectF(x, y - 6, 12, 12), fill, good.outline)
            painter.setPen(QColor(palette.text_2))
            width = QFontMetricsF(theme.font()).horizontalAdvance(words)
            painter.drawText(QRectF(x + 18, y - 10, width + 4, 20), _VCENTRE, words)
            x += width + 38

    def _paint_grid(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        palette = colours()
        lanes = self._lanes(area)
        painter.setPen(QPen(QColor(palette.chart.grid), 1))
        for start, _, _ in axis.ticks():
            if axis.first <= start <= axis.last:
                painter.drawLine(
                    QPointF(axis.x(start), lanes.top()), QPointF(axis.x(start), lanes.bottom())
                )
        axis.paint(painter, lanes.bottom())

    def _paint_lane(
        self, painter: QPainter, area: QRectF, axis: TimeAxis, place: int, lane: RatingLane
    ) -> None:
        palette = colours()
        lanes = self._lanes(area)
        top = lanes.top() + place * LANE
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(QPointF(area.x(), top), QPointF(lanes.right(), top))
        painter.setFont(theme.font())
        painter.setPen(QColor(palette.text))
        room = self._left - 16
        words = QFontMetricsF(theme.font()).elidedText(
            lane.label, Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(QRectF(area.x() + 2, top, room, LANE), _VCENTRE, words)
        for note in lane.registrations:
            self._paint_registration(painter, QPointF(axis.x(note.on), top), note, lane)
        for _, rated, part in _rows(lane):
            for mark in rated:
                where = QPointF(axis.x(mark.on), self._y(place, part, area))
                _paint_rating(painter, where, mark, is_own=part == OWN)

    def _paint_registration(
        self, painter: QPainter, top: QPointF, note: TimelineNote, lane: RatingLane
    ) -> None:
        """The end of an earlier registration: a line across the lane, named where there is room."""
        palette = colours()
        painter.setPen(QPen(QColor(palette.text_2), 1.5))
        painter.drawLine(top, top + QPointF(0, LANE))
        width = QFontMetricsF(theme.font()).horizontalAdvance(note.words) + 8
        if top.x() - width < self._left or any(mark.on < note.on for mark in lane.own):
            return
        box = QRectF(top.x() - width, top.y() + LANE * 0.45, width - 4, LANE * 0.55)
        painter.setPen(QColor(palette.text_2))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight) | _VCENTRE, note.words)

    def _paint_today(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        palette = colours()
        lanes = self._lanes(area)
        x = axis.x(self.chart.today)
        painter.setPen(QPen(QColor(palette.accent_text), 1.5))
        painter.drawLine(QPointF(x, lanes.top() - 6), QPointF(x, lanes.bottom()))
        painter.setFont(theme.font(weight=tokens.SEMIBOLD))
        box = QRectF(x - 80, area.y() + 2, 80, 20)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight) | _VCENTRE, "Today")


def _rows(lane: RatingLane) -> tuple[tuple[str, tuple[TimelineMark, ...], float], ...]:
    """Whose marks stand in which part of a lane."""
    return ((lane.regulator or "CQC", lane.published, PUBLISHED), ("Ours", lane.own, OWN))


def _paint_rating(painter: QPainter, centre: QPointF, mark: TimelineMark, *, is_own: bool) -> None:
    palette = colours()
    look = palette.ratings[mark.level or tokens.NOT_RATED]
    shape = tokens.shape_of(mark.level)
    box = QRectF(centre.x() - MARK / 2, centre.y() - MARK / 2, MARK, MARK)
    if is_own:
        shape = Shape.RING if shape is Shape.DISC else shape
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.surface))
        painter.drawEllipse(box)
    paint_mark(painter, shape, box, palette.surface if is_own else look.fill, look.outline)
