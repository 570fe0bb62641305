"""Themes of our visits: in how many signed-off visits of a period a part of it fell short.

A theme is a section of the framework ("Medicines"): visits are counted whose findings name an area
for improvement or a contract breach there. Safeguarding concerns are left out, and nothing is said
where so few visits were made that a theme would tell of one service.
Source: PAPER "Market quality report".
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.db.work import Reading
from app.domain.visits import SIGNED_OFF
from app.domain.vocabulary import FindingKind
from app.models import Finding, Visit, VisitQuestion, VisitSection, VisitVersion

LEAST_VISITS = 5
"""Below so many signed-off visits, of as many services, no theme is named."""
LEAST_OF_A_THEME = 2
MOST_THEMES = 6

_SHORTFALLS = (FindingKind.IMPROVEMENT, FindingKind.BREACH)


@dataclass(frozen=True, slots=True)
class Themes:
    """`counts` are (section, visits), the most frequent first; `visits` all that were looked at."""

    visits: int
    counts: tuple[tuple[str, int], ...]


NO_THEMES = Themes(0, ())


def themes_of(
    reading: Reading, service_ids: Collection[str], first_on: date, last_on: date
) -> Themes:
    """The themes of visits made from `first_on` to `last_on` at these services."""
    wanted = set(service_ids)
    rows = reading.session.execute(
        select(Visit.id, Visit.service_id).where(
            Visit.status.in_(SIGNED_OFF), Visit.visited_on.between(first_on, last_on)
        )
    )
    visits = {visit: service for visit, service in rows if service in wanted}
    if len(set(visits.values())) < LEAST_VISITS:
        return NO_THEMES
    found: dict[str, set[str]] = {}
    for visit, section in _shortfalls(reading, first_on, last_on):
        if visit in visits:
            found.setdefault(section, set()).add(visit)
    counts = [(title, len(which)) for title, which in found.items()]
    named = [one for one in counts if one[1] >= LEAST_OF_A_THEME]
    named.sort(key=lambda one: (-one[1], one[0]))
    return Themes(len(visits), tuple(named[:MOST_THEMES]))


def _shortfalls(reading: Reading, first_on: date, last_on: date) -> set[tuple[str, str]]:
    """Visit and section title of each shortfall, from the newest signed-off version."""
    newest = (
        select(VisitVersion.visit_id, func.max(VisitVersion.position).label("position"))
        .where(VisitVersion.sealed_at.is_not(None))
        .group_by(VisitVersion.visit_id)
        .subquery()
    )
    query = (
        select(Visit.id, VisitSection.title)
        .join(newest, newest.c.visit_id == Visit.id)
        .join(
            VisitVersion,
            (VisitVersion.visit_id == Visit.id) & (VisitVersion.position == newest.c.position),
        )
        .join(Finding, Finding.version_id == VisitVersion.id)
        .join(VisitQuestion, VisitQuestion.id == Finding.question_id)
        .join(VisitSection, VisitSection.id == VisitQuestion.section_id)
        .where(Finding.kind.in_(_SHORTFALLS), Visit.visited_on.between(first_on, last_on))
    )
    return {(visit, title) for visit, title in reading.session.execute(query)}
