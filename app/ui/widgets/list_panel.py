"""A table with its count line and its states (empty, loading, failed, no match), as one widget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.ui.focus import first_stop
from app.ui.widgets.count_line import CountLine
from app.ui.widgets.empty_state import EmptyState, NextStep, StateOfList
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.table_view import TableView

R = TypeVar("R")

LOADING_AFTER_MS = 300


class ListPanel(QWidget, Generic[R]):
    """Puts a TableView under a FilterBar's rule. `thing` ("services") words the states, `order`
    the order of the rows as they come ("worst rating first").

    Call `set_loading()` before a query, then `set_rows(rows)` or `set_failed(error, retry)`.
    """

    def __init__(
        self,
        table: TableView[R],
        *,
        thing: str,
        empty: StateOfList,
        filter_bar: FilterBar[R] | None = None,
        keys: Sequence[tuple[str, str]] = (("Enter", "open"), ("Ctrl+C", "copy")),
        order: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName(f"{table.objectName()}_panel")
        self.table = table
        self._thing = thing
        if order:
            table.columns.usual = replace(table.columns.usual, words=order)
        self._empty = empty
        self._bar = filter_bar
        self.empty_state = EmptyState(f"{table.objectName()}_state")
        # while rows are read it keeps the table's focus, which the stack then gives back
        self.empty_state.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.count_line = CountLine(f"{table.objectName()}_count", keys)
        self.count_line.back_requested.connect(self._on_back)
        self._stack = QStackedLayout()
        self._stack.addWidget(table)
        self._stack.addWidget(self.empty_state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self.count_line)
        self._loading = QTimer(self)
        self._loading.setSingleShot(True)
        self._loading.setInterval(LOADING_AFTER_MS)
        self._loading.timeout.connect(self._show_loading)
        table.rows_changed.connect(self._on_rows_changed)
        table.horizontalHeader().sortIndicatorChanged.connect(self._on_rows_changed)
        if filter_bar is not None:
            filter_bar.changed.connect(self.apply_filter)
            filter_bar.down_pressed.connect(table.setFocus)
            table.set_filter(filter_bar.matches)

    def set_rows(self, rows: Iterable[R]) -> None:
        """Show rows; the filter bar's filters hold."""
        self._loading.stop()
        self.table.set_rows(rows)

    def apply_filter(self) -> None:
        """Look again which rows match."""
        self.table.set_filter(self._bar.matches if self._bar is not None else None)

    def set_loading(self) -> None:
        """Say that rows are being read, when it takes longer than 300 ms."""
        self._loading.start()

    def set_failed(self, error: Exception, retry: Callable[[], object]) -> None:
        """Say that the rows could not be read, and offer to try again."""
        self._loading.stop()
        heading = f"The {self._thing} could not be read"
        self._show(StateOfList("failed", heading, str(error), NextStep("Try again", retry)))

    def take_focus(self) -> None:
        """Put the focus on the table, or on what stands there until it has rows."""
        shown: QWidget = self.table
        if self._stack.currentIndex():
            shown = first_stop(self.empty_state) or self.empty_state
        shown.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_loading(self) -> None:
        self._show(StateOfList("loading", f"Reading the {self._thing}"))

    def _on_back(self) -> None:
        self.table.columns.back_to_usual()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_rows_changed(self) -> None:
        model = self.table.table_model
        rows, shown = model.all_rows, len(model.shown_rows)
        total = self._bar.total(rows) if self._bar is not None else len(rows)
        columns = self.table.columns
        is_usual = columns.is_usual
        order = (is_usual and columns.usual.words) or columns.sort_words()
        self.count_line.set_count(shown, total, order)
        self.count_line.set_way_back("" if is_usual else columns.usual.back)
        if not rows:
            self._show(self._empty)
        elif not shown:
            self._show(self._no_match(len(rows)))
        else:
            self._stack.setCurrentIndex(0)
            self.count_line.show()
            if self.window().focusWidget() is self.table and not self.table.current_key():
                self.table.select_key(model.key_of(model.shown_rows[0]))

    def _no_match(self, total: int) -> StateOfList:
        heading = f"No {self._thing} match these filters"
        hidden = f"{total:,} {'is' if total == 1 else 'are'} hidden."
        if self._bar is None:
            return StateOfList("no_match", heading, hidden)
        why = self._bar.why_empty(self.table.table_model.all_rows)
        clear = NextStep("Clear the filters", self._bar.clear)
        return StateOfList("no_match", heading, f"{hidden} {why}", clear)

    def _show(self, state: StateOfList) -> None:
        self.empty_state.set_state(state)
        self.count_line.hide()
        self._stack.setCurrentIndex(1)
