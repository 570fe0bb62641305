"""A small database of two tables, for tests of files that do not need the program's own schema."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from app.db.attachments import AttachmentStore
from app.db.engine import connect
from app.db.identity import APPLICATION_ID, SCHEMA_VERSION

KEY = bytes(range(32))


def make_shelf(path: Path, key: bytes | None, *, visits: int = 3) -> Path:
    """A database with `visits` visits of two answers each, and one attached photo."""
    with opened(path, key) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("CREATE TABLE visit (id TEXT PRIMARY KEY, note TEXT)")
        connection.execute(
            "CREATE TABLE answer (id TEXT PRIMARY KEY, visit_id TEXT REFERENCES visit (id), n INT)"
        )
        connection.execute(
            "CREATE TABLE attachment (id TEXT PRIMARY KEY, sha256 TEXT, thumbnail_sha256 TEXT,"
            " is_erased INT)"
        )
        for number in range(visits):
            add_visit(connection, f"v{number}")
    attach(path, key, b"a photo")
    return path


def add_visit(connection: Any, visit: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO visit VALUES (?, ?)", (visit, f"Note of {visit}"))
    for n in range(2):
        connection.execute("INSERT INTO answer VALUES (?, ?, ?)", (f"{visit}-{n}", visit, n))
    connection.execute("COMMIT")


def attach(path: Path, key: bytes | None, content: bytes) -> str:
    digest = AttachmentStore.of(path, key).put(content)
    with opened(path, key) as connection:
        connection.execute(
            "INSERT INTO attachment VALUES (?, ?, '', 0)",
            (hashlib.md5(content).hexdigest(), digest),
        )
    return digest


def change(path: Path, key: bytes | None, *statements: str) -> None:
    with opened(path, key) as connection:
        for statement in statements:
            connection.execute(statement)


def ask(path: Path, key: bytes | None, query: str) -> list[tuple[Any, ...]]:
    with closing(connect(path, key, read_only=True)) as connection:
        return [tuple(row) for row in connection.execute(query)]


@contextmanager
def opened(path: Path, key: bytes | None) -> Iterator[Any]:
    with closing(connect(path, key)) as connection:
        yield connection
