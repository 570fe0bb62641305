"""One reading of a CQC file: finds its tables, tallies all rows, spools the raw rows that matter.

Runs in the import child. Promises: the file is read once; what `inspect` spools, a later `read`
takes from the spool. Nothing here knows what a row means; see layout.py and the kinds.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from app.domain.words import joined
from app.imports import dates, recognise, second_half
from app.imports.guard import Verdict
from app.imports.layout import Layout
from app.imports.market import Tally
from app.imports.readers import Sheet, open_sheets, refuse_length
from app.imports.records import DateOrder, DateOrigin, FileDate, MarketCount, SkippedRow
from app.imports.runs import Row, Run, Runs
from app.imports.spool import MARSHAL_VERSION, Block, RawWriter, RecordWriter
from app.imports.table import Table, cell_text, find_table

Step = Callable[[int, str], None]
RAW_NAME = "rows.raw"
DIGEST_NAME = "digest.json"
_GATHERED_NAME = "gathered.marshal"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which raw rows to spool; `authorities` None means all."""

    authorities: frozenset[str] | None = None
    location_ids: frozenset[str] = frozenset()

    def to_plain(self) -> dict[str, list[str] | None]:
        """The same as JSON values."""
        names = None if self.authorities is None else sorted(self.authorities)
        return {"authorities": names, "location_ids": sorted(self.location_ids)}

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Wanted:
        """What `to_plain` gave."""
        names = values["authorities"]
        return cls(None if names is None else frozenset(names), frozenset(values["location_ids"]))


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
    market: dict[str, int] = field(default_factory=dict)
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
    with ThreadPoolExecutor(1) as beside, open_sheets(path, verdict) as sheets:
        sha256 = beside.submit(file_hash, path)
        for sheet in sheets:
            reading.read_sheet(sheet)
        return reading.finish(path, verdict, sha256.result())


