"""What a kind of file looks like, and one of its rows read by our own column names.

Promises: a kind's module states headings and how a row becomes records, nothing else; a cell that
cannot be read raises BadCellError, which becomes a skipped row with its reason.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.ratings import RatingFact
from app.imports.dates import parse
from app.imports.records import (
    DateOrder,
    Deactivation,
    ImportKind,
    LocationRecord,
    ProviderRecord,
    Relation,
)
from app.imports.runs import Row
from app.imports.table import Table, cell_text

Record = LocationRecord | ProviderRecord | RatingFact | Relation | Deactivation
_LOCATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,29}")
_HASH_LENGTH = 32


class BadCellError(ValueError):
    """A cell that keeps its row from being taken; the text is the reason shown to the user."""


@dataclass(frozen=True, slots=True)
class Positions:
    """Where a table's columns are: by our names, and flag columns by prefix and words."""

    columns: Mapping[str, int]
    flags: Mapping[str, Mapping[str, int]]


@dataclass(slots=True)
class Context:
    """What transforming rows needs to know.

    `seen` keeps a location from being told twice; `groups` are a location's service groups.
    """

    kind: ImportKind
    order: DateOrder | None
    as_at: date | None
    with_names: bool
    hash_key: bytes
    seen: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)

    def first_time(self, what: str) -> bool:
        """True when `what` was not met before."""
        if what in self.seen:
            return False
        self.seen.add(what)
        return True

    def manager(self, name: str) -> tuple[bool, str | None, str | None]:
        """Presence flag, keyed hash and name of a registered manager (duty 10: names are off)."""
        plain = " ".join(name.split())
        if plain in {"", "-", "*"}:
            return False, None, None
        digest = None
        if self.hash_key:
            folded = plain.casefold().encode()
            digest = hmac.new(self.hash_key, folded, hashlib.sha256).hexdigest()[:_HASH_LENGTH]
        return True, digest, plain if self.with_names else None


@dataclass(frozen=True, slots=True)
class Cells:
    """One row, read by our column names. Columns that the file lacks read as blank."""

    row: Row
    positions: Positions
    order: DateOrder | None

    def text(self, name: str) -> str:
        """The cell's text, trimmed; "-" (CQC's "none") reads as blank."""
        index = self.positions.columns.get(name)
        if index is None:
            return ""
        cell = self.row[index]
        text = cell.strip() if type(cell) is str else cell_text(cell)  # most are: a call less
        return "" if text == "-" else text

    def has(self, name: str) -> bool:
        """True when the file has this column."""
        return name in self.positions.columns

    def day(self, name: str) -> date | None:
        """The cell's date. Raises BadCellError when there is something that is no date."""
        text = self.text(name)
        found = parse(text, self.order)
        if text and found is None:
            raise BadCellError(f"“{text[:40]}” is not a date that exists.")
        return found

    def whole(self, name: str) -> int | None:
        """The cell's whole number; None when blank. Raises BadCellError for anything else."""
        text = self.text(name)
        if not text:
            return None
        if not text.isdigit() or len(text) > 6:
            raise BadCellError(f"“{text[:40]}” is not a whole number.")
        return int(text)

    def yes(self, name: str) -> bool | None:
        """Y or N; None when blank or the column is missing."""
        text = self.text(name).casefold()
        return None if not text else text in {"y", "yes", "true"}

    def flagged(self, prefix: str) -> tuple[str, ...]:
        """The words of the flag columns under `prefix` that this row has set."""
        flags = self.positions.flags.get(prefix, {})
        return tuple(
            words for words, index in flags.items() if cell_text(self.row[index]).casefold() == "y"
        )

    def location_id(self) -> str:
        """The location ID. Raises BadCellError when it cannot be one."""
        found = self.text("location_id")
        if not found:
            raise BadCellError("There is no Location ID.")
        if not _LOCATION_ID.fullmatch(found):
            raise BadCellError(f"“{found[:40]}” is not a Location ID.")
        return found


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of table: how to know it and how its rows become records.

    `columns` maps our names to the starts of headings, best first; a table is of this layout when
    it has all of `required`. `prepare` sees every row before `records` sees the first.
    `counts_for_market` says that market figures are taken from it.
    """

    name: str
    kind: ImportKind
    columns: Mapping[str, Sequence[str]]
    required: frozenset[str]
    date_columns: tuple[str, ...]
    records: Callable[[Cells, Context], Iterator[Record]]
    prepare: Callable[[Cells, Context], None] | None = None
    flag_prefixes: tuple[str, ...] = ()
    needs_flags: bool = False
    counts_for_market: bool = True

    def positions(self, table: Table) -> Positions | None:
        """Where the columns are, or None when the table is of another layout."""
        columns = table.columns(self.columns)
        flags = {prefix: table.flags(prefix) for prefix in self.flag_prefixes}
        if not self.required <= columns.keys() or (self.needs_flags and not any(flags.values())):
            return None
        return Positions(columns, flags)
