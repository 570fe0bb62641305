"""CQC's files into the register: look at a file, preview what it would change, commit, undo.

`import_cqc_file` does all at once (command line); the wizard takes the steps one by one:
`inspect_cqc_file` -> `prepare_import` -> `commit_import`. Files are read in a guarded child
process; nothing is written before the commit, and the commit is one act that
`large_undo.undo` takes back (the run stays, marked as undone; its market figures go).

Which services get what: without `add_services` only those whose CQC location ID is in the
register, with it all locations of the chosen authorities (or of the file). Several services may
carry one location ID: all get its ratings, see cqc_details for the details.
Raises FileRefusedError, DateOrderError, FileDateError, CancelledError and the errors of writing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Self

from sqlalchemy import select

from app.db.work import Reading, Work
from app.errors import FileRefusedError
from app.imports import reading as files
from app.imports.recognise import OWN_FILE_HINT
from app.imports.records import AuthorityCount, FileSummary, ImportedFile, ReadOptions, SkippedRow
from app.models import ImportRun, Service
from app.progress import Progress
from app.services.backups import BEFORE_IMPORT, make_backup
from app.services.collecting import collecting_held_back
from app.services.council import get_council, get_setting, put_setting
from app.services.cqc_merge import RegisterChangedError, undo_interrupted, write_plan
from app.services.cqc_plan import Plan, make_plan
from app.services.cqc_register import known_location_ids, read_register
from app.services.import_report import (
    AddedSectors,
    DateOrder,
    DateOrderError,
    DetailChange,
    ImportKind,
    ImportOptions,
    ImportReport,
    NewRating,
    NewService,
    OfferedLink,
    RatingChange,
    StoredResult,
    from_stored,
)
from app.services.office import Office

__all__ = [
    "OWN_FILE_HINT",
    "AddedSectors",
    "AuthorityCount",
    "DateOrder",
    "DateOrderError",
    "FileDateError",
    "FileSummary",
    "ImportKind",
    "ImportOptions",
    "ImportReport",
    "InspectedFile",
    "Preview",
    "RunRow",
    "commit_import",
    "import_cqc_file",
    "inspect_cqc_file",
    "is_register_empty",
    "last_changes",
    "list_runs",
    "prepare_import",
    "remembered_authorities",
    "undo_interrupted",
]

_HASH_KEY = "manager_hash_key"
_AUTHORITIES = "import_authorities"
_ATTEMPTS = 3
_EARLIEST = date(2009, 4, 1)  # CQC began
_CLOCK_SLACK = timedelta(days=366)  # a computer's clock may be wrong, a year of it not


class FileDateError(FileRefusedError):
    """Nothing in the file, its name or its rows tells of which day it is."""


@dataclass(slots=True)
class InspectedFile:
    """A file that was looked at and waits for choices. `close` it, or use `with`."""

    path: Path
    found: files.Inspected

    @property
    def summary(self) -> FileSummary:
        """What it is, its date, its local authorities."""
        return self.found.summary

    def close(self) -> None:
        """Forget what was read. Twice is harmless."""
        self.found.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


@dataclass(slots=True)
class Preview:
    """What an import would do; nothing is written yet. `close` it, or commit it."""

    file_name: str
    summary: FileSummary
    options: ImportOptions
    without_id: int
    plan: Plan
    imported: ImportedFile
    hash_key: bytes

    @property
    def report(self) -> ImportReport:
        """The report as it will read after the commit."""
        return self.plan.report

    @property
    def is_nothing_new(self) -> bool:
        """True when there is nothing to commit."""
        return self.plan.is_nothing_new

    @property
    def changes(self) -> tuple[RatingChange, ...]:
        """Current ratings that change."""
        return self.report.changes

    @property
    def new_ratings(self) -> list[NewRating]:
        """Ratings that the register does not hold yet."""
        return self.plan.ratings.added

    @property
    def same_again(self) -> int:
        """How many of the new ratings repeat the rating before with a newer date."""
        return sum(one.is_same_again for one in self.new_ratings)

    @property
    def details(self) -> list[DetailChange]:
        """Details that change."""
        return self.plan.details.changes

    @property
    def new_services(self) -> list[NewService]:
        """Locations that will be added, or could be."""
        return self.plan.new_services

    @property
    def absent(self) -> list[tuple[str, str]]:
        """Our services that are not in the file: location ID and name."""
        return self.plan.absent

    @property
    def links(self) -> list[OfferedLink]:
        """Ties to other registrations that will be offered."""
        return self.plan.links

    @property
    def skipped(self) -> tuple[SkippedRow, ...]:
        """Rows that were not taken."""
        return self.report.rows_skipped

    @property
    def notes(self) -> list[str]:
        """Sentences worth telling: strange words, contradictions, encoding."""
        return self.plan.notes

    @property
    def matched(self) -> int:
        """Locations of the file that are in the register."""
        return self.plan.matched

    @property
    def not_added(self) -> int:
        """Locations of the file that are not in the register and will not be added."""
        return self.plan.not_added

    @property
    def providers_added(self) -> int:
        """Providers that come with the new services."""
        return len(self.plan.details.providers)

    @property
    def is_all_unknown(self) -> bool:
        """True when the file names places, but none that is in the register or will be added.

        Of the deactivated ones that is usual: none of ours ended.
        """
        is_usual = self.summary.kind is ImportKind.DEACTIVATED_LOCATIONS
        is_taken = self.matched or self.report.services_added
        return self.not_added > 0 and not is_taken and not is_usual

    def close(self) -> None:
        """Forget what was read. Twice is harmless."""
        self.imported.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def import_cqc_file(
    office: Office, path: Path, options: ImportOptions, progress: Progress | None = None
) -> ImportReport:
    """Import a file in one go, or with `dry_run` only say what it would do.

    Raises FileRefusedError when the file names none of the chosen authorities; `notes` of the
    report names those that it lacks.
    """
    progress = progress or Progress()
    with collecting_held_back(), prepare_import(office, path, options, progress) as preview:
        notes = _lacking(preview)
        report = preview.report if options.dry_run else commit_import(office, preview, progress)
        return replace(report, notes=notes)


def _lacking(preview: Preview) -> tuple[str, ...]:
    """A sentence for each chosen authority that the file does not name: a slip of the pen?"""
    named = {one.name.casefold(): one.name for one in preview.summary.authorities}
    lacking = [one for one in preview.options.authorities if one.casefold() not in named]
    said = tuple(_lacking_words(one, named) for one in lacking)
    if named and len(lacking) == len(preview.options.authorities) > 0:
        raise FileRefusedError(f"{' '.join(said)} Nothing was changed.")
    return said if named else ()


def _lacking_words(authority: str, named: Mapping[str, str]) -> str:
    like = get_close_matches(authority.casefold(), named, n=1)
    hint = f" Did you mean {named[like[0]]}?" if like else ""
    return f"No service of this file lies in the local authority “{authority}”.{hint}"


def inspect_cqc_file(path: Path, progress: Progress | None = None) -> InspectedFile:
    """Say what a file is before anything is chosen."""
    return InspectedFile(path, files.inspect(path, progress))


def prepare_import(
    office: Office,
    file: Path | InspectedFile,
    options: ImportOptions,
    progress: Progress | None = None,
) -> Preview:
    """Read a file (or take it from what was inspected) and compare it with the register."""
    progress = progress or Progress()
    hash_key = office.read(_stored_hash_key) or secrets.token_bytes(32)
    wanted = office.read(_read_options, options, hash_key)
    path = file.path if isinstance(file, InspectedFile) else file
    if isinstance(file, InspectedFile):
        imported = file.found.read(wanted, progress)
    else:
        imported = files.read(path, wanted, progress)
    try:
        progress.step(0, 0, "Comparing with the register")
        day = _day_of(imported, office.today())
        with collecting_held_back():
            plan = office.read(make_plan, imported, options, day)
        without_id = len(plan.register.without_id)
    except BaseException:
        imported.close()
        raise
    return Preview(path.name, imported.summary, options, without_id, plan, imported, hash_key)


def commit_import(
    office: Office, preview: Preview, progress: Progress | None = None
) -> ImportReport:
    """Write what was previewed, after a backup; returns the report with the act's id.

    When the register was changed since the preview, it is compared anew first.
    """
    progress = progress or Progress()
    with preview:
        if preview.is_nothing_new:
            return preview.report
        make_backup(office, f"{BEFORE_IMPORT}: {preview.file_name}", progress)
        undo_interrupted(office)
        office.write(_remember, preview.options.authorities, preview.hash_key)
        with collecting_held_back():
            act_id = _write(office, preview, progress)
        return replace(preview.report, act_id=act_id)


def _write(office: Office, preview: Preview, progress: Progress) -> str:
    for _ in range(_ATTEMPTS):
        try:
            return write_plan(
                office,
                preview.plan,
                file_name=preview.file_name,
                sha256=preview.summary.sha256,
                progress=progress,
            )
        except RegisterChangedError:
            day = preview.report.file_date
            preview.plan = office.read(make_plan, preview.imported, preview.options, day)
    raise FileRefusedError(
        "The register kept changing while the file was compared with it. Nothing was changed. "
        "Try again when nobody else is working in this file."
    )


def _day_of(imported: ImportedFile, today: date) -> date:
    day = imported.file_date.day
    if day is None:
        raise FileDateError(
            "Nothing in this file tells of which day it is. Say its date, then try again."
        )
    if not _EARLIEST <= day <= today + _CLOCK_SLACK:
        raise FileDateError(
            f"This file cannot be of {day:%d/%m/%Y}: what it says would stand for ever, or never. "
            "Say its date, then try again."
        )
    return day


def _read_options(reading: Reading, options: ImportOptions, hash_key: bytes) -> ReadOptions:
    """What the reader takes: with no choice our own authorities, unless all are to be added."""
    known = known_location_ids(reading)
    wanted = options.reading(known, hash_key)
    if options.authorities or options.add_services:
        return wanted
    return replace(wanted, authorities=read_register(reading).authorities)


def _stored_hash_key(reading: Reading) -> bytes:
    return bytes.fromhex(get_setting(reading, _HASH_KEY, ""))


def _remember(work: Work, authorities: tuple[str, ...], hash_key: bytes) -> None:
    """Keep the chosen authorities for the next file, and the key of managers' hashes for good."""
    put_setting(work, _HASH_KEY, hash_key.hex())
    if authorities:
        put_setting(work, _AUTHORITIES, list(authorities))
    work.describe("settings", "Remembered the local authorities of the import")


