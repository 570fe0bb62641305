"""Who changed what in Settings, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.words import sentence_case
from app.services.office import LONDON
from app.services.settings_history import SettingsChange, list_settings_changes
from app.ui import acts
from app.ui.context import Context
from app.ui.settings.section import Section
from app.ui.widgets.labels import label
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView


class HistorySection(Section):
    """The acts on settings, frameworks, officers and retention periods."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context, "history", "History of the settings",
            "Who changed what here, when and why. Records have their own history on their pages.",
        )  # fmt: skip
        self.empty = label("Nothing was changed here yet.", "second", name="settings_unchanged")
        self.empty.hide()
        self.column.addWidget(self.empty)
        self.table: TableView[SettingsChange] = TableView(
            "settings_history_table", "History of the settings", _COLUMNS, lambda one: one.act_id
        )
        self.table.setMinimumHeight(190)
        self.table.current_changed.connect(self._on_chosen)
        self.column.addWidget(self.table, 1)
        self.told = label("", wrap=True, name="settings_history_told", selectable=True)
        self.column.addWidget(self.told)

    def reload(self) -> None:
        """Read the acts."""
        acts.read(self.context, self, list_settings_changes, on_result=self._on_rows)

    def _on_rows(self, rows: Sequence[SettingsChange]) -> None:
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows and self.table.current_row() is None:
            self.table.select_key(rows[0].act_id)
        self._on_chosen(self.table.current_key())

    def _on_chosen(self, _key: str) -> None:
        """The chosen act in full: a cell shows only as much as fits."""
        row = self.table.current_row()
        if row is None:
            self.told.clear()
            return
        who = f"{row.who}, " if row.who else ""
        why = f"\nWhy: {row.reason}" if row.reason else ""
        said = "\n".join(part for part in (row.what, *row.details.split("; ")) if part)
        self.told.setText(f"{who}{_at(row):%d/%m/%Y %H:%M}\n{said}{why}")


def _at(row: SettingsChange) -> datetime:
    return row.at.astimezone(LONDON)


_COLUMNS: tuple[Column[SettingsChange], ...] = (
    Column("at", "When", _at, width=126, text=lambda r: f"{_at(r):%d/%m/%Y %H:%M}"),
    Column("who", "Who", lambda r: r.who, width=100),
    Column("what", "What", lambda r: r.what, width=200, is_stretched=True, tip=lambda r: r.what),
    Column("details", "From, to", lambda r: sentence_case(r.details), width=200,
           is_stretched=True, tip=lambda r: r.details),
    Column("reason", "Why", lambda r: r.reason, width=90, tip=lambda r: r.reason),
)  # fmt: skip
