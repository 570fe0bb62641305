"""Import a CQC file: file, what it is, authorities, preview, done. Nothing changes before Import.

How a file is read, cancelled and undone is in app/ui/file_import_page.py.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app.domain.words import count, long_date
from app.progress import Progress
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
from app.ui.file_import_page import BACKUP_FIRST, COMPARING, FileImportPage, Problems, scrolled
from app.ui.imports.choice_steps import AuthorityStep, KindStep
from app.ui.imports.done_step import CqcDoneStep
from app.ui.imports.file_step import CqcFileStep
from app.ui.imports.preview_step import NONE_KNOWN, PreviewStep

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
        self._is_adding = False
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
        self.preview_step.problems_requested.connect(self._on_save_problems)
        self.preview_step.adding_requested.connect(self._on_adding)
        self.done_step.market_requested.connect(self._on_market)
        self.done_step.adding_requested.connect(self._on_again)
        self.done_step.service_requested.connect(self._on_service)
        self._show_foot()

    # --- the page ---------------------------------------------------------------------------

    def reload(self) -> None:
        acts.read(self.context, self, cqc_import.list_runs, on_result=self.file_step.set_runs)

    # --- reading ----------------------------------------------------------------------------

    def _read(self, path: Path) -> None:
        office = self.context.services

        def read(progress: Progress) -> tuple[InspectedFile, tuple[str, ...], bool]:
            remembered = office.read(cqc_import.remembered_authorities)
            is_empty = office.read(cqc_import.is_register_empty)
            return cqc_import.inspect_cqc_file(path, progress), remembered, is_empty

        words = f"Reading {path.name}"
        self._work(read, self._on_inspected, words, on_error=self._on_refused)

    def _on_inspected(self, found: tuple[InspectedFile, tuple[str, ...], bool]) -> None:
        self._inspected, remembered, is_empty = found
        summary = self._inspected.summary
        self.file_step.set_ready()
        self.kind_step.set_summary(summary)
        self.authority_step.set_summary(summary, remembered, is_register_empty=is_empty)
        self.preview_step.begin_anew()
        if self._is_adding:
            self.authority_step.add_services.setChecked(True)
        self._is_adding = False
        self.wizard.go_to(KIND)

    # --- preview ----------------------------------------------------------------------------

    def options(self) -> ImportOptions:
        """What was chosen in the steps."""
        return ImportOptions(
            authorities=self.authority_step.chosen(),
            add_services=self.authority_step.add_services.isChecked(),
            sectors=self.authority_step.sectors(),
            with_names=self.preview_step.keep_names.isChecked(),
            file_date=self.kind_step.file_date(),
            date_order=self.kind_step.order(),
            keep_market=self.preview_step.keep_market.isChecked(),
        )

    def _make_preview(self) -> None:
        inspected = self._inspected
        if inspected is None or self._task is not None:
            return
        job = partial(cqc_import.prepare_import, self.context.services, inspected, self.options())
        self._work(job, self._on_preview, COMPARING, on_error=self._on_no_preview, foot=COMPARING)

    def _on_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.preview_step.set_preview(preview)
        if self.wizard.place != PREVIEW:
            self.wizard.go_to(PREVIEW)
        self._show_foot()

    def _on_adding(self) -> None:
        """Nothing of the file is known: add its places after all."""
        self.authority_step.add_services.setChecked(True)
        self._make_preview()

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
        job = partial(cqc_import.commit_import, self.context.services, preview)
        self._work(job, self._on_done, "Importing the CQC file", foot="Importing")

    def _on_done(self, report: ImportReport) -> None:
        preview = self._preview
        assert preview is not None
        self._report = report
        self._forget()
        self.done_step.set_report(
            report,
            providers=preview.providers_added,
            left_unknown=preview.not_added if preview.is_all_unknown else 0,
        )
        self.done_step.set_links(preview.links, adds=preview.options.add_services)
        self.wizard.go_to(DONE)
        self.reload()

    def _on_again(self) -> None:
        """Take the file again, to add the places that it names."""
        path = self._path
        self._start_again()
        self._is_adding = True
        if path is not None:
            self.start(path)

    def _on_market(self) -> None:
        self._start_again()
        self.navigate.emit("market", "")

    def _on_service(self, service_id: str) -> None:
        self.navigate.emit("service", service_id)

    def _act_id(self) -> str:
        return self._report.act_id if self._report is not None else ""

    def _problems(self) -> Problems:
        skipped = self._report.rows_skipped if self._report else ()
        if self._preview is not None:
            skipped = self._preview.skipped
        return ("Sheet", "Row", "Reason"), [(one.sheet, one.row, one.reason) for one in skipped]

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
            told = "This file brings nothing new."
            if self._preview.is_all_unknown:
                told = NONE_KNOWN
            self.wizard.set_foot(f"{told} Nothing will be changed.", "Close", not_yet=working)
            return
        self.wizard.set_foot(BACKUP_FIRST, f"Import {_what(self._preview)}", not_yet=working)

    def _sentence(self, place: int) -> str:
        if self._report is not None and place == DONE:
            return self._done_sentence(long_date(self._report.file_date))
        if self._inspected is None:
            return "Ratings and details that CQC publishes, for the services of your register."
        summary = self._inspected.summary
        day = self._preview.report.file_date if self._preview else summary.file_date.day
        of = f", {long_date(day)}" if day else ""
        adds = f" {_to_add(self._preview)}" if self._preview and place == PREVIEW else ""
        return f"{summary.kind.words}{of}.{adds} Nothing has been changed yet."

    def _done_sentence(self, of: str) -> str:
        if self._is_undone:
            return f"The import of the file of {of} was undone."
        return f"The file of {of} was brought in."


def _what(preview: Preview) -> str:
    """What the last button brings in."""
    report = preview.report
    if report.ratings_added:
        what = count(report.ratings_added, "rating")
    else:
        what = "the market figures" if preview.is_all_unknown else "the details"
    if report.services_added:
        what = f"{count(report.services_added, 'service')} and {what}"
    return what


def _to_add(preview: Preview) -> str:
    """Plainly, how much the register will grow."""
    if not preview.report.services_added:
        return "No service will be added."
    services = count(preview.report.services_added, "service")
    return f"{services} and {count(preview.providers_added, 'provider')} will be added."
