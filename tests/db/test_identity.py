"""Files that are not ours are refused in words, with their bytes unchanged."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.db import identity
from app.db.engine import connect
from app.errors import FileRefusedError

KEY = bytes(range(32))


def make(path: Path, key: bytes | None = None, application_id: int = identity.APPLICATION_ID,
         version: int = identity.SCHEMA_VERSION) -> Path:  # fmt: skip
    with closing(connect(path, key)) as connection:
        connection.execute(f"PRAGMA application_id = {application_id}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT)")
        connection.execute("INSERT INTO note VALUES ('1', 'Croeso')")
    return path


def refused(path: Path, key: bytes | None = None) -> str:
    before = path.read_bytes()
    with pytest.raises(FileRefusedError) as caught:
        identity.check(path, key)
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == [path.name]
    return str(caught.value)


def test_own_plain_file_is_accepted(tmp_path: Path) -> None:
    found = identity.check(make(tmp_path / "own.db"))
    assert found == identity.Identity(False, identity.APPLICATION_ID, identity.SCHEMA_VERSION)


def test_own_encrypted_file_is_accepted_with_its_key(tmp_path: Path) -> None:
    assert identity.check(make(tmp_path / "own.db", KEY), KEY).is_encrypted


def test_identity_not_yet_checkpointed_is_read_from_the_log(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    with closing(connect(tmp_path / "live.db", None)) as connection:
        connection.execute("CREATE TABLE note (id TEXT)")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA application_id = {identity.APPLICATION_ID}")
        for suffix in ("", "-wal"):
            copied = (tmp_path / f"live.db{suffix}").read_bytes()
            path.with_name(path.name + suffix).write_bytes(copied)
    assert identity.inspect(path).application_id == identity.APPLICATION_ID


def test_encrypted_file_without_key_asks_for_it(tmp_path: Path) -> None:
    assert "is encrypted" in refused(make(tmp_path / "own.db", KEY))


def test_wrong_key_is_told(tmp_path: Path) -> None:
    assert "key does not fit" in refused(make(tmp_path / "own.db", KEY), bytes(32))


def test_key_for_a_plain_file_is_told(tmp_path: Path) -> None:
    assert "not encrypted" in refused(make(tmp_path / "own.db"), KEY)


def test_newer_file_is_refused(tmp_path: Path) -> None:
    words = refused(make(tmp_path / "new.db", version=identity.SCHEMA_VERSION + 1))
    assert "newer version of this program" in words


def test_foreign_sqlite_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmark (id INTEGER)")
        connection.commit()
    assert "another program" in refused(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04" + bytes(9000), "workbook or zip"),
        (b"\xff\xd8\xff" + os.urandom(8000), "a photo"),
        (b"Dear manager, please find attached\n" * 400, "not a database"),
        (b"SQLite format 3\x00" + os.urandom(8176), "damaged, or not a database"),
    ],
)
def test_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "thing.db"
    path.write_bytes(content)
    assert words in refused(path)


def test_refusal_writes_nothing_to_standard_error(tmp_path: Path) -> None:
    make(tmp_path / "own.db", KEY)
    code = (
        "from pathlib import Path; from app.db import identity, contents\n"
        "from app.errors import FileRefusedError\n"
        "try: identity.check(Path('own.db'), bytes(32))\n"
        "except FileRefusedError: print(contents.damage_of_file(Path('own.db'), bytes(32)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot be read" in done.stdout
    assert done.stderr == ""


def test_missing_file_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="There is no file"):
        identity.check(tmp_path / "absent.db")
    assert not list(tmp_path.iterdir())


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="is a folder, not a database"):
        identity.check(tmp_path)


def test_library_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity.dbapi2, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(FileRefusedError, match="can lose data"):
        identity.check_library()
