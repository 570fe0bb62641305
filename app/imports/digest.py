"""One reading of a CQC file: finds its tables, tallies all rows, spools the raw rows that matter.

Runs in the import child. Promises: the file is read once; what `inspect` spools, a later `read`
takes from the spool. Nothing here knows what a row means; see layout.py and the kinds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from app.domain.words import joined
from app.imports import dates, recognise
from app.imports.guard import Verdict
from app.imports.layout import Layout
from app.imports.market import Tally
from app.imports.readers import Row, Sheet, open_sheets, pieces
from app.imports.records import DateOrder, DateOrigin, FileDate, MarketCount, SkippedRow
from app.imports.spool import RawWriter, RecordWriter
from app.imports.table import Table, cell_text, find_table

Step = Callable[[int, str], None]
RAW_NAME = "rows.raw"
DIGEST_NAME = "digest.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which raw rows to spool; `authorities` None means all."""

    authorities: frozenset[str] | None = None
    location_ids: frozenset[str] = frozenset()


@dataclass(slots=True)
class Digest:
    """What one reading gathered; stored as JSON beside the raw rows."""

    kind: str = ""
    sha256: str = ""
    name: str = ""
    rows_read: int = 0
    tables: list[dict[str, object]] = field(default_factory=list)
    blocks: list[dict[str, object]] = field(default_factory=list)
    authorities: list[dict[str, object]] = field(default_factory=list)
    skipped: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    order: str | None = None
    examples: list[str] = field(default_factory=list)
    newest: dict[str, str] = field(default_factory=dict)
    stated: list[dict[str, object]] = field(default_factory=list)

    def save(self, folder: Path) -> None:
        """Write it beside the raw rows."""
        text = json.dumps(asdict(self), ensure_ascii=False)
        (folder / DIGEST_NAME).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Digest:
        """Read what `save` wrote."""
        return cls(**json.loads((folder / DIGEST_NAME).read_text(encoding="utf-8")))

    def date_order(self, given: DateOrder | None) -> DateOrder | None:
        """The order the file's dates follow: what the file tells, else what the user says."""
        return DateOrder(self.order) if self.order else given

    def file_date(self, order: DateOrder | None, given: date | None) -> FileDate:
        """Content, then name, then newest publication date; a user's date beats them all."""
        if given is not None:
            return FileDate(given, DateOrigin.GIVEN)
        newest_text = self.newest.get(order.value if order else "", "")
        newest = date.fromisoformat(newest_text) if newest_text else None
        for found in self.stated:
            day = date.fromisoformat(str(found["day"]))
            if not dates.StatedDay(day, bool(found["is_month"])).is_before(newest):
                return FileDate(day, DateOrigin(str(found["origin"])))
        if newest is not None:
            return FileDate(newest, DateOrigin.NEWEST_PUBLICATION)
        return FileDate(None, DateOrigin.UNKNOWN)


def digest_tables(path: Path, verdict: Verdict, folder: Path, wanted: Wanted, step: Step) -> Digest:
    """Read every sheet of a workbook or CSV once.

    Raises FileRefusedError when no table of a known kind is found or a limit is broken.
    """
    reading = _Reading(folder, wanted, step)
    with open_sheets(path, verdict) as sheets:
        for sheet in sheets:
            reading.read_sheet(sheet)
    return reading.finish(path, verdict)


