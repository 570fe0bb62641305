"""The note of an answer: grows with its words, Esc leaves it, digits with Alt rate."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QPlainTextEdit

LEAST_LINES: Final = 3
MOST_LINES: Final = 12
WARN_FROM: Final = 20_000


class NoteEdit(QPlainTextEdit):
    """`left` follows Esc. Between 3 and 12 lines high; beyond that it scrolls."""

    left = Signal()

    def __init__(self, name: str, spoken_name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken_name)
        self.setTabChangesFocus(True)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        alone = Qt.KeyboardModifier.AltModifier
        if event.modifiers() == alone and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
            event.ignore()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # A plain-text document measures itself in lines.
        lines = round(self.document().documentLayout().documentSize().height())
        wanted = max(LEAST_LINES, min(MOST_LINES, lines))
        height = wanted * self.fontMetrics().lineSpacing() + 22
        if height != self.height():
            self.setFixedHeight(height)
