"""The second place of backups: another disk or a network folder that the council named.

A copy that failed is made up for at the next backup and at the start. Promises: trouble there
never stops the backup on this computer; a place that does not answer is given up in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from app.db import backup as store
from app.db.backup import Backup
from app.domain.words import count, long_date
from app.paths import backups_of
from app.services.council import get_council
from app.services.office import LONDON, Office

ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """Where copies go ("" when nowhere), and how that stands in one sentence."""

    folder: str
    words: str
    is_behind: bool = False


def catch_up(office: Office) -> str:
    """Copy what the second place lacks; returns an empty text, or why a copy is missing.

    That is every backup newer than the newest one copied; of a new place the newest one only.
    """
    folder = office.read(get_council).second_place
    if not folder:
        return ""
    second = Path(folder)
    for backup in _lacking(office.path, _names_in(second)):
        if trouble := store.copy_in_time(backup, second):
            return trouble
    return ""


def state_of(office: Office) -> SecondPlace:
    """How the copies stand, for Settings; asks the place, so not for the window's own thread."""
    folder = office.read(get_council).second_place
    if not folder:
        return SecondPlace("", "No second place is chosen.")
    names = _names_in(Path(folder))
    copied = [one for one in _verified(office.path) if one.folder.name in (names or ())]
    lacking = _lacking(office.path, names)
    if names is None:
        return SecondPlace(folder, f"{folder}: it cannot be reached. {_RETRY}", is_behind=True)
    newest = f"newest copy {_moment(copied[0])}" if copied else "no copy yet"
    if not lacking:
        return SecondPlace(folder, f"{folder}: {newest}.")
    if not copied:
        return SecondPlace(folder, f"{folder}: no copy yet. {_BEGINS}", is_behind=True)
    words = f"{folder}: {newest}, {count(len(lacking), 'backup')} not copied. {_RETRY}"
    return SecondPlace(folder, words, is_behind=True)


_RETRY = "It is tried again at the next backup and at the start."
_BEGINS = "At the next backup or start the newest one is copied there; older ones stay here only."


def _lacking(database: Path, names: frozenset[str] | None) -> list[Backup]:
    """The backups to copy, the oldest first."""
    newer: list[Backup] = []
    for backup in _verified(database):
        if backup.folder.name in (names or ()):
            return newer[::-1]
        newer.append(backup)
    return newer[:1]


def _verified(database: Path) -> list[Backup]:
    return [one for one in store.list_backups(backups_of(database)) if one.is_verified]


def _names_in(second: Path) -> frozenset[str] | None:
    """The names of the backups there; None when the place is not there or does not answer."""
    found: list[frozenset[str]] = []

    def look() -> None:
        if second.is_dir():
            found.append(frozenset(one.folder.name for one in store.list_backups(second)))

    thread = Thread(target=look, name="look at the second place", daemon=True)
    thread.start()
    thread.join(ANSWER_SECONDS)
    return found[0] if found else None


def _moment(backup: Backup) -> str:
    at = backup.made_at.astimezone(LONDON)
    return f"{long_date(at.date())}, {at:%H:%M}"
