"""A table over a plain list: columns are records, sorting and filtering work on the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app import tokens
from app.ui.widgets.chips import Chip, chip_of

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
Tone = Literal["", "text_2", "danger", "warn", "ok", "accent_text"]

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
SORT_ROLE = Qt.ItemDataRole.UserRole + 2


class Kind(Enum):
    """What a column holds; decides alignment, wording and how a cell is painted."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CQC = "cqc"
    OWN = "own"


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of rows of type R.

    `value` gives the value that is sorted by (None always sorts last): text, a number, a date, a
    rating (anything with `.level`) or a Chip. `text` words it when the kind's own wording is not
    enough; `second` is a quieter second line (rows 49 px high); `tone` a role of the palette
    ("danger"); `icon` a Phosphor name; `empty` stands for None.
    """

    key: str
    heading: str
    value: Callable[[R], Any]
    kind: Kind = Kind.TEXT
    width: int = 120
    text: Callable[[R], str] | None = None
    second: Callable[[R], str] | None = None
    tone: Callable[[R], Tone] | None = None
    icon: Callable[[R], str] | None = None
    tip: Callable[[R], str] | None = None
    empty: str = ""
    is_strong: bool = False
    is_stretched: bool = False
    is_hidden: bool = False
    gives_way: bool = False
    """Left out while the window is too narrow for it and the whole of the stretched column."""

    @property
    def is_right(self) -> bool:
        """Numbers and dates are right-aligned, header and all."""
        return self.kind in (Kind.NUMBER, Kind.DATE)

    @property
    def least_width(self) -> int:
        """The width under which the column may not be dragged or squeezed."""
        if self.kind is Kind.CQC:
            return tokens.CHIP_COLUMN_CQC
        if self.kind is Kind.OWN:
            return tokens.CHIP_COLUMN_OWN
        return min(self.width, 64)

    def chip(self, row: R) -> Chip | None:
        """The chip of a rating column."""
        value = self.value(row)
        if isinstance(value, Chip):
            return value
        if self.kind is Kind.CQC:
            return chip_of("cqc", value)
        return chip_of("own", value) if self.kind is Kind.OWN else None

    def shown(self, row: R) -> str:
        """The cell in words."""
        if self.text is not None:
            return self.text(row)
        if self.kind in (Kind.CQC, Kind.OWN):
            chip = self.chip(row)
            return chip.spoken if chip else self.empty
        return self._worded(self.value(row))

    def _worded(self, value: Any) -> str:
        if value is None:
            return self.empty
        if isinstance(value, datetime):
            return value.strftime("%d/%m/%Y %H:%M")
        if isinstance(value, date):
            return value.strftime("%d/%m/%Y")
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        return str(getattr(value, "words", value))

    def sort_value(self, row: R) -> Any:
        """What the row is ordered by in this column; None for nothing."""
        value = self.value(row)
        if hasattr(value, "level"):
            return value.level
        if isinstance(value, Enum):
            return str(getattr(value, "words", value.value)).casefold()
        return value.casefold() if isinstance(value, str) else value


class TableModel(QAbstractTableModel, Generic[R]):
    """Rows, columns, one sort and one filter. `key_of` gives each row's id, so that selection and
    scroll survive a reload."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key_of: Callable[[R], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key_of = key_of
        self.sort_column = -1
        self.sort_order = Qt.SortOrder.AscendingOrder
        self._all: list[R] = []
        self._shown: list[R] = []
        self._filter: Callable[[R], bool] | None = None

    @property
    def all_rows(self) -> Sequence[R]:
        """Every row, filtered out or not."""
        return self._all

    @property
    def shown_rows(self) -> Sequence[R]:
        """The rows that pass the filter, in the order shown."""
        return self._shown

    def set_rows(self, rows: Iterable[R]) -> None:
        """Replace all rows; sort and filter stay."""
        self._all = list(rows)
        self._rebuild()

    def set_filter(self, matches: Callable[[R], bool] | None) -> None:
        """Show only rows that match; None shows all."""
        self._filter = matches
        self._rebuild()

    def row_at(self, index: Index) -> R:
        """The row that `index` stands on."""
        return self._shown[index.row()]

    def find_row(self, key: str) -> int:
        """The place of the row with this key, or -1."""
        return next((i for i, row in enumerate(self._shown) if self.key_of(row) == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.checkIndex(index, QAbstractTableModel.CheckIndexOption.IndexIsValid):
            return None
        row, column = self._shown[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.shown(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip(row) if column.tip else None
        if role == SORT_ROLE:
            return column.sort_value(row)
        return row if role == ROW_ROLE else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self.columns[section])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column < len(self.columns):
            self.sort_column = column
            self.sort_order = order
            self._rebuild()

    def _rebuild(self) -> None:
        self.beginResetModel()
        matches = self._filter
        self._shown = list(self._all) if matches is None else [r for r in self._all if matches(r)]
        if self.sort_column >= 0:
            self._sort_shown(self.columns[self.sort_column])
        self.endResetModel()

    def _sort_shown(self, column: Column[R]) -> None:
        pairs = [(column.sort_value(row), row) for row in self._shown]
        filled = [pair for pair in pairs if pair[0] is not None]
        is_descending = self.sort_order == Qt.SortOrder.DescendingOrder
        filled.sort(key=lambda pair: pair[0], reverse=is_descending)
        self._shown = [row for _, row in filled] + [row for value, row in pairs if value is None]


def _alignment(column: Column[Any]) -> int:
    side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
