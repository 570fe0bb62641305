"""A main column and a narrower one beside it; under each other where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import tokens

GAP = 28
STACK_BELOW = 820


class TwoColumns(QWidget):
    """`main` takes what the `side` leaves. Put it in a scroll area: it is as high as it must be."""

    def __init__(
        self, main: Sequence[QWidget], side: Sequence[QWidget], *, width: int = tokens.PREVIEW_WIDTH
    ) -> None:
        super().__init__()
        self._width = width
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 6, 12, 16)
        self._row.setSpacing(GAP)
        self._main, self._side = _column(main), _column(side)
        self._row.addWidget(self._main, 1)
        self._row.addWidget(self._side)
        self._fit(self.width())

    @property
    def is_stacked(self) -> bool:
        """True while the side stands under the main column."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """As high as the words need at the width given, not at the narrowest possible."""
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self._row.hasHeightForWidth() else least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        is_narrow = width < STACK_BELOW
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if is_narrow else way.LeftToRight)
        self._side.setMaximumWidth(16_777_215 if is_narrow else self._width)
        self._side.setMinimumWidth(0 if is_narrow else self._width)


def _column(widgets: Sequence[QWidget]) -> QWidget:
    found = QWidget()
    found.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(found)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.BLOCK_GAP)
    for widget in widgets:
        column.addWidget(widget, 0, Qt.AlignmentFlag(0))
    column.addStretch(1)
    return found
