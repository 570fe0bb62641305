"""Bars of ratings (picture 06) and plain bars, painted."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app import tokens
from app.domain.charts import COUNT_HEADINGS, HorizontalBars, RatingBars
from app.tokens import Shape
from app.ui import theme
from app.ui.theme import colours
from app.ui.widgets.chart_canvas import ChartCanvas, Mark
from app.ui.widgets.shapes import paint_mark, paint_shape

LEVELS: Final = (4, 3, 2, 1, tokens.NOT_RATED)
LEGEND_HEIGHT: Final = 32
LABEL_GAP: Final = 20
_VCENTRE = int(Qt.AlignmentFlag.AlignVCenter)


class RatingBarsCanvas(ChartCanvas):
    """One bar a row, segments from Outstanding to not rated. A mark's data is (label, heading)."""

    opens_on_click: ClassVar[bool] = True

    def __init__(self, name: str, chart: RatingBars) -> None:
        self.chart = chart
        super().__init__(name, chart.alt_text)
        self.setMinimumSize(_legend_width(), self._height())
        self.setMaximumHeight(self._height())

    def sizeHint(self) -> QSize:
        return QSize(520, self._height())

    def lay_out(self, area: QRectF) -> list[Mark]:
        marks = []
        for series, row in enumerate(self.chart.rows):
            for level, heading, box, number in self._segments(series, area):
                if not number:
                    continue
                share = f"{number:,} of {row.counts.total:,}"
                title = f"{row.label}: {heading}"
                data = (row.label, heading)
                marks.append(Mark(box.center(), series, title, (share,), data, box))
                assert level in LEVELS
        return marks

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        self._paint_legend(painter, area)
        palette = colours()
        for series, row in enumerate(self.chart.rows):
            is_first = series == 0 and self._has_overall
            painter.setFont(theme.font(weight=tokens.SEMIBOLD if is_first else tokens.REGULAR))
            painter.setPen(QColor(palette.text))
            place = QRectF(area.x(), self._top(series, area), area.width(), tokens.BAR_HEIGHT)
            painter.drawText(place, _VCENTRE, row.label)
            for level, _, box, number in self._segments(series, area):
                if number:
                    self._paint_segment(painter, level, box, number)

    @property
    def _has_overall(self) -> bool:
        return bool(self.chart.rows) and self.chart.rows[0].label == "Overall"

    def _height(self) -> int:
        gap = tokens.BAR_OVERALL_GAP if self._has_overall else 0
        return LEGEND_HEIGHT + tokens.BAR_PITCH * len(self.chart.rows) + gap

    def _top(self, series: int, area: QRectF) -> float:
        gap = tokens.BAR_OVERALL_GAP if self._has_overall and series else 0
        return area.y() + LEGEND_HEIGHT + series * tokens.BAR_PITCH + gap

    def _label_width(self) -> float:
        metrics = QFontMetricsF(theme.font(weight=tokens.SEMIBOLD))
        labels = [metrics.horizontalAdvance(row.label) for row in self.chart.rows]
        return max(labels, default=0.0) + LABEL_GAP

    def _segments(self, series: int, area: QRectF) -> list[tuple[int, str, QRectF, int]]:
        counts = self.chart.rows[series].counts.in_order
        left = area.x() + self._label_width()
        room = max(40.0, area.right() - left - 2)
        scale = room / max(1, self.chart.longest)
        x = left
        found = []
        for level, heading, number in zip(LEVELS, COUNT_HEADINGS, counts, strict=True):
            width = number * scale
            box = QRectF(
                x,
                self._top(series, area),
                max(1.0, width - tokens.BAR_SEGMENT_GAP),
                tokens.BAR_HEIGHT,
            )
            found.append((level, heading, box, number))
            x += width
        return found

    def _paint_segment(self, painter: QPainter, level: int, box: QRectF, number: int) -> None:
        look = colours().ratings[level]
        painter.fillRect(box, QColor(look.fill))
        painter.setFont(theme.font())
        painter.setPen(QColor(look.on_fill))
        words = f"{number:,}"
        width = QFontMetricsF(theme.font()).horizontalAdvance(words)
        if box.width() >= max(tokens.SHAPE_AND_COUNT_FROM, width + 17):
            start = box.x() + (8 if box.width() > width + 30 else (box.width() - width - 14) / 2)
            size = 10.0
            place = QRectF(start, box.center().y() - size / 2, size, size)
            paint_shape(painter, tokens.shape_of(level), place, look.on_fill)
            painter.drawText(QRectF(start + 14, box.y(), width + 2, box.height()), _VCENTRE, words)
        elif box.width() >= max(tokens.COUNT_FROM, width):
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        palette = colours()
        painter.setFont(theme.font())
        metrics = QFontMetricsF(theme.font())
        x = area.x() + 1
        for level, heading in zip(LEVELS, COUNT_HEADINGS, strict=True):
            look = palette.ratings[level]
            shape = tokens.shape_of(level)
            is_ring = shape is Shape.RING
            box = QRectF(x, area.y() + 5, 11, 11)
            paint_mark(painter, shape, box, None if is_ring else look.fill, look.outline)
            painter.setPen(QColor(palette.text))
            width = metrics.horizontalAdvance(heading)
            painter.drawText(QRectF(x + 16, area.y(), width + 2, 21), _VCENTRE, heading)
            x += width + 30


