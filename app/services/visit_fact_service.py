"""The service as a visit report names it: as it stood when the version was signed off.

A report printed years later says the owner, the registration, the manager and CQC's ratings of its
own day, not of the day of printing; a version not signed off yet is of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.db.work import Reading
from app.models import ManagerChange, Provider, Service, ServiceRegistration, VisitVersion
from app.reports.facts import ServiceFacts
from app.services.office import LONDON


@dataclass(frozen=True)
class Standing:
    """Who ran a service under which CQC location on a day."""

    day: date
    provider: str
    cqc_location_id: str


def day_of(reading: Reading, version: VisitVersion) -> date:
    """The day that a version speaks of: its sign-off, or today before it."""
    if version.sealed_at is None:
        return reading.today
    return version.sealed_at.astimezone(LONDON).date()


def standing_on(reading: Reading, service: Service, day: date) -> Standing:
    """Who ran the service on a day: an earlier registration or owner where it ended later."""
    past = reading.session.scalars(
        select(ServiceRegistration)
        .where(
            ServiceRegistration.service_id == service.id,
            ServiceRegistration.ended_on > day,
            or_(ServiceRegistration.started_on.is_(None), ServiceRegistration.started_on <= day),
        )
        .order_by(ServiceRegistration.ended_on)
    ).first()
    provider = reading.session.get_one(Provider, service.provider_id).name
    if past is None:
        return Standing(day, provider, service.cqc_location_id)
    location = past.cqc_location_id or service.cqc_location_id
    return Standing(day, past.provider_name or provider, location)


def service_facts(reading: Reading, service: Service, standing: Standing) -> ServiceFacts:
    """The service with its owner, registration and manager of that day."""
    note = ""
    if not standing.cqc_location_id:
        note = "CQC does not regulate this service" if not service.is_regulated else "Not recorded"
    return ServiceFacts(
        name=service.name,
        type_words=service.service_type.words,
        address=" ".join(part for part in (service.address, service.postcode) if part),
        provider=standing.provider,
        beds=service.beds,
        people=service.people,
        placed_by_us=service.people_placed,
        cqc_location_id=standing.cqc_location_id,
        cqc_note=note,
        manager=_manager_words(reading, service, standing.day),
    )


def _manager_words(reading: Reading, service: Service, day: date) -> str:
    """The manager by role, never by name: the report may leave the council.

    Empty where it is not known whether somebody was in post on that day.
    """
    has_manager, since = service.has_manager, service.manager_since
    changes = reading.session.execute(
        select(ManagerChange.seen_on, ManagerChange.has_manager)
        .where(ManagerChange.service_id == service.id)
        .order_by(ManagerChange.seen_on)
    ).all()
    has_changed_since = any(seen_on > day for seen_on, _ in changes)
    if has_changed_since or (since is not None and since > day):
        before = [known for seen_on, known in changes if seen_on <= day]
        has_manager, since = (before[-1] if before else None), None
    if has_manager is None and since is None:
        return ""
    if has_manager is False:
        return "No registered manager"
    return f"Registered manager in post{f' since {since:%d/%m/%Y}' if since else ''}"
