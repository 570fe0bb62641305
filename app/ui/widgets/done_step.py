"""Last step of bringing a file in: what was done, and how to take it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.words import count
from app.ui.widgets.buttons import button
from app.ui.widgets.note import Note

SAVE_PROBLEMS = "Save the list of problem rows"


class DoneStep(QWidget):
    """`undo_requested`, `problems_requested` and `another_requested` follow the buttons.

    `name` begins the names of its parts; `middle` stands between the note and the buttons.
    """

    undo_requested = Signal()
    problems_requested = Signal()
    another_requested = Signal()

    def __init__(self, name: str, middle: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(10)
        self.note = Note("", kind="ok", name=f"{name}_done_note")
        column.addWidget(self.note)
        column.addWidget(middle)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.undo = button("Undo this import", name=f"{name}_undo",
                           icon="ph.arrow-counter-clockwise",
                           on_click=self.undo_requested.emit)  # fmt: skip
        self.save_problems = button(SAVE_PROBLEMS, name=f"{name}_done_save_problems",
                                    icon="ph.floppy-disk",
                                    on_click=self.problems_requested.emit)  # fmt: skip
        another = button("Import another file", "quiet", name=f"{name}_another",
                         on_click=self.another_requested.emit)  # fmt: skip
        self.row.addWidget(self.undo)
        self.row.addWidget(self.save_problems)
        self.row.addWidget(another)
        self.row.addStretch(1)
        column.addLayout(self.row)
        column.addStretch(1)

    def set_done(self, words: str, act_id: str, *, problems: int) -> None:
        """Say what was done; an act without an id changed nothing that could be undone.

        The list of `problems` rows can be kept, also after an undo.
        """
        self.save_problems.setVisible(problems > 0)
        self.note.set_words("Imported.", f"{words} A backup was made before.", "ok")
        self.undo.setEnabled(bool(act_id))

    def set_undone(self, left: int) -> None:
        """Say that all of it was taken back but for `left` records changed since."""
        more = f" {count(left, 'record')} changed since and kept what they have." if left else ""
        self.note.set_words("Undone.", f"The register is as it was before.{more}", "info")
        self.undo.setEnabled(False)
