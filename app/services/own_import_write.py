"""Writes what a row of a council's own spreadsheet adds or changes, through the register's acts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from app.db.work import Work
from app.domain.vocabulary import VisitKind, VisitStatus
from app.models import (
    Action,
    ActionEvent,
    Contact,
    Contract,
    Officer,
    Provider,
    Service,
    Visit,
    VisitMember,
)
from app.services.contacts import add_contact, change_contact
from app.services.contracts import add_contract, change_contract
from app.services.own_import_fields import Target
from app.services.own_import_items import OpenAction, Outcome, OwnItem, VisitDone
from app.services.providers import add_provider, change_provider
from app.services.services import add_service, change_service
from app.services.visits import EARLIER, next_reference

SOURCE = "Spreadsheet"
"""The source of an action that was brought in."""

_OWNERS = ("provider_id", "service_id", "contract_id")


def write_item(work: Work, item: OwnItem, ids: dict[str, str], file_name: str) -> None:
    """Write one item. `ids` maps the ids that stand for new records to their own, and grows.

    Raises RulesError, or StaleError when the record was changed since the preview.
    """
    draft = _with_ids(item.draft, ids)
    match item.target:
        case Target.VISITS:
            _write_visit(work, item, draft, file_name)
        case Target.ACTIONS:
            _write_action(work, item, draft, file_name)
        case _:
            _write_record(work, item, draft, ids)


def _write_record(work: Work, item: OwnItem, draft: Any, ids: dict[str, str]) -> None:
    key = item.record_id
    if item.outcome is Outcome.ADD:
        key = ids[item.record_id] = _add(work, item.target, draft)
    else:
        _change(work, item, draft)
    if item.is_archived is not None:
        kinds: dict[Target, Any] = {
            Target.PROVIDERS: Provider,
            Target.SERVICES: Service,
            Target.CONTRACTS: Contract,
            Target.CONTACTS: Contact,
        }
        work.session.get_one(kinds[item.target], key).is_archived = item.is_archived


def _add(work: Work, target: Target, draft: Any) -> str:
    match target:
        case Target.PROVIDERS:
            return add_provider(work, draft)
        case Target.SERVICES:
            return add_service(work, draft)
        case Target.CONTRACTS:
            return add_contract(work, draft)
        case _:
            return add_contact(work, draft)


def _change(work: Work, item: OwnItem, draft: Any) -> None:
    match item.target:
        case Target.PROVIDERS:
            change_provider(work, item.record_id, item.row_version, draft)
        case Target.SERVICES:
            change_service(work, item.record_id, item.row_version, draft)
        case Target.CONTRACTS:
            change_contract(work, item.record_id, item.row_version, draft)
        case _:
            change_contact(work, item.record_id, item.row_version, draft)


def _write_visit(work: Work, item: OwnItem, done: VisitDone, file_name: str) -> None:
    """A visit done before this program: final, with its result, no framework and no version."""
    if item.outcome is Outcome.CHANGE:
        work.session.get_one(Visit, item.record_id).final_overall = done.overall
        return
    lead = work.session.scalar(
        select(Officer.id).where(func.lower(Officer.name) == done.officer.lower())
    )
    told = f". {done.told}" if done.told else ""
    visit = Visit(
        reference=next_reference(work, EARLIER, done.visited_on.year),
        service_id=done.service_id,
        kind=VisitKind.SCHEDULED,
        mode=done.mode,
        status=VisitStatus.FINAL,
        planned_on=done.visited_on,
        visited_on=done.visited_on,
        lead_officer_id=lead,
        reason=f"Brought in from {file_name}{told}",
        final_overall=done.overall,
    )
    work.session.add(visit)
    work.session.flush()
    if done.officer and lead is None:
        work.session.add(VisitMember(visit_id=visit.id, name=done.officer))


def _write_action(work: Work, item: OwnItem, told: OpenAction, file_name: str) -> None:
    if item.outcome is Outcome.CHANGE:
        action = work.session.get_one(Action, item.record_id)
        action.due_on = told.due_on
        action.owner = told.owner or action.owner
        action.priority = told.priority
        action.evidence_needed = told.evidence_needed or action.evidence_needed
        return
    highest = select(func.max(Action.number)).where(Action.service_id == told.service_id)
    action = Action(
        service_id=told.service_id,
        source=SOURCE,
        number=int(work.session.scalar(highest) or 0) + 1,
        text=told.text,
        evidence_needed=told.evidence_needed,
        owner=told.owner,
        priority=told.priority,
        raised_on=told.raised_on,
        due_on=told.due_on,
        first_due_on=told.due_on,
        state=told.state,
    )
    work.session.add(action)
    work.session.flush()
    note = f"Brought in from {file_name}" + (f". {told.note}" if told.note else "")
    work.session.add(
        ActionEvent(
            action_id=action.id,
            kind="update",
            happened_on=work.today,
            by_whom=work.actor.officer_name,
            text=note,
        )
    )


def _with_ids(draft: Any, ids: dict[str, str]) -> Any:
    """The draft with ids of records in place of those that stood for them."""
    changes: dict[str, Any] = {
        name: ids[value]
        for name in _OWNERS
        if (value := getattr(draft, name, None)) in ids and value is not None
    }
    if covered := getattr(draft, "service_ids", ()):
        changes["service_ids"] = tuple(ids.get(one, one) for one in covered)
    return replace(draft, **changes) if changes else draft
