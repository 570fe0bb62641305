"""Rows on disk between the import child and its parent, so that neither holds a whole file.

Raw rows are written and read by the child alone; finished records cross to the parent as lines of
JSON, each a list of them. Promises: the folder is private, `delete` leaves nothing behind, and what
a program that was killed left is removed by the next import.
"""

from __future__ import annotations

import atexit
import dataclasses
import json
import marshal
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, TypeVar

from app.domain.ratings import Rating, RatingFact
from app.domain.vocabulary import Sector, ServiceType
from app.imports.records import (
    AuthorityCount,
    Deactivation,
    LocationRecord,
    MarketCount,
    MarketGroup,
    MarketLevel,
    ProviderRecord,
    Records,
    Relation,
    SkippedRow,
)
from app.imports.runs import Row
from app.imports.table import cell_text

R = TypeVar("R")
_PREFIX = "cqm-import-"
MARSHAL_VERSION = 2
_FLUSH_ROWS = 16_384
_RECORDS_A_LINE = 256
"""Written and parsed at once: quicker than one by one, and too few to hold a window up."""
FILE_NAMES: Mapping[type, str] = {
    LocationRecord: "locations.jsonl",
    ProviderRecord: "providers.jsonl",
    RatingFact: "ratings.jsonl",
    Relation: "relations.jsonl",
    Deactivation: "deactivations.jsonl",
    MarketCount: "market.jsonl",
    SkippedRow: "skipped.jsonl",
    AuthorityCount: "authorities.jsonl",
}


@lru_cache(maxsize=8_192)
def _day(text: str) -> date:
    return date.fromisoformat(text)


_DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "date | None": lambda text: _day(text) if text else None,
    "tuple[str, ...]": tuple,
    "Sector": {one.value: one for one in Sector}.__getitem__,
    "Sector | None": {one.value: one for one in Sector}.get,
    "ServiceType | None": {one.value: one for one in ServiceType}.get,
    "Rating | None": {one.value: one for one in Rating}.get,
    "MarketLevel": {one.value: one for one in MarketLevel}.__getitem__,
    "MarketGroup": {one.value: one for one in MarketGroup}.__getitem__,
}


def new_folder(parent: Path | None) -> Path:
    """A fresh folder that only this user can open, gone at the latest when the program ends.

    Folders whose program was killed are removed.
    """
    _sweep(parent or Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
    atexit.register(delete, folder)
    return folder


def _sweep(parent: Path) -> None:
    import psutil  # here, because a child never sweeps and is to start quickly

    for left in parent.glob(f"{_PREFIX}*"):
        process = left.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isdecimal() and not psutil.pid_exists(int(process)):
            delete(left)


def delete(folder: Path) -> None:
    """Remove the folder and all in it; harmless when it is gone."""
    shutil.rmtree(folder, ignore_errors=True)


# --- finished records, child to parent -------------------------------------------------------


class RecordWriter:
    """Writes records of every shape, each to the file of its shape, and counts them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shapes: dict[type, tuple[Callable[[Any], object], list[object], IO[str]]] = {}
        self.counts: dict[str, int] = {}

    def write(self, record: object) -> None:
        """Append one record."""
        shape = type(record)
        if shape not in self._shapes:
            path = self._folder / FILE_NAMES[shape]
            opened = path.open("w", encoding="utf-8", newline="\n")
            self._shapes[shape] = (attrgetter(*_field_names(shape)), [], opened)
        values_of, waiting, file = self._shapes[shape]
        waiting.append(values_of(record))
        if len(waiting) == _RECORDS_A_LINE:
            self._write_line(shape, waiting, file)

    def close(self) -> None:
        """Finish every file."""
        for shape, (_, waiting, file) in self._shapes.items():
            self._write_line(shape, waiting, file)
            file.close()

    def _write_line(self, shape: type, waiting: list[object], file: IO[str]) -> None:
        file.write(_ENCODER.encode(waiting) + "\n")
        name = FILE_NAMES[shape]
        self.counts[name] = self.counts.get(name, 0) + len(waiting)
        waiting.clear()


def records(folder: Path, shape: type[R], count: int) -> Records[R]:
    """The spooled records of one shape, read anew by each iteration."""
    return Records(count, partial(_read_records, folder / FILE_NAMES[shape], shape))


def _read_records(path: Path, shape: type[R]) -> Iterator[R]:
    if not path.exists():
        return
    decoders = [(at, _DECODERS[kind]) for at, kind in _field_kinds(shape) if kind in _DECODERS]
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            for values in json.loads(line):
                for at, decode in decoders:
                    values[at] = decode(values[at])
                yield shape(*values)


def _field_names(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(shape))


def _field_kinds(shape: type) -> list[tuple[int, str]]:
    return [(at, str(field.type)) for at, field in enumerate(dataclasses.fields(shape))]


def _encode(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not spooled")


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_encode)


# --- raw rows, within the child --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """Where the raw rows of one authority in one table lie in the raw spool."""

    table: int
    authority: str
    offset: int
    size: int


class RawWriter:
    """Appends raw rows, gathered by local authority, each row ending in its row number."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._waiting: dict[tuple[int, str], list[Row]] = {}
        self._count = 0
        self.blocks: list[Block] = []

    def add(self, table: int, authority: str, rows: list[Row]) -> None:
        """Take rows of one authority."""
        self._waiting.setdefault((table, authority), []).extend(rows)
        self._count += len(rows)
        if self._count >= _FLUSH_ROWS:
            self.flush()

    def append(self, path: Path, blocks: list[Block]) -> None:
        """Take what another writer wrote to `path`."""
        self.flush()
        start = self._file.tell()
        with path.open("rb") as file:
            shutil.copyfileobj(file, self._file)
        self.blocks += [dataclasses.replace(one, offset=start + one.offset) for one in blocks]

    def flush(self) -> None:
        """Write what waits."""
        for (table, authority), rows in self._waiting.items():
            try:
                data = marshal.dumps(rows, MARSHAL_VERSION)
            except ValueError:  # a cell that is neither text, number nor flag
                plain = [[cell_text(cell) for cell in row[:-1]] + row[-1:] for row in rows]
                data = marshal.dumps(plain, MARSHAL_VERSION)
            self.blocks.append(Block(table, authority, self._file.tell(), len(data)))
            self._file.write(data)
        self._waiting.clear()
        self._count = 0

    def close(self) -> None:
        """Write what waits and finish the file."""
        self.flush()
        self._file.close()


def raw_rows(file: IO[bytes], block: Block) -> list[Row]:
    """The rows of one block of an open raw spool that this program's own child wrote."""
    file.seek(block.offset)
    rows: list[Row] = marshal.loads(file.read(block.size))  # noqa: S302  # our own file in a private folder
    return rows