def _legend_width() -> int:
    metrics = QFontMetricsF(theme.font())
    return int(sum(metrics.horizontalAdvance(words) + 30 for words in COUNT_HEADINGS)) - 12


class HorizontalBarsCanvas(ChartCanvas):
    """Part and second part of a whole, in words at the right. A mark's data is the label."""

    def __init__(self, name: str, chart: HorizontalBars) -> None:
        self.chart = chart
        super().__init__(name, chart.alt_text)
        height = tokens.ROW * max(1, len(chart.rows)) + 8
        self.setMinimumSize(260, height)
        self.setMaximumHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(420, self.maximumHeight())

    def lay_out(self, area: QRectF) -> list[Mark]:
        return [
            Mark(box.center(), place, row.label, (row.words,), row.label, box)
            for place, row in enumerate(self.chart.rows)
            for box in (self._bar(place, area),)
        ]

    def paint_chart(self, painter: QPainter, area: QRectF) -> None:
        palette = colours()
        for place, row in enumerate(self.chart.rows):
            bar = self._bar(place, area)
            line = QRectF(area.x(), bar.y() - 4, area.width(), bar.height() + 8)
            painter.setFont(theme.font())
            painter.setPen(QColor(palette.text))
            painter.drawText(line, _VCENTRE, row.label)
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(line.adjusted(0, 0, -2, 0), right, row.words)
            painter.fillRect(bar, QColor(palette.line))
            scale = bar.width() / max(1, row.whole)
            first = QRectF(bar.x(), bar.y(), row.part * scale, bar.height())
            second = QRectF(first.right(), bar.y(), row.second * scale, bar.height())
            painter.fillRect(second, QColor(palette.line_strong))
            painter.fillRect(first, QColor(palette.chart.ours))
            painter.setPen(QPen(QColor(palette.text), 1))
            for tick in self.chart.ticks:
                x = bar.x() + bar.width() * tick / 100
                painter.drawLine(QPointF(x, bar.y() - 3), QPointF(x, bar.bottom() + 3))

    def _bar(self, place: int, area: QRectF) -> QRectF:
        metrics = QFontMetricsF(theme.font())
        labels = [metrics.horizontalAdvance(row.label) for row in self.chart.rows]
        words = [metrics.horizontalAdvance(row.words) for row in self.chart.rows]
        left = area.x() + max(labels, default=0.0) + LABEL_GAP
        room = max(40.0, area.right() - left - max(words, default=0.0) - 16)
        return QRectF(left, area.y() + place * tokens.ROW + 10, room, 12)
