"""Contacts: whom to ring at a provider, at a service, or about a contract."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import func, or_, select

from app.db.work import Reading, Work
from app.errors import NotFoundError, RuleError
from app.models import Contact, Contract, Provider, Service
from app.services.draft_checks import check_version, cleaned, raise_problems


@dataclass(frozen=True)
class ContactDraft:
    """What the contact form hands in; belongs to exactly one provider, service or contract."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""
    provider_id: str | None = None
    service_id: str | None = None
    contract_id: str | None = None


@dataclass(frozen=True)
class ContactRow:
    """One contact in a list; `belongs_to` names the provider, service or contract."""

    id: str
    row_version: int
    draft: ContactDraft
    belongs_to: str
    is_archived: bool


def add_contact(work: Work, draft: ContactDraft) -> str:
    """Add a contact and return its id. Raises RulesError."""
    contact = Contact()
    _fill(contact, checked_contact(draft))
    work.session.add(contact)
    work.session.flush()
    work.describe("contact added", f"Added contact {contact.name}")
    return contact.id


def change_contact(work: Work, contact_id: str, row_version: int, draft: ContactDraft) -> None:
    """Change a contact. Raises RulesError or StaleError."""
    contact = _contact(work, contact_id)
    check_version(contact, row_version, "This contact")
    _fill(contact, checked_contact(draft))
    work.describe("contact changed", f"Changed contact {contact.name}")


def archive_contact(work: Work, contact_id: str) -> None:
    """Put a contact away; the history keeps it."""
    contact = _contact(work, contact_id)
    contact.is_archived = True
    work.describe("contact archived", f"Archived contact {contact.name}")


def restore_contact(work: Work, contact_id: str) -> None:
    """Bring an archived contact back."""
    contact = _contact(work, contact_id)
    contact.is_archived = False
    work.describe("contact restored", f"Restored contact {contact.name}")


def list_contacts(
    reading: Reading,
    *,
    provider_id: str = "",
    service_id: str = "",
    contract_id: str = "",
    include_archived: bool = False,
) -> list[ContactRow]:
    """Return the contacts of a provider (its services' and contracts' too), of one of those, or
    all, by name."""
    query = (
        select(Contact, func.coalesce(Provider.name, Service.name, Contract.title))
        .outerjoin(Provider, Provider.id == Contact.provider_id)
        .outerjoin(Service, Service.id == Contact.service_id)
        .outerjoin(Contract, Contract.id == Contact.contract_id)
        .order_by(func.lower(Contact.name), Contact.id)
    )
    if provider_id:
        of_provider = (
            Provider.id == provider_id,
            Service.provider_id == provider_id,
            Contract.provider_id == provider_id,
        )
        query = query.where(or_(*of_provider))
    if service_id:
        query = query.where(Contact.service_id == service_id)
    if contract_id:
        query = query.where(Contact.contract_id == contract_id)
    if not include_archived:
        query = query.where(Contact.is_archived.is_(False))
    return [
        ContactRow(contact.id, contact.row_version, _draft(contact), owner, contact.is_archived)
        for contact, owner in reading.session.execute(query)
    ]


def _contact(work: Work, contact_id: str) -> Contact:
    contact = work.session.get(Contact, contact_id)
    if contact is None:
        raise NotFoundError("This contact is not in the register.")
    return contact


def _draft(contact: Contact) -> ContactDraft:
    return ContactDraft(**{f.name: getattr(contact, f.name) for f in fields(ContactDraft)})


def checked_contact(draft: ContactDraft) -> ContactDraft:
    """Return the draft in clean form. Raises RulesError with a problem for each field."""
    draft = cleaned(draft)
    problems = []
    if not draft.name:
        problems.append(RuleError("Enter the name of the person or desk", "name"))
    if draft.email and "@" not in draft.email:
        problems.append(RuleError("Write the email with an @, like name@example.org", "email"))
    owners = [draft.provider_id, draft.service_id, draft.contract_id]
    if sum(bool(owner) for owner in owners) != 1:
        problems.append(
            RuleError("Choose one provider, service or contract that the contact belongs to")
        )
    raise_problems(problems)
    return draft


def _fill(contact: Contact, draft: ContactDraft) -> None:
    for field in fields(ContactDraft):
        setattr(contact, field.name, getattr(draft, field.name))
