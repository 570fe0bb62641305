"""The register of the sample: officers, providers, services, contracts, contacts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import cycle

from app.db.work import Work
from app.domain.vocabulary import ContractType, Funding, PriceUnit, ServiceType
from app.domain.working_days import add_months
from app.services import contacts, contracts, opening, providers, services
from app.services.council import Council, set_council
from app.services.office import Office
from app.services.sample.words import Words

PROVIDERS = 120
SERVICES = 260
CONTRACTS = 180
TYPES: tuple[tuple[ServiceType, int], ...] = (
    (ServiceType.CARE_HOME, 92),
    (ServiceType.NURSING_HOME, 42),
    (ServiceType.HOMECARE, 64),
    (ServiceType.SUPPORTED_LIVING, 30),
    (ServiceType.EXTRA_CARE, 10),
    (ServiceType.SHARED_LIVES, 2),
    (ServiceType.DAY_OPPORTUNITIES, 14),
    (ServiceType.CHILDRENS_HOME, 5),
    (ServiceType.SUPPORTED_ACCOMMODATION, 1),
)
BEDS = frozenset({ServiceType.CARE_HOME, ServiceType.NURSING_HOME})
UNREGULATED = frozenset({ServiceType.DAY_OPPORTUNITIES})
OFSTED = frozenset({ServiceType.CHILDRENS_HOME, ServiceType.SUPPORTED_ACCOMMODATION})


@dataclass
class MadeService:
    """One service of the sample as the later steps need it."""

    id: str
    provider_id: str
    name: str
    kind: ServiceType
    location_id: str
    ofsted_urn: str
    beds: int | None


@dataclass
class MadeRegister:
    """What was made, by id."""

    officers: list[str] = field(default_factory=list)
    services: list[MadeService] = field(default_factory=list)
    contract_of: dict[str, str] = field(default_factory=dict)


def make_register(office: Office, words: Words, today: date) -> MadeRegister:
    """Add council, officers, providers, services, contracts and contacts."""
    made = MadeRegister()
    stored = words.stored
    council = Council(
        name=stored["council"], team=stored["team"], authorities=(stored["authority"],),
        is_sample=True,
    )  # fmt: skip
    office.write(set_council, council)
    for name, role, initials in stored["officers"]:
        draft = opening.NewOfficer(name, role, initials)
        made.officers.append(office.write(opening.add_officer, draft))
    opening.sign_in(office, made.officers[0])
    owners = [office.write(_add_provider, words, number, made) for number in range(PROVIDERS)]
    kinds = [kind for kind, count in TYPES for _ in range(count)]
    words.random.shuffle(kinds)
    for number, kind in enumerate(kinds):
        owner = owners[number] if number < PROVIDERS else _chain_owner(words, owners)
        made.services.append(office.write(_add_service, words, owner, kind, number, today))
    _make_contracts(office, words, made, today)
    return made


def _chain_owner(words: Words, owners: list[tuple[str, str]]) -> tuple[str, str]:
    """Few providers have many services: a third of the providers share what is left."""
    place = int(len(owners) / 3 * words.random.random() ** 2)
    return owners[place]


def _add_provider(work: Work, words: Words, number: int, made: MadeRegister) -> tuple[str, str]:
    coined = words.coined()
    name = f"{coined} {words.pick(words.stored['provider_words'])}"
    is_voluntary = name.endswith(("Trust", "CIC"))
    draft = providers.ProviderDraft(
        name=name,
        cqc_provider_id=f"1-00{100_000 + number * 37}",
        company_number="" if is_voluntary else f"0{9_000_000 + number * 61}",
        charity_number=f"{9_100_000 + number}" if name.endswith("Trust") else "",
        is_vcse=is_voluntary,
        is_sme=words.random.random() < 0.6,
        address=words.address(),
        postcode=words.postcode(),
        phone=words.phone(),
        email=f"office@{coined.lower()}.example",
        contract_manager_id=words.pick(made.officers),
    )
    provider_id = providers.add_provider(work, draft)
    contacts.add_contact(
        work,
        contacts.ContactDraft(
            name=words.person(), role="Operations director", phone=words.phone(),
            email=f"director@{coined.lower()}.example", provider_id=provider_id,
        ),
    )  # fmt: skip
    work.describe("provider added", f"Added provider {name}")
    return provider_id, coined


def _add_service(
    work: Work, words: Words, owner: tuple[str, str], kind: ServiceType, number: int, today: date
) -> MadeService:
    provider_id, coined = owner
    beds = words.random.randrange(18, 72) if kind in BEDS else None
    people = int(beds * 0.92) if beds else words.random.randrange(6, 90)
    draft = services.ServiceDraft(
        provider_id=provider_id,
        name=_service_name(words, coined, kind),
        service_type=kind,
        cqc_location_id="" if kind in UNREGULATED | OFSTED else f"1-00{400_000 + number * 41}",
        ofsted_urn=f"SC00{number:04d}" if kind in OFSTED else "",
        is_regulated=kind not in UNREGULATED,
        address=words.address(),
        postcode=words.postcode(),
        authority=words.stored["authority"],
        region=words.stored["region"],
        phone=words.phone(),
        beds=beds,
        people=people,
        people_placed=int(people * words.random.uniform(0.2, 0.8)),
        has_manager=None if kind in UNREGULATED else words.random.random() > 0.06,
        manager_since=today - timedelta(days=words.random.randrange(60, 2600)),
        registered_on=date(words.random.randrange(2011, 2016), words.random.randrange(1, 13), 1),
    )
    service_id = services.add_service(work, draft)
    return MadeService(
        service_id, provider_id, draft.name, kind, draft.cqc_location_id, draft.ofsted_urn, beds
    )


def _service_name(words: Words, coined: str, kind: ServiceType) -> str:
    match kind:
        case ServiceType.CARE_HOME | ServiceType.NURSING_HOME:
            return f"{words.coined()} {words.pick(words.stored['home_words'])}"
        case ServiceType.HOMECARE:
            return f"{coined} Homecare {words.pick(words.stored['areas'])}"
        case ServiceType.SUPPORTED_LIVING:
            return f"{words.coined()} Cottages"
        case ServiceType.EXTRA_CARE:
            return f"{words.coined()} Gardens"
        case ServiceType.DAY_OPPORTUNITIES:
            return f"{words.coined()} Day Centre"
        case ServiceType.SHARED_LIVES:
            return f"{coined} Shared Lives"
        case _:
            return f"{words.coined()} Cottage"


def _make_contracts(office: Office, words: Words, made: MadeRegister, today: date) -> None:
    owners: dict[str, list[MadeService]] = {}
    for service in made.services:
        owners.setdefault(service.provider_id, []).append(service)
    numbers = iter(range(1, CONTRACTS + 1))
    for provider_id, owned in cycle(owners.items()):
        number = next(numbers, None)
        if number is None:
            return
        kind = owned[number % len(owned)].kind
        covered = [service for service in owned if service.kind is kind]
        draft = _contract(words, provider_id, kind, covered, number, today)
        draft = replace(draft, contract_manager_id=words.pick(made.officers))
        contract_id = office.write(contracts.add_contract, draft)
        for service in covered:
            made.contract_of.setdefault(service.id, contract_id)


_THEMES = {
    ServiceType.HOMECARE: "Living at home",
    ServiceType.EXTRA_CARE: "Living at home",
    ServiceType.SUPPORTED_LIVING: "Supported living",
    ServiceType.DAY_OPPORTUNITIES: "Day opportunities",
}


def _contract(
    words: Words,
    provider_id: str,
    kind: ServiceType,
    covered: list[MadeService],
    number: int,
    today: date,
) -> contracts.ContractDraft:
    starts_on = add_months(today.replace(day=1), -words.random.randrange(2, 46))
    ends_on = add_months(starts_on, words.pick((36, 48, 60))) - timedelta(days=1)
    if ends_on < today and words.random.random() < 0.8:
        ends_on = add_months(ends_on, 24)
    is_home = kind in BEDS
    weekly = words.random.randrange(780, 1350) if is_home else 0
    places = sum(service.beds or 30 for service in covered)
    value = weekly * 52 * max(places // 3, 1) if is_home else words.random.randrange(60, 900) * 1000
    contract_type = words.pick(
        (ContractType.SPOT, ContractType.BLOCK, ContractType.FRAMEWORK)
        if is_home
        else (ContractType.FRAMEWORK, ContractType.FRAMEWORK, ContractType.BLOCK)
    )
    return contracts.ContractDraft(
        provider_id=provider_id,
        reference=f"WBC/ASC/{starts_on.year}/{number:03d}",
        title=f"{kind.words}, lot {number % 4 + 1}",
        contract_type=contract_type,
        description=f"{kind.words} for adults of Wexborough",
        theme=_THEMES.get(kind, "Care homes"),
        department="Adult social care",
        starts_on=starts_on,
        ends_on=ends_on,
        review_on=min(add_months(today, words.random.randrange(1, 12)), ends_on),
        extension_options="Up to 24 months" if number % 3 == 0 else "",
        extension_decision_on=add_months(ends_on, -9) if number % 3 == 0 else None,
        notice_count=28 if contract_type is ContractType.SPOT else 3,
        notice_unit="days" if contract_type is ContractType.SPOT else "months",
        yearly_value_pence=value * 100,
        unit_price_ten_thousandths=(weekly or words.random.randrange(21, 29)) * 10_000,
        price_unit=PriceUnit.WEEK if is_home else PriceUnit.HOUR,
        funding=Funding.JOINT if number % 9 == 0 else Funding.COUNCIL,
        procurement_route="Open procedure, light touch",
        insurance_expires_on=today + timedelta(days=words.random.randrange(-20, 360)),
        service_ids=tuple(service.id for service in covered),
    )