def file_hash(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Reading:
    """State of one reading; `finish` turns it into a Digest."""

    def __init__(self, folder: Path, wanted: Wanted, step: Step) -> None:
        self._folder = folder
        self._wanted = wanted
        self._step = step
        self._raw = RawWriter(folder / RAW_NAME)
        self._digest = Digest()
        self._introduction: list[str] = []
        self._unknown: list[Table] = []
        self._tallies: list[tuple[Layout, Tally]] = []
        self._dates: set[object] = set()
        self._names_managers = False
        self._publications: set[object] = set()

    def read_sheet(self, sheet: Sheet) -> None:
        table = find_table(sheet, recognise.MARKS)
        if isinstance(table, tuple):
            self._introduction.extend(table)
            return
        self._introduction.extend(table.before)
        known = recognise.layout_of(table)
        if known is None:
            self._unknown.append(table)
            return
        layout, positions = known
        if self._digest.kind and layout.kind.value != self._digest.kind:
            self._digest.notes.append(f"Sheet “{sheet.name}” is another kind and was left out.")
            return
        self._digest.kind = layout.kind.value
        columns = dict(positions.columns)
        tally = Tally(positions.columns, layout.counts_for_market)
        self._tallies.append((layout, tally))
        self._digest.tables.append(
            {
                "layout": layout.name,
                "sheet": sheet.name,
                "columns": columns,
                "flags": {prefix: dict(flags) for prefix, flags in positions.flags.items()},
            }
        )
        self._read_rows(table, layout, tally)
        if not self._names_managers:  # a column blank throughout tells nothing about vacancies
            columns.pop("manager", None)

    def _read_rows(self, table: Table, layout: Layout, tally: Tally) -> None:
        date_columns = [
            tally.columns[name] for name in layout.date_columns if name in tally.columns
        ]
        published = tally.columns.get("published_on")
        manager = tally.columns.get("manager")
        sheet = table.sheet.name
        number = table.first_row
        for piece in pieces(table.sheet, table.rows):
            _level(piece, table.width)
            for column in date_columns:
                if table.sheet.is_typed:
                    _dates_to_text(piece, column)
                if column != published:
                    self._dates.update(map(itemgetter(column), piece))
            if published is not None:
                self._publications.update(map(itemgetter(published), piece))
            if manager is not None and not self._names_managers:
                self._names_managers = any(cell_text(row[manager]) for row in piece)
            missing = tally.add(piece)
            blank = self._report_missing(sheet, piece, missing, number)
            self._keep(len(self._digest.tables) - 1, tally, piece, number)
            number += len(piece)
            self._digest.rows_read += len(piece) - blank
            self._step(self._digest.rows_read, "Reading rows")

    def _report_missing(self, sheet: str, piece: list[Row], missing: list[int], first: int) -> int:
        """List rows with content but no ID; returns how many rows are wholly blank."""
        blank = 0
        for at in missing:
            if any(cell_text(cell) for cell in piece[at]):
                skipped = SkippedRow(sheet, first + at, "There is no Location ID.")
                self._digest.skipped.append(asdict(skipped))
            else:
                blank += 1
        return blank

    def _keep(self, table: int, tally: Tally, piece: list[Row], first: int) -> None:
        location = tally.columns["location_id"]
        authority = tally.columns.get("local_authority")
        ids = self._wanted.location_ids
        names = self._chosen(piece, authority)
        numbered = enumerate(piece, first)
        if authority is None:
            self._raw.add(table, "", [[*row, at] for at, row in numbered if row[location]])
            return
        if names is not None and not ids:
            kept = [[*row, at] for at, row in numbered if row[authority] in names]
        elif names is not None:
            kept = [
                [*row, at]
                for at, row in numbered
                if row[authority] in names or row[location] in ids
            ]
        else:
            kept = [[*row, at] for at, row in numbered]
        for name, rows in groupby(kept, itemgetter(authority)):
            self._raw.add(table, cell_text(name), [row for row in rows if row[location]])

    def _chosen(self, piece: list[Row], authority: int | None) -> set[object] | None:
        """The spellings of wanted authorities in this piece; None when all are wanted."""
        wanted = self._wanted.authorities
        if wanted is None or authority is None:
            return None
        folded = {name.casefold() for name in wanted}
        spellings = set(map(itemgetter(authority), piece))
        return {name for name in spellings if cell_text(name).casefold() in folded}

    def finish(self, path: Path, verdict: Verdict) -> Digest:
        if not self._digest.kind:
            raise recognise.refuse_unknown(path.name, self._unknown)
        self._raw.close()
        digest = self._digest
        digest.name, digest.sha256 = path.name, file_hash(path)
        digest.blocks = [asdict(block) for block in self._raw.blocks]
        digest.notes.extend(verdict.notes)
        found = dates.find_order(map(str, self._dates | self._publications))
        digest.order = found.order.value if found.order else None
        digest.examples = list(found.examples)
        digest.stated = stated_days(self._introduction, path.name)
        digest.newest = newest_by_order(map(str, self._publications))
        main = max(self._tallies, key=lambda pair: pair[1].location_count)[1]
        if unknown := main.unknown_words():
            words = joined(f"“{word[:40]}”" for word in unknown[:5])
            digest.notes.append(
                f"Some ratings read {words}, which is kept and counts as not rated."
            )
        digest.authorities = [asdict(count) for count in main.authorities()]
        first, *others = (found.order,) if found.order else DateOrder
        counts = main.counts(first)
        write_market(self._folder, first, counts)
        for order in others:
            is_same = all(
                dates.parse(text, order) == dates.parse(text, first)
                for text in map(str, self._publications)
            )
            write_market(self._folder, order, counts if is_same else main.counts(order))
        return digest


def stated_days(introduction: Iterable[str], name: str) -> list[dict[str, object]]:
    """The days that a file's introduction and its name state, the likelier first."""
    found = (
        (DateOrigin.CONTENT, dates.stated_in_content(introduction)),
        (DateOrigin.NAME, dates.stated_in_name(name)),
    )
    return [
        {"origin": origin.value, "day": stated.day.isoformat(), "is_month": stated.is_month}
        for origin, stated in found
        if stated is not None
    ]


def newest_by_order(texts: Iterable[str]) -> dict[str, str]:
    """The newest of some dates under each order; "" for dates that need none."""
    texts = list(texts)
    newest: dict[str, str] = {}
    for order in (None, *DateOrder):
        days = [day for text in texts if (day := dates.parse(text, order))]
        if days:
            newest[order.value if order else ""] = max(days).isoformat()
    return newest


def write_market(folder: Path, order: DateOrder, counts: list[MarketCount]) -> None:
    """Spool market figures as they stand when dates are read in `order`."""
    target = folder / f"market-{order.value}"
    target.mkdir()
    writer = RecordWriter(target)
    for count in counts:
        writer.write(count)
    writer.close()


def _level(piece: list[Row], width: int) -> None:
    """Give every row of a piece at least the table's width."""
    if min(map(len, piece)) < width:
        for row in piece:
            row.extend([""] * (width - len(row)))


def _dates_to_text(piece: list[Row], column: int) -> None:
    """Typed dates of one column as ISO text."""
    for row in piece:
        if isinstance(row[column], date | datetime):
            row[column] = dates.as_text(row[column])
