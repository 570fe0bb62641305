"""A bar over the foot of the window: "Archived 3 actions." with Undo. Gone after a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app import tokens
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

SAY_MS: Final = 5_000
UNDO_MS: Final = 20_000


class Toast(QFrame):
    """One at a time; the newest replaces the one before. Undo is also Ctrl+Z while it shows."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self.setProperty("area", "toast")
        self._undo: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(16)
        self._words = label("", name="toast_words")
        row.addWidget(self._words)
        self._button = button("Undo", name="toast_undo", small=True, tip="Undo (Ctrl+Z)")
        self._button.setShortcut("Ctrl+Z")
        self._button.clicked.connect(self._on_undo)
        row.addWidget(self._button)
        self._close = button("Close", name="toast_close", small=True)
        self._close.clicked.connect(self.hide)
        row.addWidget(self._close)
        for each in (self._button, self._close):  # a click leaves the cursor where one works
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Show a sentence for a few seconds."""
        self._show(text, None, SAY_MS)

    def offer_undo(self, text: str, undo: Callable[[], object]) -> None:
        """Show what was done, with Undo."""
        self._show(text, undo, UNDO_MS)

    def place(self) -> None:
        """Stand over the status line, in the middle."""
        parent = self.parentWidget()
        if parent is None:
            return
        self.adjustSize()
        x = (parent.width() - self.width()) // 2
        self.move(x, parent.height() - self.height() - tokens.STATUS_HEIGHT - 16)

    def _show(self, text: str, undo: Callable[[], object] | None, lasts_ms: int) -> None:
        self._undo = undo
        self._words.setText(text)
        self.setAccessibleName(text)
        self._button.setVisible(undo is not None)
        self.place()
        self.show()
        self.raise_()
        self._timer.start(lasts_ms)

    def _on_undo(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()
