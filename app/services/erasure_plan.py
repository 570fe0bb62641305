"""What an erasure reaches: the places chosen, what belongs to them, and where their texts stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.db.change_log import LOCKED_BELOW_VERSION
from app.db.work import Work
from app.models import (
    Act,
    Action,
    Base,
    Change,
    Evidence,
    Seal,
    Service,
    Visit,
    VisitVersion,
)
from app.services import erasable
from app.services.erasable import TextPlace
from app.services.seal_texts import without_texts


@dataclass
class ErasurePlan:
    """The places of an erasure with what stands there, and the acts and seals it reaches.

    `values` hold what stands there now (empty when only the log holds a text), `past` the other
    wordings in the log.
    """

    values: dict[TextPlace, Any] = field(default_factory=dict)
    past: dict[TextPlace, list[str]] = field(default_factory=dict)
    acts: set[str] = field(default_factory=set)
    seals: set[str] = field(default_factory=set)

    @property
    def texts(self) -> list[str]:
        """Every text that must not stand anywhere afterwards, the longest first."""
        found = {
            one.strip()
            for place, value in self.values.items()
            if place.column not in erasable.FILE_HASHES
            for one in (*erasable.leaves(value), *self.past.get(place, ()))
        }
        return sorted((one for one in found if len(one) > 2), key=len, reverse=True)

    @property
    def rows(self) -> dict[tuple[str, str], list[TextPlace]]:
        """The places by record."""
        found: dict[tuple[str, str], list[TextPlace]] = {}
        for place in sorted(self.values):
            found.setdefault((place.table, place.row_id), []).append(place)
        return found


def plan_erasure(
    work: Work, places: Iterable[TextPlace], *, is_widened: bool = True
) -> ErasurePlan:
    """Read what stands in the places and find the seals and acts that repeat it.

    `is_widened` takes in the whole of a file and the copies in other versions of the visit.
    """
    plan = ErasurePlan()
    for place in _widened(work, places) if is_widened else places:
        table = Base.metadata.tables[place.table]
        found = work.session.execute(
            select(table.c[place.column]).where(table.c.id == place.row_id)
        ).first()
        now = found[0] if found is not None and not erasable.is_tombstone(found[0]) else ""
        past = _past_texts(work, place)
        if now or past:
            plan.values[place] = now or ""
            plan.past[place] = past
    plan.seals = _seals_of(work, plan)
    plan.acts = _acts_of(work, plan)
    return plan


def _past_texts(work: Work, place: TextPlace) -> list[str]:
    """Every wording of the place that the change log holds, also of a record that is gone."""
    rows = work.session.execute(
        select(Change.before, Change.after).where(
            Change.table_name == place.table, Change.row_id == place.row_id
        )
    )
    found = {
        text: None
        for row in rows
        for stored in row
        for text in erasable.leaves(erasable.logged_value(place, stored))
        if text and not erasable.is_tombstone(text)
    }
    return list(found)


def _widened(work: Work, places: Iterable[TextPlace]) -> list[TextPlace]:
    """The places with what belongs to them: the whole of a file, copies in other versions."""
    found: dict[TextPlace, None] = {}
    for place in places:
        found[place] = None
        if place.table == "attachment":
            for column in erasable.TEXTS["attachment"]:
                found[TextPlace("attachment", place.row_id, column)] = None
            captions = select(Evidence.id).where(Evidence.attachment_id == place.row_id)
            for evidence_id in work.session.scalars(captions):
                found[TextPlace("evidence", evidence_id, "text")] = None
    for place in list(found):
        for row_id in _copies(work, place):
            found[TextPlace(place.table, row_id, place.column)] = None
    return list(found)


def _copies(work: Work, place: TextPlace) -> list[str]:
    """Rows of other versions of the same visit with the same text (an amendment copies all)."""
    column = LOCKED_BELOW_VERSION.get(place.table)
    if column is None:
        return []
    table = Base.metadata.tables[place.table]
    here = select(table.c[column], table.c[place.column]).where(table.c.id == place.row_id)
    row = work.session.execute(here).first()
    if row is None or not row[1]:
        return []
    visit = select(VisitVersion.visit_id).where(VisitVersion.id == row[0]).scalar_subquery()
    versions = select(VisitVersion.id).where(VisitVersion.visit_id == visit)
    query = select(table.c.id).where(
        table.c[column].in_(versions), table.c[place.column] == row[1], table.c.id != place.row_id
    )
    return list(work.session.scalars(query))


def _seals_of(work: Work, plan: ErasurePlan) -> set[str]:
    """The sealed versions whose bytes may hold one of the texts."""
    versions: set[str] = set()
    for table_name, row_id in plan.rows:
        versions |= set(work.session.scalars(_versions(table_name, row_id)))
    sealed = work.session.execute(select(Seal.version_id, Seal.content).where(
        Seal.version_id.in_(versions)))  # fmt: skip
    return {version for version, content in sealed if without_texts(content, plan.texts)[1]}


def _versions(table_name: str, row_id: str) -> Any:
    """A query of the versions that a record's texts can have been signed in."""
    if table_name in LOCKED_BELOW_VERSION:
        table = Base.metadata.tables[table_name]
        column = table.c[LOCKED_BELOW_VERSION[table_name]]
        return select(column).where(table.c.id == row_id)
    if table_name == "attachment":
        return select(Evidence.version_id).where(Evidence.attachment_id == row_id)
    of_visit = select(VisitVersion.id).join(Visit, Visit.id == VisitVersion.visit_id)
    if table_name == "visit":
        return of_visit.where(Visit.id == row_id)
    if table_name == "action":
        return of_visit.join(Action, Action.visit_id == Visit.id).where(Action.id == row_id)
    of_service = of_visit.join(Service, Service.id == Visit.service_id)
    if table_name == "provider":
        return of_service.where(Service.provider_id == row_id)
    return of_service.where(Service.id == row_id)


def _acts_of(work: Work, plan: ErasurePlan) -> set[str]:
    """The acts on these records whose label or reason repeats one of the texts."""
    rows = [row_id for _table, row_id in plan.rows]
    query = (
        select(Act.id, Act.label, Act.reason)
        .join(Change, Change.act_id == Act.id)
        .where(Change.row_id.in_(rows))
        .distinct()
    )
    return {
        act_id
        for act_id, label, reason in work.session.execute(query)
        if any(one in label or one in reason for one in plan.texts)
    }
