"""Opens the database file: one driver, one set of pragmas, real transactions.

The driver is sqlcipher3 with or without a key (docs/decisions/0002): it brings the same SQLite on
every platform. Driver autocommit is on and each transaction begins with BEGIN IMMEDIATE, so that
schema changes roll back too and a writer never finds its read snapshot gone.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

MINIMUM_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 5000
QUIET = "PRAGMA cipher_log_level = NONE"  # or SQLCipher writes to standard error on a wrong key

PRAGMAS: tuple[tuple[str, str, object], ...] = (
    # pragma, value to set, value read back
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("cell_size_check", "ON", 1),
    ("busy_timeout", str(BUSY_MILLISECONDS), BUSY_MILLISECONDS),
)


def connect(path: Path, key: bytes | None, *, read_only: bool = False) -> Any:
    """Return a driver connection with key and pragmas set; `key` is 32 raw bytes or None.

    Raises the driver's errors as they are: services word them (app/db/work.py).
    """
    if driver.sqlite_version_info < MINIMUM_SQLITE:
        raise RuntimeError(f"SQLite {driver.sqlite_version} is too old; 3.51.3 is needed.")
    if not read_only:
        return _connected(path, key, "mode=rwc")
    if _is_at_rest(path):
        return _connected(path, key, "mode=ro&immutable=1")
    try:
        connection = _connected(path, key, "mode=ro")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.OperationalError as error:
        if _has_log(path) or not any(word in str(error) for word in ("readonly", "unable to open")):
            raise
        return _connected(path, key, "mode=ro&immutable=1")  # no log may be made in this folder
    return connection


def _is_at_rest(path: Path) -> bool:
    """True for a file that this user may not write and nobody has open: no log is left beside it,
    which its owner could not write either."""
    sides = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    return not os.access(path, os.W_OK) and not any(side.exists() for side in sides)


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _connected(path: Path, key: bytes | None, mode: str) -> Any:
    read_only = mode.startswith("mode=ro")
    uri = f"{path.absolute().as_uri()}?{mode}"
    connection = driver.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    cursor = connection.cursor()
    cursor.execute(QUIET)
    if key is not None:
        cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for name, value, _ in PRAGMAS:
        if read_only and name == "journal_mode":
            continue
        cursor.execute(f"PRAGMA {name} = {value}")
    if read_only:
        cursor.execute("PRAGMA query_only = ON")
    cursor.close()
    return connection


def open_engine(
    path: Path, key: bytes | None = None, *, read_only: bool = False, pooled: bool = True
) -> Engine:
    """Return an engine on the file; connections are shared by threads one at a time."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, key, read_only=read_only),
        module=driver,
        poolclass=QueuePool if pooled else NullPool,
        hide_parameters=True,  # an error names no note or person in the log
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        only_reads = read_only or connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine


def reading(engine: Engine) -> Engine:
    """Return a view of the engine whose transactions only read (plain BEGIN, no write lock)."""
    return engine.execution_options(reads_only=True)
