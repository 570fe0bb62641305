"""One running program per database file, and who it is that holds it.

Beside the database lies `<file>.lock` with the holder's process, host, user and start. The
operating system's lock on that file decides: it falls with the process, so a crash never locks
anybody out. Where the system has no such lock, the recorded process is looked up instead.
Opening for reading needs no lock.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from app.errors import CircumstanceError

_LOCKED_BYTE = 1 << 30  # far behind the text: a Windows lock also stops readers of its range
_START_TOLERANCE = 1.0  # seconds by which two readings of a process's start may differ


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock; `process_started` in seconds since 1970, `started_at` UTC as text."""

    process: int
    process_started: float
    host: str
    user: str
    started_at: str

    @classmethod
    def this_process(cls, now: datetime) -> Owner:
        """The running process, which takes the lock at `now`."""
        process = os.getpid()
        return cls(
            process=process,
            process_started=_start_of(process) or 0.0,
            host=socket.gethostname(),
            user=_user(),
            started_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )

    @property
    def is_alive(self) -> bool:
        """False when the process is known to have ended; another computer's counts as alive."""
        if self.host != socket.gethostname():
            return True
        started = _start_of(self.process)
        return started is not None and abs(started - self.process_started) < _START_TOLERANCE

    @property
    def words(self) -> str:
        """The holder in one phrase for the user."""
        since = self.started_at.replace("T", " ").removesuffix("Z")
        return f"{self.user} on {self.host} (process {self.process}, since {since} UTC)"


class HeldError(CircumstanceError):
    """The database is open in another program; `owner` says in which, if that can be read.

    `told` is that alone; the whole sentence adds what can be done about it in the window.
    """

    def __init__(self, database: Path, owner: Owner | None) -> None:
        who = owner.words if owner else "another program"
        self.told = f"{database.name} is already open: {who}."
        super().__init__(f"{self.told} Close it there, or open it read-only here.")
        self.owner = owner


class InstanceLock:
    """Holds `database` for this process from `acquire` to `release`."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.path = lock_path(database)
        self._handle: int | None = None

    def acquire(self, now: datetime) -> None:
        """Take the lock, or raise HeldError. A lock left behind by a crash is taken over."""
        if self._handle is not None:
            raise HeldError(self.database, Owner.this_process(now))
        handle = self._open_locked()
        try:
            _write(handle, json.dumps(asdict(Owner.this_process(now))))
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Give the lock up and remove its file; harmless when it is not held."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if sys.platform != "win32":  # while it is held: nobody can lock the name we remove
            self.path.unlink(missing_ok=True)
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):  # another program took it meanwhile: the file is now theirs
                self.path.unlink(missing_ok=True)

    def _open_locked(self) -> int:
        while True:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                self._take(handle)
                if _is_same_file(handle, self.path):
                    return handle
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)  # its owner removed it in between: take the new one

    def _take(self, handle: int) -> None:
        try:
            _system_lock(handle)
        except BlockingIOError:
            raise HeldError(self.database, holder(self.database)) from None
        except OSError:  # this file system has no locks: go by the recorded process
            owner = holder(self.database)
            if owner is not None and owner.is_alive:
                raise HeldError(self.database, owner) from None


def lock_path(database: Path) -> Path:
    """Where the lock of `database` lies."""
    return database.with_name(database.name + ".lock")


def holder(database: Path) -> Owner | None:
    """Who is recorded as holding `database`; None when nobody is or it cannot be read."""
    try:
        return Owner(**json.loads(lock_path(database).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def live_holder(database: Path) -> Owner | None:
    """Who holds `database` now; None when nobody does or the holder has ended."""
    owner = holder(database)
    return owner if owner is not None and owner.is_alive else None


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, text.encode("utf-8"))
    os.fsync(handle)


def _is_same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _start_of(process: int) -> float | None:
    try:
        return psutil.Process(process).create_time()
    except psutil.NoSuchProcess:
        return None
    except psutil.AccessDenied:
        return 0.0


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown user"


if sys.platform == "win32":
    import msvcrt

    def _system_lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise BlockingIOError from None
else:
    import fcntl

    def _system_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
