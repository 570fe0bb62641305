"""Providers: who holds the contracts. Add, change, archive and restore one."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace

from sqlalchemy import func, or_, select

from app.db.work import Reading, Work
from app.domain.words import count, joined
from app.errors import NotFoundError, RuleError
from app.models import Change, Contract, Officer, Provider, Service
from app.services.draft_checks import check_version, cleaned, cleaned_postcode, raise_problems


@dataclass(frozen=True)
class ProviderDraft:
    """What the provider form hands in; also what the register workbook holds of a provider."""

    name: str
    cqc_provider_id: str = ""
    company_number: str = ""
    charity_number: str = ""
    brand: str = ""
    is_vcse: bool = False
    is_sme: bool = False
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    contract_manager_id: str | None = None
    notes: str = ""


@dataclass(frozen=True)
class ProviderDetail:
    """One provider with what its page says in facts."""

    id: str
    row_version: int
    draft: ProviderDraft
    contract_manager: str
    is_archived: bool


@dataclass(frozen=True)
class Choice:
    """One record to choose in a form: id and name, with a quieter second part."""

    id: str
    name: str
    more: str = ""
    is_archived: bool = False


@dataclass(frozen=True)
class GoesWith:
    """What is archived together with a provider, for the question before it."""

    services: int
    contracts: int

    @property
    def words(self) -> str:
        """ "7 services and 2 contracts", or empty."""
        parts = []
        if self.services:
            parts.append(count(self.services, "service"))
        if self.contracts:
            parts.append(count(self.contracts, "contract"))
        return joined(parts)


def add_provider(work: Work, draft: ProviderDraft) -> str:
    """Add a provider and return its id. Raises RulesError with a problem for each field."""
    provider = Provider()
    _fill(provider, checked_provider(work, draft))
    work.session.add(provider)
    work.session.flush()
    work.describe("provider added", f"Added provider {provider.name}")
    return provider.id


def change_provider(work: Work, provider_id: str, row_version: int, draft: ProviderDraft) -> None:
    """Change a provider. Raises RulesError or StaleError."""
    provider = _provider(work, provider_id)
    check_version(provider, row_version, "This provider")
    _fill(provider, checked_provider(work, draft))
    work.describe("provider changed", f"Changed provider {provider.name}")


def goes_with_provider(reading: Reading, provider_id: str) -> GoesWith:
    """Count the services and contracts that would be archived with a provider."""
    records = _in_use(reading, provider_id)
    services = sum(isinstance(record, Service) for record in records)
    return GoesWith(services, len(records) - services)


def archive_provider(work: Work, provider_id: str) -> None:
    """Put a provider away with its services and contracts; nothing is removed."""
    provider = _provider(work, provider_id)
    goes_with = goes_with_provider(work, provider_id).words
    provider.is_archived = True
    for record in _in_use(work, provider_id):
        record.is_archived = True
    also = f" with {goes_with}" if goes_with else ""
    work.describe("provider archived", f"Archived provider {provider.name}{also}")


def restore_provider(work: Work, provider_id: str) -> None:
    """Bring a provider back, with the services and contracts that were put away with it."""
    provider = _provider(work, provider_id)
    for record in _archived_together(work, provider_id):
        record.is_archived = False
    provider.is_archived = False
    work.describe("provider restored", f"Restored provider {provider.name}")


def get_provider(reading: Reading, provider_id: str) -> ProviderDetail:
    """Return one provider. Raises NotFoundError."""
    provider = _provider(reading, provider_id)
    manager = (
        reading.session.get(Officer, provider.contract_manager_id)
        if provider.contract_manager_id
        else None
    )
    draft = ProviderDraft(**{f.name: getattr(provider, f.name) for f in fields(ProviderDraft)})
    return ProviderDetail(
        provider.id,
        provider.row_version,
        draft,
        manager.name if manager else "",
        provider.is_archived,
    )


def provider_choices(reading: Reading, *, keep: str | None = None) -> list[Choice]:
    """Return the providers that a service or contract may belong to, by name.

    `keep` is the one chosen before: it stays on offer when it is archived by now.
    """
    rows = reading.session.execute(
        select(Provider.id, Provider.name, Provider.cqc_provider_id, Provider.is_archived)
        .where(or_(Provider.is_archived.is_(False), Provider.id == keep))
        .order_by(func.lower(Provider.name))
    )
    return [Choice(*row) for row in rows]


def officer_choices(reading: Reading, *, keep: str | None = None) -> list[Choice]:
    """Return the officers who may manage a contract, by name; `keep` is the one chosen before."""
    rows = reading.session.execute(
        select(Officer.id, Officer.name, Officer.role, Officer.is_archived)
        .where(or_(Officer.is_archived.is_(False), Officer.id == keep))
        .order_by(func.lower(Officer.name))
    )
    return [Choice(*row) for row in rows]


def _provider(reading: Reading, provider_id: str) -> Provider:
    provider = reading.session.get(Provider, provider_id)
    if provider is None:
        raise NotFoundError("This provider is not in the register.")
    return provider


def checked_provider(reading: Reading, draft: ProviderDraft) -> ProviderDraft:
    """Return the draft in clean form. Raises RulesError with a problem for each field."""
    draft = cleaned(draft)
    draft = replace(draft, postcode=cleaned_postcode(draft.postcode))
    problems = []
    if not draft.name:
        problems.append(RuleError("Enter the name of the provider", "name"))
    if draft.email and "@" not in draft.email:
        problems.append(RuleError("Write the email with an @, like name@example.org", "email"))
    officer = draft.contract_manager_id
    if officer and reading.session.get(Officer, officer) is None:
        problems.append(RuleError("Choose one of the officers", "contract_manager_id"))
    raise_problems(problems)
    return draft


def _fill(provider: Provider, draft: ProviderDraft) -> None:
    for field in fields(ProviderDraft):
        setattr(provider, field.name, getattr(draft, field.name))


def _in_use(reading: Reading, provider_id: str) -> list[Service | Contract]:
    services = reading.session.scalars(
        select(Service).where(Service.provider_id == provider_id, Service.is_archived.is_(False))
    )
    contracts = reading.session.scalars(
        select(Contract).where(Contract.provider_id == provider_id, Contract.is_archived.is_(False))
    )
    return [*services, *contracts]


def _archived_together(work: Work, provider_id: str) -> list[Service | Contract]:
    """Return what the act that archived the provider archived too and is archived still."""
    acts = work.session.execute(
        select(Change.act_id, Change.after)
        .where(Change.table_name == "provider", Change.row_id == provider_id)
        .order_by(Change.sequence.desc())
    )
    act_id = next((a for a, after in acts if json.loads(after or "{}").get("is_archived")), None)
    if act_id is None:
        return []
    touched = select(Change.row_id).where(Change.act_id == act_id)
    services = work.session.scalars(
        select(Service).where(Service.id.in_(touched), Service.is_archived.is_(True))
    )
    contracts = work.session.scalars(
        select(Contract).where(Contract.id.in_(touched), Contract.is_archived.is_(True))
    )
    return [*services, *contracts]
