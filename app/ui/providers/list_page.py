"""What the lists of providers and of services share: the segment beside the title."""

from __future__ import annotations

from app.ui.context import Context
from app.ui.page import Page
from app.ui.widgets.segmented import Segmented

CHOICES = (("providers", "Providers", ""), ("services", "Services", ""))


class RegisterListPage(Page):
    """A list with "Providers 120 | Services 260" beside its title."""

    def __init__(self, context: Context, name: str, title: str) -> None:
        super().__init__(context, name, title)
        self.segment = Segmented(f"{name}_segment", "Providers or services", CHOICES)
        self.segment.choose(name)
        self.segment.chosen.connect(self._on_segment)
        self.header.set_beside(self.segment)

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
