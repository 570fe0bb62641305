"""What a CQC file changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import tokens
from app.domain.words import count, long_date
from app.services.import_report import ImportReport, OfferedLink
from app.ui.imports import same_place
from app.ui.imports.preview_step import NONE_KNOWN
from app.ui.widgets.buttons import button
from app.ui.widgets.columns import Columns
from app.ui.widgets.done_step import DoneStep
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note

_LINKS_HEIGHT = tokens.TABLE_HEADER + 5 * tokens.ROW_TWO_LINE + 4


class CqcDoneStep(DoneStep):
    """`market_requested` follows the button beside undo.

    `adding_requested` follows the offer to take the file again and add its places,
    `service_requested(service_id)` the opening of a row of the places under a new ID.
    """

    market_requested = Signal()
    adding_requested = Signal()
    service_requested = Signal(str)

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
        column.addWidget(
            Columns("import_done_columns", [(self._make_facts(), 0), (self._make_links(), 1)],
                    stacked_below=1060)
        )  # fmt: skip
        self.market = button("Show market quality", name="import_market", icon="ph.chart-bar",
                             on_click=self.market_requested.emit)  # fmt: skip
        self.row.insertWidget(0, self.market)

    def _make_facts(self) -> QWidget:
        block, column = _block()
        column.addWidget(label("What changed", "heading"))
        self.facts = FactsTable("import_done_facts", is_figures=True)
        self.facts.setMinimumWidth(300)
        block.setMaximumWidth(420)
        column.addWidget(self.facts)
        column.addStretch(1)
        return block

    def _make_links(self) -> QWidget:
        self._links_block, column = _block()
        column.addWidget(label(same_place.TITLE, "heading"))
        self._links_told = label("", "second", wrap=True, name="import_done_links_told")
        column.addWidget(self._links_told)
        self.links = same_place.make_table("import_done_links")
        self.links.setMinimumHeight(_LINKS_HEIGHT)
        self.links.opened.connect(self._on_opened)
        column.addWidget(self.links, 1)
        return self._links_block

    def set_links(self, links: Sequence[OfferedLink], *, adds: bool) -> None:
        """List the places that may be one of ours under another ID; a row opens our service."""
        self.links.set_rows(list(enumerate(links)))
        self._links_told.setText(same_place.what_to_do(is_done=True, adds=adds))
        self._links_block.setVisible(bool(links))

    def _on_opened(self, key: str) -> None:
        link = next(one for place, one in self.links.shown_rows() if str(place) == key)
        if link.ours.service_id:
            self.service_requested.emit(link.ours.service_id)

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


def _block() -> tuple[QWidget, QVBoxLayout]:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    return block, column


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
