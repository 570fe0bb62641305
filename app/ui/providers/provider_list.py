"""The providers list: those with the worst ratings first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtGui import QAction

from app.domain.vocabulary import ServiceType
from app.domain.words import count, money
from app.services import provider_rows, providers, service_rows
from app.services.provider_rows import ProviderRow
from app.services.register_export import RegisterChoice
from app.ui import acts
from app.ui.context import Context
from app.ui.file_views import FileViews
from app.ui.providers.archiving import archive_provider
from app.ui.providers.list_page import RegisterListPage
from app.ui.record_tables import seen_tone
from app.ui.register_saving import ask_and_save
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

NO_RATING = 5


class ProviderListPage(RegisterListPage):
    """Every provider of the register."""

    changed_kinds = frozenset(
        {"provider", "service", "rating", "visit", "action", "contract", "officer"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "providers", "Providers")
        self.add_action(
            button("Bring in a file", name="providers_import", icon="ph.download-simple",
                   on_click=self._on_import)
        )  # fmt: skip
        self.add_action(button("Export", name="providers_export", icon="ph.export",
                               on_click=self._on_export))  # fmt: skip
        self.add_action(
            button(
                "Add a provider", "primary", name="providers_add", icon="ph.plus",
                shortcut="Ctrl+Shift+N", on_click=self._on_add,
            )
        )  # fmt: skip
        self.bar: FilterBar[ProviderRow] = FilterBar(
            "providers_filters", _filters(), find="Find by name or CQC ID", text_of=_text,
            settings=context.settings, views=FileViews(context, "providers"),
        )  # fmt: skip
        self.add_bar(self.bar)
        self.table: TableView[ProviderRow] = TableView(
            "providers", "Providers", _columns(context.today), lambda r: r.id,
            settings=context.settings,
        )  # fmt: skip
        self.table.make_menu = self._menu
        self.table.opened.connect(self._on_opened)
        self.table.rows_changed.connect(self._show_sentence)
        self.panel = ListPanel(
            self.table,
            thing="providers",
            empty=self._empty(),
            filter_bar=self.bar,
            order="worst rating first",
        )
        self.set_content(self.panel)

    def reload(self) -> None:
        self.panel.set_loading()
        acts.read(
            self.context, self, _read, on_result=self._on_read,
            on_error=lambda error: self.panel.set_failed(error, self.reload),
        )  # fmt: skip

    def _on_read(self, found: tuple[list[ProviderRow], int]) -> None:
        rows, services = found
        self.set_counts(sum(not row.is_archived for row in rows), services)
        self.panel.set_rows(rows)

    def _show_sentence(self) -> None:
        rows = self.table.table_model.all_rows
        self.set_sentence(_sentence(self.table.shown_rows()) if rows else "")

    def _on_opened(self, key: str) -> None:
        self.navigate.emit("provider", key)

    def _on_add(self) -> None:
        self.navigate.emit("provider_form", "new")

    def _on_import(self) -> None:
        self.navigate.emit("import", "")

    def _on_export(self) -> None:
        if not self.bar.is_in_use:
            ask_and_save(self.context, self, RegisterChoice())
            return
        chosen = [row.id for row in self.table.shown_rows()]
        if not chosen:
            self.context.messages.say("No provider is shown, so there is nothing to export.")
            return
        words = "; ".join(self.bar.words_in_use())
        ask_and_save(self.context, self, RegisterChoice(provider_ids=chosen, words=words))

    def _menu(self, rows: list[ProviderRow]) -> Sequence[QAction]:
        if len(rows) != 1:
            return ()
        row = rows[0]
        edit = QAction("Edit", self.table)
        edit.triggered.connect(lambda _=False: self.navigate.emit("provider_form", row.id))
        other = QAction("Restore" if row.is_archived else "Archive", self.table)
        other.triggered.connect(lambda _=False: self._archive_or_restore(row))
        return (edit, other)

    def _archive_or_restore(self, row: ProviderRow) -> None:
        if row.is_archived:
            acts.write(self.context, self, providers.restore_provider, row.id, offers_undo=True)
        else:
            archive_provider(self.context, self, row.id, row.name)

    def _empty(self) -> StateOfList:
        return StateOfList(
            "empty",
            "No providers yet",
            "Add the first one, or bring in the list that you keep.",
            NextStep("Add a provider", self._on_add),
            NextStep("Bring in a file", self._on_import),
            icon="ph.buildings",
        )


def _read(reading: Any) -> tuple[list[ProviderRow], int]:
    return provider_rows.list_providers(reading), service_rows.count_services(reading)


def _columns(today: Callable[[], date]) -> tuple[Column[ProviderRow], ...]:
    return (
        Column[ProviderRow](
            "name", "Provider", lambda r: r.name, width=210, is_stretched=True,
            tip=lambda r: "\n".join(part for part in (r.name, r.brand, ", ".join(r.types)) if part),
        ),
        Column[ProviderRow]("services", "Services", lambda r: r.services or None, Kind.NUMBER, 82),
        Column[ProviderRow](
            "lowest", "Lowest rating", lambda r: _lowest(r), Kind.CQC, 182, empty="",
            tip=lambda _r: "The lowest CQC or Ofsted rating among its services",
        ),
        Column[ProviderRow](
            "below", "Below Good", lambda r: r.below_good or None, Kind.NUMBER, 104,
            tip=lambda r: f"{r.below_good} of {r.rated} rated services, by CQC or Ofsted",
        ),
        Column[ProviderRow](
            "own_below", "Below Good, ours", lambda r: r.own_below_good or None, Kind.NUMBER, 142,
            tip=lambda r: f"{r.own_below_good} services rated below Good by us",
        ),
        Column[ProviderRow](
            "actions", "Actions", lambda r: r.open_actions or None, Kind.NUMBER, 90,
            text=lambda r: str(r.open_actions) if r.open_actions else "",
        ),
        Column[ProviderRow](
            "overdue", "Overdue", lambda r: r.overdue_actions or None, Kind.NUMBER, 86,
            tone=lambda _r: "danger",
        ),
        Column[ProviderRow](
            "contracts", "Contracts", lambda r: r.contracts or None, Kind.NUMBER, 92
        ),
        Column[ProviderRow](
            "value", "A year", lambda r: r.yearly_value_pence, Kind.NUMBER, 112,
            text=lambda r: money(r.yearly_value_pence) if r.yearly_value_pence is not None else "",
        ),
        Column[ProviderRow](
            "seen", "In person", lambda r: r.in_person_on, Kind.DATE, 100, empty="Never",
            tone=lambda r: seen_tone(r.in_person_on, today()) if r.services else "text_2",
            is_hidden=True,
        ),
        Column[ProviderRow](
            "manager", "Contract manager", lambda r: r.contract_manager, width=140, is_hidden=True
        ),
        Column[ProviderRow](
            "cqc_id", "CQC provider ID", lambda r: r.cqc_provider_id, width=140, is_hidden=True
        ),
    )  # fmt: skip


def _lowest(row: ProviderRow) -> int | None:
    return row.lowest_rating.level if row.lowest_rating else None


def _filters() -> tuple[Filter[ProviderRow], ...]:
    return (
        Filter(
            "type", "Type", [Option(t.words, t.words.lower()) for t in ServiceType],
            lambda row, value: value in row.types,
        ),
        Filter(
            "rating", "Rating",
            (Option("below", "any below Good"), Option("lowest", "any Inadequate or Poor"),
             Option("good", "all Good or better")),
            _has_rating,
        ),
        Filter(
            "actions", "Actions", (Option("overdue", "overdue"), Option("open", "open")),
            lambda row, value: bool(row.overdue_actions if value == "overdue" else
                                    row.open_actions),
            all_words="any",
        ),
        Filter(
            "show", "Show", (Option("in_use", "in use"), Option("archived", "archived"),
                             Option("all", "all")),
            lambda row, value: value == "all" or row.is_archived == (value == "archived"),
            default="in_use", is_always_applied=True,
        ),
    )  # fmt: skip


def _has_rating(row: ProviderRow, value: str) -> bool:
    if value == "good":
        return row.rated > 0 and row.lowest_level >= 3 and row.lowest_level < NO_RATING
    return row.lowest_level < 3 if value == "below" else row.lowest_level == 1


def _sentence(shown: Sequence[ProviderRow]) -> str:
    below = sum(row.lowest_level < 3 for row in shown)
    overdue = sum(row.overdue_actions for row in shown)
    late = sum(row.overdue_actions > 0 for row in shown)
    first = f"{count(below, 'provider')} with a service below Good"
    if not overdue:
        return f"{first}. No actions are overdue."
    return f"{first}. {count(overdue, 'action')} overdue at {count(late, 'provider')}."


def _text(row: ProviderRow) -> str:
    return f"{row.name} {row.brand} {row.cqc_provider_id} {row.postcode}"
