"""Inputs that are chosen: one of a list, one of a few side by side, any number of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QWidget,
)

from app.errors import RuleError
from app.ui.widgets.form_fields import Field
from app.ui.widgets.form_input import Input, name_input

MOST_CHECKS: Final = 40


class CalmComboBox(QComboBox):
    """A combo box whose value the wheel does not change unless it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceInput(Input):
    """One of a list; the first line is empty until something is chosen."""

    def __init__(self, field: Field, name: str, *, is_searched: bool) -> None:
        self.combo = CalmComboBox()
        super().__init__(field, self.combo)
        name_input(self.combo, field, name)
        self.combo.setFixedWidth(field.width)
        self._is_searched = is_searched
        if is_searched:
            self.combo.setEditable(True)
            self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            line = self.combo.lineEdit()
            if line is not None:
                line.setProperty("bare", True)
                line.setPlaceholderText("Type to find")
                line.setAccessibleName(field.label)
                line.textEdited.connect(self._on_text_edited)
        self._values: list[Any] = []
        self.set_options(field.options)
        self._take(self.combo)
        self.combo.currentIndexChanged.connect(self.changed)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        before = self.raw() if self._values else None
        self.combo.blockSignals(True)
        self.combo.clear()
        self._values = [None, *(value for value, _ in options)]
        self.combo.addItems(["", *(words for _, words in options)])
        if self._is_searched:
            finder = QCompleter([words for _, words in options], self.combo)
            finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            finder.setFilterMode(Qt.MatchFlag.MatchContains)
            popup = finder.popup()
            if popup is not None:
                popup.setProperty("area", "popup")
            self.combo.setCompleter(finder)
            finder.activated.connect(self._on_found)
        self.set_value(before if before in self._values else None)
        self.combo.blockSignals(False)

    def raw(self) -> Any:
        if self._is_searched and self.combo.currentText() != self.combo.itemText(
            self.combo.currentIndex()
        ):
            return self.combo.currentText()
        return self._values[max(0, self.combo.currentIndex())]

    def value(self) -> Any:
        if not self._is_searched:
            return self.raw()
        typed = self.combo.currentText().strip().casefold()
        for place in range(self.combo.count()):
            if self.combo.itemText(place).casefold() == typed:
                return self._values[place]
        raise RuleError(f"Choose {self.field.in_sentence} from the list")

    def set_value(self, value: Any) -> None:
        place = self._values.index(value) if value in self._values else 0
        self.combo.setCurrentIndex(place)

    def _on_text_edited(self) -> None:
        self.changed.emit()

    def _on_found(self, words: str) -> None:
        self.combo.setCurrentIndex(max(0, self.combo.findText(words)))


class RadioInput(Input):
    """A few choices side by side."""

    def __init__(self, field: Field, name: str) -> None:
        self._group = QButtonGroup()
        self._values: list[Any] = []
        self._box = QWidget()
        self._grid = QGridLayout(self._box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        super().__init__(field, self._box)
        self._name = name
        self._row.addWidget(self._box)
        self._row.addStretch(1)
        self._group.setParent(self)
        self.set_options(field.options)
        self._group.idToggled.connect(self._on_toggled)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        before = self.raw() if self._values else None
        for found in self._group.buttons():
            self._group.removeButton(found)
            found.deleteLater()
        self._values = [value for value, _ in options]
        for place, (value, words) in enumerate(options):
            found = QRadioButton(words)
            found.setObjectName(f"{self._name}_{self.field.name}_{place}")
            found.setAccessibleName(f"{self.field.label}: {words}")
            found.setChecked(value == before)
            self._group.addButton(found, place)
            self._grid.addWidget(found, place // 4, place % 4)
        self._aim_focus()

    def raw(self) -> Any:
        place = self._group.checkedId()
        return self._values[place] if place >= 0 else None

    def set_value(self, value: Any) -> None:
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
        elif (checked := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            checked.setChecked(False)
            self._group.setExclusive(True)
        self._aim_focus()

    def _aim_focus(self) -> None:
        """Tab leads to the chosen one: on another, Space would change what was chosen."""
        buttons = self._group.buttons()
        if not buttons:
            return
        aim = self._group.checkedButton() or buttons[0]
        for each in buttons:
            policy = Qt.FocusPolicy.StrongFocus if each is aim else Qt.FocusPolicy.ClickFocus
            each.setFocusPolicy(policy)
        self.focus_widget = aim
        self._box.setFocusProxy(aim)

    def _on_toggled(self, _place: int, is_checked: bool) -> None:
        if is_checked:
            self._aim_focus()
            self.changed.emit()


class ManyInput(Input):
    """Any number of a list, ticked; the value is a tuple in the order of the list."""

    def __init__(self, field: Field, name: str) -> None:
        self.list = QListWidget()
        super().__init__(field, self.list)
        name_input(self.list, field, name)
        self.list.setProperty("boxed", True)
        self.list.setFixedSize(max(field.width, 420), 26 * field.lines + 6)
        self._take(self.list)
        self._values: list[Any] = []
        self.set_options(field.options)
        self.list.itemChanged.connect(self.changed)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        before = set(self.raw())
        self.list.blockSignals(True)
        self.list.clear()
        self._values = [value for value, _ in options]
        for value, words in options:
            item = QListWidgetItem(words, self.list)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            is_ticked = value in before
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def raw(self) -> tuple[Any, ...]:
        ticked = Qt.CheckState.Checked
        return tuple(
            value
            for place, value in enumerate(self._values)
            if self.list.item(place).checkState() == ticked
        )

    def set_value(self, value: Any) -> None:
        wanted = set(value or ())
        for place, known in enumerate(self._values):
            is_ticked = known in wanted
            state = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
            self.list.item(place).setCheckState(state)


class ChecksInput(Input):
    """Any number of a list, in two columns.

    The boxes are made once and given words later: widgets made later would come last in the tab
    order of the page.
    """

    def __init__(self, field: Field, name: str) -> None:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(2)
        self._pool = [QCheckBox() for _ in range(max(MOST_CHECKS, len(field.options)))]
        self._values: list[Any] = []
        for place, found in enumerate(self._pool):
            found.setObjectName(f"{name}_{field.name}_{place}")
            grid.addWidget(found, place // 2, place % 2)
        super().__init__(field, self._pool[0])
        self._take(box)
        self.set_options(field.options)
        for found in self._pool:
            found.toggled.connect(self.changed)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices, at most 40; those ticked before stay ticked."""
        before = self.raw()
        self._values = [value for value, _ in options[: len(self._pool)]]
        for place, found in enumerate(self._pool):
            is_offered = place < len(self._values)
            words = options[place][1] if is_offered else ""
            found.setText(words)
            found.setAccessibleName(f"{self.field.label}: {words}")
            found.setVisible(is_offered)
            found.setChecked(is_offered and self._values[place] in before)

    def raw(self) -> tuple[Any, ...]:
        return tuple(
            value
            for value, found in zip(self._values, self._pool, strict=False)
            if found.isChecked()
        )

    def set_value(self, value: Any) -> None:
        for each, found in zip(self._values, self._pool, strict=False):
            found.setChecked(each in (value or ()))
