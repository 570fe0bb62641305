"""Verified backups of a database with its key file and its attachments.

A folder of backups holds one folder for each backup, named by its moment in UTC, with the database
(`VACUUM INTO`, so it keeps the key), the key file and `backup.json`; attachments of all backups
lie once in `files/`, since their content never changes under their name. A backup gets its name
only after it was reopened and checked, so one without `.part` is whole.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
import threading
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.db import contents
from app.db.attachments import AttachmentStore, files_folder
from app.db.backup_retention import Kept, to_keep
from app.db.durable import (
    PART_SUFFIX,
    copy_whole,
    flush_file,
    flush_folder,
    part_of,
    rename_whole,
    write_whole,
)
from app.db.keys import key_file_path
from app.errors import CircumstanceError
from app.progress import Progress

FORMAT = 1
MANIFEST = "backup.json"
POOL = "files"
SECOND_PLACE_SECONDS = 120.0
_NAME = re.compile(r"\d{4}-\d\d-\d\d \d{6}-\d{3}(-\d+)?")


class BackupFailedError(CircumstanceError):
    """No backup was made; earlier ones are untouched."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. `rows` counts per table; `files` are names in the pool; `problem` is empty when
    it was verified when it was made and its list can be read."""

    folder: Path
    made_at: datetime
    reason: str = ""
    database_name: str = ""
    schema_version: int = 0
    rows: dict[str, int] | None = None
    files: tuple[str, ...] = ()
    sha256: str = ""
    problem: str = ""

    @property
    def is_verified(self) -> bool:
        """True when it was reopened and checked when it was made."""
        return not self.problem

    @property
    def database(self) -> Path:
        """The database in it."""
        return self.folder / self.database_name

    @property
    def key_file(self) -> Path:
        """The key file in it; it exists only for a database under a passphrase."""
        return key_file_path(self.database)

    @property
    def pool(self) -> Path:
        """The folder with its attachments, shared with the backups beside it."""
        return self.folder.parent / POOL

    def store(self, key: bytes | None) -> AttachmentStore:
        """Its attachments, to read."""
        return AttachmentStore(self.pool, key)


def make_backup(
    database: Path,
    folder: Path,
    key: bytes | None,
    *,
    now: datetime,
    reason: str,
    progress: Progress | None = None,
) -> Backup:
    """Back `database` up into `folder` while it may be in use; returns the verified backup.

    Raises BackupFailedError with the reason and nothing left behind; CancelledError.
    """
    progress = progress or Progress()
    target = _free_name(folder, now)
    part = part_of(target)
    try:
        part.mkdir(parents=True)
        progress.step(0, 3, "Copying the database")
        backup = _copy_and_check(database, part, key, now=now, reason=reason, progress=progress)
        rename_whole(part, target)
    except (OSError, dbapi2.Error) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise BackupFailedError(
            f"No backup was made: {words}. Your data is safe where it is. "
            "Free some space or choose another folder for backups, then try again."
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return replace(backup, folder=target)


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """The backups in `folder`, newest first; one whose list is damaged says so in `problem`."""
    if not folder.is_dir():
        return ()
    found = [read_backup(one) for one in folder.iterdir() if _is_backup(one)]
    return tuple(sorted(found, key=lambda one: (one.made_at, one.folder.name), reverse=True))


def lies_in_backup(database: Path) -> bool:
    """True for the database of a backup, which must stay as it was made."""
    return (database.parent / MANIFEST).is_file()


def read_backup(folder: Path) -> Backup:
    """What the backup in `folder` says of itself."""
    try:
        stored = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Backup(
            folder=folder,
            made_at=datetime.fromisoformat(stored["made_at"]),
            reason=str(stored["reason"]),
            database_name=Path(stored["database"]).name,
            schema_version=int(stored["schema_version"]),
            rows={str(table): int(count) for table, count in stored["rows"].items()},
            files=tuple(str(Path(name).name) for name in stored["files"]),
            sha256=str(stored["sha256"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        moment = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        return Backup(folder, moment, problem="The description of this backup is damaged.")


def verify_backup(backup: Backup, key: bytes | None) -> list[str]:
    """Check a backup again from its bytes; a sentence for each problem, empty when it is whole."""
    if backup.problem:
        return [backup.problem]
    if not backup.database.is_file():
        return ["The database of this backup is missing."]
    if _sha256(backup.database) != backup.sha256:
        return ["The database of this backup was altered or damaged since it was made."]
    problems = contents.damage_of_file(backup.database, key)
    if problems:
        return problems
    with closing(contents.open_at_rest(backup.database, key)) as connection:
        if contents.row_counts(connection) != backup.rows:
            return ["The numbers of records in this backup are not those that were noted."]
        named = contents.named_attachments(connection)
    return attachment_problems(backup.store(key), named)


def attachment_problems(store: AttachmentStore, named: Iterable[str]) -> list[str]:
    """A sentence for attachments that rows name but that are missing or damaged."""
    named = frozenset(named)
    missing, damaged = store.missing(named), store.damaged(named)
    problems = []
    if missing:
        problems.append(f"{len(missing)} attached files are missing.")
    if damaged:
        problems.append(f"{len(damaged)} attached files are damaged.")
    return problems


def prune(folder: Path, now: datetime) -> tuple[str, ...]:
    """Delete the backups that the retention rule lets go; returns their names. Raises OSError."""
    backups = {
        Kept(one.made_at, one.is_verified, one.folder.name): one for one in list_backups(folder)
    }
    keep = to_keep(backups, now)
    gone = [one for kept, one in backups.items() if kept not in keep]
    for one in gone:
        doomed = part_of(one.folder)  # half a deleted backup must not look like one
        one.folder.rename(doomed)
        shutil.rmtree(doomed)
    if gone:
        _prune_pool(folder)
    return tuple(sorted(one.folder.name for one in gone))


def remove_leftovers(folder: Path) -> int:
    """Remove what interrupted backups left behind; only while no backup is being made."""
    if not folder.is_dir():
        return 0
    leftovers = [one for one in folder.iterdir() if _is_leftover(one)]
    for one in leftovers:
        shutil.rmtree(one, ignore_errors=True)
    return len(leftovers)


def copy_to_second_place(backup: Backup, second: Path) -> str:
    """Copy a backup to `second`, which may be on a network; returns an empty text, or why not."""
    target = second / backup.folder.name
    part = part_of(target)
    try:
        if target.exists():
            return ""
        (second / POOL).mkdir(parents=True, exist_ok=True)
        _copy_to_pool(backup.pool, second / POOL, backup.files)
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(backup.folder, part)
        _check_equal(part / backup.database_name, backup.sha256)
        rename_whole(part, target)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        return (
            f"The backup was not copied to {second}: {error.strerror or error}. "
            "The backup on this computer is safe; check the second place and copy it again."
        )
    return ""


def copy_in_time(backup: Backup, second: Path, *, seconds: float = SECOND_PLACE_SECONDS) -> str:
    """The same, but a second place that does not answer is given up after `seconds`."""
    answer: list[str] = []
    thread = threading.Thread(
        target=lambda: answer.append(copy_to_second_place(backup, second)),
        name="second place",
        daemon=True,  # never keeps the program from closing
    )
    thread.start()
    thread.join(seconds)
    if answer:
        return answer[0]
    return (
        f"{second} did not answer within {seconds:.0f} seconds. The backup on this computer is "
        "safe; check the connection and copy it again."
    )


def _copy_and_check(
    database: Path, part: Path, key: bytes | None, *, now: datetime, reason: str, progress: Progress
) -> Backup:
    copy = part / database.name
    with closing(contents.open_to_copy(database, key)) as connection:
        before = _state(connection)
        connection.execute("VACUUM INTO ?", (str(copy),))
        after = _state(connection)
    flush_file(copy)
    progress.step(1, 3, "Copying documents and photos")
    names = _back_up_files(files_folder(database), part.parent / POOL)
    if key_file_path(database).exists():
        copy_whole(key_file_path(database), key_file_path(copy))
    progress.step(2, 3, "Checking the copy")
    problems = contents.damage_of_file(copy, key)
    if problems:
        raise BackupFailedError(f"No backup was made: the copy is not sound. {problems[0]}")
    with closing(contents.open_at_rest(copy, key)) as connection:
        rows = contents.row_counts(connection)
        version = contents.schema_version(connection)
    if before == after and rows != before[1]:
        raise BackupFailedError("No backup was made: rows are missing from the copy.")
    backup = Backup(part, now, reason, copy.name, version, rows, names, _sha256(copy))
    write_whole(part / MANIFEST, json.dumps(_described(backup), indent=1).encode("utf-8"))
    progress.step(3, 3, "Backup made")
    return backup


def _state(connection: Any) -> tuple[int, dict[str, int]]:
    """The file's state as others change it, and its rows: equal twice means nothing happened."""
    version = int(connection.execute("PRAGMA data_version").fetchone()[0])
    return version, contents.row_counts(connection)


