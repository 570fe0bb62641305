"""The table of every list: sorts by its headers, copies as text, remembers how it was left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer, Signal
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
from app.settings import SettingsFile, TableState
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
        self._settings = settings
        self._is_keyboard_focus = False
        self._is_fitting = False
        self._kept: tuple[list[str], str, int] = ([], "", 0)
        self.make_menu: Callable[[list[R]], Sequence[QAction]] | None = None
        self.table_model: TableModel[R] = TableModel(columns, key_of, self)
        self._set_look(row_height)
        self.setModel(self.table_model)
        self._connect()
        self._restore(sort_by, is_descending)

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
        index = self.table_model.index(place, self._first_column())
        self.setCurrentIndex(index)
        self.selectRow(place)
        self.scrollTo(index)
        return True

    def visible_columns(self) -> list[Column[R]]:
        """The columns shown, in the order shown."""
        header = self.horizontalHeader()
        places = sorted(range(len(self.table_model.columns)), key=header.visualIndex)
        return [
            self.table_model.columns[place] for place in places if not self.isColumnHidden(place)
        ]

    def as_text(self, rows: Sequence[R]) -> str:
        """Rows as tab-separated text under their headings."""
        columns = self.visible_columns()
        lines = ["\t".join(column.heading for column in columns)]
        lines += ["\t".join(column.shown(row) for column in columns) for row in rows]
        return "\n".join(lines)

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard as text."""
        QGuiApplication.clipboard().setText(self.as_text(self.selected_rows()))

    # --- columns and state ------------------------------------------------------------------

    def sort_by(self, key: str, *, is_descending: bool = False) -> None:
        """Sort by the column with this key."""
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(self._place(key), order)

    def sort_words(self) -> str:
        """ "sorted by risk", or nothing."""
        place = self.table_model.sort_column
        if place < 0:
            return ""
        heading = self.table_model.columns[place].heading
        known_as = heading if heading[:2].isupper() else heading[:1].lower() + heading[1:]
        return f"sorted by {known_as}"

    def table_state(self) -> TableState:
        """How the table stands now."""
        header = self.horizontalHeader()
        columns = self.table_model.columns
        places = range(len(columns))
        sorted_by = self.table_model.sort_column
        return TableState(
            widths={columns[i].key: header.sectionSize(i) for i in places if header.sectionSize(i)},
            order=tuple(columns[i].key for i in sorted(places, key=header.visualIndex)),
            hidden=tuple(columns[i].key for i in places if self.isColumnHidden(i)),
            sort_key=columns[sorted_by].key if sorted_by >= 0 else "",
            is_descending=self.table_model.sort_order == Qt.SortOrder.DescendingOrder,
        )

    def set_column_hidden(self, key: str, is_hidden: bool) -> None:
        """Hide or show a column, and remember it; the last one shown stays."""
        if is_hidden and len(self.visible_columns()) == 1:
            return
        self.setColumnHidden(self._place(key), is_hidden)
        self._fit()
        self._keep_soon()

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A menu of all columns to tick."""
        menu = QMenu("Columns", parent)
        menu.setObjectName(f"{self.objectName()}_columns")
        for place, column in enumerate(self.table_model.columns):
            action = menu.addAction(column.heading)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            action.setData(column.key)
        menu.triggered.connect(self._on_column_chosen)
        return menu

    def context_menu(self) -> QMenu:
        """Open, the page's own acts, copy and columns; for the selected rows."""
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
        menu.addMenu(self.columns_menu(menu))
        return menu

    def has_visible_focus(self) -> bool:
        """True when the focus came by keyboard, so that a ring is drawn."""
        return self._is_keyboard_focus and self.hasFocus()

    def last_visual_column(self) -> int:
        """The visual place of the last column shown."""
        header = self.horizontalHeader()
        shown = [i for i in range(len(self.table_model.columns)) if not self.isColumnHidden(i)]
        return max(map(header.visualIndex, shown), default=0)

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
        column = model.columns[self._first_column()]
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
        if not self.currentIndex().isValid() and self.table_model.shown_rows:
            self.select_key(self.table_model.key_of(self.table_model.shown_rows[0]))
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

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
        header = self.horizontalHeader()
        self._keeper = QTimer(self)
        self._keeper.setSingleShot(True)
        self._keeper.setInterval(500)
        self._keeper.timeout.connect(self._keep)
        self.table_model.modelAboutToBeReset.connect(self._on_about_to_reset)
        self.table_model.modelReset.connect(self._on_reset)
        header.sectionClicked.connect(self._on_header_clicked)
        header.sectionResized.connect(self._on_section_resized)
        header.sectionMoved.connect(self._keep_soon)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        self.doubleClicked.connect(self._open_current)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def _restore(self, sort_by: str, is_descending: bool) -> None:
        columns = self.table_model.columns
        state = TableState()
        if self._settings is not None:
            state = self._settings.current.tables.get(self.objectName(), state)
        header = self.horizontalHeader()
        known = {column.key for column in columns}
        for place, key in enumerate(key for key in state.order if key in known):
            header.moveSection(header.visualIndex(self._place(key)), place)
        for place, column in enumerate(columns):
            width = state.widths.get(column.key, column.width)
            header.resizeSection(place, max(column.least_width, width))
            is_hidden = column.is_hidden if state.hidden is None else column.key in state.hidden
            self.setColumnHidden(place, is_hidden)
        if state.sort_key in known:
            self.sort_by(state.sort_key, is_descending=state.is_descending)
        elif sort_by:
            self.sort_by(sort_by, is_descending=is_descending)

    def sortByColumn(self, column: int, order: Qt.SortOrder) -> None:
        self.horizontalHeader().setSortIndicator(column, order)
        self.table_model.sort(column, order)
        self.horizontalHeader().viewport().update()

    def _place(self, key: str) -> int:
        return next(i for i, column in enumerate(self.table_model.columns) if column.key == key)

    def _first_column(self) -> int:
        header = self.horizontalHeader()
        shown = [i for i in range(len(self.table_model.columns)) if not self.isColumnHidden(i)]
        return min(shown, key=header.visualIndex, default=0)

    def _fit(self) -> None:
        """Let the stretched column take (or give) what is left of the width."""
        columns = self.table_model.columns
        shown = [i for i in range(len(columns)) if not self.isColumnHidden(i)]
        stretched = [i for i in shown if columns[i].is_stretched]
        if not stretched or self._is_fitting:
            return
        self._is_fitting = True
        header = self.horizontalHeader()
        taken = sum(header.sectionSize(i) for i in shown if i not in stretched)
        room = (self.viewport().width() - taken) // len(stretched)
        for place in stretched:
            header.resizeSection(place, max(room, min(columns[place].width, 110)))
        self._is_fitting = False

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

    def _on_header_clicked(self, place: int) -> None:
        model = self.table_model
        is_up = model.sort_order == Qt.SortOrder.AscendingOrder
        is_again = model.sort_column == place
        order = Qt.SortOrder.DescendingOrder if is_again and is_up else Qt.SortOrder.AscendingOrder
        self.sortByColumn(place, order)
        self._keep_soon()

    def _on_section_resized(self, place: int, _old: int, new: int) -> None:
        if self._is_fitting:
            return
        least = self.table_model.columns[place].least_width
        if 0 < new < least:
            self.horizontalHeader().resizeSection(place, least)
        self._keep_soon()

    def _on_header_menu(self, where: QPoint) -> None:
        menu = self.columns_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(where))

    def _on_column_chosen(self, action: QAction) -> None:
        self.set_column_hidden(str(action.data()), not action.isChecked())

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
            chosen.setCurrentIndex(model.index(place, self._first_column()), flag.NoUpdate)
        if wanted:
            for at, row in enumerate(model.shown_rows):
                if model.key_of(row) in wanted:
                    chosen.select(model.index(at, 0), flag.Select | flag.Rows)
        self.verticalScrollBar().setValue(scroll)
        self.rows_changed.emit()
        if place < 0 and current:
            self.current_changed.emit("")

    def _keep_soon(self) -> None:
        if self._settings is not None:
            self._keeper.start()

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.keep_table(self.objectName(), self.table_state())
