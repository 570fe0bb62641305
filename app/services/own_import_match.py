"""The register as rows of a spreadsheet are matched with it, and which record a row most likely is.

A record id of ours, a contract's reference, the same CQC ID with a name alike, or the same name at
the same place tell for sure; anything less is offered and decided by the user (DOMAIN "CQC
ratings", duty 6: never merged silently).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import select

from app.db.work import Reading
from app.domain.matching import folded_name, folded_postcode
from app.domain.vocabulary import ServiceType
from app.models import (
    Action,
    Contact,
    Contract,
    ContractService,
    Officer,
    Provider,
    Service,
    Visit,
)
from app.services.contacts import ContactDraft
from app.services.contracts import ContractDraft
from app.services.doubles import Known, likely_matches
from app.services.history import newest_change
from app.services.providers import ProviderDraft
from app.services.services import ServiceDraft

COMPARED = ("provider", "service", "contract", "contract_service", "contact", "visit", "action")
SAME_RECORD = "same record ID"
_ALIKE = 75  # per cent by name, when the CQC provider ID is the same
_ONE_NAME = 90  # per cent: two spellings of one name, when the CQC location ID is the same


class Among(Enum):
    """Which records a row may mean: those of one file are different, unless they say the same."""

    ALL = "all"  # a name in some other row, however it is written there
    SAME_IN_FILE = "same in file"  # a row of its own: rows before it only where the same
    STORED = "stored"  # a row with a record id of its own: none of the rows before it


@dataclass
class Entry:
    """A record that a row may mean: one of the register, or one that this import adds.

    `row_version` 0: not stored yet, `id` stands for the id that it will get.
    """

    id: str
    name: str
    draft: Any
    more: str = ""
    row_version: int = 0
    is_archived: bool = False

    @property
    def is_new(self) -> bool:
        """True for a record that this import adds."""
        return self.row_version == 0


@dataclass(frozen=True)
class Candidate:
    """A record that a row may mean, offered to the user; `why` says what is alike."""

    id: str
    name: str
    more: str
    why: str


@dataclass(frozen=True)
class Match:
    """What a row was matched with: an entry for sure, or candidates to choose from."""

    entry: Entry | None = None
    why: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass
class KnownVisit:
    """A visit that the register holds."""

    id: str
    overall: str | None
    is_brought_in: bool


@dataclass
class Register:
    """A snapshot of what rows are matched with; grows by what the import will add."""

    providers: dict[str, Entry] = field(default_factory=dict)
    services: dict[str, Entry] = field(default_factory=dict)
    contracts: dict[str, Entry] = field(default_factory=dict)
    contacts: dict[str, Entry] = field(default_factory=dict)
    officers: dict[str, str] = field(default_factory=dict)
    visits: dict[tuple[str, date], KnownVisit] = field(default_factory=dict)
    actions: dict[tuple[str, str], Action] = field(default_factory=dict)
    stamp: int = 0

    def provider(
        self,
        name: str,
        *,
        cqc_id: str = "",
        record_id: str = "",
        postcode: str = "",
        among: Among = Among.ALL,
    ) -> Match:
        """Which provider a row means."""
        if record_id in self.providers:
            return Match(self.providers[record_id], SAME_RECORD)
        wanted = folded_name(name)
        known = [e for e in self.providers.values() if not e.is_new or among is not Among.STORED]
        same_id = [e for e in known if cqc_id and _cqc_id(e) == cqc_id]
        if same_id and (not wanted or _alike(wanted, same_id[0].name) >= _ALIKE):
            return Match(same_id[0], "same CQC provider ID")
        same_name = [e for e in known if wanted == folded_name(e.name)]
        if wanted and len(same_name) == 1 and _may_be(cqc_id, _cqc_id(same_name[0])):
            return Match(same_name[0], "same name")
        offered = [_offer(e, "same CQC provider ID") for e in same_id]
        offered += [_offer(e, "same name") for e in same_name if wanted]
        return Match(candidates=_with_likely(offered, name, postcode, _alike_among(known, among)))

    def service(
        self,
        name: str,
        *,
        location_id: str = "",
        record_id: str = "",
        postcode: str = "",
        provider_id: str = "",
        service_type: ServiceType | None = None,
        among: Among = Among.ALL,
    ) -> Match:
        """Which service a row means. Several services may carry one location ID: only the same
        name makes them one, and between two of one name the type tells."""
        if record_id in self.services:
            return Match(self.services[record_id], SAME_RECORD)
        wanted = folded_name(name)
        known = [e for e in self.services.values() if not e.is_new or among is not Among.STORED]
        same_id = [e for e in known if location_id and e.draft.cqc_location_id == location_id]
        named = [e for e in same_id if not wanted or _is_one_name(wanted, folded_name(e.name))]
        exact = [e for e in same_id if wanted and folded_name(e.name) == wanted]
        exact = _of_type(exact, service_type)
        if len(exact) == 1 or (len(named) == 1 == len(same_id)):
            return Match((exact or named)[0], "same CQC ID")
        same_name = [e for e in known if wanted and folded_name(e.name) == wanted]
        here = [e for e in same_name if _is_here(e, location_id, postcode, provider_id)]
        here = _of_type(here, service_type)
        if len(here) == 1:
            return Match(here[0], "same name")
        is_own_row = among is not Among.ALL  # another name in the file is another service
        offered = [_offer(e, "same CQC ID") for e in same_id if not (is_own_row and e.is_new)]
        offered += [_offer(e, "same name") for e in same_name]
        return Match(candidates=_with_likely(offered, name, postcode, _alike_among(known, among)))

    def contract(self, reference: str, record_id: str = "") -> Match:
        """Which contract a row means."""
        if record_id in self.contracts:
            return Match(self.contracts[record_id], SAME_RECORD)
        wanted = " ".join(reference.split()).casefold()
        same = [e for e in self.contracts.values() if e.draft.reference.casefold() == wanted]
        same.sort(key=lambda e: e.is_archived)
        return Match(same[0], "same reference") if wanted and same else Match()

    def contact(self, name: str, owner: tuple[str, ...], record_id: str = "") -> Match:
        """Which contact a row means: the same name at the same provider, service or contract."""
        if record_id in self.contacts:
            return Match(self.contacts[record_id], SAME_RECORD)
        for entry in self.contacts.values():
            if _owner(entry.draft) == owner and folded_name(entry.name) == folded_name(name):
                return Match(entry, "same name")
        return Match()


def owner_of(draft: ContactDraft) -> tuple[str, ...]:
    """Whom a contact belongs to, as a key."""
    return _owner(draft)


def read_register(reading: Reading) -> Register:
    """Read all that rows are matched with: eight queries whatever the size."""
    session = reading.session
    covered: dict[str, list[str]] = {}
    for contract_id, service_id in session.execute(
        select(ContractService.contract_id, ContractService.service_id)
    ):
        covered.setdefault(contract_id, []).append(service_id)
    providers = {p.id: _provider(p) for p in session.scalars(select(Provider))}
    register = Register(
        providers=providers,
        services={
            s.id: _entry(s, ServiceDraft, s.name, providers[s.provider_id].name)
            for s in session.scalars(select(Service))
        },
        contracts={
            c.id: _entry(
                c, ContractDraft, c.reference, c.title, service_ids=tuple(covered.get(c.id, ()))
            )
            for c in session.scalars(select(Contract))
        },
        contacts={
            c.id: _entry(c, ContactDraft, c.name, c.role) for c in session.scalars(select(Contact))
        },
        officers={o.name.casefold(): o.id for o in session.scalars(select(Officer))},
        stamp=stamp(reading),
    )
    for visit in session.scalars(select(Visit).where(Visit.visited_on.is_not(None))):
        assert visit.visited_on is not None
        known = KnownVisit(visit.id, visit.final_overall, visit.framework_version_id is None)
        register.visits[visit.service_id, visit.visited_on] = known
    for action in session.scalars(select(Action).where(Action.is_archived.is_(False))):
        register.actions[action.service_id, folded_text(action.text)] = action
    return register


def stamp(reading: Reading) -> int:
    """The last change of anything that rows are compared with."""
    return newest_change(reading, COMPARED)


def folded_text(text: str) -> str:
    """A text for comparison: small letters, blanks collapsed, no full stop at the end."""
    return " ".join(text.split()).casefold().rstrip(".")


def _provider(provider: Provider) -> Entry:
    return _entry(provider, ProviderDraft, provider.name, provider.postcode)


def _entry(record: Any, draft: type[Any], name: str, more: str, **values: Any) -> Entry:
    known = {f.name: getattr(record, f.name) for f in fields(draft) if f.name not in values}
    return Entry(
        record.id, name, draft(**known, **values), more, record.row_version, record.is_archived
    )


def _is_here(entry: Entry, location_id: str, postcode: str, provider_id: str) -> bool:
    """True when nothing speaks against the same name being the same place."""
    draft = entry.draft
    if not _may_be(location_id, draft.cqc_location_id):
        return False
    here, there = folded_postcode(postcode), folded_postcode(draft.postcode)
    if here and there:
        return here == there
    return not provider_id or draft.provider_id == provider_id


def _may_be(one: str, other: str) -> bool:
    """False when both are given and differ."""
    return not one or not other or one == other


def _of_type(entries: list[Entry], service_type: ServiceType | None) -> list[Entry]:
    """Among several those of the type that a row tells; all when none or nothing is told."""
    same = [entry for entry in entries if entry.draft.service_type is service_type]
    return same if len(entries) > 1 and same else entries


def _is_one_name(one: str, other: str) -> bool:
    """True for two spellings of a name. A number or a letter of its own is never a spelling."""
    return _marks(one) == _marks(other) and _alike(one, other) >= _ONE_NAME


def _marks(name: str) -> set[str]:
    words = name.split()
    return {word for word in words if len(word) == 1 or any(c.isdigit() for c in word)}


def _alike_among(known: list[Entry], among: Among) -> list[Entry]:
    return known if among is Among.ALL else [entry for entry in known if not entry.is_new]


def _with_likely(
    offered: list[Candidate], name: str, postcode: str, known: list[Entry]
) -> tuple[Candidate, ...]:
    """What was found for a reason, then what is alike by name; each record once."""
    records = (
        Known(e.id, e.name, e.more, getattr(e.draft, "postcode", ""), e.is_archived) for e in known
    )
    place = folded_postcode(postcode)
    for double in likely_matches(name, postcode, records):
        is_near = bool(place) and place == folded_postcode(double.postcode)
        why = f"name {double.alike}% alike" + (", same postcode" if is_near else "")
        offered.append(Candidate(double.id, double.name, double.more, why))
    unique: dict[str, Candidate] = {}
    for one in offered:
        unique.setdefault(one.id, one)
    return tuple(unique.values())[:5]


def _offer(entry: Entry, why: str) -> Candidate:
    return Candidate(entry.id, entry.name, entry.more, why)


def _alike(wanted: str, name: str) -> int:
    return round(fuzz.token_sort_ratio(wanted, folded_name(name)))


def _cqc_id(entry: Entry) -> str:
    return str(entry.draft.cqc_provider_id)


def _owner(draft: Any) -> tuple[str, ...]:
    return (draft.provider_id or "", draft.service_id or "", draft.contract_id or "")


def names_of(ids: Iterable[str], known: dict[str, Entry]) -> str:
    """The names of records, in order of name, as the preview shows them."""
    return "; ".join(sorted(known[one].name for one in ids if one in known))
