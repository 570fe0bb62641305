"""Who goes on a visit: the officer who leads it and the people named beside, nobody twice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.work import Reading, Work
from app.models import Officer, Visit, VisitMember


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One person of a visit's team; the lead comes first."""

    name: str
    role: str
    is_lead: bool = False


def team_of(reading: Reading, visit: Visit) -> tuple[TeamMember, ...]:
    """The lead, then those who go along, in the order they were named."""
    lead = reading.session.get(Officer, visit.lead_officer_id) if visit.lead_officer_id else None
    team = {lead.name: TeamMember(lead.name, lead.role, is_lead=True)} if lead else {}
    for member in _members(reading.session, visit.id):
        team.setdefault(member.name, TeamMember(member.name, member.role))
    return tuple(team.values())


def team_names(reading: Reading, visit: Visit) -> tuple[str, ...]:
    """The names of `team_of`."""
    return tuple(member.name for member in team_of(reading, visit))


def member_names(reading: Reading, visit_id: str) -> tuple[str, ...]:
    """The people who go along, without the lead, as the plan's form takes them."""
    return tuple(member.name for member in _members(reading.session, visit_id))


def set_members(work: Work, visit: Visit, names: tuple[str, ...]) -> None:
    """Store who goes along; blanks, doubles and the lead's own name are left out."""
    lead = work.session.get(Officer, visit.lead_officer_id) if visit.lead_officer_id else None
    stripped = (name.strip() for name in names)
    wanted = [name for name in stripped if name and (lead is None or name != lead.name)]
    present = _members(work.session, visit.id)
    for member in present:
        if member.name not in wanted:
            work.session.delete(member)
    known = {member.name for member in present}
    officers = dict(work.session.execute(select(Officer.name, Officer.id)).all())
    for name in dict.fromkeys(wanted):
        if name not in known:
            work.session.add(
                VisitMember(visit_id=visit.id, name=name, officer_id=officers.get(name))
            )


def _members(session: Session, visit_id: str) -> list[VisitMember]:
    query = select(VisitMember).where(VisitMember.visit_id == visit_id).order_by(VisitMember.id)
    return list(session.scalars(query))
