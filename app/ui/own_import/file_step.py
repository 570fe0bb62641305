"""First step: choose the council's spreadsheet; while it is read; when it is refused, why."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets.buttons import button
from app.ui.widgets.empty_state import EmptyState, NextStep, StateOfList
from app.ui.widgets.labels import label

KINDS = (
    "Providers, services, contracts, contacts, last visits or open actions, as XLSX, ODS or CSV; "
    "one sheet or several. A register saved from this program comes back in as it is."
)
HOW = (
    "The next step shows how its columns were understood. Nothing is changed before you have seen "
    "what would be added and changed."
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
        column.addWidget(label("Choose the spreadsheet that you keep", "heading"))
        for words in (KINDS, HOW):
            told = label(words, "second", wrap=True)
            told.setMaximumWidth(760)
            column.addWidget(told)
        self.browse = button("Choose a file", name="own_browse", icon="ph.folder-open",
                             shortcut="Ctrl+O", on_click=self.browse_requested.emit)  # fmt: skip
        column.addWidget(self.browse)
        column.addWidget(label("Or drop the file here.", "second"))
        self.state = EmptyState("own_file_state")
        self.state.hide()
        column.addWidget(self.state)
        column.addStretch(1)

    def set_reading(self, name: str) -> None:
        """Say that the file is being read."""
        self.browse.setEnabled(False)
        cancel = NextStep("Cancel", self.cancel_requested.emit)
        self.state.set_state(StateOfList("loading", f"Reading {name}", "", cancel))
        self.state.show()

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
