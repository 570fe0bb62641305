"""Records for tests, all invented: made by the real services where there is one."""

from __future__ import annotations

import random
from datetime import date, timedelta

from app.db.work import Work
from app.domain.rating_words import OVERALL, OwnRating, Rating, normalise
from app.domain.vocabulary import (
    ContractType,
    Priority,
    Regulator,
    ServiceType,
    VisitKind,
    VisitMode,
    VisitStatus,
)
from app.models import Action, FrameworkVersion, RatingRecord, Visit
from app.services.contracts import ContractDraft, add_contract
from app.services.office import Office
from app.services.providers import ProviderDraft, add_provider
from app.services.services import ServiceDraft, add_service

# --- the register -------------------------------------------------------------------------------


def a_provider(office: Office, name: str = "Brindlemere Care Group", **fields: object) -> str:
    """Add a provider; return its id."""
    return office.write(add_provider, ProviderDraft(name, **fields))  # type: ignore[arg-type]


def a_service(
    office: Office,
    provider_id: str = "",
    name: str = "Saltergarth House",
    kind: ServiceType = ServiceType.CARE_HOME,
    **fields: object,
) -> str:
    """Add a service, with a provider of its own unless one is given; return its id."""
    owner = provider_id or a_provider(office)
    draft = ServiceDraft(owner, name, kind, **fields)  # type: ignore[arg-type]
    return office.write(add_service, draft)


def a_contract(
    office: Office, provider_id: str, reference: str = "WX-2024-017", **fields: object
) -> str:
    """Add a contract of a provider; return its id."""
    values = {"title": "Nursing block beds", "contract_type": ContractType.BLOCK, **fields}
    draft = ContractDraft(provider_id, reference, **values)  # type: ignore[arg-type]
    return office.write(add_contract, draft)


def a_rating(
    office: Office,
    location_id: str,
    published: str,
    on: date | None = date(2024, 5, 4),
    *,
    group: str = OVERALL,
    area: str = OVERALL,
    seen_on: date = date(2026, 6, 1),
) -> None:
    """Add one published rating, as an import would."""

    def act(work: Work) -> None:
        work.describe("test rating", f"{location_id} {published}")
        work.session.add(_rating(location_id, published, on, group, area, seen_on))

    office.write(act)


def a_signed_visit(
    office: Office,
    service_id: str,
    overall: OwnRating | None = OwnRating.GOOD,
    on: date = date(2026, 3, 12),
    *,
    mode: VisitMode = VisitMode.UNANNOUNCED,
    status: VisitStatus = VisitStatus.FINAL,
) -> str:
    """Add a visit as its row stands after sign-off (without questions); return its id."""

    def act(work: Work) -> str:
        work.describe("test visit", "A visit")
        visit = _visit(work, service_id, overall, on, mode, status, f"QA-T-{office.clock()}-{on}")
        work.session.add(visit)
        work.session.flush()
        return visit.id

    return office.write(act)


def an_action(office: Office, service_id: str, text: str, due_on: date) -> str:
    """Add an open action; return its id."""

    def act(work: Work) -> str:
        work.describe("test action", text)
        action = _action(service_id, text, due_on, work.today)
        work.session.add(action)
        work.session.flush()
        return action.id

    return office.write(act)


def a_register(office: Office, providers: int = 120, services: int = 260, seed: int = 7) -> None:
    """Fill a file with a register of realistic shape, in one act."""
    chance = random.Random(seed)

    def act(work: Work) -> None:
        owners = [add_provider(work, _provider(chance, n)) for n in range(providers)]
        made: dict[str, list[str]] = {owner: [] for owner in owners}
        for number in range(services):
            owner = owners[number] if number < providers else chance.choice(owners[:30])
            draft = _service(chance, owner, number)
            key = add_service(work, draft)
            made[owner].append(key)
            _give_past(work, chance, key, draft)
        for number, owner in enumerate(owners):
            add_contract(work, _contract(chance, owner, number, tuple(made[owner][:6])))
        work.describe("test register", "Filled the register")

    office.write(act)


_FIRST = (
    "Salter", "Fern", "Wren", "Dun", "Oxlip", "Pebble", "Thistle", "Larch", "Quill", "Sedge",
    "Yarrow", "Hollin", "Moss", "Rush", "Plum", "Cress", "Tease", "Harrow", "Brindle", "Fox",
)  # fmt: skip
_LAST = ("garth", "hallow", "moor", "marrow", "den", "ford", "combe", "wick", "field", "holt")
_KINDS = {
    ServiceType.CARE_HOME: ("House", "Lodge", "Court"),
    ServiceType.NURSING_HOME: ("Manor", "Grange", "Nursing Home"),
    ServiceType.HOMECARE: ("Homecare", "Home Support"),
    ServiceType.SUPPORTED_LIVING: ("Cottages", "Supported Living"),
    ServiceType.EXTRA_CARE: ("Court Extra Care", "Gardens"),
    ServiceType.DAY_OPPORTUNITIES: ("Day Centre",),
}
_AREAS = ("Wexborough", "Harle", "Eldermoor", "North Tarn")


def _name(chance: random.Random) -> str:
    return chance.choice(_FIRST) + chance.choice(_LAST)


