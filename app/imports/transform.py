"""Second step of an import: the spooled raw rows of the chosen authorities become records.

Runs in the import child. Promises: a row is taken whole or skipped with sheet, row and reason;
every finished record crosses to the parent.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.imports import api_records, recognise
from app.imports.dates import DateOrderError
from app.imports.digest import RAW_NAME, Digest, Step
from app.imports.layout import BadCellError, Cells, Context, Layout, Positions, Record
from app.imports.records import (
    DateOrder,
    ImportKind,
    LocationRecord,
    MarketCount,
    ReadOptions,
    SkippedRow,
)
from app.imports.runs import Row
from app.imports.spool import FILE_NAMES, Block, RecordWriter, raw_rows
from app.imports.table import cell_text

RESULT_NAME = "result.json"
LOCATION_IDS_NAME = "location-ids.json"
_ROWS_A_STEP = 2_000


def transform(digest: Digest, folder: Path, options: ReadOptions, step: Step) -> None:
    """Write the records of the chosen authorities and known locations, and the result's totals.

    Raises DateOrderError when the dates can be read two ways and no order is given.
    """
    order = digest.date_order(options.date_order)
    if order is None and digest.examples:
        raise DateOrderError(tuple(digest.examples))
    file_date = digest.file_date(order, options.file_date)
    context = Context(
        kind=ImportKind(digest.kind),
        order=order,
        as_at=file_date.day,
        with_names=options.with_names,
        hash_key=options.hash_key,
    )
    writer = RecordWriter(folder)
    work = _Transform(digest, folder, options, context, writer)
    for skipped in digest.skipped:
        writer.write(SkippedRow(**skipped))  # type: ignore[arg-type]
    work.run(step)
    writer.close()
    writer.counts[FILE_NAMES[MarketCount]] = _take_market(digest, folder, order)
    (folder / LOCATION_IDS_NAME).write_text(json.dumps(sorted(work.location_ids)))
    result = {
        "counts": writer.counts,
        "file_date": file_date.day.isoformat() if file_date.day else None,
        "origin": file_date.origin.value,
        "order": order.value if order else None,
    }
    (folder / RESULT_NAME).write_text(json.dumps(result), encoding="utf-8")


def _take_market(digest: Digest, folder: Path, order: DateOrder | None) -> int:
    """Put the figures of the chosen order in their place; returns how many there are."""
    name = FILE_NAMES[MarketCount]
    chosen = (order or DateOrder.DAY_FIRST).value
    if not digest.market.get(chosen):
        return 0
    shutil.copyfile(folder / f"market-{chosen}" / name, folder / name)
    return digest.market[chosen]


class _Transform:
    """One pass over the raw spool."""

    def __init__(
        self,
        digest: Digest,
        folder: Path,
        options: ReadOptions,
        context: Context,
        writer: RecordWriter,
    ) -> None:
        self._digest = digest
        self._folder = folder
        self._options = options
        self._context = context
        self._writer = writer
        names = options.authorities
        self._names = None if names is None else {name.casefold() for name in names}
        self.location_ids: set[str] = set()

    def run(self, step: Step) -> None:
        done = 0
        rows = (
            self._api_rows()
            if self._digest.kind == ImportKind.API_RECORDS.value
            else self._table_rows()
        )
        for sheet, number, records in rows:
            done += 1
            if done % _ROWS_A_STEP == 0:
                step(done, "Checking rows")
            try:
                found = list(records)
            except BadCellError as error:
                self._writer.write(SkippedRow(sheet, number, str(error)))
                continue
            for record in found:
                self._write(record)

    def _write(self, record: Record) -> None:
        if isinstance(record, LocationRecord):
            self.location_ids.add(record.location_id)
        self._writer.write(record)

    def _wants(self, authority: str, location_id: str) -> bool:
        if self._names is None or authority.casefold() in self._names:
            return True
        return location_id in self._options.known_location_ids

    # --- tables

    def _table_rows(self) -> Iterator[tuple[str, int, Iterator[Record]]]:
        with (self._folder / RAW_NAME).open("rb") as file:
            for number, table in enumerate(self._digest.tables):
                layout = recognise.BY_NAME[str(table["layout"])]
                positions = Positions(table["columns"], table["flags"])  # type: ignore[arg-type]
                yield from self._rows_of_table(file, number, str(table["sheet"]), layout, positions)

    def _rows_of_table(
        self, file: IO[bytes], table: int, sheet: str, layout: Layout, positions: Positions
    ) -> Iterator[tuple[str, int, Iterator[Record]]]:
        if layout.prepare is not None:
            for row in self._raw_rows(file, table, positions):
                layout.prepare(Cells(row, positions, self._context.order), self._context)
        for row in self._raw_rows(file, table, positions):
            cells = Cells(row, positions, self._context.order)
            yield sheet, int(str(row[-1])), layout.records(cells, self._context)

    def _raw_rows(self, file: IO[bytes], table: int, positions: Positions) -> Iterator[Row]:
        """The chosen rows of one table in the order of the file's blocks."""
        location = positions.columns["location_id"]
        has_authority = "local_authority" in positions.columns
        known = self._options.known_location_ids | self.location_ids
        for described in self._digest.blocks:
            block = Block(**described)  # type: ignore[arg-type]
            if block.table != table:
                continue
            is_whole = self._names is None or (
                has_authority and block.authority.casefold() in self._names
            )
            if is_whole:
                yield from raw_rows(file, block)
            elif known:
                for row in raw_rows(file, block):
                    if cell_text(row[location]) in known:
                        yield row

    # --- API records

    def _api_rows(self) -> Iterator[tuple[str, int, Iterator[Record]]]:
        with (self._folder / api_records.RAW_NAME).open(encoding="utf-8") as file:
            for line in file:
                part, number, document = json.loads(line)
                location_id = str(document.get("locationId", ""))
                authority = str(document.get("localAuthority", ""))
                if not location_id or self._wants(authority, location_id):
                    yield part, number, api_records.records(document, self._context)
