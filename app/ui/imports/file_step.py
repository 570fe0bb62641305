"""First step: choose a file; while it is read, how far; when it is refused, why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app import tokens
from app.services.cqc_import import RunRow
from app.ui.widgets.block import Block
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_state import EmptyState, NextStep, StateOfList
from app.ui.widgets.labels import label
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


class FileStep(QWidget):
    """`file_chosen(path)` follows a file that was dropped; `browse_requested` the button."""

    file_chosen = Signal(object)
    browse_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Choose a file that CQC publishes", "heading"))
        for words in (KINDS, WHERE):
            told = label(words, "second", wrap=True)
            told.setMaximumWidth(760)
            column.addWidget(told)
        self.browse = button("Choose a file", name="import_browse", icon="ph.folder-open",
                             shortcut="Ctrl+O", on_click=self.browse_requested.emit)  # fmt: skip
        column.addWidget(self.browse)
        column.addWidget(label("Or drop the file here.", "second"))
        self.state = EmptyState("import_file_state")
        self.state.hide()
        column.addWidget(self.state)
        self.runs: TableView[RunRow] = TableView(
            "import_runs", "Brought in before", _columns(), lambda r: r.id
        )
        self._earlier = Block("import_runs_block", "Brought in before", self.runs)
        column.addSpacing(8)
        column.addWidget(self._earlier, 1)
        column.addStretch(0)

    def set_runs(self, runs: Sequence[RunRow]) -> None:
        """Show what was brought in before."""
        self.runs.set_rows(runs)
        self._earlier.setVisible(bool(runs))

    def set_reading(self, name: str) -> None:
        """Say that the file is being read."""
        self.browse.setEnabled(False)
        cancel = NextStep("Cancel", self.cancel_requested.emit)
        self.state.set_state(
            StateOfList("loading", f"Reading {name}", "Large files take a minute.", cancel)
        )
        self.state.show()

    def set_progress(self, done: int, total: int, words: str) -> None:
        """How far the reading is."""
        self.state.set_progress(done, total)
        rows = f"{words}: {done:,} rows so far" if done else words
        told = self.state.findChild(QLabel, "state_text")
        if told is not None:
            told.setText(rows)

    def set_refused(self, sentence: str) -> None:
        """Say why the file is not taken; nothing was changed."""
        self.browse.setEnabled(True)
        again = NextStep("Choose another file", self.browse_requested.emit)
        self.state.set_state(
            StateOfList("failed", "This file was not taken. Nothing was changed.", sentence, again)
        )
        self.state.show()

    def set_ready(self) -> None:
        """Wait for a file."""
        self.browse.setEnabled(True)
        self.state.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.browse.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        found = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if found:
            self.file_chosen.emit(Path(found[0]))


def _columns() -> tuple[Column[RunRow], ...]:
    def state(run: RunRow) -> str:
        answer = run.result.answer
        if run.is_undone:
            return "Undone"
        return f"{answer.get('ratings_added', 0):,} ratings, {len(run.result.changes):,} changes"

    return (
        Column("kind", "What it was", lambda r: r.kind, width=200),
        Column("date", "File of", lambda r: r.file_date, Kind.DATE, 96),
        Column("file", "File", lambda r: r.file_name, width=260, is_stretched=True),
        Column("state", "What came of it", state, width=2 * tokens.SIDE_WIDTH // 3),
    )
