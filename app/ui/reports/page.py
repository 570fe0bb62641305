"""Reports: choose one from the list, look at the very pages that leave, then print or save them.

`navigate("reports", "visit:<id>")`, `"visit:<id>:<version>"`, `"market"` or `"register"` opens it
on what is asked for. The bytes that are shown are those that are printed and saved.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.words import count, joined
from app.errors import QualityMonitorError
from app.services import reporting
from app.services.report_requests import (
    MadeReport,
    ReportChoices,
    ReportKind,
    ReportRequest,
    make_report,
    report_choices,
)
from app.ui import acts
from app.ui.background import Task
from app.ui.context import Context
from app.ui.page import Page
from app.ui.reports.options_bar import OptionsBar
from app.ui.reports.preview import ReportPreview
from app.ui.reports.report_list import ReportList
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.note import Note

WORDS_SHOWN = 2
LIST_WIDTH = 262
LIST_NARROW = 240
NARROW_BELOW = 960
FILTERS = {".pdf": "PDF (*.pdf)", ".xlsx": "Excel workbook (*.xlsx)"}


class ReportsPage(Page):
    """One report at a time, made in the background; an older answer never takes its place."""

    changed_kinds = frozenset(
        {"visit", "visit_version", "setting", "service", "provider", "import_run"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "reports", "Reports")
        self._made: MadeReport | None = None
        self._asked: ReportRequest | None = None
        self._task: Task | None = None
        self._wanted = ""
        self._saved: Path | None = None
        self.print_button = button("Print", name="reports_print", icon="ph.printer",
                                   shortcut="Ctrl+P", on_click=self._on_print)  # fmt: skip
        self.save_button = button("Save", "primary", name="reports_save", icon="ph.floppy-disk",
                                  shortcut="Ctrl+S", on_click=self._on_save)  # fmt: skip
        self.add_action(self.print_button)
        self.add_action(self.save_button)
        self.list = ReportList()
        self.list.kind_chosen.connect(self._on_kind)
        self.bar = OptionsBar()
        self.bar.changed.connect(self._make)
        self.warning = Note("", kind="warn", name="reports_warning", act="Show all",
                            on_act=self._on_show_warnings)  # fmt: skip
        self.saved = Note("", kind="ok", name="reports_saved", act="Open", on_act=self._on_open)
        self.preview = ReportPreview()
        self.set_content(self._make_content())
        self._show_buttons("Choose a report first")

    def _make_content(self) -> QWidget:
        """The list at the left; beside it what the chosen report is about, and its pages."""
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 12)
        row.setSpacing(20)
        row.addWidget(self.list)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.bar)
        for note in (self.warning, self.saved):
            note.hide()
            column.addWidget(note)
        column.addWidget(self.preview, 1)
        row.addLayout(column, 1)
        return whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_BELOW
        self.list.setFixedWidth(LIST_NARROW if is_narrow else LIST_WIDTH)

    # --- the page ---------------------------------------------------------------------------

    def reload(self) -> None:
        acts.read(self.context, self, report_choices, on_result=self._on_choices)

    def show_key(self, key: str) -> None:
        """Take a wish; the page itself has no record, so asking for the same again is taken too."""
        if key:
            self._wanted = key
            self.mark_stale()
        else:
            self.refresh_if_visible()

    def _on_choices(self, choices: ReportChoices) -> None:
        self.bar.set_choices(choices)
        kind, _, rest = self._wanted.partition(":")
        self._wanted = ""
        visit_id, _, version = rest.partition(":")
        if kind in set(ReportKind):
            self.list.choose(ReportKind(kind))
            self.bar.choose(visit_id, version)
        elif not choices.visits and self._asked is None:
            self.list.choose(ReportKind.MARKET)
        self._on_kind()

    def _on_kind(self) -> None:
        self.bar.set_kind(self.list.kind)
        self._make()

    # --- making -----------------------------------------------------------------------------

    def _make(self) -> None:
        request = self.bar.request()
        if self._task is not None:
            self._task.cancel()
        self._asked, self._made = request, None
        self.saved.hide()
        self.warning.hide()
        self.set_sentence(request.kind.about + ".")
        if request.kind.is_of_visit and not request.visit_id:
            self._show_no_visit()
            return
        self._show_buttons("The report is being made")
        self.preview.show_state(StateOfList("loading", f"Making the {request.kind.words}"))
        office = self.context.services
        self._task = self.context.background.read(
            lambda _progress: office.read(make_report, request),
            owner=self,
            on_result=lambda made: self._on_made(request, made),
            on_error=lambda error: self._on_not_made(request, error),
            words=f"Making the {request.kind.words}",
        )

    def _on_made(self, request: ReportRequest, made: MadeReport) -> None:
        if self._asked != request:
            return
        self._task = None
        self._made = made
        self._show_buttons("")
        self._show_warning()
        if made.request.kind.is_pdf:
            self.preview.show_pdf(made.data, made.file_name)
            return
        self.preview.show_state(
            StateOfList(
                "empty",
                made.file_name,
                "A workbook is looked at in your spreadsheet program: save it, then open it.",
                NextStep("Save", self._on_save),
                icon="ph.file-text",
            )
        )

    def _on_not_made(self, request: ReportRequest, error: Exception) -> None:
        if self._asked != request:
            return
        self._task = None
        self._show_buttons("There is no report to save")
        step = NextStep("Try again", self._make)
        if request.kind in {ReportKind.MARKET, ReportKind.MARKET_WORKBOOK}:
            step = NextStep("Import a CQC file", self._on_import)
        heading = "This report cannot be made yet"
        if not isinstance(error, QualityMonitorError):
            self.context.messages.tell_error(error)
            self.preview.show_state(StateOfList("failed", heading, "", step))
            return
        self.preview.show_state(StateOfList("failed", heading, str(error), step))

    def _show_no_visit(self) -> None:
        self._show_buttons("Choose a visit first")
        has_visits = bool(self.bar.visit.combo.count() > 1)
        if has_visits:
            state = StateOfList("empty", "Choose a visit", "Type part of its reference or service.")
        else:
            state = StateOfList(
                "empty", "No visit has started yet", "Its report is here as soon as it has.",
                NextStep("Plan a visit", self._on_plan),
            )  # fmt: skip
        self.preview.show_state(state)

    def _show_buttons(self, not_yet: str) -> None:
        made = self._made
        explain_disabled(self.save_button, not_yet)
        is_pdf = made is None or made.request.kind.is_pdf
        told = not_yet or ("" if is_pdf else "A workbook is printed in your spreadsheet program")
        explain_disabled(self.print_button, told)
        kind = self._asked.kind if self._asked else ReportKind.VISIT
        words = "Save PDF" if kind.is_pdf else "Save workbook"
        self.save_button.setText(f" {words}")
        self.save_button.setAccessibleName(words)

    # --- what may identify a person ---------------------------------------------------------

    def _show_warning(self) -> None:
        warnings = self._made.warnings if self._made else ()
        self.warning.setVisible(bool(warnings))
        if warnings:
            places = count(len(warnings), "place")
            where = list(dict.fromkeys(one.split(":", 1)[0] for one in warnings))
            shown = joined(where[:WORDS_SHOWN])
            more = " and others" if len(where) > WORDS_SHOWN else ""
            self.warning.set_words(f"May identify a person in {places}:", f"{shown}{more}.")

    def _on_show_warnings(self) -> None:
        warnings = self._made.warnings if self._made else ()
        self.context.messages.tell(
            "Words that may identify a person", "\n".join(warnings), details="\n".join(warnings)
        )

    def _may_leave_the_house(self, act: str) -> bool:
        """Ask once more when something in it may identify a person."""
        made = self._made
        if made is None or not made.warnings:
            return made is not None
        places = count(len(made.warnings), "place")
        return self.context.messages.confirm(
            f"{act} although it may identify a person?",
            f"{made.warnings[0]}. There {'is' if len(made.warnings) == 1 else 'are'} {places} to "
            "look at. Change the words in the visit, or go on if nobody can be picked out.",
            f"{act} all the same",
        )

    # --- leaving ----------------------------------------------------------------------------

    def _on_print(self) -> None:
        if self.preview.is_shown and self._may_leave_the_house("Print"):
            self.preview.pdf.print_with_dialog()

    def _on_save(self) -> None:
        made = self._made
        if made is None or not self._may_leave_the_house("Save"):
            return
        suffix = made.request.kind.suffix
        folder = Path(self.context.settings.current.last_folder or Path.home())
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save the report", str(folder / made.file_name), FILTERS[suffix]
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix.lower() == suffix else path.with_name(f"{path.name}{suffix}")
        self.context.settings.change(last_folder=str(path.parent))
        self.context.background.read(
            lambda _progress: reporting.save_report(path, made.data),
            owner=self,
            on_result=lambda _: self._on_saved(path),
            words="Saving the report",
        )

    def _on_saved(self, path: Path) -> None:
        self._saved = path
        self.saved.set_words("Saved.", f"{path.name} is in {path.parent}.")
        self.saved.show()

    def _on_open(self) -> None:
        url = QUrl.fromLocalFile(str(self._saved))
        if self._saved is None or not QDesktopServices.openUrl(url):
            self.context.messages.tell(
                "The file could not be opened",
                "No program on this computer opens it. It is saved where the page says.",
            )

    def _on_import(self) -> None:
        self.navigate.emit("import_cqc", "")

    def _on_plan(self) -> None:
        self.navigate.emit("plan_visit", "")
