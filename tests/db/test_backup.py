"""Backups: whole or absent, verified, listed, pruned, copied to a second place."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import backup as backup_module
from app.db import keys
from app.db.attachments import AttachmentStore
from app.db.backup import (
    BackupFailedError,
    copy_in_time,
    copy_to_second_place,
    list_backups,
    make_backup,
    prune,
    remove_leftovers,
    verify_backup,
)
from app.db.backup_retention import Kept, to_keep
from app.errors import CancelledError
from app.progress import Progress
from tests.db.shelf import KEY, add_visit, ask, attach, change, make_shelf, opened

NOW = datetime(2026, 11, 17, 14, 32, 7, 123000, tzinfo=UTC)
ROWS = {"visit": 3, "answer": 6, "attachment": 1}


@pytest.fixture(params=[None, KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def database(tmp_path: Path, key: bytes | None) -> Path:
    return make_shelf(tmp_path / "own.db", key)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def backed_up(database: Path, shelf: Path, key: bytes | None, now: datetime = NOW) -> object:
    return make_backup(database, shelf, key, now=now, reason="Start of day")


def test_backup_holds_rows_attachments_and_says_so(
    database: Path, shelf: Path, key: bytes | None
) -> None:
    backed_up(database, shelf, key)
    (backup,) = list_backups(shelf)
    assert backup.rows == ROWS
    assert (backup.made_at, backup.reason, backup.is_verified) == (NOW, "Start of day", True)
    assert verify_backup(backup, key) == []
    assert ask(backup.database, key, "SELECT note FROM visit WHERE id = 'v2'") == [("Note of v2",)]
    digest = ask(backup.database, key, "SELECT sha256 FROM attachment")[0][0]
    assert backup.store(key).get(digest) == b"a photo"


def test_backup_of_a_database_in_use_has_what_is_committed(
    database: Path, shelf: Path, key: bytes | None
) -> None:
    with opened(database, key) as connection:
        add_visit(connection, "committed")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO visit VALUES ('open', '')")
        backed_up(database, shelf, key)
        connection.execute("ROLLBACK")
    (backup,) = list_backups(shelf)
    assert ask(backup.database, key, "SELECT count(*) FROM visit") == [(4,)]


def test_encrypted_backup_stays_encrypted_and_brings_its_key_file(tmp_path: Path) -> None:
    database = make_shelf(tmp_path / "own.db", KEY)
    made, _ = keys.make_key_file(KEY, "otter lantern Tuesday", cost=keys.Cost(8, 1, 1))
    made.write(keys.key_file_path(database))
    backup = make_backup(database, tmp_path / "b", KEY, now=NOW, reason="")
    assert b"Note of v1" not in backup.database.read_bytes()
    assert not any(b"a photo" in file.read_bytes() for file in backup.pool.iterdir())
    assert keys.KeyFile.read(backup.key_file).unlock("otter lantern Tuesday") == KEY


def test_attachments_of_several_backups_are_stored_once(
    database: Path, shelf: Path, key: bytes | None
) -> None:
    backed_up(database, shelf, key)
    attach(database, key, b"another photo")
    backed_up(database, shelf, key)
    newer, older = list_backups(shelf)
    assert (len(newer.files), len(older.files)) == (2, 1)
    assert len(list((shelf / "files").iterdir())) == 2


def test_failed_backup_is_told_and_leaves_nothing(
    database: Path, shelf: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_module, "flush_file", full)
    with pytest.raises(BackupFailedError, match="No space left on device"):
        backed_up(database, shelf, key)
    assert list_backups(shelf) == ()
    assert [entry for entry in shelf.iterdir() if entry.name != "files"] == []


def test_unsound_copy_is_not_kept(
    database: Path, shelf: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(database, key, "PRAGMA foreign_keys=OFF", "DELETE FROM visit WHERE id = 'v1'")
    with pytest.raises(BackupFailedError, match="A row of answer points to a record of visit"):
        backed_up(database, shelf, key)
    assert list_backups(shelf) == ()


def test_cancelled_backup_leaves_nothing(database: Path, shelf: Path, key: bytes | None) -> None:
    progress = Progress()
    progress.report = lambda done, total, words: progress.cancel()
    with pytest.raises(CancelledError):
        make_backup(database, shelf, key, now=NOW, reason="", progress=progress)
    assert list_backups(shelf) == ()


def test_altered_backup_is_told(database: Path, shelf: Path, key: bytes | None) -> None:
    backed_up(database, shelf, key)
    (backup,) = list_backups(shelf)
    content = bytearray(backup.database.read_bytes())
    content[len(content) // 2] ^= 1
    backup.database.write_bytes(content)
    assert "altered or damaged" in verify_backup(backup, key)[0]


def test_missing_and_damaged_parts_are_told(database: Path, shelf: Path, key: bytes | None) -> None:
    backed_up(database, shelf, key)
    (backup,) = list_backups(shelf)
    photo = next(backup.pool.iterdir())
    photo.write_bytes(photo.read_bytes()[:-1] + b"?")
    assert verify_backup(backup, key) == ["1 attached files are damaged."]
    photo.unlink()
    assert verify_backup(backup, key) == ["1 attached files are missing."]
    backup.database.unlink()
    assert verify_backup(backup, key) == ["The database of this backup is missing."]


def test_backup_with_a_damaged_description_is_listed_but_not_verified(
    database: Path, shelf: Path, key: bytes | None
) -> None:
    backed_up(database, shelf, key)
    (backup,) = list_backups(shelf)
    (backup.folder / "backup.json").write_text(json.dumps({"made_at": "yesterday"}))
    (listed,) = list_backups(shelf)
    assert not listed.is_verified
    assert verify_backup(listed, key) == ["The description of this backup is damaged."]


def test_leftover_of_a_killed_backup_is_not_listed(tmp_path: Path, shelf: Path) -> None:
    (shelf / "2026-11-17 143207-123.part").mkdir(parents=True)
    assert list_backups(shelf) == ()
    assert remove_leftovers(shelf) == 1
    assert list_backups(tmp_path / "none") == ()


def test_prune_deletes_old_backups_and_their_attachments(
    database: Path, shelf: Path, key: bytes | None
) -> None:
    for hours in range(6):
        now = NOW + timedelta(hours=hours)
        digest = attach(database, key, f"photo {hours}".encode())
        backed_up(database, shelf, key, now)
        AttachmentStore.of(database, key).erase(digest)
        change(database, key, f"UPDATE attachment SET is_erased = 1 WHERE sha256 = '{digest}'")
    gone = prune(shelf, NOW + timedelta(days=30))
    assert len(gone) == 3
    left = list_backups(shelf)
    assert [one.made_at.hour for one in left] == [19, 18, 17]
    assert all(verify_backup(one, key) == [] for one in left)
    assert len(list((shelf / "files").iterdir())) == 4


def test_other_folders_beside_backups_are_left_alone(
    database: Path, shelf: Path, key: bytes | None
) -> None:
    for name in ("Minutes 2019", "Letters.part"):
        (shelf / name).mkdir(parents=True)
    for hours in range(5):
        backed_up(database, shelf, key, NOW + timedelta(hours=hours))
    assert len(list_backups(shelf)) == 5
    assert len(prune(shelf, NOW + timedelta(days=900))) == 2
    assert remove_leftovers(shelf) == 0
    assert (shelf / "Minutes 2019").is_dir()
    assert (shelf / "Letters.part").is_dir()


def test_second_place_gets_a_backup_that_verifies(
    database: Path, shelf: Path, key: bytes | None, tmp_path: Path
) -> None:
    backed_up(database, shelf, key)
    (backup,) = list_backups(shelf)
    second = tmp_path / "share"
    assert copy_to_second_place(backup, second) == ""
    assert copy_in_time(backup, second) == ""
    (copied,) = list_backups(second)
    assert verify_backup(copied, key) == []


def test_second_place_that_is_away_is_told(database: Path, shelf: Path, key: bytes | None) -> None:
    backed_up(database, shelf, key)
    (backup,) = list_backups(shelf)
    problem = copy_to_second_place(backup, database / "share")
    assert "was not copied" in problem
    assert "safe" in problem


def test_second_place_that_hangs_blocks_nothing(
    database: Path, shelf: Path, key: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(database, shelf, key)
    (backup,) = list_backups(shelf)
    answer = threading.Event()

    def hang(*_: object) -> str:
        answer.wait(20)
        return ""

    monkeypatch.setattr(backup_module, "copy_to_second_place", hang)
    started = time.monotonic()
    assert "did not answer" in copy_in_time(backup, tmp_path / "share", seconds=0.05)
    assert time.monotonic() - started < 5
    answer.set()


ages = st.lists(
    st.tuples(st.integers(-48, 24 * 900), st.booleans()), max_size=60, unique_by=lambda one: one[0]
)


def kept_of(made: list[tuple[int, bool]]) -> list[Kept]:
    return [Kept(NOW - timedelta(hours=hours), verified) for hours, verified in made]


@given(ages)
@settings(max_examples=150)
def test_last_three_verified_and_last_two_days_always_stay(made: list[tuple[int, bool]]) -> None:
    backups = kept_of(made)
    keep = to_keep(backups, NOW)
    verified = sorted((one for one in backups if one.is_verified), reverse=True)
    assert set(verified[:3]) <= keep
    assert {one for one in backups if one.made_at > NOW - timedelta(days=2)} <= keep
    assert keep <= set(backups)


@given(ages)
@settings(max_examples=150)
def test_rule_is_settled_after_one_run_and_bounded(made: list[tuple[int, bool]]) -> None:
    keep = to_keep(kept_of(made), NOW)
    assert to_keep(keep, NOW) == keep
    old = [one for one in keep if one.made_at <= NOW - timedelta(days=2)]
    assert len(old) <= 12 + 10 + 9 + 3


@given(ages)
@settings(max_examples=100)
def test_every_one_of_the_newest_twelve_days_keeps_a_backup(made: list[tuple[int, bool]]) -> None:
    backups = kept_of(made)
    days = sorted(
        {one.made_at.date() for one in backups if one.made_at <= NOW - timedelta(days=2)},
        reverse=True,
    )
    kept = {one.made_at.date() for one in to_keep(backups, NOW)}
    assert set(days[:12]) <= kept


def test_two_years_of_daily_work_leave_days_weeks_and_months() -> None:
    backups: frozenset[Kept] = frozenset()
    for day in range(730):
        now = NOW + timedelta(days=day)
        backups = to_keep(backups | {Kept(now, True), Kept(now - timedelta(hours=4), True)}, now)
    ages_in_days = sorted((now - one.made_at).days for one in backups)
    assert len(backups) == 2 * 2 + 12 + 10 + 9
    assert 320 <= ages_in_days[-1] <= 400


def test_day_with_a_verified_backup_keeps_that_one() -> None:
    day = NOW - timedelta(days=5)
    good, later = Kept(day - timedelta(hours=2), True), Kept(day, False)
    newer = [Kept(NOW - timedelta(hours=n), True) for n in range(3)]
    assert good in to_keep([good, later, *newer], NOW)
    assert later not in to_keep([good, later, *newer], NOW)
