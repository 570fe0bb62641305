"""Backups: make one, check one, see what a restore would take away, restore; second place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from app import tokens
from app.domain.words import count
from app.progress import Progress
from app.services import backups, second_place
from app.services.backups import BackupMade, BackupRow, RestoreDone, RestoreView
from app.services.council import change_council
from app.services.office import LONDON
from app.services.second_place import SecondPlace
from app.ui import acts
from app.ui.context import Context
from app.ui.folders import documents_folder
from app.ui.settings.section import Section
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import label, set_tone
from app.ui.widgets.note import Note
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

MOST_ROWS = 10
MOST_LINES = 8  # kinds of record that the question before a restore tells
RULE = (
    "Made by themselves at the start of a day, before an import or the undo of one, an upgrade "
    "or a restore, on sign-off, and on closing when something changed and the last one is over "
    "30 minutes old. Kept: two days in full, then 12 daily, 10 weekly "
    "and 9 monthly ones."
)


class BackupsSection(Section):
    """Long work runs in the background; a restore waits until nobody reads or writes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "backups", "Backups", RULE)
        self.office = context.services
        self._newest = self._busy = self._second_folder = ""
        row = FlowLayout(gap=8)
        self.make_button = button(
            "Back up now", "primary", name="backups_make", on_click=self.make_now
        )
        self.check_button = button("Check it", name="backups_check", on_click=self.check)
        self.restore_button = button("Restore it", name="backups_restore", on_click=self.restore)
        for found in (self.make_button, self.check_button, self.restore_button):
            row.addWidget(found)
        self.column.addLayout(row)
        self.said = Note("", "", name="backups_said")
        self.said.hide()
        self.column.addWidget(self.said)
        self.table: TableView[BackupRow] = TableView(
            "backups_table", "Backups", _COLUMNS, lambda one: str(one.folder),
            sort_by="made", is_descending=True,
        )  # fmt: skip
        self.table.selection_changed.connect(self._on_selected)
        self.column.addWidget(self.table)
        self.place = label("", "second", wrap=True, name="backups_place", selectable=True)
        self.column.addWidget(self.place)
        self.add_heading(
            "Second place",
            "Each backup is copied there too: another disk or a network folder. The live file "
            "never lies there.",
        )
        self.second = label("", wrap=True, name="backups_second", selectable=True)
        self.column.addWidget(self.second)
        ways = FlowLayout(gap=8)
        ways.addWidget(
            button("Choose a folder", name="backups_choose_second", on_click=self._on_choose)
        )
        self.no_second = button("None", "quiet", name="backups_no_second", on_click=self._on_none)
        ways.addWidget(self.no_second)
        self.column.addLayout(ways)
        self.column.addStretch(1)

    def reload(self) -> None:
        """Read the folder and the second place."""
        self.context.background.read(
            lambda _progress: (
                backups.list_backups_of(self.office),
                second_place.state_of(self.office),
            ),
            owner=self,
            on_result=self._on_read,
        )

    def make_now(self) -> None:
        """Make a backup beside the write lane."""
        self._set_busy("A backup is being made")
        self.context.background.read(
            lambda progress: backups.make_backup(self.office, progress=progress),
            owner=self, on_result=self._on_made, on_error=self._on_failed, words="Making a backup",
        )  # fmt: skip

    def check(self) -> None:
        """Check the chosen backup from its bytes."""
        row = self.table.current_row()
        if row is None:
            return
        key = self.office.database.key
        self._set_busy("A backup is being checked")
        self.context.background.read(
            lambda _progress: backups.verify_backup(row.folder, key),
            owner=self, on_result=self._on_checked, on_error=self._on_failed,
            words="Checking a backup",
        )  # fmt: skip

    def restore(self) -> None:
        """Show what a restore would do, ask, and do it."""
        row = self.table.current_row()
        if row is None:
            return
        self._set_busy("The backup is being compared")
        self.context.background.read(
            lambda _progress: backups.preview_restore(self.office, row.folder),
            owner=self, on_result=self._on_previewed, on_error=self._on_failed,
            words="Comparing a backup",
        )  # fmt: skip

    # --- answers ----------------------------------------------------------------------------

    def _on_read(self, found: tuple[Sequence[BackupRow], SecondPlace]) -> None:
        rows, second = found
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        shown = min(len(rows), MOST_ROWS)
        self.table.setFixedHeight(tokens.TABLE_HEADER + shown * tokens.ROW + 2)
        if rows and (self._newest or self.table.current_row() is None):
            self.table.select_key(self._newest or str(rows[0].folder))
            self._newest = ""
        where = f"They lie in {self.office.path.name}.backups, beside the file."
        self.place.setText(where if rows else "No backup was made yet.")
        self._second_folder = second.folder
        self.second.setText(second.words)
        set_tone(self.second, "warn" if second.is_behind else "")
        self.no_second.setVisible(bool(second.folder))
        self._show_ways()

    def _on_made(self, made: BackupMade) -> None:
        self._say("Backup made and checked.", made.second_place, is_bad=bool(made.second_place))
        self._newest = str(made.row.folder)
        self._set_busy("")
        self.context.changes.tell({"backup"})  # the status line tells the newest
        self.reload()

    def _on_checked(self, problems: list[str]) -> None:
        if problems:
            self._say("This backup is not whole.", " ".join(problems), is_bad=True)
        else:
            self._say("This backup is whole.", "Database, key file and attached files were read.")
        self._set_busy("")

    def _on_previewed(self, view: RestoreView) -> None:
        self._set_busy("")
        at = view.row.made_at.astimezone(LONDON)
        lines = [line.words for line in view.lines[:MOST_LINES]]
        if more := len(view.lines) - MOST_LINES if len(view.lines) > MOST_LINES else 0:
            lines.append(f"And {count(more, 'other kind')} of record.")
        if view.erasures:
            lines.append(
                f"{count(view.erasures, 'newer erasure')} will be repeated: what was erased "
                "stays erased."
            )
        text = "\n".join([view.sentence, *lines, "The present file is kept beside it."])
        if self.context.messages.confirm(
            f"Restore the backup of {at:%d/%m/%Y %H:%M}?", text, "Restore this backup"
        ):
            self._bring_back(view)

    def _bring_back(self, view: RestoreView) -> None:
        self._set_busy("A backup is being restored")

        def job(_progress: Progress) -> RestoreDone:
            return backups.restore_backup(self.office, view.row.folder)

        self.context.background.write(
            job, owner=self, on_result=self._on_restored, on_error=self._on_failed
        )

    def _on_restored(self, done: RestoreDone) -> None:
        kept = f"The former file is kept in {done.kept_in.name}." if done.kept_in else ""
        self._say("The backup was restored.", kept)
        self._set_busy("")
        self.context.changes.tell({"backup"})  # one was made before the restore
        self.reload()

    def _on_failed(self, error: Exception) -> None:
        self._set_busy("")
        self.context.messages.tell_error(error)

    # --- second place -----------------------------------------------------------------------

    def _on_choose(self) -> None:
        known = self._second_folder
        start = known if known and Path(known).is_dir() else documents_folder()
        chosen = QFileDialog.getExistingDirectory(self, "Second place for backups", start)
        if chosen:
            self._keep_second(chosen)

    def _on_none(self) -> None:
        self._keep_second("")

    def _keep_second(self, place: str) -> None:
        acts.write(
            self.context, self, change_council, {"second_place": place},
            on_done=self._on_second_kept, offers_undo=True,
        )  # fmt: skip

    def _on_second_kept(self, _result: object) -> None:
        self.reload()

    def _on_selected(self) -> None:
        self._show_ways()

    def _set_busy(self, why: str) -> None:
        """While one job runs no other is begun; `why` says which, empty when it is done."""
        self._busy = why
        self._show_ways()

    def _show_ways(self) -> None:
        why = self._busy
        nothing = "" if self.table.current_row() is not None else "Choose a backup in the list"
        read_only = "The file is open to read only" if self.office.database.is_read_only else ""
        explain_disabled(self.make_button, why)
        explain_disabled(self.check_button, why or nothing)
        explain_disabled(self.restore_button, why or read_only or nothing)

    def _say(self, strong: str, text: str, *, is_bad: bool = False) -> None:
        self.said.set_words(strong, text, "warn" if is_bad else "ok")
        self.said.show()


def _moment(row: BackupRow) -> Any:
    return row.made_at.astimezone(LONDON)


_COLUMNS: tuple[Column[BackupRow], ...] = (
    Column("made", "Made", _moment, width=126, text=lambda r: f"{_moment(r):%d/%m/%Y %H:%M}"),
    Column("reason", "Why", lambda r: r.reason, width=170, is_stretched=True),
    Column("records", "Records", lambda r: r.records, Kind.NUMBER, 72),
    Column("size", "Size", lambda r: r.size, Kind.NUMBER, 72,
           text=lambda r: f"{r.size / 1_000_000:.1f} MB"),
    Column("state", "State", lambda r: r.problem or "Verified", width=84,
           tone=lambda r: "danger" if r.problem else ""),
)  # fmt: skip
