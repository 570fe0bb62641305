"""Actions: raised at a visit or by hand, reported complete, verified, extended, reopened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.db.work import Reading, Work
from app.domain.actions import (
    ActionCounts,
    ActionStanding,
    ActionStep,
    check_extension,
    count_actions,
    days_late,
    next_state,
)
from app.domain.vocabulary import ActionState, Priority, VisitStatus
from app.domain.words import clean_text, long_date
from app.errors import NotFoundError, RuleError, RulesError, StaleError
from app.models import Action, ActionEvent, ActionQuestion, Provider, Service, Visit


@dataclass(frozen=True)
class ActionDraft:
    """What the action form hands in. `question_keys` are the framework's stable ids."""

    service_id: str
    text: str
    priority: Priority
    due_on: date | None
    owner: str = ""
    evidence_needed: str = ""
    visit_id: str | None = None
    question_keys: tuple[str, ...] = ()
    is_agreed_on_day: bool = False


@dataclass(frozen=True)
class ActionRow:
    """One action in a list."""

    id: str
    row_version: int
    number: int
    text: str
    service_id: str
    service_name: str
    provider_id: str
    provider_name: str
    visit_reference: str
    owner: str
    priority: Priority
    raised_on: date
    due_on: date
    state: ActionState
    days_late: int
    verified_on: date | None
    times_reopened: int
    is_archived: bool = False


@dataclass(frozen=True)
class ActionEventRow:
    """Something heard or done about an action."""

    kind: str
    happened_on: date
    by_whom: str
    text: str
    due_before: date | None
    due_after: date | None


@dataclass(frozen=True)
class ActionDetail:
    """One action with all that was heard of it."""

    row: ActionRow
    evidence_needed: str
    visit_id: str | None
    question_keys: tuple[str, ...]
    is_agreed_on_day: bool
    verified_by: str
    events: tuple[ActionEventRow, ...]


def raise_action(work: Work, draft: ActionDraft) -> str:
    """Raise an action and return its id. Raises RulesError with a problem for each field."""
    service = _checked(work, draft)
    assert draft.due_on is not None
    action = Action(
        service_id=service.id,
        visit_id=draft.visit_id,
        source="QA visit" if draft.visit_id else "By hand",
        number=_next_number(work, draft),
        raised_on=work.today,
        first_due_on=draft.due_on,
    )
    _fill(action, draft)
    work.session.add(action)
    work.session.flush()
    _set_questions(work, action.id, draft.question_keys)
    work.describe("action raised", f"Raised action A{action.number} at {service.name}")
    return action.id


def change_action(work: Work, action_id: str, row_version: int, draft: ActionDraft) -> None:
    """Change an open action's words, owner, priority, or correct its due date.

    Once it was given out, a later date is an extension, which needs its reason: raises RuleError.
    """
    action = _action(work, action_id)
    if action.row_version != row_version:
        raise StaleError("This action was changed in another window. Look at it again first.")
    if not action.state.is_open:
        raise RuleError("Reopen the action before you change it")
    _checked(work, draft)
    if draft.due_on and draft.due_on > action.due_on and _is_given_out(work, action):
        raise RuleError("Use Extend for a later date: it asks for the reason", "due_on")
    _fill(action, draft)
    _set_questions(work, action.id, draft.question_keys)
    work.describe("action changed", f"Changed action A{action.number}")


def take_step(work: Work, action_id: str, step: ActionStep, text: str, by_whom: str = "") -> None:
    """Take a step: start, provider reports complete, verify and close, not accepted, reopen.

    Raises RuleError when the step does not fit the action's state or lacks its reason.
    """
    action = _action(work, action_id)
    said = clean_text(text).strip()
    after = next_state(action.state, step, said)
    if step is ActionStep.VERIFY:
        action.verified_on = work.today
        action.verified_by = work.actor.officer_name
    if step is ActionStep.REPORT_COMPLETE:
        action.reported_on = work.today
    if step is ActionStep.REOPEN:
        action.times_reopened += 1
        action.verified_on = None
        action.verified_by = ""
    action.state = after
    _log(work, action, step.value, said, by_whom)
    work.describe("action " + step.value, f"{step.words}: action A{action.number}", said)


