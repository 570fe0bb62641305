"""First step of bringing a file in: choose or drop it; while it is read; when refused, why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.widgets.buttons import button
from app.ui.widgets.empty_state import EmptyState, NextStep, StateOfList
from app.ui.widgets.labels import label

_WORDS_WIDTH = 760


class FileStep(QWidget):
    """`file_chosen(path)` follows a file that was dropped; `browse_requested` the button.

    `name` begins the names of its parts ("import" gives "import_browse"); `patience` is said
    under "Reading …" where files are large. What a subject adds goes into `column`.
    """

    file_chosen = Signal(object)
    browse_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, name: str, title: str, told: Sequence[str], *, patience: str = "") -> None:
        super().__init__()
        self._patience = patience
        self.setAcceptDrops(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 4, 0, 0)
        self.column.setSpacing(8)
        self.column.addWidget(label(title, "heading"))
        for words in told:
            line = label(words, "second", wrap=True)
            line.setMaximumWidth(_WORDS_WIDTH)
            self.column.addWidget(line)
        self.browse = button("Choose a file", name=f"{name}_browse", icon="ph.folder-open",
                             shortcut="Alt+C", on_click=self.browse_requested.emit)  # fmt: skip
        self.column.addWidget(self.browse)
        self.column.addWidget(label("Or drop the file here.", "second"))
        self.state = EmptyState(f"{name}_file_state")
        self.state.hide()
        self.column.addWidget(self.state)

    def set_reading(self, name: str) -> None:
        """Say that the file is being read."""
        self.browse.setEnabled(False)
        cancel = NextStep("Cancel", self.cancel_requested.emit)
        self.state.set_state(StateOfList("loading", f"Reading {name}", self._patience, cancel))
        self.state.show()

    def set_progress(self, done: int, total: int, words: str) -> None:
        """How far the reading is."""
        self.state.set_progress(done, total)
        told = self.state.findChild(QLabel, "state_text")
        if told is not None:
            told.setText(f"{words}: {done:,} rows so far" if done else words)

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