def _provider(chance: random.Random, number: int) -> ProviderDraft:
    kind = chance.choice(("Care Group", "Homes Limited", "Care", "Trust", "Support Services"))
    return ProviderDraft(
        f"{_name(chance)} {kind}",
        cqc_provider_id=f"1-44{chance.randrange(10**8):08d}",
        is_vcse=kind == "Trust",
        postcode=f"WX{1 + number % 9} {number % 9}AB",
    )


def _service(chance: random.Random, owner: str, number: int) -> ServiceDraft:
    kind = chance.choices(tuple(_KINDS), (38, 20, 22, 10, 5, 5))[0]
    has_beds = kind in (ServiceType.CARE_HOME, ServiceType.NURSING_HOME)
    beds = chance.randrange(12, 80) if has_beds else None
    is_regulated = kind is not ServiceType.DAY_OPPORTUNITIES
    return ServiceDraft(
        owner,
        f"{_name(chance)} {chance.choice(_KINDS[kind])}",
        kind,
        cqc_location_id=f"1-22{number:07d}" if is_regulated else "",
        is_regulated=is_regulated,
        postcode=f"WX{1 + number % 9} {number % 7}CD",
        authority=chance.choice(_AREAS),
        beds=beds,
        people_placed=chance.randrange(beds // 2, beds) if beds else chance.randrange(2, 60),
        has_manager=chance.random() > 0.1,
        manager_since=date(2026, 8, 1) - timedelta(days=chance.randrange(2000)),
    )


def _give_past(work: Work, chance: random.Random, key: str, draft: ServiceDraft) -> None:
    today = work.today
    if draft.cqc_location_id:
        word = chance.choices(
            ("Outstanding", "Good", "Requires improvement", "Inadequate", "Not rated"),
            (4, 74, 17, 1, 4),
        )[0]
        on = today - timedelta(days=chance.randrange(60, 2400))
        seen = date(2026, 11, 1)
        for area in (OVERALL, "Safe", "Effective", "Caring", "Responsive", "Well-led"):
            work.session.add(_rating(draft.cqc_location_id, word, on, OVERALL, area, seen))
    if chance.random() < 0.8:
        own = chance.choices(tuple(OwnRating), (6, 66, 22, 6))[0]
        on = today - timedelta(days=chance.randrange(10, 700))
        status, mode = VisitStatus.FINAL, VisitMode.UNANNOUNCED
        work.session.add(_visit(work, key, own, on, mode, status, f"QA-T-{key}"))
    if chance.random() < 0.25:
        visit = _visit(work, key, None, None, VisitMode.ANNOUNCED, VisitStatus.PLANNED, f"P-{key}")
        visit.planned_on = today + timedelta(days=chance.randrange(2, 120))
        work.session.add(visit)
    for _ in range(chance.choice((0, 0, 0, 1, 2, 4))):
        due = today + timedelta(days=chance.randrange(-50, 90))
        work.session.add(_action(key, "Count time-critical medicines at handover", due, today))


def _contract(
    chance: random.Random, owner: str, number: int, services: tuple[str, ...]
) -> ContractDraft:
    kind = chance.choice(tuple(ContractType))
    starts = date(2022, 4, 1) + timedelta(days=chance.randrange(1200))
    return ContractDraft(
        owner,
        f"WX-{starts.year}-{number:03d}",
        chance.choice(("Nursing block beds", "Homecare lot", "Spot placements", "Day places"))
        + f" {number % 6 + 1}",
        kind,
        starts_on=starts,
        ends_on=starts + timedelta(days=365 * chance.choice((3, 4, 5)) - 1),
        notice_count=chance.choice((3, 6, None)),
        yearly_value_pence=chance.randrange(20_000_00, 2_400_000_00, 500_00),
        service_ids=services,
    )


def _rating(
    location_id: str, published: str, on: date | None, group: str, area: str, seen_on: date
) -> RatingRecord:
    value: Rating | None = normalise(published)
    return RatingRecord(
        regulator=Regulator.CQC,
        location_id=location_id,
        service_group=group,
        area=area,
        published=published,
        value=value.value if value else None,
        published_on=on if value else None,
        published_day=on.isoformat() if on and value else "",
        first_seen_on=seen_on,
        source="Invented ratings file",
    )


def _visit(
    work: Work,
    service_id: str,
    overall: OwnRating | None,
    on: date | None,
    mode: VisitMode,
    status: VisitStatus,
    reference: str,
) -> Visit:
    framework = work.session.query(FrameworkVersion.id).order_by(FrameworkVersion.id).first()
    assert framework is not None
    return Visit(
        reference=reference,
        service_id=service_id,
        kind=VisitKind.SCHEDULED,
        mode=mode,
        status=status,
        framework_version_id=framework[0],
        visited_on=on,
        planned_on=on,
        final_overall=overall.value if overall else None,
    )


def _action(service_id: str, text: str, due_on: date, today: date) -> Action:
    return Action(
        service_id=service_id,
        number=1,
        text=text,
        priority=Priority.HIGH,
        raised_on=today,
        due_on=due_on,
        first_due_on=due_on,
    )
