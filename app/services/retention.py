"""How long each kind of record is kept, and which records are past their period.

The defaults are data (resources/retention.toml); a council's own periods are kept in the file.
Nothing goes by itself: the review list says what is past its period, a person decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select

from app.db.change_log import LOCKED_BELOW_VERSION
from app.db.work import Reading, Work
from app.domain.visits import DROPPED, SIGNED_OFF
from app.domain.vocabulary import ActionState
from app.domain.words import clean_text
from app.domain.working_days import add_months
from app.errors import RuleError
from app.models import (
    Action,
    Attachment,
    Base,
    Change,
    Contact,
    Contract,
    Evidence,
    Provider,
    QuickNote,
    RetentionRule,
    Service,
    Visit,
    VisitVersion,
)
from app.paths import resources
from app.services import erasable
from app.services.erasable import FoundText, texts_of
from app.services.office import LONDON

MOST_MONTHS = 1200


@dataclass(frozen=True)
class RetentionRow:
    """How long one kind of record is kept. `is_own` when the council set it."""

    kind: str
    words: str
    counted_from: str
    months: int
    basis: str
    is_own: bool


@dataclass(frozen=True)
class PastRow:
    """A record past its period: `ended_on` counts, `kept_until` has passed."""

    kind: str
    kind_words: str
    table: str
    record_id: str
    label: str
    ended_on: date
    kept_until: date


@dataclass(frozen=True)
class _Ended:
    table: str
    record_id: str
    label: str
    ended_on: date


def list_rules(reading: Reading) -> list[RetentionRow]:
    """The period of each kind of record, the council's own where it set one."""
    own = {row.record_kind: row for row in reading.session.scalars(select(RetentionRule))}
    return [
        RetentionRow(
            rule["kind"],
            rule["words"],
            rule["counted_from"],
            own[rule["kind"]].months if rule["kind"] in own else rule["months"],
            own[rule["kind"]].basis if rule["kind"] in own else rule["basis"],
            rule["kind"] in own,
        )
        for rule in _defaults()
    ]


def set_rule(work: Work, kind: str, months: int | None, basis: str) -> None:
    """Set the council's own period for a kind. Raises RuleError (fields months, basis)."""
    known = {rule["kind"]: rule for rule in _defaults()}
    if kind not in known:
        raise RuleError("Choose a kind of record", "kind")
    if months is None or not 1 <= months <= MOST_MONTHS:
        raise RuleError(f"Enter a number of months between 1 and {MOST_MONTHS:,}", "months")
    said = clean_text(basis).strip()
    if not said:
        raise RuleError("Say what the period rests on", "basis")
    row = work.session.scalar(select(RetentionRule).where(RetentionRule.record_kind == kind))
    if row is None:
        row = RetentionRule(record_kind=kind)
        work.session.add(row)
    row.months, row.basis = months, said
    work.describe("retention", f"Set how long is kept: {known[kind]['words']}")


def list_past(reading: Reading) -> list[PastRow]:
    """Every record past its period, the longest first."""
    found = []
    for rule in list_rules(reading):
        for one in _ENDED[rule.kind](reading):
            until = add_months(one.ended_on, rule.months)
            if until < reading.today:
                found.append(
                    PastRow(rule.kind, rule.words, one.table, one.record_id, one.label,
                            one.ended_on, until)
                )  # fmt: skip
    return sorted(found, key=lambda row: (row.kept_until, row.kind, row.label))


def texts_under(reading: Reading, table: str, record_id: str) -> list[FoundText]:
    """Every text that can be erased of a record and, for a visit, of all that lies below it."""
    rows = [(table, record_id)]
    if table == "visit":
        rows += _below_visit(reading, record_id)
    return [
        text
        for name, row_id in rows
        if name in erasable.TEXTS
        for text in texts_of(reading, name, row_id)
    ]


def _below_visit(reading: Reading, visit_id: str) -> Iterator[tuple[str, str]]:
    versions = list(
        reading.session.scalars(select(VisitVersion.id).where(VisitVersion.visit_id == visit_id))
    )
    for name, column in LOCKED_BELOW_VERSION.items():
        table = Base.metadata.tables[name]
        for row_id in reading.session.scalars(
            select(table.c.id).where(table.c[column].in_(versions))
        ):
            yield name, row_id
    attached = select(Evidence.attachment_id).where(
        Evidence.version_id.in_(versions), Evidence.attachment_id.is_not(None)
    )
    for attachment_id in sorted({str(one) for one in reading.session.scalars(attached)}):
        yield "attachment", attachment_id


