"""Import our own spreadsheet: file, columns, preview, done. Nothing changes before Import.

How a file is read, cancelled and undone is in app/ui/file_import_page.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.words import count
from app.progress import Progress
from app.services import own_import
from app.services.own_import import OwnFile, OwnMapping, OwnPreview, OwnReport
from app.ui import acts
from app.ui.context import Context
from app.ui.file_import_page import BACKUP_FIRST, COMPARING, FileImportPage, Problems
from app.ui.own_import.columns_step import ColumnsStep
from app.ui.own_import.done_step import OwnDoneStep
from app.ui.own_import.file_step import OwnFileStep
from app.ui.own_import.preview_step import PreviewStep
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field

FILE, COLUMNS, PREVIEW, DONE = range(4)
_NAME = Field(
    "name",
    "Name of the mapping",
    hint="One of the same name is replaced",
    what="the name of the mapping",
)


class OwnImportPage(FileImportPage):
    """The wizard. One import at a time; Cancel leaves the register as it was."""

    choose_title = "Choose your spreadsheet"
    file_filter = "Spreadsheets (*.xlsx *.ods *.csv *.gz)"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "import", "Bring in a spreadsheet", "own")
        self._file: OwnFile | None = None
        self._preview: OwnPreview | None = None
        self._report: OwnReport | None = None
        self._decisions: dict[str, str] = {}
        self.file_step = OwnFileStep()
        self.columns_step = ColumnsStep()
        self.preview_step = PreviewStep()
        self.done_step = OwnDoneStep()
        steps = (("Sheets and columns", self.columns_step), ("Preview", self.preview_step))
        self.set_wizard(self.file_step, steps, self.done_step)
        self.columns_step.changed.connect(self._on_mapping_changed)
        self.columns_step.save_requested.connect(self._on_save_mapping)
        self.columns_step.mapping_chosen.connect(self._on_mapping_chosen)
        self.columns_step.cqc_requested.connect(self._on_cqc)
        self.preview_step.decided.connect(self._on_decided)
        self.preview_step.problems_requested.connect(self._on_save_problems)
        self._show_foot()

    # --- the page ---------------------------------------------------------------------------

    def reload(self) -> None:
        acts.read(self.context, self, own_import.list_mappings,
                  on_result=self.columns_step.set_saved)  # fmt: skip

    # --- reading ----------------------------------------------------------------------------

    def _read(self, path: Path) -> None:
        office = self.context.services

        def read(progress: Progress) -> tuple[OwnFile, OwnMapping]:
            file = own_import.open_own(path, progress)
            return file, office.read(own_import.propose_mapping, file)

        self._work(read, self._on_read, f"Reading {path.name}", on_error=self._on_refused)

    def _on_read(self, found: tuple[OwnFile, OwnMapping]) -> None:
        self._file, mapping = found
        self.file_step.set_ready()
        self.columns_step.set_file(self._file, mapping)
        self.columns_step.cqc.setVisible(own_import.is_cqc_file(self._file))
        self.reload()
        self.wizard.go_to(COLUMNS)

    def _on_cqc(self) -> None:
        """It is a file of CQC's: go on with it in the wizard that knows such files."""
        path = self._path
        self._start_again()
        self.navigate.emit("import_cqc", str(path))

    # --- mapping ----------------------------------------------------------------------------

    def _on_mapping_changed(self) -> None:
        self._decisions = {}
        self._preview = None
        self._show_foot()

    def _on_save_mapping(self) -> None:
        if self._file is None:
            return
        mapping = self.columns_step.mapping()
        dialog = FormDialog(
            self.window(), self.context, "save_mapping_dialog", "Save this mapping", [_NAME],
            button_words="Save the mapping",
            act=partial(_saving, self.context.services, self._file, mapping),
            sentence="What each column means is kept and offered with the next file like this one.",
            values={"name": mapping.name or Path(self._file.name).stem},
        )  # fmt: skip
        dialog.done_with.connect(self._on_saved)
        dialog.open()

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
        job = partial(
            own_import.prepare_own_import, self.context.services, file,
            self.columns_step.mapping(), dict(self._decisions),
        )  # fmt: skip
        self._work(job, self._on_preview, COMPARING, foot=COMPARING)

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
            self._leave()
            return
        job = partial(own_import.commit_own_import, self.context.services, preview)
        self._work(job, self._on_done, "Importing the spreadsheet", foot="Importing")

    def _on_done(self, report: OwnReport) -> None:
        self._report = report
        self._forget()
        self.done_step.set_report(report)
        self.wizard.go_to(DONE)

    def _act_id(self) -> str:
        return self._report.act_id if self._report is not None else ""

    def _problems(self) -> Problems:
        if self._preview is not None:
            remarks = self._preview.remarks
        else:
            remarks = list(self._report.remarks) if self._report else []
        rows = [
            (one.sheet, one.row, "Left out" if one.is_left_out else "Taken", one.reason)
            for one in remarks
        ]
        return ("Sheet", "Row", "What happens", "Reason"), rows

    def _start_again(self) -> None:
        self._report = None
        super()._start_again()

    def _forget(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = self._preview = None
        self._decisions = {}

    # --- head and foot ----------------------------------------------------------------------

    def _foot(self, place: int, working: str) -> None:
        if place == COLUMNS:
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
            self.wizard.set_foot(BACKUP_FIRST, f"Import {count(number, 'record')}", not_yet=working)

    def _sentence(self, place: int) -> str:
        if self._report is not None and place == DONE:
            name = self._report.file_name
            return (
                f"The import of {name} was undone."
                if self._is_undone
                else (f"{name} was brought in.")
            )
        if self._file is None:
            return "Providers, services, contracts, contacts, last visits and open actions."
        if self._preview is not None and place == PREVIEW:
            words = self._preview.report.words
            words = words.replace(" added", " to add").replace(" changed", " to change")
            return f"{self._file.name}: {words} Nothing has been changed yet."
        return f"{self._file.name}. Nothing has been changed yet."


def _saving(
    office: Any, file: OwnFile, mapping: OwnMapping, typed: Mapping[str, Any]
) -> Callable[[], str]:
    def save() -> str:
        office.write(own_import.save_mapping, typed["name"], file, mapping)
        return str(typed["name"])

    return save
