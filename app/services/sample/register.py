"""The register of the sample: council, officers, providers, services, whom to ring."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.db.work import Work
from app.domain.vocabulary import ServiceType
from app.services import opening, providers, services
from app.services.council import Council, set_council
from app.services.office import Office
from app.services.sample.contacts import add_provider_contacts, add_service_contacts
from app.services.sample.words import Words

PROVIDERS = 120
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
_PEOPLE = {  # how many people a service without beds supports, from and to
    ServiceType.CHILDRENS_HOME: (2, 6),
    ServiceType.SUPPORTED_ACCOMMODATION: (4, 14),
    ServiceType.SUPPORTED_LIVING: (4, 32),
    ServiceType.SHARED_LIVES: (12, 60),
}
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
    people_placed: int


@dataclass
class MadeRegister:
    """What was made, by id."""

    officer_names: dict[str, str] = field(default_factory=dict)
    services: list[MadeService] = field(default_factory=list)
    contract_of: dict[str, str] = field(default_factory=dict)

    @property
    def officers(self) -> list[str]:
        """Ids of the officers; the first is the one who signs, and whose sample this is."""
        return list(self.officer_names)


def make_register(office: Office, words: Words, today: date) -> MadeRegister:
    """Add council, officers, providers, services and their contacts."""
    made = MadeRegister()
    stored = words.stored
    council = Council(
        name=stored["council"], team=stored["team"], authorities=(stored["authority"],),
        is_sample=True,
    )  # fmt: skip
    office.write(set_council, council)
    for name, role, initials in stored["officers"]:
        draft = opening.NewOfficer(name, role, initials)
        made.officer_names[office.write(opening.add_officer, draft)] = name
    opening.sign_in(office, made.officers[0])
    owners = office.write(_add_providers, words, made)
    made.services = office.write(_add_services, words, owners, today)
    return made


def _add_providers(work: Work, words: Words, made: MadeRegister) -> list[tuple[str, str]]:
    owners = [_add_provider(work, words, number, made) for number in range(PROVIDERS)]
    work.describe("register", f"Brought in {len(owners)} providers")
    return owners


def _add_services(
    work: Work, words: Words, owners: list[tuple[str, str]], today: date
) -> list[MadeService]:
    kinds = [kind for kind, count in TYPES for _ in range(count)]
    words.random.shuffle(kinds)
    made: list[MadeService] = []
    for number, kind in enumerate(kinds):
        owner = owners[number] if number < PROVIDERS else _chain_owner(words, owners)
        taken = {one.name for one in made}
        made.append(_add_service(work, words, owner, kind, number, today, taken))
    work.describe("register", f"Brought in {len(made)} services")
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
        contract_manager_id=words.pick((made.officers[0], *made.officers)),
    )
    provider_id = providers.add_provider(work, draft)
    add_provider_contacts(work, words, provider_id, coined)
    return provider_id, coined


def _add_service(
    work: Work, words: Words, owner: tuple[str, str], kind: ServiceType, number: int, today: date,
    taken: set[str],
) -> MadeService:  # fmt: skip
    provider_id, coined = owner
    beds = words.random.randrange(18, 72) if kind in BEDS else None
    people = int(beds * 0.92) if beds else words.random.randrange(*_PEOPLE.get(kind, (12, 90)))
    draft = services.ServiceDraft(
        provider_id=provider_id,
        name=_not_taken(words, _service_name(words, coined, kind), taken),
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
        people_placed=max(int(people * words.random.uniform(0.2, 0.8)), 1),
        has_manager=None if kind in UNREGULATED else words.random.random() > 0.06,
        manager_since=today - timedelta(days=words.random.randrange(60, 2600)),
        registered_on=date(words.random.randrange(2011, 2016), words.random.randrange(1, 13), 1),
    )
    service_id = services.add_service(work, draft)
    add_service_contacts(work, words, service_id, draft)
    return MadeService(
        service_id, provider_id, draft.name, kind, draft.cqc_location_id, draft.ofsted_urn,
        draft.people_placed or 0,
    )  # fmt: skip


def _not_taken(words: Words, name: str, taken: set[str]) -> str:
    """The name, or with another place in it: no two services of the sample are called the same."""
    places = list(dict.fromkeys((*words.stored["areas"], *words.stored["towns"])))
    stem = next((name.removesuffix(f" {one}") for one in places if name.endswith(f" {one}")), name)
    sides = (f"{one} {side}" for side in ("North", "South", "East", "West") for one in places)
    choices = (name, *(f"{stem} {one}" for one in (*places, *sides)))
    return next(one for one in choices if one not in taken)


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
