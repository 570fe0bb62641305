"""A long CSV read by two processes leaves what one reading leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import FileRefusedError
from app.imports import child, second_half, tasks
from app.imports.records import ReadOptions
from tests.benchmarks.national_file import write_csv

OPTIONS = ReadOptions(hash_key=b"secret")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ratings_2026-06.csv"
    write_csv(path, 12_000)
    return path


Found = dict[str, list[str]]


def found_in(folder: Path) -> Found:
    """The records of each kind; those of two authorities may come in another order."""
    return {
        file.name: sorted(str(one) for line in file.open() for one in json.loads(line))
        for file in folder.glob("*.jsonl")
    }


def read(path: Path, folder: Path, task: str = "read") -> Found:
    folder.mkdir()
    arguments = {"path": str(path), "name": path.name, "options": tasks.options_to(OPTIONS)}
    tasks.TASKS[task](arguments, folder, lambda _done, _words: None)
    if task == "inspect":
        tasks.take(arguments, folder, lambda _done, _words: None)
    return found_in(folder)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One True or False for each reading in halves: was the second half taken?"""
    monkeypatch.setattr(second_half, "WORTH_IT_BYTES", 1)
    found: list[bool] = []
    is_wanted = second_half.SecondHalf.is_wanted

    def noted(half: second_half.SecondHalf) -> bool:
        found.append(bool(is_wanted.fget(half)))  # type: ignore[attr-defined]
        return found[-1]

    monkeypatch.setattr(second_half.SecondHalf, "is_wanted", property(noted))
    return found


def spoilt(path: Path, near: float, old: bytes, new: bytes) -> None:
    """Put `new` in the place of the first `old` behind that share of the file."""
    data = path.read_bytes()
    at = int(len(data) * near)
    path.write_bytes(data[:at] + data[at:].replace(old, new, 1))


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("task", ["read", "inspect"])
def test_two_halves_are_the_whole(
    path: Path, tmp_path: Path, taken: list[bool], monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    spoilt(path, 0.2, b"\r\n1-", b"\r\n,1-")  # two rows without an ID: they are listed by number
    spoilt(path, 0.8, b"\r\n1-", b"\r\n,1-")
    spoilt(path, 0.9, b"Invented Park", b"Invented\nPark")  # a cell of two lines in the second half
    halves = read(path, tmp_path / "halves", task)
    monkeypatch.setattr(second_half, "WORTH_IT_BYTES", 10**12)
    assert halves == read(path, tmp_path / "whole", task)
    assert len(halves["skipped.jsonl"]) == 2
    assert taken == [True, False]


def test_cell_over_two_lines_before_the_middle_is_read_by_one(
    path: Path, tmp_path: Path, taken: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt(path, 0.1, b'"Unit 2, Invented Park"', b'"Unit 2,\r\nInvented Park"')
    halves = read(path, tmp_path / "halves")
    monkeypatch.setattr(second_half, "WORTH_IT_BYTES", 10**12)
    assert halves == read(path, tmp_path / "whole")
    assert taken == [False, False]


def test_cell_that_runs_over_the_middle_is_read_by_one(
    path: Path, tmp_path: Path, taken: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt(path, 0.4, b'"Unit 2, Invented Park"', b'"Unit 2,' + b"\r\n" * 150_000 + b'Park"')
    halves = read(path, tmp_path / "halves")
    monkeypatch.setattr(second_half, "WORTH_IT_BYTES", 10**12)
    assert halves == read(path, tmp_path / "whole")
    assert taken == [False, False]


def test_trouble_in_the_second_half_refuses_the_file(
    path: Path, tmp_path: Path, taken: list[bool]
) -> None:
    spoilt(path, 0.8, b"Invented Park", b"x" * 1_000_001)  # a cell longer than csv takes
    spoilt(path, 0.9, b"Invented Park", b'"\n"')
    with pytest.raises(FileRefusedError, match="not a table"):
        read(path, tmp_path / "halves")
    assert taken == [True]


def test_second_half_that_crashes_refuses_the_file(
    path: Path, tmp_path: Path, taken: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_command", lambda: ["false"])
    with pytest.raises(child.ImportCrashedError):
        read(path, tmp_path / "halves")
    assert taken == [True]