def extend_action(work: Work, action_id: str, due_on: date, reason: str) -> None:
    """Move the due date of an open action later, with a reason. Raises RuleError."""
    action = _action(work, action_id)
    said = clean_text(reason).strip()
    check_extension(action.state, action.due_on, due_on, said)
    event = _log(work, action, "extended", said, "")
    event.due_before, event.due_after = action.due_on, due_on
    action.due_on = due_on
    label = f"Extended action A{action.number} to {long_date(due_on)}"
    work.describe("action extended", label, said)


def note_update(work: Work, action_id: str, text: str, by_whom: str = "") -> None:
    """Keep what was last heard of an action, without changing its state."""
    action = _action(work, action_id)
    said = clean_text(text).strip()
    if not said:
        raise RuleError("Type what you heard", "text")
    _log(work, action, "update", said, by_whom)
    work.describe("action update", f"Update on action A{action.number}")


def archive_action(work: Work, action_id: str) -> None:
    """Put an action away that was raised by mistake; the history keeps it."""
    action = _action(work, action_id)
    action.is_archived = True
    work.describe("action archived", f"Archived action A{action.number}")


def restore_action(work: Work, action_id: str) -> None:
    """Bring an archived action back."""
    action = _action(work, action_id)
    action.is_archived = False
    work.describe("action restored", f"Restored action A{action.number}")


