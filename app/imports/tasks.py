"""What the import child can be asked to do. Each task reads its arguments and leaves its results
as files in the job's folder; see child.py for how it is started and stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.imports import guard
from app.imports.digest import Digest, Step, Wanted, digest_second_half, digest_tables
from app.imports.records import DateOrder, ReadOptions

Arguments = Mapping[str, Any]


def inspect(arguments: Arguments, folder: Path, step: Step) -> None:
    """Read a CQC file once and spool all of it."""
    _digest(Path(arguments["path"]), folder, Wanted(), step).save(folder)


def read(arguments: Arguments, folder: Path, step: Step) -> None:
    """Read a CQC file once, keeping only what is wanted, and make its records."""
    from app.imports.transform import transform

    options = options_from(arguments["options"])
    wanted = Wanted(options.authorities, options.known_location_ids)
    digest = _digest(Path(arguments["path"]), folder, wanted, step)
    digest.save(folder)
    transform(digest, folder, options, step)


def take(arguments: Arguments, folder: Path, step: Step) -> None:
    """Make the records of a file that was inspected before, from its spool."""
    from app.imports.transform import transform

    transform(Digest.load(folder), folder, options_from(arguments["options"]), step)


def own_tables(arguments: Arguments, folder: Path, step: Step) -> None:
    """Spool every sheet of a council's own spreadsheet."""
    from app.imports.own_table import spool_sheets

    path = Path(arguments["path"])
    spool_sheets(path, guard.check(path), folder, step)


def read_second_half(arguments: Arguments, folder: Path, step: Step) -> None:
    """Read a long CSV from its middle on, beside the child that reads it up to there."""
    digest_second_half(arguments, folder, step)


def _digest(path: Path, folder: Path, wanted: Wanted, step: Step) -> Digest:
    step(0, "Checking the file")
    verdict = guard.check(path)
    if verdict.nature in {guard.Nature.JSON, guard.Nature.JSON_ZIP}:
        from app.imports.api_records import digest_api

        return digest_api(path, verdict, folder, step)
    step(0, "Opening the file")
    return digest_tables(path, verdict, folder, wanted, step)


def options_to(options: ReadOptions) -> dict[str, Any]:
    """Options as JSON values."""
    return {
        "authorities": None if options.authorities is None else sorted(options.authorities),
        "known_location_ids": sorted(options.known_location_ids),
        "with_names": options.with_names,
        "hash_key": options.hash_key.hex(),
        "file_date": options.file_date.isoformat() if options.file_date else None,
        "date_order": options.date_order.value if options.date_order else None,
    }


def options_from(values: Mapping[str, Any]) -> ReadOptions:
    """What `options_to` wrote."""
    authorities = values["authorities"]
    return ReadOptions(
        authorities=None if authorities is None else frozenset(authorities),
        known_location_ids=frozenset(values["known_location_ids"]),
        with_names=values["with_names"],
        hash_key=bytes.fromhex(values["hash_key"]),
        file_date=date.fromisoformat(values["file_date"]) if values["file_date"] else None,
        date_order=DateOrder(values["date_order"]) if values["date_order"] else None,
    )


TASKS: Mapping[str, Callable[[Arguments, Path, Step], None]] = {
    "inspect": inspect,
    "read": read,
    "take": take,
    "own_tables": own_tables,
    "read_second_half": read_second_half,
}
