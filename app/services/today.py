"""The Today page: what is due by day, and the three things that are not tied to a day.

The sentence carries the counts; they are those of the lists, because both come from the same rows.
Source: LOOK "Frame", TOKENS "01 Today".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.db.work import Reading
from app.domain.contracts import ContractTerms, DecisionKind, decisions, needed_by
from app.domain.rating_words import OVERALL, Rating, normalise
from app.domain.ratings import Movement
from app.domain.vocabulary import ActionState, Priority, VisitStatus
from app.domain.words import count, long_date, number_word, sentence_case
from app.domain.working_days import Period, PeriodUnit, add_days
from app.models import Action, Contract, ImportRun, Provider, Service, Visit
from app.services.badges import count_open_visits
from app.services.contracts import DECISION_HORIZON_DAYS
from app.services.council import get_periods
from app.services.import_report import ImportKind, RatingChange, from_stored
from app.services.quick_notes import LooseNote, list_loose_notes
from app.services.today_due import DueGroup, DueKind, DueRow, day_words, due_groups

__all__ = ["DueGroup", "DueKind", "DueRow", "day_words", "get_today"]

_PRIORITIES = list(Priority)


@dataclass(frozen=True)
class OverdueRow:
    """The overdue actions of one provider."""

    provider_id: str
    provider: str
    actions: int
    oldest_days: int
    highest: Priority


@dataclass(frozen=True)
class ChangedRow:
    """An overall rating that the last file changed; `service_id` empty when not in the register."""

    service_id: str
    service: str
    rating: Rating | None
    published: str
    was: str
    movement: Movement


@dataclass(frozen=True)
class DecisionRow:
    """A contract that needs a decision by a day; `is_missed` when it can no longer be taken."""

    contract_id: str
    title: str
    what: str
    on: date
    is_past: bool
    is_missed: bool


@dataclass(frozen=True)
class TodayView:
    """All that the page shows. `changed_file_on` is None before any CQC file was brought in.

    `open_visits` are those in progress, with Continue in the list, and those that are drafts.
    """

    today: date
    groups: tuple[DueGroup, ...]
    overdue: tuple[OverdueRow, ...]
    changed: tuple[ChangedRow, ...]
    changed_file_on: date | None
    decisions: tuple[DecisionRow, ...]
    decide_until: date
    next_visit_on: date | None
    has_services: bool
    open_visits: int = 0
    notes: tuple[LooseNote, ...] = ()

    @property
    def late(self) -> int:
        """Visits and deadlines under Overdue, re-visits not counted."""
        return sum(
            row.kind is not DueKind.REVISITS
            for group in self.groups
            if group.key == "overdue"
            for row in group.rows
        )

    @property
    def revisits(self) -> int:
        """Services whose re-visit is overdue and not planned: one row under Overdue."""
        rows = (row for group in self.groups for row in group.rows)
        return sum(row.number for row in rows if row.kind is DueKind.REVISITS)

    @property
    def ending_this_week(self) -> int:
        """Deadlines that end from today to Sunday."""
        keys = ("today", "tomorrow", "this_week")
        last = add_days(self.today, 6 - self.today.weekday())
        return sum(
            row.is_deadline and row.due_on <= last
            for group in self.groups
            if group.key in keys
            for row in group.rows
        )

    @property
    def overdue_actions(self) -> int:
        """The sum of the list of overdue actions."""
        return sum(row.actions for row in self.overdue)

    @property
    def sentence(self) -> str:
        """The state of the day in words."""
        parts = [f"{self.today:%A} {long_date(self.today)}."]
        if self.open_visits:
            parts.append(f"{_said(self.open_visits, 'visit')} open.")
        parts.append(_deadlines_words(self.late, self.ending_this_week))
        if self.revisits:
            parts.append(f"{_said(self.revisits, 're-visit')} overdue and not planned.")
        if self.overdue_actions:
            providers = count(len(self.overdue), "provider")
            parts.append(f"{_said(self.overdue_actions, 'action')} overdue at {providers}.")
        if self.notes:
            parts.append(f"{_said(len(self.notes), 'quick note')} not filed yet.")
        return " ".join(part for part in parts if part)


def get_today(reading: Reading) -> TodayView:
    """Return what the page shows, in a few queries."""
    today = reading.today
    changed, file_on = _changed(reading)
    planned = select(Visit.planned_on).where(
        Visit.status == VisitStatus.PLANNED, Visit.planned_on >= today
    )
    return TodayView(
        today=today,
        groups=due_groups(reading, get_periods(reading)),
        overdue=_overdue(reading),
        changed=changed,
        changed_file_on=file_on,
        decisions=_decisions(reading),
        decide_until=add_days(today, DECISION_HORIZON_DAYS),
        next_visit_on=reading.session.scalar(planned.order_by(Visit.planned_on).limit(1)),
        has_services=reading.session.scalar(select(Service.id).limit(1)) is not None,
        open_visits=count_open_visits(reading),
        notes=list_loose_notes(reading),
    )


def _overdue(reading: Reading) -> tuple[OverdueRow, ...]:
    rows = reading.session.execute(
        select(Provider.id, Provider.name, Action.due_on, Action.priority)
        .select_from(Action)
        .join(Service, Service.id == Action.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .where(
            Action.state != ActionState.CLOSED,
            Action.is_archived.is_(False),
            Action.due_on < reading.today,
        )
    )
    late: dict[tuple[str, str], list[tuple[date, Priority]]] = {}
    for provider_id, name, due_on, priority in rows:
        late.setdefault((provider_id, name), []).append((due_on, priority))
    found = [
        OverdueRow(
            provider_id,
            name,
            len(listed),
            (reading.today - min(day for day, _ in listed)).days,
            min((priority for _, priority in listed), key=_PRIORITIES.index),
        )
        for (provider_id, name), listed in late.items()
    ]
    return tuple(sorted(found, key=lambda row: (-row.actions, -row.oldest_days, row.provider)))


def _changed(reading: Reading) -> tuple[tuple[ChangedRow, ...], date | None]:
    """Overall ratings that the newest file of CQC changed, falls first, and its date.

    As in Market quality the file's own date decides: an older file brought in later changes
    nothing that is current. A file brought in twice, for more places, is one file.
    """
    taken = (
        ImportRun.is_undone.is_(False),
        ImportRun.result != "",
        ImportRun.kind.in_(kind.value for kind in ImportKind),
    )
    newest = reading.session.scalar(select(func.max(ImportRun.file_date)).where(*taken))
    if newest is None:
        return (), None
    of_newest = select(ImportRun.result).where(*taken, ImportRun.file_date == newest)
    changes = {
        (change.location_id, change.group): change
        for result in reading.session.scalars(of_newest.order_by(ImportRun.id))
        for change in from_stored(result).changes
        if change.area == OVERALL and change.movement.is_change
    }
    known = {
        location: (row_id, name)
        for row_id, location, name in reading.session.execute(
            select(Service.id, Service.cqc_location_id, Service.name).where(
                Service.is_archived.is_(False)
            )
        )
        if location
    }
    rows = [_changed_row(change, known) for change in changes.values()]
    order = [Movement.WORSE, Movement.NOW_NOT_RATED, Movement.BETTER]
    rows.sort(key=lambda r: (order.index(r.movement) if r.movement in order else 9, r.service))
    return tuple(rows), newest


def _changed_row(change: RatingChange, known: dict[str, tuple[str, str]]) -> ChangedRow:
    service_id, name = known.get(change.location_id, ("", change.service))
    if change.group != OVERALL:
        name = f"{name} ({change.group})"
    return ChangedRow(
        service_id, name, normalise(change.now), change.now, change.was, change.movement
    )


def _decisions(reading: Reading) -> tuple[DecisionRow, ...]:
    """One decision a contract: the next one within three months, else the last one passed.

    Those that have passed stand first, the newest of them at the top; then those to come.
    """
    columns = (
        Contract.id, Contract.title, Contract.starts_on, Contract.ends_on, Contract.notice_count,
        Contract.notice_unit, Contract.extension_decision_on, Contract.review_on,
        Contract.insurance_expires_on,
    )  # fmt: skip
    today = reading.today
    until = add_days(today, DECISION_HORIZON_DAYS)
    rows = []
    for row in reading.session.execute(select(*columns).where(Contract.is_archived.is_(False))):
        notice = Period(row.notice_count, PeriodUnit(row.notice_unit)) if row.notice_count else None
        terms = ContractTerms(row.starts_on, row.ends_on, notice, row.extension_decision_on,
                              row.review_on, row.insurance_expires_on)  # fmt: skip
        needed = needed_by(decisions(terms, today), until)
        if not needed:
            continue
        chosen = next((one for one in needed if one.on >= today), needed[-1])
        words = _DECISION_WORDS.get(chosen.kind, chosen.kind.words)
        is_past, is_missed = chosen.on < today, chosen.is_missed(today)
        rows.append(DecisionRow(row.id, row.title, words, chosen.on, is_past, is_missed))
    coming = sorted((r for r in rows if not r.is_past), key=lambda r: (r.on, r.title))
    passed = sorted((r for r in rows if r.is_past), key=lambda r: (r.on, r.title), reverse=True)
    return (*passed, *coming)


_DECISION_WORDS = {
    DecisionKind.EXTENSION: "Extend or let it end",
    DecisionKind.END: "Ends",
}


def _said(number: int, thing: str) -> str:
    word = sentence_case(number_word(number))
    return f"{word} {thing} is" if number == 1 else f"{word} {thing}s are"


def _deadlines_words(late: int, ending: int) -> str:
    if not late and not ending:
        return "No deadline ends this week."
    ends = "ends" if ending == 1 else "end"
    if late and ending:
        return f"{_said(late, 'deadline')} overdue and {number_word(ending)} {ends} this week."
    if late:
        return f"{_said(late, 'deadline')} overdue."
    plural = "deadline" if ending == 1 else "deadlines"
    return f"{sentence_case(number_word(ending))} {plural} {ends} this week."
