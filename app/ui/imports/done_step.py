"""Last step: what the import changed, and how to take it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.words import count, long_date
from app.services.import_report import ImportReport
from app.ui.widgets.buttons import button
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note


class DoneStep(QWidget):
    """`undo_requested`, `market_requested` and `another_requested` follow the three buttons."""

    undo_requested = Signal()
    market_requested = Signal()
    another_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(10)
        self.note = Note("", kind="ok", name="import_done_note")
        column.addWidget(self.note)
        column.addWidget(label("What changed", "heading"))
        self.facts = FactsTable("import_done_facts", is_figures=True)
        self.facts.setMaximumWidth(420)
        column.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.market = button("Show market quality", name="import_market", icon="ph.chart-bar",
                             on_click=self.market_requested.emit)  # fmt: skip
        self.undo = button("Undo this import", name="import_undo",
                           icon="ph.arrow-counter-clockwise",
                           on_click=self.undo_requested.emit)  # fmt: skip
        another = button("Import another file", "quiet", name="import_another",
                         on_click=self.another_requested.emit)  # fmt: skip
        for found in (self.market, self.undo, another):
            row.addWidget(found)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def set_report(self, report: ImportReport) -> None:
        """Show what was done."""
        falls = sum(change.is_fall for change in report.changes)
        self.note.set_words(
            "Imported.",
            f"The file of {long_date(report.file_date)} is in the register. A backup was made "
            "before.",
            "ok",
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
        self.undo.setEnabled(bool(report.act_id))

    def set_undone(self, left: int) -> None:
        """Say that all of it was taken back."""
        more = f" {count(left, 'record')} changed since and kept what they have." if left else ""
        self.note.set_words("Undone.", f"The register is as it was before.{more}", "info")
        self.undo.setEnabled(False)
