"""Contracts of the sample: most run calmly, about one in fourteen needs a decision soon.

The dates are kept clear of the three months ahead (DECISION_HORIZON_DAYS), except for those that
are meant to be decided: each of them for one reason, a few of them missed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle

from app.db.work import Work
from app.domain.vocabulary import ContractType, Funding, PriceUnit, ServiceType
from app.domain.working_days import add_months
from app.services import contracts
from app.services.contracts import ContractDraft
from app.services.sample.contacts import add_contract_lead
from app.services.sample.register import BEDS, OFSTED, MadeRegister, MadeService
from app.services.sample.words import Words

CONTRACTS = 180
DECIDING_EVERY = 13
ENDED_EVERY = 30
PROCUREMENT_MONTHS = 18
_CALM_MONTHS = PROCUREMENT_MONTHS + 4  # to the end, so that procurement need not start yet
_TITLES = {
    ServiceType.CARE_HOME: "Residential care",
    ServiceType.NURSING_HOME: "Nursing care",
    ServiceType.HOMECARE: "Homecare",
    ServiceType.SUPPORTED_LIVING: "Supported living",
    ServiceType.EXTRA_CARE: "Extra care",
    ServiceType.SHARED_LIVES: "Shared Lives",
    ServiceType.DAY_OPPORTUNITIES: "Day opportunities",
    ServiceType.CHILDRENS_HOME: "Children’s homes",
    ServiceType.SUPPORTED_ACCOMMODATION: "Supported accommodation",
}
_THEMES = {
    ServiceType.HOMECARE: "Living at home",
    ServiceType.EXTRA_CARE: "Living at home",
    ServiceType.SUPPORTED_LIVING: "Supported living",
    ServiceType.SHARED_LIVES: "Supported living",
    ServiceType.DAY_OPPORTUNITIES: "Day opportunities",
    ServiceType.CHILDRENS_HOME: "Children",
    ServiceType.SUPPORTED_ACCOMMODATION: "Children",
}
_PRICES = {  # the unit, and pounds from and to
    ServiceType.CARE_HOME: (PriceUnit.WEEK, 780, 1_150),
    ServiceType.NURSING_HOME: (PriceUnit.WEEK, 950, 1_350),
    ServiceType.HOMECARE: (PriceUnit.HOUR, 22, 29),
    ServiceType.SUPPORTED_LIVING: (PriceUnit.HOUR, 20, 27),
    ServiceType.EXTRA_CARE: (PriceUnit.HOUR, 20, 26),
    ServiceType.SHARED_LIVES: (PriceUnit.WEEK, 380, 620),
    ServiceType.DAY_OPPORTUNITIES: (PriceUnit.DAY, 55, 95),
    ServiceType.CHILDRENS_HOME: (PriceUnit.WEEK, 4_200, 6_800),
    ServiceType.SUPPORTED_ACCOMMODATION: (PriceUnit.WEEK, 900, 1_800),
}
_KINDS_WORDS = {
    ContractType.SPOT: "spot",
    ContractType.BLOCK: "block",
    ContractType.FRAMEWORK: "framework",
}


@dataclass(frozen=True)
class Cover:
    """What a contract covers: the services of one type of one provider."""

    provider_id: str
    kind: ServiceType
    services: list[MadeService]
    number: int


def make_contracts(work: Work, words: Words, made: MadeRegister, today: date) -> dict[str, str]:
    """Add the contracts as one act; return a contract's id by the id of each service covered."""
    owners: dict[str, list[MadeService]] = {}
    for service in made.services:
        owners.setdefault(service.provider_id, []).append(service)
    found: dict[str, str] = {}
    for number, owned in zip(range(1, CONTRACTS + 1), cycle(owners.values()), strict=False):
        kind = owned[number % len(owned)].kind
        covered = [service for service in owned if service.kind is kind]
        cover = Cover(owned[0].provider_id, kind, covered, number)
        officer = words.pick((made.officers[0], *made.officers))
        contract_id = _add(work, words, cover, today, officer)
        for service in covered:
            found.setdefault(service.id, contract_id)
    work.describe("register", f"Brought in {CONTRACTS} contracts")
    return found


def _add(work: Work, words: Words, cover: Cover, today: date, officer: str) -> str:
    draft = replace(contract_draft(words, cover, today), contract_manager_id=officer)
    contract_id = contracts.add_contract(work, draft)
    if words.random.random() < 0.5:
        add_contract_lead(work, words, contract_id, cover.services[0].name)
    return contract_id


