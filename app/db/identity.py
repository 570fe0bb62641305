"""Tells whether a file is a database of this program, before anything is written to it.

`application_id` marks our files and `user_version` counts the migrations. A file that is
foreign, newer than the program, damaged, not SQLite, or encrypted without a key is refused in
plain words with its bytes unchanged.

`inspect` reads bytes of the file itself. POSIX drops all of a process's locks on a file when any
handle on it is closed, so it must only be called while this process has no connection to the
same file: before the engine is opened, never beside it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.db.contents import open_at_rest
from app.db.engine import MINIMUM_SQLITE, connect
from app.errors import FileRefusedError

APPLICATION_ID = 0x43514D31  # "CQM1"
SCHEMA_VERSION = 1  # the number of the newest migration

_PAGE = 4096
_PLAIN_HEADER = b"SQLite format 3\x00"
_KNOWN_OTHERS = {
    b"PK\x03\x04": "a workbook or zip file",
    b"%PDF": "a PDF",
    b"\xff\xd8\xff": "a photo",
    b"\x89PNG": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "a compressed file",
}
_HELP = "Choose another file, or restore a backup."


@dataclass(frozen=True, slots=True)
class Identity:
    """What a database says about itself; `schema_version` counts migrations."""

    is_encrypted: bool
    application_id: int
    schema_version: int


def check_library() -> None:
    """Raise FileRefusedError when the SQLite library is older than is safe with WAL."""
    if dbapi2.sqlite_version_info < MINIMUM_SQLITE:
        raise FileRefusedError(
            f"The database library is version {dbapi2.sqlite_version}, which can lose data. "
            "Install the program again with the libraries of its lock file."
        )


def is_encrypted(path: Path) -> bool:
    """True when the file looks encrypted: whole pages of evenly spread bytes, no known header.

    Raises FileRefusedError for a file that is missing, empty or plainly something else.
    """
    first = _first_page(path)
    if first.startswith(_PLAIN_HEADER):
        return False
    for magic, words in _KNOWN_OTHERS.items():
        if first.startswith(magic):
            raise FileRefusedError(f"{path.name} is {words}, not a database. {_HELP}")
    if path.stat().st_size % 512 or len(set(first)) < 200:
        raise FileRefusedError(
            f"{path.name} is not a database of this program, or it is damaged. {_HELP}"
        )
    return True


def inspect(path: Path, key: bytes | None = None) -> Identity:
    """What the file at `path` is, read without writing to it.

    Raises FileRefusedError when it is not a readable SQLite file, or the key does not fit.
    """
    encrypted = is_encrypted(path)
    if encrypted and key is None:
        raise FileRefusedError(
            f"{path.name} is encrypted. Give its passphrase or its key file to open it."
        )
    if key is not None and not encrypted:
        raise FileRefusedError(f"{path.name} is not encrypted. Open it without a key.")
    return _read_identity(path, key, encrypted)


def check(path: Path, key: bytes | None = None, *, newest: int = SCHEMA_VERSION) -> Identity:
    """Refuse a file that this program must not open; returns its identity otherwise.

    `newest` is the highest schema version that the program knows. Raises FileRefusedError.
    """
    check_library()
    found = inspect(path, key)
    if found.application_id != APPLICATION_ID:
        raise FileRefusedError(
            f"{path.name} is a database of another program. Nothing was changed. {_HELP}"
        )
    if found.schema_version > newest:
        raise FileRefusedError(
            f"{path.name} was made by a newer version of this program (its format is "
            f"{found.schema_version}, this program knows up to {newest}). "
            "Nothing was changed. Install the newer version to open it."
        )
    return found


def _first_page(path: Path) -> bytes:
    if not path.exists():
        raise FileRefusedError(f"There is no file {path}. Check the name, or make a new database.")
    if path.is_dir():
        raise FileRefusedError(f"{path} is a folder, not a database. {_HELP}")
    if not path.is_file():
        raise FileRefusedError(f"{path} is not a file. {_HELP}")
    try:
        with path.open("rb") as stream:
            first = stream.read(_PAGE)
    except OSError as error:
        raise FileRefusedError(f"{path.name} cannot be read: {error.strerror}. {_HELP}") from error
    if not first:
        raise FileRefusedError(f"{path.name} is empty, so it is not a database. {_HELP}")
    return first


def _read_identity(path: Path, key: bytes | None, encrypted: bool) -> Identity:
    try:
        with closing(_connect_quietly(path, key)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            application_id = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
    except dbapi2.Error as error:
        if key is not None:
            words = f"The key does not fit {path.name}, or the file is damaged."
        else:
            words = f"{path.name} is damaged, or not a database."
        raise FileRefusedError(f"{words} Nothing was changed. {_HELP}") from error
    return Identity(encrypted, application_id, version)


def _connect_quietly(path: Path, key: bytes | None) -> Any:
    """A connection that leaves no side files: without a log beside it the file is at rest."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size > 0:
        return connect(path, key, read_only=True)
    return open_at_rest(path, key)
