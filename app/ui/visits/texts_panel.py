"""The manager's own words of the report, saved as they are typed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.rating_words import KeyQuestion
from app.services.visit_signing import ReportTexts
from app.services.visit_views import VersionView, VisitPage
from app.ui.context import Context
from app.ui.visits.note_edit import NoteEdit
from app.ui.visits.text_saver import TextSaver
from app.ui.widgets.autosave import SaveIndicator
from app.ui.widgets.labels import label

_BLOCKS: Final = (
    ("judgement", "Overall judgement", "What it is like to live here or be cared for, and why"),
    ("looked_at", "What we looked at", "Records, rounds, rooms, rotas; one to a line"),
    ("spoken_to", "Whom we spoke to", "How many people, relatives, staff; never names"),
    ("told_provider", "What we told the provider on the day", "The end-of-visit feedback"),
)
_WIDEST: Final = 760


class TextsPanel(QWidget):
    """Four blocks and a sentence for each key question. `unsaved_changed` follows each state."""

    saved = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("report_texts")
        self._context = context
        self._version: VersionView | None = None
        self._is_filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 12, 16)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(label("Saved as you type.", "second"))
        self.indicator = SaveIndicator("texts_saved")
        head.addWidget(self.indicator)
        head.addStretch(1)
        column.addLayout(head)
        self.edits: dict[str, NoteEdit] = {}
        for name, words, hint in _BLOCKS:
            self._add(column, name, words, hint)
        column.addSpacing(8)
        column.addWidget(label("In a sentence, by key question", "heading"))
        for kq in KeyQuestion:
            self._add(column, kq.value, kq.words, "")
        column.addStretch(1)
        self.saver = TextSaver(context, self._texts, self)
        self.saver.saving.connect(self.indicator.set_saving)
        self.saver.saved.connect(self._on_saved)
        self.saver.failed.connect(self._on_failed)

    def show_page(self, page: VisitPage, *, is_read_only: bool) -> None:
        """Show the words of a version; words that wait to be saved stay."""
        version = page.version
        is_other = self._version is None or self._version.id != version.id
        self._version = version if is_other or not self.saver.is_unsaved else self._version
        for edit in self.edits.values():
            edit.setReadOnly(is_read_only)
        asked = {section.key_question for section in page.sections}
        for kq in KeyQuestion:
            self.edits[kq.value].parentWidget().setVisible(kq in asked)  # type: ignore[union-attr]
        if not is_other and self.saver.is_unsaved:
            return
        self.saver.begin(version.id, version.row_version)
        self._is_filling = True
        for name, text in _words_of(version).items():
            if self.edits[name].toPlainText() != text:
                self.edits[name].setPlainText(text)
        self._is_filling = False

    def focus_block(self, name: str) -> None:
        """Put the cursor into a block."""
        edit = self.edits[name]
        QTimer.singleShot(0, edit.setFocus)

    def _add(self, column: QVBoxLayout, name: str, words: str, hint: str) -> None:
        box = QWidget()
        box.setMaximumWidth(_WIDEST)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(0, 8, 0, 0)
        inner.setSpacing(2)
        inner.addWidget(label(words, "strong"))
        if hint:
            inner.addWidget(label(hint, "second", wrap=True))
        edit = NoteEdit(f"report_{name}", words)
        edit.textChanged.connect(self._on_typed)
        inner.addWidget(edit)
        self.edits[name] = edit
        column.addWidget(box)

    def _texts(self) -> ReportTexts:
        assert self._version is not None
        said = {name: edit.toPlainText() for name, edit in self.edits.items()}
        return ReportTexts(
            said["judgement"],
            said["looked_at"],
            said["spoken_to"],
            said["told_provider"],
            {kq.value: said[kq.value] for kq in KeyQuestion if said[kq.value].strip()},
            self._version.no_overall_reason,
            self._version.row_version,
        )

    def _on_typed(self) -> None:
        if not self._is_filling:
            self.saver.touch()

    def _on_saved(self) -> None:
        self.indicator.set_saved(self._context.now())
        self.saved.emit()

    def _on_failed(self, error: Exception) -> None:
        said = str(error).removeprefix("Not saved: ").rstrip(".")
        self.indicator.set_failed(f"{said[:1].lower()}{said[1:]}. Your words are kept here")


def _words_of(version: VersionView) -> dict[str, str]:
    found = {name: str(getattr(version, name)) for name, _, _ in _BLOCKS}
    return found | {kq.value: version.summaries.get(kq.value, "") for kq in KeyQuestion}
