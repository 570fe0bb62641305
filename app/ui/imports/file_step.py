"""First step: choose a file of CQC's; below it, what was brought in before."""

from __future__ import annotations

from collections.abc import Sequence

from app import tokens
from app.domain.words import count
from app.services.cqc_import import RunRow
from app.ui.widgets.block import Block
from app.ui.widgets.file_step import FileStep
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

KINDS = (
    "Latest ratings, Care directory with filters, Care directory, Deactivated locations, or "
    "records of CQC’s API; as ODS, XLSX, CSV, CSV.GZ, JSON or ZIP. Which it is, is found by "
    "looking inside."
)
WHERE = (
    "CQC publishes them each month on its website under “Using CQC data”. Nothing is sent "
    "anywhere: the file is read on this computer."
)


class CqcFileStep(FileStep):
    """A file step with the list of earlier imports."""

    def __init__(self) -> None:
        title = "Choose a file that CQC publishes"
        super().__init__("import", title, (KINDS, WHERE), patience="Large files take a minute.")
        self.runs: TableView[RunRow] = TableView(
            "import_runs", "Brought in before", _columns(), lambda r: r.id
        )
        self._earlier = Block("import_runs_block", "Brought in before", self.runs)
        self.column.addSpacing(8)
        self.column.addWidget(self._earlier, 1)
        self.column.addStretch(0)

    def set_runs(self, runs: Sequence[RunRow]) -> None:
        """Show what was brought in before."""
        self.runs.set_rows(runs)
        self._earlier.setVisible(bool(runs))


def _columns() -> tuple[Column[RunRow], ...]:
    def state(run: RunRow) -> str:
        answer = run.result.answer
        if run.is_undone:
            return "Undone"
        ratings = count(answer.get("ratings_added", 0), "rating")
        return f"{ratings}, {count(len(run.result.changes), 'change')}"

    return (
        Column("kind", "What it was", lambda r: r.kind, width=200),
        Column("date", "File of", lambda r: r.file_date, Kind.DATE, 96),
        Column("file", "File", lambda r: r.file_name, width=260, is_stretched=True),
        Column("state", "What came of it", state, width=2 * tokens.SIDE_WIDTH // 3),
    )
