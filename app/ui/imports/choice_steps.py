"""Second and third step: what the file is and its date; which local authorities."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.words import count, long_date
from app.errors import RuleError
from app.services.cqc_import import (
    AddedSectors,
    AuthorityCount,
    DateOrder,
    FileSummary,
    ImportKind,
)
from app.ui.widgets.buttons import button
from app.ui.widgets.date_field import DateField
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.filter_bar import FindField
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note

INDENT = 26
"""Where the words of a tick begin."""
FEW = 4
"""With no more authorities than this in a file they are all ticked: it is a cut made on purpose."""


class KindStep(QWidget):
    """What the file is, its date (which can be corrected) and, if need be, the order of dates."""

    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._has_question = False
        self._found: date | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("What this file is", "heading"))
        self.facts = FactsTable("import_kind_facts", name_width=140)
        self.facts.setMaximumWidth(640)
        column.addWidget(self.facts)
        column.addSpacing(8)
        column.addWidget(label("Date of the file", "strong"))
        self.hint = label("", "second", wrap=True, name="import_date_hint")
        column.addWidget(self.hint)
        self.day = DateField("import_date", "Date of the file", today=today,
                             what="the date of the file")  # fmt: skip
        self.day.setFixedWidth(160)
        self.day.changed.connect(self.changed)
        column.addWidget(self.day)
        column.addSpacing(8)
        self._question = QWidget()
        inner = QVBoxLayout(self._question)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(label("How are dates written in this file?", "strong"))
        self.examples = label("", "second", wrap=True, name="import_date_examples")
        inner.addWidget(self.examples)
        self._group = QButtonGroup(self)
        self.orders: dict[DateOrder, QRadioButton] = {}
        for order in DateOrder:
            radio = QRadioButton(order.words)
            radio.setObjectName(f"import_order_{order.value}")
            radio.toggled.connect(self.changed)
            self._group.addButton(radio)
            self.orders[order] = radio
            inner.addWidget(radio)
        column.addWidget(self._question)
        self.notes = Note("", name="import_notes")
        column.addWidget(self.notes)
        column.addStretch(1)

    def set_summary(self, summary: FileSummary) -> None:
        """Show what was found in the file."""
        places = sum(one.locations for one in summary.authorities)
        lines = [
            FactLine("Kind", summary.kind.words),
            FactLine("Rows", f"{summary.rows_read:,}"),
            FactLine("Places", f"{places:,} in {_authorities(len(summary.authorities))}"),
        ]
        if summary.kind is ImportKind.DEACTIVATED_LOCATIONS:
            lines.append(FactLine("What it does", "Ends the registration of services it names"))
        self.facts.set_facts(lines)
        self._found = summary.file_date.day
        self.day.set_value(self._found)
        self.hint.setText(
            f"{long_date(self._found)}, {summary.file_date.origin.words}. Change it if that is "
            "wrong."
            if self._found
            else "Nothing in the file tells of which day it is. It stands on CQC’s page."
        )
        self._has_question = bool(summary.date_question)
        self._question.setVisible(self._has_question)
        self.examples.setText(
            f"Dates such as {', '.join(summary.date_question)} can be read two ways."
        )
        self._group.setExclusive(False)
        for radio in self.orders.values():
            radio.setChecked(False)
        self._group.setExclusive(True)
        self.notes.setVisible(bool(summary.notes))
        if summary.notes:
            self.notes.set_words("About this file.", " ".join(summary.notes))

    def not_yet(self) -> str:
        """Why one cannot go on; empty when one can."""
        try:
            if self.day.value() is None:
                return "Give the date of the file"
        except RuleError as error:
            return str(error)
        if self._has_question and self.order() is None:
            return "Say how dates are written in this file"
        return ""

    def file_date(self) -> date | None:
        """The date if it was changed; None leaves what the file tells."""
        day = self.day.value()
        return None if day == self._found else day

    def order(self) -> DateOrder | None:
        """The answer to the question about dates."""
        return next((one for one, radio in self.orders.items() if radio.isChecked()), None)


class AuthorityStep(QWidget):
    """Which local authorities, with a find field; those of last time are ticked."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[str, AuthorityCount] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Which local authorities", "heading"))
        told = (
            "Your services are found wherever they are. The choice decides who is looked for as "
            "missing, which places can be added, and whose market figures are kept."
        )
        column.addWidget(label(told, "second", wrap=True))
        row = QHBoxLayout()
        self.finder = FindField("Find an authority", "import_find_authority")
        self.finder.textChanged.connect(self._on_find)
        row.addWidget(self.finder)
        row.addWidget(button("Tick none", "quiet", name="import_tick_none",
                             on_click=lambda: self._tick_shown(is_ticked=False)))  # fmt: skip
        row.addStretch(1)
        self.count = label("", "second", name="import_authority_count")
        row.addWidget(self.count)
        column.addLayout(row)
        self.list = QListWidget()
        self.list.setObjectName("import_authorities")
        self.list.setAccessibleName("Local authorities of the file")
        self.list.setProperty("boxed", True)
        self.list.itemChanged.connect(self._on_changed)
        self.finder.down_pressed.connect(self.list.setFocus)
        column.addWidget(self.list, 1)
        self.add_services = QCheckBox("Add places that are not in the register yet")
        self.add_services.setObjectName("import_add_services")
        self.add_services.toggled.connect(self._on_changed)
        column.addWidget(self.add_services)
        self._add_hint = label("", "second", wrap=True, name="import_add_hint")
        self._add_hint.setContentsMargins(INDENT, 0, 0, 0)
        column.addWidget(self._add_hint)
        self.add_social = QCheckBox()
        self.add_social.setObjectName("import_add_social_care")
        self.add_health = QCheckBox()
        self.add_health.setObjectName("import_add_health_care")
        sectors = QVBoxLayout()
        sectors.setContentsMargins(INDENT, 0, 0, 4)
        for box in (self.add_social, self.add_health):
            box.toggled.connect(self._on_changed)
            sectors.addWidget(box)
        column.addLayout(sectors)

    def set_summary(
        self, summary: FileSummary, remembered: Collection[str], *, is_register_empty: bool
    ) -> None:
        """Offer the authorities of the file; tick those of last time. An empty register has no
        services that a file could tell of: adding them is ticked then, but never places that
        have ended."""
        is_ended = summary.kind is ImportKind.DEACTIVATED_LOCATIONS
        is_first = is_register_empty and not is_ended
        self._places = {one.name: one for one in summary.authorities}
        wanted = {name.casefold() for name in remembered}
        few = len(summary.authorities) <= FEW
        self.list.blockSignals(True)
        self.list.clear()
        for one in summary.authorities:
            words = (
                f"{one.name or 'No authority given'}: {one.locations:,} places, "
                f"{one.social_care_locations:,} of social care"
            )
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, one.name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable
                          | Qt.ItemFlag.ItemIsSelectable)  # fmt: skip
            is_ticked = one.name.casefold() in wanted or (few and not wanted)
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.finder.clear()
        self.add_services.setChecked(is_first)
        self.add_social.setChecked(True)
        self.add_health.setChecked(False)
        self._add_hint.setText(
            "With their providers. The register holds no services yet: without this tick nothing "
            "of the file comes into it."
            if is_first
            else "With their providers. Leave it off to bring in ratings and details of your own "
            "services only."
        )
        self._on_changed()

    def sectors(self) -> AddedSectors:
        """Which places are added, when any are."""
        if self.add_social.isChecked() and self.add_health.isChecked():
            return AddedSectors.ALL
        is_health = self.add_health.isChecked()
        return AddedSectors.HEALTH if is_health else AddedSectors.SOCIAL_CARE

    def chosen(self) -> tuple[str, ...]:
        """The ticked authorities."""
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        )

    def tick(self, names: Collection[str]) -> None:
        """Tick these, and no others."""
        for item in self._items():
            is_ticked = item.data(Qt.ItemDataRole.UserRole) in names
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)

    def not_yet(self) -> str:
        """Why one cannot go on; empty when one can."""
        if self.list.count() and not self.chosen():
            return "Tick at least one local authority"
        has_sector = self.add_social.isChecked() or self.add_health.isChecked()
        if self.add_services.isChecked() and not has_sector:
            return "Tick which places are added: social care, health care or both"
        return ""

    def _items(self) -> Sequence[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _tick_shown(self, *, is_ticked: bool) -> None:
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)

    def _on_find(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.strip().casefold() not in item.text().casefold())

    def _on_changed(self) -> None:
        ticked = [self._places[name] for name in self.chosen()]
        social = sum(one.social_care_locations for one in ticked)
        health = sum(one.locations for one in ticked) - social
        self.add_social.setText(f"Adult social care ({count(social, 'place')})")
        self.add_health.setText(
            f"Health care: hospitals, GPs, dentists and others ({count(health, 'place')})"
        )
        for box in (self.add_social, self.add_health):
            box.setEnabled(self.add_services.isChecked())
        self.count.setText(f"{len(self.chosen()):,} of {self.list.count():,} ticked")
        self.changed.emit()


def _authorities(number: int) -> str:
    return count(number, "local authority", "local authorities")
