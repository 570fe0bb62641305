"""The connection: pragmas, transactions that cover schema changes, the key."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.engine import MINIMUM_SQLITE, PRAGMAS, open_engine, reading

KEY = bytes(range(32))


def test_sqlite_is_new_enough() -> None:
    assert driver.sqlite_version_info >= MINIMUM_SQLITE


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
def test_every_connection_has_the_pragmas(tmp_path: Path, key: bytes | None) -> None:
    engine = open_engine(tmp_path / "x.cqm", key)
    readers = reading(engine)
    with readers.connect() as first, readers.connect() as second:
        for connection in (first, second):
            for name, _, expected in PRAGMAS:
                found = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                assert found == expected, name
    engine.dispose()


def test_schema_change_rolls_back_with_its_transaction(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "x.cqm")
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        connection.execute(text("CREATE TABLE half (id TEXT)"))
        raise ZeroDivisionError
    with engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master")).fetchall()
    assert names == []


def test_encrypted_file_holds_no_plain_text_and_needs_its_key(tmp_path: Path) -> None:
    path = tmp_path / "x.cqm"
    engine = open_engine(path, KEY)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))
        connection.execute(text("INSERT INTO note VALUES ('a very private sentence')"))
    engine.dispose()
    assert b"private sentence" not in path.read_bytes()
    for wrong in (None, bytes(32)):
        other = open_engine(path, wrong)
        with pytest.raises(DBAPIError), other.connect() as connection:
            connection.execute(text("SELECT * FROM note"))
        other.dispose()


def test_read_only_engine_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.cqm"
    engine = open_engine(path)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))
    reader = open_engine(path, read_only=True)
    with pytest.raises(DBAPIError), reader.begin() as connection:
        connection.execute(text("INSERT INTO note VALUES ('x')"))
    engine.dispose()
    reader.dispose()
