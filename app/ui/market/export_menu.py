"""Export of the market page: every chart as picture and data, every table as data, or all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from app.services.table_export import save_csv
from app.ui.widgets.chart import ChartPanel, ask_where
from app.ui.widgets.table_view import TableView

TableSource = tuple[TableView[Any], Callable[[], Sequence[Any]]]
"""A table, and all its rows: those not shown yet too."""
_WAYS = (("Picture as PNG…", "png"), ("Picture as SVG…", "svg"), ("Data as CSV…", "csv"))


class ExportMenu(QMenu):
    """Says what is there when it opens, because filters change what is shown."""

    def __init__(
        self,
        owner: QWidget,
        charts: Sequence[ChartPanel],
        tables: Sequence[TableSource],
        on_workbook: Callable[[], object],
    ) -> None:
        super().__init__(owner)
        self.setObjectName("market_export_menu")
        self._charts = charts
        self._tables = tables
        self._on_workbook = on_workbook
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Offer what the page shows now."""
        self.clear()
        self.addAction("Everything as a workbook…", self._on_workbook)
        self.addSeparator()
        for panel in self._charts:
            if panel.chart is None:
                continue
            part = self.addMenu(panel.chart.title)
            for words, ending in _WAYS:
                part.addAction(words, partial(panel.ask_and_save, ending))
        for table, rows in self._tables:
            if rows():
                words = f"{table.accessibleName()}: data as CSV…"
                self.addAction(words, partial(save_table, self, table, rows()))


def save_table(owner: QWidget, table: TableView[Any], rows: Sequence[Any]) -> None:
    """Ask where to, and save rows of a table as CSV, in the words that the screen shows."""
    path = ask_where(owner, table.accessibleName(), "csv")
    if path is not None:
        lines = [line.split("\t") for line in table.as_text(rows).split("\n")]
        save_csv(path, lines[0], lines[1:])
