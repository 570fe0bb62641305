"""Keeps the counts of the navigation true, whichever page is shown and whoever wrote."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.services.badges import Badges, get_badges
from app.ui import acts
from app.ui.context import Context
from app.ui.navigation import Navigation

COUNTED: Final = frozenset({"visit", "visit_version", "action", "action_event", "service"})
LOOK_EVERY_MS: Final = 60_000


class BadgeKeeper(QObject):
    """Reads the counts at once, after each act that may change them, and on a new day."""

    def __init__(self, context: Context, navigation: Navigation) -> None:
        super().__init__(navigation)
        self._context = context
        self._navigation = navigation
        self._day: date | None = None
        context.changes.changed.connect(self._on_changed)
        timer = QTimer(self)
        timer.setInterval(LOOK_EVERY_MS)
        timer.timeout.connect(self.look_at_the_day)
        timer.start()

    def refresh(self) -> None:
        """Read and show the counts."""
        self._day = self._context.today()
        acts.read(self._context, self, get_badges, on_result=self._show)

    def look_at_the_day(self) -> None:
        """Read again when midnight has passed: what was due yesterday is overdue now."""
        if self._day != self._context.today():
            self.refresh()

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if kinds & COUNTED:
            self.refresh()

    def _show(self, found: Badges) -> None:
        for name, words in found.words.items():
            self._navigation.set_count(name, words)
