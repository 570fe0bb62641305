"""What a report is about: visit, version, marking; one line that wraps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.domain.vocabulary import Marking
from app.services.report_requests import ReportChoices, ReportKind, ReportRequest
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.form_choices import CalmComboBox, ChoiceInput
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label

VISIT = Field("visit", "Visit", FieldKind.SEARCH_CHOICE, what="a visit", width=372)


class OptionsBar(QWidget):
    """`changed` follows each choice; `request()` says what is asked for.

    Which report it is comes from the list beside it (`set_kind`).
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices = ReportChoices((), {})
        self._marked: dict[ReportKind, Marking] = {}
        self._kind = ReportKind.VISIT
        self._flow = FlowLayout(self, gap=12)
        self.visit = ChoiceInput(VISIT, "reports", is_searched=True)
        self.version = _combo("reports_version", "Version", 110)
        self.marking = _combo("reports_marking", "Marking", 186)
        for marking in Marking:
            self.marking.addItem(marking.words, marking)
        self._parts = {
            name: _under(words, widget)
            for name, words, widget in (
                ("visit", "Visit", self.visit),
                ("version", "Version", self.version),
                ("marking", "Marking", self.marking),
            )
        }
        for part in self._parts.values():
            self._flow.addWidget(part)
        self.visit.changed.connect(self._on_visit)
        self.version.activated.connect(self._on_changed)
        self.marking.activated.connect(self._on_marking)
        self._show()

    def set_choices(self, choices: ReportChoices) -> None:
        """Offer these visits; what was chosen stays where it still can be."""
        request = self.request()
        self._choices = choices
        self.visit.blockSignals(True)
        self.visit.set_options([(one.id, one.words) for one in choices.visits])
        self.visit.set_value(request.visit_id or (choices.visits[0].id if choices.visits else None))
        self.visit.blockSignals(False)
        self._fill_versions(request.version)
        self._show()

    def set_kind(self, kind: ReportKind) -> None:
        """Ask for what this report needs."""
        self._kind = kind
        self._show()

    def choose(self, visit_id: str, version: str = "") -> None:
        """Choose as a page asked that sent the user here."""
        if visit_id:
            self.visit.blockSignals(True)
            self.visit.set_value(visit_id)
            self.visit.blockSignals(False)
            self._fill_versions(version)
        self._show()

    def request(self) -> ReportRequest:
        """What is asked for; the newest version of a visit is asked for by its number."""
        kind = self._kind
        if not kind.is_of_visit:
            return ReportRequest(kind, marking=self._marking(kind))
        visit_id = str(self.visit.raw() or "")
        if self._choices.visit(visit_id) is None:
            return ReportRequest(kind, marking=self._marking(kind))
        version = str(self.version.currentData() or "")
        return ReportRequest(kind, visit_id, version, self._marking(kind))

    def _marking(self, kind: ReportKind) -> Marking | None:
        return self._marked.get(kind) or self._choices.markings.get(kind)

    def _show(self) -> None:
        kind = self._kind
        self._parts["visit"].setVisible(kind.is_of_visit)
        self._parts["version"].setVisible(kind.is_of_visit)
        place = self.marking.findData(self._marking(kind))
        self.marking.setCurrentIndex(place)
        line = self.visit.combo.lineEdit()
        if line is not None:
            line.setCursorPosition(0)  # a long name is read from its start
        self._keep_high()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_high()

    def _keep_high(self) -> None:
        """All lines stay visible where the window is low."""
        self.setMinimumHeight(self._flow.heightForWidth(self.width()))

    def _fill_versions(self, wanted: str) -> None:
        self.version.clear()
        choice = self._choices.visit(str(self.visit.raw() or ""))
        for one in choice.versions if choice else ():
            self.version.addItem(one.words, one.number)
        place = self.version.findData(wanted) if wanted else 0
        self.version.setCurrentIndex(max(place, 0))

    def _on_visit(self) -> None:
        if self._choices.visit(str(self.visit.raw() or "")) is not None:
            self._fill_versions("")
            self._show()
            self.changed.emit()

    def _on_changed(self, _at: int) -> None:
        self.changed.emit()

    def _on_marking(self, _at: int) -> None:
        self._marked[self._kind] = Marking(self.marking.currentData())
        self.changed.emit()


def _under(words: str, widget: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    told = label(words, "second")
    told.setBuddy(widget)
    column.addWidget(told)
    column.addWidget(widget)
    return part


def _combo(name: str, spoken: str, width: int) -> QComboBox:
    combo = CalmComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(spoken)
    combo.setFixedWidth(width)
    return combo