# --- what was imported -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunRow:
    """One file that was brought in."""

    id: str
    kind: ImportKind
    file_name: str
    file_date: date
    act_id: str
    is_undone: bool
    result: StoredResult


def list_runs(reading: Reading, *, limit: int = 50) -> list[RunRow]:
    """Return the files brought in, newest first, also those that were undone."""
    query = (
        select(ImportRun)
        .where(ImportRun.result != "", ImportRun.kind.in_(kind.value for kind in ImportKind))
        .order_by(ImportRun.id.desc())
    )
    return [
        RunRow(
            run.id,
            ImportKind(run.kind),
            run.file_name,
            run.file_date,
            run.act_id,
            run.is_undone,
            from_stored(run.result),
        )
        for run in reading.session.scalars(query.limit(limit))
    ]


def last_run(reading: Reading) -> RunRow | None:
    """Return the last file brought in that was not undone."""
    return next((run for run in list_runs(reading) if not run.is_undone), None)


def last_changes(reading: Reading) -> list[dict[str, object]]:
    """Return what the last import changed, as the command line prints it, with the names."""
    run = last_run(reading)
    changes = run.result.changes if run else ()
    return [{**change.as_json(), "name": change.service} for change in changes]


def is_register_empty(reading: Reading) -> bool:
    """Return True while there is no service at all, archived or not."""
    return reading.session.scalar(select(Service.id).limit(1)) is None


def remembered_authorities(reading: Reading) -> tuple[str, ...]:
    """Return the authorities chosen last, or those of the council's settings."""
    stored = get_setting(reading, _AUTHORITIES)
    return tuple(stored) if stored else get_council(reading).authorities
