"""The history of a record: who changed which field from what to what, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.office import LONDON
from app.services.record_history import HistoryRow, record_history
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.empty_state import StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView

_DAYS = {"7": 7, "31": 31, "365": 365}


class HistoryPanel(QWidget):
    """Filterable by record, person and time. `kind` is the table of the record shown."""

    def __init__(self, context: Context, kind: str) -> None:
        super().__init__()
        self.setObjectName(f"{kind}_history")
        self._context = context
        self._kind = kind
        name = f"{kind}_history"
        self.table: TableView[HistoryRow] = TableView(
            f"{name}_table", "History", _columns(), _key, settings=context.settings
        )
        self.bar: FilterBar[HistoryRow] = FilterBar(
            f"{name}_filters", self._filters(), find="Find in the history", text_of=_text
        )
        empty = StateOfList(
            "empty", "No history yet", "Every change made in this file is told here.",
            icon="ph.clock-counter-clockwise",
        )  # fmt: skip
        self.panel = ListPanel(
            self.table, thing="changes", empty=empty, filter_bar=self.bar,
            keys=(("Ctrl+C", "copy"),),
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.panel, 1)

    def show_record(self, key: str) -> None:
        """Read and show the history of this record."""
        acts.read(
            self._context, self, record_history, self._kind, key,
            on_result=self._on_rows, on_error=lambda e: self._on_failed(e, key),
        )  # fmt: skip

    def _on_rows(self, rows: Sequence[HistoryRow]) -> None:
        for key, values in (("record", [r.record for r in rows]), ("who", [r.who for r in rows])):
            options = [Option(value, value) for value in sorted(set(values)) if value]
            self.bar.filters[key].set_options(options)
        self.panel.set_rows(rows)

    def _on_failed(self, error: Exception, key: str) -> None:
        self.panel.set_failed(error, lambda: self.show_record(key))

    def _filters(self) -> tuple[Filter[HistoryRow], ...]:
        return (
            Filter("record", "Record", (), lambda row, value: row.record == value),
            Filter("who", "Who", (), lambda row, value: row.who == value, all_words="everybody"),
            Filter(
                "when",
                "When",
                (
                    Option("7", "last 7 days"),
                    Option("31", "last month"),
                    Option("365", "last year"),
                ),
                self._is_since,
                all_words="always",
            ),
        )

    def _is_since(self, row: HistoryRow, value: str) -> bool:
        day = self._context.today() - timedelta(days=_DAYS[value])
        return row.at.astimezone(LONDON).date() >= day


def _columns() -> tuple[Column[HistoryRow], ...]:
    return (
        Column[HistoryRow]("at", "When", _moment, width=132),
        Column[HistoryRow]("who", "Who", lambda r: r.who, width=110, tip=lambda r: r.what),
        Column[HistoryRow]("record", "Record", _record_words, width=190, tip=_record_words),
        Column[HistoryRow]("field", "Field", lambda r: r.field, width=130, is_strong=True),
        Column[HistoryRow](
            "old", "Before", lambda r: r.old, width=150, empty="", tip=lambda r: r.old,
            text=lambda r: _in_line(r.old),
            tone=lambda _r: "text_2",
        ),
        Column[HistoryRow](
            "new", "After", lambda r: r.new, width=160, is_stretched=True,
            tip=lambda r: r.details or r.new,
            text=lambda r: _in_line(r.new),
        ),
        Column[HistoryRow]("reason", "Why", lambda r: r.reason, width=130, tip=lambda r: r.reason),
    )  # fmt: skip


def _key(row: HistoryRow) -> str:
    return f"{row.sequence}:{row.field}"


def _moment(row: HistoryRow) -> datetime:
    return row.at.astimezone(LONDON)


def _in_line(words: str) -> str:
    return " / ".join(line for line in words.splitlines() if line)


def _record_words(row: HistoryRow) -> str:
    return f"{row.record}, {row.name}" if row.name else row.record


def _text(row: HistoryRow) -> str:
    parts = (row.who, row.what, row.record, row.name, row.field, row.old, row.new, row.reason)
    return " ".join(parts)
