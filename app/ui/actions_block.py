"""Open actions of a provider or service as a short list, the longest overdue first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.domain.actions import open_words
from app.domain.words import count, short_date
from app.services.actions import ActionRow
from app.ui.widgets.block import Block
from app.ui.widgets.labels import label
from app.ui.widgets.section_list import SectionItem, SectionList

SHOWN = 5


class ActionsBlock(Block):
    """The first five; `opened(id)` follows Enter on one, `on_all` leads to the rest."""

    opened = Signal(str)

    def __init__(self, name: str, on_all: Callable[[], object], *, names_service: bool) -> None:
        self._content = QWidget()
        super().__init__(name, "Open actions", self._content, link="All", on_link=on_all)
        self._names_service = names_service
        self.list = SectionList(f"{name}_list", "Open actions", grows=False)
        self.list.opened.connect(self._on_opened)
        self._none = label("No open actions.", "second")
        self._stack = QStackedLayout(self._content)
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.list)

    def set_rows(self, rows: Sequence[ActionRow]) -> None:
        """Show those of these actions that are open."""
        found = [row for row in rows if row.state.is_open]
        late = sum(row.days_late > 0 for row in found)
        self.set_remark(open_words(len(found), late))
        self.list.set_lines([self._line(row) for row in found[:SHOWN]])
        self._stack.setCurrentIndex(1 if found else 0)
        self._content.setFixedHeight(self.list.height() if found else 28)

    def _line(self, row: ActionRow) -> SectionItem:
        where = f"{row.service_name}, " if self._names_service else ""
        is_late = row.days_late > 0
        return SectionItem(
            row.id,
            text=row.text,
            second=f"{where}{row.priority.words if where else row.priority.words + ' priority'}",
            right=_due_words(row),
            tone="danger" if is_late else "text_2",
            right_icon="ph.warning-circle" if is_late else "",
            page="action",
            is_right_below=True,
        )

    def _on_opened(self, _page: str, key: str) -> None:
        self.opened.emit(key)


def _due_words(row: ActionRow) -> str:
    late = f"{count(row.days_late, 'day')} late"
    return late if row.days_late > 0 else f"Due {short_date(row.due_on)}"
