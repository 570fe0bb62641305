"""What a visit found of each action that was open when it began (section "Previous actions")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.db.work import Reading, Work
from app.domain.actions import ActionStep, allowed_steps
from app.domain.vocabulary import ActionState, Priority, Verification
from app.domain.words import clean_text
from app.errors import NotFoundError, RuleError
from app.models import Action, PreviousActionCheck, Visit, VisitVersion
from app.services.actions import take_step
from app.services.visit_answers import open_version, within_limit


@dataclass(frozen=True)
class PreviousActionRow:
    """One earlier action with what this visit found of it."""

    action_id: str
    number: int
    text: str
    evidence_needed: str
    owner: str
    priority: Priority
    raised_on: date
    due_on: date
    state: ActionState
    visit_reference: str
    verification: Verification
    note: str


def list_previous_actions(reading: Reading, version_id: str) -> list[PreviousActionRow]:
    """Return the service's actions raised before this visit: open ones, and those it checked."""
    version = reading.session.get_one(VisitVersion, version_id)
    visit = reading.session.get_one(Visit, version.visit_id)
    started = visit.visited_on or reading.today
    checks = {
        check.action_id: check
        for check in reading.session.scalars(
            select(PreviousActionCheck).where(PreviousActionCheck.version_id == version_id)
        )
    }
    rows = reading.session.execute(
        select(Action, Visit.reference)
        .outerjoin(Visit, Visit.id == Action.visit_id)
        .where(
            Action.service_id == visit.service_id,
            Action.is_archived.is_(False),
            Action.raised_on <= started,
        )
        .order_by(Action.due_on, Action.number)
    )
    return [
        _row(action, reference or "", checks.get(action.id))
        for action, reference in rows
        if action.visit_id != visit.id and (action.state.is_open or action.id in checks)
    ]


def check_previous_action(
    work: Work, version_id: str, action_id: str, verification: Verification, note: str = ""
) -> None:
    """Keep what this visit found of an earlier action.

    "Done and verified" needs words on what was seen, and closes the action if it is still open.
    Raises RuleError, NotFoundError or LockedRecordError.
    """
    open_version(work, version_id)
    action = work.session.get(Action, action_id)
    if action is None:
        raise NotFoundError("This action is not in the file.")
    said = within_limit(clean_text(note).strip())
    if verification is Verification.DONE and not said:
        raise RuleError("Say what was seen that shows the action is done", "note")
    check = work.session.scalar(
        select(PreviousActionCheck).where(
            PreviousActionCheck.version_id == version_id,
            PreviousActionCheck.action_id == action_id,
        )
    )
    if check is None:
        check = PreviousActionCheck(version_id=version_id, action_id=action_id)
        work.session.add(check)
    check.verification, check.note = verification.value, said
    if verification is Verification.DONE and ActionStep.VERIFY in allowed_steps(action.state):
        take_step(work, action_id, ActionStep.VERIFY, said)
    work.describe("previous action", f"Checked action A{action.number}: {verification.words}")


def _row(action: Action, reference: str, check: PreviousActionCheck | None) -> PreviousActionRow:
    return PreviousActionRow(
        action.id, action.number, action.text, action.evidence_needed, action.owner,
        action.priority, action.raised_on, action.due_on, action.state, reference,
        Verification(check.verification) if check else Verification.NOT_CHECKED,
        check.note if check else "",
    )  # fmt: skip
