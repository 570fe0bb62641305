"""Remembers which visit stands open in visit mode, so that a power cut leads back to it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from app.errors import NotSavedError
from app.settings import SettingsFile

MODE_PAGE: Final = "visit_mode"
MOST: Final = 20

log = logging.getLogger("app.left_open")


class LeftOpen:
    """For one officer in one file. Leaving visit mode forgets it; a kill or a close does not."""

    def __init__(self, settings: SettingsFile, path: Path, officer_id: str) -> None:
        self._settings = settings
        self._name = f"{officer_id} {path}"

    @property
    def visit_id(self) -> str:
        """The visit that was open when the program ended; empty when it was left."""
        return str(self._settings.current.visits_left_open.get(self._name, ""))

    def note(self, page: str, key: str) -> None:
        """The window shows `page` on `key`. An earlier version is only read: that is no work."""
        visit_id = key.partition("#")[0]
        self._keep(visit_id if page == MODE_PAGE and "@" not in visit_id else "")

    def _keep(self, visit_id: str) -> None:
        if visit_id == self.visit_id:
            return
        before = self._settings.current.visits_left_open
        others = [(name, kept) for name, kept in before.items() if name != self._name]
        mine = [(self._name, visit_id)] if visit_id else []
        try:
            self._settings.change(visits_left_open=dict((others + mine)[-MOST:]))
        except NotSavedError:
            log.warning("the settings were not saved; the visit opens on Today after a crash")
