"""A page about one record: facts on top, tabs below, a note while it is archived."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QScrollArea, QStackedWidget, QWidget

from app.ui import acts
from app.ui.context import Context
from app.ui.page import Page
from app.ui.widgets.buttons import more_button
from app.ui.widgets.detail_header import FactsRow, TabBar
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.note import Note
from app.ui.widgets.table_view import TableView


class RecordPage(Page):
    """Subclasses hand in tabs with `set_tabs`; one is filled when it is shown (`reload_tab`)."""

    def __init__(self, context: Context, name: str, title: str, back: str) -> None:
        super().__init__(context, name, title, back=back)
        self.menu = QMenu()
        self.menu.setObjectName(f"{name}_menu")
        self.more = more_button(self.menu, name=f"{name}_more", is_bordered=True)
        self.add_action(self.more)
        self.archived_note = Note(
            "Archived.", "It is left out of lists, counts and reports.", "warn",
            name=f"{name}_archived", act="Restore", on_act=self.restore_record,
        )  # fmt: skip
        self.archived_note.hide()
        self.add_bar(self.archived_note)
        self.facts = FactsRow(f"{name}_facts")
        self.add_bar(self.facts)
        self._stack = QStackedWidget()
        self._keys: list[str] = []
        self._fresh: set[str] = set()
        self._wanted_row = ""

    def set_tabs(self, tabs: Sequence[tuple[str, str, QWidget]]) -> None:
        """Show these tabs (key, words, widget); called once, at the end of the constructor."""
        self.tabs = TabBar(f"{self.name}_tabs", [(key, words) for key, words, _ in tabs])
        self.tabs.chosen.connect(self._on_tab)
        self.add_bar(self.tabs)
        self._keys = [key for key, _, _ in tabs]
        for _, _, widget in tabs:
            self._stack.addWidget(widget)
        self.set_content(self._stack)

    # --- what subclasses say ----------------------------------------------------------------

    @abstractmethod
    def reload_head(self) -> None:
        """Read title, facts and counts."""

    @abstractmethod
    def reload_tab(self, key: str) -> None:
        """Read what the tab shows."""

    @abstractmethod
    def restore_record(self) -> None:
        """Bring the record back; called from the note of an archived one."""

    # --- the page ---------------------------------------------------------------------------

    def add_menu_item(self, words: str, name: str, do: Any) -> QAction:
        """Add an item to the … menu."""
        action = self.menu.addAction(words)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: do())
        return action

    def reload(self) -> None:
        if not self.key:
            return
        self._fresh.clear()
        self.reload_head()
        self._on_tab(self.tabs.value)

    def show_key(self, key: str) -> None:
        if key != self.key:
            self.tabs.choose(self._keys[0])
        super().show_key(key)

    def state(self) -> Mapping[str, Any]:
        table = self._table()
        return {"tab": self.tabs.value, "row": table.current_key() if table else ""}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        self._wanted_row = str(state.get("row", ""))
        self.tabs.choose(str(state.get("tab", "")))

    def show_rows(self, shown: ListPanel[Any] | TableView[Any], rows: Sequence[Any]) -> None:
        """Show the rows of a tab, and the row again from which the user went away."""
        shown.set_rows(rows)
        table = shown.table if isinstance(shown, ListPanel) else shown
        if self._wanted_row and table.select_key(self._wanted_row):
            self._wanted_row = ""

    def read_into(self, panel: ListPanel[Any], function: Callable[..., Any], **of: str) -> None:
        """Fill the list of a tab with what a service reads for this record."""
        acts.read(
            self.context, self, function, **of,
            on_result=partial(self.show_rows, panel),
            on_error=partial(self._on_list_failed, panel),
        )  # fmt: skip

    def open_record(self, page: str, key: str) -> None:
        """Go to the page of another record."""
        self.navigate.emit(page, key)

    def _on_list_failed(self, panel: ListPanel[Any], error: Exception) -> None:
        panel.set_failed(error, self.reload)

    def _on_tab(self, key: str) -> None:
        self._stack.setCurrentIndex(self._keys.index(key))
        if self.key and self.isVisible() and key not in self._fresh:
            self._fresh.add(key)
            self.reload_tab(key)

    def _table(self) -> TableView[Any] | None:
        shown = self._stack.currentWidget()
        if isinstance(shown, TableView):
            return shown
        found: TableView[Any] | None = shown.findChild(TableView)
        return found


def scrolling(widget: QWidget, name: str) -> QScrollArea:
    """A tab that scrolls when it is higher than the window.

    Words that wrap are as high as their width makes them: the layout's own least height, which
    supposes narrow words, would leave a blank after the last of them.
    """
    layout = widget.layout()
    if layout is not None and layout.hasHeightForWidth():
        widget.setMinimumHeight(1)
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setWidget(widget)
    area.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return area
