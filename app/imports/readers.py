"""Sheets of a guarded file as streams of rows. Runs in the import child only.

Promises: rows come in pieces, never all at once; cells are text, numbers, dates or flags; limits
of 400,000 rows and 500 columns a sheet (SAFETY "Files from other people").
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from app.errors import FileRefusedError
from app.imports.guard import MAX_COLUMNS, MAX_ROWS, Nature, Verdict

PIECE_ROWS = 4_096
_PIECE_CHARACTERS = 1 << 19
_MAX_FIELD = 1_000_000
_DELIMITERS = ",;\t|"

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet ("" for CSV): read `rows` once, from its first row on. CSV is text throughout."""

    name: str
    rows: Iterator[Row]
    is_typed: bool = True


@contextmanager
def open_sheets(path: Path, verdict: Verdict) -> Iterator[Iterator[Sheet]]:
    """The sheets of a workbook or CSV, one after the other; finish one before the next.

    Raises FileRefusedError when the reader cannot make sense of the file.
    """
    if verdict.nature.is_workbook:
        yield _workbook_sheets(path)
        return
    with _open_text(path, verdict) as file:
        yield iter((Sheet("", _csv_rows(path, file), is_typed=False),))


def pieces(sheet: Sheet, rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in lists of at most 4,096. Raises FileRefusedError beyond 400,000 rows."""
    rows = iter(rows)
    count = 0
    while piece := list(islice(rows, PIECE_ROWS)):
        count += len(piece)
        if count > MAX_ROWS:
            where = f"Sheet “{sheet.name}”" if sheet.name else "The file"
            raise FileRefusedError(
                f"{where} has more than {MAX_ROWS:,} rows. Save only the rows that are needed as "
                "a new file."
            )
        yield piece


def refuse_width(sheet: Sheet, width: int) -> None:
    """Raise FileRefusedError when a sheet is wider than 500 columns."""
    if width > MAX_COLUMNS:
        where = f"Sheet “{sheet.name}”" if sheet.name else "The file"
        raise FileRefusedError(
            f"{where} has more than {MAX_COLUMNS} columns. Copy only the columns that are needed "
            "to a new file."
        )


def _workbook_sheets(path: Path) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for about in workbook.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            data = workbook.get_sheet_by_name(about.name)
            sheet = Sheet(about.name, _with_blanks_before(data))
            refuse_width(sheet, data.width + (data.start[1] if data.start else 0))
            yield sheet
    except CalamineError as error:
        raise FileRefusedError(
            f"“{path.name}” cannot be read as a workbook. "
            "Open it in Excel or LibreOffice, save it again and choose that."
        ) from error


def _with_blanks_before(data: Any) -> Iterator[Row]:
    """The sheet's rows from its first row and column on, so that numbers are the spreadsheet's.

    calamine's iter_rows starts at the first row but at the first column with a value.
    """
    left: Row = [""] * data.start[1] if data.start else []
    for row in data.iter_rows():
        yield left + row if left else row


@contextmanager
def _open_text(path: Path, verdict: Verdict) -> Iterator[TextIO]:
    errors = "replace" if verdict.encoding == "cp1252" else "strict"
    if verdict.nature is Nature.CSV_GZ:
        with gzip.open(path, "rb") as raw:
            yield io.TextIOWrapper(
                io.BufferedReader(raw, 1 << 20),
                encoding=verdict.encoding,
                errors=errors,
                newline="",
            )
        return
    with path.open(encoding=verdict.encoding, errors=errors, newline="", buffering=1 << 20) as file:
        yield file


def _csv_rows(path: Path, file: TextIO) -> Iterator[Row]:
    """Rows as csv reads them; a line without a quote mark is split at once, which is quicker."""
    delimiter = _delimiter(file)
    csv.field_size_limit(_MAX_FIELD)
    try:
        while lines := file.readlines(_PIECE_CHARACTERS):
            quoted = [line for line in lines if '"' in line]
            if any(line.count('"') % 2 for line in quoted):  # a cell runs over several lines
                yield from csv.reader(chain(lines, file), delimiter=delimiter)
                return
            parsed = csv.reader(quoted, delimiter=delimiter)
            for line in lines:
                yield next(parsed) if '"' in line else line.rstrip("\r\n").split(delimiter)
    except csv.Error as error:
        raise FileRefusedError(
            f"“{path.name}” is not a table of rows and columns ({error}). "
            "Open it in Excel or LibreOffice and save it again as CSV UTF-8."
        ) from error


def _delimiter(file: TextIO) -> str:
    """The sign between columns: the one most frequent in the first lines; a comma when unsure."""
    start = file.read(20_000)
    file.seek(0)
    counts = Counter(letter for letter in start if letter in _DELIMITERS)
    return max(_DELIMITERS, key=lambda letter: counts[letter])
