"""What the rows of a council's own spreadsheet would do, as plain values for preview and commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.vocabulary import ActionState, Priority, VisitMode, Worded
from app.services.own_import_fields import Target
from app.services.own_import_match import Candidate
from app.services.own_import_rows import Remark

NEW, LEAVE_OUT = "new", "leave_out"
"""Decisions of a question, besides the id of the record that is meant."""

Decisions = Mapping[str, str]


class Outcome(Worded):
    """What a row does."""

    ADD = "add", "New"
    CHANGE = "change", "Changed"
    SAME = "same", "Unchanged"


@dataclass(frozen=True)
class FieldChange:
    """One field that a row changes, in words."""

    words: str
    before: str
    after: str


@dataclass(frozen=True)
class VisitDone:
    """A visit done before this program: what its row told."""

    service_id: str
    visited_on: date
    mode: VisitMode
    overall: str | None
    officer: str = ""
    told: str = ""


@dataclass(frozen=True)
class OpenAction:
    """An open action that its row told."""

    service_id: str
    text: str
    due_on: date
    raised_on: date
    owner: str
    priority: Priority
    state: ActionState
    evidence_needed: str
    note: str


@dataclass(frozen=True)
class OwnItem:
    """What one row (or one name in it) does. `record_id` of a new record stands for its id.

    With a `decision_key` the user may decide under it that the row is NEW after all.
    """

    target: Target
    outcome: Outcome
    sheet: str
    row: int
    record_id: str
    name: str
    more: str
    draft: Any
    row_version: int = 0
    matched_by: str = ""
    changes: tuple[FieldChange, ...] = ()
    is_archived: bool | None = None
    decision_key: str = ""

    @property
    def key(self) -> str:
        """One of a list."""
        return f"{self.target.value} {self.sheet}!{self.row} {self.record_id}"


@dataclass(frozen=True)
class Question:
    """Something that only the user can decide: is this name one of those?

    `decision` is empty, NEW, LEAVE_OUT or the id of a candidate; `rows` hang on it.
    """

    key: str
    target: Target
    sheet: str
    row: int
    name: str
    more: str
    candidates: tuple[Candidate, ...]
    may_add: bool
    decision: str = ""
    rows: int = 1

    @property
    def is_open(self) -> bool:
        """True until it was decided."""
        return not self.decision


@dataclass
class OwnPlan:
    """All that would be done, and all that is to be told."""

    items: list[OwnItem] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
