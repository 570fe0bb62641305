"""What a CQC file changed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.words import count, long_date
from app.services.import_report import ImportReport
from app.ui.imports.preview_step import NONE_KNOWN
from app.ui.widgets.buttons import button
from app.ui.widgets.done_step import DoneStep
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note


class CqcDoneStep(DoneStep):
    """`market_requested` follows the button beside undo.

    `adding_requested` follows the offer to take the file again and add its places.
    """

    market_requested = Signal()
    adding_requested = Signal()

    def __init__(self) -> None:
        self._changed = changed = QWidget()
        super().__init__("import", changed)
        column = QVBoxLayout(changed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.unknown = Note("", kind="warn", name="import_done_unknown",
                            act="Import it again and add them",
                            on_act=self.adding_requested.emit)  # fmt: skip
        self.unknown.hide()
        column.addWidget(self.unknown)
        column.addWidget(label("What changed", "heading"))
        self.facts = FactsTable("import_done_facts", is_figures=True)
        self.facts.setMaximumWidth(420)
        column.addWidget(self.facts)
        self.market = button("Show market quality", name="import_market", icon="ph.chart-bar",
                             on_click=self.market_requested.emit)  # fmt: skip
        self.row.insertWidget(0, self.market)

    def set_report(self, report: ImportReport, *, providers: int, left_unknown: int) -> None:
        """Show what was done; `left_unknown` places are not in the register, and none is."""
        of = long_date(report.file_date)
        words = f"The file of {of} is in the register."
        if left_unknown:
            words = f"The market figures of {of} are in the register."
        self.set_done(words, report.act_id, problems=len(report.rows_skipped))
        self.unknown.set_words(
            NONE_KNOWN, f"{count(left_unknown, 'place')} of it {_were(left_unknown)} left out."
        )
        self.unknown.setVisible(bool(left_unknown))
        self._changed.show()
        falls = sum(change.is_fall for change in report.changes)
        changed = count(falls, "of them is a fall", "of them are falls")
        self.facts.set_facts(
            [
                FactLine("Services added", f"{report.services_added:,}"),
                FactLine("Providers added", f"{providers:,}"),
                FactLine("Ratings added", f"{report.ratings_added:,}"),
                FactLine("Current ratings changed", f"{len(report.changes):,}", second=changed),
                FactLine("Services with changed details", f"{report.services_updated:,}"),
                FactLine("Not in the file", f"{len(report.absent):,}"),
                FactLine("Rows left out", f"{len(report.rows_skipped):,}"),
            ]
        )

    def set_undone(self, left: int) -> None:
        super().set_undone(left)
        self.unknown.hide()
        self._changed.hide()  # nothing of it holds any longer


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
