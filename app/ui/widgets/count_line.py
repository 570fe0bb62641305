"""The line under a list: how many rows of how many, in which order, and the keys of the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app import tokens
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label


class CountLine(QWidget):
    """ "38 of 260, sorted by name" and, at the right, the keys of the list.

    Where the user sorted it holds the way back to the usual order; `back_requested` follows it.
    """

    back_requested = Signal()

    def __init__(self, name: str, keys: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(6)
        self._words: QLabel = label("", name=f"{name}_words")
        row.addWidget(self._words)
        self._back = button("", "link", name=f"{name}_back")
        self._back.clicked.connect(self.back_requested)
        self._back.hide()
        row.addSpacing(6)
        row.addWidget(self._back)
        row.addStretch(1)
        self._keys: list[QWidget] = []
        for cap, words in keys:
            for found in (label(cap, "keycap"), label(words, "second")):
                row.addWidget(found)
                self._keys.append(found)
            row.addSpacing(6)

    def set_count(self, shown: int, total: int, more: str = "") -> None:
        """Say how many are shown of how many, and how they are sorted."""
        count = f"{shown:,} of {total:,}" if shown != total else f"{total:,}"
        self._words.setText(f"{count}, {more}" if more else count)

    def set_way_back(self, words: str) -> None:
        """Offer the way back to the usual order in these words; "" while it is the usual one."""
        if self._back.text() != words:
            self._back.setText(words)
            self._back.setAccessibleName(words)
        self._back.setVisible(bool(words))

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            for found in self._keys:
                found.setVisible(self.width() > tokens.NAV_WIDTH * 3)
        return super().event(event)
