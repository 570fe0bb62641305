"""Says whether what was typed is on the disk; nothing moves when it changes its mind."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.widgets.labels import IconLabel, label, set_tone

SAVING_AFTER_MS = 300


class SaveIndicator(QWidget):
    """ "Saved 14:32:07", "Saving…" after 300 ms, or "Not saved: reason" until it is.

    Before anything is typed it can say "All saved" (`set_untouched`).
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._icon = IconLabel("ph.check-circle", "ok")
        self._words = label("", tone="ok", name=f"{name}_words")
        row.addWidget(self._icon)
        row.addWidget(self._words)
        self._icon.hide()
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(SAVING_AFTER_MS)
        self._delay.timeout.connect(self._show_saving)

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def set_untouched(self, *, afresh: bool = False) -> None:
        """Nothing was typed yet, so what is shown is what is on the disk.

        `afresh` forgets what was said before: another record is shown from now on.
        """
        if afresh or not self.text():
            self._show("ph.check-circle", "second", "All saved")

    def set_saved(self, at: datetime) -> None:
        """All is on the disk since `at` (local time)."""
        self._show("ph.check-circle", "ok", f"Saved {at:%H:%M:%S}")

    def set_saving(self) -> None:
        """A save began; said only when it takes longer than 300 ms."""
        self._delay.start()

    def set_failed(self, reason: str, *, is_short: bool = False) -> None:
        """The save did not reach the disk; stays until one does. `is_short` keeps the reason for
        the tooltip."""
        words = f"Not saved: {reason}"
        self._show("ph.warning-circle", "danger", "Not saved" if is_short else words)
        self._words.setToolTip(words)
        self.setAccessibleName(words)

    def _show_saving(self) -> None:
        self._show("ph.hourglass", "second", "Saving…")

    def _show(self, icon: str, tone: str, words: str) -> None:
        self._delay.stop()
        self._icon.set_icon(icon, "text_2" if tone == "second" else tone)
        self._icon.show()
        set_tone(self._words, "danger" if tone == "danger" else "ok" if tone == "ok" else "second")
        self._words.setText(words)
        self._words.setToolTip(words)
        self.setAccessibleName(words)
