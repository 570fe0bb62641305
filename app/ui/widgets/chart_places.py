"""Where words on a chart find room beside what they speak of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF

LINE: float = 20.0
_STEP = 8


def freest(choices: Sequence[QRectF], taken: Sequence[QRectF]) -> QRectF:
    """The place that covers the least of those taken; the first of equals."""
    return min(choices, key=lambda one: sum(_area(one.intersected(other)) for other in taken))


def beside(at: QPointF, width: float, room: QRectF, taken: Sequence[QRectF]) -> QRectF:
    """A line of `width` px left of a mark, right of it, under or over it: where nothing is."""
    middle = max(room.left(), min(at.x() - width / 2, room.right() - width))
    choices = [
        QRectF(at.x() - width - 12, at.y() - LINE / 2, width, LINE),
        QRectF(at.x() + 12, at.y() - LINE / 2, width, LINE),
        QRectF(middle, at.y() + 8, width, LINE),
        QRectF(middle, at.y() - 8 - LINE, width, LINE),
    ]
    return freest([one for one in choices if room.contains(one)] or choices, taken)


def between(left: float, right: float, y: float, width: float,
            taken: Sequence[QRectF]) -> QRectF | None:  # fmt: skip
    """A line of `width` px as near the middle of a gap as it covers nothing; None without room."""
    most = (right - left - width) / 2
    middle = QRectF((left + right - width) / 2, y - LINE / 2, width, LINE)
    moves = [step * side for step in range(0, max(int(most), -1) + 1, _STEP) for side in (-1, 1)]
    choices = (middle.translated(move, 0) for move in moves)
    return next((one for one in choices if not any(one.intersects(t) for t in taken)), None)


def _area(box: QRectF) -> float:
    return box.width() * box.height()
