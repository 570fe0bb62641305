"""What the lists of providers and of services share: the segment beside the title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.context import Context
from app.ui.register_list import ListWords, R, RegisterListPage
from app.ui.widgets.filter_bar import Filter
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.table_model import Column

CHOICES = (("providers", "Providers", ""), ("services", "Services", ""))


class SegmentedListPage(RegisterListPage[R], Generic[R]):
    """A list with "Providers 120 | Services 260" beside its title."""

    def __init__(
        self,
        context: Context,
        words: ListWords,
        columns: Sequence[Column[R]],
        filters: Sequence[Filter[R]],
        text_of: Callable[[R], str],
    ) -> None:
        super().__init__(context, words, columns, filters, text_of)
        self.segment = Segmented(f"{self.name}_segment", "Providers or services", CHOICES)
        self.segment.choose(self.name)
        self.segment.chosen.connect(self._on_segment)
        self.header.set_beside(self.segment)
        before: QWidget | None = self.findChild(QPushButton, f"{self.name}_add")
        for choice in self.segment.findChildren(QPushButton):  # Tab reaches it before the filters
            if before is not None:
                QWidget.setTabOrder(before, choice)
            before = choice

    def set_counts(self, providers: int, services: int) -> None:
        """Show how many there are in use."""
        self.segment.set_count("providers", providers)
        self.segment.set_count("services", services)

    def _on_segment(self, key: str) -> None:
        if key != self.name:
            self.navigate.emit(key, "")
            self.segment.blockSignals(True)
            self.segment.choose(self.name)
            self.segment.blockSignals(False)
