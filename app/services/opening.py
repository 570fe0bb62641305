"""Opening, creating and unlocking files: every check of SAFETY happens before the first write.

A file made in the window is encrypted from the start; one made by the command line is plain unless
a key file is given. Nothing here keeps a passphrase.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.db import identity, keys, place, upgrade
from app.db.attachments import AttachmentStore
from app.db.backup import lies_in_backup, make_backup, remove_leftovers
from app.db.idle import IdleLock
from app.db.keychain import Keychain
from app.db.keys import Cost, KeyFile, WrongSecretError
from app.db.lock import HeldError, InstanceLock, Owner, live_holder
from app.db.reserve import Reserve
from app.db.work import Actor, Database, Reading, Work
from app.errors import FileRefusedError, RuleError
from app.models import Officer
from app.paths import backups_of
from app.services.council import get_council, get_setting, put_setting
from app.services.frameworks import keep_bundled_frameworks
from app.services.office import Office, clock_now

__all__ = [
    "Cost", "HeldError", "IdleLock", "Owner", "WrongSecretError", "lies_in_backup", "live_holder"
]  # fmt: skip

_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


class BackupOpenedError(FileRefusedError):
    """The file to open is that of a backup: worked in, it would be no backup any more."""


class OnlyReadableError(FileRefusedError):
    """This user may read the file, or its folder, but not write to it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"You may read {path.name} but not write to it, or to the folder {path.parent}. "
            "Nothing was changed. Open it to read only, or ask the one who looks after the folder "
            "to let you write."
        )


@dataclass(frozen=True)
class Surroundings:
    """What opening needs of the computer: its device id, bundled frameworks and the clock."""

    device_id: str
    frameworks: Mapping[str, str]
    clock: Callable[[], datetime] = clock_now


@dataclass(frozen=True)
class NewOfficer:
    """Who works with the file, as first start asks."""

    name: str
    role: str = ""
    initials: str = ""
    email: str = ""


@dataclass(frozen=True)
class OfficerRow:
    """One officer of the file."""

    id: str
    name: str
    role: str
    initials: str
    email: str


def is_encrypted(path: Path) -> bool:
    """True when the file needs a passphrase or key. Raises FileRefusedError."""
    return identity.inspect(path).is_encrypted if not _has_key_file(path) else True


def open_file(
    path: Path, around: Surroundings, *, key: bytes | None = None, read_only: bool = False
) -> Office:
    """Open an existing file. Raises FileRefusedError or HeldError, the file unchanged.

    An older file is backed up, then upgraded; to read only it must be of today's format.
    OnlyReadableError: the user may not write to it; BackupOpenedError: it is that of a backup.
    """
    found = identity.check(path, key)
    place.check_place(path)
    if read_only:
        if found.schema_version < identity.SCHEMA_VERSION:
            raise FileRefusedError(_older_words(path))
        return Office(Database(path, key, read_only=True), clock=around.clock)
    if lies_in_backup(path):
        raise BackupOpenedError(
            f"{path.name} in the folder {path.parent.name} is a backup. What is written in it "
            "would be lost, and it could not be restored any more. Restore it, or open it to "
            "read only."
        )
    lock = _locked_to_write(path, around)
    database = Database(path, key)
    try:
        if upgrade.needs_upgrade(database.engine):
            make_backup(path, backups_of(path), key, now=around.clock(), reason="before upgrade")
            upgrade.upgrade(database.engine)
        return _furnished(database, lock, around)
    except BaseException:
        database.close()
        lock.release()
        raise


def is_for_reading(path: Path) -> bool:
    """True for a file that is not to be written: that of a backup, or without the right to."""
    return lies_in_backup(path) or not all(os.access(one, os.W_OK) for one in (path, path.parent))


def open_beside(path: Path, around: Surroundings, *, key: bytes | None = None) -> Office:
    """Open to read only, beside a window that may have the file open (command line)."""
    return open_file(path, around, key=key, read_only=True)


def create_file(path: Path, around: Surroundings, *, key: bytes | None = None) -> Office:
    """Make a new empty file. Raises FileRefusedError when something is there already."""
    _check_free(path)
    lock = _locked(path, around)
    if path.exists():  # another program made it meanwhile
        lock.release()
        _check_free(path)
    database = Database(path, key)
    try:
        upgrade.upgrade(database.engine)
        return _furnished(database, lock, around)
    except BaseException:
        database.close()
        remove_file(path)
        lock.release()
        raise


def create_encrypted(
    path: Path, passphrase: str, around: Surroundings, *, cost: Cost | None = None
) -> tuple[Office, str]:
    """Make a new encrypted file; returns its office and the recovery code to show once.

    Raises RuleError (field passphrase) or FileRefusedError.
    """
    key = keys.new_key()
    key_file, code = keys.make_key_file(key, passphrase, cost=cost)
    return _create_wrapped(path, key, key_file, around), code


