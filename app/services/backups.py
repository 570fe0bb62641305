"""Backups of the open file: by hand, by themselves, checked, compared and brought back.

They lie in the folder beside the file and, where the council named one, in a second place. Which
are kept is the rule of app/db/backup_retention.py; when one is due by itself that of
app/db/backup_occasions.py. Source: SAFETY "Backup".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.db import backup as store
from app.db import restore as bringing_back
from app.db import upgrade
from app.db.backup import Backup
from app.db.backup_occasions import is_due_at_start, is_due_on_close
from app.db.work import Database, Outcome, Reading
from app.domain.words import count
from app.errors import FileRefusedError
from app.models import Act, Base
from app.paths import backups_of
from app.progress import Progress
from app.services.field_labels import RECORD_WORDS
from app.services.office import LONDON, Office
from app.services.protection import erasures_in, reapply
from app.services.second_place import catch_up

BY_HAND = "Made by hand"
START_OF_DAY = "Start of the day"
ON_CLOSE = "On closing"
BEFORE_IMPORT = "Before an import"
BEFORE_BULK = "Before a bulk act"
ON_SIGN_OFF = "On sign-off"


@dataclass(frozen=True)
class BackupRow:
    """One backup in the list. `records` is how many rows it holds, `size` in bytes."""

    name: str
    folder: Path
    made_at: datetime
    reason: str
    records: int
    size: int
    problem: str

    @property
    def is_verified(self) -> bool:
        """True when it was reopened and checked when it was made."""
        return not self.problem


@dataclass(frozen=True)
class BackupMade:
    """A backup just made. `second_place` is empty, or says why the second copy is missing."""

    row: BackupRow
    second_place: str = ""


@dataclass(frozen=True)
class LossRow:
    """What a restore would do to one kind of record; `one` and `many` of it in a sentence."""

    kind: str
    now: int
    lost: int
    reverted: int
    returning: int
    one: str
    many: str

    @property
    def words(self) -> str:
        """In plain words, without what is nought: "1 action would go back to what it was."."""
        return _what_would_happen(self.lost, self.reverted, self.returning, self.one, self.many)


@dataclass(frozen=True)
class RestoreView:
    """What a restore would do, before it is done. `problem` says why nothing can be compared."""

    row: BackupRow
    lines: tuple[LossRow, ...]
    erasures: int
    problem: str = ""

    @property
    def sentence(self) -> str:
        """What would be lost, in one sentence."""
        if self.problem:
            return self.problem
        lost = sum(line.lost for line in self.lines)
        reverted = sum(line.reverted for line in self.lines)
        returning = sum(line.returning for line in self.lines)
        if not (lost or reverted or returning):
            return "Nothing changed since this backup, so nothing would be lost."
        return _what_would_happen(lost, reverted, returning, "record", "records")


def _what_would_happen(lost: int, reverted: int, returning: int, one: str, many: str) -> str:
    """One sentence; the noun stands at the first number only, and nought is left out."""
    were = "it was" if reverted == 1 else "they were"
    counted = [
        (lost, "made since would go"),
        (reverted, f"would go back to what {were}"),
        (returning, "removed since would come back"),
    ]
    said = [(number, words) for number, words in counted if number]
    parts = [
        f"{number:,} {words}" if place else f"{count(number, one, many)} {words}"
        for place, (number, words) in enumerate(said)
    ]
    return f"{', '.join(parts)}."


@dataclass(frozen=True)
class RestoreDone:
    """After a restore: where the former file is kept, and the backup made of it."""

    kept_in: Path | None
    safety_backup: str


def make_backup(
    office: Office, reason: str = BY_HAND, progress: Progress | None = None
) -> BackupMade:
    """Make a verified backup now, copy it to the second place, let the oldest go.

    Copies that failed earlier are made up for.

    Raises BackupFailedError (a CircumstanceError); earlier backups are untouched then.
    """
    made = store.make_backup(
        office.path,
        backups_of(office.path),
        office.database.key,
        now=office.now(),
        reason=reason,
        progress=progress,
    )
    trouble = catch_up(office)
    store.prune(backups_of(office.path), office.now())
    return BackupMade(_row(made), trouble)


def back_up_at_start(office: Office, progress: Progress | None = None) -> BackupMade | None:
    """Make the backup of the day when something changed since the last one; None when not due.

    Either way the second place gets what an earlier copy failed to bring there.
    """
    now = office.now().astimezone(LONDON)
    if is_due_at_start(newest_backup_at(office.path), office.read(last_change_at), now):
        return make_backup(office, START_OF_DAY, progress)
    catch_up(office)
    return None


def back_up_on_close(office: Office, progress: Progress | None = None) -> BackupMade | None:
    """Make one on closing when the last is over 30 minutes old and something changed since."""
    if office.database.is_read_only:
        return None
    if is_due_on_close(newest_backup_at(office.path), office.read(last_change_at), office.now()):
        return make_backup(office, ON_CLOSE, progress)
    return None


def reason_after(reading: Reading, outcome: Outcome) -> str:
    """Why a backup is due after an act (a sign-off); empty when none is."""
    act = reading.session.get(Act, outcome.act_id)
    return ON_SIGN_OFF if act is not None and act.kind == "sign-off" else ""


def last_change_at(reading: Reading) -> datetime | None:
    """When the last act was done; None in a file without any. Signing in changes nothing."""
    query = select(func.max(Act.at)).where(Act.kind.not_in(("signed in", "frameworks kept")))
    return reading.session.scalar(query)


def newest_backup_at(database: Path) -> datetime | None:
    """When the newest verified backup was made."""
    moments = [one.made_at for one in store.list_backups(backups_of(database)) if one.is_verified]
    return max(moments, default=None)


def list_backups(folder: Path) -> list[BackupRow]:
    """The backups in a folder, newest first."""
    return [_row(one) for one in store.list_backups(folder)]


def list_backups_of(office: Office) -> list[BackupRow]:
    """The backups beside the open file, newest first."""
    return list_backups(backups_of(office.path))


def verify_backup(folder: Path, key: bytes | None) -> list[str]:
    """Check one backup from its bytes; a sentence for each problem, empty when it is whole."""
    return store.verify_backup(store.read_backup(folder), key)


def preview_restore(office: Office, folder: Path) -> RestoreView:
    """What bringing this backup back would do to the open file; nothing is changed.

    Raises FileRefusedError for a backup that is not whole: it is not offered for a restore.
    """
    backup = store.read_backup(folder)
    if problems := store.verify_backup(backup, office.database.key):
        raise FileRefusedError(f"This backup is not whole. {problems[0]} Choose another backup.")
    found = bringing_back.preview_restore(backup, office.path, office.database.key)
    repeated = _newer_erasures(office.path, office.database.key, backup)
    lines = [
        LossRow(_words_of(one.table), found.rows_now.get(one.table, 0),
                one.lost, one.reverted, one.returning, *_nouns_of(one.table))
        for one in found.differences
        if one.table in _COUNTED and not (repeated and one.table in _REPEATED)
    ]  # fmt: skip
    return RestoreView(_row(backup), tuple(lines), len(repeated), found.problem)


def restore_backup(office: Office, folder: Path) -> RestoreDone:
    """Bring a backup back into the open office; the former file is kept beside it.

    Waits until nobody reads or writes, replaces the file, repeats erasures newer than the backup,
    upgrades an older file, and tells the listeners that everything changed.
    Raises RestoreFailedError or another CircumstanceError; the file is then as it was.
    """
    with office.database.set_aside():
        done = restore_closed(office.path, office.database.key, folder, office.clock)
    office.tell_all_changed()
    return done


def restore_closed(
    path: Path, key: bytes | None, folder: Path, clock: Callable[[], datetime]
) -> RestoreDone:
    """Bring a backup back in the place of a file that is closed, or is not there any more."""
    backup = store.read_backup(folder)
    if backup.problem:
        raise FileRefusedError(f"{backup.problem} Choose another backup.")
    newer, now = _newer_erasures(path, key, backup), clock()
    done = bringing_back.restore(
        backup,
        path,
        key,
        backups=backups_of(path),
        now=now,
        reapply=(lambda part, files: reapply(part, key, files, newer, now)) if newer else None,
    )
    _bring_up_to_date(path, key)
    safety = done.safety_backup.folder.name if done.safety_backup else ""
    return RestoreDone(done.kept_in, safety)


def database_in(folder: Path) -> Path:
    """The database in a backup. Raises FileRefusedError for one that is damaged."""
    backup = store.read_backup(folder)
    if backup.problem:
        raise FileRefusedError(f"{backup.problem} Choose another backup.")
    return backup.database


_NOT_COUNTED = frozenset({"change", "change_context", "act", "search_entry", "visit_place"})
# A restore repeats newer erasures, with their marks in the seals: none of these goes or turns back.
_REPEATED = frozenset({"erasure", "erasure_target", "seal"})
_COUNTED = frozenset(table.name for table in Base.metadata.sorted_tables) - _NOT_COUNTED


_OTHER_WORDS = {
    "rating": "Rating",
    "import_run": "Import",
    "market_figure": "Market figure",
    "attachment": "File",
    "officer": "Officer",
    "setting": "Setting",
    "saved_view": "Saved view",
    "import_mapping": "Mapping of a spreadsheet",
    "framework_version": "Framework",
    "erasure": "Erasure",
    "erasure_target": "Erased text",
    "retention_rule": "Retention period",
    "seal": "Seal of a version",
}


def _words_of(table: str) -> str:
    return RECORD_WORDS.get(table) or _OTHER_WORDS[table]


_NOUNS = {
    "visit": ("QA visit", "QA visits"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "seal": ("seal of a signed-off version", "seals of signed-off versions"),
}


def _nouns_of(table: str) -> tuple[str, str]:
    """A kind of record within a sentence, for one and for many: "member(s) of the visit"."""
    words = _words_of(table)
    one = words[:1].lower() + words[1:]
    head, joint, rest = re.split(r"( of | to | covered|$)", one, maxsplit=1)
    return _NOUNS.get(table, (one, f"{head}s{joint}{rest}"))


def _newer_erasures(path: Path, key: bytes | None, backup: Backup) -> list[dict[str, Any]]:
    """Erasures that the backup does not know: from the current file and from newer backups."""
    found = {str(one["id"]): one for one in erasures_in(path, key)}
    for other in store.list_backups(backups_of(path)):
        if not other.problem and other.made_at > backup.made_at:
            theirs = erasures_in(other.database, key, is_at_rest=True)
            found |= {str(one["id"]): one for one in theirs}
    known = {str(one["id"]) for one in erasures_in(backup.database, key, is_at_rest=True)}
    return [one for identity, one in sorted(found.items()) if identity not in known]


def _bring_up_to_date(path: Path, key: bytes | None) -> None:
    """A backup of an older program is upgraded; the restore made a backup of what was before."""
    database = Database(path, key)
    try:
        if upgrade.needs_upgrade(database.engine):
            upgrade.upgrade(database.engine)
    finally:
        database.close()


def _row(backup: Backup) -> BackupRow:
    size = backup.database.stat().st_size if backup.database.is_file() else 0
    return BackupRow(
        name=backup.folder.name,
        folder=backup.folder,
        made_at=backup.made_at,
        reason=backup.reason,
        records=sum(n for table, n in (backup.rows or {}).items() if table in _COUNTED),
        size=size,
        problem=backup.problem,
    )


__all__ = [
    "BEFORE_BULK", "BEFORE_IMPORT", "BY_HAND", "ON_CLOSE", "ON_SIGN_OFF", "START_OF_DAY",
    "BackupMade", "BackupRow", "LossRow", "RestoreDone", "RestoreView",
    "back_up_at_start", "back_up_on_close", "database_in", "last_change_at",
    "list_backups", "list_backups_of", "make_backup", "newest_backup_at", "preview_restore",
    "reason_after", "restore_backup", "restore_closed", "verify_backup",
]  # fmt: skip
