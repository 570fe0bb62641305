"""One provider: its services with both ratings, open actions, contracts, ratings by location."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from app import tokens
from app.domain.rating_lanes import RatingLanes
from app.domain.rating_words import KeyQuestion
from app.domain.words import sentence_case, short_date
from app.services import (
    actions,
    contracts,
    provider_ratings,
    provider_rows,
    providers,
    service_rows,
    visits,
)
from app.services.provider_ratings import LocationRating
from app.services.provider_rows import PlacesShare, ProviderRow
from app.services.provider_timeline import get_provider_timeline
from app.services.providers import ProviderDetail, ProviderDraft
from app.services.service_rows import ServiceRow
from app.ui import acts, record_tables
from app.ui.actions_block import ActionsBlock
from app.ui.contacts_block import ContactsBlock
from app.ui.context import Context
from app.ui.history_panel import HistoryPanel
from app.ui.providers.archiving import archive_provider
from app.ui.providers.provider_preview import contracts_words, placed_words, share_words
from app.ui.record_page import RecordPage, scrolling
from app.ui.widgets.block import Block
from app.ui.widgets.buttons import button
from app.ui.widgets.chart import ChartPanel
from app.ui.widgets.chips import Chip
from app.ui.widgets.detail_header import Fact
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView
from app.ui.widgets.two_columns import TwoColumns

MOST_ROWS = 8


@dataclass(frozen=True)
class _Head:
    detail: ProviderDetail
    row: ProviderRow
    share: PlacesShare | None
    counts: dict[str, int]


@dataclass(frozen=True)
class _Overview:
    services: list[ServiceRow]
    actions: list[actions.ActionRow]


class ProviderPage(RecordPage):
    """The page of a provider; its key is the provider's id."""

    changed_kinds = frozenset(
        {"provider", "service", "rating", "visit", "action", "contract", "contact", "officer"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "provider", "Provider", "Providers")
        self._name = ""
        self.add_action(
            button("Edit", name="provider_edit", icon="ph.pencil-simple", on_click=self._on_edit)
        )
        self._plan = button(
            "Plan a visit", "primary", name="provider_plan", icon="ph.plus", shortcut="Ctrl+N",
            on_click=self._on_plan,
        )  # fmt: skip
        self.add_action(self._plan)
        self.add_menu_item("Add a service", "provider_add_service", self._on_add_service)
        self.add_menu_item("Add a contract", "provider_add_contract", self._on_add_contract)
        self.add_menu_item("Archive", "provider_archive", self._on_archive)
        self._make_overview(context)
        self._make_lists(context)
        self.set_tabs(
            [
                ("overview", "Overview", scrolling(self._overview, "provider_overview")),
                ("services", "Services", self.services_panel),
                ("contracts", "Contracts", self.contracts_panel),
                ("ratings", "Ratings", self.ratings_panel),
                ("visits", "Visits", self.visits_panel),
                ("actions", "Actions", self.actions_panel),
                ("history", "History", self.history),
            ]
        )

    # --- building ---------------------------------------------------------------------------

    def _make_overview(self, context: Context) -> None:
        self.overview_table = record_tables.make_services_table(context, "provider_overview_rows")
        self.overview_table.set_column_hidden("next", is_hidden=True)
        self.overview_table.opened.connect(partial(self.open_record, "service"))
        self.overview_table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.open_actions = ActionsBlock(
            "provider_open_actions", self._on_all_actions, names_service=True
        )
        self.open_actions.opened.connect(partial(self.open_record, "action"))
        self.contacts = ContactsBlock(context, "provider_contacts", "provider_id")
        self._services_block = Block(
            "provider_services_block", "Services", self.overview_table,
            link="All", on_link=self._on_all_services,
        )  # fmt: skip
        self.timeline = ChartPanel("provider_timeline")
        self.timeline.opened.connect(partial(self.open_record, "service"))
        self.about = FactsTable("provider_about", name_width=104)
        self._about_block = Block("provider_about_block", "About the provider", self.about)
        self._overview = TwoColumns(
            [self._services_block, self.timeline],
            [self.open_actions, self.contacts, self._about_block],
        )
        self.history = HistoryPanel(context, "provider")

    def _make_lists(self, context: Context) -> None:
        services = record_tables.make_services_table(context, "provider_services")
        services.opened.connect(partial(self.open_record, "service"))
        add_service = NextStep("Add a service", self._on_add_service)
        self.services_panel = ListPanel(
            services, thing="services", empty=StateOfList("empty", "No services yet",
            "Add the places and branches that this provider runs.", add_service),
        )  # fmt: skip
        found_contracts = record_tables.make_contracts_table(context, "provider_contracts")
        found_contracts.set_column_hidden("provider", is_hidden=True)
        found_contracts.opened.connect(partial(self.open_record, "contract"))
        add_contract = NextStep("Add a contract", self._on_add_contract)
        self.contracts_panel = ListPanel(
            found_contracts, thing="contracts", empty=StateOfList("empty", "No contracts yet",
            "Add what is agreed with this provider.", add_contract),
        )  # fmt: skip
        ratings = _ratings_table(context)
        ratings.opened.connect(self._on_rating)
        self.ratings_panel = ListPanel(
            ratings, thing="ratings", empty=StateOfList("empty", "No ratings yet",
            "They come with the next CQC file, once its services have a CQC location ID."),
        )  # fmt: skip
        found_visits = record_tables.make_visits_table(context, "provider_visits")
        found_visits.opened.connect(partial(self.open_record, "visit"))
        self.visits_panel = ListPanel(
            found_visits, thing="visits", empty=StateOfList("empty", "No visits yet",
            "Plan the first one from the page of one of its services."),
        )  # fmt: skip
        found_actions = record_tables.make_actions_table(context, "provider_actions")
        found_actions.opened.connect(partial(self.open_record, "action"))
        self.actions_panel = ListPanel(
            found_actions, thing="actions", empty=StateOfList("empty", "No actions yet",
            "Actions are raised at a visit, or by hand under Actions."),
        )  # fmt: skip

    # --- reading ----------------------------------------------------------------------------

    def reload_head(self) -> None:
        acts.read(self.context, self, _read_head, self.key, on_result=self._on_head)

    def reload_tab(self, key: str) -> None:
        provider = self.key
        match key:
            case "overview":
                acts.read(self.context, self, _read_overview, provider, on_result=self._on_overview)
                acts.read(
                    self.context, self, get_provider_timeline, provider,
                    on_result=self._on_timeline,
                )  # fmt: skip
            case "services":
                self.read_into(
                    self.services_panel, service_rows.list_services, provider_id=provider
                )
            case "contracts":
                self.read_into(self.contracts_panel, contracts.list_contracts, provider_id=provider)
            case "ratings":
                self.read_into(
                    self.ratings_panel, provider_ratings.list_location_ratings,
                    provider_id=provider,
                )  # fmt: skip
            case "visits":
                self.read_into(self.visits_panel, visits.list_visits, provider_id=provider)
            case "actions":
                self.read_into(self.actions_panel, actions.list_actions, provider_id=provider)
            case "history":
                self.history.show_record(provider)

    def _on_head(self, head: _Head) -> None:
        row, draft = head.row, head.detail.draft
        self._name = draft.name
        self.set_title(draft.name)
        self.set_sentence(row.sentence)
        self.archived_note.setVisible(row.is_archived)
        for offered in (self._plan, self.more):
            offered.setVisible(not row.is_archived)
        self.facts.set_facts(_facts(head))
        about = _about(draft)
        self.about.set_facts(about)
        self._about_block.setVisible(bool(about))
        for key, number in head.counts.items():
            self.tabs.set_count(key, number)

    def _on_overview(self, found: _Overview) -> None:
        rows = found.services
        self.show_rows(self.overview_table, rows[:MOST_ROWS])
        shown = min(len(rows), MOST_ROWS)
        rest = len(rows) - shown
        self._services_block.set_remark(f"the {shown} with the worst ratings" if rest else "")
        self._services_block.set_link(f"All {len(rows)}" if rest else "")
        self.overview_table.setFixedHeight(tokens.TABLE_HEADER + 2 + tokens.ROW * max(shown, 1))
        self.open_actions.set_rows(found.actions)
        self.contacts.show_record(self.key)

    def _on_timeline(self, found: RatingLanes) -> None:
        self.timeline.setVisible(bool(found.lanes))
        self.timeline.set_chart(found)

    # --- going elsewhere --------------------------------------------------------------------

    def restore_record(self) -> None:
        acts.write(self.context, self, providers.restore_provider, self.key, offers_undo=True)

    def _on_archive(self) -> None:
        archive_provider(self.context, self, self.key, self._name)

    def _on_edit(self) -> None:
        self.navigate.emit("provider_form", self.key)

    def _on_plan(self) -> None:
        """Plan a visit to a service of this provider; begin with the one that is chosen."""
        table = self.services_panel.table if self.tabs.value == "services" else self.overview_table
        chosen = table.current_key()
        self.navigate.emit("plan_visit", f"provider:{self.key}" + (f":{chosen}" if chosen else ""))

    def _on_all_services(self) -> None:
        self.tabs.choose("services")

    def _on_add_service(self) -> None:
        self.navigate.emit("service_form", f"new:{self.key}")

    def _on_add_contract(self) -> None:
        self.navigate.emit("contract_form", f"new:{self.key}")

    def _on_all_actions(self) -> None:
        self.tabs.choose("actions")

    def _on_rating(self, _key: str) -> None:
        row = self.ratings_panel.table.current_row()
        if row is not None:
            self.navigate.emit("service", row.service_id)


def _read_head(reading: Any, key: str) -> _Head:
    row = provider_rows.get_provider_row(reading, key)
    counts = {
        "services": row.services,
        "contracts": row.contracts,
        "visits": len(visits.list_visits(reading, provider_id=key)),
        "actions": row.open_actions,
    }
    share = provider_rows.largest_share(reading, key)
    return _Head(providers.get_provider(reading, key), row, share, counts)


def _read_overview(reading: Any, key: str) -> _Overview:
    is_archived = providers.get_provider(reading, key).is_archived
    return _Overview(
        service_rows.list_services(reading, provider_id=key, include_archived=is_archived),
        actions.list_actions(reading, provider_id=key, include_closed=False),
    )


def _facts(head: _Head) -> list[Fact]:
    draft, row = head.detail.draft, head.row
    facts = [
        Fact("CQC provider ID", draft.cqc_provider_id or "None"),
        Fact("Contracts", contracts_words(row)),
    ]
    if row.people_placed is not None:
        facts.append(Fact("People placed by us", placed_words(row)))
    if head.share is not None:
        kind = head.share.service_type.words.lower()
        facts.append(Fact(f"Share of our {kind} places", share_words(head.share.percent)))
    facts.append(Fact("Contract manager", head.detail.contract_manager or "Not named"))
    return facts


def _about(draft: ProviderDraft) -> list[FactLine]:
    kinds = ((draft.is_vcse, "voluntary sector"), (draft.is_sme, "small or medium-sized"))
    postcode = draft.postcode.replace(" ", "\N{NO-BREAK SPACE}")
    address = [line.strip(" ,") for line in (*draft.address.splitlines(), postcode)]
    lines = (
        ("Brand or group", draft.brand),
        ("Kind", sentence_case(", ".join(words for is_so, words in kinds if is_so))),
        ("Company no.", draft.company_number),
        ("Charity no.", draft.charity_number),
        ("Address", ", ".join(line for line in address if line)),
        ("Phone", draft.phone),
        ("Email", draft.email),
        ("Website", draft.website),
        ("Notes", draft.notes),
    )
    return [FactLine(name, words) for name, words in lines if words]


def _ratings_table(context: Context) -> TableView[LocationRating]:
    columns = (
        Column[LocationRating](
            "services", "Location", lambda r: r.services, width=160, is_stretched=True,
            second=_published, tip=lambda r: f"{r.services}\nCQC location {r.location_id}",
        ),
        Column[LocationRating]("overall", "Overall", _overall_chip, Kind.CQC, 182),
        *(_area_column(question.words) for question in KeyQuestion),
    )  # fmt: skip
    return TableView(
        "provider_ratings", "Ratings by location", columns, lambda r: r.key,
        settings=context.settings, row_height=tokens.ROW_TWO_LINE,
    )  # fmt: skip


def _published(row: LocationRating) -> str:
    on = f"Published {short_date(row.published_on)}" if row.published_on else "No date"
    return f"{row.group}, {on[:1].lower()}{on[1:]}" if row.group else on


def _area_column(area: str) -> Column[LocationRating]:
    return Column[LocationRating](
        area, area, lambda r: r.areas.get(area), width=156, empty="",
        tone=lambda r: "danger" if r.areas.get(area, "").lower() == "inadequate" else "",
    )  # fmt: skip


def _overall_chip(row: LocationRating) -> Chip:
    return Chip("cqc", row.overall.level if row.overall else None)
