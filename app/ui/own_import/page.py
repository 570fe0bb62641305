"""Import our own spreadsheet: file, columns, preview, done. Nothing changes before Import.

Reading and writing run beside the write lane, as for a CQC file: the import takes its turn with
short writes, so an answer typed meanwhile is saved at once.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QScrollArea, QWidget

from app.domain.words import count
from app.errors import FileRefusedError
from app.services import history, own_import
from app.services.own_import import OwnFile, OwnMapping, OwnPreview, OwnReport
from app.ui import acts
from app.ui.background import Task
from app.ui.context import Context
from app.ui.own_import.columns_step import ColumnsStep
from app.ui.own_import.done_step import DoneStep
from app.ui.own_import.file_step import FileStep
from app.ui.own_import.preview_step import PreviewStep
from app.ui.page import Page
from app.ui.widgets.buttons import button
from app.ui.widgets.wizard import Wizard

FILE, COLUMNS, PREVIEW, DONE = range(4)
FILES = "Spreadsheets (*.xlsx *.ods *.csv *.gz);;All files (*)"
SAFE = "A backup is made first. The whole import can be undone as one act."


class OwnImportPage(Page):
    """The wizard. One import at a time; Cancel leaves the register as it was."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "import", "Bring in a spreadsheet")
        self._file: OwnFile | None = None
        self._preview: OwnPreview | None = None
        self._report: OwnReport | None = None
        self._decisions: dict[str, str] = {}
        self._task: Task | None = None
        self._cancel = button("Cancel", name="own_cancel", on_click=self._on_cancel)
        self.add_action(self._cancel)
        self.file_step = FileStep()
        self.columns_step = ColumnsStep()
        self.preview_step = PreviewStep()
        self.done_step = DoneStep()
        self.wizard = Wizard(
            "own_wizard",
            (
                ("File", _scrolled(self.file_step)),
                ("Sheets and columns", self.columns_step),
                ("Preview", self.preview_step),
                ("Done", _scrolled(self.done_step)),
            ),
        )
        self.set_content(self.wizard, bleeds=True)
        self._connect()
        self._show_foot()

    def _connect(self) -> None:
        self.file_step.browse_requested.connect(self._on_browse)
        self.file_step.file_chosen.connect(self.start)
        self.file_step.cancel_requested.connect(self._on_stop)
        self.columns_step.changed.connect(self._on_mapping_changed)
        self.columns_step.save_requested.connect(self._on_save_mapping)
        self.columns_step.mapping_chosen.connect(self._on_mapping_chosen)
        self.preview_step.decided.connect(self._on_decided)
        self.done_step.undo_requested.connect(self._on_undo)
        self.done_step.another_requested.connect(self._start_again)
        self.wizard.forward_requested.connect(self._on_forward)
        self.wizard.went.connect(self._on_went)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._forget)

    # --- the page ---------------------------------------------------------------------------

    def reload(self) -> None:
        acts.read(self.context, self, own_import.list_mappings,
                  on_result=self.columns_step.set_saved)  # fmt: skip

    def go_back(self) -> bool:
        return self.wizard.place not in {FILE, DONE} and self.wizard.go_back()

    def may_leave(self) -> bool:
        return self._task is None or self.context.messages.confirm(
            "Stop the import?", "Nothing was changed yet.", "Stop the import"
        )

    # --- reading ----------------------------------------------------------------------------

    def start(self, path: Path) -> None:
        """Read a file; the next step shows how its columns were understood."""
        if self._task is not None:
            return
        self._forget()
        self.context.settings.change(last_folder=str(path.parent))
        self.file_step.set_reading(path.name)
        office = self.context.services

        def read(progress: object) -> tuple[OwnFile, OwnMapping]:
            file = own_import.open_own(path, progress)  # type: ignore[arg-type]
            return file, office.read(own_import.propose_mapping, file)

        self._run(
            self.context.background.read(
                read, owner=self, on_result=self._on_read, on_error=self._on_refused,
                words=f"Reading {path.name}",
            )
        )  # fmt: skip

    def _on_browse(self) -> None:
        folder = self.context.settings.current.last_folder
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose your spreadsheet", folder, FILES)
        if chosen:
            self.start(Path(chosen))

    def _on_read(self, found: tuple[OwnFile, OwnMapping]) -> None:
        self._file, mapping = found
        self.file_step.set_ready()
        self.columns_step.set_file(self._file, mapping)
        self.reload()
        self.wizard.go_to(COLUMNS)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FileRefusedError):
            self.file_step.set_refused(str(error))
        else:
            self.file_step.set_ready()
            self.context.messages.tell_error(error)

    # --- mapping ----------------------------------------------------------------------------

    def _on_mapping_changed(self) -> None:
        self._decisions = {}
        self._preview = None
        self._show_foot()

    def _on_save_mapping(self) -> None:
        if self._file is None:
            return
        offered = self.columns_step.mapping().name or Path(self._file.name).stem
        name, is_given = QInputDialog.getText(
            self, "Save this mapping", "Name", QLineEdit.EchoMode.Normal, offered
        )
        if is_given and name.strip():
            acts.write(
                self.context, self, own_import.save_mapping, name, self._file,
                self.columns_step.mapping(), on_done=lambda _: self._on_saved(name),
            )  # fmt: skip

    def _on_saved(self, name: str) -> None:
        self.context.messages.say(f"Saved the mapping “{name}”.")
        self.reload()

    def _on_mapping_chosen(self, name: str) -> None:
        if self._file is None or not name:
            return
        acts.read(self.context, self, own_import.use_mapping, name, self._file,
                  on_result=self._on_mapping)  # fmt: skip

    def _on_mapping(self, mapping: OwnMapping) -> None:
        if self._file is not None:
            self.columns_step.set_file(self._file, mapping)
            self._on_mapping_changed()

    # --- preview ----------------------------------------------------------------------------

    def _make_preview(self) -> None:
        file = self._file
        if file is None or self._task is not None:
            return
        mapping, decisions = self.columns_step.mapping(), dict(self._decisions)
        office = self.context.services
        self._run(
            self.context.background.read(
                lambda progress: own_import.prepare_own_import(
                    office, file, mapping, decisions, progress
                ),
                owner=self,
                on_result=self._on_preview,
                on_error=self._on_failed,
                words="Comparing with the register",
            )
        )
        self._show_foot("Comparing with the register")

    def _on_preview(self, preview: OwnPreview) -> None:
        is_first = self._preview is None
        self._preview = preview
        self.preview_step.set_preview(preview, is_first=is_first)
        if self.wizard.place != PREVIEW:
            self.wizard.go_to(PREVIEW)
        self._show_foot()

    def _on_decided(self, decisions: dict[str, str]) -> None:
        if self._task is None:
            self._decisions |= decisions
            self._make_preview()

    # --- commit -----------------------------------------------------------------------------

    def _on_forward(self, place: int) -> None:
        if place == FILE:
            self._on_browse()
        elif place == COLUMNS:
            self._make_preview()
        elif place == PREVIEW:
            self._commit()
        else:
            self._start_again()
            self.navigate.emit("providers", "")

    def _commit(self) -> None:
        preview = self._preview
        if preview is None or self._task is not None:
            return
        if preview.is_nothing_new:
            self._start_again()
            self.back_requested.emit()
            return
        office = self.context.services
        self._run(
            self.context.background.read(
                lambda progress: own_import.commit_own_import(office, preview, progress),
                owner=self,
                on_result=self._on_done,
                on_error=self._on_failed,
                words="Importing the spreadsheet",
            )
        )
        self._show_foot("Importing")

    def _on_done(self, report: OwnReport) -> None:
        self._report = report
        self._forget()
        self.done_step.set_report(report)
        self.wizard.go_to(DONE)

    def _on_failed(self, error: Exception) -> None:
        self._show_foot()
        self.context.messages.tell_error(error)

    def _on_undo(self) -> None:
        if self._report is None:
            return
        self.done_step.undo.setEnabled(False)
        task = acts.undo_import(self.context, self, self._report.act_id, self._on_undone)
        for not_done in (task.cancelled, task.failed):
            not_done.connect(self._on_not_undone)

    def _on_undone(self, result: history.UndoResult) -> None:
        self.done_step.set_undone(len(result.left))

    def _on_not_undone(self, _error: object = None) -> None:
        self.done_step.undo.setEnabled(True)

    # --- cancel and foot --------------------------------------------------------------------

    def _run(self, task: Task) -> None:
        self._task = task
        task.cancelled.connect(self._on_cancelled)
        task.ended.connect(self._on_ended)

    def _on_ended(self) -> None:
        self._task = None
        self._show_foot()

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_cancelled(self) -> None:
        self.file_step.set_ready()
        self.context.messages.say("Cancelled. Nothing was changed.")

    def _on_cancel(self) -> None:
        self._on_stop()
        self._start_again()
        self.back_requested.emit()

    def _start_again(self) -> None:
        self._forget()
        self._report = None
        self.file_step.set_ready()
        self.wizard.go_to(FILE)

    def _forget(self) -> None:
        """Delete what was read of a file."""
        if self._file is not None:
            self._file.close()
        self._file = self._preview = None
        self._decisions = {}

    def _on_went(self, place: int) -> None:
        self._cancel.setVisible(place != DONE)
        self._show_foot()

    def _show_foot(self, working: str = "") -> None:
        place = self.wizard.place
        working = working or ("Working" if self._task is not None else "")
        self.set_sentence(self._sentence(place))
        if place == FILE:
            self.wizard.set_foot("Nothing is changed before the last step.", "Choose a file",
                                 not_yet=working)  # fmt: skip
        elif place == COLUMNS:
            not_yet = self.columns_step.not_yet()
            self.wizard.set_foot(not_yet, "Preview", not_yet=working or not_yet)
        elif place == PREVIEW:
            self._show_preview_foot(working)
        else:
            self.wizard.set_foot("", "Show providers", has_back=False)

    def _show_preview_foot(self, working: str) -> None:
        preview = self._preview
        if preview is None:
            return
        if preview.undecided:
            many = count(len(preview.undecided), "likely match", "likely matches")
            told = f"Decide {many} first: the same, or new?"
            self.wizard.set_foot(told, "Import", not_yet=working or told)
        elif preview.is_nothing_new:
            told = "This file brings nothing new. Nothing will be changed."
            self.wizard.set_foot(told, "Close", not_yet=working)
        else:
            report = preview.report
            number = sum(report.added.values()) + sum(report.changed.values())
            self.wizard.set_foot(SAFE, f"Import {count(number, 'record')}", not_yet=working)

    def _sentence(self, place: int) -> str:
        if self._report is not None and place == DONE:
            return f"{self._report.file_name} is in the register."
        if self._file is None:
            return "Providers, services, contracts, contacts, last visits and open actions."
        if self._preview is not None and place == PREVIEW:
            words = self._preview.report.words
            words = words.replace(" added", " to add").replace(" changed", " to change")
            return f"{self._file.name}: {words} Nothing has been changed yet."
        return f"{self._file.name}. Nothing has been changed yet."


def _scrolled(step: QWidget) -> QScrollArea:
    """A step that scrolls where the window is lower than it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(step)
    area.viewport().setAutoFillBackground(False)
    step.setAutoFillBackground(False)
    return area
