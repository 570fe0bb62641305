"""The rating shapes of `app.tokens` as painter paths."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.tokens import MARK_EDGE, SHAPE_OUTLINES, Shape


def shape_path(shape: Shape, rect: QRectF) -> QPainterPath:
    """The shape scaled into `rect`."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for outline in SHAPE_OUTLINES[shape]:
        path.addPolygon(
            QPolygonF(
                [
                    QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height())
                    for x, y in outline
                ]
            )
        )
        path.closeSubpath()
    return path


def paint_shape(painter: QPainter, shape: Shape, rect: QRectF, colour: str) -> None:
    """Paint the shape filled, without an edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(shape_path(shape, rect), QBrush(QColor(colour)))
    painter.restore()


def paint_mark(painter: QPainter, shape: Shape, rect: QRectF, fill: str | None, edge: str) -> None:
    """Paint a mark on the page background: fill (or the page, None) with a 1.5 px edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), MARK_EDGE))
    painter.setBrush(QBrush(QColor(fill)) if fill else Qt.BrushStyle.NoBrush)
    if shape is Shape.RING:
        painter.drawEllipse(rect.adjusted(0.75, 0.75, -0.75, -0.75))
    else:
        painter.drawPath(shape_path(shape, rect))
    painter.restore()
