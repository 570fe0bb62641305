"""What can be asked for at the open question, each as a dialog or a job on the write lane.

Findings and actions are in app/ui/visits/finding_acts.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.vocabulary import EvidenceKind
from app.services.attachments import (
    attach_document,
    attach_photo,
    open_copy,
    prepare_document,
    prepare_photo,
)
from app.services.record_history import record_history
from app.services.visit_answers import (
    add_evidence,
    add_quick_note,
    change_evidence,
    file_quick_note,
    remove_evidence,
)
from app.services.visit_views import QuestionView, QuickNoteView
from app.ui.context import Context
from app.ui.visits.asking import Asking
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


class ModeActs(Asking):
    """Evidence, notes and the history of the open question."""

    def __init__(
        self, context: Context, window: QWidget, live: Callable[[], LiveVisit | None]
    ) -> None:
        super().__init__(context, window, live)
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

    def _on_copied(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._context.messages.tell(
                "No program opened the file", "This computer has no program for files of this kind."
            )

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
