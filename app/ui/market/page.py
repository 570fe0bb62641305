"""Market quality: ratings now, over time, what changed, and who was not rated for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app import tokens
from app.domain.vocabulary import Sector, ServiceType
from app.domain.words import long_date
from app.services import market
from app.services.market import MarketChange, MarketData, MarketFilter, MarketView, OldRating
from app.services.market_segments import sector_words, segment_at
from app.services.reporting import market_xlsx, save_report
from app.services.service_rows import ServiceRow
from app.ui import acts
from app.ui.context import Context
from app.ui.market.export_menu import ExportMenu
from app.ui.market.tables import change_columns, old_columns
from app.ui.page import Page
from app.ui.widgets.block import Block
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.chart import ChartPanel, ask_where
from app.ui.widgets.columns import Columns
from app.ui.widgets.empty_state import EmptyState, NextStep, StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.table_view import TableView

FIRST_ROWS = 6
CONTRACT = "contract"
ALL_SECTORS = "all"


class MarketPage(Page):
    """Charts and tables of one choice of services; filters never read again."""

    changed_kinds = frozenset(
        {"rating", "service", "import_run", "visit", "visit_version", "contract_service"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "market", "Market quality")
        self._data: MarketData | None = None
        self._view: MarketView | None = None
        self._shows_all = False
        self._add_acts()
        self.bar: FilterBar[ServiceRow] = FilterBar(
            "market_filters", _filters(), settings=context.settings
        )
        self.bar.changed.connect(self._show)
        self.add_bar(self.bar)
        self._make_charts_and_tables()
        self.menu = ExportMenu(
            self.export,
            (self.by_key_question, self.over_time, self.by_type),
            ((self.changes, self._all_changes), (self.old, self.old.shown_rows)),
            self._on_workbook,
        )
        self.export.setMenu(self.menu)
        self.empty = EmptyState("market_empty")
        self._body = self._make_body()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, tokens.PAGE_TOP)
        column.addWidget(self._body)
        column.addWidget(self.empty, 1)
        self._body.hide()
        self.set_content(whole, scrolls=True)

    def reload(self) -> None:
        if self._data is None:
            self.empty.set_state(StateOfList("loading", "Reading the ratings"))
        acts.read(self.context, self, market.read_market, on_result=self._on_read)

    def _add_acts(self) -> None:
        self.add_action(
            button("Import a CQC file", "quiet", name="market_import", icon="ph.download-simple",
                   on_click=self._on_import)
        )  # fmt: skip
        self.export = button("Export", name="market_export", icon="ph.export")
        self.add_action(self.export)
        self.add_action(
            button("Make the report", "primary", name="market_report", icon="ph.files",
                   on_click=self._on_report)
        )  # fmt: skip

    def _make_charts_and_tables(self) -> None:
        self.by_key_question = ChartPanel("market_key_questions")
        self.over_time = ChartPanel("market_over_time")
        self.by_type = ChartPanel("market_types")
        for panel in (self.by_key_question, self.by_type):
            panel.opened.connect(self._on_bar_opened)
        self.changes: TableView[MarketChange] = TableView(
            "market_changes", "What changed", change_columns(), lambda r: r.key
        )
        self.old: TableView[OldRating] = TableView(
            "market_old", "Not rated for over 3 years", old_columns(), lambda r: r.service_id
        )
        self.changes.opened.connect(self._on_change_opened)
        self.old.opened.connect(self._on_old_opened)
        self._changes_block = Block(
            "market_changes_block", "What changed", self.changes, link="Show all",
            on_link=self._on_show_all,
        )  # fmt: skip
        self._link: Any = self._changes_block.findChild(QWidget, "market_changes_block_link")
        self._old_block = Block("market_old_block", "Not rated for over 3 years", self.old)

    def _make_body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.BLOCK_GAP)
        charts = [(self.by_key_question, 11), (self.over_time, 10)]
        column.addWidget(Columns("market_charts", charts, stacked_below=860))
        column.addWidget(self._changes_block)
        column.addWidget(self.by_type)
        column.addWidget(self._old_block)
        column.addStretch(1)
        for table in (self.changes, self.old):
            table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return body

    # --- showing ----------------------------------------------------------------------------

    def _on_read(self, data: MarketData) -> None:
        self._data = data
        self._show()

    def chosen(self) -> MarketFilter:
        """The filters as the service takes them."""
        values = self.bar.values()
        sector = values.get("sector", Sector.SOCIAL_CARE.value)
        kind = values.get("type", "")
        return MarketFilter(
            has_contract=values.get("services", "") == CONTRACT,
            service_type=ServiceType(kind) if kind else None,
            sector=None if sector == ALL_SECTORS else Sector(sector),
        )

    def _fill_filters(self, data: MarketData) -> None:
        sector = self.chosen().sector
        rows = [row for row in data.rows if sector is None or row.sector is sector]
        under = sum(row.contracts > 0 for row in rows)
        kinds = Counter(row.service_type for row in rows)
        self.bar.filters["services"].set_options(
            [
                Option("", f"ours, {len(rows):,}"),
                Option(CONTRACT, f"under contract, {under:,}"),
            ]
        )
        self.bar.filters["type"].set_options(
            [Option(kind.value, kind.words.lower()) for kind in ServiceType if kinds[kind]]
        )
        day = data.file_on
        self.bar.set_note(f"CQC file of {long_date(day)}" if day else "")

    def _show(self) -> None:
        if self._data is None:
            return
        self._fill_filters(self._data)
        self._view = view = market.market_view(self._data, self.chosen())
        self.set_sentence(view.sentence)
        is_empty = not self._data.rows
        self.empty.setVisible(is_empty)
        self._body.setHidden(is_empty)
        self.bar.setHidden(is_empty)
        explain_disabled(self.export, "Import a CQC file first" if is_empty else "")
        if is_empty:
            self.empty.set_state(self._nothing())
            return
        self.by_key_question.set_chart(view.by_key_question)
        self.over_time.set_chart(view.over_time)
        self.by_type.set_chart(view.by_type)
        self._show_changes(view)
        self.old.set_rows(view.old)
        self._old_block.set_remark(f"{len(view.old):,} of {view.counts.rated:,} rated services")
        self._old_block.setVisible(bool(view.old))
        _fit(self.old, len(view.old))

    def _show_changes(self, view: MarketView) -> None:
        self._changes_block.set_remark(view.changed_words)
        is_long = len(view.changes) > FIRST_ROWS
        rows: Sequence[MarketChange] = view.changes
        if is_long and not self._shows_all:
            rows = view.changes[:FIRST_ROWS]
        self.changes.set_rows(rows)
        self.changes.setVisible(bool(rows))
        self._link.setVisible(is_long)
        self._link.setText("Show fewer" if self._shows_all else f"Show all {len(view.changes):,}")
        _fit(self.changes, len(rows))

    def _nothing(self) -> StateOfList:
        return StateOfList(
            "empty",
            "No service has a CQC location ID yet",
            "Bring in a file that CQC publishes: it tells how every service is rated.",
            NextStep("Import a CQC file", self._on_import),
        )

    # --- what is done -----------------------------------------------------------------------

    def _on_import(self) -> None:
        self.navigate.emit("import_cqc", "")

    def _on_report(self) -> None:
        self.navigate.emit("reports", "market")

    def _all_changes(self) -> Sequence[MarketChange]:
        return self._view.changes if self._view is not None else ()

    def _on_show_all(self) -> None:
        self._shows_all = not self._shows_all
        if self._view is not None:
            self._show_changes(self._view)

    def _on_bar_opened(self, data: tuple[str, str]) -> None:
        """List the very services that the segment counts."""
        self.navigate.emit("services", segment_at(self.chosen(), *data).key)

    def _on_workbook(self) -> None:
        """All that is shown, as the workbook of the market report."""
        path = ask_where(self, "Market quality", "xlsx")
        if path is None:
            return
        chosen, office = self.chosen(), self.context.services
        self.context.background.read(
            lambda _progress: save_report(path, office.read(market_xlsx, chosen)),
            owner=self,
            on_result=lambda _: self.context.messages.say(f"Saved {path.name}."),
            words="Making the workbook",
        )

    def _on_change_opened(self, key: str) -> None:
        self.navigate.emit("service", key.split("|", maxsplit=1)[0])

    def _on_old_opened(self, key: str) -> None:
        self.navigate.emit("service", key)


def _fit(table: TableView[Any], rows: int) -> None:
    """As high as its rows: the page scrolls, not the table."""
    table.setFixedHeight(tokens.TABLE_HEADER + rows * tokens.ROW + 4)


def _filters() -> list[Filter[ServiceRow]]:
    sectors = [Option(ALL_SECTORS, "all")]
    sectors += [Option(sector.value, sector_words(sector)) for sector in Sector]
    every: Callable[[ServiceRow, str], bool] = lambda _row, _value: True  # noqa: E731
    return [
        Filter("services", "Services", [Option("", "ours")], every),
        Filter("type", "Type", [], every),
        Filter("sector", "Sector", sectors, every, default=Sector.SOCIAL_CARE.value),
    ]  # fmt: skip
