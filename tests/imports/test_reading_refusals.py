"""Files of CQC that are refused, warned of, or end early: nothing is left lying."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import CancelledError, FileRefusedError
from app.imports import reading, spool
from app.imports.records import (
    ReadOptions,
)
from app.progress import Progress
from tests.imports.cqc_rows import EARLIER, HEADINGS, LATER, ratings_csv, row


def test_research_extract_is_refused_in_plain_words(data: Path) -> None:
    with pytest.raises(FileRefusedError, match="made for research"):
        reading.inspect(data / "rating-history_2014-2025_cut.csv")


def test_file_without_known_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Amount\na,1\n")
    with pytest.raises(FileRefusedError, match="no table with the headings of a CQC file"):
        reading.inspect(path)


def test_spool_is_gone_after_close_error_and_cancel(tmp_path: Path, data: Path) -> None:
    spool_folder = tmp_path / "spool"
    spool_folder.mkdir()
    with reading.read(data / EARLIER, ReadOptions(), spool_folder=spool_folder):
        assert list(spool_folder.iterdir())
    assert not list(spool_folder.iterdir())
    with pytest.raises(FileRefusedError):
        reading.inspect(data / "SOURCES.md", spool_folder=spool_folder)
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        reading.inspect(data / LATER, progress, spool_folder=spool_folder)
    assert not list(spool_folder.iterdir())


def test_progress_is_reported(data: Path) -> None:
    steps: list[str] = []
    progress = Progress(lambda _done, _total, words: steps.append(words))
    reading.inspect(data / LATER, progress).close()
    assert "Checking the file" in steps


def test_json_that_is_no_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for text in ('{"a": 1}', "[" * 100_000, '{"locations": ['):
        path.write_text(text)
        with pytest.raises(FileRefusedError):
            reading.inspect(path)


def test_unknown_rating_word_is_kept_and_told(tmp_path: Path) -> None:
    with reading.read(ratings_csv(tmp_path, row(rating="Splendid")), ReadOptions()) as file:
        fact = next(iter(file.ratings))
        assert (fact.published, fact.value) == ("Splendid", None)
        assert "“Splendid”" in file.summary.notes[0]


def test_windows_text_is_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    buffer = io.StringIO(HEADINGS + row().replace("A home", "Café – home") + "\n")
    path.write_bytes(buffer.getvalue().encode("cp1252"))
    with reading.read(path, ReadOptions()) as file:
        assert next(iter(file.locations)).name == "Café – home"
        assert "not UTF-8" in file.summary.notes[0]


def test_folder_of_a_killed_import_goes_with_the_next_one(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, running, other = (
        tmp_path / f"cqm-import-{ended.pid}-a",
        tmp_path / f"cqm-import-{os.getpid()}-b",
        tmp_path / "cqm-imported",
    )
    for folder in (left, running, other):
        folder.mkdir()
        (folder / "rows.raw").write_bytes(b"x")
    fresh = spool.new_folder(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted((running, other, fresh))