def _back_up_files(source: Path, pool: Path) -> tuple[str, ...]:
    names = sorted(AttachmentStore(source).names())
    pool.mkdir(parents=True, exist_ok=True)
    return _copy_to_pool(source, pool, names)


def _copy_to_pool(source: Path, pool: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Copy what the pool lacks; returns the names that are in it. Erased meanwhile: left out.

    What is in the pool is never replaced: of two that differ the older copy is the sound one.
    """
    copied = []
    for name in names:
        try:
            if not (pool / name).exists():
                copy_whole(source / name, pool / name)
        except FileNotFoundError:
            continue
        copied.append(name)
    return tuple(copied)


def _prune_pool(folder: Path) -> None:
    backups = list_backups(folder)
    if any(one.problem for one in backups):
        return  # a backup whose list cannot be read may need any of them
    needed = {name for one in backups for name in one.files}
    for file in AttachmentStore(folder / POOL).names() - needed:
        (folder / POOL / file).unlink(missing_ok=True)
    flush_folder(folder / POOL)


def _described(backup: Backup) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": backup.made_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "reason": backup.reason,
        "database": backup.database_name,
        "schema_version": backup.schema_version,
        "rows": backup.rows,
        "files": list(backup.files),
        "sha256": backup.sha256,
    }


def _free_name(folder: Path, now: datetime) -> Path:
    moment = now.astimezone(UTC)
    stem = f"{moment:%Y-%m-%d %H%M%S}-{moment.microsecond // 1000:03d}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return next(
        folder / name
        for name in names
        if not (folder / name).exists() and not part_of(folder / name).exists()
    )


def _is_backup(folder: Path) -> bool:
    """Only what has a name of ours: a second place may hold other people's folders too."""
    return folder.is_dir() and _NAME.fullmatch(folder.name) is not None


def _is_leftover(folder: Path) -> bool:
    return folder.suffix == PART_SUFFIX and _NAME.fullmatch(folder.stem) is not None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _check_equal(path: Path, sha256: str) -> None:
    if _sha256(path) != sha256:
        raise OSError(errno.EIO, "the copy is not equal to the backup")
