"""The services list: worst rating first, filters that narrow each other, preview beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QAction

from app.services import provider_rows, service_rows, services
from app.services.register_export import RegisterChoice
from app.services.service_rows import ServiceRow
from app.ui import acts
from app.ui.context import Context
from app.ui.file_views import FileViews
from app.ui.providers.list_page import RegisterListPage
from app.ui.providers.service_filters import service_filters, services_sentence
from app.ui.providers.service_preview import show_service
from app.ui.record_tables import service_columns
from app.ui.register_saving import ask_and_save
from app.ui.widgets.buttons import button
from app.ui.widgets.drawer import SidePane
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.filter_bar import FilterBar, Option
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.preview_pane import PreviewPane
from app.ui.widgets.table_view import TableView


class ServiceListPage(RegisterListPage):
    """Every service of the register."""

    changed_kinds = frozenset(
        {"service", "provider", "rating", "visit", "visit_version", "action", "contract",
         "contract_service"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, "services", "Services")
        self.add_action(
            button("Bring in a file", name="services_import", icon="ph.download-simple",
                   on_click=self._on_import)
        )  # fmt: skip
        self.add_action(button("Export", name="services_export", icon="ph.export",
                               on_click=self._on_export))  # fmt: skip
        self.add_action(
            button(
                "Add a service", "primary", name="services_add", icon="ph.plus",
                shortcut="Ctrl+Shift+N", on_click=self._on_add,
            )
        )  # fmt: skip
        area = context.settings.current.filters.get("services_filters", {}).get("area", "")
        self.bar: FilterBar[ServiceRow] = FilterBar(
            "services_filters", service_filters(context.today, area), find="Find by name or CQC ID",
            text_of=_text, settings=context.settings, views=FileViews(context, "services"),
        )  # fmt: skip
        self.add_bar(self.bar)
        self.table: TableView[ServiceRow] = TableView(
            "services", "Services", service_columns(context.today, is_full=True),
            lambda r: r.id, settings=context.settings,
        )  # fmt: skip
        self.table.make_menu = self._menu
        self.panel = ListPanel(
            self.table, thing="services", empty=self._empty(), filter_bar=self.bar,
            order="worst rating first",
            keys=(("Enter", "open"), ("Ctrl+C", "copy"), ("Space", "preview")),
        )  # fmt: skip
        self.preview = PreviewPane("services_preview")
        is_open = context.settings.current.panes.get("services", True)
        self.pane = SidePane("services_pane", self.panel, self.preview, is_open=is_open)
        self.set_content(self.pane, bleeds=True)
        self._connect()

    def reload(self) -> None:
        self.panel.set_loading()
        acts.read(
            self.context, self, _read, on_result=self._on_read,
            on_error=lambda error: self.panel.set_failed(error, self.reload),
        )  # fmt: skip

    def _connect(self) -> None:
        self.table.rows_changed.connect(self._show_sentence)
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self.preview.follow)
        self.table.selection_changed.connect(self._on_selection)
        self.table.preview_toggled.connect(self.pane.toggle)
        self.preview.wanted.connect(self._on_preview)
        self.preview.close_requested.connect(self._on_preview_closed)
        self.pane.opened.connect(self._on_pane_opened)

    def _on_read(self, found: tuple[list[ServiceRow], int]) -> None:
        rows, providers = found
        areas = sorted({row.authority for row in rows if row.authority})
        self.bar.filters["area"].set_options([Option(area, area) for area in areas])
        self.set_counts(providers, sum(not row.is_archived for row in rows))
        self.panel.set_rows(rows)
        if not self.table.current_key() and self.table.shown_rows():
            self.table.select_key(self.table.shown_rows()[0].id)
        self._on_preview(self.table.current_key())

    def _show_sentence(self) -> None:
        rows = self.table.table_model.all_rows
        words = services_sentence(rows, self.table.shown_rows(), self.bar) if rows else ""
        self.set_sentence(words)

    def _on_preview(self, key: str) -> None:
        row = self.table.current_row()
        if row is None or row.id != key:
            self.preview.show_nothing("Choose a service to see more.")
            return
        show_service(
            self.preview, row, self.context.today(),
            lambda: self.navigate.emit("service", key),
            lambda: self.navigate.emit("plan_visit", key),
        )  # fmt: skip

    def _on_selection(self) -> None:
        chosen = self.table.selected_rows()
        if len(chosen) > 1:
            self.preview.follow("")
            self.preview.show_nothing(f"{len(chosen)} services selected. Ctrl+C copies them.")

    def _on_preview_closed(self) -> None:
        self.pane.set_open(False)
        self.table.setFocus()

    def _on_pane_opened(self, is_open: bool) -> None:
        if not self.pane.is_drawer:
            panes = self.context.settings.current.panes
            self.context.settings.change(panes={**panes, "services": is_open})

    def _on_opened(self, key: str) -> None:
        self.navigate.emit("service", key)

    def _on_add(self) -> None:
        self.navigate.emit("service_form", "new")

    def _on_import(self) -> None:
        self.navigate.emit("import", "")

    def _on_export(self) -> None:
        words = self.bar.words_in_use()
        if not self.bar.is_in_use:
            ask_and_save(self.context, self, RegisterChoice())
            return
        chosen = [row.id for row in self.table.shown_rows()]
        if not chosen:
            self.context.messages.say("No service is shown, so there is nothing to export.")
            return
        ask_and_save(self.context, self, RegisterChoice(service_ids=chosen, words="; ".join(words)))

    def _menu(self, rows: list[ServiceRow]) -> Sequence[QAction]:
        if len(rows) != 1:
            return ()
        row = rows[0]
        items: list[tuple[str, Any]] = [
            ("Open its provider", lambda: self.navigate.emit("provider", row.provider_id)),
            ("Edit", lambda: self.navigate.emit("service_form", row.id)),
        ]
        if row.is_archived:
            items.append(("Restore", lambda: self._write(services.restore_service, row.id)))
        else:
            items.append(("Archive", lambda: self._write(services.archive_service, row.id)))
        actions = []
        for words, do in items:
            action = QAction(words, self.table)
            action.triggered.connect(lambda _checked=False, do=do: do())
            actions.append(action)
        return actions

    def _write(self, function: Any, key: str) -> None:
        acts.write(self.context, self, function, key, offers_undo=True)

    def _empty(self) -> StateOfList:
        return StateOfList(
            "empty",
            "No services yet",
            "Add the first one, or bring in the list that you keep.",
            NextStep("Add a service", self._on_add),
            NextStep("Bring in a file", self._on_import),
            icon="ph.buildings",
        )


def _read(reading: Any) -> tuple[list[ServiceRow], int]:
    return service_rows.list_services(reading), provider_rows.count_providers(reading)


def _text(row: ServiceRow) -> str:
    parts = (row.name, row.provider_name, row.cqc_location_id, row.ofsted_urn, row.postcode)
    return " ".join(parts)
