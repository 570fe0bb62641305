"""Whom to ring in the sample: directors, registered managers, deputies, contract leads."""

from __future__ import annotations

from app.db.work import Work
from app.domain.vocabulary import ServiceType
from app.services.contacts import ContactDraft, add_contact
from app.services.sample.words import Words
from app.services.services import ServiceDraft

_SECONDS = {
    ServiceType.HOMECARE: "Care coordinator",
    ServiceType.EXTRA_CARE: "Scheme coordinator",
    ServiceType.SUPPORTED_LIVING: "Team leader",
    ServiceType.NURSING_HOME: "Clinical lead",
}


def add_provider_contacts(work: Work, words: Words, provider_id: str, coined: str) -> None:
    """The director of every provider, and of some the one who deals with contracts."""
    domain = _domain(coined)
    _add(work, words, "Operations director", f"director@{domain}", provider_id=provider_id)
    if words.random.random() < 0.4:
        role = words.pick(("Quality lead", "Finance manager", "Nominated individual"))
        address = f"{role.split()[0].lower()}@{domain}"
        _add(work, words, role, address, provider_id=provider_id)


def add_service_contacts(work: Work, words: Words, service_id: str, draft: ServiceDraft) -> None:
    """The manager of a service, and of most the deputy."""
    domain = _domain(draft.name)
    manager = "Registered manager" if draft.has_manager else "Acting manager"
    role = manager if draft.is_regulated else "Manager"
    _add(work, words, role, f"manager@{domain}", service_id=service_id)
    if words.random.random() < 0.7:
        kind = draft.service_type
        second = _SECONDS.get(kind, "Deputy manager") if kind else "Deputy manager"
        _add(work, words, second, f"office@{domain}", service_id=service_id)


def add_contract_lead(work: Work, words: Words, contract_id: str, provider: str) -> None:
    """The provider's own lead for a contract."""
    _add(work, words, "Contract lead", f"contracts@{_domain(provider)}", contract_id=contract_id)


def _domain(name: str) -> str:
    """A made-up place on the net under the ending that is kept for examples."""
    return f"{'-'.join(name.lower().split()[:2])}.example"


def _add(
    work: Work,
    words: Words,
    role: str,
    email: str,
    *,
    provider_id: str | None = None,
    service_id: str | None = None,
    contract_id: str | None = None,
) -> None:
    draft = ContactDraft(
        name=words.person(),
        role=role,
        phone=words.phone(),
        email=email,
        provider_id=provider_id,
        service_id=service_id,
        contract_id=contract_id,
    )
    add_contact(work, draft)
