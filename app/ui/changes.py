"""Tells open pages what kinds of thing changed; each page decides whether to reload.

Kinds are plain words that services name after a write: "provider", "service", "contract", "visit",
"action", "finding", "rating", "import", "report", "framework", "settings".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal


class Changes(QObject):
    """The one place where a write is announced. `changed` carries a frozenset of kinds."""

    changed = Signal(object)

    def tell(self, kinds: Iterable[str]) -> None:
        """Announce that things of these kinds were written; an empty set is not announced."""
        found = frozenset(kinds)
        if found:
            self.changed.emit(found)


class Ear(QObject):
    """Hears of each act on whichever thread it was done, and passes it on in the window's own."""

    heard = Signal(object)
    act_done = Signal(object)

    def listen(self, outcome: Any) -> None:
        """Take an Outcome; `heard` carries the kinds that changed, `act_done` the outcome."""
        self.heard.emit(outcome.changed)
        self.act_done.emit(outcome)
