"""The pane beside a list: title, second lines, a note, facts, buttons. Follows after 150 ms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.ui.widgets.buttons import button
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note, NoteKind

FOLLOW_MS: Final = 150


class PreviewPane(QWidget):
    """Shows the current row of a table. Never takes the focus.

    Connect `table.current_changed` to `follow`; after 150 ms `wanted(key)` asks the page for what
    to show ("" for nothing), which answers with `show_record`. `close_requested` follows its X.
    """

    wanted = Signal(str)
    close_requested = Signal()

    def __init__(self, name: str, nothing: str = "Choose a row to see more.") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Preview")
        self._nothing = nothing
        self._key = ""
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(FOLLOW_MS)
        self._delay.timeout.connect(self._on_delay)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setObjectName(f"{name}_scroll")
        self._area.setAccessibleName("Preview")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.viewport().setAutoFillBackground(False)
        outer.addWidget(self._area)
        self.show_nothing()

    def follow(self, key: str) -> None:
        """The current row changed; ask for its preview in a moment."""
        self._key = key
        self._delay.start()

    def show_nothing(self, words: str = "") -> None:
        """Say that there is nothing to preview (or "3 services selected")."""
        body, column = self._new_body()
        column.addWidget(label(words or self._nothing, "second", wrap=True))
        column.addStretch(1)
        self._show(body)

    def show_record(
        self,
        title: str,
        lines: Sequence[str] = (),
        *,
        note: tuple[str, str, NoteKind] | None = None,
        facts: Sequence[FactLine] = (),
        more: Sequence[QWidget] = (),
        actions: Sequence[QPushButton] = (),
    ) -> None:
        """Show one record: reason to look first, then facts, then what is next, then buttons."""
        body, column = self._new_body()
        head = QHBoxLayout()
        head.addWidget(label(title, "heading", wrap=True, name="preview_title"), 1)
        close: Callable[[], object] = self.close_requested.emit
        head.addWidget(
            button(
                "Close (Space)",
                "icon",
                name="preview_close",
                icon="ph.x",
                on_click=close,
            )
        )
        column.addLayout(head)
        for line in lines:
            column.addWidget(label(line, "second", wrap=True))
        if note is not None:
            column.addSpacing(8)
            column.addWidget(Note(note[0], note[1], note[2], name="preview_note"))
        if facts:
            table = FactsTable("preview_facts", name_width=86)
            table.set_facts(facts)
            column.addSpacing(8)
            column.addWidget(table)
        for widget in more:
            column.addWidget(widget)
        if actions:
            row = QHBoxLayout()
            row.setSpacing(8)
            for action in actions:
                row.addWidget(action)
            row.addStretch(1)
            column.addSpacing(8)
            column.addLayout(row)
        column.addStretch(1)
        self._show(body)

    def _new_body(self) -> tuple[QWidget, QVBoxLayout]:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 12, 16)
        column.setSpacing(2)
        return body, column

    def _show(self, body: QWidget) -> None:
        self._area.setWidget(body)
        body.setAutoFillBackground(False)  # setWidget turns it on

    def _on_delay(self) -> None:
        self.wanted.emit(self._key)
