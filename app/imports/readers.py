"""Sheets of a guarded file as streams of rows. Runs in the import child only.

Promises: rows come in pieces, never all at once; cells are text, numbers, dates or flags; limits
of 400,000 rows and 500 columns a sheet (SAFETY "Files from other people").
"""

from __future__ import annotations

import codecs
import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from app.errors import FileRefusedError
from app.imports.csv_runs import csv_runs
from app.imports.guard import MAX_COLUMNS, MAX_ROWS, Nature, Verdict
from app.imports.runs import Row, Run, Runs, runs_of

PIECE_ROWS = 4_096
_PIECE_BYTES = 1 << 20
_SNIFFED = 20_000
_DELIMITERS = ",;\t|"


@dataclass(slots=True)
class TextFile:
    """A CSV that is being read, by now up to the byte `at`.

    `end`, which may be set while it lies ahead: stop there, at a line's end, if till then each
    line was a row.
    """

    path: Path
    verdict: Verdict
    delimiter: str = ""
    at: int = 0
    end: int | None = None
    is_a_row_a_line: bool = True

    def note_odd_line(self) -> None:
        """From now on a line's end may lie within a cell."""
        self.is_a_row_a_line = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet ("" for CSV), to be read once, from its first row on. CSV is text throughout."""

    name: str
    runs: Runs
    text: TextFile | None = None

    @property
    def is_typed(self) -> bool:
        """True when cells may be numbers, dates or flags."""
        return self.text is None

    def rows(self) -> Iterator[Row]:
        """Row by row; `runs` then goes on behind the last row taken."""
        return self.runs.rows()


@contextmanager
def open_sheets(path: Path, verdict: Verdict) -> Iterator[Iterator[Sheet]]:
    """The sheets of a workbook or CSV, one after the other; finish one before the next.

    Raises FileRefusedError when the reader cannot make sense of the file.
    """
    if verdict.nature.is_workbook:
        yield _workbook_sheets(path)
        return
    with open_csv(TextFile(path, verdict)) as sheet:
        yield iter((sheet,))


@contextmanager
def open_csv(text: TextFile) -> Iterator[Sheet]:
    """A CSV as a sheet from a line's start on, `text.at`; behind the first, with its delimiter."""
    with _open_text(text) as pieces:
        yield Sheet("", Runs(_csv_runs(text, pieces)), text)


def pieces(sheet: Sheet, rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in lists of at most 4,096. Raises FileRefusedError beyond 400,000 rows."""
    rows = iter(rows)
    count = 0
    while piece := list(islice(rows, PIECE_ROWS)):
        count += len(piece)
        refuse_length(sheet, count)
        yield piece


def refuse_length(sheet: Sheet, count: int) -> None:
    """Raise FileRefusedError when a sheet is longer than 400,000 rows."""
    if count > MAX_ROWS:
        where = f"Sheet “{sheet.name}”" if sheet.name else "The file"
        raise FileRefusedError(
            f"{where} has more than {MAX_ROWS:,} rows. Save only the rows that are needed as "
            "a new file."
        )


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
            sheet = Sheet(about.name, Runs(runs_of(_with_blanks_before(data))))
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
def _open_text(text: TextFile) -> Iterator[Iterator[str]]:
    """The text of a file in pieces of whole lines."""
    encoding = text.verdict.encoding
    errors = "replace" if encoding == "cp1252" else "strict"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    is_packed = text.verdict.nature is Nature.CSV_GZ
    with gzip.open(text.path) if is_packed else text.path.open("rb", buffering=0) as file:
        file.seek(text.at)
        yield whole_lines(_bytes_of(file, text), decoder)


def _bytes_of(file: Any, text: TextFile) -> Iterator[bytes]:
    while True:
        size = _PIECE_BYTES
        if text.end is not None and text.is_a_row_a_line:
            size = min(size, text.end - text.at)
        piece = file.read(size)
        if not piece:
            return
        text.at += len(piece)
        yield piece


def whole_lines(pieces: Iterable[bytes], decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    """Text of pieces of bytes, cut at ends of lines only, never within one."""
    rest = ""
    for piece in pieces:
        text = rest + decoder.decode(piece)
        # a carriage return at the very end may be the first half of a line's end
        cut = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        rest = text[cut:]
        if cut:
            yield text[:cut]
    if rest := rest + decoder.decode(b"", final=True):
        yield rest


def _csv_runs(text: TextFile, pieces: Iterator[str]) -> Iterator[Run]:
    try:
        start = next(pieces, "")
        text.delimiter = text.delimiter or _delimiter(start)
        all_pieces = chain([start] if start else [], pieces)
        yield from csv_runs(all_pieces, text.delimiter, text.note_odd_line)
    except csv.Error as error:
        raise FileRefusedError(
            f"“{text.path.name}” is not a table of rows and columns ({error}). "
            "Open it in Excel or LibreOffice and save it again as CSV UTF-8."
        ) from error


def _delimiter(start: str) -> str:
    """The sign between columns: the one most frequent in the first lines; a comma when unsure."""
    counts = Counter(letter for letter in start[:_SNIFFED] if letter in _DELIMITERS)
    return max(_DELIMITERS, key=lambda letter: counts[letter])