def remove_file(path: Path) -> None:
    """Remove a file that was made a moment ago and is of no use, with all that lies beside it."""
    for suffix in ("", "-wal", "-shm", ".key.json", ".reserve"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def remove_with_everything(path: Path) -> None:
    """Remove a file for good with its attachments and backups (the sample, when asked)."""
    remove_file(path)
    for suffix in (".files", ".backups"):
        shutil.rmtree(path.with_name(path.name + suffix), ignore_errors=True)
    path.with_name(path.name + ".lock").unlink(missing_ok=True)


def key_from_passphrase(path: Path, passphrase: str) -> bytes:
    """The data key of a file. Raises WrongSecretError (a CircumstanceError) or FileRefusedError."""
    return KeyFile.read(keys.key_file_path(path)).unlock(passphrase)


def key_from_recovery_code(path: Path, code: str) -> bytes:
    """The data key of a file by its recovery code as typed."""
    return KeyFile.read(keys.key_file_path(path)).recover(code)


def key_from_keychain(path: Path) -> bytes | None:
    """The data key as kept in the system's keychain, or None."""
    if not _has_key_file(path):
        return None
    return Keychain.of_this_computer().find(KeyFile.read(keys.key_file_path(path)).key_id)


def keep_in_keychain(key: bytes) -> str:
    """Keep the data key in the system's keychain; returns what was done, in words."""
    return Keychain.of_this_computer().keep(key)


def forget_in_keychain(key: bytes) -> None:
    """Take the data key out of the system's keychain."""
    Keychain.of_this_computer().forget(keys.key_id(key))


def place_objection(path: Path) -> str:
    """Why the live file must not lie there, with the way out; empty when it may."""
    objection = place.find_objection(path)
    return objection.words if objection is not None else ""


def copy_to_local(path: Path, folder: Path) -> Path:
    """Copy a closed file with all that belongs to it. Raises HeldError or FileRefusedError."""
    return place.copy_to_local(path, folder)


def keychain_words() -> str:
    """Where the key of an encrypted file is or would be kept, as a sentence."""
    return Keychain.of_this_computer().words


def has_keychain() -> bool:
    """True when this computer has a keychain that can be trusted with a key."""
    return Keychain.of_this_computer().backend is not None


def is_in_keychain(office: Office) -> bool:
    """True when the key of the open file is in the keychain."""
    return office.database.key is not None and key_from_keychain(office.path) is not None


def key_from_file(key_file: Path, database: Path) -> bytes:
    """The data key for `--key-file`: 64 hex digits, a recovery code or the passphrase."""
    return keys.read_secret_file(key_file, database)


def create_with_key_file(path: Path, key_file: Path, around: Surroundings) -> Office:
    """Make a new encrypted file from a `--key-file` (command line)."""
    key, wrapped = keys.new_key_from_secret_file(key_file)
    if wrapped is None:
        return create_file(path, around, key=key)
    return _create_wrapped(path, key, wrapped, around)


def list_officers(reading: Reading) -> list[OfficerRow]:
    """Return the officers of the file who are not archived, by name."""
    rows = reading.session.scalars(
        select(Officer).where(Officer.is_archived.is_(False)).order_by(Officer.name)
    )
    return [OfficerRow(row.id, row.name, row.role, row.initials, row.email) for row in rows]


def add_officer(work: Work, draft: NewOfficer) -> str:
    """Add an officer and return the id. Raises RuleError (field name)."""
    name = draft.name.strip()
    if not name:
        raise RuleError("Enter the officer’s name", "name")
    initials = draft.initials.strip() or "".join(part[0] for part in name.split())
    officer = Officer(name=name, role=draft.role.strip(), initials=initials, email=draft.email)
    work.session.add(officer)
    work.session.flush()
    work.describe("officer added", f"Added officer {name}")
    return officer.id


def change_officer(work: Work, officer_id: str, draft: NewOfficer) -> None:
    """Change an officer's name, role or initials; the history keeps the earlier ones."""
    officer = work.session.get(Officer, officer_id)
    if officer is None:
        raise RuleError("This officer is not in the file any more")
    if not draft.name.strip():
        raise RuleError("Enter the officer’s name", "name")
    officer.name, officer.role = draft.name.strip(), draft.role.strip()
    officer.initials, officer.email = draft.initials.strip(), draft.email.strip()
    work.describe("officer changed", f"Changed officer {officer.name}")


def archive_officer(work: Work, officer_id: str) -> None:
    """Leave an officer out of the choices; what they did stays theirs. Raises RuleError."""
    officer = work.session.get(Officer, officer_id)
    if officer is None:
        raise RuleError("This officer is not in the file any more")
    if officer.id == work.actor.officer_id:
        raise RuleError("You are working under this name. Let another officer archive it")
    officer.is_archived = True
    work.describe("officer archived", f"Archived officer {officer.name}")


def sign_in(office: Office, officer_id: str) -> None:
    """Let an officer of the file act from now on."""
    found = {officer.id: officer for officer in office.read(list_officers)}
    officer = found[officer_id]
    office.actor = Actor(officer.id, officer.name, office.actor.device_id)
    if not office.database.is_read_only:
        office.write(_remember_officer, office.actor.device_id, officer_id)


def sign_in_as_last(office: Office) -> bool:
    """Let the officer who last worked on this computer act again; False when there is none.

    In the sample it is the first officer otherwise: the drafts and plans in it are hers.
    """
    known = office.read(get_setting, f"officer_{office.actor.device_id}")
    officers = office.read(list_officers)
    chosen = next((one for one in officers if one.id == known), None)
    if chosen is None and (len(officers) == 1 or office.read(get_council).is_sample):
        chosen = min(officers, key=lambda one: one.id, default=None)
    if chosen is None:
        return False
    office.actor = Actor(chosen.id, chosen.name, office.actor.device_id)
    return True


def _remember_officer(work: Work, device_id: str, officer_id: str) -> None:
    put_setting(work, f"officer_{device_id}", officer_id)
    work.describe("signed in", "Signed in")


def _furnished(database: Database, lock: InstanceLock, around: Surroundings) -> Office:
    office = Office(database, Actor(device_id=around.device_id), around.clock)
    office.closers.append(lock.release)
    AttachmentStore.of(database.path, database.key).remove_leftovers()
    remove_leftovers(backups_of(database.path))
    office.write(keep_bundled_frameworks, around.frameworks)
    _take_back_cut_off_import(office)
    Reserve.of(database.path).hold()  # last: on a full disk the writes above come first
    return office


def _take_back_cut_off_import(office: Office) -> None:
    """An import that a crash cut off is undone before anybody sees half of it."""
    from app.services.cqc_merge import undo_interrupted

    undo_interrupted(office)


def _check_free(path: Path) -> None:
    """Make the folder of a new file. Raises FileRefusedError when a file cannot be made there."""
    if path.exists():
        raise FileRefusedError(f"{path.name} is there already. Choose another name, or open it.")
    place.check_place(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileRefusedError(
            f"The folder {path.parent} cannot be made ({error.strerror}). Choose another."
        ) from error


def _create_wrapped(path: Path, key: bytes, wrapped: KeyFile, around: Surroundings) -> Office:
    """Make a new encrypted file; its key file is written first, and goes when the rest fails."""
    _check_free(path)
    key_file = keys.key_file_path(path)
    if key_file.exists():
        raise FileRefusedError(
            f"{key_file.name} is there already and may open a backup. Choose another name, or "
            "move it away first."
        )
    try:
        wrapped.write(key_file)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        return create_file(path, around, key=key)
    except BaseException:
        key_file.unlink(missing_ok=True)
        raise


def _locked(path: Path, around: Surroundings) -> InstanceLock:
    lock = InstanceLock(path)
    try:
        lock.acquire(around.clock())
    except OSError as error:
        raise _unwritable(path, error) from error
    return lock


def _locked_to_write(path: Path, around: Surroundings) -> InstanceLock:
    """The lock of a file that is there. Raises HeldError, or OnlyReadableError."""
    lock = InstanceLock(path)
    try:
        lock.acquire(around.clock())
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        path.open("r+b").close()  # where the system's answer does not tell the whole of its rights
    except OSError as error:
        lock.release()
        if error.errno in _NO_RIGHT:
            raise OnlyReadableError(path) from error
        raise _unwritable(path, error) from error
    return lock


def _older_words(path: Path) -> str:
    """Why an older file is not opened to read only, and what brings it up to date."""
    older = f"{path.name} was made by an older version of this program."
    if lies_in_backup(path):
        return (
            f"{older} Such a backup is brought up to date as it is restored: under Settings, "
            "Backups, or at the start with “Restore a backup”."
        )
    if is_for_reading(path):
        return (
            f"{older} It cannot be brought up to date where it is, because you may not write to "
            "it. Copy it with all that lies beside it to a folder of your own and open it there."
        )
    return f"{older} Open it once in the window, which brings it up to date after a backup."


def _unwritable(path: Path, error: OSError) -> FileRefusedError:
    return FileRefusedError(
        f"Nothing can be written to {path.parent} ({error.strerror}). Choose another folder."
    )


def _has_key_file(path: Path) -> bool:
    return keys.key_file_path(path).exists()
