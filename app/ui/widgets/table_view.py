"""The table of every list: sorts by its headers, copies as text, remembers how it was left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolTip, QWidget

from app import tokens
from app.settings import SettingsFile
from app.ui.widgets.table_columns import TableColumns, UsualOrder
from app.ui.widgets.table_delegate import CellDelegate, HeaderView
from app.ui.widgets.table_model import Column, TableModel

R = TypeVar("R")

_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class TableView(QTableView, Generic[R]):
    """A table of rows of type R.

    Its usual order is that of `sort_by`, else that of the rows as handed in. `columns` holds what
    the user may arrange: widths, order, which are shown, the sort.
    Signals: `opened(key)` on Enter or double click, `current_changed(key)` ("" for none),
    `selection_changed()`, `rows_changed()` after rows or filter changed, `preview_toggled()` on
    Space. `make_menu` may add the page's own actions to the context menu.
    """

    opened = Signal(str)
    current_changed = Signal(str)
    selection_changed = Signal()
    rows_changed = Signal()
    preview_toggled = Signal()

    def __init__(
        self,
        name: str,
        spoken_name: str,
        columns: Sequence[Column[R]],
        key_of: Callable[[R], str],
        *,
        settings: SettingsFile | None = None,
        row_height: int = tokens.ROW,
        sort_by: str = "",
        is_descending: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken_name)
        self._is_keyboard_focus = False
        self._kept: tuple[list[str], str, int] = ([], "", 0)
        self.make_menu: Callable[[list[R]], Sequence[QAction]] | None = None
        self.table_model: TableModel[R] = TableModel(columns, key_of, self)
        self._set_look(row_height)
        self.setModel(self.table_model)
        usual = UsualOrder(sort_by, is_descending)
        self.columns: TableColumns[R] = TableColumns(self, self.table_model, settings, usual)
        self._connect()

    # --- rows -------------------------------------------------------------------------------

    def set_rows(self, rows: Iterable[R]) -> None:
        """Show other rows; selection, current row and scroll survive by key."""
        self.table_model.set_rows(rows)

    def set_filter(self, matches: Callable[[R], bool] | None) -> None:
        """Show only the rows that match."""
        self.table_model.set_filter(matches)

    def shown_rows(self) -> Sequence[R]:
        """The rows shown, in order; what an export should contain."""
        return self.table_model.shown_rows

    def selected_rows(self) -> list[R]:
        """The selected rows in the order shown."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.table_model.shown_rows[place] for place in places]

    def current_row(self) -> R | None:
        """The row with the mark, or None."""
        index = self.currentIndex()
        return self.table_model.row_at(index) if index.isValid() else None

    def current_key(self) -> str:
        """The key of the row with the mark, or ""."""
        row = self.current_row()
        return "" if row is None else self.table_model.key_of(row)

    def select_key(self, key: str) -> bool:
        """Select the row with this key and bring it into view; False when it is not shown."""
        place = self.table_model.find_row(key)
        if place < 0:
            return False
        index = self.table_model.index(place, self.columns.first())
        self.setCurrentIndex(index)
        self.selectRow(place)
        self.scrollTo(index)
        return True

    def as_text(self, rows: Sequence[R]) -> str:
        """Rows as tab-separated text under their headings."""
        columns = self.columns.visible()
        lines = ["\t".join(column.heading for column in columns)]
        lines += ["\t".join(column.shown(row) for column in columns) for row in rows]
        return "\n".join(lines)

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard as text."""
        QGuiApplication.clipboard().setText(self.as_text(self.selected_rows()))

    def sort_by(self, key: str, *, is_descending: bool = False) -> None:
        """Sort by the column with this key."""
        self.columns.sort_by(key, is_descending=is_descending)

    def set_column_hidden(self, key: str, is_hidden: bool) -> None:
        """Hide or show a column, and remember it; the last one shown stays."""
        self.columns.set_hidden(key, is_hidden)

    def context_menu(self) -> QMenu:
        """Open, the page's own acts, copy, sort and columns; for the selected rows."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}_menu")
        rows = self.selected_rows()
        if len(rows) == 1:
            menu.addAction("Open\tEnter", self._open_current)
        if self.make_menu is not None and rows:
            menu.addActions(list(self.make_menu(rows)))
        if rows:
            menu.addAction("Copy as text\tCtrl+C", self.copy_selected)
        menu.addSeparator()
        menu.addMenu(self.columns.sort_menu(menu))
        menu.addMenu(self.columns.columns_menu(menu))
        return menu

    def has_visible_focus(self) -> bool:
        """True when the focus came by keyboard, so that a ring is drawn."""
        return self._is_keyboard_focus and self.hasFocus()

    # --- Qt ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._is_keyboard_focus = True
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
        elif event.key() == Qt.Key.Key_Space:
            self.preview_toggled.emit()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        model = self.table_model
        words = search.casefold()
        start = max(0, self.currentIndex().row())
        column = model.columns[self.columns.first()]
        rows = model.shown_rows
        for step in range(1, len(rows) + 1):
            place = (start + step) % len(rows)
            if column.shown(rows[place]).casefold().startswith(words):
                self.select_key(model.key_of(rows[place]))
                return

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._is_keyboard_focus = event.reason() in _KEYBOARD
        is_mouse = event.reason() == Qt.FocusReason.MouseFocusReason  # which chooses a row itself
        if not is_mouse and not self.currentIndex().isValid() and self.table_model.shown_rows:
            self.select_key(self.table_model.key_of(self.table_model.shown_rows[0]))
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()

    def viewportEvent(self, event: Any) -> bool:
        if isinstance(event, QHelpEvent) and self._tell_whole(event):
            return True
        return bool(super().viewportEvent(event))

    # --- private ----------------------------------------------------------------------------

    def _set_look(self, row_height: int) -> None:
        self.setHorizontalHeader(HeaderView(self))
        self.setItemDelegate(CellDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(tokens.TABLE_HEADER + row_height)

    def _connect(self) -> None:
        self.table_model.modelAboutToBeReset.connect(self._on_about_to_reset)
        self.table_model.modelReset.connect(self._on_reset)
        self.doubleClicked.connect(self._open_current)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def _tell_whole(self, event: QHelpEvent) -> bool:
        index = self.indexAt(event.pos())
        if not index.isValid() or index.data(Qt.ItemDataRole.ToolTipRole):
            return False
        words = str(index.data())
        room = self.visualRect(index).width() - 2 * tokens.CELL_PADDING
        if self.fontMetrics().horizontalAdvance(words) <= room:
            return False
        QToolTip.showText(event.globalPos(), words, self)
        return True

    def _open_current(self) -> None:
        key = self.current_key()
        if key:
            self.opened.emit(key)

    def _on_current_changed(self) -> None:
        self.viewport().update()
        self.current_changed.emit(self.current_key())

    def _on_selection_changed(self) -> None:
        self.selection_changed.emit()

    def _on_about_to_reset(self) -> None:
        model = self.table_model
        keys = [model.key_of(row) for row in self.selected_rows()]
        self._kept = (keys, self.current_key(), self.verticalScrollBar().value())

    def _on_reset(self) -> None:
        keys, current, scroll = self._kept
        wanted = set(keys)
        model = self.table_model
        chosen = self.selectionModel()
        flag = QItemSelectionModel.SelectionFlag
        place = model.find_row(current) if current else -1
        if place >= 0:
            chosen.setCurrentIndex(model.index(place, self.columns.first()), flag.NoUpdate)
        if wanted:
            for at, row in enumerate(model.shown_rows):
                if model.key_of(row) in wanted:
                    chosen.select(model.index(at, 0), flag.Select | flag.Rows)
        self.verticalScrollBar().setValue(scroll)
        self.rows_changed.emit()
        if place < 0 and current:
            self.current_changed.emit("")
