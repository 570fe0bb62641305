"""A service that changes owner or registration keeps its past, marked as such.

Source: DOMAIN "CQC ratings", importer's duty 6: a place that returns under a new ID is linked,
never merged; its earlier history stays visible under the previous registration.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.db.work import Reading, Work
from app.domain.words import joined, long_date
from app.errors import RuleError
from app.models import Contract, ContractService, Provider, Service, ServiceRegistration
from app.services.draft_checks import check_version, cleaned, raise_problems
from app.services.services import find_service


@dataclass(frozen=True)
class RegistrationDraft:
    """The new owner or registration of a service, and from when it holds."""

    provider_id: str
    cqc_location_id: str
    changed_on: date | None
    reason: str = ""


@dataclass(frozen=True)
class RegistrationRow:
    """A past registration of a service."""

    id: str
    cqc_location_id: str
    provider_name: str
    started_on: date | None
    ended_on: date | None
    reason: str

    @property
    def words(self) -> str:
        """ "Until 31 March 2024 with Oakfield Care, CQC ID 1-234"."""
        until = f"Until {long_date(self.ended_on)}" if self.ended_on else "Earlier"
        known_as = f", CQC ID {self.cqc_location_id}" if self.cqc_location_id else ""
        return f"{until} with {self.provider_name}{known_as}"


@dataclass(frozen=True)
class ContractsLeft:
    """What a change of owner left as it was: contracts of the service with its former provider."""

    references: tuple[str, ...]
    former_provider: str

    @property
    def is_one(self) -> bool:
        """True when just one contract stays."""
        return len(self.references) == 1

    @property
    def words(self) -> str:
        """What stays with whom, without a full stop, for the history; empty when nothing stays."""
        if not self.references:
            return ""
        named = joined(self.references)
        stays = f"Contract {named} stays" if self.is_one else f"Contracts {named} stay"
        return f"{stays} with {self.former_provider.rstrip('.')}"

    @property
    def sentence(self) -> str:
        """The same for the officer, with what to do; empty when nothing stays."""
        if not self.references:
            return ""
        where, it = ("the contract", "it") if self.is_one else ("each contract", "them")
        return f"{self.words}. Change it on {where} if the new owner has taken {it} over."


def change_registration(
    work: Work, service_id: str, row_version: int, draft: RegistrationDraft
) -> ContractsLeft:
    """Give a service a new owner or location ID; the old ones are kept as its past.

    Contracts are not moved: returns those that stay with the former provider, and the history
    names them. Raises RulesError or StaleError.
    """
    service = find_service(work, service_id)
    check_version(service, row_version, "This service")
    draft = _checked(work, service_id, draft)
    before = work.session.get_one(Provider, service.provider_id)
    work.session.add(
        ServiceRegistration(
            service_id=service_id,
            cqc_location_id=service.cqc_location_id,
            provider_id=service.provider_id,
            provider_name=before.name,
            started_on=service.registered_on,
            ended_on=draft.changed_on,
            reason=draft.reason,
        )
    )
    service.provider_id = draft.provider_id
    service.cqc_location_id = draft.cqc_location_id
    service.registered_on = draft.changed_on
    service.deregistered_on = None
    service.is_registered = True
    left = _contracts_left(work, service, before)
    said = f"Changed owner or registration of {service.name}"
    work.describe(
        "registration changed", f"{said}. {left.words}" if left.words else said, draft.reason
    )
    return left


def list_registrations(reading: Reading, service_id: str) -> list[RegistrationRow]:
    """Return the past registrations of a service, the latest first."""
    query = (
        select(ServiceRegistration)
        .where(ServiceRegistration.service_id == service_id)
        .order_by(ServiceRegistration.ended_on.desc(), ServiceRegistration.id.desc())
    )
    return [
        RegistrationRow(
            r.id, r.cqc_location_id, r.provider_name, r.started_on, r.ended_on, r.reason
        )
        for r in reading.session.scalars(query)
    ]


def _contracts_left(work: Work, service: Service, former: Provider) -> ContractsLeft:
    """The running contracts that cover a service whose owner is another now."""
    if service.provider_id == former.id:
        return ContractsLeft((), former.name)
    query = (
        select(Contract.reference)
        .join(ContractService, ContractService.contract_id == Contract.id)
        .where(
            ContractService.service_id == service.id,
            Contract.provider_id == former.id,
            Contract.is_archived.is_(False),
            or_(Contract.ends_on.is_(None), Contract.ends_on >= work.today),
        )
        .order_by(Contract.reference)
    )
    return ContractsLeft(tuple(work.session.scalars(query)), former.name)


def _checked(work: Work, service_id: str, draft: RegistrationDraft) -> RegistrationDraft:
    draft = cleaned(draft)
    service = find_service(work, service_id)
    problems = []
    if not draft.provider_id or work.session.get(Provider, draft.provider_id) is None:
        problems.append(RuleError("Choose the provider that runs it now", "provider_id"))
    unchanged = (service.provider_id, service.cqc_location_id)
    if unchanged == (draft.provider_id, draft.cqc_location_id):
        problems.append(RuleError("Change the provider or the CQC location ID", "provider_id"))
    if draft.changed_on is None:
        problems.append(RuleError("Enter the date of the change", "changed_on"))
    elif draft.changed_on > work.today:
        problems.append(RuleError("Give a date that is not in the future", "changed_on"))
    elif service.registered_on and draft.changed_on < service.registered_on:
        registered = long_date(service.registered_on)
        problems.append(
            RuleError(f"Give a date after the registration of {registered}", "changed_on")
        )
    raise_problems(problems)
    return draft
