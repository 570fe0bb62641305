"""Documents of a contract: add, open a copy, rename, archive and restore."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTemporaryDir, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.words import count
from app.services import attachments, documents
from app.services.documents import DocumentRow
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

FILE_KINDS = (
    "Documents (*.pdf *.doc *.docx *.odt *.rtf *.txt *.xls *.xlsx *.ods *.csv *.pptx *.odp *.msg)"
)


class DocumentsPanel(QWidget):
    """The documents tab; `show_record` says of which contract."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("contract_documents_tab")
        self._context = context
        self._key = ""
        self._copies: QTemporaryDir | None = None
        self.table = _table(context)
        self.table.opened.connect(self._on_opened)
        self.table.make_menu = self._menu
        self.bar: FilterBar[DocumentRow] = FilterBar(
            "contract_documents_filters", (_SHOW,), find="Find a document",
            text_of=lambda row: f"{row.title} {row.file_name}",
        )  # fmt: skip
        empty = StateOfList(
            "empty", "No documents yet",
            "Add the signed contract, its variations and certificates.",
            NextStep("Add a document", self.ask_for_file), icon="ph.paperclip",
        )  # fmt: skip
        self.panel = ListPanel(self.table, thing="documents", empty=empty, filter_bar=self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.panel, 1)

    def show_record(self, key: str) -> None:
        """Read and show the documents of this contract."""
        self._key = key
        acts.read(
            self._context, self, documents.list_documents, key, include_archived=True,
            on_result=self.panel.set_rows,
            on_error=lambda error: self.panel.set_failed(error, lambda: self.show_record(key)),
        )  # fmt: skip

    def ask_for_file(self) -> None:
        """Ask which file to attach."""
        folder = self._context.settings.current.last_folder or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, "Add a document", folder, FILE_KINDS)
        if chosen:
            self._context.settings.change(last_folder=str(Path(chosen).parent))
            self.add_document(Path(chosen))

    def add_document(self, path: Path) -> None:
        """Check the file, then store it with the contract shown."""
        key = self._key
        self._context.background.read(
            lambda _progress: attachments.prepare_document(path),
            owner=self,
            on_result=partial(self._store, key),
        )

    def _store(self, key: str, document: Any) -> None:
        acts.write(self._context, self, documents.add_document, key, document, offers_undo=True)

    def ask_title(self, row: DocumentRow) -> None:
        """Ask for another title."""

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            write = self._context.services.write
            return partial(write, documents.rename_document, row.id, values["title"])

        FormDialog(
            self.window(), self._context, "document_dialog", "Rename the document",
            (Field("title", "Title", what="a title for the document"),),
            button_words="Rename", act=act, sentence=row.file_name, values={"title": row.title},
        ).open()  # fmt: skip

    def _on_opened(self, key: str) -> None:
        """Open a copy in the program that the computer has for it."""
        row = self.table.current_row()
        if row is None or row.id != key:
            return
        if self._copies is None:
            self._copies = QTemporaryDir()
        acts.read(
            self._context, self, attachments.open_copy, row.attachment_id,
            Path(self._copies.path()), on_result=self._open_copy,
        )  # fmt: skip

    def _open_copy(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._context.messages.say("No program on this computer opens this kind of file.")

    def _menu(self, rows: list[DocumentRow]) -> list[QAction]:
        if len(rows) != 1:
            return []
        row = rows[0]
        rename = QAction("Rename", self.table)
        rename.triggered.connect(partial(self.ask_title, row))
        other = QAction("Restore" if row.is_archived else "Archive", self.table)
        other.triggered.connect(partial(self.archive_or_restore, row))
        return [rename, other]

    def archive_or_restore(self, row: DocumentRow) -> None:
        """Put a document away, or bring it back."""
        act = documents.restore_document if row.is_archived else documents.archive_document
        acts.write(self._context, self, act, row.id, offers_undo=True)


_SHOW: Filter[DocumentRow] = Filter(
    "show", "Show", (Option("in_use", "in use"), Option("archived", "archived")),
    lambda row, value: row.is_archived == (value == "archived"),
    default="in_use", is_always_applied=True,
)  # fmt: skip


def _table(context: Context) -> TableView[DocumentRow]:
    columns = (
        Column[DocumentRow]("title", "Document", lambda r: r.title, width=240, is_stretched=True),
        Column[DocumentRow]("file", "File", lambda r: r.file_name, width=240),
        Column[DocumentRow](
            "size", "Size", lambda r: r.size, Kind.NUMBER, 90, text=lambda r: _size(r.size)
        ),
        Column[DocumentRow](
            "added", "Added", lambda r: r.added_at.date() if r.added_at else None, Kind.DATE, 100
        ),
        Column[DocumentRow]("by", "By", lambda r: r.added_by, width=140),
    )  # fmt: skip
    return TableView(
        "contract_documents", "Documents", columns, lambda r: r.id, settings=context.settings
    )


def _size(size: int) -> str:
    return count(size, "byte") if size < 1000 else f"{size / 1000:,.0f} kB"