def contract_draft(words: Words, cover: Cover, today: date) -> ContractDraft:
    """The terms of one contract, with what a decision is needed on if it is one of those."""
    kind, number = cover.kind, cover.number
    is_home, is_for_children = kind in BEDS, kind in OFSTED
    contract_type = words.pick(
        (ContractType.SPOT, ContractType.SPOT, ContractType.BLOCK, ContractType.FRAMEWORK)
        if is_home
        else (ContractType.FRAMEWORK, ContractType.FRAMEWORK, ContractType.BLOCK)
    )
    unit, lowest, highest = _PRICES[kind]
    price = words.random.randrange(lowest, highest)
    places = sum(service.people_placed for service in cover.services)
    is_weekly = unit is PriceUnit.WEEK
    value = price * 52 * places if is_weekly else words.random.randrange(60, 900) * 1000
    draft = ContractDraft(
        provider_id=cover.provider_id,
        reference=f"WBC/{'CYP' if is_for_children else 'ASC'}/{number:03d}",
        title=f"{_TITLES[kind]}, {_KINDS_WORDS[contract_type]} {number:03d}",
        contract_type=contract_type,
        description=f"{_TITLES[kind]} for residents of Wexborough",
        theme=_THEMES.get(kind, "Care homes"),
        department="Children’s services" if is_for_children else "Adult social care",
        notice_count=28 if contract_type is ContractType.SPOT else 3,
        notice_unit="days" if contract_type is ContractType.SPOT else "months",
        yearly_value_pence=value * 100,
        unit_price_ten_thousandths=price * 10_000,
        price_unit=unit,
        funding=Funding.JOINT if number % 9 == 0 else Funding.COUNCIL,
        procurement_route="Open procedure, light touch",
        service_ids=tuple(service.id for service in cover.services),
    )
    return _dated(words, draft, number, today)


# --- dates ---------------------------------------------------------------------------------------


def _dated(words: Words, draft: ContractDraft, number: int, today: date) -> ContractDraft:
    calm = _calm(words, draft, number, today)
    if number % ENDED_EVERY == 7:
        ends_on = today - timedelta(days=words.random.randrange(40, 500))
        starts_on = add_months(ends_on, -48) + timedelta(days=1)
        return replace(
            calm, starts_on=starts_on, ends_on=ends_on, review_on=add_months(ends_on, -12),
            extension_options="", extension_decision_on=None,
        )  # fmt: skip
    if number % DECIDING_EVERY == 4:
        reasons = (_notice, _extension, _procurement, _review, _insurance)
        return reasons[number // DECIDING_EVERY % len(reasons)](calm, number, today)
    return calm


def _calm(words: Words, draft: ContractDraft, number: int, today: date) -> ContractDraft:
    """Dates with nothing to decide for three months: begun, reviewed and insured."""
    random = words.random
    starts_on = add_months(today.replace(day=1), -random.randrange(2, 46))
    months = (today.year - starts_on.year) * 12 + today.month - starts_on.month
    terms = [term for term in (36, 48, 60, 72, 84) if term - months >= _CALM_MONTHS + 3]
    is_rolling = draft.contract_type is ContractType.SPOT and number % 5 != 0
    ends_on = None if is_rolling else add_months(starts_on, terms[0]) - timedelta(days=1)
    can_extend = ends_on is not None and number % 3 == 0
    return replace(
        draft,
        starts_on=starts_on,
        ends_on=ends_on,
        review_on=today + timedelta(days=random.randrange(100, 360)),
        insurance_expires_on=today + timedelta(days=random.randrange(100, 364)),
        extension_options="Up to 24 months" if can_extend else "",
        extension_decision_on=add_months(ends_on, -12) if ends_on and can_extend else None,
    )


def _notice(draft: ContractDraft, number: int, today: date) -> ContractDraft:
    """Ends soon: the last day to give notice is in the weeks ahead; procurement is long over."""
    ends_on = add_months(today, 4) + timedelta(days=number % 40)
    return replace(
        draft, ends_on=ends_on, starts_on=_before(ends_on), notice_count=3, notice_unit="months",
        extension_options="", extension_decision_on=None,
    )  # fmt: skip


def _extension(draft: ContractDraft, number: int, today: date) -> ContractDraft:
    """The extension has to be decided, in one case it should have been."""
    decide_on = today + timedelta(days=12 + number % 70 if number % 2 else -9)
    ends_on = add_months(today, _CALM_MONTHS + number % 9)
    return replace(
        draft, ends_on=ends_on, starts_on=_before(ends_on), extension_options="Up to 24 months",
        extension_decision_on=decide_on,
    )  # fmt: skip


def _procurement(draft: ContractDraft, number: int, today: date) -> ContractDraft:
    """A new procurement has to begin: eighteen months before the end."""
    ends_on = add_months(today, PROCUREMENT_MONTHS) + timedelta(days=10 + number % 70)
    return replace(
        draft, ends_on=ends_on, starts_on=_before(ends_on), extension_options="",
        extension_decision_on=None,
    )  # fmt: skip


def _review(draft: ContractDraft, number: int, today: date) -> ContractDraft:
    """The yearly review is due, in one case it was missed."""
    return replace(draft, review_on=today + timedelta(days=20 + number % 60 if number % 2 else -16))


def _insurance(draft: ContractDraft, number: int, today: date) -> ContractDraft:
    """The insurance on our file ends soon, in one case it has ended."""
    on = today + timedelta(days=15 + number % 60 if number % 2 else -11)
    return replace(draft, insurance_expires_on=on)


def _before(ends_on: date) -> date:
    return add_months(ends_on, -48) + timedelta(days=1)
