"""Import a CQC file: file, what it is, authorities, preview, done. Nothing changes before Import.

Reading and writing run beside the write lane: the import takes its turn with short writes, so an
answer typed meanwhile is saved at once.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from app.domain.words import count, long_date
from app.errors import FileRefusedError
from app.services import cqc_import, history
from app.services.cqc_import import (
    DateOrderError,
    ImportOptions,
    InspectedFile,
    Preview,
)
from app.services.import_report import ImportReport
from app.ui import acts
from app.ui.background import Task
from app.ui.context import Context
from app.ui.imports.choice_steps import AuthorityStep, KindStep
from app.ui.imports.done_step import DoneStep
from app.ui.imports.file_step import FileStep
from app.ui.imports.preview_step import PreviewStep
from app.ui.page import Page
from app.ui.widgets.buttons import button
from app.ui.widgets.wizard import Wizard

FILE, KIND, AUTHORITIES, PREVIEW, DONE = range(5)
FILES = "Files of CQC (*.ods *.xlsx *.csv *.gz *.json *.zip);;All files (*)"
SAFE = "A backup is made first. The whole import can be undone as one act."


class ImportPage(Page):
    """The wizard. One import at a time; Cancel leaves the register as it was."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "import_cqc", "Import a CQC file")
        self._inspected: InspectedFile | None = None
        self._preview: Preview | None = None
        self._report: ImportReport | None = None
        self._remembered: tuple[str, ...] = ()
        self._task: Task | None = None
        self._cancel = button("Cancel", name="import_cancel", on_click=self._on_cancel)
        self.add_action(self._cancel)
        self.file_step = FileStep()
        self.kind_step = KindStep(context.today())
        self.authority_step = AuthorityStep()
        self.preview_step = PreviewStep()
        self.done_step = DoneStep()
        self.wizard = Wizard(
            "import_wizard",
            (
                ("File", _scrolled(self.file_step)),
                ("What it is", _scrolled(self.kind_step)),
                ("Authorities", _scrolled(self.authority_step)),
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
        self.kind_step.changed.connect(self._show_foot)
        self.authority_step.changed.connect(self._show_foot)
        self.preview_step.options_changed.connect(self._make_preview)
        self.done_step.undo_requested.connect(self._on_undo)
        self.done_step.market_requested.connect(self._on_market)
        self.done_step.another_requested.connect(self._start_again)
        self.wizard.forward_requested.connect(self._on_forward)
        self.wizard.went.connect(self._on_went)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._forget)

    # --- the page ---------------------------------------------------------------------------

    def reload(self) -> None:
        acts.read(self.context, self, cqc_import.list_runs, on_result=self.file_step.set_runs)
        acts.read(
            self.context, self, cqc_import.remembered_authorities, on_result=self._on_remembered
        )

    def go_back(self) -> bool:
        return self.wizard.place not in {FILE, DONE} and self.wizard.go_back()

    def may_leave(self) -> bool:
        return self._task is None or self.context.messages.confirm(
            "Stop the import?", "Nothing was changed yet.", "Stop the import"
        )

    def _on_remembered(self, names: tuple[str, ...]) -> None:
        self._remembered = names

    # --- reading ----------------------------------------------------------------------------

    def start(self, path: Path) -> None:
        """Look at a file; the next step shows what it is."""
        if self._task is not None:
            return
        self._forget()
        self.context.settings.change(last_folder=str(path.parent))
        self.file_step.set_reading(path.name)
        self._run(
            self.context.background.read(
                lambda progress: cqc_import.inspect_cqc_file(path, progress),
                owner=self,
                on_result=self._on_inspected,
                on_error=self._on_refused,
                words=f"Reading {path.name}",
            )
        )

    def _on_browse(self) -> None:
        folder = self.context.settings.current.last_folder
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a CQC file", folder, FILES)
        if chosen:
            self.start(Path(chosen))

    def _on_inspected(self, found: InspectedFile) -> None:
        self._inspected = found
        self.file_step.set_ready()
        self.kind_step.set_summary(found.summary)
        self.authority_step.set_summary(found.summary, self._remembered)
        self.wizard.go_to(KIND)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FileRefusedError):
            self.file_step.set_refused(str(error))
        else:
            self.file_step.set_ready()
            self.context.messages.tell_error(error)

    # --- preview ----------------------------------------------------------------------------

    def options(self) -> ImportOptions:
        """What was chosen in the steps."""
        return ImportOptions(
            authorities=self.authority_step.chosen(),
            add_services=self.authority_step.add_services.isChecked(),
            with_names=self.preview_step.keep_names.isChecked(),
            file_date=self.kind_step.file_date(),
            date_order=self.kind_step.order(),
            keep_market=self.preview_step.keep_market.isChecked(),
        )

    def _make_preview(self) -> None:
        inspected = self._inspected
        if inspected is None or self._task is not None:
            return
        options = self.options()
        office = self.context.services
        self._run(
            self.context.background.read(
                lambda progress: cqc_import.prepare_import(office, inspected, options, progress),
                owner=self,
                on_result=self._on_preview,
                on_error=self._on_no_preview,
                words="Comparing with the register",
            )
        )
        self._show_foot("Comparing with the register")

    def _on_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.preview_step.set_preview(preview)
        if self.wizard.place != PREVIEW:
            self.wizard.go_to(PREVIEW)
        self._show_foot()

    def _on_no_preview(self, error: Exception) -> None:
        self._show_foot()
        if isinstance(error, DateOrderError):
            self.wizard.go_to(KIND)
        self.context.messages.tell_error(error)

    # --- commit -----------------------------------------------------------------------------

    def _on_forward(self, place: int) -> None:
        if place == FILE:
            self._on_browse()
        elif place == KIND:
            self.wizard.go_to(AUTHORITIES)
        elif place == AUTHORITIES:
            self._make_preview()
        elif place == PREVIEW:
            self._commit()
        else:
            self._on_market()

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
                lambda progress: cqc_import.commit_import(office, preview, progress),
                owner=self,
                on_result=self._on_done,
                on_error=self._on_failed,
                words="Importing the CQC file",
            )
        )
        self._show_foot("Importing")

    def _on_done(self, report: ImportReport) -> None:
        self._report = report
        self._forget()
        self.done_step.set_report(report)
        self.wizard.go_to(DONE)
        self.reload()

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
        self.reload()

    def _on_market(self) -> None:
        self._start_again()
        self.navigate.emit("market", "")

    # --- cancel and foot --------------------------------------------------------------------

    def _run(self, task: Task) -> None:
        self._task = task
        task.progressed.connect(self.file_step.set_progress)
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
        self.preview_step.keep_names.setChecked(False)
        self.preview_step.keep_market.setChecked(True)
        self.wizard.go_to(FILE)

    def _forget(self) -> None:
        """Delete what was read of a file."""
        if self._preview is not None:
            self._preview.close()
        if self._inspected is not None:
            self._inspected.close()
        self._preview = self._inspected = None

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
        elif place == KIND:
            self.wizard.set_foot("", "Next", not_yet=working or self.kind_step.not_yet())
        elif place == AUTHORITIES:
            self.wizard.set_foot("", "Preview", not_yet=working or self.authority_step.not_yet())
        elif place == PREVIEW:
            self._show_preview_foot(working)
        else:
            self.wizard.set_foot("", "Show market quality", has_back=False)

    def _show_preview_foot(self, working: str) -> None:
        if self._preview is None:
            return
        if self._preview.is_nothing_new:
            told = "This file brings nothing new. Nothing will be changed."
            self.wizard.set_foot(told, "Close", not_yet=working)
            return
        report = self._preview.report
        what = count(report.ratings_added, "rating") if report.ratings_added else "the details"
        if report.services_added:
            what = f"{count(report.services_added, 'service')} and {what}"
        self.wizard.set_foot(SAFE, f"Import {what}", not_yet=working)

    def _sentence(self, place: int) -> str:
        if self._report is not None and place == DONE:
            return f"The file of {long_date(self._report.file_date)} is in the register."
        if self._inspected is None:
            return "Ratings and details that CQC publishes, for the services of your register."
        summary = self._inspected.summary
        day = self._preview.report.file_date if self._preview else summary.file_date.day
        of = f", {long_date(day)}" if day else ""
        return f"{summary.kind.words}{of}. Nothing has been changed yet."


def _scrolled(step: QWidget) -> QScrollArea:
    """A step that scrolls where the window is lower than it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(step)
    area.viewport().setAutoFillBackground(False)
    step.setAutoFillBackground(False)
    return area
