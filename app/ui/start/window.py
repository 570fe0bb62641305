"""The window of the start screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow

from app import tokens


class StartWindow(QMainWindow):
    """Closing it ends the program: `on_close` follows."""

    def __init__(self, on_close: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("start_window")
        self.setWindowTitle(tokens.PRODUCT_NAME)
        self.setMinimumSize(QSize(720, 460))
        self._on_close = on_close

    def closeEvent(self, event: Any) -> None:
        super().closeEvent(event)
        self._on_close()
