"""The counts beside the entries of the navigation, by one rule wherever they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.db.work import Reading
from app.domain.vocabulary import ActionState, VisitStatus
from app.models import Action, Visit

_OPEN = [status for status in VisitStatus if status.is_open]


@dataclass(frozen=True)
class Badges:
    """`open_visits` are in progress or a draft; `overdue_actions` neither closed nor archived."""

    open_visits: int
    overdue_actions: int

    @property
    def words(self) -> dict[str, str]:
        """What stands beside each page's entry; empty when there is nothing to tell."""
        visits, actions = self.open_visits, self.overdue_actions
        return {
            "visits": f"{visits} open" if visits else "",
            "actions": str(actions) if actions else "",
        }


def get_badges(reading: Reading) -> Badges:
    """Return the counts, in two small queries."""
    overdue = select(func.count(Action.id)).where(
        Action.state != ActionState.CLOSED,
        Action.is_archived.is_(False),
        Action.due_on < reading.today,
    )
    return Badges(count_open_visits(reading), reading.session.scalar(overdue) or 0)


def count_open_visits(reading: Reading) -> int:
    """Return how many visits are started and not yet signed off."""
    found = select(func.count(Visit.id)).where(Visit.status.in_(_OPEN))
    return reading.session.scalar(found) or 0
