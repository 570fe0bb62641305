"""Brings a backup back: shows first what would be lost, keeps the current file, checks, replaces.

The caller holds the instance lock and has closed every connection to the database.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.db import contents, identity
from app.db.attachments import AttachmentStore
from app.db.backup import Backup, BackupFailedError, make_backup, verify_backup
from app.db.durable import copy_whole, flush_file, flush_folder, rename_whole
from app.db.engine import connect
from app.db.keys import KeyFile, key_file_path
from app.db.lock import HeldError, live_holder
from app.errors import CircumstanceError, FileRefusedError

Reapply = Callable[[Path, AttachmentStore], None]


class RestoreFailedError(CircumstanceError):
    """Nothing was restored; the current file is as it was."""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How one table now differs from the backup, in rows.

    `lost` were made since and would go; `reverted` were changed since and would go back;
    `returning` were deleted since and would come back.
    """

    table: str
    lost: int
    reverted: int
    returning: int


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What a restore would do. `problem` says why the current file could not be compared."""

    backup: Backup
    rows_now: dict[str, int]
    differences: tuple[TableDifference, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """After a restore: where the former file is kept (None when there was none), and the backup
    that was made of it (None when it was too damaged)."""

    kept_in: Path | None
    safety_backup: Backup | None


def preview_restore(backup: Backup, database: Path, key: bytes | None) -> RestorePreview:
    """Compare `backup` with the current file, table by table; neither is changed."""
    if not database.exists():
        return RestorePreview(backup, {}, (), "There is no current file, so nothing would be lost.")
    try:
        with closing(connect(database, key, read_only=True)) as connection:
            uri = f"{backup.database.absolute().as_uri()}?mode=ro&immutable=1"
            connection.execute("ATTACH ? AS old", (uri,))
            rows = contents.row_counts(connection)
            old = set(contents.tables(connection, "old"))
            compared = [_difference(connection, table) for table in rows if table in old]
    except dbapi2.Error as error:
        words = f"The current file cannot be compared, it may be damaged ({error})."
        return RestorePreview(backup, {}, (), words)
    added = [TableDifference(table, rows[table], 0, 0) for table in rows if table not in old]
    differing = [one for one in compared + added if one.lost or one.reverted or one.returning]
    return RestorePreview(backup, rows, tuple(differing))


def restore(
    backup: Backup,
    database: Path,
    key: bytes | None,
    *,
    backups: Path,
    now: datetime,
    reapply: Reapply | None = None,
) -> Restored:
    """Put `backup` in the place of `database`, and return where the former file is kept.

    `reapply` is called with the file to be and the attachments, before the file takes its place:
    it repeats lawful erasures that are newer than the backup. `backups` is the folder where a
    backup of the current file is made first.
    Raises RestoreFailedError, HeldError, FileRefusedError; the current file is then as it was.
    """
    owner = live_holder(database)
    if owner is not None and owner.process != os.getpid():
        raise HeldError(database, owner)
    problems = verify_backup(backup, key)
    if problems:
        raise RestoreFailedError(f"Nothing was restored. {problems[0]} Choose another backup.")
    identity.check(backup.database, key)
    safety = _backup_of_current(database, backups, key, now)
    part = database.with_name(f"{database.name}.restoring")
    try:
        kept_in = _keep_aside(database, now)
        _prepare(backup, database, part, key, reapply)
        _replace(database, part, key)
    except (OSError, dbapi2.Error) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise RestoreFailedError(
            f"Nothing was restored: {words}. The current file is as it was. "
            "Free some space, then try again."
        ) from error
    finally:
        for leftover in (part, *_side_files(part)):
            leftover.unlink(missing_ok=True)
    _restore_key_file(backup, database)
    return Restored(kept_in, safety)


def _difference(connection: Any, table: str) -> TableDifference:
    name = contents.quoted(table)
    info = connection.execute(f"PRAGMA main.table_info({name})").fetchall()
    old = {row[1] for row in connection.execute(f"PRAGMA old.table_info({name})")}
    columns = ", ".join(contents.quoted(row[1]) for row in info if row[1] in old)
    keys = [contents.quoted(row[1]) for row in info if row[5]] or ["rowid"]
    same = " AND ".join(f"a.{key} IS b.{key}" for key in keys)

    def only_in(one: str, other: str) -> int:
        query = (
            f"SELECT count(*) FROM {one}.{name} a"
            f" WHERE NOT EXISTS (SELECT 1 FROM {other}.{name} b WHERE {same})"
        )
        return int(connection.execute(query).fetchone()[0])

    query = (
        f"SELECT count(*) FROM (SELECT {', '.join(keys)}, {columns} FROM main.{name}"
        f" EXCEPT SELECT {', '.join(keys)}, {columns} FROM old.{name})"
    )
    differing = int(connection.execute(query).fetchone()[0])
    lost = only_in("main", "old")
    return TableDifference(table, lost, differing - lost, only_in("old", "main"))


def _backup_of_current(
    database: Path, backups: Path, key: bytes | None, now: datetime
) -> Backup | None:
    if not database.exists():
        return None
    try:
        return make_backup(database, backups, key, now=now, reason="Before a restore")
    except BackupFailedError:
        return None  # too damaged: its bytes are kept aside all the same


def _keep_aside(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    moment = now.astimezone(UTC)
    folder = database.with_name(f"{database.name} kept {moment:%Y-%m-%d %H%M%S}")
    number = 2
    while folder.exists():
        folder = database.with_name(f"{database.name} kept {moment:%Y-%m-%d %H%M%S}-{number}")
        number += 1
    folder.mkdir()
    log = database.with_name(database.name + "-wal")
    for file in (key_file_path(database), log, database):
        if file.exists():
            copy_whole(file, folder / file.name)
    return folder


def _prepare(
    backup: Backup, database: Path, part: Path, key: bytes | None, reapply: Reapply | None
) -> None:
    store = AttachmentStore.of(database, key)
    store.folder.mkdir(parents=True, exist_ok=True)
    with closing(contents.open_at_rest(backup.database, key)) as connection:
        named = contents.named_attachments(connection)
    for digest in store.missing(named) + store.damaged(named):
        store.put(backup.store(key).get(digest))
    copy_whole(backup.database, part)
    if reapply is not None:
        reapply(part, store)
        _fold_log_in(part, key)
        problems = contents.damage_of_file(part, key)
        if problems:
            raise RestoreFailedError(f"Nothing was restored. {problems[0]}")
    flush_file(part)


def _replace(database: Path, part: Path, key: bytes | None) -> None:
    """The former log must go before the new file has the name, or it would be replayed into it."""
    if database.exists():
        with suppress(dbapi2.Error):  # damaged beyond opening: its bytes are kept aside
            _fold_log_in(database, key)
        for side in _side_files(database):
            side.unlink(missing_ok=True)
        flush_folder(database.parent)
    rename_whole(part, database)


def _fold_log_in(path: Path, key: bytes | None) -> None:
    with closing(connect(path, key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _side_files(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))


def _restore_key_file(backup: Backup, database: Path) -> None:
    """The current key file stays when it wraps the same key: it has the newest passphrase."""
    if not backup.key_file.exists():
        return
    try:
        if KeyFile.read(key_file_path(database)).key_id == KeyFile.read(backup.key_file).key_id:
            return
    except FileRefusedError:
        pass  # missing or damaged: the backup's is better
    copy_whole(backup.key_file, key_file_path(database))
