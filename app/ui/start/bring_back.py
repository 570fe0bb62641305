"""Restore a backup when no file is open: choose it, see what it holds, bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from app.domain.words import count
from app.services.backups import BackupRow, RestoreDone
from app.services.office import LONDON
from app.ui.folders import documents_folder
from app.ui.start.step import Step
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.section_list import SectionItem, SectionList


class BringBackStep(Step):
    """`folder_chosen(path)` asks for the backups in a folder; `restore_requested(folder)`."""

    folder_chosen = Signal(str)
    restore_requested = Signal(str)
    back_requested = Signal()

    def __init__(self, target_folder: Path) -> None:
        super().__init__(
            "start_bring_back",
            "Restore a backup",
            "Choose the folder of backups. It lies beside the file it belongs to, or in your "
            f"second place. The file comes back to {target_folder}; one of the same name that is "
            "there is kept beside it.",
            width=640,
        )
        self._start = target_folder if target_folder.is_dir() else Path(documents_folder())
        self.column.addSpacing(8)
        self.choose_button = button(
            "Choose the folder", "primary", name="bring_back_choose", icon="ph.folder-open",
            on_click=self._on_choose,
        )  # fmt: skip
        self.add_row(
            self.choose_button, button("Back", name="bring_back_back", on_click=self._on_back)
        )
        self.said = label("", wrap=True, name="bring_back_said")
        self.column.addWidget(self.said)
        self.list = SectionList("bring_back_list", "Backups")
        self.list.opened.connect(self._on_opened)
        self.list.hide()
        self.column.addWidget(self.list)
        self.first_focus = self.choose_button

    def show_backups(self, rows: Sequence[BackupRow]) -> None:
        """List the backups found; none is said in words."""
        self.list.setVisible(bool(rows))
        if not rows:
            self.said.setText(
                "There is no backup in this folder. Choose the folder that ends in .backups, or "
                "one inside it that is named by its day and time."
            )
            return
        self.said.setText("Choose the one to bring back:")
        self.list.set_lines([_item(row) for row in rows])
        self.list.setFocus()

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder of backups", str(self._start))
        if chosen:
            self._start = Path(chosen)
            self.folder_chosen.emit(chosen)

    def _on_opened(self, _page: str, key: str) -> None:
        self.restore_requested.emit(key)

    def _on_back(self) -> None:
        self.back_requested.emit()


class BroughtBackStep(Step):
    """What a restore did and where the former file is; `go_on` opens the file."""

    go_on = Signal()

    def __init__(self, path: Path, done: RestoreDone) -> None:
        super().__init__(
            "start_brought_back", "The backup was restored", f"It is now {path}.", width=640
        )
        self.column.addSpacing(8)
        self.column.addWidget(
            label(_former(path, done), wrap=True, name="brought_back_said", selectable=True)
        )
        self.column.addSpacing(12)
        self.open_button = button(
            "Open it", "primary", name="brought_back_open", on_click=self.go_on.emit
        )
        self.add_row(self.open_button)
        self.first_focus = self.open_button


def _former(path: Path, done: RestoreDone) -> str:
    if done.kept_in is None:
        return "There was no file of this name before, so nothing was replaced."
    said = f"The former file is kept in {done.kept_in}."
    if done.safety_backup:
        said += f" It is also backed up: {done.safety_backup} in {path.name}.backups."
    return said


def _item(row: BackupRow) -> SectionItem:
    at = row.made_at.astimezone(LONDON)
    return SectionItem(
        key=str(row.folder),
        strong=f"{at:%d/%m/%Y %H:%M}",
        text=f", {row.reason.lower()}" if row.reason else "",
        second=row.problem or f"{count(row.records, 'record')}",
        tone="danger" if row.problem else "",
        right="" if row.problem else "Bring back",
        icon="ph.warning-circle" if row.problem else "ph.clock-counter-clockwise",
        page="" if row.problem else "backup",
        is_button=not row.problem,
    )
