"""Ctrl+K: goes to anything by name, reference or CQC ID, as you type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.background import Background
from app.ui.widgets.filter_bar import FindField
from app.ui.widgets.labels import label

TYPING_MS: Final = 120


@dataclass(frozen=True, slots=True)
class GoToResult:
    """One hit: the page that shows it (`kind`: "provider", "service", "visit"), and its key."""

    kind: str
    title: str
    subtitle: str
    key: str
    icon: str = "ph.arrow-right"


QueryPort = Callable[[str], Sequence[GoToResult]]


class GoToDialog(QDialog):
    """The palette. `went(kind, key)` follows Enter or a click; an empty text lists the pages."""

    went = Signal(str, str)

    def __init__(
        self,
        parent: QWidget | None,
        query: QueryPort | None,
        background: Background,
        pages: Sequence[GoToResult],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("go_to_dialog")
        self.setWindowTitle("Go to")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(QSize(560, 400))
        self._query = query
        self._background = background
        self._pages = tuple(pages)
        self._results: tuple[GoToResult, ...] = ()
        self._asked = ""
        self._goes_when_found = False
        self._is_asking = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        self.field = FindField("Name, reference or CQC ID", "go_to_find")
        self.field.textChanged.connect(self._on_typed)
        self.field.down_pressed.connect(self._on_down)
        self.field.returnPressed.connect(self._go)
        layout.addWidget(self.field)
        self.list = QListWidget()
        self.list.setObjectName("go_to_results")
        self.list.setAccessibleName("Results")
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(18, 18))
        self.list.setSpacing(1)
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        layout.addWidget(self.list, 1)
        self._note = label("", "second", name="go_to_note")
        layout.addWidget(self._note)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self._show(self._pages)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif self.list.hasFocus() and event.text().isprintable() and event.text():
            self.field.setFocus()
            self.field.insert(event.text())
        else:
            super().keyPressEvent(event)

    def _on_typed(self) -> None:
        self._typing.start()

    def _ask(self) -> None:
        text = self.field.text().strip()
        self._asked = text
        query = self._query
        if not text or query is None:
            self._on_found((text, ()))
            return
        self._is_asking = True
        self._background.read(
            lambda _progress: (text, tuple(query(text))),
            owner=self,
            on_result=self._on_found,
            on_error=self._on_failed,
        )

    def _on_found(self, found: tuple[str, Sequence[GoToResult]]) -> None:
        text, results = found
        if text != self._asked:
            return
        words = text.casefold()
        pages = [page for page in self._pages if words in page.title.casefold()]
        self._show((*pages, *results) if text else self._pages)
        self._note.setText("" if self._results else f"Nothing is called “{text}”.")
        self._is_asking = False
        if self._goes_when_found:
            self._goes_when_found = False
            self._go()

    def _on_failed(self, error: Exception) -> None:
        self._is_asking = self._goes_when_found = False
        self._note.setText(str(error))

    def _show(self, results: Sequence[GoToResult]) -> None:
        self._results = tuple(results)
        self.list.clear()
        for found in self._results:
            words = f"{found.title}    {found.subtitle}" if found.subtitle else found.title
            item = QListWidgetItem(icons.icon(found.icon, "text_2"), words)
            item.setSizeHint(QSize(100, 32))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _on_down(self) -> None:
        self.list.setFocus()
        self.list.setCurrentRow(min(1, self.list.count() - 1))

    def _go(self) -> None:
        if self._typing.isActive() or self._is_asking:
            self._goes_when_found = True
            return
        place = self.list.currentRow()
        if 0 <= place < len(self._results):
            found = self._results[place]
            self.accept()
            self.went.emit(found.kind, found.key)
