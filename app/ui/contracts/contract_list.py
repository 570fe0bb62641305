"""The contracts list: those that need a decision first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtGui import QAction

from app.domain.vocabulary import ContractType, Funding
from app.domain.words import count, money
from app.domain.working_days import add_months
from app.services import contracts
from app.services.contracts import ContractRow
from app.services.register_export import RegisterChoice
from app.ui import acts
from app.ui.context import Context
from app.ui.file_views import FileViews
from app.ui.page import Page
from app.ui.record_tables import contract_columns
from app.ui.register_saving import ask_and_save
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.table_view import TableView


class ContractListPage(Page):
    """Every contract of the register."""

    changed_kinds = frozenset({"contract", "contract_service", "provider", "officer"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "contracts", "Contracts")
        self.add_action(
            button("Bring in a file", name="contracts_import", icon="ph.download-simple",
                   on_click=self._on_import)
        )  # fmt: skip
        self.add_action(button("Export", name="contracts_export", icon="ph.export",
                               on_click=self._on_export))  # fmt: skip
        self.add_action(
            button(
                "Add a contract", "primary", name="contracts_add", icon="ph.plus",
                shortcut="Ctrl+Shift+N", on_click=self._on_add,
            )
        )  # fmt: skip
        self.bar: FilterBar[ContractRow] = FilterBar(
            "contracts_filters", self._filters(), find="Find by title or reference",
            text_of=_text, settings=context.settings, views=FileViews(context, "contracts"),
        )  # fmt: skip
        self.add_bar(self.bar)
        self.table: TableView[ContractRow] = TableView(
            "contracts", "Contracts", contract_columns(context.today), lambda r: r.id,
            settings=context.settings,
        )  # fmt: skip
        self.table.make_menu = self._menu
        self.table.opened.connect(self._on_opened)
        self.table.rows_changed.connect(self._show_sentence)
        self.panel = ListPanel(
            self.table,
            thing="contracts",
            empty=self._empty(),
            filter_bar=self.bar,
            order="next decision first",
        )
        self.set_content(self.panel)

    def reload(self) -> None:
        self.panel.set_loading()
        acts.read(
            self.context, self, contracts.list_contracts, on_result=self._on_rows,
            on_error=lambda error: self.panel.set_failed(error, self.reload),
        )  # fmt: skip

    def _on_rows(self, rows: list[ContractRow]) -> None:
        self.panel.set_rows(rows)

    def _show_sentence(self) -> None:
        rows = self.table.table_model.all_rows
        shown = self.table.shown_rows()
        self.set_sentence(_sentence(shown, self.context.today()) if rows else "")

    def _on_opened(self, key: str) -> None:
        self.navigate.emit("contract", key)

    def _on_add(self) -> None:
        self.navigate.emit("contract_form", "new")

    def _on_import(self) -> None:
        self.navigate.emit("import", "")

    def _on_export(self) -> None:
        if not self.bar.is_in_use:
            ask_and_save(self.context, self, RegisterChoice())
            return
        chosen = [row.id for row in self.table.shown_rows()]
        if not chosen:
            self.context.messages.say("No contract is shown, so there is nothing to export.")
            return
        words = "; ".join(self.bar.words_in_use())
        ask_and_save(self.context, self, RegisterChoice(contract_ids=chosen, words=words))

    def _filters(self) -> tuple[Filter[ContractRow], ...]:
        return (
            Filter(
                "type", "Type", [Option(t.value, t.words.lower()) for t in ContractType],
                lambda row, value: row.contract_type.value == value,
            ),
            Filter(
                "funding", "Funding", [Option(f.value, f.words) for f in Funding],
                lambda row, value: row.funding.value == value,
            ),
            Filter(
                "decision", "Decision",
                (Option("needed", "needed in 3 months"), Option("missed", "date passed")),
                self._has_decision, all_words="any",
            ),
            Filter(
                "ends", "Ends",
                (Option("12", "within 12 months"), Option("ended", "ended"),
                 Option("none", "no end date")),
                self._ends, all_words="any time",
            ),
            Filter(
                "show", "Show", (Option("in_use", "in use"), Option("archived", "archived"),
                                 Option("all", "all")),
                lambda row, value: value == "all" or row.is_archived == (value == "archived"),
                default="in_use", is_always_applied=True,
            ),
        )  # fmt: skip

    def _has_decision(self, row: ContractRow, value: str) -> bool:
        if row.decision is None:
            return False
        return value == "needed" or row.decision.on < self.context.today()

    def _ends(self, row: ContractRow, value: str) -> bool:
        if value == "none":
            return row.ends_on is None
        if value == "ended":
            return row.has_ended
        today = self.context.today()
        return row.ends_on is not None and today <= row.ends_on <= add_months(today, 12)

    def _menu(self, rows: list[ContractRow]) -> Sequence[QAction]:
        if len(rows) != 1:
            return ()
        row = rows[0]
        edit = QAction("Edit", self.table)
        edit.triggered.connect(lambda _=False: self.navigate.emit("contract_form", row.id))
        other = QAction("Restore" if row.is_archived else "Archive", self.table)
        act = contracts.restore_contract if row.is_archived else contracts.archive_contract
        other.triggered.connect(
            lambda _=False: acts.write(self.context, self, act, row.id, offers_undo=True)
        )
        return (edit, other)

    def _empty(self) -> StateOfList:
        return StateOfList(
            "empty",
            "No contracts yet",
            "Add the first one, or bring in the list that you keep.",
            NextStep("Add a contract", self._on_add),
            NextStep("Bring in a file", self._on_import),
            icon="ph.file-text",
        )


def _sentence(shown: Sequence[ContractRow], today: date) -> str:
    running = [row for row in shown if not row.has_ended]
    needed = sum(row.decision is not None for row in running)
    missed = sum(row.decision is not None and row.decision.on < today for row in running)
    worth = sum(row.yearly_value_pence or 0 for row in running)
    first = f"{count(len(running), 'contract')} running, worth {money(worth)} a year."
    if not needed:
        return f"{first} No decision is needed in the next three months."
    passed = f", {missed} of them with a date that has passed" if missed else ""
    verb = "needs" if needed == 1 else "need"
    return f"{first} {needed} {verb} a decision within three months{passed}."


def _text(row: ContractRow) -> str:
    return f"{row.title} {row.reference} {row.provider_name} {row.theme}"
