"""A council's own spreadsheet into the register: look, map, preview, decide, commit, undo.

`open_own` -> `propose_mapping` -> `prepare_own_import` (again after each decision) ->
`commit_own_import`. Nothing is written before the commit, which is one act in short parts that
`large_undo.undo` takes back. A workbook that register_export.py wrote comes back in unchanged.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import update

from app.db.work import Reading, Work
from app.domain.words import count, joined
from app.errors import CircumstanceError, FileRefusedError
from app.imports.recognise import is_of_cqc
from app.models import ImportRun, new_id
from app.progress import Progress
from app.services.backups import BEFORE_IMPORT, make_backup
from app.services.cqc_merge import undo_interrupted
from app.services.office import Office
from app.services.own_import_fields import (
    OWN_FIELDS,
    DateOrder,
    OwnField,
    OwnFile,
    OwnSheet,
    Target,
    open_own,
)
from app.services.own_import_items import (
    LEAVE_OUT,
    NEW,
    Decisions,
    FieldChange,
    Outcome,
    OwnItem,
    OwnPlan,
    Question,
)
from app.services.own_import_mapping import (
    OwnMapping,
    SheetMapping,
    check_mapping,
    guess_mapping,
    guess_sheet,
    list_mappings,
    recognise,
    save_mapping,
    use_mapping,
    what_is_missing,
)
from app.services.own_import_match import read_register, stamp
from app.services.own_import_plan import make_plan
from app.services.own_import_rows import Remark, columns_left, read_rows
from app.services.own_import_write import write_item
from app.services.portions import portions

__all__ = [
    "LEAVE_OUT",
    "NEW",
    "OWN_FIELDS",
    "DateOrder",
    "FieldChange",
    "Outcome",
    "OwnField",
    "OwnFile",
    "OwnItem",
    "OwnMapping",
    "OwnPreview",
    "OwnReport",
    "OwnSheet",
    "Question",
    "Remark",
    "SheetMapping",
    "Target",
    "commit_own_import",
    "guess_sheet",
    "import_own_file",
    "is_cqc_file",
    "list_mappings",
    "open_own",
    "prepare_own_import",
    "propose_mapping",
    "save_mapping",
    "use_mapping",
    "what_is_missing",
]

KIND = "own_spreadsheet"
ITEMS_A_PART = 20
Part = Callable[[Work], None]
_SINGULAR = {target: target.value.removesuffix("s") for target in Target}


@dataclass(frozen=True)
class OwnReport:
    """What was (or would be) done, by kind of record."""

    file_name: str
    rows_read: int
    added: Mapping[Target, int]
    changed: Mapping[Target, int]
    unchanged: int
    remarks: tuple[Remark, ...]
    undecided: tuple[str, ...] = ()
    act_id: str = ""

    @property
    def words(self) -> str:
        """ "12 services and 3 contracts added, 1 provider changed."."""
        parts = [
            f"{_counted(numbers)} {done}"
            for numbers, done in ((self.added, "added"), (self.changed, "changed"))
            if numbers
        ]
        return f"{', '.join(parts)}." if parts else "Nothing to change."

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "kind": KIND,
            "rows_read": self.rows_read,
            "rows_skipped": [
                {"sheet": one.sheet, "row": one.row, "reason": one.reason}
                for one in self.remarks
                if one.is_left_out
            ],
            "remarks": [
                {"sheet": one.sheet, "row": one.row, "reason": one.reason}
                for one in self.remarks
                if not one.is_left_out
            ],
            "added": {target.value: number for target, number in self.added.items()},
            "changed": {target.value: number for target, number in self.changed.items()},
            "unchanged": self.unchanged,
            "undecided": list(self.undecided),
        }


@dataclass(frozen=True)
class OwnPreview:
    """What an import would do; nothing is written yet."""

    file_name: str
    sha256: str
    rows_read: int
    plan: OwnPlan
    left: Mapping[str, tuple[str, ...]]
    stamp: int
    decisions: Decisions = field(default_factory=dict)

    def of(self, outcome: Outcome) -> list[OwnItem]:
        """The items that add, change or leave as it is."""
        return [item for item in self.plan.items if item.outcome is outcome]

    @property
    def questions(self) -> list[Question]:
        """Likely matches, those to decide first."""
        return sorted(self.plan.questions.values(), key=lambda one: (not one.is_open, one.row))

    @property
    def undecided(self) -> list[Question]:
        """Likely matches that nobody decided yet."""
        return [one for one in self.questions if one.is_open]

    @property
    def remarks(self) -> list[Remark]:
        """Rows left out and cells not taken, one for each row, in the file's order.

        What keeps a row out stands first in its reason.
        """
        found: dict[tuple[str, int], list[Remark]] = {}
        for one in self.plan.remarks:
            found.setdefault((one.sheet, one.row), []).append(one)
        return [_as_one(found[where]) for where in sorted(found)]

    @property
    def is_nothing_new(self) -> bool:
        """True when there is nothing to commit."""
        return all(item.outcome is Outcome.SAME for item in self.plan.items)

    @property
    def report(self) -> OwnReport:
        """The report as it will read after the commit."""
        numbers = Counter((item.outcome, item.target) for item in self.plan.items)
        return OwnReport(
            self.file_name,
            self.rows_read,
            {t: numbers[Outcome.ADD, t] for t in Target if numbers[Outcome.ADD, t]},
            {t: numbers[Outcome.CHANGE, t] for t in Target if numbers[Outcome.CHANGE, t]},
            sum(numbers[Outcome.SAME, t] for t in Target),
            tuple(self.remarks),
            tuple(one.name for one in self.undecided),
        )


def is_cqc_file(file: OwnFile) -> bool:
    """True for a file that CQC publishes: cqc_import.py knows its columns, dates and ratings."""
    return any(is_of_cqc(sheet.headings) for sheet in file.sheets)


def propose_mapping(reading: Reading, file: OwnFile) -> OwnMapping:
    """Return the saved mapping that knows this file's headings, else what is guessed."""
    guessed = guess_mapping(file)
    if any(sheet.is_ours for sheet in guessed.sheets):
        return guessed
    return recognise(reading, file) or guessed


