"""Rows as they come from a reader: in runs that repeat each other's cells but for some in between.

A national file holds six and more rows for each location that differ in the domain, the rating and
its date only. A run holds what they share once, so that it is parsed, compared and counted once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Row = list[Any]
Middle = tuple[Any, ...]
_ALONE: list[Middle] = [()]
_WIDEST_MIDDLE = 8
_LONGEST = 4_096


@dataclass(slots=True)
class Run:
    """Consecutive rows, at least one: each is `start`, one of `middles` (all as wide), `end`.

    A row by itself is all start, with one empty middle. `middles` and `end` may be shared by
    several runs: set them anew, do not change them.
    """

    start: Row
    middles: list[Middle]
    end: Row

    @classmethod
    def alone(cls, row: Row) -> Run:
        """A row of which nothing is known to repeat."""
        return cls(row, _ALONE, [])

    @property
    def first(self) -> Row:
        """The first row."""
        return [*self.start, *self.middles[0], *self.end]

    @property
    def width(self) -> int:
        """How many cells each row has."""
        return len(self.start) + len(self.middles[0]) + len(self.end)

    def rows(self) -> Iterator[Row]:
        """Every row by itself."""
        for middle in self.middles:
            yield [*self.start, *middle, *self.end]

    @property
    def differing(self) -> range:
        """The columns in which the rows may differ."""
        return range(len(self.start), len(self.start) + len(self.middles[0]))

    def values(self, column: int) -> list[Any]:
        """The cells of one column."""
        at = column - len(self.start)
        if 0 <= at < len(self.middles[0]):
            return [middle[at] for middle in self.middles]
        cell = self.start[column] if at < 0 else self.end[at - len(self.middles[0])]
        return [cell] * len(self.middles)

    def change(self, column: int, change: Callable[[Any], Any]) -> None:
        """Put another value in the place of each one of a column."""
        at = column - len(self.start)
        if at < 0:
            self.start[column] = change(self.start[column])
        elif at < len(self.middles[0]):
            self.middles = [(*one[:at], change(one[at]), *one[at + 1 :]) for one in self.middles]
        else:
            at -= len(self.middles[0])
            self.end = [*self.end[:at], change(self.end[at]), *self.end[at + 1 :]]

    def widen(self, width: int) -> None:
        """Add blank cells to rows that are short of `width`."""
        if (short := width - self.width) > 0:
            self.end = [*self.end, *[""] * short]


class Runs(Iterator[Run]):
    """The runs of a sheet, to be taken once: as runs or row by row, or some so and the rest so."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = iter(runs)
        self._rest: Run | None = None

    def __next__(self) -> Run:
        run, self._rest = self._rest, None
        return next(self._runs) if run is None else run

    def rows(self) -> Iterator[Row]:
        """Row by row; what is not taken of a run remains."""
        for run in self:
            for at, row in enumerate(run.rows(), start=1):
                left = run.middles[at:]
                self._rest = Run(run.start, left, run.end) if left else None
                yield row


@dataclass(slots=True)
class Differences:
    """Learns between which columns rows that begin alike (rows of one location) differ.

    `first` and `last` are those columns, both -1 while nothing is known or the rows have too
    little in common.
    """

    first: int = -1
    last: int = -1
    _columns: set[int] = field(default_factory=set)
    _before: Middle = ()

    def learn(self, row: Middle) -> bool:
        """Compare a row with the one learnt from before; True when `first` or `last` moved."""
        before, self._before = self._before, row
        if not row or len(row) != len(before) or row[0] != before[0]:
            return False
        pairs = enumerate(zip(row, before, strict=True))
        differing = {at for at, (one, other) in pairs if one != other} - self._columns
        if not differing:
            return False
        self._columns |= differing
        self.first, self.last = min(self._columns), max(self._columns)
        if self.last - self.first >= _WIDEST_MIDDLE:
            self.first = self.last = -1
        return True


def runs_of(rows: Iterable[Row]) -> Iterator[Run]:
    """Rows in runs, wherever consecutive ones repeat each other."""
    differences = Differences()
    run: Run | None = None
    first = last = 0
    for row in rows:
        if run is not None:
            is_like = last and row[:first] == run.start and row[last:] == run.end
            if is_like and len(run.middles) < _LONGEST:
                run.middles.append(tuple(row[first:last]))
                continue
            yield run
        differences.learn(tuple(row))
        first, last = differences.first, differences.last + 1
        run = Run(row[:first], [tuple(row[first:last])], row[last:]) if last else Run.alone(row)
    if run is not None:
        yield run
