"""The door to CQC's files: look at one (`inspect`), then take what was chosen (`Inspected.read`),
or both at once (`read`).

Promises: the file is read once, in a guarded child process; all or nothing; the spool is deleted
when the result is closed, on an error and on cancel. Raises FileRefusedError with one plain
sentence, DateOrderError when the order of dates must be asked, CancelledError.
"""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Self

from app.domain.ratings import RatingFact
from app.imports import child, spool, tasks
from app.imports.digest import Digest
from app.imports.records import (
    AuthorityCount,
    DateOrder,
    DateOrigin,
    Deactivation,
    FileDate,
    FileSummary,
    ImportedFile,
    ImportKind,
    LocationRecord,
    MarketCount,
    ProviderRecord,
    ReadOptions,
    Records,
    Relation,
    SkippedRow,
    T,
)
from app.imports.transform import LOCATION_IDS_NAME, RESULT_NAME
from app.progress import Progress


class Inspected:
    """A file that was looked at and waits for choices. `close` it, or use `with`.

    `peak_memory` is the child's, in bytes.
    """

    def __init__(self, folder: Path, name: str, report: child.ChildReport) -> None:
        self._folder = folder
        self._name = name
        self._digest = Digest.load(folder)
        self.peak_memory = report.peak_memory
        self.summary = _summary(self._digest, None, None)

    def read(self, options: ReadOptions, progress: Progress | None = None) -> ImportedFile:
        """Take what was chosen, from the spool; may be called again with other choices.

        The result shares this object's spool: read it before the next call and before `close`.
        """
        arguments = {"name": self._name, "options": tasks.options_to(options)}
        child.run("take", arguments, self._folder, progress or Progress())
        return _imported(self._folder, self._digest, lambda: None)

    def close(self) -> None:
        """Delete the spool. Twice is harmless."""
        spool.delete(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def inspect(
    path: Path, progress: Progress | None = None, *, spool_folder: Path | None = None
) -> Inspected:
    """Say what a file is, its date and its local authorities; nothing is taken yet."""
    folder = spool.new_folder(spool_folder)
    try:
        arguments = {"path": str(path.absolute()), "name": path.name}
        report = child.run("inspect", arguments, folder, progress or Progress())
        return Inspected(folder, path.name, report)
    except BaseException:
        spool.delete(folder)
        raise


def read(
    path: Path,
    options: ReadOptions,
    progress: Progress | None = None,
    *,
    spool_folder: Path | None = None,
) -> ImportedFile:
    """Look at a file and take what is chosen in one go: the quickest way when choices are known."""
    folder = spool.new_folder(spool_folder)
    try:
        arguments = {
            "path": str(path.absolute()),
            "name": path.name,
            "options": tasks.options_to(options),
        }
        child.run("read", arguments, folder, progress or Progress())
        return _imported(folder, Digest.load(folder), partial(spool.delete, folder))
    except BaseException:
        spool.delete(folder)
        raise


def _summary(digest: Digest, order: DateOrder | None, file_date: FileDate | None) -> FileSummary:
    order = order or digest.date_order(None)
    must_ask = order is None and bool(digest.examples)
    return FileSummary(
        kind=ImportKind(digest.kind),
        file_date=file_date or digest.file_date(order, None),
        sha256=digest.sha256,
        rows_read=digest.rows_read,
        authorities=tuple(AuthorityCount(**count) for count in digest.authorities),  # type: ignore[arg-type]
        date_order=order,
        date_question=tuple(digest.examples) if must_ask else (),
        notes=tuple(digest.notes),
    )


def _imported(folder: Path, digest: Digest, on_close: partial[None] | object) -> ImportedFile:
    result = json.loads((folder / RESULT_NAME).read_text(encoding="utf-8"))
    counts: dict[str, int] = result["counts"]
    order = DateOrder(result["order"]) if result["order"] else None
    day = date.fromisoformat(result["file_date"]) if result["file_date"] else None
    file_date = FileDate(day, DateOrigin(result["origin"]))
    location_ids = json.loads((folder / LOCATION_IDS_NAME).read_text(encoding="utf-8"))

    def spooled(shape: type[T]) -> Records[T]:
        return spool.records(folder, shape, counts.get(spool.FILE_NAMES[shape], 0))

    return ImportedFile(
        summary=_summary(digest, order, file_date),
        skipped=tuple(spooled(SkippedRow)),
        location_ids=frozenset(location_ids),
        locations=spooled(LocationRecord),
        providers=spooled(ProviderRecord),
        ratings=spooled(RatingFact),
        relations=spooled(Relation),
        deactivations=spooled(Deactivation),
        market=spooled(MarketCount),
        on_close=on_close,  # type: ignore[arg-type]
    )
