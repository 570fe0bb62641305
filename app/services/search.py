"""What Ctrl+K finds as somebody types: anything by name, reference or CQC ID.

Every word typed must begin a word of the record. What is typed is quoted, so that no character has
a meaning for the full-text search; records that are archived come last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, case, func, select, text

from app.db.work import Reading
from app.domain.words import clean_line, short_date
from app.models import Action, Contact, Contract, Provider, Service, Visit

ICONS = {
    "provider": "ph.buildings",
    "service": "ph.buildings",
    "contract": "ph.file-text",
    "visit": "ph.clipboard-text",
    "action": "ph.check-square-offset",
    "contact": "ph.user-circle",
}


@dataclass(frozen=True)
class SearchHit:
    """One record found: the page that shows it (`kind`) and its `key`.

    A contact leads to the page of whom it belongs to.
    """

    kind: str
    title: str
    subtitle: str
    key: str
    icon: str = "ph.arrow-right"
    is_archived: bool = False


def search(reading: Reading, typed: str, *, limit: int = 20) -> list[SearchHit]:
    """Return the records found, the nearest first; nothing for an empty text."""
    words = _match_expression(typed)
    if not words:
        return []
    found = reading.session.execute(
        text(
            "SELECT e.kind, e.record_id, e.title FROM search_text t"
            " JOIN search_entry e ON e.id = t.rowid"
            " WHERE search_text MATCH :words ORDER BY bm25(search_text, 10.0, 4.0), e.title"
            " LIMIT :limit"
        ),
        {"words": words, "limit": limit},
    )
    hits = _with_details(reading, [(kind, key, title) for kind, key, title in found])
    return sorted(hits, key=lambda hit: hit.is_archived)


def _match_expression(typed: str) -> str:
    """Each word as a quoted prefix: `oak "1-44` becomes `"oak"* "1-44"*`."""
    words = [word.replace('"', "") for word in clean_line(typed).split()]
    return " ".join(f'"{word}"*' for word in words if any(c.isalnum() for c in word))


def _with_details(reading: Reading, found: list[tuple[str, str, str]]) -> list[SearchHit]:
    details: dict[str, SearchHit] = {}
    for kind in {kind for kind, _, _ in found}:
        ids = [key for of, key, _ in found if of == kind]
        query, build = _DETAILS[kind]
        for row in reading.session.execute(query().where(_ID[kind].in_(ids))):
            hit = build(row)
            details[str(row[0])] = replace(hit, icon=ICONS[kind])
    return [details[key] for _, key, _ in found if key in details]


def _providers() -> Select[*tuple[Any, ...]]:
    services = (
        select(func.count())
        .where(Service.provider_id == Provider.id, Service.is_archived.is_(False))
        .scalar_subquery()
    )
    return select(
        Provider.id, Provider.name, Provider.cqc_provider_id, services, Provider.is_archived
    )


def _provider_hit(row: Any) -> SearchHit:
    key, name, cqc_id, services, is_archived = row
    number = f"{services} service{'' if services == 1 else 's'}"
    return _hit("provider", name, ["Provider", cqc_id, number], key, is_archived)


def _services() -> Select[*tuple[Any, ...]]:
    return select(
        Service.id, Service.name, Service.service_type, Provider.name, Service.cqc_location_id,
        Service.is_archived,
    ).join(Provider, Provider.id == Service.provider_id)  # fmt: skip


def _service_hit(row: Any) -> SearchHit:
    key, name, kind, provider, location, is_archived = row
    return _hit("service", name, [kind.words, provider, location], key, is_archived)


def _contracts() -> Select[*tuple[Any, ...]]:
    return select(
        Contract.id, Contract.title, Contract.reference, Provider.name, Contract.is_archived
    ).join(Provider, Provider.id == Contract.provider_id)


def _contract_hit(row: Any) -> SearchHit:
    key, title, reference, provider, is_archived = row
    return _hit("contract", title, ["Contract", reference, provider], key, is_archived)


def _visits() -> Select[*tuple[Any, ...]]:
    return select(
        Visit.id, Visit.reference, Service.name, Visit.status,
        func.coalesce(Visit.visited_on, Visit.planned_on),
    ).join(Service, Service.id == Visit.service_id)  # fmt: skip


def _visit_hit(row: Any) -> SearchHit:
    key, reference, service, status, on = row
    day = short_date(on) if on else ""
    return _hit("visit", f"{reference} {service}", ["Visit", status.words, day], key)


def _actions() -> Select[*tuple[Any, ...]]:
    return select(
        Action.id, Action.text, Service.name, Action.state, Action.due_on, Action.is_archived
    ).join(Service, Service.id == Action.service_id)


def _action_hit(row: Any) -> SearchHit:
    key, words, service, state, due_on, is_archived = row
    title = words if len(words) <= 80 else f"{words[:79]}…"
    parts = ["Action", service, state.words, f"due {short_date(due_on)}"]
    return _hit("action", title, parts, key, is_archived)


def _contacts() -> Select[*tuple[Any, ...]]:
    owner = case(
        (Contact.service_id.is_not(None), "service"),
        (Contact.contract_id.is_not(None), "contract"),
        else_="provider",
    )
    key = func.coalesce(Contact.service_id, Contact.contract_id, Contact.provider_id)
    name = func.coalesce(Service.name, Contract.title, Provider.name)
    return (
        select(Contact.id, Contact.name, Contact.role, owner, key, name, Contact.is_archived)
        .outerjoin(Service, Service.id == Contact.service_id)
        .outerjoin(Contract, Contract.id == Contact.contract_id)
        .outerjoin(Provider, Provider.id == Contact.provider_id)
    )


def _contact_hit(row: Any) -> SearchHit:
    _, name, role, kind, key, owner, is_archived = row
    return _hit(kind, name, ["Contact", role, owner], key, is_archived)


def _hit(
    kind: str, title: str, parts: Iterable[str], key: str, is_archived: bool = False
) -> SearchHit:
    subtitle = ", ".join(part for part in (*parts, "archived" if is_archived else "") if part)
    return SearchHit(kind, title, subtitle, key, is_archived=is_archived)


_ID: dict[str, Any] = {
    "provider": Provider.id,
    "service": Service.id,
    "contract": Contract.id,
    "visit": Visit.id,
    "action": Action.id,
    "contact": Contact.id,
}
_DETAILS: dict[str, tuple[Callable[[], Select[*tuple[Any, ...]]], Callable[[Any], SearchHit]]] = {
    "provider": (_providers, _provider_hit),
    "service": (_services, _service_hit),
    "contract": (_contracts, _contract_hit),
    "visit": (_visits, _visit_hit),
    "action": (_actions, _action_hit),
    "contact": (_contacts, _contact_hit),
}
