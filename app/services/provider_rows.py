"""Providers as lists show them: their services' ratings, actions, contracts and value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select

from app.db.work import Reading
from app.domain.actions import part_overdue
from app.domain.rating_words import OwnRating
from app.domain.ratings import Rating
from app.domain.vocabulary import ServiceType
from app.domain.words import count, joined
from app.errors import NotFoundError
from app.models import Contract, Officer, Provider, Service
from app.services.service_rows import ServiceRow, list_services


@dataclass(frozen=True)
class ProviderRow:
    """One provider in a list; services and contracts in use only. Value in pence a year.

    `placed_in_beds` of `placed_beds` counts only services of which both numbers are known;
    `people_placed` counts people at home and elsewhere too.
    """

    id: str
    name: str
    brand: str
    cqc_provider_id: str
    postcode: str
    is_vcse: bool
    is_archived: bool
    contract_manager: str
    services: int
    types: tuple[str, ...]
    regulators: tuple[str, ...]
    beds: int | None
    people_placed: int | None
    placed_in_beds: int
    placed_beds: int
    rated: int
    below_good: int
    inadequate: int
    own_below_good: int
    lowest_rating: Rating | None
    lowest_own: OwnRating | None
    lowest_level: int
    open_actions: int
    overdue_actions: int
    contracts: int
    yearly_value_pence: int | None
    in_person_on: date | None

    @property
    def sentence(self) -> str:
        """The state in one sentence or two, for the provider's page."""
        if not self.services:
            return "No services in use." if self.is_archived else "No services yet."
        parts = [count(self.services, "service")]
        below = []
        if self.below_good:
            who = joined(self.regulators, "or")
            below.append(f"{self.below_good} rated below Good by {who}")
        if self.own_below_good:
            below.append(f"{self.own_below_good} by us" if below else
                         f"{self.own_below_good} rated below Good by us")  # fmt: skip
        first = f"{parts[0]}, {joined(below)}." if below else f"{parts[0]}, none below Good."
        return f"{first} {self._actions()}"

    def _actions(self) -> str:
        if not self.open_actions:
            return "No open actions."
        late = part_overdue(self.open_actions, self.overdue_actions) or "none overdue"
        return f"{count(self.open_actions, 'open action')}, {late}."


@dataclass(frozen=True)
class PlacesShare:
    """How much of what we place in services of one type is placed with one provider, in percent."""

    service_type: ServiceType
    percent: int


def list_providers(
    reading: Reading, *, provider_id: str = "", include_archived: bool = True
) -> list[ProviderRow]:
    """Return providers, those with the worst ratings first, one or all."""
    query = select(Provider, Officer.name).outerjoin(
        Officer, Officer.id == Provider.contract_manager_id
    )
    if provider_id:
        query = query.where(Provider.id == provider_id)
    if not include_archived:
        query = query.where(Provider.is_archived.is_(False))
    services: dict[str, list[ServiceRow]] = defaultdict(list)
    for row in list_services(reading, provider_id=provider_id, include_archived=False):
        services[row.provider_id].append(row)
    money = _contracts(reading)
    found = reading.session.execute(query)
    rows = [
        _row(provider, manager, services[provider.id], money.get(provider.id, (0, None)))
        for provider, manager in found
    ]
    return sorted(rows, key=_worst_first)


def get_provider_row(reading: Reading, provider_id: str) -> ProviderRow:
    """Return one provider as its row. Raises NotFoundError."""
    rows = list_providers(reading, provider_id=provider_id)
    if not rows:
        raise NotFoundError("This provider is not in the register.")
    return rows[0]


def count_providers(reading: Reading) -> int:
    """Return how many providers are in use."""
    query = select(func.count()).select_from(Provider).where(Provider.is_archived.is_(False))
    return reading.session.scalar(query) or 0


def largest_share(reading: Reading, provider_id: str) -> PlacesShare | None:
    """Return the type of service in which the most of the people we place are this provider's.

    None where it is not recorded for any of its services. Archived services do not count.
    """
    is_own = case((Service.provider_id == provider_id, Service.people_placed), else_=0)
    rows = reading.session.execute(
        select(Service.service_type, func.sum(is_own), func.sum(Service.people_placed))
        .where(Service.is_archived.is_(False), Service.people_placed > 0)
        .group_by(Service.service_type)
    )
    shares = [(100 * own // everybody, own, kind) for kind, own, everybody in rows if own]
    if not shares:
        return None
    percent, _, kind = max(shares, key=lambda share: share[:2])
    return PlacesShare(kind, percent)


def _contracts(reading: Reading) -> dict[str, tuple[int, int | None]]:
    rows = reading.session.execute(
        select(Contract.provider_id, func.count(), func.sum(Contract.yearly_value_pence))
        .where(
            Contract.is_archived.is_(False),
            or_(Contract.ends_on.is_(None), Contract.ends_on >= reading.today),
        )
        .group_by(Contract.provider_id)
    )
    return {provider: (number, value) for provider, number, value in rows}


def _row(
    provider: Provider,
    manager: str | None,
    services: list[ServiceRow],
    money: tuple[int, int | None],
) -> ProviderRow:
    ratings = [row.rating for row in services if row.rating]
    own = [row.own for row in services if row.own is not None]
    bedded = [row for row in services if row.beds and row.people_placed is not None]
    seen = [row.in_person_on for row in services if row.in_person_on]
    return ProviderRow(
        id=provider.id,
        name=provider.name,
        brand=provider.brand,
        cqc_provider_id=provider.cqc_provider_id,
        postcode=provider.postcode,
        is_vcse=provider.is_vcse,
        is_archived=provider.is_archived,
        contract_manager=manager or "",
        services=len(services),
        types=tuple(dict.fromkeys(row.service_type.words for row in services)),
        regulators=tuple(sorted({row.regulator for row in services if row.rating})),
        beds=_sum(row.beds for row in services),
        people_placed=_sum(row.people_placed for row in services),
        placed_in_beds=sum(row.people_placed or 0 for row in bedded),
        placed_beds=sum(row.beds or 0 for row in bedded),
        rated=len(ratings),
        below_good=sum(rating.level < Rating.GOOD.level for rating in ratings),
        inadequate=sum(rating is Rating.INADEQUATE for rating in ratings),
        own_below_good=sum(rating.level < OwnRating.GOOD.level for rating in own),
        lowest_rating=min(ratings, key=lambda rating: rating.level, default=None),
        lowest_own=min(own, key=lambda rating: rating.level, default=None),
        lowest_level=min((row.lowest_level for row in services), default=5),
        open_actions=sum(row.open_actions for row in services),
        overdue_actions=sum(row.overdue_actions for row in services),
        contracts=money[0],
        yearly_value_pence=money[1],
        in_person_on=max(seen, default=None),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Add up what is known; None when nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _worst_first(row: ProviderRow) -> tuple[bool, int, int, int, str]:
    below = row.below_good + row.own_below_good
    return (
        row.is_archived, row.lowest_level, -below, -row.overdue_actions, row.name.casefold()
    )  # fmt: skip
