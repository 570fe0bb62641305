"""Rows of a CSV, quickly: most rows of a large file repeat the row before but for a few cells.

Promises: the very rows that the standard library's csv reads, whatever the quotes and line ends.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from app.imports.runs import Differences, Middle, Run

MAX_FIELD = 1_000_000
_MIDDLES_KEPT = 65_536


def csv_runs(
    pieces: Iterable[str], delimiter: str, on_odd_line: Callable[[], None] = lambda: None
) -> Iterator[Run]:
    """The rows of a text that comes in pieces of whole lines. Raises csv.Error.

    `on_odd_line` is called at the first line that is no row by itself, before more is taken.
    """
    csv.field_size_limit(MAX_FIELD)
    pieces = iter(pieces)
    parser = _Parser(delimiter)
    for piece in pieces:
        lines = piece.removesuffix("\n").split("\n")
        number = 0
        while number < len(lines):
            run = parser.run(lines, number)
            if run is None:
                on_odd_line()
                start = sum(map(len, lines[:number])) + number
                rest = _lines(chain([piece[start:]], pieces))
                yield from map(Run.alone, csv.reader(rest, delimiter=delimiter))
                return
            number += len(run.middles)
            yield run


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        yield from io.StringIO(piece, newline="")


class _Parser:
    """Parses lines; text that rows of one location share is parsed once."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._middle = lru_cache(_MIDDLES_KEPT)(self._parsed)
        self._differences = Differences()
        self._parts: re.Pattern[str] | None = None

    def run(self, lines: list[str], at: int) -> Run | None:
        """The rows from line `at` on that repeat its start and its end, at least that one.

        None when that line is no row by itself: csv must read on from there.
        """
        row = self._parsed(lines[at].removesuffix("\r"))
        if row is None:
            return None
        known = self._differences
        if known.learn(row):
            self._parts = _parts(self._delimiter, known.first, known.last)
        match = self._parts.fullmatch(lines[at]) if self._parts else None
        if match is None:
            return Run.alone(list(row))
        middles = self._middles(lines, at, *match.groups())
        return Run(list(row[: known.first]), middles, list(row[known.last + 1 :]))

    def _middles(self, lines: list[str], at: int, start: str, end: str) -> list[Middle]:
        width = self._differences.last - self._differences.first + 1
        from_start, from_end = len(start), len(end)
        middles: list[Middle] = []
        for number in range(at, len(lines)):
            line = lines[number]
            until = len(line) - from_end
            if not (line.startswith(start) and line.endswith(end) and until >= from_start):
                break
            middle = self._middle(line[from_start:until])
            if middle is None or len(middle) != width:
                break
            middles.append(middle)
        return middles

    def _parsed(self, text: str) -> Middle | None:
        if "\r" in text:
            return None
        if '"' not in text:
            return tuple(text.split(self._delimiter))
        try:
            return tuple(next(csv.reader([text], delimiter=self._delimiter, strict=True)))
        except csv.Error:  # such as a cell that runs over several lines
            return None


def _parts(delimiter: str, first: int, last: int) -> re.Pattern[str] | None:
    """Takes a line apart: the text before column `first`, and that after column `last`."""
    if first < 0:
        return None
    sign = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*+"|[^"\r{sign}]*+)'
    return re.compile(
        rf"((?:{cell}{sign}){{{first}}}){cell}(?:{sign}{cell}){{{last - first}}}(\r?|{sign}.*)",
        re.DOTALL,
    )