@cache
def _defaults() -> list[dict[str, Any]]:
    path = resources() / "retention.toml"
    rules: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    return rules


# --- when records ended ---------------------------------------------------------------------------


def _visits(reading: Reading) -> Iterator[_Ended]:
    query = select(Visit.id, Visit.reference, Visit.visited_on).where(Visit.status.in_(SIGNED_OFF))
    for row_id, reference, day in reading.session.execute(query):
        if day is not None:
            yield _Ended("visit", row_id, reference, day)


def _dropped(reading: Reading) -> Iterator[_Ended]:
    day = func.coalesce(Visit.visited_on, Visit.planned_on)
    query = select(Visit.id, Visit.reference, day).where(Visit.status.in_(DROPPED))
    for row_id, reference, ended in reading.session.execute(query):
        if ended is not None:
            yield _Ended("visit", row_id, reference, _day(ended))


def _quick_notes(reading: Reading) -> Iterator[_Ended]:
    query = (
        select(QuickNote.id, QuickNote.text, QuickNote.noted_at, Visit.reference)
        .join(VisitVersion, VisitVersion.id == QuickNote.version_id)
        .join(Visit, Visit.id == VisitVersion.visit_id)
        .where(VisitVersion.sealed_at.is_not(None), QuickNote.text != "")
    )
    for row_id, said, noted_at, reference in reading.session.execute(query):
        if not erasable.is_tombstone(said):
            yield _Ended("quick_note", row_id, f"Note of {reference}", _day(noted_at))
    loose = select(QuickNote.id, QuickNote.text, QuickNote.noted_at).where(
        QuickNote.version_id.is_(None), QuickNote.text != ""
    )
    for row_id, said, noted_at in reading.session.execute(loose):
        if not erasable.is_tombstone(said):
            yield _Ended("quick_note", row_id, "Note not filed", _day(noted_at))


def _photos(reading: Reading) -> Iterator[_Ended]:
    query = (
        select(Attachment.id, Attachment.name, Visit.visited_on, Visit.reference)
        .join(Evidence, Evidence.attachment_id == Attachment.id)
        .join(VisitVersion, VisitVersion.id == Evidence.version_id)
        .join(Visit, Visit.id == VisitVersion.visit_id)
        .where(Attachment.is_erased.is_(False), Visit.visited_on.is_not(None))
        .distinct()
    )
    for row_id, name, day, reference in reading.session.execute(query):
        if day is not None:
            yield _Ended("attachment", row_id, f"{name}, {reference}", day)


def _actions(reading: Reading) -> Iterator[_Ended]:
    query = (
        select(Action.id, Action.number, Service.name, Action.verified_on)
        .join(Service, Service.id == Action.service_id)
        .where(Action.state == ActionState.CLOSED, Action.verified_on.is_not(None))
    )
    for row_id, number, service, day in reading.session.execute(query):
        if day is not None:
            yield _Ended("action", row_id, f"A{number}, {service}", day)


def _contracts(reading: Reading) -> Iterator[_Ended]:
    query = select(Contract.id, Contract.reference, Contract.title, Contract.ends_on)
    for row_id, reference, title, day in reading.session.execute(query):
        if day is not None:
            label = reference if title == reference else f"{reference}, {title}"
            yield _Ended("contract", row_id, label, day)


def _archived(model: Any) -> Callable[[Reading], Iterator[_Ended]]:
    def ended(reading: Reading) -> Iterator[_Ended]:
        table = model.__tablename__
        archived = (
            select(Change.row_id, func.max(Change.at))
            .where(Change.table_name == table, Change.operation == "update")
            .where(func.json_extract(Change.after, "$.is_archived") == 1)
            .group_by(Change.row_id)
        )
        days = {row_id: at for row_id, at in reading.session.execute(archived)}  # noqa: C416
        query = select(model.id, model.name).where(model.is_archived.is_(True))
        for row_id, name in reading.session.execute(query):
            if row_id in days and not erasable.is_tombstone(name):
                yield _Ended(table, row_id, name, _day(days[row_id]))

    return ended


def _day(moment: Any) -> date:
    if isinstance(moment, datetime):
        return moment.astimezone(LONDON).date()
    if isinstance(moment, date):
        return moment
    text = str(moment)
    return _day(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)


_ENDED: dict[str, Callable[[Reading], Iterator[_Ended]]] = {
    "visit": _visits,
    "visit_dropped": _dropped,
    "quick_note": _quick_notes,
    "photo": _photos,
    "action": _actions,
    "contract": _contracts,
    "contact": _archived(Contact),
    "service": _archived(Service),
    "provider": _archived(Provider),
}