def prepare_own_import(
    office: Office,
    file: OwnFile,
    mapping: OwnMapping,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
) -> OwnPreview:
    """Compare the file's rows with the register under a mapping and the decisions so far.

    Raises FileRefusedError while the mapping lacks something.
    """
    check_mapping(file, mapping)
    progress = progress or Progress()
    progress.step(0, 0, "Reading rows")
    rows, remarks = read_rows(file, mapping)
    progress.step(0, 0, "Comparing with the register")
    decisions = decisions or {}

    def compare(reading: Reading) -> tuple[OwnPlan, int]:
        register = read_register(reading)
        return make_plan(reading, register, rows, decisions), register.stamp

    plan, at = office.read(compare)
    plan.remarks[:0] = remarks
    return OwnPreview(
        file.name, file.sha256, len(rows), plan, columns_left(file, mapping), at, decisions
    )


def commit_own_import(
    office: Office, preview: OwnPreview, progress: Progress | None = None
) -> OwnReport:
    """Write what was previewed as one act, after a backup; returns the report with its act's id.

    Raises CircumstanceError while a likely match is undecided, or when the register was changed
    since the preview; nothing is changed then. On any error what was written is taken back.
    """
    progress = progress or Progress()
    if preview.undecided:
        raise CircumstanceError(
            f"Decide {count(len(preview.undecided), 'likely match', 'likely matches')} first: "
            "the same, or new?"
        )
    if preview.is_nothing_new:
        return preview.report
    make_backup(office, f"{BEFORE_IMPORT}: {preview.file_name}", progress)
    undo_interrupted(office)
    writing = _Writing(preview, progress)
    try:
        office.write_in_parts(writing.parts())
    except BaseException:
        if writing.act_id:
            undo_interrupted(office)
        raise
    return replace(preview.report, act_id=writing.act_id)


