"""The check of a file finds damage, tampering, missing and altered attachments, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.db.attachments import AttachmentStore
from app.db.engine import connect
from app.db.work import Database
from app.models import Attachment
from app.services.check import CheckResult, check_file
from app.services.office import Office
from tests.office_fixtures import FixedClock, make_office

KEY = bytes(range(32))


@pytest.fixture(params=[None, KEY], ids=["plain", "encrypted"])
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    made = make_office(tmp_path / "own.cqm", FixedClock(), request.param)
    yield made
    made.close()


@contextmanager
def tampered(office: Office) -> Iterator[Any]:
    """A connection of somebody who owns the key and switches every guard off."""
    connection = connect(office.path, office.database.key)
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield connection
    finally:
        connection.close()


def results(office: Office) -> dict[str, CheckResult]:
    return {result.name: result for result in office.read(check_file)}


def problems(office: Office) -> dict[str, tuple[str, ...]]:
    return {name: one.problems for name, one in results(office).items() if one.problems}


def attach(office: Office, content: bytes) -> Path:
    store = AttachmentStore.of(office.path, office.database.key)
    digest = store.put(content)

    def add(work: Any) -> None:
        document = Attachment(sha256=digest, name="a.pdf", media_type="application/pdf", size=1)
        work.session.add(document)
        work.describe("attachment", "Attached a.pdf")

    office.write(add)
    return store.path_of(digest)


def test_sound_file_in_use_has_no_problems(office: Office) -> None:
    attach(office, b"a document")
    with tampered(office) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert problems(office) == {}


def test_other_format_and_foreign_mark_are_found(office: Office) -> None:
    with tampered(office) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA application_id = 7")
    assert len(problems(office)["schema"]) == 2


def test_missing_and_altered_attachments_are_found(office: Office) -> None:
    stored = attach(office, b"a document")
    stored.write_bytes(b"#")
    assert "is damaged" in problems(office)["attachments"][0]
    stored.unlink()
    assert "is missing" in problems(office)["attachments"][0]


def test_file_that_no_record_names_is_counted_not_blamed(office: Office) -> None:
    AttachmentStore.of(office.path, office.database.key).put(b"left by a crash")
    found = results(office)["attachments"]
    assert found.words == "0 files, and 1 that no record names"
    assert found.problems == ()


def test_foreign_trigger_is_found(office: Office) -> None:
    with tampered(office) as connection:
        connection.execute(
            "CREATE TRIGGER sly AFTER UPDATE ON service BEGIN DELETE FROM contact; END"
        )
    assert problems(office)["triggers"] == ("Trigger sly is not one of ours.",)


def test_last_line_of_the_change_log_is_missed(office: Office) -> None:
    with tampered(office) as connection:
        connection.execute("DROP TRIGGER cqm_keep_change_delete")
        connection.execute("DELETE FROM change WHERE sequence = (SELECT max(sequence) FROM change)")
    assert problems(office)["change log"] == ("1 lines of the change log are missing.",)


def test_damaged_page_is_told_and_the_other_checks_go_on(tmp_path: Path) -> None:
    path = tmp_path / "own.cqm"
    make_office(path, FixedClock()).close()
    with tampered(Office(Database(path))) as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'change'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\xff" * size)
    office = Office(Database(path, read_only=True))
    found = problems(office)
    office.close()
    assert found["integrity"]
    assert found["change log"][0].endswith("Restore the last backup.")
    assert "schema" not in found
