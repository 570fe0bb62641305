"""One program per database; a crash locks nobody out; the holder is named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.db import lock
from app.db.lock import HeldError, InstanceLock, Owner
from tests.db.held import held

NOW = datetime(2026, 11, 17, 14, 32, 7, tzinfo=UTC)
HOLD = (
    "import sys, time; from datetime import datetime, UTC; from pathlib import Path;"
    "from app.db.lock import InstanceLock;"
    "held = InstanceLock(Path(sys.argv[1])); held.acquire(datetime.now(UTC));"
    "print('held', flush=True); time.sleep(60)"
)


def holding_process(database: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_second_program_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    database = tmp_path / "own.db"
    process = holding_process(database)
    try:
        with pytest.raises(HeldError) as caught:
            InstanceLock(database).acquire(NOW)
        owner = lock.live_holder(database)
    finally:
        end(process)
    assert owner is not None
    assert owner.process == process.pid
    assert caught.value.owner == owner
    assert f"process {process.pid}" in str(caught.value)
    assert "read-only" in str(caught.value)


def test_lock_of_a_crashed_program_is_taken_over(tmp_path: Path) -> None:
    database = tmp_path / "own.db"
    process = holding_process(database)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert lock.holder(database) is not None
    assert lock.live_holder(database) is None
    with held(database):
        owner = lock.live_holder(database)
    assert owner is not None
    assert owner.process == os.getpid()


def test_second_lock_in_the_same_process_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "own.db"
    with held(database), pytest.raises(HeldError):
        InstanceLock(database).acquire(NOW)


def test_released_lock_leaves_no_file_and_can_be_taken_again(tmp_path: Path) -> None:
    mine = InstanceLock(tmp_path / "own.db")
    for _ in range(2):
        mine.acquire(NOW)
        assert lock.holder(mine.database) is not None
        mine.release()
        assert not mine.path.exists()
    mine.release()


def test_damaged_lock_file_names_nobody_and_locks_nobody_out(tmp_path: Path) -> None:
    database = tmp_path / "own.db"
    lock.lock_path(database).write_bytes(b'{"process": \xff')
    assert lock.holder(database) is None
    with held(database):
        assert lock.live_holder(database) is not None


def without_system_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(handle: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(lock, "_system_lock", none)


def record(database: Path, **changes: object) -> None:
    values = {name: getattr(Owner.this_process(NOW), name) for name in Owner.__slots__} | changes
    lock.lock_path(database).write_text(json.dumps(values))


def test_without_system_locks_a_live_process_still_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_system_locks(monkeypatch)
    record(tmp_path / "own.db")
    with pytest.raises(HeldError):
        InstanceLock(tmp_path / "own.db").acquire(NOW)


def test_without_system_locks_a_reused_process_number_does_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_system_locks(monkeypatch)
    database = tmp_path / "own.db"
    record(database, process_started=12.0)
    with held(database):
        owner = lock.holder(database)
    assert owner is not None
    assert owner.process_started != 12.0


def test_holder_on_another_computer_counts_as_alive(tmp_path: Path) -> None:
    record(tmp_path / "own.db", host="another-computer", process=1)
    owner = lock.live_holder(tmp_path / "own.db")
    assert owner is not None
    assert "another-computer" in owner.words
