"""A long CSV is read by two children at once: one up to a line's end near the middle, one from it.

Promises: the same digest as of one reading. The cut holds only if every line before it is a row by
itself; where one is not, the first child reads on to the end and the second's work is thrown away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.imports import child
from app.imports.archive import MEGABYTE
from app.imports.guard import Nature, Verdict
from app.imports.readers import TextFile, open_csv
from app.imports.table import Table

WORTH_IT_BYTES = 16 * MEGABYTE
_FIRST_SHARE = 0.57
"""More than half: the second child takes a moment to start."""
_LONGEST_LINE = 1 << 16
_PIECE = 1 << 20


@dataclass(slots=True)
class SecondHalf:
    """What another child reads meanwhile, if anything."""

    text: TextFile | None = None
    future: Future[child.ChildReport] | None = None

    @property
    def is_wanted(self) -> bool:
        """True when the first half was read as far as the second began."""
        return self.future is not None and self.text is not None and self.text.is_a_row_a_line

    def wait(self) -> None:
        """Wait until it is read. Raises what `child.run` raises."""
        if self.future is not None:
            self.future.result()


@contextmanager
def read_beside(table: Table, wanted: dict[str, Any], folder: Path) -> Iterator[SecondHalf]:
    """Have the second half of a table read meanwhile into `folder` if that is worth it.

    The first half is to be read in the block: the table's sheet ends there.
    """
    text = table.sheet.text
    middle = None if text is None else _middle(text)
    if text is None or middle is None:
        yield SecondHalf()
        return
    text.end = middle
    arguments = {
        "path": str(text.path),
        "name": text.path.name,
        "encoding": text.verdict.encoding,
        "delimiter": text.delimiter,
        "start": middle,
        "headings": table.headings,
        "first_row": table.first_row,
        "wanted": wanted,
    }
    with child.beside("read_second_half", arguments, folder) as future:
        yield SecondHalf(text, future)


@contextmanager
def opened(arguments: Mapping[str, Any]) -> Iterator[tuple[Table, int]]:
    """The table from its second half on, and how many of its rows lie before."""
    path, start = Path(arguments["path"]), int(arguments["start"])
    encoding = str(arguments["encoding"]).removesuffix("-sig")
    text = TextFile(path, Verdict(Nature.CSV, encoding), str(arguments["delimiter"]), start)
    first_row = int(arguments["first_row"])
    with open_csv(text) as sheet:
        yield (
            Table(sheet, tuple(arguments["headings"]), first_row, (), iter(())),
            _lines_before(path, start) + 1 - first_row,
        )


def _middle(text: TextFile) -> int | None:
    """Where the second half begins; None for a file that is short, packed, or has no such place."""
    size = text.path.stat().st_size
    is_plain = text.verdict.nature is Nature.CSV and text.verdict.encoding != "utf-16"
    if not is_plain or size < WORTH_IT_BYTES or (os.cpu_count() or 1) < 2:
        return None
    near = max(int(size * _FIRST_SHARE), text.at)
    with text.path.open("rb") as file:
        file.seek(near)
        line_end = file.read(_LONGEST_LINE).find(b"\n")
    return near + line_end + 1 if line_end >= 0 else None


def _lines_before(path: Path, end: int) -> int:
    count = 0
    with path.open("rb", buffering=0) as file:
        while (left := end - file.tell()) and (piece := file.read(min(left, _PIECE))):
            count += piece.count(b"\n")
    return count
