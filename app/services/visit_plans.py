"""What the "Plan a visit" form offers: services, frameworks with their sections, officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.db.work import Reading
from app.domain.visits import DROPPED
from app.domain.vocabulary import FrameworkStatus, ServiceType, VisitMode
from app.frameworks.shapes import Framework
from app.models import Contract, ContractService, Officer, Provider, Service, Visit
from app.models.framework import FrameworkVersion
from app.services.frameworks import get_framework
from app.services.visits import VisitDraft, get_draft


@dataclass(frozen=True)
class ServiceChoice:
    """One service that can be visited; `contracts` are (id, words) of those that cover it."""

    id: str
    name: str
    provider_id: str
    provider_name: str
    service_type: ServiceType
    in_person_on: date | None
    contracts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FrameworkChoice:
    """One published framework; `sections` are (stable id, title)."""

    id: str
    name: str
    service_types: frozenset[ServiceType]
    questions: int
    sections: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlanChoices:
    """All that the form offers, and the plan as it stands when it is changed."""

    services: tuple[ServiceChoice, ...]
    frameworks: tuple[FrameworkChoice, ...]
    officers: tuple[tuple[str, str], ...]
    draft: VisitDraft | None = None
    row_version: int = 0
    reference: str = ""


def plan_choices(reading: Reading, visit_id: str = "") -> PlanChoices:
    """Return what can be chosen, with the plan of a visit when one is to be changed."""
    draft, version, reference = None, 0, ""
    if visit_id:
        draft, version = get_draft(reading, visit_id)
        reference = reading.session.get_one(Visit, visit_id).reference
    officers = reading.session.execute(select(Officer.id, Officer.name).order_by(Officer.name))
    return PlanChoices(
        _services(reading),
        _frameworks(reading),
        tuple((officer_id, name) for officer_id, name in officers),
        draft,
        version,
        reference,
    )


def _services(reading: Reading) -> tuple[ServiceChoice, ...]:
    seen = dict(
        reading.session.execute(
            select(Visit.service_id, func.max(Visit.visited_on))
            .where(
                Visit.mode != VisitMode.REMOTE,
                Visit.status.not_in(DROPPED),
            )
            .group_by(Visit.service_id)
        ).all()
    )
    contracts: dict[str, list[tuple[str, str]]] = {}
    for service_id, contract_id, reference, title in reading.session.execute(
        select(ContractService.service_id, Contract.id, Contract.reference, Contract.title)
        .join(Contract, Contract.id == ContractService.contract_id)
        .where(Contract.is_archived.is_(False))
        .order_by(Contract.reference)
    ):
        contracts.setdefault(service_id, []).append((contract_id, f"{reference}, {title}"))
    rows = reading.session.execute(
        select(Service.id, Service.name, Provider.id, Provider.name, Service.service_type)
        .join(Provider, Provider.id == Service.provider_id)
        .where(Service.is_archived.is_(False))
        .order_by(func.lower(Service.name))
    )
    return tuple(
        ServiceChoice(
            key, name, provider_id, owner, kind, seen.get(key), tuple(contracts.get(key, ()))
        )
        for key, name, provider_id, owner, kind in rows
    )


def _frameworks(reading: Reading) -> tuple[FrameworkChoice, ...]:
    stored = reading.session.scalars(
        select(FrameworkVersion)
        .where(FrameworkVersion.status == FrameworkStatus.PUBLISHED)
        .order_by(FrameworkVersion.title, FrameworkVersion.published_on.desc())
    )
    return tuple(_framework(row.id, get_framework(reading, row.id)) for row in stored)


def _framework(key: str, framework: Framework) -> FrameworkChoice:
    return FrameworkChoice(
        key,
        f"{framework.title} {framework.version}",
        frozenset(framework.service_types),
        sum(1 for _ in framework.questions()),
        tuple((section.id, section.title) for section in framework.sections),
    )
