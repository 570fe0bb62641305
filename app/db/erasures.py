"""Lawful erasures as a file tells of them, by raw SQL: backups and damaged files are read too."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.db.contents import open_at_rest, tables
from app.db.engine import connect


def read_erasures(path: Path, key: bytes | None, *, is_at_rest: bool) -> list[dict[str, Any]]:
    """Every erasure of the file with its `targets`, oldest first, columns by name.

    `is_at_rest` for a file that nobody writes to, such as a backup. A file that is missing or
    cannot be read tells of none.
    """
    if not path.is_file():
        return []
    try:
        opened = open_at_rest(path, key) if is_at_rest else connect(path, key, read_only=True)
        with closing(opened) as connection:
            if "erasure" not in tables(connection):
                return []
            erasures = _rows(connection, "SELECT * FROM erasure ORDER BY erased_at, id")
            targets = _rows(connection, "SELECT * FROM erasure_target ORDER BY id")
    except dbapi2.Error:
        return []
    for erasure in erasures:
        erasure["targets"] = [one for one in targets if one["erasure_id"] == erasure["id"]]
    return erasures


def fold_log_in(path: Path, key: bytes | None) -> None:
    """Empty the write-ahead log, so that an erased text does not go on standing in it."""
    with closing(connect(path, key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rows(connection: Any, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
