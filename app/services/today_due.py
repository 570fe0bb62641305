"""What is due by day: planned and open visits, drafts to send, re-visits not planned yet.

One row for a thing, in the group of its day, with the one fact that decides at its right end.
Source: TOKENS "01 Today"; periods of DOMAIN "The visit" as the council set them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from sqlalchemy import Integer, func, select

from app.db.work import Reading
from app.domain.clocks import VisitPeriods, draft_deadline, revisit_deadline
from app.domain.rating_words import OwnRating
from app.domain.visits import SIGNED_OFF
from app.domain.vocabulary import AnswerKind, VisitMode, VisitStatus
from app.domain.words import ago, count, long_date, short_date
from app.domain.working_days import add_working_days, working_days_between
from app.models import Answer, Service, Visit, VisitMember, VisitVersion

AHEAD = 10  # working days


class DueKind(Enum):
    """What a row is about."""

    OPEN = "open"
    VISIT = "visit"
    REMOTE = "remote"
    DEADLINE = "deadline"
    REVISITS = "revisits"


@dataclass(frozen=True)
class DueRow:
    """One thing that is due. `fact` stands at the right; `tone` is danger, warn or empty."""

    kind: DueKind
    visit_id: str
    service_id: str
    service: str
    what: str
    second: str
    due_on: date
    fact: str
    tone: str = ""
    number: int = 1  # how many things the row stands for

    @property
    def is_deadline(self) -> bool:
        """True for what must be done by a day, rather than on it."""
        return self.kind is DueKind.DEADLINE


@dataclass(frozen=True)
class DueGroup:
    """Rows under one heading: "Today", "Tuesday 17 November"."""

    key: str
    heading: str
    remark: str
    rows: tuple[DueRow, ...]


@dataclass(frozen=True)
class _Known:
    """What is known of visits beside their own rows."""

    answered: dict[str, tuple[int, int]]
    company: dict[str, list[str]]
    last: dict[str, Visit]
    busy: set[str]
    periods: VisitPeriods
    today: date


def due_groups(reading: Reading, periods: VisitPeriods) -> tuple[DueGroup, ...]:
    """Everything overdue, and what is due in the next 10 working days, grouped by day."""
    today = reading.today
    known = _known(reading, periods)
    query = (
        select(Visit, Service.name)
        .join(Service, Service.id == Visit.service_id)
        .where(
            Visit.status.in_((VisitStatus.PLANNED, VisitStatus.IN_PROGRESS, VisitStatus.DRAFT)),
            Service.is_archived.is_(False),
        )
    )
    rows = [
        row for visit, name in reading.session.execute(query) for row in _rows(visit, name, known)
    ]
    rows += _revisits(reading, known)
    until = add_working_days(today, AHEAD)
    return _grouped([row for row in rows if row.due_on <= until], today)


def _known(reading: Reading, periods: VisitPeriods) -> _Known:
    session = reading.session
    company: dict[str, list[str]] = {}
    going = select(VisitMember.visit_id, VisitMember.name).join(
        Visit, Visit.id == VisitMember.visit_id
    )
    for visit_id, name in session.execute(going.where(Visit.status == VisitStatus.PLANNED)):
        company.setdefault(visit_id, []).append(name)
    last: dict[str, Visit] = {}
    past = select(Visit).where(Visit.status.in_(SIGNED_OFF), Visit.visited_on.is_not(None))
    for visit in session.scalars(past.order_by(Visit.visited_on)):
        last[visit.service_id] = visit
    open_ones = (VisitStatus.PLANNED, VisitStatus.IN_PROGRESS, VisitStatus.DRAFT)
    busy = set(session.scalars(select(Visit.service_id).where(Visit.status.in_(open_ones))))
    return _Known(_answered(reading), company, last, busy, periods, reading.today)


def _answered(reading: Reading) -> dict[str, tuple[int, int]]:
    """Answered and asked standards of each visit in progress."""
    done = func.sum(Answer.kind != AnswerKind.UNANSWERED, type_=Integer)
    rows = reading.session.execute(
        select(VisitVersion.visit_id, done, func.count())
        .join(Answer, Answer.version_id == VisitVersion.id)
        .join(Visit, Visit.id == VisitVersion.visit_id)
        .where(Visit.status == VisitStatus.IN_PROGRESS)
        .group_by(VisitVersion.visit_id)
    )
    return {visit_id: (int(answered or 0), total) for visit_id, answered, total in rows}


def _rows(visit: Visit, service: str, known: _Known) -> Iterable[DueRow]:
    match visit.status:
        case VisitStatus.PLANNED if visit.planned_on is not None:
            yield _planned(visit, service, visit.planned_on, known)
        case VisitStatus.IN_PROGRESS:
            yield _in_progress(visit, service, known)
        case VisitStatus.DRAFT:
            yield _draft(visit, service, known)


def _planned(visit: Visit, service: str, day: date, known: _Known) -> DueRow:
    is_remote = visit.mode is VisitMode.REMOTE
    what = "remote review" if is_remote else "visit"
    if not is_remote:
        what += f", {_MODES[visit.mode]}"
    with_whom = known.company.get(visit.id, [])
    second = f"{visit.reference}, {visit.kind.words.lower()}"
    if with_whom:
        second += f", with {', '.join(with_whom)}"
    late = working_days_between(day, known.today) if day < known.today else 0
    fact, tone = visit.planned_time, ""
    if day < known.today:
        fact, tone = f"{count(max(late, 1), 'working day')} late", "danger"
        second = f"Was planned for {short_date(day)}. {second}"
    kind = DueKind.REMOTE if is_remote else DueKind.VISIT
    second = f"{second}. {_last_words(visit.service_id, known)}"
    return DueRow(kind, visit.id, visit.service_id, service, what, second, day, fact, tone)


_MODES = {
    VisitMode.ANNOUNCED: "announced",
    VisitMode.SHORT_NOTICE: "short notice",
    VisitMode.UNANNOUNCED: "unannounced",
}


def _last_words(service_id: str, known: _Known) -> str:
    last = known.last.get(service_id)
    if last is None or last.visited_on is None:
        return "No earlier visit"
    result = OwnRating(last.final_overall).words if last.final_overall else "no overall"
    return f"Last visit: {result}, {ago(last.visited_on, known.today)}"


def _in_progress(visit: Visit, service: str, known: _Known) -> DueRow:
    answered, total = known.answered.get(visit.id, (0, 0))
    second = f"{visit.kind.words}, {visit.mode.words.lower()}, {answered} of {total} answered"
    if visit.visited_on is not None and visit.visited_on < known.today:
        second = f"Began {long_date(visit.visited_on)}, {answered} of {total} answered"
    return DueRow(DueKind.OPEN, visit.id, visit.service_id, service, "visit in progress", second,
                  known.today, "")  # fmt: skip


def _draft(visit: Visit, service: str, known: _Known) -> DueRow:
    visited = visit.visited_until or visit.visited_on or known.today
    clock = draft_deadline(visited, known.periods)
    second = f"{visit.reference}, visited {long_date(visited)}"
    fact, tone = deadline_fact(clock.due_on, known.today)
    what = "finish the draft report"
    return DueRow(DueKind.DEADLINE, visit.id, visit.service_id, service, what, second,
                  clock.due_on, fact, tone)  # fmt: skip


def _revisits(reading: Reading, known: _Known) -> list[DueRow]:
    """Re-visits after Requires improvement or Poor where nothing is planned or open.

    Those that are late stand together in one row: they are planned together too.
    """
    named = select(Service.id, Service.name).where(Service.is_archived.is_(False))
    rows = []
    for service_id, name in reading.session.execute(named):
        visit = known.last.get(service_id)
        if visit is None or service_id in known.busy or visit.visited_on is None:
            continue
        overall = OwnRating(visit.final_overall) if visit.final_overall else None
        clock = revisit_deadline(visit.visited_on, overall, known.periods)
        if clock is None or overall is None:
            continue
        second = f"{overall.words} on {long_date(visit.visited_on)}. No visit is planned"
        is_late = clock.due_on < known.today
        fact, tone = ("", "") if is_late else deadline_fact(clock.due_on, known.today)
        rows.append(
            DueRow(DueKind.DEADLINE, visit.id, service_id, name, "plan the re-visit", second,
                   clock.due_on, fact, tone)
        )  # fmt: skip
    late = sorted((r for r in rows if r.due_on < known.today), key=lambda r: (r.due_on, r.service))
    return [row for row in rows if row.due_on >= known.today] + _together(late)


def _together(late: list[DueRow]) -> list[DueRow]:
    if not late:
        return []
    first = late[0]
    row = DueRow(
        kind=DueKind.REVISITS,
        visit_id="",
        service_id="",
        service=count(len(late), "service"),
        what="re-visit after Requires improvement or Poor not planned",
        second=f"Due longest: {first.service}, since {long_date(first.due_on)}",
        due_on=late[-1].due_on,
        fact="",
        tone="danger",
        number=len(late),
    )
    return [row]


def deadline_fact(due_on: date, today: date) -> tuple[str, str]:
    """How a deadline stands and in which tone: "1 working day late", danger."""
    if due_on < today:
        late = working_days_between(due_on, today)
        return f"{count(max(late, 1), 'working day')} late", "danger"
    if due_on == today:
        return "Ends today", "warn"
    left = working_days_between(today, due_on)
    return f"{count(left, 'working day')} left", ""


def _grouped(rows: list[DueRow], today: date) -> tuple[DueGroup, ...]:
    found: dict[str, list[DueRow]] = {}
    for row in sorted(rows, key=lambda r: (r.due_on, r.kind is not DueKind.OPEN, r.service)):
        found.setdefault(_key(row, today), []).append(row)
    return tuple(
        DueGroup(key, *_heading(key, today), tuple(found[key])) for key in _ORDER if key in found
    )


_ORDER = ("overdue", "today", "tomorrow", "this_week", "next_week", "later")


def _key(row: DueRow, today: date) -> str:
    if row.due_on < today:
        return "overdue"
    if row.due_on == today:
        return "today"
    if row.due_on == today + timedelta(days=1):
        return "tomorrow"
    monday = today - timedelta(days=today.weekday())
    weeks = (row.due_on - monday).days // 7
    return ("this_week", "next_week")[weeks] if weeks < 2 else "later"


def _heading(key: str, today: date) -> tuple[str, str]:
    tomorrow = today + timedelta(days=1)
    return {
        "overdue": ("Overdue", ""),
        "today": ("Today", day_words(today)),
        "tomorrow": ("Tomorrow", day_words(tomorrow)),
        "this_week": ("Later this week", ""),
        "next_week": ("Next week", ""),
        "later": ("Later", ""),
    }[key]


def day_words(day: date, *, is_short: bool = False) -> str:
    """ "Tuesday 17 November", or "Tue 17 November": a day of about now, so without its year."""
    return f"{day:{'%a' if is_short else '%A'}} {day.day} {day:%B}"