def digest_second_half(arguments: Mapping[str, Any], folder: Path, step: Step) -> None:
    """Read a CSV from its middle on, for the process that reads it up to there."""
    with second_half.opened(arguments) as (table, rows_before):
        reading = _Reading(folder, Wanted.from_plain(arguments["wanted"]), step)
        reading.read_second_half(table, rows_before)


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
        names = wanted.authorities
        self._chosen = None if names is None else {name.casefold() for name in names}

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
        there = self._folder / "second-half"
        with second_half.read_beside(table, self._wanted.to_plain(), there) as half:
            self._read_rows(table, layout, tally)
            if half.is_wanted:
                half.wait()
                self._add_gathered(there, tally)
        if not self._names_managers:  # a column blank throughout tells nothing about vacancies
            columns.pop("manager", None)

    def read_second_half(self, table: Table, rows_before: int) -> None:
        """Read a table of which another process reads the rows before, and leave all for that."""
        known = recognise.layout_of(table)
        assert known is not None
        layout, positions = known
        tally = Tally(positions.columns, layout.counts_for_market)
        self._digest.tables.append({})
        self._read_rows(table, layout, tally, rows_before)
        self._raw.close()
        gathered = {
            "rows_read": self._digest.rows_read,
            "skipped": self._digest.skipped,
            "dates": list(self._dates),
            "publications": list(self._publications),
            "names_managers": self._names_managers,
            "blocks": [astuple(block) for block in self._raw.blocks],
            "tally": tally.to_plain(),
        }
        (self._folder / _GATHERED_NAME).write_bytes(marshal.dumps(gathered, MARSHAL_VERSION))

    def _add_gathered(self, folder: Path, tally: Tally) -> None:
        """Take what `read_second_half` left."""
        gathered = marshal.loads((folder / _GATHERED_NAME).read_bytes())  # noqa: S302  of our own child
        self._digest.rows_read += gathered["rows_read"]
        self._digest.skipped += gathered["skipped"]
        self._dates.update(gathered["dates"])
        self._publications.update(gathered["publications"])
        self._names_managers = self._names_managers or gathered["names_managers"]
        self._raw.append(folder / RAW_NAME, [Block(*one) for one in gathered["blocks"]])
        tally.add_plain(gathered["tally"])

    def _read_rows(self, table: Table, layout: Layout, tally: Tally, rows_before: int = 0) -> None:
        sheet, columns = table.sheet, tally.columns
        typed = layout.date_columns if sheet.is_typed else ()
        dates_at = [columns[name] for name in typed if name in columns]
        published = columns.get("published_on")
        count = rows_before
        for run in _whole(sheet.runs, columns, layout):
            run.widen(table.width)
            for column in dates_at:
                run.change(column, _date_as_text)
            first = run.first
            self._note(first, columns, layout)
            if tally.add(run, first):
                self._keep(run, first, columns, table.first_row + count)
                self._digest.rows_read += len(run.middles)
            else:
                self._report_missing(sheet.name, run, table.first_row + count)
                self._publications.update(run.values(published) if published is not None else ())
            count += len(run.middles)
            refuse_length(sheet, count)
            self._step(self._digest.rows_read, "Reading rows")
        self._publications |= tally.dates

    def _note(self, first: Row, columns: Mapping[str, int], layout: Layout) -> None:
        """Note the dates that a row states and whether it names a manager."""
        for name in layout.date_columns:
            if name in columns and name != "published_on":
                self._dates.add(first[columns[name]])
        if not self._names_managers and "manager" in columns:
            self._names_managers = bool(cell_text(first[columns["manager"]]))

    def _report_missing(self, sheet: str, run: Run, first: int) -> None:
        """List rows with content but no ID; those that are wholly blank do not count as read."""
        for number, row in enumerate(run.rows(), first):
            if any(map(cell_text, row)):
                skipped = SkippedRow(sheet, number, "There is no Location ID.")
                self._digest.skipped.append(asdict(skipped))
                self._digest.rows_read += 1

    def _keep(self, run: Run, first: Row, columns: Mapping[str, int], number: int) -> None:
        """Spool the rows of a run with an ID if they are wanted, each ending in its number."""
        authority = ""
        if "local_authority" in columns:
            authority = cell_text(first[columns["local_authority"]])
            ids = self._wanted.location_ids
            if not self._is_chosen(authority) and first[columns["location_id"]] not in ids:
                return
        rows = [[*row, at] for at, row in enumerate(run.rows(), number)]
        self._raw.add(len(self._digest.tables) - 1, authority, rows)

    def _is_chosen(self, authority: str) -> bool:
        return self._chosen is None or authority.casefold() in self._chosen

    def finish(self, path: Path, verdict: Verdict, sha256: str) -> Digest:
        if not self._digest.kind:
            raise recognise.refuse_unknown(path.name, self._unknown)
        self._raw.close()
        digest = self._digest
        digest.name, digest.sha256 = path.name, sha256
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
        counts = main.counts(first, self._chosen or ())
        digest.market[first.value] = _write_market(self._folder, first, counts)
        for order in others:
            is_same = all(
                dates.parse(text, order) == dates.parse(text, first)
                for text in map(str, self._publications)
            )
            if not is_same:
                counts = main.counts(order, self._chosen or ())
            digest.market[order.value] = _write_market(self._folder, order, counts)
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


def _write_market(folder: Path, order: DateOrder, counts: list[MarketCount]) -> int:
    """Spool market figures as they stand when dates are read in `order`; returns how many."""
    target = folder / f"market-{order.value}"
    target.mkdir()
    writer = RecordWriter(target)
    for count in counts:
        writer.write(count)
    writer.close()
    return len(counts)


def _whole(runs: Runs, columns: Mapping[str, int], layout: Layout) -> Iterator[Run]:
    """Runs whose rows are of one location, and differ in nothing that is noted of the first row."""
    names = {"location_id", "local_authority", "manager", *layout.date_columns} - {"published_on"}
    alike = {columns[name] for name in names if name in columns}
    for differing, some in groupby(runs, attrgetter("differing")):
        if alike.isdisjoint(differing):
            yield from some
        else:
            yield from (Run.alone(row) for run in some for row in run.rows())


def _date_as_text(cell: object) -> object:
    return dates.as_text(cell) or cell
