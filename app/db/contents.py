"""What is in a database file, by raw SQL: rows per table, damage, the attachments it names.

Takes driver connections, so that it works on backups, copies and damaged files alike.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.db.engine import QUIET, connect


def open_to_copy(path: Path, key: bytes | None) -> Any:
    """A connection that only reads the live file, but may VACUUM INTO another."""
    connection = connect(path, key, read_only=True)
    connection.execute("PRAGMA query_only = OFF")
    return connection


def open_at_rest(path: Path, key: bytes | None) -> Any:
    """A connection to a file that nobody writes to; leaves no side files. Raises dbapi2.Error."""
    connection = dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute(QUIET)
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def tables(connection: Any, schema: str = "main") -> tuple[str, ...]:
    """The names of the ordinary tables, sorted; those behind a full-text search are left out."""
    rows = connection.execute(f"PRAGMA {schema}.table_list").fetchall()
    return tuple(
        sorted(
            name
            for owner, name, kind, *_ in rows
            if owner == schema and kind == "table" and not name.startswith("sqlite_")
        )
    )


def row_counts(connection: Any) -> dict[str, int]:
    """How many rows each table has, by name."""
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0])
        for name in tables(connection)
    }


def damage(connection: Any) -> list[str]:
    """A sentence for each thing that is broken; empty when the file is sound."""
    try:
        lines = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except dbapi2.Error as error:
        return [f"The file cannot be read to its end ({error})."]
    problems = [f"Integrity: {line}." for line in lines if line != "ok"]
    return problems + [
        f"A row of {child} points to a record of {parent} that is not there."
        for child, _row, parent, _key in broken[:20]
    ]


def damage_of_file(path: Path, key: bytes | None) -> list[str]:
    """The same for a file at rest; a file that cannot be opened is one problem."""
    try:
        with closing(open_at_rest(path, key)) as connection:
            return damage(connection)
    except dbapi2.Error as error:
        return [f"The file cannot be opened ({error})."]


def schema_version(connection: Any) -> int:
    """The number of the newest migration that the file has."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def named_attachments(connection: Any) -> frozenset[str]:
    """The SHA-256 of every attachment and thumbnail that a row names and that is not erased."""
    if "attachment" not in tables(connection):
        return frozenset()
    rows = connection.execute(
        "SELECT sha256, thumbnail_sha256 FROM attachment WHERE NOT is_erased"
    ).fetchall()
    return frozenset(digest for row in rows for digest in row if digest)


def quoted(name: str) -> str:
    """A table's or column's name for use in SQL."""
    return '"' + name.replace('"', '""') + '"'
