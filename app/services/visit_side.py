"""What stands beside the open question: CQC's rating by key question, and the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.db.work import Reading
from app.domain.ratings import OVERALL, SERVICE_GROUPS, KeyQuestion, Rating, location_rating
from app.models import Contract, ContractService, Officer, Service, Visit
from app.services.ratings import rating_facts
from app.services.visit_team import team_names


@dataclass(frozen=True)
class PublishedRating:
    """A published rating as the visit shows it; `note` says when it is a service group's."""

    value: Rating | None
    words: str
    published_on: date | None
    note: str


@dataclass(frozen=True)
class VisitSide:
    """Read once when a visit is opened. `ratings` holds key questions that CQC has published."""

    ratings: Mapping[KeyQuestion, PublishedRating] = field(default_factory=dict)
    overall: PublishedRating | None = None
    contract: str = ""
    obligations: str = ""
    team: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()


def get_visit_side(reading: Reading, visit_id: str) -> VisitSide:
    """Return CQC's ratings of the visit's service, its contract, who went and who else there is."""
    visit = reading.session.get_one(Visit, visit_id)
    service = reading.session.get_one(Service, visit.service_id)
    facts = rating_facts(reading, [service.cqc_location_id]).get(service.cqc_location_id, [])
    group = SERVICE_GROUPS.get(service.service_type)

    def published(area: str) -> PublishedRating | None:
        shown = location_rating(facts, group, area)
        if shown.fact is None:
            return None
        fact = shown.fact
        return PublishedRating(fact.value, fact.published, fact.published_on, shown.note)

    ratings = {kq: found for kq in KeyQuestion if (found := published(kq.words)) is not None}
    contract = _contract(reading, visit)
    officers = reading.session.scalars(select(Officer.name).order_by(Officer.name)).all()
    return VisitSide(
        ratings,
        published(OVERALL),
        f"{contract.reference}, {contract.title}" if contract else "",
        contract.obligations if contract else "",
        team_names(reading, visit),
        tuple(officers),
    )


def _contract(reading: Reading, visit: Visit) -> Contract | None:
    if visit.contract_id:
        return reading.session.get(Contract, visit.contract_id)
    return reading.session.scalars(
        select(Contract)
        .join(ContractService, ContractService.contract_id == Contract.id)
        .where(ContractService.service_id == visit.service_id, Contract.is_archived.is_(False))
        .order_by(Contract.ends_on.desc())
        .limit(1)
    ).first()
