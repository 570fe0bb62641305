"""Contracts and contacts of a council's own spreadsheet, with the records that they belong to."""

from __future__ import annotations

from dataclasses import replace

from app.domain.matching import folded_name
from app.services.contacts import ContactDraft
from app.services.contracts import ContractDraft
from app.services.own_import_drafts import contract_terms, field_change, given_values, manager_named
from app.services.own_import_fields import RECORD_ID, Target
from app.services.own_import_items import Outcome
from app.services.own_import_match import Entry, owner_of
from app.services.own_import_naming import Naming
from app.services.own_import_rows import ReadRow
from app.services.own_import_settle import LeftOutError, Settling


class ContractRows:
    """Plans the rows of contracts and of contacts."""

    def __init__(self, settling: Settling, naming: Naming) -> None:
        self._settling = settling
        self._naming = naming
        self._register = settling.register

    def contract_row(self, row: ReadRow) -> None:
        """Plan a contract, or what a further row adds to one. Raises LeftOutError."""
        if not row.text("reference"):
            raise LeftOutError("No reference of the contract")
        services = self._services_of_contract(row)
        provider = self._naming.provider_of(row)
        if provider is None and services:
            provider = self._register.providers[services[0].draft.provider_id]
        match = self._register.contract(row.text("reference"), row.text(RECORD_ID))
        entry = match.entry
        if entry is not None and entry.id in self._settling.seen:
            self._cover_more(entry, services)
            return
        given = given_values(row, ContractDraft)
        given |= self._settling.told(manager_named(row, self._register), row)
        given |= self._settling.told(contract_terms(row, entry), row)
        covered = {one.id: None for one in services}
        if row.is_ours or entry is None:
            given["provider_id"] = provider.id if provider else ""
        if "services" in row.values or "service_ids" in row.values or services:
            kept = () if row.is_ours or entry is None else entry.draft.service_ids
            given["service_ids"] = tuple(dict.fromkeys([*kept, *covered]))
        if entry is None:
            if provider is None:
                raise LeftOutError("No provider is named")
            title = row.text("title") or row.text("theme") or row.text("reference")
            given["title"] = title
        blank = ContractDraft("", "", "", None)
        more = provider.name if provider else ""
        self._settling.settle(row, entry, self._register.contracts, given, blank, match.why, more)

    def _services_of_contract(self, row: ReadRow) -> list[Entry]:
        if ids := row.text("service_ids").split():
            wanted = [self._settling.ids.get(one, one) for one in ids]
            return [self._register.services[i] for i in wanted if i in self._register.services]
        names = [part.strip() for part in row.text("services").replace("\n", ";").split(";")]
        found = []
        for name in filter(None, names) if any(names) else [""]:
            if not name and not row.text("location_id"):
                continue
            try:
                found.append(self._naming.service_named(row, name))
            except LeftOutError as error:
                if str(error):
                    self._settling.remark(row, str(error), is_left_out=False)
        return found

    def _cover_more(self, entry: Entry, services: list[Entry]) -> None:
        """A further row of one contract: it covers these services too."""
        at = next(
            i for i, item in enumerate(self._settling.plan.items)
            if item.record_id == entry.id and item.target is Target.CONTRACTS
        )  # fmt: skip
        item = self._settling.plan.items[at]
        covered = tuple(dict.fromkeys([*item.draft.service_ids, *(one.id for one in services)]))
        if not services or set(covered) == set(item.draft.service_ids):
            if not services:
                raise LeftOutError(f"Same reference as row {self._settling.seen[entry.id].number}")
            return
        draft = replace(item.draft, service_ids=covered)
        changes = item.changes
        if item.outcome is not Outcome.ADD:
            change = field_change(
                self._register, Target.CONTRACTS, "service_ids", entry.draft.service_ids, covered
            )
            changes = (*(c for c in changes if c.words != change.words), change)
        outcome = Outcome.ADD if item.outcome is Outcome.ADD else Outcome.CHANGE
        self._settling.plan.items[at] = replace(item, draft=draft, outcome=outcome, changes=changes)

    def contact_row(self, row: ReadRow) -> None:
        """Plan a person or desk. Raises LeftOutError."""
        if not row.text("name"):
            raise LeftOutError("No name of a person or desk")
        owner = self._owner_of(row)
        draft = ContactDraft("", **owner)
        match = self._register.contact(row.text("name"), owner_of(draft), row.text(RECORD_ID))
        given = given_values(row, ContactDraft)
        if match.entry is None or row.is_ours:
            given |= {"provider_id": None, "service_id": None, "contract_id": None} | owner
        owners = self._register.providers | self._register.services | self._register.contracts
        more = owners[next(iter(owner.values()))].name
        self._settling.settle(row, match.entry, self._register.contacts, given, ContactDraft(""),
                     match.why, more)  # fmt: skip

    def _owner_of(self, row: ReadRow) -> dict[str, str]:
        """Whom a contact belongs to, as the one field of its draft."""
        for name, known in (
            ("provider_id", self._register.providers),
            ("service_id", self._register.services),
            ("contract_id", self._register.contracts),
        ):
            if (entry := self._naming.by_record_id(row, name, known)) is not None:
                return {name: entry.id}
        if row.text("service"):
            return {"service_id": self._naming.service_named(row).id}
        if owner := folded_name(row.text("owner")):
            for name, known in (
                ("service_id", self._register.services),
                ("provider_id", self._register.providers),
            ):
                same = [entry for entry in known.values() if folded_name(entry.name) == owner]
                if len(same) == 1:
                    return {name: same[0].id}
        provider = self._naming.provider_of(row)
        if provider is None:
            raise LeftOutError("No provider, service or contract that the contact belongs to")
        return {"provider_id": provider.id}
