"""What comes of a row of a council's own spreadsheet: a new record, a changed one, or nothing.

Every planner of rows (own_import_plan.py) hands its findings to one Settling.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.db.work import Reading
from app.domain.matching import folded_name
from app.errors import RuleError, RulesError
from app.services.own_import_drafts import (
    changed_values,
    checked_draft,
    field_change,
    is_needed,
    kept_line,
    with_line,
    words_of,
)
from app.services.own_import_fields import OWN_FIELDS, RECORD_ID, Target
from app.services.own_import_items import Decisions, FieldChange, Outcome, OwnItem, OwnPlan
from app.services.own_import_match import SAME_RECORD, Entry, Register
from app.services.own_import_rows import ReadRow, Remark
from app.services.own_import_values import as_words

MAY_BE_NEW = frozenset({Target.PROVIDERS, Target.SERVICES})
"""Kinds of which two may look alike: a reference or a person at one place is never two."""
TOLD = "you said so"


class LeftOutError(Exception):
    """A row cannot be taken; the words say why. Empty: it waits for a decision."""


class Settling:
    """Holds what is planned so far; the register grows by what would be added.

    `ids` leads from a record id in the file to the entry that it became, `seen` from an entry to
    the row that told it.
    """

    def __init__(self, reading: Reading, register: Register, decisions: Decisions) -> None:
        self.plan = OwnPlan()
        self.reading = reading
        self.register = register
        self.decisions = decisions
        self.ids: dict[str, str] = {}
        self.seen: dict[str, ReadRow] = {}

    def settle(
        self, row: ReadRow, entry: Entry | None, known: dict[str, Entry],
        given: dict[str, Any], blank: Any, why: str, more: str = "",
    ) -> Entry:  # fmt: skip
        """Add a record, or compare it with the one it is."""
        if entry is not None and entry.id in self.seen:
            first = self.seen[entry.id]
            where = f"row {first.number}" + (
                f" of {first.sheet}" if first.sheet != row.sheet else ""
            )
            raise LeftOutError(f"Same as {where}")
        archived = row.values.get("is_archived")
        if entry is not None and not row.is_ours:
            given.pop("name", None)  # however a list writes it, the register's name stays
        given = self._taken(row, entry, given, blank)
        if entry is None:
            draft = self._checked(row, replace(blank, **given), "")
            placed = self.add(row, row.target, draft, more, known, bool(archived))
        else:
            placed = entry
            self._compare(row, entry, given, why, more, archived)
        self.seen[placed.id] = row
        if row.text(RECORD_ID):
            self.ids[row.text(RECORD_ID)] = placed.id
        return placed

    def _taken(
        self, row: ReadRow, entry: Entry | None, given: dict[str, Any], blank: Any
    ) -> dict[str, Any]:
        """The values that the record can take. What a cell holds beside is told, and kept in the
        notes: nothing that was typed is lost.

        Raises RulesError when a field that is needed is not as it must be.
        """
        base = blank if entry is None else entry.draft
        given, lost = dict(given), list(row.unread)
        try:
            self._checked(row, replace(base, **given), entry.id if entry else "")
        except RulesError as error:
            found = [one for one in error.problems if one.field in given]
            if any(is_needed(row.target, one.field) for one in found) or not found:
                if entry is None:
                    raise
                found = [one for one in found if not is_needed(row.target, one.field)]
            for one in found:
                lost.append(one.field)
                self.remark(row, _refused(row, one), is_left_out=False)
                del given[one.field]
        if line := kept_line(row, lost):
            given["notes"] = with_line(given.get("notes", base.notes), line)
        return given

    def add(
        self, row: ReadRow, target: Target, draft: Any, more: str, known: dict[str, Entry],
        is_archived: bool = False,
    ) -> Entry:  # fmt: skip
        """Plan a new record, which later rows may then name."""
        name = draft.reference if target is Target.CONTRACTS else draft.name
        key = f"new {target.value} {row.key} {folded_name(name)}"  # the same at each preview
        entry = Entry(key, name, draft, more, 0, is_archived)
        known[entry.id] = entry
        self.plan.items.append(
            OwnItem(
                target, Outcome.ADD, row.sheet, row.number, entry.id, name, more, draft,
                is_archived=True if is_archived else None,
            )
        )  # fmt: skip
        return entry

    def _compare(
        self, row: ReadRow, entry: Entry, given: dict[str, Any], why: str, more: str,
        archived: bool | None,
    ) -> None:  # fmt: skip
        changed = changed_values(entry.draft, given)
        draft = replace(entry.draft, **changed)
        if changed:
            self._checked(row, draft, entry.id)
        changes = [field_change(self.register, row.target, n, getattr(entry.draft, n), v)
                   for n, v in changed.items()]  # fmt: skip
        is_moved = row.is_ours and archived is not None and archived != entry.is_archived
        if is_moved:
            changes.append(FieldChange("Archived", words_of(entry.is_archived), words_of(archived)))
        elif entry.is_archived and not row.is_ours:
            words = f"“{entry.name}” is archived: restore it on its page if it is in use again"
            self.remark(row, words, is_left_out=False)
        self.plan.items.append(
            OwnItem(
                row.target, Outcome.CHANGE if changes else Outcome.SAME, row.sheet, row.number,
                entry.id, entry.name, more or entry.more, draft, entry.row_version, why,
                tuple(changes), archived if is_moved else None, _key_to_decide(row, entry, why),
            )
        )  # fmt: skip

    def _checked(self, row: ReadRow, draft: Any, record_id: str) -> Any:
        return checked_draft(self.reading, self.register, row.target, draft, record_id)

    def told(self, found: tuple[dict[str, Any], str], row: ReadRow) -> dict[str, Any]:
        """The values found, what there is to say of them remarked."""
        values, words = found
        if words:
            self.remark(row, words, is_left_out=False)
        return values

    def remark(self, row: ReadRow, reason: str, *, is_left_out: bool = True) -> None:
        """Say something of a row: why it is left out, or what the user should know of it."""
        self.plan.remarks.append(Remark(row.sheet, row.number, reason, is_left_out))


def _refused(row: ReadRow, problem: RuleError) -> str:
    """Why the cell of one field is not taken, its own words first."""
    words = next((o.words for o in OWN_FIELDS[row.target] if o.name == problem.field), "")
    cell = " ".join(as_words(row.raw.get(problem.field)).split())
    return f"{words}: “{cell}” is not taken. {problem}" if cell else f"{words}: {problem}"


def decision_key(row: ReadRow, target: Target, name: str) -> str:
    """What a decision about a row is kept under: a provider's name goes for every row with it."""
    return row.key if target is Target.SERVICES else f"{target.value}:{folded_name(name)}"


def _key_to_decide(row: ReadRow, entry: Entry, why: str) -> str:
    """The key under which the user may say that a row matched for sure is new after all."""
    is_sure = row.target in MAY_BE_NEW and not entry.is_new and why not in {SAME_RECORD, TOLD}
    return decision_key(row, row.target, row.text("name")) if is_sure else ""