def list_actions(
    reading: Reading,
    *,
    service_id: str = "",
    provider_id: str = "",
    visit_id: str = "",
    include_closed: bool = True,
    include_archived: bool = False,
) -> list[ActionRow]:
    """Return actions, the longest overdue first; those that are closed last."""
    query = (
        select(Action, Service.name, Provider.id, Provider.name, Visit.reference)
        .join(Service, Service.id == Action.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .outerjoin(Visit, Visit.id == Action.visit_id)
        .order_by(Action.state == ActionState.CLOSED, Action.due_on, Action.id)
    )
    if not include_archived:
        query = query.where(Action.is_archived.is_(False))
    if service_id:
        query = query.where(Action.service_id == service_id)
    if provider_id:
        query = query.where(Service.provider_id == provider_id)
    if visit_id:
        query = query.where(Action.visit_id == visit_id)
    if not include_closed:
        query = query.where(Action.state != ActionState.CLOSED)
    rows = reading.session.execute(query)
    return [_row(reading.today, *row) for row in rows]


def get_action(reading: Reading, action_id: str) -> ActionDetail:
    """Return one action with its events. Raises NotFoundError."""
    action = _action(reading, action_id)
    service = reading.session.get_one(Service, action.service_id)
    provider = reading.session.get_one(Provider, service.provider_id)
    visit = reading.session.get(Visit, action.visit_id) if action.visit_id else None
    events = reading.session.scalars(
        select(ActionEvent).where(ActionEvent.action_id == action_id).order_by(ActionEvent.id)
    )
    keys = reading.session.scalars(
        select(ActionQuestion.question_key)
        .where(ActionQuestion.action_id == action_id)
        .order_by(ActionQuestion.id)
    )
    reference = visit.reference if visit is not None else None
    return ActionDetail(
        _row(reading.today, action, service.name, provider.id, provider.name, reference),
        action.evidence_needed,
        action.visit_id,
        tuple(keys),
        action.is_agreed_on_day,
        action.verified_by,
        tuple(
            ActionEventRow(e.kind, e.happened_on, e.by_whom, e.text, e.due_before, e.due_after)
            for e in events
        ),
    )


def latest_updates(reading: Reading, action_ids: Iterable[str]) -> dict[str, ActionEventRow]:
    """Return the newest event of each action that has one."""
    found: dict[str, ActionEventRow] = {}
    rows = reading.session.scalars(
        select(ActionEvent)
        .where(ActionEvent.action_id.in_(list(action_ids)))
        .order_by(ActionEvent.id)
    )
    for e in rows:
        found[e.action_id] = ActionEventRow(
            e.kind, e.happened_on, e.by_whom, e.text, e.due_before, e.due_after
        )
    return found


def action_counts(reading: Reading, rows: Iterable[ActionRow]) -> ActionCounts:
    """Return how these actions stand today, with the sentence for the page."""
    return count_actions(
        (ActionStanding(r.state, r.due_on, r.provider_id) for r in rows),
        reading.today,
    )


def _action(reading: Reading, action_id: str) -> Action:
    action = reading.session.get(Action, action_id)
    if action is None:
        raise NotFoundError("This action is not in the file.")
    return action


def _is_given_out(work: Work, action: Action) -> bool:
    """True when the provider may hold its date: raised before today, its visit written up."""
    if action.raised_on >= work.today:
        return False
    visit = work.session.get(Visit, action.visit_id) if action.visit_id else None
    return visit is None or visit.status not in {VisitStatus.IN_PROGRESS, VisitStatus.DRAFT}


def _checked(work: Work, draft: ActionDraft) -> Service:
    problems: list[RuleError] = []
    service = work.session.get(Service, draft.service_id) if draft.service_id else None
    if service is None:
        problems.append(RuleError("Choose the service", "service_id"))
    if not draft.text.strip():
        problems.append(RuleError("Say what must change", "text"))
    if draft.due_on is None:
        problems.append(RuleError("Enter the date by which it must be done", "due_on"))
    if problems:
        raise RulesError(problems)
    assert service is not None
    return service


def _fill(action: Action, draft: ActionDraft) -> None:
    assert draft.due_on is not None
    action.text = clean_text(draft.text).strip()
    action.evidence_needed = clean_text(draft.evidence_needed).strip()
    action.owner = draft.owner.strip()
    action.priority = draft.priority
    action.due_on = draft.due_on
    action.is_agreed_on_day = draft.is_agreed_on_day


def _set_questions(work: Work, action_id: str, keys: tuple[str, ...]) -> None:
    present = work.session.scalars(
        select(ActionQuestion).where(ActionQuestion.action_id == action_id)
    ).all()
    for link in present:
        if link.question_key not in keys:
            work.session.delete(link)
    known = {link.question_key for link in present}
    for key in dict.fromkeys(keys):
        if key not in known:
            work.session.add(ActionQuestion(action_id=action_id, question_key=key))


def _next_number(work: Work, draft: ActionDraft) -> int:
    query = select(func.max(Action.number)).where(Action.service_id == draft.service_id)
    if draft.visit_id:
        query = select(func.max(Action.number)).where(Action.visit_id == draft.visit_id)
    return int(work.session.scalar(query) or 0) + 1


def _log(work: Work, action: Action, kind: str, text: str, by_whom: str) -> ActionEvent:
    event = ActionEvent(
        action_id=action.id,
        kind=kind,
        happened_on=work.today,
        by_whom=by_whom.strip() or work.actor.officer_name,
        text=text,
    )
    work.session.add(event)
    return event


def _row(
    today: date,
    action: Action,
    service_name: str,
    provider_id: str,
    provider_name: str,
    reference: str | None,
) -> ActionRow:
    return ActionRow(
        id=action.id,
        row_version=action.row_version,
        number=action.number,
        text=action.text,
        service_id=action.service_id,
        service_name=service_name,
        provider_id=provider_id,
        provider_name=provider_name,
        visit_reference=reference or "",
        owner=action.owner,
        priority=action.priority,
        raised_on=action.raised_on,
        due_on=action.due_on,
        state=action.state,
        days_late=days_late(action.state, action.due_on, today),
        verified_on=action.verified_on,
        times_reopened=action.times_reopened,
        is_archived=action.is_archived,
    )
