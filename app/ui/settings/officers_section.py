"""The officers who work with this file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.services import opening
from app.services.opening import NewOfficer, OfficerRow
from app.ui import acts
from app.ui.context import Context
from app.ui.settings.section import Section
from app.ui.widgets.buttons import button
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView

FIELDS = (
    Field("name", "Name", what="the officer’s name"),
    Field("role", "Role", is_optional=True),
    Field("initials", "Initials", is_optional=True, width=90),
    Field("email", "Email", is_optional=True),
)


class OfficersSection(Section):
    """Add, change, archive. Who is working is chosen at the opening, or at the window's foot."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context, "officers", "Officers",
            "Everybody who works with this file. Their name stands beside what they do.",
        )  # fmt: skip
        row = FlowLayout(gap=8)
        row.addWidget(button("Add an officer", "primary", name="officers_add", on_click=self.add))
        row.addWidget(button("Change", name="officers_change", on_click=self.change))
        row.addWidget(button("Archive", name="officers_archive", on_click=self.archive))
        self.column.addLayout(row)
        self.table: TableView[OfficerRow] = TableView(
            "officers_table", "Officers", _COLUMNS, lambda one: one.id, sort_by="name"
        )
        self.table.setMinimumHeight(250)
        self.table.opened.connect(self.change)
        self.column.addWidget(self.table)
        self.column.addStretch(1)

    def reload(self) -> None:
        """Read the officers."""
        acts.read(self.context, self, opening.list_officers, on_result=self.table.set_rows)

    def add(self) -> None:
        """Ask for a new officer."""
        self._ask("Add an officer", "Add", None)

    def change(self) -> None:
        """Change the officer with the mark."""
        row = self.table.current_row()
        if row is not None:
            self._ask(f"Change {row.name}", "Save", row)

    def archive(self) -> None:
        """Leave the officer with the mark out of the choices."""
        row = self.table.current_row()
        if row is not None:
            acts.write(
                self.context, self, opening.archive_officer, row.id,
                on_done=self._on_done, offers_undo=True,
            )  # fmt: skip

    def _ask(self, heading: str, words: str, row: OfficerRow | None) -> None:
        office = self.context.services

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            draft = NewOfficer(**values)
            if row is None:
                return partial(office.write, opening.add_officer, draft)
            return partial(office.write, opening.change_officer, row.id, draft)

        dialog = FormDialog(
            self.window(), self.context, "officer_dialog", heading, FIELDS,
            button_words=words, act=act,
            values={f.name: getattr(row, f.name) for f in FIELDS} if row else None,
        )  # fmt: skip
        dialog.done_with.connect(self._on_done)
        dialog.open()

    def _on_done(self, _result: object) -> None:
        self.reload()


_COLUMNS: tuple[Column[OfficerRow], ...] = (
    Column("name", "Name", lambda r: r.name, width=180),
    Column("role", "Role", lambda r: r.role, width=220, is_stretched=True),
    Column("initials", "Initials", lambda r: r.initials, width=80),
)
