"""The reserve file: held, given up, told apart from other trouble."""

from __future__ import annotations

import errno
import subprocess
from pathlib import Path

import pytest

from app.db import durable
from app.db.reserve import Reserve, is_disk_full


def test_reserve_is_held_in_full_and_given_up_once(tmp_path: Path) -> None:
    reserve = Reserve.of(tmp_path / "own.db", 4096)
    assert not reserve.is_held
    assert reserve.hold()
    assert reserve.is_held
    assert reserve.path.stat().st_size == 4096
    assert reserve.give_up()
    assert not reserve.give_up()


def test_reserve_cut_short_is_made_again(tmp_path: Path) -> None:
    reserve = Reserve.of(tmp_path / "own.db", 4096)
    reserve.path.write_bytes(b"1")
    assert reserve.hold()
    assert reserve.is_held


def test_full_disk_has_no_room_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    reserve = Reserve.of(tmp_path / "own.db", 4096)
    assert not reserve.hold()
    assert list(tmp_path.iterdir()) == []


def test_other_trouble_is_not_taken_for_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(durable.os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        Reserve.of(tmp_path / "own.db", 4096).hold()


def test_full_disk_is_seen_through_the_error_it_caused() -> None:
    outer = RuntimeError("not saved")
    outer.__cause__ = OSError(errno.ENOSPC, "full")
    assert is_disk_full(outer)
    assert is_disk_full(RuntimeError("database or disk is full"))
    assert not is_disk_full(subprocess.SubprocessError("else"))
