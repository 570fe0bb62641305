"""Import a CQC file: file, what it is, authorities, preview, done. Nothing changes before Import.

How a file is read, cancelled and undone is in app/ui/file_import_page.py.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.words import count, long_date
from app.services import cqc_import
from app.services.cqc_import import (
    DateOrderError,
    ImportOptions,
    InspectedFile,
    Preview,
)
from app.services.import_report import ImportReport
from app.ui import acts
from app.ui.context import Context
from app.ui.file_import_page import BACKUP_FIRST, FileImportPage, scrolled
from app.ui.imports.choice_steps import AuthorityStep, KindStep
from app.ui.imports.done_step import CqcDoneStep
from app.ui.imports.file_step import CqcFileStep
from app.ui.imports.preview_step import PreviewStep

FILE, KIND, AUTHORITIES, PREVIEW, DONE = range(5)


class ImportPage(FileImportPage):
    """The wizard. One import at a time; Cancel leaves the register as it was."""

    choose_title = "Choose a CQC file"
    file_filter = "Files of CQC (*.ods *.xlsx *.csv *.gz *.json *.zip)"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "import_cqc", "Import a CQC file", "import")
        self._inspected: InspectedFile | None = None
        self._preview: Preview | None = None
        self._report: ImportReport | None = None
        self._remembered: tuple[str, ...] = ()
        self.file_step = CqcFileStep()
        self.kind_step = KindStep(context.today())
        self.authority_step = AuthorityStep()
        self.preview_step = PreviewStep()
        self.done_step = CqcDoneStep()
        steps = (
            ("What it is", scrolled(self.kind_step)),
            ("Authorities", scrolled(self.authority_step)),
            ("Preview", self.preview_step),
        )
        self.set_wizard(self.file_step, steps, self.done_step)
        self.kind_step.changed.connect(self._show_foot)
        self.authority_step.changed.connect(self._show_foot)
        self.preview_step.options_changed.connect(self._make_preview)
        self.done_step.market_requested.connect(self._on_market)
        self._show_foot()

    # --- the page ---------------------------------------------------------------------------

    def reload(self) -> None:
        acts.read(self.context, self, cqc_import.list_runs, on_result=self.file_step.set_runs)
        acts.read(
            self.context, self, cqc_import.remembered_authorities, on_result=self._on_remembered
        )

    def _on_remembered(self, names: tuple[str, ...]) -> None:
        self._remembered = names

    # --- reading ----------------------------------------------------------------------------

    def _read(self, path: Path) -> None:
        self._run(
            self.context.background.read(
                lambda progress: cqc_import.inspect_cqc_file(path, progress),
                owner=self,
                on_result=self._on_inspected,
                on_error=self._on_refused,
                words=f"Reading {path.name}",
            )
        )

    def _on_inspected(self, found: InspectedFile) -> None:
        self._inspected = found
        self.file_step.set_ready()
        self.kind_step.set_summary(found.summary)
        self.authority_step.set_summary(found.summary, self._remembered)
        self.wizard.go_to(KIND)

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
            self._leave()
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

    def _on_market(self) -> None:
        self._start_again()
        self.navigate.emit("market", "")

    def _act_id(self) -> str:
        return self._report.act_id if self._report is not None else ""

    def _start_again(self) -> None:
        self._report = None
        self.preview_step.keep_names.setChecked(False)
        self.preview_step.keep_market.setChecked(True)
        super()._start_again()

    def _forget(self) -> None:
        if self._preview is not None:
            self._preview.close()
        if self._inspected is not None:
            self._inspected.close()
        self._preview = self._inspected = None

    # --- head and foot ----------------------------------------------------------------------

    def _foot(self, place: int, working: str) -> None:
        if place == KIND:
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
        self.wizard.set_foot(BACKUP_FIRST, f"Import {what}", not_yet=working)

    def _sentence(self, place: int) -> str:
        if self._report is not None and place == DONE:
            return f"The file of {long_date(self._report.file_date)} is in the register."
        if self._inspected is None:
            return "Ratings and details that CQC publishes, for the services of your register."
        summary = self._inspected.summary
        day = self._preview.report.file_date if self._preview else summary.file_date.day
        of = f", {long_date(day)}" if day else ""
        return f"{summary.kind.words}{of}. Nothing has been changed yet."
