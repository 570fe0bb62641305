"""The whole register, or what is filtered, as a workbook that can be brought back in unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.db.work import Reading
from app.domain.vocabulary import Worded
from app.models import Contact, Contract, ContractService, Officer, Provider, Record, Service
from app.reports.register_workbook import (
    RegisterCell,
    RegisterColumn,
    RegisterFacts,
    RegisterRow,
    RegisterSheet,
    register_workbook,
)
from app.reports.save_file import save_file
from app.services.council import get_council
from app.services.register_columns import SHEETS, FieldColumn


@dataclass(frozen=True)
class RegisterChoice:
    """What goes into the workbook. `words` says which filters chose it, for the About sheet.

    Services bring their provider and the contracts that cover them; providers and contracts
    likewise bring what belongs to them. Nothing chosen means the whole register.
    """

    provider_ids: Collection[str] = ()
    service_ids: Collection[str] = ()
    contract_ids: Collection[str] = ()
    words: str = ""

    @property
    def is_whole(self) -> bool:
        """True when nothing was chosen."""
        return not (self.provider_ids or self.service_ids or self.contract_ids)


@dataclass
class _Register:
    providers: list[Provider] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


def export_register(reading: Reading, choice: RegisterChoice | None = None) -> bytes:
    """Return the workbook, in bytes to be saved under a name that the user chooses."""
    return register_workbook(register_facts(reading, choice))


def save_register(reading: Reading, path: Path, choice: RegisterChoice | None = None) -> int:
    """Write the workbook beside `path`, then replace it; return how many records are in it.

    Raises CircumstanceError when the file is open elsewhere or the folder cannot be written.
    """
    facts = register_facts(reading, choice)
    save_file(path, register_workbook(facts))
    return sum(len(sheet.rows) for sheet in facts.sheets)


def register_facts(reading: Reading, choice: RegisterChoice | None = None) -> RegisterFacts:
    """Return the register as plain sheets, one row for each record, archived ones marked."""
    choice = choice or RegisterChoice()
    council = get_council(reading)
    register = _whole(reading) if choice.is_whole else _chosen(reading, choice)
    told = _told(reading, register)
    records: dict[str, Iterable[Record]] = {
        "Providers": register.providers,
        "Services": register.services,
        "Contracts": register.contracts,
        "Contacts": register.contacts,
    }
    return RegisterFacts(
        council.name,
        council.team,
        council.marking_register,
        reading.today,
        tuple(_sheet(name, SHEETS[name], found, told) for name, found in records.items()),
        choice.words,
        contains_cqc_data=any(service.cqc_location_id for service in register.services),
    )


def _whole(reading: Reading) -> _Register:
    session = reading.session
    return _Register(
        list(session.scalars(select(Provider).order_by(func.lower(Provider.name)))),
        list(session.scalars(select(Service).order_by(func.lower(Service.name)))),
        list(session.scalars(select(Contract).order_by(func.lower(Contract.reference)))),
        list(session.scalars(select(Contact).order_by(func.lower(Contact.name)))),
    )


def _chosen(reading: Reading, choice: RegisterChoice) -> _Register:
    """Follow what was chosen one step each way: never a service that nobody asked for."""
    whole = _whole(reading)
    covers = _covered(reading)
    services = {
        s.id
        for s in whole.services
        if s.id in choice.service_ids or s.provider_id in choice.provider_ids
    }
    services |= {sid for contract in choice.contract_ids for sid in covers[contract]}
    contracts = {
        c.id
        for c in whole.contracts
        if c.id in choice.contract_ids
        or c.provider_id in choice.provider_ids
        or not set(choice.service_ids).isdisjoint(covers[c.id])
    }
    owners = set(choice.provider_ids)
    owners |= {s.provider_id for s in whole.services if s.id in services}
    owners |= {c.provider_id for c in whole.contracts if c.id in contracts}
    chosen = owners | services | contracts
    return _Register(
        [provider for provider in whole.providers if provider.id in chosen],
        [service for service in whole.services if service.id in chosen],
        [contract for contract in whole.contracts if contract.id in chosen],
        [c for c in whole.contacts if (c.provider_id or c.service_id or c.contract_id) in chosen],
    )


def _covered(reading: Reading) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = reading.session.execute(
        select(ContractService.contract_id, ContractService.service_id)
        .join(Service, Service.id == ContractService.service_id)
        .order_by(func.lower(Service.name))
    )
    for contract, service in rows:
        found[contract].append(service)
    return found


_Told = Mapping[str, Mapping[str, RegisterCell]]  # record id -> name made for people -> cell


def _told(reading: Reading, register: _Register) -> _Told:
    """Return the cells that are names of other records, by record."""
    session = reading.session
    officers = dict(session.execute(select(Officer.id, Officer.name)).all())
    providers = dict(session.execute(select(Provider.id, Provider.name)).all())
    services = dict(session.execute(select(Service.id, Service.name)).all())
    covers = _covered(reading)
    told: dict[str, dict[str, RegisterCell]] = {}
    for provider in register.providers:
        manager = officers.get(provider.contract_manager_id or "")
        told[provider.id] = {"contract_manager": manager}
    for service in register.services:
        told[service.id] = {"provider": providers[service.provider_id]}
    for contract in register.contracts:
        covered = covers[contract.id]
        told[contract.id] = {
            "provider": providers[contract.provider_id],
            "contract_manager": officers.get(contract.contract_manager_id or ""),
            "services": "; ".join(services[key] for key in covered) or None,
            "service_ids": " ".join(covered) or None,
        }
    return told | _owners(reading, register.contacts, providers | services)


def _owners(
    reading: Reading, contacts: list[Contact], names: Mapping[str, str]
) -> dict[str, dict[str, RegisterCell]]:
    titles = dict(reading.session.execute(select(Contract.id, Contract.title)).all())
    known = {**names, **titles}
    return {
        c.id: {"owner": known.get(c.provider_id or c.service_id or c.contract_id or "")}
        for c in contacts
    }


def _sheet(
    name: str, columns: tuple[FieldColumn, ...], records: Iterable[Record], told: _Told
) -> RegisterSheet:
    return RegisterSheet(
        name,
        f"One row for each {name.lower().removesuffix('s')}",
        tuple(RegisterColumn(c.heading, c.kind, c.width, c.choices) for c in columns),
        tuple(
            RegisterRow(
                record.id, tuple(_cell(record, column, told[record.id]) for column in columns)
            )
            for record in records
        ),
    )


def _cell(record: Record, column: FieldColumn, told: Mapping[str, RegisterCell]) -> RegisterCell:
    if column.field in told:
        return told[column.field]
    value: Any = getattr(record, column.field)
    if column.words is not None and value:
        return column.words(value).words
    if isinstance(value, Worded):
        return value.words
    return value if value != "" else None
