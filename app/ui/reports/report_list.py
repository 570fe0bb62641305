"""The reports that there are, as a list: what each is called and what it is for."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QResizeEvent

from app.services.report_requests import ReportKind
from app.ui.widgets.section_list import Line, SectionHeading, SectionItem, SectionList

_ICONS = {True: "ph.file-text", False: "ph.table"}


class ReportList(SectionList):
    """`kind_chosen` follows Up, Down and a click: the report chosen is made at once."""

    kind_chosen = Signal()

    def __init__(self) -> None:
        super().__init__("reports_list", "Reports")
        self._kind = ReportKind.VISIT
        self.set_lines(_lines())
        self.select_key(self._kind.value)
        self.selectionModel().currentChanged.connect(self._on_current)

    @property
    def kind(self) -> ReportKind:
        """The report chosen."""
        return self._kind

    def choose(self, kind: ReportKind) -> None:
        """Choose a report, as a page asked that sent the user here; nothing is told."""
        self._kind = kind
        self.select_key(kind.value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        key = self.current_key()
        if key and key != self._kind.value:
            self._kind = ReportKind(key)
            self.kind_chosen.emit()


def _lines() -> list[Line]:
    lines: list[Line] = []
    for heading, is_of_visit in (("One visit", True), ("Market and register", False)):
        lines.append(SectionHeading(heading))
        lines += [_item(kind) for kind in ReportKind if kind.is_of_visit == is_of_visit]
    return lines


def _item(kind: ReportKind) -> SectionItem:
    return SectionItem(
        kind.value, text=kind.words, second=kind.purpose, icon=_ICONS[kind.is_pdf], page="reports"
    )
