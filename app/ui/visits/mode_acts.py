"""What can be asked for at the open question, each as a dialog or a job on the write lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QWidget

from app.domain.actions import ActionStep
from app.domain.vocabulary import EvidenceKind
from app.services.actions import change_action, get_action, take_step
from app.services.attachments import (
    attach_document,
    attach_photo,
    open_copy,
    prepare_document,
    prepare_photo,
)
from app.services.findings import change_finding, remove_finding
from app.services.history import undo_act
from app.services.previous_actions import Verification, check_previous_action
from app.services.record_history import record_history
from app.services.visit_answers import (
    add_evidence,
    add_quick_note,
    change_evidence,
    file_quick_note,
    remove_evidence,
)
from app.services.visit_findings import raise_from_answer
from app.services.visit_views import QuestionView, QuickNoteView
from app.ui.context import Context
from app.ui.visits.finding_forms import (
    ACTION_FIELDS,
    EDIT_FINDING_FIELDS,
    RAISE_FIELDS,
    action_draft,
    action_values,
    finding_draft,
    finding_values,
    starting_values,
)
from app.ui.visits.live_visit import LiveVisit
from app.ui.visits.reading_dialogs import HistoryDialog
from app.ui.widgets.buttons import button
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label, rule

PHOTOS = "Photos (*.jpg *.jpeg *.png *.webp *.heic *.heif);;All files (*)"
DOCUMENTS = (
    "Documents (*.pdf *.docx *.doc *.odt *.rtf *.txt *.xlsx *.xls *.ods *.csv *.pptx *.odp *.msg)"
    ";;All files (*)"
)


class ModeActs(QObject):
    """Acts on the visit in `live()`, asked for at `window`. Pages reload by what changed.

    `saved` follows each act that is on the disk; `closed(widget)` each dialog or choice of files,
    with what had the focus before it.
    """

    saved = Signal()
    closed = Signal(object)

    def __init__(
        self, context: Context, window: QWidget, live: Callable[[], LiveVisit | None]
    ) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._live = live
        self._copies: TemporaryDirectory[str] | None = None

    # --- evidence ---------------------------------------------------------------------------

    def ask_photos(self, question_id: str) -> None:
        """Choose photos for a question (Alt+P)."""
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        names = self._choose_files("Add photos", start, PHOTOS)
        for name in names:
            self.add_photo(question_id, Path(name))

    def add_photo(self, question_id: str, path: Path) -> None:
        """Clean a photo beside the write lane, then attach it."""
        self._prepare_and_write(prepare_photo, attach_photo, question_id, path)

    def ask_documents(self, question_id: str) -> None:
        """Choose documents for a question (Alt+D)."""
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        names = self._choose_files("Add documents", start, DOCUMENTS)
        for name in names:
            self.add_document(question_id, Path(name))

    def add_document(self, question_id: str, path: Path) -> None:
        """Check a document beside the write lane, then attach it."""
        self._prepare_and_write(prepare_document, attach_document, question_id, path)

    def ask_observation(self, question_id: str) -> None:
        """Write what was seen as evidence (Alt+O)."""
        services = self._context.services
        dialog = FormDialog(
            self._window, self._context, "observation_dialog", "Observation",
            [Field("text", "What was seen", FieldKind.LONG_TEXT, "Where and when", width=560)],
            button_words="Add the observation",
            act=lambda values: partial(
                services.write, add_evidence, question_id, EvidenceKind.OBSERVATION,
                text=values["text"],
            ),
        )  # fmt: skip
        self._open(dialog)

    def ask_evidence_words(self, evidence_id: str, text: str) -> None:
        """Change the words of a piece of evidence."""
        services = self._context.services
        field = Field("text", "What it shows", FieldKind.LONG_TEXT, is_optional=True, width=560)
        dialog = FormDialog(
            self._window, self._context, "evidence_dialog", "Words of the evidence", [field],
            button_words="Keep the words", values={"text": text},
            act=lambda values: partial(
                services.write, change_evidence, evidence_id, values["text"]
            ),
        )  # fmt: skip
        self._open(dialog)

    def remove_evidence(self, evidence_id: str) -> None:
        """Take a piece of evidence off, with Undo."""
        self._remove(remove_evidence, evidence_id, "Removed a piece of evidence.")

    def _remove(self, remove: Callable[..., object], key: str, words: str) -> None:
        services = self._context.services

        def job(_progress: object) -> str:
            services.write(remove, key)
            return str(services.last_outcome.act_id)

        def on_done(act_id: str) -> None:
            self._context.messages.offer_undo(words, partial(self.undo, act_id))

        self._write(job, on_done)

    def undo(self, act_id: str) -> None:
        """Undo an act."""
        services = self._context.services
        self._write(lambda _progress: services.write(undo_act, act_id))

    def open_attachment(self, attachment_id: str) -> None:
        """Open a copy of a document or photo in the program that the computer has for it."""
        if self._copies is None:
            self._copies = TemporaryDirectory(prefix="cqm-")
        folder = Path(self._copies.name)
        services = self._context.services
        self._context.background.read(
            lambda _progress: services.read(open_copy, attachment_id, folder),
            owner=self,
            on_result=self._on_copied,
        )

    # --- findings and actions ---------------------------------------------------------------

    def ask_finding(self, question: QuestionView) -> None:
        """Raise a finding and its action (Alt+A)."""
        live = self._live()
        if live is None:
            return
        page, services = live.header, self._context.services
        heading = f"Finding and action for {question.number}"

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            finding = finding_draft(values, page.version.id, question.id)
            keys = (question.key,)
            action = action_draft(values, page.visit.service_id, page.visit.id, keys, "action_")
            return partial(services.write, raise_from_answer, finding, action)

        dialog = FormDialog(
            self._window, self._context, "finding_dialog", heading, RAISE_FIELDS,
            button_words="Add to the visit", sentence=question.text, act=act,
            values=starting_values(question, falls_short=live.is_shortfall(question)), width=680,
            focus="headline",
        )  # fmt: skip
        self._open(dialog)

    def ask_edit_finding(self, question: QuestionView, finding_id: str) -> None:
        """Change a finding."""
        live = self._live()
        finding = next((one for one in question.findings if one.id == finding_id), None)
        if live is None or finding is None:
            return
        version_id, services = live.header.version.id, self._context.services

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            draft = finding_draft(values, version_id, finding.question_id)
            return partial(services.write, change_finding, finding_id, finding.row_version, draft)

        dialog = FormDialog(
            self._window, self._context, "finding_dialog", "Change the finding",
            EDIT_FINDING_FIELDS, button_words="Save the finding", act=act,
            values=finding_values(finding), width=680,
        )  # fmt: skip
        remove = button("Remove the finding", "quiet", name="remove_finding", icon="ph.x")
        remove.clicked.connect(partial(self._remove_finding, dialog, finding_id))
        dialog.extra.addWidget(remove)
        self._open(dialog)

    def _remove_finding(self, dialog: FormDialog, finding_id: str) -> None:
        dialog.accept()
        self._remove(remove_finding, finding_id, "Removed a finding. Its action stays.")

    def ask_edit_action(self, action_id: str) -> None:
        """Change an action of this visit."""
        services = self._context.services

        def on_read(detail: Any) -> None:
            def act(values: Mapping[str, Any]) -> Callable[[], Any]:
                draft = action_draft(
                    values, detail.row.service_id, detail.visit_id, detail.question_keys
                )
                version = detail.row.row_version
                return partial(services.write, change_action, action_id, version, draft)

            dialog = FormDialog(
                self._window, self._context, "action_dialog", "Change the action", ACTION_FIELDS,
                button_words="Save the action", act=act, values=action_values(detail), width=680,
            )  # fmt: skip
            self._open(dialog)

        self._context.background.read(
            lambda _progress: services.read(get_action, action_id), owner=self, on_result=on_read
        )

    def ask_verify(self, action_id: str) -> None:
        """Verify an earlier action: keep what was seen and close it."""
        self._ask_previous(action_id, Verification.DONE)

    def ask_not_accepted(self, action_id: str) -> None:
        """Say what an action that the provider reports complete still lacks."""
        services = self._context.services
        field = Field("text", "What is still missing", FieldKind.LONG_TEXT, width=560)
        dialog = FormDialog(
            self._window, self._context, "refuse_dialog", "Not accepted", [field],
            button_words="Do not accept", sentence="The action goes back to in progress.",
            act=lambda values: partial(
                services.write, take_step, action_id, ActionStep.NOT_ACCEPTED, values["text"]
            ),
        )  # fmt: skip
        self._open(dialog)

    def check_previous(
        self, action_id: str, verification: Verification, on_refused: Callable[[], object]
    ) -> None:
        """Keep what was found of an earlier action; all but "not checked" asks for words."""
        if verification is not Verification.NOT_CHECKED:
            dialog = self._ask_previous(action_id, verification)
            if dialog is not None:
                dialog.rejected.connect(on_refused)
            return
        live = self._live()
        if live is not None:
            version_id, services = live.header.version.id, self._context.services
            self._write(
                lambda _progress: services.write(
                    check_previous_action, version_id, action_id, verification
                )
            )

    def _ask_previous(self, action_id: str, verification: Verification) -> FormDialog | None:
        live = self._live()
        if live is None:
            return None
        version_id, services = live.header.version.id, self._context.services
        is_done = verification is Verification.DONE
        field = Field(
            "note", "What was seen", FieldKind.LONG_TEXT, width=560, is_optional=not is_done,
            hint="What shows that it is done" if is_done else "What is done, and what is not",
        )  # fmt: skip
        dialog = FormDialog(
            self._window, self._context, "verify_dialog", verification.words, [field],
            button_words="Verify and close" if is_done else "Keep it",
            sentence="The action is closed." if is_done else "The action stays open.",
            act=lambda values: partial(
                services.write, check_previous_action, version_id, action_id, verification,
                values["note"],
            ),
        )  # fmt: skip
        self._open(dialog)
        return dialog

    # --- notes and history ------------------------------------------------------------------

    def ask_quick_note(
        self, question: QuestionView | None, before_filing: Callable[[], None]
    ) -> None:
        """Note something on the way, or file a note to the open question (Ctrl+Q)."""
        live = self._live()
        if live is None:
            return
        version_id, services = live.header.version.id, self._context.services
        field = Field("text", "Note", FieldKind.LONG_TEXT, "It can be filed to a question later")
        dialog = FormDialog(
            self._window, self._context, "quick_note_dialog", "Quick note", [field],
            button_words="Keep the note",
            act=lambda values: partial(
                services.write, add_quick_note, version_id, values["text"]
            ),
        )  # fmt: skip
        waiting = [note for note in live.header.quick_notes if note.question_id is None]
        if waiting:
            dialog.extra.addWidget(label("Not filed yet", "strong"))
            dialog.resize(dialog.width(), min(dialog.height() + 60 * len(waiting), 620))
        for note in waiting:
            dialog.extra.addWidget(rule())
            dialog.extra.addLayout(self._note_line(dialog, note, question, before_filing))
        self._open(dialog)

    def ask_history(self, question: QuestionView, answer_id: str) -> None:
        """Show every change of the answer (Alt+H)."""
        services = self._context.services

        def show(rows: Any) -> None:
            self._open(HistoryDialog(self._window, question.number, rows))

        self._context.background.read(
            lambda _progress: services.read(record_history, "answer", answer_id),
            owner=self,
            on_result=show,
        )

    def _note_line(
        self,
        dialog: FormDialog,
        note: QuickNoteView,
        question: QuestionView | None,
        before_filing: Callable[[], None],
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(note.text, wrap=True), 1)
        if question is not None:
            words = f"File to {question.number}"
            file = button(words, name=f"file_note_{note.id}", small=True)

            def on_click() -> None:
                before_filing()
                services = self._context.services
                self._write(lambda _progress: services.write(file_quick_note, note.id, question.id))
                dialog.accept()

            file.clicked.connect(on_click)
            row.addWidget(file)
        return row

    # --- dialogs ----------------------------------------------------------------------------

    def _open(self, dialog: QDialog) -> None:
        before = self._window.window().focusWidget()
        if isinstance(dialog, FormDialog):
            dialog.done_with.connect(self._on_dialog_done)
        dialog.finished.connect(partial(self._on_dialog_closed, before))
        dialog.open()

    def _on_dialog_done(self, _result: object) -> None:
        self.saved.emit()

    def _on_dialog_closed(self, before: QWidget | None, _code: int) -> None:
        self.closed.emit(before)

    def _choose_files(self, heading: str, start: str, kinds: str) -> list[str]:
        before = self._window.window().focusWidget()
        names, _ = QFileDialog.getOpenFileNames(self._window, heading, start, kinds)
        self.closed.emit(before)
        return names

    # --- jobs -------------------------------------------------------------------------------

    def _prepare_and_write(
        self,
        prepare: Callable[[Path], Any],
        attach: Callable[..., Any],
        question_id: str,
        path: Path,
    ) -> None:
        services = self._context.services

        def on_prepared(found: Any) -> None:
            self._write(lambda _progress: services.write(attach, question_id, found))

        self._context.background.read(
            lambda _progress: prepare(path), owner=self, on_result=on_prepared
        )

    def _write(
        self, job: Callable[[object], Any], on_result: Callable[[Any], None] | None = None
    ) -> None:
        def on_done(result: Any) -> None:
            self.saved.emit()
            if on_result is not None:
                on_result(result)

        self._context.background.write(job, owner=self, on_result=on_done)

    def _on_copied(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._context.messages.tell(
                "No program opened the file", "This computer has no program for files of this kind."
            )
