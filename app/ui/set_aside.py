"""Dialogs that stand open when the window locks: out of sight until it is unlocked.

What is typed in them is kept. A question that waits for its answer is answered with Cancel.
"""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget


def set_aside(window: QWidget) -> tuple[QWidget, ...]:
    """Hide every other window of the program; returns those to bring back."""
    while (popup := QApplication.activePopupWidget()) is not None and popup.close():
        pass
    kept = []
    for found in QApplication.topLevelWidgets():
        if found is window or not found.isVisible():
            continue
        if isinstance(found, QDialog) and _waits(found):
            found.reject()
        else:
            found.hide()
            kept.append(found)
    return tuple(kept)


def bring_back(aside: Sequence[QWidget]) -> None:
    """Show again what was set aside and still lives."""
    for found in aside:
        if not shiboken6.isValid(found):
            continue
        if isinstance(found, QDialog) and found.windowModality() != Qt.WindowModality.NonModal:
            found.open()
        else:
            found.show()


def _waits(dialog: QDialog) -> bool:
    """True for a dialog whose caller stands still until it is answered."""
    return dialog.windowModality() == Qt.WindowModality.ApplicationModal
