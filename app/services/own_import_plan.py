"""What the rows of a council's own spreadsheet would do to the register: add, change, nothing.

Providers come first, then services, contracts, contacts, visits and actions, so that a row may
name a record that another row adds. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.db.work import Reading
from app.domain.matching import folded_name
from app.domain.vocabulary import ActionState, Priority, ServiceType, VisitMode, Worded
from app.domain.words import short_date
from app.errors import RuleError, RulesError
from app.models import new_id
from app.services.contacts import ContactDraft
from app.services.contracts import ContractDraft
from app.services.draft_checks import cleaned
from app.services.own_import_drafts import (
    changed_values,
    checked_draft,
    contract_terms,
    field_change,
    given_values,
    manager_in_post,
    manager_named,
    words_of,
)
from app.services.own_import_fields import RECORD_ID, Target
from app.services.own_import_items import (
    LEAVE_OUT,
    Decisions,
    FieldChange,
    OpenAction,
    Outcome,
    OwnItem,
    OwnPlan,
    Question,
    VisitDone,
)
from app.services.own_import_match import (
    Among,
    Candidate,
    Entry,
    KnownVisit,
    Match,
    Register,
    folded_text,
    owner_of,
)
from app.services.own_import_rows import ReadRow, Remark
from app.services.providers import ProviderDraft
from app.services.services import ServiceDraft


def make_plan(
    reading: Reading, register: Register, rows: list[ReadRow], decisions: Decisions
) -> OwnPlan:
    """Compare rows with the register. The register grows by what would be added."""
    planner = _Planner(reading, register, decisions)
    for target in Target:
        for row in rows:
            if row.target is target:
                planner.take(row)
    return planner.plan


class _LeftOutError(Exception):
    """A row cannot be taken; the words say why. Empty: it waits for a decision."""


class _Planner:
    def __init__(self, reading: Reading, register: Register, decisions: Decisions) -> None:
        self.plan = OwnPlan()
        self._reading = reading
        self._register = register
        self._decisions = decisions
        self._ids: dict[str, str] = {}  # a record id in the file -> the entry it became
        self._seen: dict[str, ReadRow] = {}  # an entry -> the row that told it

    def take(self, row: ReadRow) -> None:
        """Plan one row; a row that cannot be taken is remarked."""
        takers = {
            Target.PROVIDERS: self._provider_row,
            Target.SERVICES: self._service_row,
            Target.CONTRACTS: self._contract_row,
            Target.CONTACTS: self._contact_row,
            Target.VISITS: self._visit_row,
            Target.ACTIONS: self._action_row,
        }
        try:
            takers[row.target](row)
        except _LeftOutError as error:
            if str(error):
                self._remark(row, str(error))
        except (RuleError, RulesError) as error:
            self._remark(row, str(error))

    # --- rows -------------------------------------------------------------------------------

    def _provider_row(self, row: ReadRow) -> None:
        if not row.text("name"):
            raise _LeftOutError("No name of a provider")
        match = self._register.provider(
            row.text("name"), cqc_id=row.text("cqc_provider_id"),
            record_id=row.text(RECORD_ID), postcode=row.text("postcode"), among=_among(row),
        )  # fmt: skip
        entry, why = self._decided(
            match, row, Target.PROVIDERS, row.text("name"), row.text("postcode")
        )
        given = given_values(row, ProviderDraft) | self._told(
            manager_named(row, self._register), row
        )
        blank = ProviderDraft("")
        self._settle(row, entry, self._register.providers, given, blank, why)

    def _service_row(self, row: ReadRow) -> None:
        if not row.text("name"):
            raise _LeftOutError("No name of a service")
        provider = self._provider_of(row)
        match = self._register.service(
            row.text("name"), location_id=row.text("cqc_location_id"),
            record_id=row.text(RECORD_ID), postcode=row.text("postcode"),
            provider_id=provider.id if provider else "", among=_among(row),
        )  # fmt: skip
        more = provider.name if provider else row.text("postcode")
        entry, why = self._decided(match, row, Target.SERVICES, row.text("name"), more)
        given = given_values(row, ServiceDraft) | manager_in_post(row)
        if entry is None or row.is_ours:
            given["provider_id"] = provider.id if provider else ""
        elif provider and provider.id != entry.draft.provider_id:
            owner = self._register.providers[entry.draft.provider_id].name
            self._remark(
                row,
                f"The register has “{entry.name}” under {owner}. Change the owner on its page, so "
                "that its past is kept",
                is_left_out=False,
            )
        if entry is None and not given.get("provider_id"):
            raise _LeftOutError("No provider is named")
        if entry is None and "is_regulated" not in given and not given.get("cqc_location_id"):
            given["is_regulated"] = given.get("service_type") is not ServiceType.DAY_OPPORTUNITIES
        blank = ServiceDraft("", "", None)
        placed = self._settle(row, entry, self._register.services, given, blank, why, more)
        self._last_visit(row, placed)

    def _contract_row(self, row: ReadRow) -> None:
        if not row.text("reference"):
            raise _LeftOutError("No reference of the contract")
        services = self._services_of_contract(row)
        provider = self._provider_of(row)
        if provider is None and services:
            provider = self._register.providers[services[0].draft.provider_id]
        match = self._register.contract(row.text("reference"), row.text(RECORD_ID))
        entry = match.entry
        if entry is not None and entry.id in self._seen:
            self._cover_more(row, entry, services)
            return
        given = given_values(row, ContractDraft)
        given |= self._told(manager_named(row, self._register), row)
        given |= self._told(contract_terms(row, entry), row)
        covered = {one.id: None for one in services}
        if row.is_ours or entry is None:
            given["provider_id"] = provider.id if provider else ""
        if "services" in row.values or "service_ids" in row.values or services:
            kept = () if row.is_ours or entry is None else entry.draft.service_ids
            given["service_ids"] = tuple(dict.fromkeys([*kept, *covered]))
        if entry is None:
            if provider is None:
                raise _LeftOutError("No provider is named")
            title = row.text("title") or row.text("theme") or row.text("reference")
            given["title"] = title
        blank = ContractDraft("", "", "", None)
        more = provider.name if provider else ""
        self._settle(row, entry, self._register.contracts, given, blank, match.why, more)

    def _contact_row(self, row: ReadRow) -> None:
        if not row.text("name"):
            raise _LeftOutError("No name of a person or desk")
        owner = self._owner_of(row)
        draft = ContactDraft("", **owner)
        match = self._register.contact(row.text("name"), owner_of(draft), row.text(RECORD_ID))
        given = given_values(row, ContactDraft)
        if match.entry is None or row.is_ours:
            given |= {"provider_id": None, "service_id": None, "contract_id": None} | owner
        owners = self._register.providers | self._register.services | self._register.contracts
        more = owners[next(iter(owner.values()))].name
        self._settle(row, match.entry, self._register.contacts, given, ContactDraft(""),
                     match.why, more)  # fmt: skip

    def _visit_row(self, row: ReadRow) -> None:
        on = row.values.get("visited_on")
        if on is None:
            raise _LeftOutError("No date of the visit")
        service = self._service_named(row)
        score, summary = row.text("score"), row.text("summary")
        told = ". ".join(part for part in (f"Score {score}" if score else "", summary) if part)
        self._visit(row, service, on, row.values.get("mode"), row.values.get("result"),
                    row.text("officer"), told)  # fmt: skip

    def _action_row(self, row: ReadRow) -> None:
        text, due_on = row.text("text"), row.values.get("due_on")
        if not text:
            raise _LeftOutError("It does not say what must change")
        state = row.values.get("state") or ActionState.OPEN
        if not state.is_open:
            raise _LeftOutError("Closed already: only open actions are brought in")
        if due_on is None:
            raise _LeftOutError("No date by which it must be done")
        service = self._service_named(row)
        today = self._reading.today
        action = OpenAction(
            service.id, text, due_on, min(row.values.get("raised_on") or today, today),
            row.text("owner"), row.values.get("priority") or Priority.MEDIUM, state,
            row.text("evidence_needed"), row.text("notes"),
        )  # fmt: skip
        self._action(row, service, action)

    # --- what rows name ---------------------------------------------------------------------

    def _provider_of(self, row: ReadRow) -> Entry | None:
        """The provider that a row names; one that nobody knows yet is added by its name."""
        known = self._by_record_id(row, "provider_id", self._register.providers)
        name = row.text("provider")
        if known is not None or not name:
            return known
        match = self._register.provider(name, cqc_id=row.text("cqc_provider_id"))
        entry, _ = self._decided(match, row, Target.PROVIDERS, name, "")
        if entry is not None:
            return entry
        draft = cleaned(ProviderDraft(name, cqc_provider_id=row.text("cqc_provider_id")))
        return self._add(row, Target.PROVIDERS, draft, "", self._register.providers)

    def _service_named(self, row: ReadRow, name: str = "", location_id: str = "") -> Entry:
        """The service that a row names. A name alone adds none."""
        name = name or row.text("service")
        location_id = location_id or row.text("location_id")
        if not name and not location_id:
            raise _LeftOutError("No service is named")
        provider = self._register.provider(row.text("provider")).entry
        match = self._register.service(
            name, location_id=location_id, provider_id=provider.id if provider else ""
        )
        if match.entry is not None:
            return match.entry
        if not match.candidates:
            raise _LeftOutError(f"No service “{name or location_id}” in the register or this file")
        key = f"which:{folded_name(name)}:{location_id}"
        decision = self._ask(key, row, Target.SERVICES, name or location_id, row.text("provider"),
                             match.candidates, may_add=False)  # fmt: skip
        if decision in self._register.services:
            return self._register.services[decision]
        waits = decision != LEAVE_OUT
        raise _LeftOutError("" if waits else f"“{name or location_id}” is left out")

    def _services_of_contract(self, row: ReadRow) -> list[Entry]:
        if ids := row.text("service_ids").split():
            wanted = [self._ids.get(one, one) for one in ids]
            return [self._register.services[i] for i in wanted if i in self._register.services]
        names = [part.strip() for part in row.text("services").replace("\n", ";").split(";")]
        found = []
        for name in filter(None, names) if any(names) else [""]:
            if not name and not row.text("location_id"):
                continue
            try:
                found.append(self._service_named(row, name))
            except _LeftOutError as error:
                if str(error):
                    self._remark(row, str(error), is_left_out=False)
        return found

    def _owner_of(self, row: ReadRow) -> dict[str, str]:
        """Whom a contact belongs to, as the one field of its draft."""
        for name, known in (
            ("provider_id", self._register.providers),
            ("service_id", self._register.services),
            ("contract_id", self._register.contracts),
        ):
            if (entry := self._by_record_id(row, name, known)) is not None:
                return {name: entry.id}
        if row.text("service"):
            return {"service_id": self._service_named(row).id}
        if owner := folded_name(row.text("owner")):
            for name, known in (
                ("service_id", self._register.services),
                ("provider_id", self._register.providers),
            ):
                same = [entry for entry in known.values() if folded_name(entry.name) == owner]
                if len(same) == 1:
                    return {name: same[0].id}
        provider = self._provider_of(row)
        if provider is None:
            raise _LeftOutError("No provider, service or contract that the contact belongs to")
        return {"provider_id": provider.id}

    def _by_record_id(self, row: ReadRow, name: str, known: Mapping[str, Entry]) -> Entry | None:
        record_id = row.text(name)
        return known.get(self._ids.get(record_id, record_id)) if record_id else None

    def _decided(
        self, match: Match, row: ReadRow, target: Target, name: str, more: str
    ) -> tuple[Entry | None, str]:
        """The entry that a row means, None when it is new. Asks where it is not sure."""
        if match.entry is not None or not match.candidates:
            return match.entry, match.why
        key = f"{target.value}:{folded_name(name)}"
        if target is Target.SERVICES:
            key = row.key
        decision = self._ask(key, row, target, name, more, match.candidates, may_add=True)
        known = self._register.providers | self._register.services
        if decision in known:
            return known[decision], "you said so"
        if decision == LEAVE_OUT:
            raise _LeftOutError(f"“{name}” is left out")
        return None, ""

    def _ask(
        self, key: str, row: ReadRow, target: Target, name: str, more: str,
        candidates: tuple[Candidate, ...], *, may_add: bool,
    ) -> str:  # fmt: skip
        known = self.plan.questions.get(key)
        decision = self._decisions.get(key, "")
        if known is not None:
            self.plan.questions[key] = replace(known, rows=known.rows + 1)
        else:
            self.plan.questions[key] = Question(
                key, target, row.sheet, row.number, name, more, candidates, may_add, decision
            )
        return decision

    # --- what comes of it -------------------------------------------------------------------

    def _settle(
        self, row: ReadRow, entry: Entry | None, known: dict[str, Entry],
        given: dict[str, Any], blank: Any, why: str, more: str = "",
    ) -> Entry:  # fmt: skip
        """Add a record, or compare it with the one it is."""
        if entry is not None and entry.id in self._seen:
            first = self._seen[entry.id]
            where = f"row {first.number}" + (
                f" of {first.sheet}" if first.sheet != row.sheet else ""
            )
            raise _LeftOutError(f"Same as {where}")
        archived = row.values.get("is_archived")
        if entry is None:
            draft = self._checked(row, replace(blank, **given), "")
            placed = self._add(row, row.target, draft, more, known, bool(archived))
        else:
            placed = entry
            if not row.is_ours:
                given.pop("name", None)  # however a list writes it, the register's name stays
            self._compare(row, entry, given, why, more, archived)
        self._seen[placed.id] = row
        if row.text(RECORD_ID):
            self._ids[row.text(RECORD_ID)] = placed.id
        return placed

    def _add(
        self, row: ReadRow, target: Target, draft: Any, more: str, known: dict[str, Entry],
        is_archived: bool = False,
    ) -> Entry:  # fmt: skip
        name = draft.reference if target is Target.CONTRACTS else draft.name
        key = f"new {target.value} {row.key} {folded_name(name)}"  # the same at each preview
        entry = Entry(key, name, draft, more, 0, is_archived)
        known[entry.id] = entry
        self.plan.items.append(
            OwnItem(
                target, Outcome.ADD, row.sheet, row.number, entry.id, name, more, draft,
                is_archived=True if is_archived else None,
            )
        )  # fmt: skip
        return entry

    def _compare(
        self, row: ReadRow, entry: Entry, given: dict[str, Any], why: str, more: str,
        archived: bool | None,
    ) -> None:  # fmt: skip
        changed = changed_values(entry.draft, given)
        draft = replace(entry.draft, **changed)
        if changed:
            self._checked(row, draft, entry.id)
        changes = [field_change(self._register, row.target, n, getattr(entry.draft, n), v)
                   for n, v in changed.items()]  # fmt: skip
        is_moved = row.is_ours and archived is not None and archived != entry.is_archived
        if is_moved:
            changes.append(FieldChange("Archived", words_of(entry.is_archived), words_of(archived)))
        elif entry.is_archived and not row.is_ours:
            words = f"“{entry.name}” is archived: restore it on its page if it is in use again"
            self._remark(row, words, is_left_out=False)
        self.plan.items.append(
            OwnItem(
                row.target, Outcome.CHANGE if changes else Outcome.SAME, row.sheet, row.number,
                entry.id, entry.name, more or entry.more, draft, entry.row_version, why,
                tuple(changes), archived if is_moved else None,
            )
        )  # fmt: skip

    def _cover_more(self, row: ReadRow, entry: Entry, services: list[Entry]) -> None:
        """A further row of one contract: it covers these services too."""
        at = next(
            i for i, item in enumerate(self.plan.items)
            if item.record_id == entry.id and item.target is Target.CONTRACTS
        )  # fmt: skip
        item = self.plan.items[at]
        covered = tuple(dict.fromkeys([*item.draft.service_ids, *(one.id for one in services)]))
        if not services or set(covered) == set(item.draft.service_ids):
            if not services:
                raise _LeftOutError(f"Same reference as row {self._seen[entry.id].number}")
            return
        draft = replace(item.draft, service_ids=covered)
        changes = item.changes
        if item.outcome is not Outcome.ADD:
            change = field_change(
                self._register, Target.CONTRACTS, "service_ids", entry.draft.service_ids, covered
            )
            changes = (*(c for c in changes if c.words != change.words), change)
        outcome = Outcome.ADD if item.outcome is Outcome.ADD else Outcome.CHANGE
        self.plan.items[at] = replace(item, draft=draft, outcome=outcome, changes=changes)

    def _last_visit(self, row: ReadRow, service: Entry) -> None:
        """A service's row may tell of its last visit."""
        on = row.values.get("last_visit_on")
        if on is not None:
            self._visit(row, service, on, None, row.values.get("last_result"), "", "")

    def _visit(
        self, row: ReadRow, service: Entry, on: date, mode: VisitMode | None,
        result: Worded | None, officer: str, told: str,
    ) -> None:  # fmt: skip
        if on > self._reading.today:
            words = f"The visit of {short_date(on)} is in the future: plan it under Visits"
            self._remark(row, words, is_left_out=row.target is Target.VISITS)
            return
        overall = str(result.value) if result else None
        visit = VisitDone(service.id, on, mode or VisitMode.ANNOUNCED, overall, officer, told)
        known = self._register.visits.get((service.id, on))
        changes: tuple[FieldChange, ...] = ()
        outcome = Outcome.SAME if known else Outcome.ADD
        if known and known.is_brought_in and overall and known.overall != overall:
            changes = (
                FieldChange("Overall result", known.overall or "", result.words if result else ""),
            )
            outcome = Outcome.CHANGE
        record_id = known.id if known else new_id()
        if known is None:
            self._register.visits[service.id, on] = KnownVisit(record_id, overall, False)
        name = f"Visit of {short_date(on)}"
        self.plan.items.append(
            OwnItem(Target.VISITS, outcome, row.sheet, row.number, record_id, name, service.name,
                    visit, matched_by="same service and date" if known else "", changes=changes)
        )  # fmt: skip

    def _action(self, row: ReadRow, service: Entry, action: OpenAction) -> None:
        key = (service.id, folded_text(action.text))
        known = self._register.actions.get(key)
        changes: list[FieldChange] = []
        for name, words in (("due_on", "Due"), ("owner", "Owner"), ("priority", "Priority"),
                            ("evidence_needed", "Evidence needed")):  # fmt: skip
            told = row.values.get(name)
            if known is not None and told and known.source == "Spreadsheet":
                before = getattr(known, name)
                if before != told:
                    changes.append(FieldChange(words, words_of(before), words_of(told)))
        if f"{key}" in self._seen:
            raise _LeftOutError(f"Same as row {self._seen[f'{key}'].number}")
        self._seen[f"{key}"] = row
        outcome = Outcome.CHANGE if changes else Outcome.SAME if known else Outcome.ADD
        self.plan.items.append(
            OwnItem(
                Target.ACTIONS, outcome, row.sheet, row.number, known.id if known else new_id(),
                action.text, service.name, action, known.row_version if known else 0,
                "same words at the same service" if known else "", tuple(changes),
            )
        )  # fmt: skip

    def _checked(self, row: ReadRow, draft: Any, record_id: str) -> Any:
        return checked_draft(self._reading, self._register, row.target, draft, record_id)

    def _told(self, found: tuple[dict[str, Any], str], row: ReadRow) -> dict[str, Any]:
        values, words = found
        if words:
            self._remark(row, words, is_left_out=False)
        return values

    def _remark(self, row: ReadRow, reason: str, *, is_left_out: bool = True) -> None:
        self.plan.remarks.append(Remark(row.sheet, row.number, reason, is_left_out))


def _among(row: ReadRow) -> Among:
    return Among.STORED if row.text(RECORD_ID) else Among.SAME_IN_FILE
