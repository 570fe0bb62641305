"""Rows of the mapped sheets as typed values by field; long texts are put together again.

What a cell holds that its field cannot take is told as a remark, never guessed; the row is left
out only where a field is needed that it lacks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.imports.own_table import Value
from app.reports.workbooks.book import LONG_TEXTS
from app.services.own_import_fields import (
    OWN_FIELDS,
    RECORD_ID,
    OwnField,
    OwnFile,
    OwnSheet,
    Target,
)
from app.services.own_import_mapping import OwnMapping, SheetMapping
from app.services.own_import_values import UnreadableError, as_words, read_cell

CONTINUES = f" … (continues on the sheet {LONG_TEXTS})"
_LongTexts = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class Remark:
    """Something to tell about a row: it was left out, or one of its cells was not taken."""

    sheet: str
    row: int
    reason: str
    is_left_out: bool = True


@dataclass(frozen=True)
class ReadRow:
    """One row as typed values by field; a blank cell is None. `raw` keeps the cells as read.

    `unread`: why the cell of a field could not be read, by the field's name. `is_ours`: a row of
    the register's workbook, in which an empty cell means "not recorded".
    """

    sheet: str
    number: int
    target: Target
    values: Mapping[str, Any]
    raw: Mapping[str, Value] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    is_ours: bool = False
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Where it stands, as a key of decisions."""
        return f"{self.sheet}!{self.number}"

    def text(self, name: str) -> str:
        """A value as text; empty when blank or not mapped."""
        return str(self.values.get(name) or "")


def read_rows(file: OwnFile, mapping: OwnMapping) -> tuple[list[ReadRow], list[Remark]]:
    """All rows of the sheets that are taken, in the file's order, and what is to be told."""
    long_texts = _long_texts(file)
    rows: list[ReadRow] = []
    remarks: list[Remark] = []
    for sheet, chosen in zip(file.sheets, mapping.sheets, strict=True):
        if chosen.target is not None:
            for row, told in _sheet_rows(sheet, chosen, chosen.target, long_texts):
                rows.extend(row)
                remarks.extend(told)
    return rows, remarks


def columns_left(file: OwnFile, mapping: OwnMapping) -> dict[str, tuple[str, ...]]:
    """By sheet that is taken, the headings of the columns that nobody mapped."""
    return {
        sheet.name: left
        for sheet, chosen in zip(file.sheets, mapping.sheets, strict=True)
        if chosen.target is not None
        and (
            left := tuple(
                heading
                for at, heading in enumerate(sheet.headings)
                if at not in chosen.columns.values()
            )
        )
    }


def _sheet_rows(
    sheet: OwnSheet, chosen: SheetMapping, target: Target, long_texts: _LongTexts
) -> Iterator[tuple[list[ReadRow], list[Remark]]]:
    fields = [one for one in OWN_FIELDS[target] if one.name in chosen.columns]
    headings = {one.name: sheet.headings[chosen.columns[one.name]] for one in fields}
    fixed = {one.name: read_cell(one, chosen.for_all[one.name], None)
             for one in OWN_FIELDS[target] if one.name in chosen.for_all}  # fmt: skip
    for row in sheet.rows:
        raw = {one.name: row.values[chosen.columns[one.name]] for one in fields}
        if all(as_words(value) == "" for value in raw.values()):
            continue
        _continue(raw, headings, sheet.name, long_texts)
        values, told = _values(fields, raw, chosen)
        read = ReadRow(
            sheet.name, row.number, target, values | fixed, raw, headings, chosen.is_ours, told
        )
        remarks = [Remark(sheet.name, row.number, words, False) for words in told.values()]
        yield [read], remarks


def _values(
    fields: list[OwnField], raw: Mapping[str, Value], chosen: SheetMapping
) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    told: dict[str, str] = {}
    for one in fields:
        try:
            values[one.name] = read_cell(one, raw[one.name], chosen.date_order)
        except UnreadableError as error:
            told[one.name] = str(error)
    return values, told


def _long_texts(file: OwnFile) -> _LongTexts:
    """(sheet, record id, heading) to the whole text, from the sheet "Long texts"."""
    parts: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    for sheet in file.sheets:
        if sheet.name != LONG_TEXTS or not {"Sheet", "Row", "Column", "Part", "Text"} <= set(
            sheet.headings
        ):
            continue
        at = [sheet.headings.index(name) for name in ("Sheet", "Row", "Column", "Part", "Text")]
        for row in sheet.rows:
            where, record, column, number, text = (row.values[index] for index in at)
            key = (str(where), str(record), str(column))
            parts[key].append((int(str(number or 0)), str(text or "")))
    return {key: "".join(text for _, text in sorted(found)) for key, found in parts.items()}


def _continue(
    raw: dict[str, Value], headings: Mapping[str, str], sheet: str, long_texts: _LongTexts
) -> None:
    """Put a text that did not fit in its cell together again, in place."""
    record = str(raw.get(RECORD_ID) or "")
    for name, value in raw.items():
        if isinstance(value, str) and value.endswith(CONTINUES):
            whole = long_texts.get((sheet, record, headings[name]))
            raw[name] = whole if whole is not None else value.removesuffix(CONTINUES)
