"""The actions that were open when the visit began, each with what this visit found of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.vocabulary import ActionState, Verification
from app.domain.words import count, short_date
from app.services.previous_actions import PreviousActionRow
from app.ui.widgets.labels import label, rule
from app.ui.widgets.segmented import Segmented


class PreviousPanel(QWidget):
    """`checked(action id, verification)` follows a choice."""

    checked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("previous_actions")
        self.setProperty("area", "surface")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 12, 20, 12)
        self._column.setSpacing(6)
        self._is_showing = False
        self._shown: tuple[PreviousActionRow, ...] | None = None
        self.segments: dict[str, Segmented] = {}
        self._is_read_only = False

    def set_read_only(self, is_read_only: bool) -> None:
        """Let what was found be seen and not changed."""
        self._is_read_only = is_read_only
        for segment in self.segments.values():
            segment.setEnabled(not is_read_only)

    def show_actions(self, rows: tuple[PreviousActionRow, ...], *, again: bool = False) -> None:
        """Show these actions; `again` puts every choice back to what is stored."""
        if rows == self._shown and not again:
            return
        self._shown = rows
        self._is_showing = True
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.segments = {}
        if not rows:
            self._column.addWidget(label("No actions were open when this visit began.", "second"))
        else:
            open_ones = count(len(rows), "action")
            self._column.addWidget(label(f"Actions from before: {open_ones}", "strong"))
        for row in rows:
            self._column.addWidget(rule())
            self._column.addWidget(self._line(row))
        self._is_showing = False

    def _line(self, row: PreviousActionRow) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        column.addWidget(label(row.text, wrap=True))
        parts = [
            row.visit_reference, row.owner, row.priority.words, f"Due {short_date(row.due_on)}",
        ]  # fmt: skip
        if row.state is not ActionState.OPEN:
            parts.append(row.state.words)
        column.addWidget(label(". ".join(part for part in parts if part), "second", wrap=True))
        segment = Segmented(
            f"previous_{row.action_id}",
            f"What was found of: {row.text}",
            [(one.value, one.words, "") for one in Verification],
        )
        segment.choose(row.verification.value)
        segment.setEnabled(not self._is_read_only)
        segment.chosen.connect(partial(self._on_chosen, row.action_id))
        self.segments[row.action_id] = segment
        line = QHBoxLayout()
        line.setContentsMargins(0, 2, 0, 0)
        line.setSpacing(12)
        line.addWidget(segment)
        line.addStretch(1)
        column.addLayout(line)
        if row.note:
            column.addWidget(label(row.note, "second", wrap=True))
        return box

    def _on_chosen(self, action_id: str, value: str) -> None:
        if not self._is_showing:
            self.checked.emit(action_id, Verification(value))
