"""`check` finds damage, missing and altered attachments, and runs what it is handed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from app.db.attachments import AttachmentStore
from app.db.verify import check_file
from tests.db.shelf import KEY, ask, change, make_shelf, opened


@pytest.fixture(params=[None, KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def database(tmp_path: Path, key: bytes | None) -> Path:
    return make_shelf(tmp_path / "own.db", key)


def problems(database: Path, key: bytes | None, **more: Any) -> dict[str, tuple[str, ...]]:
    results = check_file(database, key, **more)
    return {result.name: result.problems for result in results if not result.is_sound}


def test_sound_file_has_no_problems_while_it_is_in_use(database: Path, key: bytes | None) -> None:
    with opened(database, key) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert problems(database, key) == {}
        connection.execute("ROLLBACK")


def test_broken_reference_is_found(database: Path, key: bytes | None) -> None:
    change(database, key, "PRAGMA foreign_keys=OFF", "DELETE FROM visit WHERE id='v0'")
    assert len(problems(database, key)["Integrity"]) == 2


def test_file_that_cannot_be_read_is_one_problem(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(os.urandom(8192))
    (words,) = problems(path, key)["Integrity"]
    assert "Restore the last backup" in words


def test_other_schema_version_is_found(database: Path, key: bytes | None) -> None:
    assert "works with 7" in problems(database, key, newest=7)["Schema version"][0]


def test_missing_and_altered_attachments_are_found(database: Path, key: bytes | None) -> None:
    digest = ask(database, key, "SELECT sha256 FROM attachment")[0][0]
    path = AttachmentStore.of(database, key).path_of(digest)
    path.write_bytes(b"#")
    assert problems(database, key)["Attachments"] == (f"An attached file is damaged ({digest}).",)
    path.unlink()
    assert problems(database, key)["Attachments"] == (f"An attached file is missing ({digest}).",)


def test_erased_attachment_is_not_missed(database: Path, key: bytes | None) -> None:
    digest = ask(database, key, "SELECT sha256 FROM attachment")[0][0]
    change(database, key, "UPDATE attachment SET is_erased = 1")
    AttachmentStore.of(database, key).erase(digest)
    assert problems(database, key) == {}


def test_file_that_no_row_names_is_counted_not_blamed(database: Path, key: bytes | None) -> None:
    AttachmentStore.of(database, key).put(b"left by a crash")
    results = {result.name: result for result in check_file(database, key)}
    assert results["Files without a record"].note == "1 files"
    assert results["Files without a record"].is_sound


def test_further_checks_are_run_and_their_failure_told(database: Path, key: bytes | None) -> None:
    found = problems(
        database,
        key,
        more={
            "Triggers": lambda connection: ["Trigger x is missing."],
            "Change log": lambda connection: connection.execute("SELECT * FROM nothing"),
        },
    )
    assert found["Triggers"] == ("Trigger x is missing.",)
    assert "could not be checked" in found["Change log"][0]
