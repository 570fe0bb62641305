"""Services as lists show them: ratings, our last result, visits, actions, contracts.

Six queries whatever the number of services; the rules that put facts together are below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, func, or_, select

from app.db.work import Reading
from app.domain.disagreement import Disagreement, disagreement
from app.domain.ratings import (
    OVERALL,
    SERVICE_GROUPS,
    OwnRating,
    Rating,
    ShownRating,
    location_rating,
)
from app.domain.visits import SIGNED_OFF, WENT
from app.domain.vocabulary import (
    ActionState,
    Sector,
    ServiceType,
    VisitKind,
    VisitMode,
    VisitStatus,
)
from app.errors import NotFoundError
from app.models import Action, Contract, ContractService, Provider, Service, Visit
from app.services.erasable import is_tombstone
from app.services.ratings import rating_facts

_UNRATED_LEVEL = 5


@dataclass(frozen=True)
class NextVisit:
    """The earliest planned visit of a service."""

    visit_id: str
    reference: str
    planned_on: date
    planned_time: str
    kind: VisitKind
    mode: VisitMode


@dataclass(frozen=True)
class ServiceRow:
    """One service in a list. `regulator_words` reads CQC's (or Ofsted's) rating as published.

    `rating` is the location's, or its service group's where the location as a whole is not
    rated; `rating_note` says so then. `own` is the result of our newest signed-off visit.
    """

    id: str
    name: str
    provider_id: str
    provider_name: str
    service_type: ServiceType
    sector: Sector
    cqc_location_id: str
    ofsted_urn: str
    is_regulated: bool
    is_registered: bool
    authority: str
    region: str
    postcode: str
    beds: int | None
    people: int | None
    people_placed: int | None
    has_manager: bool | None
    manager_since: date | None
    is_archived: bool
    rating: Rating | None = None
    rating_words: str = "Not rated"
    rating_on: date | None = None
    rating_note: str = ""
    own: OwnRating | None = None
    own_on: date | None = None
    in_person_on: date | None = None
    next_visit: NextVisit | None = None
    open_actions: int = 0
    overdue_actions: int = 0
    contracts: int = 0
    same_id: int = 0

    @property
    def location_id(self) -> str:
        """The CQC location ID, or the Ofsted URN, or empty."""
        return self.cqc_location_id or self.ofsted_urn

    @property
    def regulator(self) -> str:
        """ "CQC", "Ofsted", or empty for a service that nobody regulates."""
        if not self.is_regulated:
            return ""
        return "Ofsted" if self.ofsted_urn and not self.cqc_location_id else "CQC"

    @property
    def lowest_level(self) -> int:
        """The lower of both ratings, 1 to 4; 5 when there is none."""
        return min(_level(self.rating), _level(self.own))

    @property
    def is_below_good(self) -> bool:
        """True when either rating is below Good."""
        return self.lowest_level < Rating.GOOD.level

    def disagreement(self, today: date) -> Disagreement | None:
        """Where our result and CQC's differ, said with both dates; None where they do not."""
        if self.regulator != "CQC":
            return None
        return disagreement(self.own, self.own_on, self.rating, self.rating_on, today)


def list_services(
    reading: Reading,
    *,
    provider_id: str = "",
    contract_id: str = "",
    service_ids: Iterable[str] = (),
    include_archived: bool = True,
) -> list[ServiceRow]:
    """Return services in the order of `worst_first`, of a provider, a contract or all."""
    query = select(Service, Provider.name).join(Provider, Provider.id == Service.provider_id)
    if provider_id:
        query = query.where(Service.provider_id == provider_id)
    if contract_id:
        query = query.join(ContractService, ContractService.service_id == Service.id).where(
            ContractService.contract_id == contract_id
        )
    if wanted := list(service_ids):
        query = query.where(Service.id.in_(wanted))
    if not include_archived:
        query = query.where(Service.is_archived.is_(False))
    found = reading.session.execute(query).all()
    facts = _facts(reading, [service for service, _ in found])
    rows = [_row(service, name, facts) for service, name in found]
    return sorted(rows, key=worst_first)


def get_service_row(reading: Reading, service_id: str) -> ServiceRow:
    """Return one service as its row. Raises NotFoundError."""
    rows = list_services(reading, service_ids=[service_id])
    if not rows:
        raise NotFoundError("This service is not in the register.")
    return rows[0]


def count_services(reading: Reading) -> int:
    """Return how many services are in use."""
    query = select(func.count()).select_from(Service).where(Service.is_archived.is_(False))
    return reading.session.scalar(query) or 0


def worst_first(row: ServiceRow) -> tuple[bool, int, int, int, date, str]:
    """Order of a list until risk is known: the lower rating, both together, overdue actions,
    longest not seen in person, name. Not rated counts between Requires improvement and Good.
    Archived ones stand last."""
    return (
        row.is_archived,
        row.lowest_level,
        _weight(row.rating) + _weight(row.own),
        -row.overdue_actions,
        row.in_person_on or date.min,
        row.name.casefold(),
    )


@dataclass(frozen=True)
class ServiceFact:
    """One service as the command line prints it. `manager` is null unless its name is kept."""

    location_id: str
    name: str
    provider_id: str
    provider_name: str
    type: str
    authority: str
    sector: str
    beds: int | None
    is_registered: bool
    manager: str | None


