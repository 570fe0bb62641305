"""The tasks of the import child, done here: the child adds limits, never another result."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import FileRefusedError
from app.imports import child, readers, tasks
from app.imports.records import DateOrder, ReadOptions
from app.progress import Progress
from tests.imports.cqc_rows import ratings_csv, row

FILES = (
    "2021-02_Latest_ratings_Lincolnshire.csv.gz",
    "2025-03_API_Oldham_cut.zip",
    "2025-03_Deactivated_Locations_Oldham.ods",
    "2025-03_HSCA_Active_Locations_Oldham.ods",
    "28_March_2025_CQC_directory_Oldham.csv",
    "cqc_2026-06_lincolnshire_ratings_cut.csv",
)
OPTIONS = ReadOptions(hash_key=b"secret", with_names=True, date_order=DateOrder.DAY_FIRST)


def quietly(_share: float, _words: str) -> None:
    """A step that nobody hears."""


def arguments_for(path: Path, options: ReadOptions = OPTIONS) -> dict[str, object]:
    return {"path": str(path), "name": path.name, "options": tasks.options_to(options)}


def results_in(folder: Path) -> dict[str, bytes]:
    """Everything that a task left, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def done_here(task: str, arguments: dict[str, object], folder: Path) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    tasks.TASKS[task](arguments, folder, quietly)
    return results_in(folder)


@pytest.mark.parametrize("name", FILES)
def test_task_done_here_leaves_what_the_child_leaves(data: Path, name: str, tmp_path: Path) -> None:
    options = OPTIONS if "cut.csv" not in name else ReadOptions(hash_key=b"secret")
    arguments = arguments_for(data / name, options)
    here = done_here("read", arguments, tmp_path / "here")
    there = tmp_path / "there"
    there.mkdir()
    child.run("read", arguments, there, Progress())
    found = results_in(there)
    assert here.keys() <= found.keys()
    assert sum(map(len, here.values())) > 1_000
    assert {each: found[each] for each in here} == here


@pytest.mark.parametrize("name", ["2025-03_API_Oldham_cut.zip", FILES[0]])
def test_looking_first_and_taking_then_is_the_same_as_reading(
    data: Path, name: str, tmp_path: Path
) -> None:
    arguments = arguments_for(data / name)
    at_once = done_here("read", arguments, tmp_path / "read")
    done_here("inspect", arguments, tmp_path / "steps")
    in_steps = done_here("take", arguments, tmp_path / "steps")
    records = {each for each in at_once if each.endswith((".jsonl", ".json"))}
    assert records
    assert {each: in_steps[each] for each in records} == {each: at_once[each] for each in records}


def test_own_spreadsheet_is_spooled_by_sheet(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text("Service,Beds\nSaltergarth House,36\n", encoding="utf-8")
    left = done_here("own_tables", {"path": str(path), "name": path.name}, tmp_path / "spool")
    assert any(b"Saltergarth House" in each for each in left.values())


def test_research_extract_is_refused_here_too(data: Path, tmp_path: Path) -> None:
    arguments = arguments_for(data / "rating-history_2014-2025_cut.csv")
    with pytest.raises(FileRefusedError):
        done_here("read", arguments, tmp_path / "here")


def test_more_rows_than_allowed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert readers.MAX_ROWS == 400_000
    monkeypatch.setattr(readers, "MAX_ROWS", 50)
    done_here("inspect", arguments_for(ratings_csv(tmp_path, *[row()] * 50)), tmp_path / "all")
    longer = arguments_for(ratings_csv(tmp_path, *[row()] * 51))
    with pytest.raises(FileRefusedError, match="more than 50 rows"):
        done_here("inspect", longer, tmp_path / "longer")
