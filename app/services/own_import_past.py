"""Visits done and actions open before this program, as a council's own spreadsheet tells them."""

from __future__ import annotations

from datetime import date

from app.domain.vocabulary import ActionState, Priority, VisitMode, Worded
from app.domain.words import short_date
from app.models import Action, new_id
from app.services.council import get_periods
from app.services.own_import_drafts import kept_line, with_line, words_of
from app.services.own_import_fields import Target
from app.services.own_import_items import FieldChange, OpenAction, Outcome, OwnItem, VisitDone
from app.services.own_import_match import Entry, KnownVisit, folded_text
from app.services.own_import_naming import Naming
from app.services.own_import_rows import ReadRow
from app.services.own_import_settle import LeftOutError, Settling


class PastRows:
    """Plans the rows of visits and of actions."""

    def __init__(self, settling: Settling, naming: Naming) -> None:
        self._settling = settling
        self._naming = naming
        self._register = settling.register

    def visit_row(self, row: ReadRow) -> None:
        """Plan a visit done before this program. Raises LeftOutError."""
        on = row.values.get("visited_on")
        if on is None:
            raise LeftOutError("No date of the visit")
        service = self._naming.service_named(row)
        score, summary = row.text("score"), row.text("summary")
        lost = kept_line(row, row.unread).rstrip(".")
        parts = (f"Score {score}" if score else "", summary, lost)
        told = ". ".join(part for part in parts if part)
        self._visit(row, service, on, row.values.get("mode"), row.values.get("result"),
                    row.text("officer"), told)  # fmt: skip

    def last_visit(self, row: ReadRow, service: Entry) -> None:
        """A service's row may tell of its last visit."""
        on = row.values.get("last_visit_on")
        if on is not None:
            self._visit(row, service, on, None, row.values.get("last_result"), "", "")

    def _visit(
        self, row: ReadRow, service: Entry, on: date, mode: VisitMode | None,
        result: Worded | None, officer: str, told: str,
    ) -> None:  # fmt: skip
        if on > self._settling.reading.today:
            words = f"The visit of {short_date(on)} is in the future: plan it under Visits"
            self._settling.remark(row, words, is_left_out=row.target is Target.VISITS)
            return
        overall = str(result.value) if result else None
        visit = VisitDone(service.id, on, mode or VisitMode.ANNOUNCED, overall, officer, told)
        known = self._register.visits.get((service.id, on))
        changes: tuple[FieldChange, ...] = ()
        outcome = Outcome.SAME if known else Outcome.ADD
        if known and known.is_brought_in and overall and known.overall != overall:
            changes = (
                FieldChange("Overall result", known.overall or "", result.words if result else ""),
            )
            outcome = Outcome.CHANGE
        record_id = known.id if known else new_id()
        if known is None:
            self._register.visits[service.id, on] = KnownVisit(record_id, overall, False)
        name = f"Visit of {short_date(on)}"
        self._settling.plan.items.append(
            OwnItem(Target.VISITS, outcome, row.sheet, row.number, record_id, name, service.name,
                    visit, matched_by="same service and date" if known else "", changes=changes)
        )  # fmt: skip

    def action_row(self, row: ReadRow) -> None:
        """Plan an action that is still open. Raises LeftOutError."""
        text = row.text("text")
        if not text:
            raise LeftOutError("It does not say what must change")
        state = row.values.get("state") or ActionState.OPEN
        if not state.is_open:
            raise LeftOutError("Closed already: only open actions are brought in")
        service = self._naming.service_named(row)
        known = self._register.actions.get((service.id, folded_text(text)))
        today = self._settling.reading.today
        action = OpenAction(
            service.id, text, self._due_on(row, known),
            min(row.values.get("raised_on") or today, today), row.text("owner"),
            row.values.get("priority") or (known.priority if known else Priority.MEDIUM), state,
            row.text("evidence_needed"),
            with_line(row.text("notes"), kept_line(row, row.unread)),
        )  # fmt: skip
        self._action(row, service, action, known)

    def _due_on(self, row: ReadRow, known: Action | None) -> date:
        """The day told, else the one it has; a new action without one gets one, and says which.

        That is the council's period for an action plan, from today (Settings, Periods).
        """
        told: date | None = row.values.get("due_on")
        if told is not None:
            return told
        if known is not None:
            return known.due_on
        period = get_periods(self._settling.reading).action_plan
        due_on = period.after(self._settling.reading.today)
        words = (
            f"No date by which it must be done: it gets {short_date(due_on)}, {period.words} from "
            "today. Change it on the action’s page if that is wrong"
        )
        self._settling.remark(row, words, is_left_out=False)
        return due_on

    def _action(
        self, row: ReadRow, service: Entry, action: OpenAction, known: Action | None
    ) -> None:
        key = (service.id, folded_text(action.text))
        changes: list[FieldChange] = []
        for name, words in (("due_on", "Due"), ("owner", "Owner"), ("priority", "Priority"),
                            ("evidence_needed", "Evidence needed")):  # fmt: skip
            told = row.values.get(name)
            if known is not None and told and known.source == "Spreadsheet":
                before = getattr(known, name)
                if before != told:
                    changes.append(FieldChange(words, words_of(before), words_of(told)))
        if f"{key}" in self._settling.seen:
            raise LeftOutError(f"Same as row {self._settling.seen[f'{key}'].number}")
        self._settling.seen[f"{key}"] = row
        outcome = Outcome.CHANGE if changes else Outcome.SAME if known else Outcome.ADD
        self._settling.plan.items.append(
            OwnItem(
                Target.ACTIONS, outcome, row.sheet, row.number, known.id if known else new_id(),
                action.text, service.name, action, known.row_version if known else 0,
                "same words at the same service" if known else "", tuple(changes),
            )
        )  # fmt: skip