def list_service_facts(reading: Reading) -> list[ServiceFact]:
    """Return the services in use as plain facts, by name; ids are the regulator's."""
    rows = reading.session.execute(
        select(Service, Provider)
        .join(Provider, Provider.id == Service.provider_id)
        .where(Service.is_archived.is_(False))
        .order_by(func.lower(Service.name), Service.id)
    )
    return [
        ServiceFact(
            service.cqc_location_id or service.ofsted_urn,
            service.name,
            provider.cqc_provider_id,
            provider.name,
            service.service_type.value,
            service.authority,
            service.sector.value,
            service.beds,
            service.is_registered,
            None if is_tombstone(service.manager_name) else service.manager_name,
        )
        for service, provider in rows
    ]


@dataclass(frozen=True)
class _Facts:
    """What the other queries found, by service id or location id."""

    ratings: dict[str, ShownRating]
    own: dict[str, tuple[OwnRating, date | None]]
    in_person: dict[str, date]
    planned: dict[str, NextVisit]
    actions: dict[str, tuple[int, int]]
    contracts: dict[str, int]
    same_id: Counter[str]


def _facts(reading: Reading, services: list[Service]) -> _Facts:
    own, in_person, planned = _visits(reading)
    return _Facts(
        _shown_ratings(reading, services),
        own,
        in_person,
        planned,
        _actions(reading),
        _contracts(reading),
        _shared_ids(reading),
    )


def _shown_ratings(reading: Reading, services: list[Service]) -> dict[str, ShownRating]:
    locations = {s.id: s.cqc_location_id or s.ofsted_urn for s in services}
    facts = rating_facts(reading, set(locations.values()), area=OVERALL)
    return {
        service.id: location_rating(
            facts.get(locations[service.id], ()), SERVICE_GROUPS.get(service.service_type)
        )
        for service in services
    }


def _visits(
    reading: Reading,
) -> tuple[dict[str, tuple[OwnRating, date | None]], dict[str, date], dict[str, NextVisit]]:
    """Return our newest result, the last day in person and the next visit, by service."""
    own: dict[str, tuple[OwnRating, date | None]] = {}
    in_person: dict[str, date] = {}
    planned: dict[str, NextVisit] = {}
    rows = reading.session.execute(
        select(
            Visit.service_id, Visit.status, Visit.mode, Visit.visited_on, Visit.final_overall,
            Visit.id, Visit.reference, Visit.planned_on, Visit.planned_time, Visit.kind,
        ).order_by(Visit.visited_on.desc(), Visit.planned_on, Visit.id.desc())
    )  # fmt: skip
    for service, status, mode, visited, overall, *plan in rows:
        if status in SIGNED_OFF and overall and service not in own:
            own[service] = (OwnRating(overall), visited)
        if status in WENT and mode.is_in_person and visited and service not in in_person:
            in_person[service] = visited
        visit_id, reference, on, at, kind = plan
        if status is VisitStatus.PLANNED and on:
            known = planned.get(service)
            if known is None or on < known.planned_on:
                planned[service] = NextVisit(visit_id, reference, on, at, kind, mode)
    return own, in_person, planned


def _actions(reading: Reading) -> dict[str, tuple[int, int]]:
    rows = reading.session.execute(
        select(
            Action.service_id,
            func.count(),
            func.sum(Action.due_on < reading.today, type_=Integer),
        )
        .where(Action.is_archived.is_(False), Action.state != ActionState.CLOSED)
        .group_by(Action.service_id)
    )
    return {service: (opened, int(late or 0)) for service, opened, late in rows}


def _contracts(reading: Reading) -> dict[str, int]:
    rows = reading.session.execute(
        select(ContractService.service_id, func.count())
        .join(Contract, Contract.id == ContractService.contract_id)
        .where(
            Contract.is_archived.is_(False),
            or_(Contract.ends_on.is_(None), Contract.ends_on >= reading.today),
        )
        .group_by(ContractService.service_id)
    )
    return dict(rows.all())


def _shared_ids(reading: Reading) -> Counter[str]:
    rows = reading.session.execute(
        select(Service.cqc_location_id, func.count())
        .where(Service.cqc_location_id != "", Service.is_archived.is_(False))
        .group_by(Service.cqc_location_id)
        .having(func.count() > 1)
    )
    return Counter(dict(rows.all()))


def _row(service: Service, provider_name: str, facts: _Facts) -> ServiceRow:
    shown = facts.ratings[service.id]
    own, own_on = facts.own.get(service.id, (None, None))
    opened, overdue = facts.actions.get(service.id, (0, 0))
    return ServiceRow(
        id=service.id,
        name=service.name,
        provider_id=service.provider_id,
        provider_name=provider_name,
        service_type=service.service_type,
        sector=service.sector,
        cqc_location_id=service.cqc_location_id,
        ofsted_urn=service.ofsted_urn,
        is_regulated=service.is_regulated,
        is_registered=service.is_registered,
        authority=service.authority,
        region=service.region,
        postcode=service.postcode,
        beds=service.beds,
        people=service.people,
        people_placed=service.people_placed,
        has_manager=service.has_manager,
        manager_since=service.manager_since,
        is_archived=service.is_archived,
        rating=shown.value,
        rating_words=shown.words,
        rating_on=shown.fact.published_on if shown.fact else None,
        rating_note=shown.note,
        own=own,
        own_on=own_on,
        in_person_on=facts.in_person.get(service.id),
        next_visit=facts.planned.get(service.id),
        open_actions=opened,
        overdue_actions=overdue,
        contracts=facts.contracts.get(service.id, 0),
        same_id=facts.same_id[service.cqc_location_id],
    )


def _weight(rating: Rating | OwnRating | None) -> int:
    return 2 * rating.level if rating else _UNRATED_LEVEL


def _level(rating: Rating | OwnRating | None) -> int:
    return rating.level if rating else _UNRATED_LEVEL
