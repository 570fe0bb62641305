"""Files for the import tests: real cuts by name, and small workbooks written byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.imports import child, tasks
from tests.imports.books import ods_book, xlsx_book

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def data() -> Path:
    """The folder of real cuts."""
    return DATA


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook of one sheet whose inside is handed in as XML."""

    def write(inside: str, *, name: str = "book.xlsx", extra: dict[str, str] | None = None) -> Path:
        return xlsx_book(tmp_path / name, inside, extra)

    return write


@pytest.fixture
def ods(tmp_path: Path) -> Callable[..., Path]:
    """Writes an ODS of one sheet whose rows are handed in as XML."""

    def write(rows: str, *, manifest: str = "", before: str = "") -> Path:
        return ods_book(tmp_path / "book.ods", rows, manifest=manifest, before=before)

    return write


@pytest.fixture(params=[True, False], ids=["in a child", "here"])
def beside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a child has done beside its own task is done in a further child, then here."""

    @contextmanager
    def done_here(
        task: str, arguments: Mapping[str, Any], folder: Path
    ) -> Iterator[Future[child.ChildReport]]:
        folder.mkdir()
        future: Future[child.ChildReport] = Future()
        tasks.TASKS[task](arguments, folder, lambda _done, _words: None)
        future.set_result(child.ChildReport(0))
        yield future

    if not request.param:
        monkeypatch.setattr(child, "beside", done_here)
