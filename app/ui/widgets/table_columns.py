"""What a user may arrange in a table: widths, order, which columns are shown, the sort; kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QWidget

from app.settings import SettingsFile, TableState
from app.ui.widgets.table_model import Column, Kind, TableModel

R = TypeVar("R")

_KEEP_AFTER_MS = 500
_LEAST_STRETCHED = 110
_UP, _DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@dataclass(frozen=True, slots=True)
class UsualOrder:
    """The order of a table that nobody sorted: by a column, or as the rows are handed in ("").

    `words` names it in a list's own words ("worst rating first").
    """

    key: str = ""
    is_descending: bool = False
    words: str = ""

    @property
    def back(self) -> str:
        """ "Back to worst rating first"."""
        return f"Back to {self.words or 'the usual order'}"


class TableColumns(QObject, Generic[R]):
    """Arranges the columns of `view` and remembers it under the view's name in `settings`.

    A heading sorts on the first click, turns on the second, and goes back to the usual order on
    the third; the same stands in `sort_menu` for the keyboard.
    """

    def __init__(
        self, view: QTableView, model: TableModel[R], settings: SettingsFile | None,
        usual: UsualOrder,
    ) -> None:  # fmt: skip
        super().__init__(view)
        self._view = view
        self._model = model
        self._settings = settings
        self._is_fitting = False
        self._left_out: dict[int, int] = {}  # place and width of those that gave way
        self._insisted: set[int] = set()
        self.usual = usual
        self._keeper = QTimer(self)
        self._keeper.setSingleShot(True)
        self._keeper.setInterval(_KEEP_AFTER_MS)
        self._keeper.timeout.connect(self._keep)
        header = view.horizontalHeader()
        header.sectionClicked.connect(self._on_clicked)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self._keep_soon)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        self._restore()

    # --- which columns ----------------------------------------------------------------------

    def visible(self) -> list[Column[R]]:
        """The columns shown, in the order shown."""
        return [self._model.columns[place] for place in self._places_shown()]

    def first(self) -> int:
        """The place of the column shown first."""
        return next(iter(self._places_shown()), 0)

    def is_first(self, place: int) -> bool:
        """True for the column shown first."""
        return self.first() == place

    def is_last(self, place: int) -> bool:
        """True for the column shown last."""
        return self._places_shown()[-1:] == [place]

    def place(self, key: str) -> int:
        """Where the column with this key stands in the model."""
        return next(i for i, column in enumerate(self._model.columns) if column.key == key)

    def set_hidden(self, key: str, is_hidden: bool) -> None:
        """Hide or show a column, and remember it; the last one shown stays."""
        if is_hidden and len(self._places_shown()) == 1:
            return
        self._left_out.pop(self.place(key), None)
        self._insisted.add(self.place(key))
        self._view.setColumnHidden(self.place(key), is_hidden)
        self.fit()
        self._keep_soon()

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A menu of all columns to tick."""
        menu = self._menu("Columns", "columns", parent)
        for place, column in enumerate(self._model.columns):
            action = menu.addAction(_heading(column))
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(place))
            action.setData(column.key)
        menu.triggered.connect(self._on_column_chosen)
        return menu

    def fit(self) -> None:
        """Let the stretched column take (or give) what is left of the width."""
        columns = self._model.columns
        stretched = self._stretched()
        if not stretched or self._is_fitting:
            return
        self._is_fitting = True
        self._make_room(stretched)
        header, shown = self._header(), self._places_shown()
        taken = sum(header.sectionSize(i) for i in shown if i not in stretched)
        room = (self._view.viewport().width() - taken) // len(stretched)
        for place in stretched:
            header.resizeSection(place, max(room, min(columns[place].width, _LEAST_STRETCHED)))
        self._is_fitting = False

    def _stretched(self) -> list[int]:
        """The columns that take the room left; where they are hidden, the last one with text."""
        columns, shown = self._model.columns, self._places_shown()
        meant = [i for i in shown if columns[i].is_stretched]
        return meant or [i for i in shown if columns[i].kind is Kind.TEXT][-1:]

    def _make_room(self, stretched: list[int]) -> None:
        """Leave columns that give way out until the stretched ones have what they want."""
        columns, header = self._model.columns, self._header()
        sizes = {i: header.sectionSize(i) for i in self._places_shown()} | self._left_out
        room = self._view.viewport().width() - sum(columns[i].width for i in stretched)
        room -= sum(size for i, size in sizes.items() if i not in stretched)
        left_out: dict[int, int] = {}
        for place, column in enumerate(columns):
            if column.gives_way and place in sizes and place not in self._insisted and room < 0:
                left_out[place] = sizes[place]
                room += sizes[place]
        for place in self._left_out.keys() - left_out.keys():
            self._view.setColumnHidden(place, False)
        for place in left_out.keys() - self._left_out.keys():
            self._view.setColumnHidden(place, True)
        self._left_out = left_out

    # --- the sort ---------------------------------------------------------------------------

    @property
    def is_usual(self) -> bool:
        """True while the rows stand in the order of a table that nobody sorted."""
        return self._sorted_by() == (self.usual.key, self.usual.is_descending)

    def sort_by(self, key: str, *, is_descending: bool = False) -> None:
        """Sort by the column with this key; "" for the rows as they were handed in."""
        place = self.place(key) if key else -1
        order = _DOWN if is_descending else _UP
        self._header().setSortIndicator(place, order)
        self._model.sort(place, order)
        self._header().viewport().update()

    def back_to_usual(self) -> None:
        """Put the rows in their usual order again, and remember it."""
        self.sort_by(self.usual.key, is_descending=self.usual.is_descending)
        self._keep_soon()

    def sort_words(self) -> str:
        """ "sorted by risk", or nothing where no column sorts."""
        place = self._model.sort_column
        if place < 0:
            return ""
        heading = _heading(self._model.columns[place])
        known_as = heading if heading[:2].isupper() else heading[:1].lower() + heading[1:]
        return f"sorted by {known_as}"

    def sort_menu(self, parent: QWidget) -> QMenu:
        """A menu of the columns shown to sort by, and the way back to the usual order."""
        menu = self._menu("Sort by", "sort", parent)
        group = QActionGroup(menu)
        for column in self.visible():
            action = group.addAction(_heading(column))
            action.setCheckable(True)
            action.setChecked(column.key == self._sorted_by()[0])
            action.setData(column.key)
        menu.addActions(group.actions())
        if not self.is_usual:
            menu.addSeparator()
            menu.addAction(self.usual.back, self.back_to_usual)
        group.triggered.connect(self._on_sort_chosen)
        return menu

    def _sorted_by(self) -> tuple[str, bool]:
        place = self._model.sort_column
        if place < 0:
            return "", False
        return self._model.columns[place].key, self._model.sort_order == _DOWN

    def _turn(self, key: str) -> None:
        """What a click on a heading does: sort, turn, back to the usual order."""
        now, is_down = self._sorted_by()
        if now != key:
            self.sort_by(key)
        elif not is_down:
            self.sort_by(key, is_descending=True)
        elif self.is_usual:
            self.sort_by(key)
        else:
            self.back_to_usual()
        self._keep_soon()

    # --- what is remembered -----------------------------------------------------------------

    def state(self) -> TableState:
        """How the table stands now; the usual order is not named, so that it can be bettered."""
        header, columns = self._header(), self._model.columns
        places = range(len(columns))
        key, is_descending = ("", False) if self.is_usual else self._sorted_by()
        return TableState(
            widths={columns[i].key: size for i in places if (size := self._size(i))},
            order=tuple(columns[i].key for i in sorted(places, key=header.visualIndex)),
            hidden=tuple(columns[i].key for i in places if self._is_hidden(i)),
            sort_key=key,
            is_descending=is_descending,
        )

    def _restore(self) -> None:
        columns, header = self._model.columns, self._header()
        state = TableState()
        if self._settings is not None:
            state = self._settings.current.tables.get(self._view.objectName(), state)
        known = {column.key for column in columns}
        for place, key in enumerate(key for key in state.order if key in known):
            header.moveSection(header.visualIndex(self.place(key)), place)
        for place, column in enumerate(columns):
            width = state.widths.get(column.key, column.width)
            header.resizeSection(place, max(column.least_width, width))
            is_hidden = column.is_hidden if state.hidden is None else column.key in state.hidden
            self._view.setColumnHidden(place, is_hidden)
        if state.sort_key in known:
            self.sort_by(state.sort_key, is_descending=state.is_descending)
        else:
            self.sort_by(self.usual.key, is_descending=self.usual.is_descending)

    def _keep_soon(self) -> None:
        if self._settings is not None:
            self._keeper.start()

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.keep_table(self._view.objectName(), self.state())

    def _size(self, place: int) -> int:
        return self._left_out.get(place) or self._header().sectionSize(place)

    def _is_hidden(self, place: int) -> bool:
        """Hidden by the user, or from the start: not by a narrow window."""
        return self._view.isColumnHidden(place) and place not in self._left_out

    # --- private ----------------------------------------------------------------------------

    def _header(self) -> QHeaderView:
        return self._view.horizontalHeader()

    def _places_shown(self) -> Sequence[int]:
        shown = [i for i in range(len(self._model.columns)) if not self._view.isColumnHidden(i)]
        return sorted(shown, key=self._header().visualIndex)

    def _menu(self, words: str, kind: str, parent: QWidget) -> QMenu:
        menu = QMenu(words, parent)
        menu.setObjectName(f"{self._view.objectName()}_{kind}")
        return menu

    def _on_clicked(self, place: int) -> None:
        self._turn(self._model.columns[place].key)

    def _on_sort_chosen(self, action: QAction) -> None:
        self._turn(str(action.data()))

    def _on_column_chosen(self, action: QAction) -> None:
        self.set_hidden(str(action.data()), not action.isChecked())

    def _on_resized(self, place: int, _old: int, new: int) -> None:
        if self._is_fitting:
            return
        least = self._model.columns[place].least_width
        if 0 < new < least:
            self._header().resizeSection(place, least)
        self._keep_soon()

    def _on_header_menu(self, where: QPoint) -> None:
        menu = self.columns_menu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._header().mapToGlobal(where))


def _heading(column: Column[Any]) -> str:
    """A heading in words; a column without one is known by its key."""
    return column.heading or column.key.capitalize()
