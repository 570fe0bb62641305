"""A council's own spreadsheet: any XLSX, ODS or CSV as sheets of headings and rows, for the wizard.

Promises: through the same guard and child as every file from outside; at most 100,000 rows a
sheet; the spool holds what the council keeps and is deleted by `close`. What a column means is
guessed in own_columns.py and decided by the user; nothing here is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Self

from app.errors import FileRefusedError
from app.imports import child, spool
from app.imports.dates import OrderFound, as_text, find_order
from app.imports.digest import Step, file_hash
from app.imports.guard import Nature, Verdict
from app.imports.readers import open_sheets, pieces
from app.imports.recognise import is_of_cqc
from app.imports.records import Records
from app.imports.runs import Row
from app.imports.table import Table, cell_text, find_any_table
from app.progress import Progress

MAX_OWN_ROWS = 100_000
SAMPLE_ROWS = 50
_TABLES_NAME = "tables.json"

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One row: its number as a spreadsheet shows it, and a value under each heading."""

    number: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """One sheet of a council's file.

    `date_order` tells how its text dates are written, with examples when it must be asked.
    """

    name: str
    headings: tuple[str, ...]
    samples: tuple[OwnRow, ...]
    rows: Records[OwnRow]
    date_order: OrderFound


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A council's file, read. Usable with `with`; rows can be read until `close`."""

    name: str
    sha256: str
    sheets: tuple[OwnSheet, ...]
    notes: tuple[str, ...]
    folder: Path

    def close(self) -> None:
        """Delete the spool. Twice is harmless."""
        spool.delete(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def open_own(
    path: Path, progress: Progress | None = None, *, spool_folder: Path | None = None
) -> OwnFile:
    """Read every sheet of a council's own spreadsheet.

    Raises FileRefusedError with one plain sentence, or CancelledError.
    """
    folder = spool.new_folder(spool_folder)
    try:
        arguments = {"path": str(path.absolute()), "name": path.name}
        child.run("own_tables", arguments, folder, progress or Progress())
        described = json.loads((folder / _TABLES_NAME).read_text(encoding="utf-8"))
        return OwnFile(
            name=path.name,
            sha256=described["sha256"],
            sheets=tuple(_sheet(folder, at, kept) for at, kept in enumerate(described["sheets"])),
            notes=tuple(described["notes"]),
            folder=folder,
        )
    except BaseException:
        spool.delete(folder)
        raise


def _sheet(folder: Path, at: int, described: dict[str, object]) -> OwnSheet:
    path = folder / _rows_name(at)
    rows = Records(int(str(described["count"])), partial(_read_rows, path))
    samples = tuple(row for row, _ in zip(rows, range(SAMPLE_ROWS), strict=False))
    headings: tuple[str, ...] = tuple(described["headings"])  # type: ignore[arg-type]
    order = find_order(
        value for row in rows for value in row.values if isinstance(value, str) and len(value) < 20
    )
    return OwnSheet(str(described["name"]), headings, samples, rows, order)


def _read_rows(path: Path) -> Iterator[OwnRow]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            number, *values = json.loads(line)
            yield OwnRow(number, tuple(_value(value) for value in values))


def _value(stored: object) -> Value:
    """Dates cross as a list of one ISO text, so that text never turns into a date by itself."""
    if isinstance(stored, list):
        return date.fromisoformat(stored[0])
    return stored  # type: ignore[return-value]


def _rows_name(at: int) -> str:
    return f"sheet-{at}.jsonl"


# --- in the child ----------------------------------------------------------------------------


def spool_sheets(path: Path, verdict: Verdict, folder: Path, step: Step) -> None:
    """Write each sheet that holds a table to the folder, and what was found beside it."""
    if verdict.nature in {Nature.JSON, Nature.JSON_ZIP}:
        raise FileRefusedError(
            f"“{path.name}” is JSON, not a table. Choose the XLSX, ODS or CSV file."
        )
    sheets: list[dict[str, object]] = []
    with open_sheets(path, verdict) as found:
        for sheet in found:
            table = find_any_table(sheet)
            if table is None:
                continue
            count = _spool_rows(table, folder / _rows_name(len(sheets)), step)
            sheets.append({"name": sheet.name, "headings": _named(table.headings), "count": count})
    if not any(described["count"] for described in sheets):
        raise FileRefusedError(
            f"“{path.name}” has no rows under its headings. Fill it in or choose another file."
        )
    described = {"sha256": file_hash(path), "notes": list(verdict.notes), "sheets": sheets}
    text = json.dumps(described, ensure_ascii=False)
    (folder / _TABLES_NAME).write_text(text, encoding="utf-8")


def _named(headings: tuple[str, ...]) -> list[str]:
    """Every column with a name of its own: "Column C" where there is none, "Notes (2)" twice."""
    named: list[str] = []
    for at, heading in enumerate(headings):
        name = " ".join(heading.split()) or f"Column {_letters(at)}"
        number = 2
        unique = name
        while unique in named:
            unique, number = f"{name} ({number})", number + 1
        named.append(unique)
    return named


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _spool_rows(table: Table, path: Path, step: Step) -> int:
    count, number = 0, table.first_row
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for piece in pieces(table.sheet, table.rows):
            for at, row in enumerate(piece, number):
                values = [_stored(cell) for cell in row[: table.width]]
                if all(value in {None, ""} for value in values if not isinstance(value, list)) and (
                    not any(isinstance(value, list) for value in values)
                ):
                    continue
                values.extend([None] * (table.width - len(values)))
                file.write(json.dumps([at, *values], ensure_ascii=False) + "\n")
                count += 1
            number += len(piece)
            _refuse_too_many(table, count)
            step(count, "Reading rows")
    return count


def _refuse_too_many(table: Table, count: int) -> None:
    if count > MAX_OWN_ROWS:
        if is_of_cqc(table.headings):
            raise FileRefusedError(
                "This is a file that CQC publishes, not a register of your own. Choose “Import a "
                "CQC file” for it."
            )
        where = f"Sheet “{table.sheet.name}”" if table.sheet.name else "The file"
        raise FileRefusedError(
            f"{where} has more than {MAX_OWN_ROWS:,} rows, more than a register of services. "
            "Save only the rows that are needed as a new file."
        )


def _stored(cell: Row | object) -> object:
    if isinstance(cell, date | datetime):
        return [as_text(cell)]
    if isinstance(cell, bool):
        return cell_text(cell)
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, str):  # whole: a long text may go on in the next cell
        return cell if cell.strip() else None
    return cell_text(cell) or None
