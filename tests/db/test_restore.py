"""Restore: says what would be lost, keeps the current file, refuses what is not whole."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.db import keys, restore
from app.db.attachments import AttachmentStore
from app.db.backup import Backup, list_backups, make_backup
from app.db.identity import SCHEMA_VERSION
from app.db.lock import HeldError, Owner
from app.db.restore import RestoreFailedError, TableDifference, preview_restore
from app.errors import FileRefusedError
from tests.db.held import held
from tests.db.shelf import KEY, add_visit, ask, change, make_shelf, opened

NOW = datetime(2026, 11, 17, 14, 32, 7, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)


@pytest.fixture(params=[None, KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def database(tmp_path: Path, key: bytes | None) -> Path:
    return make_shelf(tmp_path / "own.db", key)


@pytest.fixture
def backup(database: Path, key: bytes | None, tmp_path: Path) -> Backup:
    return make_backup(database, tmp_path / "backups", key, now=NOW, reason="Sign-off")


def bring_back(backup: Backup, database: Path, key: bytes | None, **more: object) -> object:
    folder = backup.folder.parent
    return restore.restore(backup, database, key, backups=folder, now=LATER, **more)  # type: ignore[arg-type]


def notes(path: Path, key: bytes | None) -> dict[str, str]:
    return dict(ask(path, key, "SELECT id, note FROM visit"))


def test_preview_counts_what_would_be_lost(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    with opened(database, key) as connection:
        add_visit(connection, "new")
        connection.execute("UPDATE visit SET note = 'changed' WHERE id = 'v0'")
        connection.execute("DELETE FROM answer WHERE id = 'v1-1'")
        connection.execute("CREATE TABLE later (id TEXT PRIMARY KEY)")
        connection.execute("INSERT INTO later VALUES ('1')")
    preview = preview_restore(backup, database, key)
    assert set(preview.differences) == {
        TableDifference("visit", lost=1, reverted=1, returning=0),
        TableDifference("answer", lost=2, reverted=0, returning=1),
        TableDifference("later", lost=1, reverted=0, returning=0),
    }
    assert preview.rows_now["visit"] == 4
    assert preview.problem == ""


def test_preview_of_an_equal_file_loses_nothing(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    assert preview_restore(backup, database, key).differences == ()


def test_preview_says_when_the_current_file_cannot_be_read(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    database.write_bytes(os.urandom(8192))
    assert "cannot be compared" in preview_restore(backup, database, key).problem
    database.unlink()
    assert "no current file" in preview_restore(backup, database, key).problem


def test_restore_brings_back_and_keeps_the_current_file(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    before = notes(database, key)
    with opened(database, key) as connection:
        add_visit(connection, "new")
    result = bring_back(backup, database, key)
    assert notes(database, key) == before
    assert result.kept_in is not None
    assert "new" in notes(result.kept_in / "own.db", key)
    assert "new" in notes(result.safety_backup.database, key)
    assert list_backups(backup.folder.parent)[0].reason == "Before a restore"


def test_restore_over_a_log_that_was_not_folded_in(
    backup: Backup, database: Path, key: bytes | None, tmp_path: Path
) -> None:
    before = notes(database, key)
    with opened(database, key) as connection:
        add_visit(connection, "new")
        left = {end: (tmp_path / f"own.db{end}").read_bytes() for end in ("", "-wal")}
    for end, content in left.items():
        (tmp_path / f"own.db{end}").write_bytes(content)
    result = bring_back(backup, database, key)
    assert notes(database, key) == before
    assert "new" in notes(result.kept_in / "own.db", key)


def test_restore_replaces_a_file_damaged_beyond_opening(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    before = notes(database, key)
    damaged = os.urandom(8192)
    database.write_bytes(damaged)
    result = bring_back(backup, database, key)
    assert notes(database, key) == before
    assert result.safety_backup is None
    assert (result.kept_in / "own.db").read_bytes() == damaged


def test_restore_on_a_new_computer_brings_attachments_and_key_file(
    backup: Backup, database: Path, key: bytes | None, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "new computer"
    elsewhere.mkdir()
    result = bring_back(backup, elsewhere / "own.db", key)
    assert result.kept_in is None
    digest = ask(elsewhere / "own.db", key, "SELECT sha256 FROM attachment")[0][0]
    assert AttachmentStore.of(elsewhere / "own.db", key).get(digest) == b"a photo"


def test_damaged_attachment_is_healed_from_the_backup(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    digest = ask(database, key, "SELECT sha256 FROM attachment")[0][0]
    AttachmentStore.of(database, key).path_of(digest).write_bytes(b"rubbish")
    bring_back(backup, database, key)
    assert AttachmentStore.of(database, key).get(digest) == b"a photo"


def test_damaged_backup_changes_nothing(backup: Backup, database: Path, key: bytes | None) -> None:
    with opened(database, key) as connection:
        add_visit(connection, "new")
    backup.database.write_bytes(backup.database.read_bytes()[:-512])
    with pytest.raises(RestoreFailedError, match="altered or damaged"):
        bring_back(backup, database, key)
    assert "new" in notes(database, key)


def test_backup_of_a_newer_program_is_refused(
    database: Path, key: bytes | None, tmp_path: Path
) -> None:
    change(database, key, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer = make_backup(database, tmp_path / "backups", key, now=NOW, reason="")
    with pytest.raises(FileRefusedError, match="newer version"):
        bring_back(newer, database, key)


def test_later_erasures_are_applied_before_the_file_takes_its_place(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    digest = ask(database, key, "SELECT sha256 FROM attachment")[0][0]

    def erase(path: Path, store: AttachmentStore) -> None:
        assert path != database
        change(path, key, "UPDATE visit SET note = '[erased]'", "UPDATE attachment SET is_erased=1")
        store.erase(digest)

    bring_back(backup, database, key, reapply=erase)
    assert set(notes(database, key).values()) == {"[erased]"}
    assert not AttachmentStore.of(database, key).is_intact(digest)
    assert not list(database.parent.glob("*.restoring*"))


def test_failing_erasure_stops_the_restore(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    with opened(database, key) as connection:
        add_visit(connection, "new")

    def fail(path: Path, store: AttachmentStore) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(RestoreFailedError, match="No space left"):
        bring_back(backup, database, key, reapply=fail)
    assert "new" in notes(database, key)
    assert not list(database.parent.glob("*.restoring*"))


def test_database_open_elsewhere_is_not_replaced(
    backup: Backup, database: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(database):
        monkeypatch.setattr(restore.os, "getpid", lambda: -1)
        with pytest.raises(HeldError):
            bring_back(backup, database, key)


def test_newest_passphrase_survives_a_restore(tmp_path: Path) -> None:
    quick = keys.Cost(8, 1, 1)
    database = make_shelf(tmp_path / "own.db", KEY)
    made, _ = keys.make_key_file(KEY, "the old passphrase", cost=quick)
    made.write(keys.key_file_path(database))
    backup = make_backup(database, tmp_path / "backups", KEY, now=NOW, reason="")
    made.with_passphrase(KEY, "the new passphrase", cost=quick).write(keys.key_file_path(database))
    bring_back(backup, database, KEY)
    assert keys.KeyFile.read(keys.key_file_path(database)).unlock("the new passphrase") == KEY
    keys.key_file_path(database).unlink()
    bring_back(backup, database, KEY)
    assert keys.KeyFile.read(keys.key_file_path(database)).unlock("the old passphrase") == KEY


def test_owner_of_this_process_may_restore(
    backup: Backup, database: Path, key: bytes | None
) -> None:
    assert Owner.this_process(NOW).process == os.getpid()
    with held(database):
        bring_back(backup, database, key)
    assert len(notes(database, key)) == 3
