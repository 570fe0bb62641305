"""The report as it will leave: the pages of the very PDF, or what stands in their place."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.ui.widgets.buttons import button
from app.ui.widgets.empty_state import EmptyState, StateOfList
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.pdf_view import PdfView

TRUE_SIZE_FROM = 860
"""Pages open at their true size where that leaves room at the sides, else as wide as the window."""


class ReportPreview(QWidget):
    """Shows PDF bytes, or a state. Zoom by the buttons, + and -, Ctrl+wheel."""

    def __init__(self) -> None:
        super().__init__()
        self._was_shown = False
        self.pdf = PdfView("reports_pdf")
        self.pdf.setMinimumHeight(120)
        self.state = EmptyState("reports_state")
        self.pages = label("", "second", name="reports_pages")
        self._tools = QWidget()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.pages)
        self.file_name = ElidedLabel("", "second")
        self.file_name.setObjectName("reports_file_name")
        row.addSpacing(12)
        row.addWidget(self.file_name, 1)
        row.addWidget(button("Smaller", "icon", name="reports_smaller",
                             icon="ph.magnifying-glass-minus",
                             on_click=lambda: self.pdf.zoom_by(-1)))  # fmt: skip
        row.addWidget(button("Larger", "icon", name="reports_larger",
                             icon="ph.magnifying-glass-plus",
                             on_click=lambda: self.pdf.zoom_by(1)))  # fmt: skip
        row.addWidget(button("Fit the width", "quiet", name="reports_fit", small=True,
                             on_click=lambda: self.pdf.set_zoom(0.0)))  # fmt: skip
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._tools)
        column.addWidget(self.pdf, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.state)
        self._stack.addWidget(shown)
        self.pdf.page_changed.connect(self._on_page)

    @property
    def is_shown(self) -> bool:
        """True while pages are shown."""
        return self._stack.currentIndex() == 1

    def show_pdf(self, data: bytes, file_name: str) -> None:
        """Show these bytes, and the name they are saved under. Raises FileRefusedError when they
        are no PDF."""
        self.file_name.setText(file_name)
        self.pdf.load(data)
        if not self._was_shown and self.width() > TRUE_SIZE_FROM:
            self.pdf.set_zoom(1.0)
        self._was_shown = True
        self._stack.setCurrentIndex(1)
        self._on_page(self.pdf.page)

    def show_state(self, state: StateOfList) -> None:
        """Show what is going on instead of pages."""
        self.pdf.clear()
        self.state.set_state(state)
        self._stack.setCurrentIndex(0)

    def _on_page(self, page: int) -> None:
        self.pages.setText(f"Page {max(page, 1)} of {self.pdf.page_count}")
