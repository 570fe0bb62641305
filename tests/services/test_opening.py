"""Opening a file tidies up after a crash and keeps room for a full disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.db.attachments import AttachmentStore
from app.db.keys import key_file_path
from app.db.reserve import Reserve
from app.errors import CircumstanceError
from app.paths import backups_of
from app.services import opening
from tests.office_fixtures import bundled_texts

AROUND = opening.Surroundings("device-1", bundled_texts())


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
    cheap = opening.Cost(memory_kib=64, passes=1, lanes=1)
    made, _code = opening.create_encrypted(path, "copper lantern orchard", AROUND, cost=cheap)
    key = made.database.key
    made.close()
    held = key_file_path(path).read_bytes()
    office = opening.open_file(path, AROUND, key=key, read_only=True)
    with pytest.raises(CircumstanceError, match="open to read only"):
        opening.change_passphrase(office, "violet kettle harbour", cost=cheap)
    with pytest.raises(CircumstanceError, match="open to read only"):
        opening.new_recovery_code(office, cost=cheap)
    office.close()
    assert key_file_path(path).read_bytes() == held
