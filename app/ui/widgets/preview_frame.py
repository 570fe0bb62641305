"""The frame of an import's preview: counts at the left, what they count at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.ui.widgets.columns import Columns
from app.ui.widgets.facts_table import FactsTable
from app.ui.widgets.labels import label


class PreviewFrame(QWidget):
    """`facts` stand at the top of the column `left`; a subject adds to it and fills `right`.

    The two columns stand one below the other in a window under `stacked_below` px.
    """

    def __init__(
        self, prefix: str, *, left_width: int, facts_width: int, stacked_below: int
    ) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setObjectName(f"{prefix}_preview_scroll")
        area.setWidgetResizable(True)
        area.viewport().setAutoFillBackground(False)
        left, self.left = _column(top=4, spacing=4)
        left.setMaximumWidth(left_width)
        self.left.addWidget(label("What will happen", "heading"))
        self.facts = FactsTable(f"{prefix}_counts", is_figures=True)
        self.facts.setMinimumWidth(facts_width)
        self.left.addWidget(self.facts)
        right, self.right = _column(top=0, spacing=6)
        columns = Columns(f"{prefix}_preview", [(left, 0), (right, 1)], stacked_below=stacked_below)
        area.setWidget(columns)
        columns.setAutoFillBackground(False)
        whole.addWidget(area)


def _column(*, top: int, spacing: int) -> tuple[QWidget, QVBoxLayout]:
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, top, 0, 8)
    column.setSpacing(spacing)
    return widget, column
