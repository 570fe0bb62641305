"""Which service is visited when: the sample's visit programme, decided as a council decides it.

After a good result the next visit comes in about two years; after Requires improvement or Poor a
follow-up comes within six months; now and then one part is looked at, or a concern leads to a
visit. Days are drawn first, so that the number of visits is known.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.domain.rating_words import OwnRating
from app.domain.vocabulary import VisitKind
from app.domain.working_days import add_working_days, is_working_day
from app.services.sample.register import MadeService

FIRST_DAYS_AGO, LAST_DAYS_AGO = 1_150, 24
PART_SHARE = 0.6
"""After a good result, how often the next visit looks at its weakest parts only."""
REMOTE_SHARE = 0.15
# Sections that both frameworks have: what concerns are about, and what records sent in show.
_CONCERNS = ("safe-medicines", "safe-safeguarding", "safe-staffing", "caring-dignity")
_SEEN_FROM_AFAR = ("effective-training", "well-led-governance", "well-led-records")
_KINDS = (VisitKind.SCHEDULED,) * 7 + (VisitKind.RESPONSIVE, VisitKind.JOINT)
_FALLS_SHORT = frozenset({OwnRating.REQUIRES_IMPROVEMENT, OwnRating.POOR})


@dataclass(frozen=True)
class Plan:
    """One visit to be done. `sections` empty means all of the framework."""

    service: MadeService
    day: date
    kind: VisitKind
    sections: tuple[str, ...] = ()
    is_remote: bool = False


@dataclass(order=True)
class _Due:
    on: date
    number: int
    service: MadeService = field(compare=False)
    kind: VisitKind = field(compare=False)
    sections: tuple[str, ...] = field(compare=False, default=())


@dataclass
class Programme:
    """Chooses the service of each visit in turn; hears each result, and plans on from it."""

    random: Random
    today: date
    unseen: list[MadeService]
    _due: list[_Due] = field(default_factory=list)

    def days(self, count: int) -> list[date]:
        """The working days of so many visits, earliest first, none about Christmas."""
        span = FIRST_DAYS_AGO - LAST_DAYS_AGO
        ago = [
            FIRST_DAYS_AGO - span * (number + self.random.random()) / count
            for number in range(count)
        ]
        return sorted(_before_christmas(self.today - timedelta(days=int(days))) for days in ago)

    def next_plan(self, day: date) -> Plan:
        """The visit of this day: what is due first, else a service that was never visited."""
        is_ready = bool(self._due) and (self._due[0].on <= day or not self.unseen)
        if is_ready:
            due = heapq.heappop(self._due)
            return Plan(due.service, day, due.kind, due.sections)
        service = self.unseen.pop(self.random.randrange(len(self.unseen)))
        kind = self.random.choice(_KINDS)
        if kind is VisitKind.RESPONSIVE:
            return Plan(service, day, kind, tuple(self.random.sample(_CONCERNS, 2)))
        if self.random.random() < REMOTE_SHARE:
            return Plan(service, day, VisitKind.SCHEDULED, _SEEN_FROM_AFAR, is_remote=True)
        return Plan(service, day, kind)

    def heard(self, plan: Plan, result: OwnRating | None, fell_short: Sequence[str]) -> None:
        """Plan on from a visit: `fell_short` are the sections for a follow-up, worst first."""
        random = self.random
        if result in _FALLS_SHORT and fell_short:
            days, kind = random.randrange(120, 178), VisitKind.FOLLOW_UP
            sections = ("previous-actions", *fell_short[:4])
        else:
            days, kind = random.randrange(700, 1_000), VisitKind.SCHEDULED
            is_part = not plan.sections and random.random() < PART_SHARE
            days = days * 3 // 4 if is_part else days
            sections = tuple(fell_short[:3]) if is_part else ()
        due = _Due(plan.day + timedelta(days), len(self._due), plan.service, kind, sections)
        heapq.heappush(self._due, due)

    def ahead(self, count: int) -> list[Plan]:
        """Visits to be done next, without their days: what is due soon, then what is new."""
        soon = self.today + timedelta(days=60)
        coming: list[Plan] = []
        while self._due and len(coming) < count * 2 // 3 and self._due[0].on <= soon:
            due = heapq.heappop(self._due)
            coming.append(Plan(due.service, self.today, due.kind, due.sections))
        fresh = self.random.sample(self.unseen, min(count - len(coming), len(self.unseen)))
        return [*coming, *(Plan(one, self.today, VisitKind.SCHEDULED) for one in fresh)]


def _before_christmas(day: date) -> date:
    """A working day; what would fall between 19 December and the new year is done before."""
    return weekday(day - timedelta(days=13 if (day.month, day.day) >= (12, 19) else 0))


def after_christmas(day: date) -> date:
    """A working day; what would fall between 19 December and the new year waits until January."""
    return weekday(day + timedelta(days=17 if (day.month, day.day) >= (12, 19) else 0))


def weekday(day: date) -> date:
    """The day itself, or the next working day."""
    return day if is_working_day(day) else add_working_days(day, 1)


def weekday_before(day: date) -> date:
    """The day itself, or the working day before."""
    return day if is_working_day(day) else add_working_days(day, -1)
