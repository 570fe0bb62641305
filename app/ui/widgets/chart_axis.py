"""The time axis of charts: years in the middle of their span, months for short spans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app import tokens
from app.ui import theme
from app.ui.theme import colours

AXIS_HEIGHT = 28
TICK = 5
LEAST_LABEL = 46


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days from `first` to `last` laid over `left` to `right` px."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where a day stands."""
        days = max(1, (self.last - self.first).days)
        return self.left + (self.right - self.left) * (day - self.first).days / days

    def ticks(self) -> list[tuple[date, date, str]]:
        """Spans with their label: years, or months when there are under two years."""
        if (self.last - self.first).days > 730:
            return self._years()
        return self._months()

    def _years(self) -> list[tuple[date, date, str]]:
        years = range(self.first.year, self.last.year + 1)
        each = (self.right - self.left) / max(1, len(years))
        skip = max(1, -int(-LEAST_LABEL // max(1.0, each)))
        return [
            (date(year, 1, 1), date(year + 1, 1, 1), str(year) if n % skip == 0 else "")
            for n, year in enumerate(years)
        ]

    def _months(self) -> list[tuple[date, date, str]]:
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        skip = max(1, -int(-74 // max(1.0, (self.right - self.left) / count)))
        found = []
        for n in range(count):
            start = _month(self.first, n)
            words = f"{start:%b %Y}" if n % skip == 0 else ""
            found.append((start, _month(self.first, n + 1), words))
        return found

    def paint(self, painter: QPainter, y: float) -> None:
        """Paint ticks between the spans at `y` and the labels under them."""
        palette = colours()
        painter.setFont(theme.font())
        for start, end, words in self.ticks():
            if self.first <= start <= self.last:
                painter.setPen(QPen(QColor(palette.line_strong), 1))
                painter.drawLine(QPointF(self.x(start), y), QPointF(self.x(start), y + TICK))
            left, right = self.x(max(start, self.first)), self.x(min(end, self.last))
            if (words and right - left > 24) or (words and len(words) > 4):
                painter.setPen(QColor(palette.text_2))
                place = QRectF((left + right) / 2 - 40, y + TICK + 1, 80, tokens.BODY_LINE)
                painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)


def _month(first: date, step: int) -> date:
    number = first.year * 12 + first.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)
