"""Blocks side by side that stand under each other when the room is too narrow for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app import tokens


class Columns(QWidget):
    """`blocks` are (widget, stretch). Below `stacked_below` px they are stacked; 0 means below
    the sum of their least widths."""

    def __init__(
        self, name: str, blocks: Sequence[tuple[QWidget, int]], *, stacked_below: int = 0
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._stacked_below = stacked_below
        self._blocks = [widget for widget, _ in blocks]
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(tokens.COLUMN_GAP)
        for widget, stretch in blocks:
            self._box.addWidget(widget, stretch)

    @property
    def is_stacked(self) -> bool:
        """True while the blocks stand under each other."""
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        widest = max((block.minimumSizeHint().width() for block in self._blocks), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gaps = tokens.COLUMN_GAP * (len(self._blocks) - 1)
        least = sum(block.minimumSizeHint().width() for block in self._blocks) + gaps
        is_tight = self.width() < (self._stacked_below or least)
        if is_tight != self.is_stacked:
            way = QBoxLayout.Direction
            self._box.setDirection(way.TopToBottom if is_tight else way.LeftToRight)
            self._box.setSpacing(tokens.BLOCK_GAP if is_tight else tokens.COLUMN_GAP)
