"""What a CQC file changed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.words import count, long_date
from app.services.import_report import ImportReport
from app.ui.widgets.buttons import button
from app.ui.widgets.done_step import DoneStep
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.labels import label


class CqcDoneStep(DoneStep):
    """`market_requested` follows the button beside undo."""

    market_requested = Signal()

    def __init__(self) -> None:
        changed = QWidget()
        super().__init__("import", changed)
        column = QVBoxLayout(changed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label("What changed", "heading"))
        self.facts = FactsTable("import_done_facts", is_figures=True)
        self.facts.setMaximumWidth(420)
        column.addWidget(self.facts)
        self.market = button("Show market quality", name="import_market", icon="ph.chart-bar",
                             on_click=self.market_requested.emit)  # fmt: skip
        self.row.insertWidget(0, self.market)

    def set_report(self, report: ImportReport) -> None:
        """Show what was done."""
        falls = sum(change.is_fall for change in report.changes)
        self.set_done(
            f"The file of {long_date(report.file_date)} is in the register.", report.act_id
        )
        changed = count(falls, "of them is a fall", "of them are falls")
        self.facts.set_facts(
            [
                FactLine("Ratings added", f"{report.ratings_added:,}"),
                FactLine("Current ratings changed", f"{len(report.changes):,}", second=changed),
                FactLine("Services added", f"{report.services_added:,}"),
                FactLine("Services with changed details", f"{report.services_updated:,}"),
                FactLine("Not in the file", f"{len(report.absent):,}"),
                FactLine("Rows left out", f"{len(report.rows_skipped):,}"),
            ]
        )
