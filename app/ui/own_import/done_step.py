"""Last step: what was brought in, and how to take it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.words import count
from app.services.own_import import OwnReport
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note


class DoneStep(QWidget):
    """`undo_requested`, `register_requested` and `another_requested` follow the buttons."""

    undo_requested = Signal()
    register_requested = Signal()
    another_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(10)
        self.note = Note("", kind="ok", name="own_done_note")
        column.addWidget(self.note)
        self.told = label("", wrap=True, name="own_done_told")
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.undo = button("Undo this import", name="own_undo",
                           icon="ph.arrow-counter-clockwise",
                           on_click=self.undo_requested.emit)  # fmt: skip
        another = button("Import another file", "quiet", name="own_another",
                         on_click=self.another_requested.emit)  # fmt: skip
        row.addWidget(self.undo)
        row.addWidget(another)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def set_report(self, report: OwnReport) -> None:
        """Show what was done."""
        self.note.set_words("Imported.", f"{report.words} A backup was made before.", "ok")
        left_out = sum(one.is_left_out for one in report.remarks)
        words = f"{count(left_out, 'row')} left out." if left_out else ""
        self.told.setText(words)
        self.undo.setEnabled(bool(report.act_id))

    def set_undone(self, left: int) -> None:
        """Say that all of it was taken back."""
        more = f" {count(left, 'record')} changed since and kept what they have." if left else ""
        self.note.set_words("Undone.", f"The register is as it was before.{more}", "info")
        self.told.setText("")
        self.undo.setEnabled(False)
