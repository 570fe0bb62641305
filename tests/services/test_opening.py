"""Opening a file tidies up after a crash and keeps room for a full disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.db import identity
from app.db.attachments import AttachmentStore
from app.db.keys import KeyFile, key_file_path
from app.db.lock import InstanceLock
from app.db.reserve import Reserve
from app.errors import CircumstanceError, FileRefusedError, NotSavedError
from app.paths import backups_of
from app.services import backups, opening, passphrases
from app.services.settings_history import list_settings_changes
from tests.office_fixtures import bundled_texts

AROUND = opening.Surroundings("device-1", bundled_texts())
CHEAP = opening.Cost(memory_kib=64, passes=1, lanes=1)
_LOGGED = text("SELECT act.label, change.before, change.after FROM act, change")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "own.cqm"
    opening.create_file(path, AROUND).close()
    return path


def test_leftovers_of_a_crash_are_removed_on_opening(path: Path) -> None:
    store = AttachmentStore.of(path)
    digest = store.put(b"kept")
    half_photo = store.folder / f"{'a' * 64}.part"
    half_photo.write_bytes(b"half")
    half_backup = backups_of(path) / "2026-11-17 143207-123.part"
    half_backup.mkdir(parents=True)
    opening.open_file(path, AROUND).close()
    assert not half_photo.exists()
    assert not half_backup.exists()
    assert store.get(digest) == b"kept"


def test_reserve_that_was_given_up_is_made_anew_on_opening(path: Path) -> None:
    reserve = Reserve.of(path)
    assert reserve.give_up()
    opening.open_file(path, AROUND).close()
    assert reserve.is_held


def test_file_open_to_read_only_keeps_its_passphrase_and_its_code(tmp_path: Path) -> None:
    path = tmp_path / "own.cqm"
    made, _code = opening.create_encrypted(path, "copper lantern orchard", AROUND, cost=CHEAP)
    key = made.database.key
    made.close()
    held = key_file_path(path).read_bytes()
    office = opening.open_file(path, AROUND, key=key, read_only=True)
    with pytest.raises(CircumstanceError, match="open to read only"):
        passphrases.change_passphrase(office, "violet kettle harbour", cost=CHEAP)
    with pytest.raises(CircumstanceError, match="open to read only"):
        passphrases.new_recovery_code(office, cost=CHEAP)
    office.close()
    assert key_file_path(path).read_bytes() == held


def deny_writing(monkeypatch: pytest.MonkeyPatch, *denied: Path) -> None:
    """As for a user without the right to write there; tests may run as root."""
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda one, mode: real(one, mode) and (mode != os.W_OK or one not in denied)
    )


def test_file_that_may_only_be_read_is_refused_unchanged_and_opens_to_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deny_writing(monkeypatch, path)
    before = {one.name for one in path.parent.iterdir()}
    with pytest.raises(opening.OnlyReadableError, match="but not write to it"):
        opening.open_file(path, AROUND)
    office = opening.open_file(path, AROUND, read_only=True)
    assert office.read(opening.list_officers) == []
    office.close()
    assert {one.name for one in path.parent.iterdir()} == before


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_file_in_a_folder_that_may_only_be_read_is_told_so(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_lock: InstanceLock, _now: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(InstanceLock, "acquire", refuse)
    with pytest.raises(opening.OnlyReadableError):
        opening.open_file(path, AROUND)


def test_right_that_only_shows_on_opening_is_told_in_the_same_words(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def refuse(one: Path, mode: str = "r", **more: Any) -> Any:
        if mode == "r+b":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(one, mode, **more)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(opening.OnlyReadableError):
        opening.open_file(path, AROUND)
    assert opening.live_holder(path) is None


def test_log_beside_a_file_that_may_only_be_read_is_read_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = opening.open_file(path, AROUND)
    writer.write(opening.add_officer, opening.NewOfficer("Helen Marsh"))
    deny_writing(monkeypatch, path)
    reader = opening.open_file(path, AROUND, read_only=True)
    assert [one.name for one in reader.read(opening.list_officers)] == ["Helen Marsh"]
    reader.close()
    writer.close()


def test_older_file_to_read_only_says_what_brings_it_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = opening.open_file(path, AROUND)
    folder = backups.make_backup(office).row.folder
    office.close()
    found = backups.database_in(folder)
    monkeypatch.setattr(identity, "SCHEMA_VERSION", identity.SCHEMA_VERSION + 1)
    for file, words in ((path, "Open it once in the window"), (found, "Settings, Backups")):
        with pytest.raises(FileRefusedError, match=words):
            opening.open_file(file, AROUND, read_only=True)
    deny_writing(monkeypatch, path)
    with pytest.raises(FileRefusedError, match="to a folder of your own"):
        opening.open_file(path, AROUND, read_only=True)


def test_passphrase_of_a_backup_is_never_changed(tmp_path: Path) -> None:
    made, code = opening.create_encrypted(
        tmp_path / "own.cqm", "copper lantern orchard", AROUND, cost=CHEAP
    )
    found = backups.database_in(backups.make_backup(made).row.folder)
    made.close()
    held = key_file_path(found).read_bytes()
    key = opening.key_from_recovery_code(found, code)
    with pytest.raises(FileRefusedError, match="was not changed"):
        passphrases.set_passphrase(found, key, "violet kettle harbour", cost=CHEAP)
    assert key_file_path(found).read_bytes() == held


def test_change_of_a_secret_stands_in_the_history_without_it(tmp_path: Path) -> None:
    office, _code = opening.create_encrypted(
        tmp_path / "own.cqm", "copper lantern orchard", AROUND, cost=CHEAP
    )
    opening.sign_in(office, office.write(opening.add_officer, opening.NewOfficer("Helen Marsh")))
    passphrases.change_passphrase(office, "violet kettle harbour", cost=CHEAP)
    passphrases.change_passphrase(office, "velvet anchor morning", cost=CHEAP)
    code = passphrases.new_recovery_code(office, cost=CHEAP)
    told = office.read(list_settings_changes)[:3]
    assert [(one.what, one.who, one.details) for one in told] == [
        ("Made a new recovery code", "Helen Marsh", ""),
        ("Changed the passphrase", "Helen Marsh", ""),
        ("Changed the passphrase", "Helen Marsh", ""),
    ]
    assert opening.key_from_passphrase(office.path, "velvet anchor morning") == office.database.key
    logged = office.read(lambda reading: str(reading.session.execute(_LOGGED).all()))
    assert "passphrase_changes" in logged
    assert "velvet" not in logged
    assert code not in logged
    office.close()


def test_key_file_that_is_not_written_leaves_no_line_in_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _code = opening.create_encrypted(
        tmp_path / "own.cqm", "copper lantern orchard", AROUND, cost=CHEAP
    )

    def refuse(_file: KeyFile, _path: Path) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(KeyFile, "write", refuse)
    with pytest.raises(NotSavedError, match="was not written"):
        passphrases.change_passphrase(office, "violet kettle harbour", cost=CHEAP)
    assert office.read(list_settings_changes) == []
    office.close()
