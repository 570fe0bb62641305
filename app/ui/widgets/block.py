"""A block of a page: heading, a quieter remark beside it, a link at the right, then its content."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.buttons import button
from app.ui.widgets.labels import ElidedLabel, label


class Block(QWidget):
    """`link` names what stands at the right ("All"), `on_link` what it does."""

    def __init__(
        self,
        name: str,
        heading: str,
        content: QWidget,
        *,
        link: str = "",
        on_link: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(heading, "heading"))
        self._remark = ElidedLabel("", "second", fills=False)
        self._remark.setObjectName(f"{name}_remark")
        row.addWidget(self._remark)
        row.addStretch(1)
        self._link = button(link, "link", name=f"{name}_link", on_click=on_link)
        self._link.setVisible(bool(link and on_link is not None))
        row.addWidget(self._link)
        column.addLayout(row)
        column.addWidget(content)

    def set_link(self, words: str) -> None:
        """Word the link anew ("All 23"), or take it away with ""."""
        self._link.setText(words)
        self._link.setAccessibleName(words)
        self._link.setVisible(bool(words))

    def set_remark(self, words: str) -> None:
        """Say something beside the heading: "11, 4 overdue"."""
        self._remark.setText(words)
