"""A file that was not opened: what is so, that nothing was changed, and the ways on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.start.step import Step
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import IconLabel, label

Way = tuple[str, str, Callable[[], object]]
"""Words, object name, what it does; the first is the main one."""


class TroubleStep(Step):
    """A heading, the sentence of the error, and buttons."""

    def __init__(self, heading: str, text: str, ways: Sequence[Way]) -> None:
        super().__init__("start_trouble", heading, width=640)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconLabel("ph.warning-circle", "danger", 22))
        row.addWidget(label(text, wrap=True, name="trouble_text", selectable=True), 1)
        self.column.addSpacing(4)
        self.column.addLayout(row)
        self.column.addSpacing(12)
        found: list[QWidget] = []
        buttons = [
            button(words, "primary" if place == 0 else "secondary", name=name, on_click=do)
            for place, (words, name, do) in enumerate(ways)
        ]
        self.add_row(*buttons)
        found += buttons
        self.first_focus = found[0] if found else None
