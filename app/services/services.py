"""Services: places and branches that deliver care. Add, change, archive and restore one.

Lists are in service_rows.py; changes of owner or registration in registrations.py.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import and_, func, or_, select

from app.db.work import Reading, Work
from app.domain.vocabulary import Sector, ServiceType
from app.errors import NotFoundError, RuleError
from app.models import Provider, Service
from app.services.draft_checks import (
    check_version,
    cleaned,
    cleaned_postcode,
    number_problems,
    raise_problems,
)
from app.services.providers import Choice

_NUMBERS = {
    "beds": "the number of beds",
    "people": "the number of people",
    "people_placed": "the number of people placed by us",
}


@dataclass(frozen=True)
class ServiceDraft:
    """What the service form hands in. Beds and people None: not known.

    `has_manager` None: not known; `manager_name` None: the name is not kept.
    """

    provider_id: str
    name: str
    service_type: ServiceType | None
    sector: Sector = Sector.SOCIAL_CARE
    cqc_location_id: str = ""
    ofsted_urn: str = ""
    is_regulated: bool = True
    is_registered: bool = True
    registered_on: date | None = None
    deregistered_on: date | None = None
    address: str = ""
    postcode: str = ""
    authority: str = ""
    region: str = ""
    phone: str = ""
    email: str = ""
    beds: int | None = None
    people: int | None = None
    people_placed: int | None = None
    manager_name: str | None = None
    has_manager: bool | None = None
    manager_since: date | None = None
    notes: str = ""


@dataclass(frozen=True)
class ServiceDetail:
    """One service as its page and form take it; the rest comes from its row and lists."""

    id: str
    row_version: int
    draft: ServiceDraft
    published_types: tuple[str, ...]
    provider_name: str
    manager_source: str
    details_on: date | None
    is_archived: bool


def add_service(work: Work, draft: ServiceDraft) -> str:
    """Add a service and return its id. Raises RulesError with a problem for each field."""
    service = Service()
    _fill(service, checked_service(work, draft))
    work.session.add(service)
    work.session.flush()
    work.describe("service added", f"Added service {service.name}")
    return service.id


def change_service(work: Work, service_id: str, row_version: int, draft: ServiceDraft) -> None:
    """Change a service. Raises RulesError or StaleError.

    Its owner and its CQC location ID change through `registrations.change_registration`, which
    keeps the past; here they can be corrected.
    """
    service = find_service(work, service_id)
    check_version(service, row_version, "This service")
    _fill(service, checked_service(work, draft))
    work.describe("service changed", f"Changed service {service.name}")


def archive_service(work: Work, service_id: str) -> None:
    """Put a service away; its visits, actions and ratings stay readable."""
    service = find_service(work, service_id)
    service.is_archived = True
    work.describe("service archived", f"Archived service {service.name}")


def restore_service(work: Work, service_id: str) -> None:
    """Bring an archived service back, and its provider with it where that was archived too."""
    service = find_service(work, service_id)
    service.is_archived = False
    provider = work.session.get_one(Provider, service.provider_id)
    also = f" and its provider {provider.name}" if provider.is_archived else ""
    provider.is_archived = False
    work.describe("service restored", f"Restored service {service.name}{also}")


def get_service(reading: Reading, service_id: str) -> ServiceDetail:
    """Return one service. Raises NotFoundError."""
    service = find_service(reading, service_id)
    provider = reading.session.get_one(Provider, service.provider_id)
    draft = ServiceDraft(**{f.name: getattr(service, f.name) for f in fields(ServiceDraft)})
    return ServiceDetail(
        service.id,
        service.row_version,
        draft,
        tuple(service.published_types),
        provider.name,
        service.manager_source,
        service.details_on,
        service.is_archived,
    )


def service_choices(
    reading: Reading, *, provider_id: str, keep: Collection[str] = ()
) -> list[Choice]:
    """Return a provider's services to choose from, by name.

    `keep` are those chosen before: they stay on offer when they are archived or belong to another
    provider by now.
    """
    is_offered = and_(Service.provider_id == provider_id, Service.is_archived.is_(False))
    query = (
        select(Service.id, Service.name, Provider.name, Service.is_archived)
        .join(Provider, Provider.id == Service.provider_id)
        .where(or_(is_offered, Service.id.in_(keep)))
        .order_by(func.lower(Service.name))
    )
    return [Choice(*row) for row in reading.session.execute(query)]


def find_service(reading: Reading, service_id: str) -> Service:
    """Return the stored service, for other services of this package. Raises NotFoundError."""
    service = reading.session.get(Service, service_id)
    if service is None:
        raise NotFoundError("This service is not in the register.")
    return service


def checked_service(reading: Reading, draft: ServiceDraft) -> ServiceDraft:
    """Return the draft in clean form. Raises RulesError with a problem for each field."""
    draft = cleaned(draft)
    draft = replace(draft, postcode=cleaned_postcode(draft.postcode))
    problems = []
    if not draft.provider_id or reading.session.get(Provider, draft.provider_id) is None:
        problems.append(RuleError("Choose the provider that runs it", "provider_id"))
    if not draft.name:
        problems.append(RuleError("Enter the name of the service", "name"))
    if draft.service_type is None:
        problems.append(RuleError("Choose the type of service", "service_type"))
    if not draft.is_regulated and (draft.cqc_location_id or draft.ofsted_urn):
        problems.append(
            RuleError("Take the CQC ID and URN out, or tick that it is regulated", "is_regulated")
        )
    if _ends_too_early(draft):
        problems.append(
            RuleError("Give a date that is not before the registration", "deregistered_on")
        )
    if draft.email and "@" not in draft.email:
        problems.append(RuleError("Write the email with an @, like name@example.org", "email"))
    problems += number_problems(draft, _NUMBERS)
    raise_problems(problems)
    return draft


def _ends_too_early(draft: ServiceDraft) -> bool:
    first, last = draft.registered_on, draft.deregistered_on
    return first is not None and last is not None and last < first


def _fill(service: Service, draft: ServiceDraft) -> None:
    is_renamed = service.manager_name != draft.manager_name
    for field in fields(ServiceDraft):
        setattr(service, field.name, getattr(draft, field.name))
    service.manager_name = draft.manager_name or None
    if is_renamed:
        service.manager_source = "Entered by hand" if draft.manager_name else ""