def import_own_file(
    office: Office,
    path: Path,
    *,
    mapping: str = "",
    date_order: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> OwnReport:
    """Import a file in one go (command line); what is not sure is left out and told.

    Raises FileRefusedError for a file of CQC's, unless a saved mapping says how to take it.
    """
    with open_own(path, progress) as file:
        if is_cqc_file(file) and not mapping:
            raise FileRefusedError(
                f"“{path.name}” is a file that CQC publishes. Bring it in with the command "
                "“import”, or name a saved mapping with --mapping."
            )
        chosen = (
            office.read(use_mapping, mapping, file)
            if mapping
            else office.read(propose_mapping, file)
        )
        if date_order:
            order = DateOrder(date_order)
            sheets = tuple(replace(s, date_order=s.date_order or order) for s in chosen.sheets)
            chosen = replace(chosen, sheets=sheets)
        preview = prepare_own_import(office, file, chosen, None, progress)
        undecided = tuple(one.name for one in preview.undecided)
        while preview.undecided:
            decisions = {**preview.decisions, **{q.key: LEAVE_OUT for q in preview.undecided}}
            preview = prepare_own_import(office, file, chosen, decisions, progress)
        report = preview.report if dry_run else commit_own_import(office, preview, progress)
        return replace(report, undecided=undecided)


class _Writing:
    """The parts of one import in order; each is one short transaction."""

    def __init__(self, preview: OwnPreview, progress: Progress) -> None:
        self._preview = preview
        self._progress = progress
        self._run_id = new_id()
        self._ids: dict[str, str] = {}
        self._label = f"Imported {preview.file_name}: {preview.report.words.rstrip('.')}"
        self.act_id = ""

    def parts(self) -> Iterator[Part]:
        items = [item for item in self._preview.plan.items if item.outcome is not Outcome.SAME]
        some = [partial(self._write, items=part) for part in portions(items, ITEMS_A_PART)]
        parts: list[Part] = [self._begin, *some, self._finish]
        for number, part in enumerate(parts):
            self._progress.step(number, len(parts), "Writing to the register")
            yield part

    def _begin(self, work: Work) -> None:
        if stamp(work) != self._preview.stamp:
            raise CircumstanceError(
                "The register was changed since this preview. Nothing was imported: look at the "
                "preview again, then import."
            )
        work.session.add(
            ImportRun(
                id=self._run_id,
                kind=KIND,
                file_name=self._preview.file_name,
                sha256=self._preview.sha256,
                file_date=work.today,
                act_id=work.act_id,
                result="",
            )
        )
        work.describe("import", self._label)
        work.session.flush()
        self.act_id = work.act_id

    def _write(self, work: Work, *, items: list[OwnItem]) -> None:
        for item in items:
            write_item(work, item, self._ids, self._preview.file_name)
            work.session.flush()
        work.describe("import", self._label)

    def _finish(self, work: Work) -> None:
        result = json.dumps(self._preview.report.as_json(), ensure_ascii=False)
        work.session.execute(
            update(ImportRun)
            .where(ImportRun.id == self._run_id)
            .values(result=result, row_version=ImportRun.row_version + 1)
        )
        work.describe("import", self._label)


def _as_one(remarks: list[Remark]) -> Remark:
    """The remarks about one row as one, the decisive first, each once."""
    ordered = sorted(remarks, key=lambda one: not one.is_left_out)
    reasons = dict.fromkeys(one.reason for one in ordered)
    return replace(ordered[0], reason=". ".join(reasons))


def _counted(numbers: Mapping[Target, int]) -> str:
    return joined(count(number, _SINGULAR[target]) for target, number in numbers.items())
