"""Paints the cells and headers of a table: text, second line and chips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app import tokens
from app.ui import theme
from app.ui.icons import paint_icon
from app.ui.theme import colours
from app.ui.widgets.chips import paint_chip
from app.ui.widgets.table_model import ROW_ROLE, Column, Kind, TableModel

if TYPE_CHECKING:
    from app.ui.widgets.table_view import TableView


class CellDelegate(QStyledItemDelegate):
    """Paints one cell; knows nothing of the row beyond its Column."""

    def __init__(self, view: TableView[Any]) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        model: TableModel[Any] = self._view.table_model
        column = model.columns[index.column()]
        row = index.data(ROW_ROLE)
        painter.save()
        self._paint_back(painter, option, index)
        cell: QRect = option.rect
        inner = cell.adjusted(tokens.CELL_PADDING, 0, -tokens.CELL_PADDING, -1)
        if column.kind in (Kind.CQC, Kind.OWN):
            chip = column.chip(row)
            if chip is not None:
                paint_chip(painter, chip, inner.x(), inner.center().y() + 0.5, inner.width() + 6)
        else:
            _paint_text(painter, inner, column, row)
        painter.restore()

    def _paint_back(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        palette = colours()
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, QColor(palette.accent_tint))
        painter.fillRect(QRect(cell.x(), cell.bottom(), cell.width(), 1), QColor(palette.line))
        is_current = index.row() == self._view.currentIndex().row()
        if not is_current and not state & QStyle.StateFlag.State_Selected:
            return
        accent = QColor(palette.accent_text)
        columns = self._view.columns
        if is_current and self._view.has_visible_focus():
            painter.fillRect(QRect(cell.x(), cell.y(), cell.width(), 2), accent)
            painter.fillRect(QRect(cell.x(), cell.bottom() - 1, cell.width(), 2), accent)
            if columns.is_last(index.column()):
                painter.fillRect(QRect(cell.right() - 1, cell.y(), 2, cell.height()), accent)
        if columns.is_first(index.column()):
            painter.fillRect(QRect(cell.x(), cell.y(), tokens.NAV_MARK, cell.height()), accent)


def _paint_text(painter: QPainter, inner: QRect, column: Column[Any], row: Any) -> None:
    palette = colours()
    tone = column.tone(row) if column.tone else ""
    name = column.icon(row) if column.icon else ""
    side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
    second = column.second(row) if column.second else ""
    colour = getattr(palette, tone) if tone else palette.text
    if name:
        box = QRectF(inner.x(), inner.center().y() - 7.5, 16, 16)
        paint_icon(painter, box, name, colour)
        inner = inner.adjusted(24, 0, 0, 0)
    painter.setFont(theme.font(weight=tokens.SEMIBOLD if column.is_strong else tokens.REGULAR))
    metrics = painter.fontMetrics()
    words = metrics.elidedText(column.shown(row), Qt.TextElideMode.ElideRight, inner.width())
    painter.setPen(QColor(colour))
    if not second:
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), words)
        return
    _paint_two_lines(painter, inner, side, words, second)


def _paint_two_lines(
    painter: QPainter, inner: QRect, side: Qt.AlignmentFlag, words: str, second: str
) -> None:
    top = inner.y() + (inner.height() - 2 * tokens.TWO_LINE) // 2
    line = QRect(inner.x(), top, inner.width(), tokens.TWO_LINE)
    painter.drawText(line, int(side | Qt.AlignmentFlag.AlignVCenter), words)
    painter.setFont(theme.font())
    painter.setPen(QColor(colours().text_2))
    cut = QFontMetrics(theme.font()).elidedText(second, Qt.TextElideMode.ElideRight, inner.width())
    line.translate(0, tokens.TWO_LINE)
    painter.drawText(line, int(side | Qt.AlignmentFlag.AlignVCenter), cut)


class HeaderView(QHeaderView):
    """Headings in semibold with the arrow of the sort before the word."""

    def __init__(self, view: TableView[Any]) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setObjectName("table_header")
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(tokens.TABLE_HEADER + 1)
        self._view = view

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        palette = colours()
        model: TableModel[Any] = self._view.table_model
        column = model.columns[logicalIndex]
        painter.save()
        painter.fillRect(rect, QColor(palette.subtle))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), QColor(palette.line))
        inner = rect.adjusted(tokens.CELL_PADDING, 0, -tokens.CELL_PADDING, -1)
        painter.setFont(theme.font(weight=tokens.SEMIBOLD))
        is_sorted = model.sort_column == logicalIndex
        room = inner.width() - (20 if is_sorted else 0)
        words = painter.fontMetrics().elidedText(column.heading, Qt.TextElideMode.ElideRight, room)
        width = painter.fontMetrics().horizontalAdvance(words)
        x = inner.right() - width + 1 if column.is_right else inner.x() + 20 * is_sorted
        painter.setPen(QPen(QColor(palette.text)))
        box = QRect(x, inner.y(), width + 2, inner.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
        if is_sorted:
            is_down = model.sort_order == Qt.SortOrder.DescendingOrder
            arrow = QRectF(x - 20, inner.center().y() - 6.5, 14, 14)
            paint_icon(painter, arrow, "ph.arrow-down" if is_down else "ph.arrow-up", palette.text)
        painter.restore()
