"""A table that the screen shows, saved as a file that any program reads: CSV or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from app.db.work import Reading
from app.reports.list_workbook import ListCell, ListFacts, list_workbook
from app.reports.save_file import save_file
from app.services.council import get_council

Cell = ListCell

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def save_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table as CSV in UTF-8 that spreadsheet programs recognise; days as dd/mm/yyyy.

    A text that a spreadsheet would take for a formula gets a leading quote mark (PAPER
    "Workbooks"). Raises CircumstanceError or NotSavedError.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_cell(heading) for heading in headings])
    writer.writerows([_cell(value) for value in row] for row in rows)
    save_file(path, out.getvalue().encode("utf-8-sig"))


def save_workbook(
    reading: Reading,
    path: Path,
    title: str,
    line: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> None:
    """Write a table as a workbook of one sheet, under its title and `line`.

    Text stays text whatever it begins with. Raises CircumstanceError or NotSavedError.
    """
    council = get_council(reading)
    facts = ListFacts(
        title,
        line,
        tuple(headings),
        tuple(tuple(row) for row in rows),
        council.name,
        council.marking_register,
        reading.today,
    )
    save_file(path, list_workbook(facts))


def _cell(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str) and value.startswith(_RISKY):
        return f"'{value}"
    return value
