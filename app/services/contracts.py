"""Contracts: terms, services covered, value, and the dates by which something must be decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import func, select

from app.db.work import Reading, Work
from app.domain.contracts import (
    ContractTerms,
    Decision,
    check_term,
    decisions,
    last_day_to_give_notice,
    needed_by,
)
from app.domain.vocabulary import ContractType, Funding, PriceUnit
from app.domain.working_days import Period, PeriodUnit, add_days
from app.errors import NotFoundError, RuleError
from app.models import Contract, ContractService, Officer, Provider, Service
from app.services.draft_checks import check_version, cleaned, number_problems, raise_problems

DECISION_HORIZON_DAYS = 92  # three months ahead


@dataclass(frozen=True)
class ContractDraft:
    """What the contract form hands in. Money in pence; the unit price in 1/10,000 of a pound."""

    provider_id: str
    reference: str
    title: str
    contract_type: ContractType | None
    description: str = ""
    theme: str = ""
    department: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    review_on: date | None = None
    extension_options: str = ""
    extension_decision_on: date | None = None
    notice_count: int | None = None
    notice_unit: str = PeriodUnit.MONTHS.value
    yearly_value_pence: int | None = None
    irrecoverable_vat_pence: int | None = None
    unit_price_ten_thousandths: int | None = None
    price_unit: PriceUnit | None = None
    funding: Funding = Funding.COUNCIL
    procurement_route: str = ""
    is_light_touch: bool = True
    insurance_expires_on: date | None = None
    obligations: str = ""
    contract_manager_id: str | None = None
    notes: str = ""
    service_ids: tuple[str, ...] = ()

    @property
    def notice(self) -> Period | None:
        """The notice period, when one is recorded."""
        if self.notice_count is None:
            return None
        return Period(self.notice_count, PeriodUnit(self.notice_unit))

    @property
    def terms(self) -> ContractTerms:
        """What the calendar of the contract needs."""
        return ContractTerms(
            self.starts_on,
            self.ends_on,
            self.notice,
            self.extension_decision_on,
            self.review_on,
            self.insurance_expires_on,
        )


@dataclass(frozen=True)
class ContractRow:
    """One contract in a list. `decision` is the earliest one within three months, or missed."""

    id: str
    reference: str
    title: str
    provider_id: str
    provider_name: str
    contract_type: ContractType
    theme: str
    funding: Funding
    starts_on: date | None
    ends_on: date | None
    notice_on: date | None
    yearly_value_pence: int | None
    services: int
    decision: Decision | None
    contract_manager: str
    has_ended: bool
    is_archived: bool


@dataclass(frozen=True)
class ContractDetail:
    """One contract with its calendar, earliest decision first."""

    id: str
    row_version: int
    draft: ContractDraft
    provider_name: str
    contract_manager: str
    decisions: tuple[Decision, ...]
    has_ended: bool
    is_archived: bool


_DRAFTED = tuple(f.name for f in fields(ContractDraft) if f.name != "service_ids")


def add_contract(work: Work, draft: ContractDraft) -> str:
    """Add a contract and return its id. Raises RulesError with a problem for each field."""
    contract = Contract()
    _fill(contract, checked_contract(work, draft))
    work.session.add(contract)
    work.session.flush()
    _set_services(work, contract.id, draft.service_ids)
    work.describe("contract added", f"Added contract {contract.reference}, {contract.title}")
    return contract.id


def change_contract(work: Work, contract_id: str, row_version: int, draft: ContractDraft) -> None:
    """Change a contract and the services it covers. Raises RulesError or StaleError."""
    contract = find_contract(work, contract_id)
    check_version(contract, row_version, "This contract")
    _fill(contract, checked_contract(work, draft, contract_id))
    _set_services(work, contract_id, draft.service_ids)
    work.describe("contract changed", f"Changed contract {contract.reference}, {contract.title}")


def archive_contract(work: Work, contract_id: str) -> None:
    """Put a contract away; its documents and history stay."""
    contract = find_contract(work, contract_id)
    contract.is_archived = True
    work.describe("contract archived", f"Archived contract {contract.reference}, {contract.title}")


def restore_contract(work: Work, contract_id: str) -> None:
    """Bring an archived contract back, and its provider where that was archived too."""
    contract = find_contract(work, contract_id)
    contract.is_archived = False
    work.session.get_one(Provider, contract.provider_id).is_archived = False
    work.describe("contract restored", f"Restored contract {contract.reference}, {contract.title}")


def list_contracts(
    reading: Reading,
    *,
    provider_id: str = "",
    service_id: str = "",
    include_archived: bool = True,
) -> list[ContractRow]:
    """Return contracts, those that need a decision first, of a provider, a service or all."""
    covered = (
        select(func.count())
        .where(ContractService.contract_id == Contract.id)
        .correlate(Contract)
        .scalar_subquery()
    )
    query = (
        select(Contract, Provider.name, Officer.name, covered)
        .join(Provider, Provider.id == Contract.provider_id)
        .outerjoin(Officer, Officer.id == Contract.contract_manager_id)
    )
    if provider_id:
        query = query.where(Contract.provider_id == provider_id)
    if service_id:
        query = query.join(ContractService, ContractService.contract_id == Contract.id).where(
            ContractService.service_id == service_id
        )
    if not include_archived:
        query = query.where(Contract.is_archived.is_(False))
    found = reading.session.execute(query)
    rows = [_row(reading.today, *found_row) for found_row in found]
    return sorted(rows, key=_soonest_first)


def get_contract(reading: Reading, contract_id: str) -> ContractDetail:
    """Return one contract. Raises NotFoundError."""
    contract = find_contract(reading, contract_id)
    manager = (
        reading.session.get(Officer, contract.contract_manager_id)
        if contract.contract_manager_id
        else None
    )
    draft = _draft(contract, _services_of(reading, contract_id))
    return ContractDetail(
        contract.id,
        contract.row_version,
        draft,
        reading.session.get_one(Provider, contract.provider_id).name,
        manager.name if manager else "",
        decisions(draft.terms, reading.today),
        _has_ended(contract, reading.today),
        contract.is_archived,
    )


def find_contract(reading: Reading, contract_id: str) -> Contract:
    """Return the stored contract, for other services of this package. Raises NotFoundError."""
    contract = reading.session.get(Contract, contract_id)
    if contract is None:
        raise NotFoundError("This contract is not in the register.")
    return contract


def _services_of(reading: Reading, contract_id: str) -> tuple[str, ...]:
    query = (
        select(ContractService.service_id)
        .join(Service, Service.id == ContractService.service_id)
        .where(ContractService.contract_id == contract_id)
        .order_by(func.lower(Service.name))
    )
    return tuple(reading.session.scalars(query))


def _draft(contract: Contract, service_ids: Iterable[str] = ()) -> ContractDraft:
    values = {name: getattr(contract, name) for name in _DRAFTED}
    return ContractDraft(**values, service_ids=tuple(service_ids))


def checked_contract(
    reading: Reading, draft: ContractDraft, contract_id: str = ""
) -> ContractDraft:
    """Return the draft in clean form. Raises RulesError with a problem for each field."""
    draft = cleaned(draft)
    problems = _problems_of_names(reading, draft, contract_id)
    if draft.contract_type is None:
        problems.append(RuleError("Choose the type of contract", "contract_type"))
    try:
        check_term(draft.starts_on, draft.ends_on)
    except RuleError as error:
        problems.append(error)
    if draft.unit_price_ten_thousandths is not None and draft.price_unit is None:
        problems.append(RuleError("Choose what the unit price is for", "price_unit"))
    problems += number_problems(
        draft,
        {
            "notice_count": "the notice period",
            "yearly_value_pence": "the yearly value",
            "irrecoverable_vat_pence": "the irrecoverable VAT",
            "unit_price_ten_thousandths": "the unit price",
        },
    )
    problems += _problems_of_services(reading, draft)
    raise_problems(problems)
    return draft


def _problems_of_names(reading: Reading, draft: ContractDraft, contract_id: str) -> list[RuleError]:
    problems = []
    if not draft.provider_id or reading.session.get(Provider, draft.provider_id) is None:
        problems.append(RuleError("Choose the provider", "provider_id"))
    if not draft.reference:
        problems.append(RuleError("Enter the reference of the contract", "reference"))
    elif _is_taken(reading, draft.reference, contract_id):
        problems.append(
            RuleError("Another contract has this reference: give this one its own", "reference")
        )
    if not draft.title:
        problems.append(RuleError("Enter the title of the contract", "title"))
    return problems


def _problems_of_services(reading: Reading, draft: ContractDraft) -> list[RuleError]:
    known = set(
        reading.session.scalars(select(Service.id).where(Service.id.in_(draft.service_ids)))
    )
    if set(draft.service_ids) - known:
        return [RuleError("Choose services of the register", "service_ids")]
    return []


def _is_taken(reading: Reading, reference: str, contract_id: str) -> bool:
    query = select(Contract.id).where(
        func.lower(Contract.reference) == reference.lower(),
        Contract.id != contract_id,
        Contract.is_archived.is_(False),
    )
    return reading.session.scalar(query.limit(1)) is not None


def _fill(contract: Contract, draft: ContractDraft) -> None:
    for name in _DRAFTED:
        setattr(contract, name, getattr(draft, name))


def _set_services(work: Work, contract_id: str, service_ids: tuple[str, ...]) -> None:
    present = work.session.scalars(
        select(ContractService).where(ContractService.contract_id == contract_id)
    ).all()
    for link in present:
        if link.service_id not in service_ids:
            work.session.delete(link)
    known = {link.service_id for link in present}
    for service_id in dict.fromkeys(service_ids):
        if service_id not in known:
            work.session.add(ContractService(contract_id=contract_id, service_id=service_id))


def _has_ended(contract: Contract, today: date) -> bool:
    return contract.ends_on is not None and contract.ends_on < today


def _row(
    today: date, contract: Contract, provider_name: str, manager: str | None, services: int
) -> ContractRow:
    draft = _draft(contract)
    soon = needed_by(decisions(draft.terms, today), add_days(today, DECISION_HORIZON_DAYS))
    return ContractRow(
        contract.id,
        contract.reference,
        contract.title,
        contract.provider_id,
        provider_name,
        contract.contract_type,
        contract.theme,
        contract.funding,
        contract.starts_on,
        contract.ends_on,
        last_day_to_give_notice(contract.ends_on, draft.notice),
        contract.yearly_value_pence,
        services,
        _most_pressing(soon, today),
        manager or "",
        _has_ended(contract, today),
        contract.is_archived,
    )


def _most_pressing(soon: tuple[Decision, ...], today: date) -> Decision | None:
    """The next decision that can still be taken in time, else the one missed last."""
    ahead = [decision for decision in soon if decision.on >= today]
    return ahead[0] if ahead else (soon[-1] if soon else None)


def _soonest_first(row: ContractRow) -> tuple[bool, bool, bool, date, str]:
    on = row.decision.on if row.decision else row.ends_on
    return (
        row.is_archived,
        row.has_ended,
        row.decision is None,
        on or date.max,
        row.title.casefold(),
    )
