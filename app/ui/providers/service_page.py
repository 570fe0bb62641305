"""One service: what it is, both ratings, open actions, visits, contracts, history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.words import count, joined, long_date, short_date
from app.services import (
    actions,
    contracts,
    doubles,
    registrations,
    service_rows,
    services,
    visits,
)
from app.services.registrations import RegistrationRow
from app.services.service_rows import ServiceRow
from app.services.services import ServiceDetail
from app.ui import acts, record_tables
from app.ui.actions_block import ActionsBlock
from app.ui.contacts_block import ContactsBlock
from app.ui.context import Context
from app.ui.history_panel import HistoryPanel
from app.ui.providers.service_dialogs import ask_ofsted, ask_registration
from app.ui.providers.service_preview import (
    actions_words,
    kind_words,
    manager_words,
    seen_words,
    service_note,
    visit_words,
)
from app.ui.record_page import RecordPage, scrolling
from app.ui.widgets.block import Block
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip
from app.ui.widgets.detail_header import Fact
from app.ui.widgets.empty_state import StateOfList
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.note import Note
from app.ui.widgets.two_columns import TwoColumns

MakeRatingsTab = Callable[[Context], QWidget]


@dataclass(frozen=True)
class _Head:
    detail: ServiceDetail
    row: ServiceRow
    past: list[RegistrationRow]
    same_id: list[str]
    counts: dict[str, int]


class ServicePage(RecordPage):
    """The page of a service; its key is the service's id.

    `make_ratings` makes the widget of the Ratings tab, which has `show_service(service_id)`.
    """

    changed_kinds = frozenset(
        {"service", "provider", "rating", "visit", "visit_version", "action", "contract",
         "contract_service", "contact", "service_registration"}
    )  # fmt: skip

    def __init__(self, context: Context, make_ratings: MakeRatingsTab | None = None) -> None:
        super().__init__(context, "service", "Service", "Services")
        self._head: _Head | None = None
        self._add_acts()
        self._make_overview(context)
        self._make_lists(context)
        self.ratings: Any = make_ratings(context) if make_ratings is not None else None
        ratings = [("ratings", "Ratings", self.ratings)] if self.ratings is not None else []
        self.set_tabs(
            [
                ("overview", "Overview", scrolling(self._overview, "service_overview")),
                *ratings,
                ("visits", "Visits", self.visits_panel),
                ("actions", "Actions", self.actions_panel),
                ("contracts", "Contracts", self.contracts_panel),
                ("history", "History", self.history),
            ]
        )

    # --- building ---------------------------------------------------------------------------

    def _add_acts(self) -> None:
        self.add_menu_item("Open its provider", "service_open_provider", self._on_provider)
        self.add_menu_item(
            "Change owner or registration", "service_registration", self._on_registration
        )
        self._ofsted = self.add_menu_item("Add an Ofsted rating", "service_ofsted", self._on_ofsted)
        self._archive = self.add_menu_item("Archive", "service_archive", self._on_archive)
        self.add_action(
            button("Edit", name="service_edit", icon="ph.pencil-simple", on_click=self._on_edit)
        )
        self._plan = button(
            "Plan a visit", "primary", name="service_plan", icon="ph.plus", shortcut="Ctrl+N",
            on_click=self._on_plan,
        )  # fmt: skip
        self.add_action(self._plan)

    def _make_overview(self, context: Context) -> None:
        self._notes = QWidget()
        self._notes_column = QVBoxLayout(self._notes)
        self._notes_column.setContentsMargins(0, 0, 0, 0)
        self._notes_column.setSpacing(8)
        self.about = FactsTable("service_about", name_width=150)
        self.quality = FactsTable("service_quality", name_width=150)
        self.past = FactsTable("service_past", name_width=150)
        self._past_block = Block("service_past_block", "Previous registrations", self.past)
        self.open_actions = ActionsBlock(
            "service_open_actions", self._on_all_actions, names_service=False
        )
        self.open_actions.opened.connect(partial(self.open_record, "action"))
        self.contacts = ContactsBlock(context, "service_contacts", "service_id")
        main = [
            self._notes,
            Block("service_quality_block", "Quality", self.quality),
            Block("service_about_block", "About the service", self.about),
            self._past_block,
        ]
        self._overview = TwoColumns(main, [self.open_actions, self.contacts])
        self.history = HistoryPanel(context, "service")

    def _make_lists(self, context: Context) -> None:
        found_visits = record_tables.make_visits_table(context, "service_visits")
        found_visits.set_column_hidden("service", is_hidden=True)
        found_visits.opened.connect(partial(self.open_record, "visit"))
        empty = StateOfList("empty", "No visits yet", "Plan the first one with the button above.")
        self.visits_panel = ListPanel(found_visits, thing="visits", empty=empty)
        found_actions = record_tables.make_actions_table(context, "service_actions")
        found_actions.set_column_hidden("service", is_hidden=True)
        found_actions.opened.connect(partial(self.open_record, "action"))
        empty = StateOfList(
            "empty", "No actions yet", "Actions are raised at a visit, or by hand under Actions."
        )
        self.actions_panel = ListPanel(found_actions, thing="actions", empty=empty)
        found_contracts = record_tables.make_contracts_table(context, "service_contracts")
        found_contracts.opened.connect(partial(self.open_record, "contract"))
        empty = StateOfList(
            "empty", "No contract covers this service",
            "Open a contract, edit it and tick the service there.",
        )  # fmt: skip
        self.contracts_panel = ListPanel(found_contracts, thing="contracts", empty=empty)

    # --- reading ----------------------------------------------------------------------------

    def reload_head(self) -> None:
        acts.read(self.context, self, _read_head, self.key, on_result=self._on_head)

    def reload_tab(self, key: str) -> None:
        match key:
            case "overview":
                acts.read(
                    self.context, self, actions.list_actions, service_id=self.key,
                    on_result=self.open_actions.set_rows,
                )  # fmt: skip
                self.contacts.show_record(self.key)
            case "ratings":
                self.ratings.show_service(self.key)
            case "visits":
                self.read_into(self.visits_panel, visits.list_visits, service_id=self.key)
            case "actions":
                self.read_into(self.actions_panel, actions.list_actions, service_id=self.key)
            case "contracts":
                self.read_into(self.contracts_panel, contracts.list_contracts, service_id=self.key)
            case "history":
                self.history.show_record(self.key)

    def _on_head(self, head: _Head) -> None:
        self._head = head
        row = head.row
        self.set_title(row.name)
        self.set_sentence(f"{kind_words(row)}. {row.provider_name}.")
        self.header.set_chips(_chips(row))
        self.archived_note.setVisible(row.is_archived)
        self._archive.setVisible(not row.is_archived)
        self._plan.setVisible(not row.is_archived)
        self._ofsted.setVisible(bool(row.ofsted_urn))
        self.facts.set_facts(_facts(row))
        for key, number in head.counts.items():
            self.tabs.set_count(key, number)
        self._show_notes(head)
        self.quality.set_facts(_quality(row, self.context))
        self.about.set_facts(_about(head.detail))
        self.past.set_facts(_past(head.past))
        self._past_block.setVisible(bool(head.past))

    def _show_notes(self, head: _Head) -> None:
        while (item := self._notes_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = service_note(head.row, self.context.today())
        notes = [found] if found is not None and not head.row.is_archived else []
        if head.same_id:
            others = joined(head.same_id[:3])
            more = f" and {len(head.same_id) - 3} more" if len(head.same_id) > 3 else ""
            notes.append(("Same CQC location ID.", f"Also on {others}{more}.", "info"))
        for place, (strong, words, kind) in enumerate(notes):
            self._notes_column.addWidget(Note(strong, words, kind, name=f"service_note_{place}"))
        self._notes.setVisible(bool(notes))

    # --- acts and going elsewhere -----------------------------------------------------------

    def restore_record(self) -> None:
        acts.write(self.context, self, services.restore_service, self.key, offers_undo=True)

    def _on_archive(self) -> None:
        acts.write(self.context, self, services.archive_service, self.key, offers_undo=True)

    def _on_registration(self) -> None:
        if self._head is not None:
            ask_registration(self.context, self, self._head.detail)

    def _on_ofsted(self) -> None:
        if self._head is not None:
            ask_ofsted(self.context, self, self._head.detail)

    def _on_edit(self) -> None:
        self.navigate.emit("service_form", self.key)

    def _on_plan(self) -> None:
        self.navigate.emit("plan_visit", self.key)

    def _on_provider(self) -> None:
        if self._head is not None:
            self.navigate.emit("provider", self._head.row.provider_id)

    def _on_all_actions(self) -> None:
        self.tabs.choose("actions")


def _read_head(reading: Any, key: str) -> _Head:
    detail = services.get_service(reading, key)
    row = service_rows.get_service_row(reading, key)
    location = detail.draft.cqc_location_id
    counts = {
        "visits": len(visits.list_visits(reading, service_id=key)),
        "actions": row.open_actions,
        "contracts": len(contracts.list_contracts(reading, service_id=key)),
    }
    return _Head(
        detail,
        row,
        registrations.list_registrations(reading, key),
        doubles.same_location(reading, location, leave_out=key),
        counts,
    )


def _chips(row: ServiceRow) -> list[Chip]:
    own = Chip("own", row.own.level if row.own else None, has_owner=True)
    if not row.regulator:
        return [own]
    theirs = record_tables.cqc_chip(row)
    return [replace(theirs, has_owner=True, owner_name=row.regulator), own]


def _facts(row: ServiceRow) -> list[Fact]:
    known_as = "Ofsted URN" if row.regulator == "Ofsted" else "CQC location ID"
    facts = [Fact(known_as, row.location_id or ("None" if row.is_regulated else "Not regulated"))]
    if row.authority:
        facts.append(Fact("Local authority", row.authority))
    if row.people_placed is not None:
        beds = f" of {count(row.beds, 'bed')}" if row.beds else ""
        facts.append(Fact("People placed by us", f"{row.people_placed}{beds}"))
    if row.is_regulated:
        is_missing = row.has_manager is False
        facts.append(
            Fact("Manager", manager_words(row), "warn" if is_missing else "",
                 "ph.warning" if is_missing else "")
        )  # fmt: skip
    return facts


def _quality(row: ServiceRow, context: Context) -> list[FactLine]:
    facts = []
    if row.is_regulated:
        on = f", {long_date(row.rating_on)}" if row.rating_on else ""
        facts.append(FactLine(row.regulator, f"{row.rating_words}{on}"))
    ours = f"{row.own.words}, {long_date(row.own_on)}" if row.own and row.own_on else "Not visited"
    facts.append(FactLine("Ours", ours))
    seen = seen_words(row, context.today())
    facts.append(FactLine("Last in person", seen, "" if row.in_person_on else "danger"))
    plan = row.next_visit
    facts.append(FactLine("Next visit", visit_words(plan) if plan else "Not planned"))
    facts.append(
        FactLine("Open actions", actions_words(row), "danger" if row.overdue_actions else "")
    )
    return facts


def _about(detail: ServiceDetail) -> list[FactLine]:
    draft = detail.draft
    numbers = [("Beds", draft.beds), ("People", draft.people)]
    lines = [
        ("Address", joined_lines(draft.address, draft.postcode)),
        ("Phone", draft.phone),
        ("Email", draft.email),
        *((name, f"{value:,}" if value is not None else "") for name, value in numbers),
        ("Registered", _registered(detail)),
        ("Registered manager", _named_manager(detail)),
        ("Types as published", joined(detail.published_types)),
        ("Details as at", short_date(detail.details_on) if detail.details_on else ""),
        ("Notes", draft.notes),
    ]
    return [FactLine(name, words) for name, words in lines if words]


def joined_lines(*parts: str) -> str:
    """Lines of an address in one line."""
    return ", ".join(line.strip(" ,") for part in parts for line in part.splitlines() if line)


def _registered(detail: ServiceDetail) -> str:
    draft = detail.draft
    if not draft.is_regulated:
        return ""
    if draft.deregistered_on:
        return f"Until {long_date(draft.deregistered_on)}"
    since = f" since {long_date(draft.registered_on)}" if draft.registered_on else ""
    return f"Yes{since}" if draft.is_registered else "No"


def _named_manager(detail: ServiceDetail) -> str:
    name = detail.draft.manager_name
    source = f" ({detail.manager_source})" if detail.manager_source else ""
    return f"{name}{source}" if name else ""


def _past(rows: list[RegistrationRow]) -> list[FactLine]:
    return [
        FactLine(
            f"Until {short_date(row.ended_on)}" if row.ended_on else "Earlier",
            joined_lines(
                row.provider_name,
                f"CQC ID {row.cqc_location_id}" if row.cqc_location_id else "",
                row.reason,
            ),
        )
        for row in rows
    ]
