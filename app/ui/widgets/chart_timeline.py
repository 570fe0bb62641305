"""A service's ratings over time (picture 07): four bands, CQC's step line, our visits' marks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app import tokens
from app.domain.charts import RatingTimeline, TimelineMark, TimelineSpan
from app.tokens import Shape
from app.ui import theme
from app.ui.theme import colours
from app.ui.widgets.chart_axis import AXIS_HEIGHT, TimeAxis
from app.ui.widgets.chart_canvas import ChartCanvas, Mark
from app.ui.widgets.chart_places import beside, between
from app.ui.widgets.shapes import paint_mark

LEFT: Final = 184.0
LEGEND: Final = 28.0
LEVELS: Final = (4, 3, 2, 1)
CQC_DISC: Final = 15.0
OWN_MARK: Final = 12.0
SPAN_PADDING: Final = 6.0
_VCENTRE = int(Qt.AlignmentFlag.AlignVCenter)


class TimelineCanvas(ChartCanvas):
    """Series 0 is CQC, 1 ours, 2 the bands where the two differ, behind the marks.

    A mark's data is ("cqc", "own" or "span", date).
    """

    def __init__(self, name: str, chart: RatingTimeline) -> None:
        self.chart = chart
        super().__init__(name, chart.alt_text)
        self.setMinimumSize(480, 240)
        self.setMaximumHeight(300)

    def sizeHint(self) -> QSize:
        return QSize(740, 270)

    def lay_out(self, area: QRectF) -> list[Mark]:
        axis = self._axis(area)
        marks = []
        for series, (owner, words, rated) in enumerate(
            (("cqc", self.chart.regulator, self.chart.cqc), ("own", "Ours", self.chart.own))
        ):
            for mark in rated:
                where = QPointF(axis.x(mark.on), self._y(mark.level, owner, area))
                lines = tuple(line for line in (f"{mark.on:%d/%m/%Y}", mark.detail) if line)
                title = f"{words}: {mark.words}"
                marks.append(Mark(where, series, title, lines, (owner, mark.on)))
        for span in self.chart.spans:
            box = self._box_of(span, area, axis)
            until = "today" if span.is_open else f"{span.last_on:%d/%m/%Y}"
            lines = (f"{span.first_on:%d/%m/%Y} to {until}",)
            data = ("span", span.first_on)
            marks.append(Mark(box.center(), 2, span.words, lines, data, box))
        return marks

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        axis = self._axis(area)
        self._paint_legend(painter, area)
        self._paint_spans(painter, area, axis)
        self._paint_bands(painter, area)
        axis.paint(painter, self._bands(area).bottom())
        self._paint_notes(painter, area, axis)
        self._paint_cqc(painter, area, axis)
        self._paint_own(painter, area, axis)
        self._paint_last(painter, area, axis)

    # --- places -----------------------------------------------------------------------------

    def _bands(self, area: QRectF) -> QRectF:
        return area.adjusted(0, LEGEND, -8, -AXIS_HEIGHT)

    def _axis(self, area: QRectF) -> TimeAxis:
        first = self.chart.starts_on - timedelta(days=60)
        last = max(self.chart.today, first + timedelta(days=365))
        return TimeAxis(first, last, area.x() + LEFT, self._bands(area).right())

    def _y(self, level: int | None, owner: str, area: QRectF) -> float:
        bands = self._bands(area)
        height = bands.height() / len(LEVELS)
        if level is None:
            return bands.bottom() - 6
        part = 0.4 if owner == "cqc" else 0.76
        return bands.top() + (4 - level + part) * height

    # --- painting ---------------------------------------------------------------------------

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        palette = colours()
        painter.setFont(theme.font())
        y = area.y() + 12
        x = area.x() + 2
        painter.setPen(QPen(QColor(palette.text), 3))
        painter.drawLine(QPointF(x, y), QPointF(x + 26, y))
        good = palette.ratings[3]
        paint_mark(painter, Shape.DISC, QRectF(x + 7, y - 6, 12, 12), good.fill, good.outline)
        painter.setPen(QColor(palette.text_2))
        painter.drawText(QRectF(x + 32, y - 10, 80, 20), _VCENTRE, self.chart.regulator)
        width = QFontMetricsF(theme.font()).horizontalAdvance(self.chart.regulator)
        x += 32 + width + 20
        painter.setPen(self._own_pen())
        painter.drawLine(QPointF(x, y), QPointF(x + 26, y))
        self._paint_own_mark(painter, QPointF(x + 13, y), Shape.RING)
        painter.setPen(QColor(palette.text_2))
        painter.drawText(QRectF(x + 32, y - 10, 120, 20), _VCENTRE, "Our visits")

    def _paint_bands(self, painter: QPainter, area: QRectF) -> None:
        palette = colours()
        bands = self._bands(area)
        height = bands.height() / len(LEVELS)
        for place, level in enumerate(LEVELS):
            top = bands.top() + place * height
            painter.setPen(QPen(QColor(palette.line), 1))
            painter.drawLine(QPointF(bands.left(), top), QPointF(bands.right(), top))
            look = palette.ratings[level]
            middle = top + height / 2
            box = QRectF(bands.left() + 1, middle - 6, 12, 12)
            paint_mark(painter, tokens.shape_of(level), box, look.fill, look.outline)
            words = dict.fromkeys((tokens.CQC_WORDS[level], tokens.OWN_WORDS[level]))
            self._paint_words(painter, QPointF(bands.left() + 22, middle), list(words))
        painter.setPen(QPen(QColor(palette.line_strong), 1.5))
        painter.drawLine(bands.bottomLeft(), bands.bottomRight())

    def _paint_words(self, painter: QPainter, at: QPointF, words: list[str]) -> None:
        palette = colours()
        painter.setFont(theme.font())
        top = at.y() - 9 * len(words)
        for place, word in enumerate(words):
            painter.setPen(QColor(palette.text_2 if place else palette.text))
            painter.drawText(QRectF(at.x(), top + 18 * place, LEFT, 18), _VCENTRE, word)

    def _paint_spans(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        """Each band says its own direction within itself, in fewer words or none where narrow."""
        palette = colours()
        font = theme.font(weight=tokens.SEMIBOLD)
        painter.setFont(font)
        for span in self.chart.spans:
            box = self._box_of(span, area, axis)
            painter.fillRect(box, QColor(palette.chart.difference))
            painter.setPen(QPen(QColor(palette.line_strong), 1))
            painter.drawLine(box.topLeft(), box.bottomLeft())
            painter.setPen(QColor(palette.text))
            words = fitting(span, QFontMetricsF(font), box.width() - 2 * SPAN_PADDING)
            place = QRectF(box.x() + SPAN_PADDING, box.y() + 2, box.width(), 20)
            painter.drawText(place, _VCENTRE, words)

    def _box_of(self, span: TimelineSpan, area: QRectF, axis: TimeAxis) -> QRectF:
        bands = self._bands(area)
        left, right = axis.x(span.first_on), axis.x(span.last_on)
        return QRectF(left, bands.top(), right - left, bands.height())

    def _paint_notes(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        palette = colours()
        bands = self._bands(area)
        painter.setFont(theme.font())
        for note in self.chart.registrations:
            x = axis.x(note.on)
            painter.setPen(QPen(QColor(palette.text_2), 1))
            painter.drawLine(QPointF(x, bands.top()), QPointF(x, bands.bottom()))
            place = QRectF(x - 206, self._free_y(note.on, area, axis) - 10, 200, 20)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, int(flags), note.words)
        painter.setPen(QColor(palette.text_2))
        for words, place in self._note_places(area, axis):
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)
        x = axis.x(self.chart.today)
        painter.setPen(QPen(QColor(palette.text), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, bands.top()), QPointF(x, bands.bottom()))

    def _note_places(self, area: QRectF, axis: TimeAxis) -> list[tuple[str, QRectF]]:
        """The notes that find room between our marks; the broken line says the others."""
        metrics, taken = QFontMetricsF(theme.font()), self._taken(area, axis)
        places = []
        for note in self.chart.notes:
            y = self._y(self._own_level_before(note.on), "own", area)
            left = max((axis.x(m.on) for m in self.chart.own if m.on <= note.on), default=axis.left)
            right = min(
                (axis.x(m.on) for m in self.chart.own if m.on > note.on), default=area.right()
            )
            width = metrics.horizontalAdvance(note.words) + 4
            place = between(left, right, y, width, taken)
            if place is not None:
                places.append((note.words, place))
        return places

    def _taken(self, area: QRectF, axis: TimeAxis) -> list[QRectF]:
        """What words may not cover: all marks and the upright parts of CQC's line."""
        marks = [
            _around(QPointF(axis.x(mark.on), self._y(mark.level, owner, area)), CQC_DISC)
            for owner, rated in (("cqc", self.chart.cqc), ("own", self.chart.own))
            for mark in rated
        ]
        return [*marks, *self._cqc_falls(area, axis)]

    def _cqc_falls(self, area: QRectF, axis: TimeAxis) -> list[QRectF]:
        steps = [step for step in self.chart.steps() if step[2] is not None]
        falls = []
        for (_, last, before), (first, _, after) in pairwise(steps):
            if last == first and before != after:
                tops = sorted(self._y(level, "cqc", area) for level in (before, after))
                falls.append(QRectF(axis.x(first) - 3, tops[0], 6, tops[1] - tops[0]))
        return falls

    def _free_y(self, on: date, area: QRectF, axis: TimeAxis) -> float:
        """Where words to the left of a day cover neither a mark nor CQC's line."""
        bands = self._bands(area)
        first = axis.x(on) - 206
        taken = {m.level for m in (*self.chart.own, *self.chart.cqc) if first <= axis.x(m.on)}
        steps = self.chart.steps()
        taken |= {level for _, last, level in steps if axis.x(last) >= first}
        free = next((level for level in (3, 2, 1, 4) if level not in taken), 1)
        return bands.top() + (4 - free + 0.5) * bands.height() / len(LEVELS)

    def _own_level_before(self, day: date) -> int:
        before = [mark.level for mark in self.chart.own if mark.on <= day and mark.level]
        return before[-1] if before else 3

    def _paint_cqc(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        palette = colours()
        pen = QPen(QColor(palette.text), 3)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        before: tuple[date, int] | None = None
        for first, last, level in self.chart.steps():
            if level is None:
                before = None
                continue
            y = self._y(level, "cqc", area)
            if before is not None and before[0] == first and before[1] != level:
                x = axis.x(first)
                painter.drawLine(QPointF(x, self._y(before[1], "cqc", area)), QPointF(x, y))
            painter.drawLine(QPointF(axis.x(first), y), QPointF(axis.x(last), y))
            before = (last, level)
        for mark in self.chart.cqc:
            look = palette.ratings[mark.level or tokens.NOT_RATED]
            centre = QPointF(axis.x(mark.on), self._y(mark.level, "cqc", area))
            box = _around(centre, CQC_DISC)
            paint_mark(painter, tokens.shape_of(mark.level), box, look.fill, look.outline)

    def _paint_own(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        for run in self.chart.own_runs():
            points = [QPointF(axis.x(m.on), self._y(m.level, "own", area)) for m in run]
            painter.setPen(self._own_pen())
            painter.drawPolyline(points)
        for mark in self.chart.own:
            centre = QPointF(axis.x(mark.on), self._y(mark.level, "own", area))
            shape = tokens.shape_of(mark.level)
            self._paint_own_mark(painter, centre, Shape.RING if shape is Shape.DISC else shape)

    def _paint_own_mark(self, painter: QPainter, centre: QPointF, shape: Shape) -> None:
        palette = colours()
        box = _around(centre, OWN_MARK)
        painter.setBrush(QColor(palette.surface))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(_around(centre, OWN_MARK - 2))
        paint_mark(painter, shape, box, palette.surface, palette.chart.ours)

    def _paint_last(self, painter: QPainter, area: QRectF, axis: TimeAxis) -> None:
        palette = colours()
        painter.setFont(theme.font())
        for owner, words, marks, colour in (
            ("cqc", self.chart.regulator, self.chart.cqc, palette.text),
            ("own", "Ours", self.chart.own, palette.chart.ours),
        ):
            if marks:
                self._paint_label(painter, area, axis, owner, words, marks[-1], colour)

    def _paint_label(
        self,
        painter: QPainter,
        area: QRectF,
        axis: TimeAxis,
        owner: str,
        words: str,
        mark: TimelineMark,
        colour: str,
    ) -> None:
        said = f"{words}: {mark.words}, {mark.on:%d/%m/%Y}"
        width = QFontMetricsF(theme.font()).horizontalAdvance(said)
        x, y = axis.x(mark.on), self._y(mark.level, owner, area)
        right = self._bands(area).right() - width - 4
        painter.setPen(QColor(colour))
        if owner == "own":
            bands = self._bands(area)
            room = QRectF(axis.left, bands.top(), bands.right() - axis.left, bands.height())
            notes = [place for _, place in self._note_places(area, axis)]
            taken = [*self._taken(area, axis), *notes]
            place = beside(QPointF(x, y), width + 4, room, taken)
            painter.fillRect(place.adjusted(-2, 1, 0, -1), QColor(colours().surface))
        else:
            place = QRectF(min(x + 12, right), y - 23, width + 4, 20)
        painter.drawText(place, _VCENTRE, said)

    def _own_pen(self) -> QPen:
        pen = QPen(QColor(colours().chart.ours), 1.5)
        pen.setDashPattern([3, 2])
        return pen


def fitting(span: TimelineSpan, metrics: QFontMetricsF, room: float) -> str:
    """The longest words of a band that fit; where none does, its box and the table say them."""
    choices = (span.words, span.short_words, span.sign)
    return next((one for one in choices if metrics.horizontalAdvance(one) <= room), "")


def _around(centre: QPointF, size: float) -> QRectF:
    return QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
