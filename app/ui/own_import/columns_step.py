"""Second step: what the rows of each sheet are, and which column is which of our fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.words import count, joined
from app.services.own_import import (
    OWN_FIELDS,
    DateOrder,
    OwnField,
    OwnFile,
    OwnMapping,
    OwnSheet,
    SheetMapping,
    Target,
    guess_sheet,
    what_is_missing,
)
from app.ui.widgets.buttons import button
from app.ui.widgets.form_choices import CalmComboBox
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.note import Note

SAMPLES = 3
LEFT_OUT = "Left out"
CQC_TOLD = (
    "The CQC import knows its ratings, dates and local authorities. As your own spreadsheet only "
    "the columns chosen here are taken."
)
VISITS_TOLD = (
    "Visits that do not say how they were done count as on site, announced. They carry a date and "
    "a result, and no answers."
)


class ColumnsStep(QWidget):
    """`changed` follows each choice; `save_requested` and `mapping_chosen(name)` the saved ones.

    `cqc_requested` follows the offer to take a file of CQC's where such files are known.
    """

    changed = Signal()
    save_requested = Signal()
    mapping_chosen = Signal(str)
    cqc_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._file: OwnFile | None = None
        self._mapping = OwnMapping(())
        self._at = 0
        self.combos: dict[str, QComboBox] = {}
        self._told: dict[str, ElidedLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self.cqc = Note("This is a file that CQC publishes.", CQC_TOLD, "warn", name="own_is_cqc",
                        act="Import it as a CQC file", on_act=self.cqc_requested.emit)  # fmt: skip
        self.cqc.hide()
        column.addWidget(self.cqc)
        column.addLayout(self._make_head())
        self.note = Note("", kind="warn", name="own_columns_note")
        column.addWidget(self.note)
        self._area = area = QScrollArea()
        area.setObjectName("own_columns_scroll")
        area.setWidgetResizable(True)
        area.viewport().setAutoFillBackground(False)
        self._rows = QWidget()
        self._rows.setAutoFillBackground(False)
        self._grid = QGridLayout(self._rows)
        area.setWidget(self._rows)
        column.addWidget(area, 1)
        self.left = label("", "second", wrap=True, name="own_columns_left")
        column.addWidget(self.left)

    def _make_head(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        self.sheets = _combo("own_sheet", "Sheet", 240)
        self.targets = _combo("own_target", "Its rows are", 150)
        self.order = _combo("own_order", "Dates", 230)
        self.saved = _combo("own_saved", "Saved mapping", 180)
        self.save = button("Save this mapping", "quiet", name="own_save_mapping",
                           on_click=self.save_requested.emit)  # fmt: skip
        for at, (words, combo) in enumerate(
            (("Sheet", self.sheets), ("Its rows are", self.targets), ("Dates", self.order),
             ("Saved mapping", self.saved))
        ):  # fmt: skip
            told = label(words, "second")
            told.setBuddy(combo)
            if combo is self.order:
                self._order_words = told
            grid.addWidget(told, 0, at)
            grid.addWidget(combo, 1, at)
        grid.addWidget(self.save, 1, 4)
        grid.setColumnStretch(5, 1)
        self.targets.addItem(LEFT_OUT, None)
        for target in Target:
            self.targets.addItem(target.words, target)
        for order in DateOrder:
            self.order.addItem(order.words, order)
        self.sheets.activated.connect(self._on_sheet)
        self.targets.activated.connect(self._on_target)
        self.order.activated.connect(self._on_order)
        self.saved.activated.connect(self._on_saved)
        return grid

    # --- what the page uses -----------------------------------------------------------------

    def set_file(self, file: OwnFile, mapping: OwnMapping) -> None:
        """Show a file as it was understood; the first sheet that is taken comes first."""
        self._file = file
        self._mapping = mapping
        taken = [at for at, one in enumerate(mapping.sheets) if one.target]
        self._at = taken[0] if taken else 0
        self._fill_sheets()
        self._show_sheet()
        self._area.verticalScrollBar().setValue(0)

    def set_saved(self, names: Sequence[str]) -> None:
        """Offer the saved mappings."""
        self.saved.clear()
        self.saved.addItem("None", "")
        for name in names:
            self.saved.addItem(name, name)
        place = self.saved.findData(self._mapping.name)
        self.saved.setCurrentIndex(max(place, 0))
        self.saved.setEnabled(bool(names))

    def mapping(self) -> OwnMapping:
        """What was chosen."""
        return self._mapping

    def not_yet(self) -> str:
        """Why there is no preview yet, or empty."""
        if self._file is None:
            return "Choose a file first"
        if not any(one.target for one in self._mapping.sheets):
            return "Say of at least one sheet what its rows are"
        for sheet, one in zip(self._file.sheets, self._mapping.sheets, strict=True):
            if missing := what_is_missing(sheet, one):
                where = f"{sheet.name}: " if sheet.name else ""
                return f"{where}{missing[0]}"
        return ""

    # --- showing ----------------------------------------------------------------------------

    def _fill_sheets(self) -> None:
        assert self._file is not None
        self.sheets.clear()
        for sheet, one in zip(self._file.sheets, self._mapping.sheets, strict=True):
            kind = one.target.words.lower() if one.target else "left out"
            name = sheet.name or self._file.name
            self.sheets.addItem(f"{name} – {kind}")
        self.sheets.setCurrentIndex(self._at)

    @property
    def _sheet(self) -> OwnSheet:
        assert self._file is not None
        return self._file.sheets[self._at]

    @property
    def _chosen(self) -> SheetMapping:
        return self._mapping.sheets[self._at]

    def _show_sheet(self) -> None:
        chosen, sheet = self._chosen, self._sheet
        self.targets.setCurrentIndex(self.targets.findData(chosen.target))
        has_dates = bool(sheet.date_order.examples) and chosen.target is not None
        self.order.setVisible(has_dates)
        self._order_words.setVisible(has_dates)
        self.order.setCurrentIndex(self.order.findData(chosen.date_order))
        self._fill_grid()
        self._show_note()

    def _fill_grid(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.combos, self._told = {}, {}
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        target = self._chosen.target
        if target is None:
            told = label("This sheet is left out.", "second")
            self._grid.addWidget(told, 0, 0)
            self._grid.setRowStretch(1, 1)
            return
        for at, words in enumerate(("Our field", "Column of the sheet", "First rows")):
            self._grid.addWidget(label(words, "strong"), 0, at)
        fields = sorted(OWN_FIELDS[target], key=self._order_of)
        for row, one in enumerate(fields, start=1):
            self._add_row(row, one)
        self._grid.setRowStretch(len(fields) + 1, 1)

    def _order_of(self, one: OwnField) -> tuple[int, int]:
        """Needed fields, then those that a column fills, then the rest."""
        chosen = self._chosen
        is_filled = one.name in chosen.columns or one.name in chosen.for_all
        at = chosen.columns.get(one.name, 999)
        return (0 if one.is_required else 1 if is_filled else 2, at)

    def _add_row(self, row: int, one: OwnField) -> None:
        words = f"{one.words} (needed)" if one.is_required else one.words
        name = label(words)
        self._grid.addWidget(name, row, 0)
        combo = _combo(f"own_field_{one.name}", f"Column for {one.words}", 250)
        combo.addItem("–", None)
        for at, heading in enumerate(self._sheet.headings):
            combo.addItem(heading, at)
        if one.choices is not None and one.is_required:
            for member in one.choices:
                combo.addItem(f"Every row: {member.words}", str(member.value))
        value: Any = self._chosen.columns.get(one.name, self._chosen.for_all.get(one.name))
        combo.setCurrentIndex(combo.findData(value))
        combo.activated.connect(partial(self._on_column, one.name))
        name.setBuddy(combo)
        self.combos[one.name] = combo
        self._grid.addWidget(combo, row, 1)
        self._told[one.name] = ElidedLabel(self._samples(value), "second")
        self._grid.addWidget(self._told[one.name], row, 2)

    def _samples(self, value: object) -> str:
        """The first cells of the column, in one quiet line."""
        texts: list[str] = []
        if isinstance(value, int):
            cells = (_shown(row.values[value]) for row in self._sheet.samples)
            texts = [text for text in cells if text][:SAMPLES]
        return "   ·   ".join(text[:40] for text in texts)

    def _show_note(self) -> None:
        missing = what_is_missing(self._sheet, self._chosen)
        if missing:
            rest = (f"{words[:1].lower()}{words[1:]}" for words in missing[1:])
            self.note.set_words("Needed:", f"{joined([missing[0], *rest])}.", "warn")
        elif self._chosen.is_ours:
            told = "Rows are known by their record ID; an empty cell clears what is recorded."
            self.note.set_words("This is our own register.", told, "info")
        elif self._chosen.target is Target.VISITS:
            self.note.set_words("Earlier visits.", VISITS_TOLD, "info")
        self.note.setVisible(
            bool(missing) or self._chosen.is_ours or self._chosen.target is Target.VISITS
        )
        unused = [
            heading
            for at, heading in enumerate(self._sheet.headings)
            if at not in self._chosen.columns.values()
        ]
        rows = count(len(self._sheet.rows), "row")
        words = rows
        if unused and self._chosen.target:
            words = f"{rows}. Columns that are not brought in: {joined(unused)}."
        self.left.setText(words)

    # --- what is chosen ---------------------------------------------------------------------

    def _on_sheet(self, at: int) -> None:
        self._at = at
        self._show_sheet()

    def _on_target(self, _at: int) -> None:
        target = self.targets.currentData()
        if target is None:
            self._take(SheetMapping(self._sheet.name, None))
        else:
            self._take(guess_sheet(self._sheet, Target(target)))
        self._fill_sheets()
        self._show_sheet()

    def _on_order(self, _at: int) -> None:
        self._take(replace(self._chosen, date_order=DateOrder(self.order.currentData())))
        self._show_note()

    def _on_column(self, name: str, _place: int) -> None:
        """A column fills one field only: another that had it gives it up."""
        value = self.combos[name].currentData()
        columns = {n: at for n, at in self._chosen.columns.items() if n != name and at != value}
        for_all = {n: code for n, code in self._chosen.for_all.items() if n != name}
        if isinstance(value, int):
            columns[name] = value
        elif value is not None:
            for_all[name] = value
        self._take(replace(self._chosen, columns=columns, for_all=for_all))
        for other, combo in self.combos.items():
            held = columns.get(other, for_all.get(other))
            combo.setCurrentIndex(combo.findData(held))
            self._told[other].setText(self._samples(held))
        self._show_note()

    def _on_saved(self, _at: int) -> None:
        self.mapping_chosen.emit(self.saved.currentData() or "")

    def _take(self, sheet: SheetMapping) -> None:
        self._mapping = self._mapping.with_sheet(self._at, sheet)
        self.changed.emit()


def _combo(name: str, spoken: str, width: int) -> QComboBox:
    combo = CalmComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(spoken)
    combo.setMinimumWidth(120)
    combo.setFixedWidth(width)
    return combo


def _shown(value: object) -> str:
    if value is None:
        return ""
    words = value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else str(value)
    return " ".join(words.split())
