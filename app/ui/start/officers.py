"""Who is working? One of the officers of the file, or one who is added now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal

from app.services.opening import NewOfficer, OfficerRow
from app.ui.start.step import Step, submit_on_enter
from app.ui.widgets.buttons import ButtonKind, button
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field
from app.ui.widgets.labels import label

FIELDS = (
    Field("name", "Name", what="your name"),
    Field("role", "Role", is_optional=True, hint="For example contract and quality manager"),
    Field("initials", "Initials", is_optional=True, width=90),
)


class OfficerStep(Step):
    """`chosen(id)` or `added(NewOfficer)` follows. `last_id` stands first and has the cursor."""

    chosen = Signal(str)
    added = Signal(object)

    def __init__(self, officers: Sequence[OfficerRow], last_id: str, today: date) -> None:
        super().__init__(
            "start_officers",
            "Who is working?",
            "Your name stands beside everything you do, in the history and on reports.",
            width=560,
        )
        self.column.addSpacing(8)
        ordered = sorted(officers, key=lambda one: (one.id != last_id, one.name))
        for place, officer in enumerate(ordered):
            kind: ButtonKind = "primary" if place == 0 else "secondary"
            words = f"{officer.name}, {officer.role}" if officer.role else officer.name
            found = button(
                words, kind, name=f"officer_{place}", icon="ph.user-circle", touch=True,
                on_click=partial(self.chosen.emit, officer.id),
            )  # fmt: skip
            self.add_row(found)
            if place == 0:
                self.first_focus = found
        heading = "Somebody else" if officers else "Add yourself"
        self.column.addSpacing(12)
        self.column.addWidget(label(heading, "heading"))
        self.form = Form("officer", FIELDS, today=today)
        main: ButtonKind = "secondary" if officers else "primary"
        add = button("Add and go on", main, name="officer_add", on_click=self._on_add)
        self.form.add_button(add)
        submit_on_enter(self.form, add)
        self.column.addWidget(self.form)
        if self.first_focus is None:
            self.first_focus = self.form.input_of("name").focus_widget

    def _on_add(self) -> None:
        values = self.form.submit()
        if values is not None:
            self.added.emit(NewOfficer(values["name"], values["role"], values["initials"]))
