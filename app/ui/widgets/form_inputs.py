"""The inputs of a form: each gives a value, its raw state (to see whether it changed), a focus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from app.errors import RuleError
from app.ui.widgets.date_field import DateField
from app.ui.widgets.form_fields import Field, FieldKind

YES_NO: Final = ((True, "Yes"), (False, "No"))
MOST_CHECKS: Final = 40


class Input(QWidget):
    """Base of inputs. `value()` raises RuleError when what was typed cannot be read."""

    changed = Signal()

    def __init__(self, field: Field, focus_widget: QWidget) -> None:
        super().__init__()
        self.field = field
        self.focus_widget = focus_widget
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._row = row
        self.setFocusProxy(focus_widget)

    def value(self) -> Any:
        """The value the draft gets."""
        return self.raw()

    def raw(self) -> Any:
        """What stands in the field, as typed or chosen."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices; only where one chooses."""
        raise TypeError(f"{self.field.name} has no choices")

    def _take(self, widget: QWidget) -> None:
        self._row.addWidget(widget)
        self._row.addStretch(1)


class TextInput(Input):
    """A line of text."""

    def __init__(self, field: Field, name: str) -> None:
        self.edit = QLineEdit()
        super().__init__(field, self.edit)
        _name(self.edit, field, name)
        self.edit.setMaximumWidth(field.width)
        self.edit.setMinimumWidth(min(field.width, 120))
        self._row.addWidget(self.edit, 20)
        self._row.addStretch(1)
        self.edit.textChanged.connect(self.changed)

    def raw(self) -> str:
        return self.edit.text()

    def value(self) -> Any:
        return self.edit.text().strip()

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else str(value))


class SecretInput(TextInput):
    """A passphrase: dots, with Show beside them to read what was typed."""

    def __init__(self, field: Field, name: str) -> None:
        super().__init__(field, name)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_box = QCheckBox("Show")
        self.show_box.setObjectName(f"{name}_{field.name}_show")
        self.show_box.setAccessibleName(f"Show: {field.label}")
        self.show_box.toggled.connect(self._on_shown)
        self._row.insertWidget(1, self.show_box)

    def value(self) -> Any:
        return self.edit.text()

    def _on_shown(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)


class NumberInput(TextInput):
    """A whole number of 0 or more, thousands may have commas."""

    def value(self) -> int | None:
        text = self.edit.text().replace(",", "").replace(" ", "")
        if not text:
            return None
        if not re.fullmatch(r"\d{1,15}", text):
            raise RuleError(f"Enter {self.field.in_sentence} as a whole number, for example 36")
        return int(text)

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else f"{value:,}")


class MoneyInput(TextInput):
    """Pounds and pence; the value is integer pence."""

    def value(self) -> int | None:
        text = self.edit.text().replace(",", "").replace("£", "").replace(" ", "")
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,2}))?", text)
        if not found:
            what = self.field.in_sentence
            raise RuleError(f"Enter {what} in pounds and pence, for example 1,250.00")
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else f"£{value // 100:,}.{value % 100:02d}")


class LongTextInput(Input):
    """Several lines; Tab leaves the field."""

    def __init__(self, field: Field, name: str) -> None:
        self.edit = QPlainTextEdit()
        super().__init__(field, self.edit)
        _name(self.edit, field, name)
        self.edit.setTabChangesFocus(True)
        self.edit.setMaximumWidth(max(field.width, 560))
        self.edit.setFixedHeight(20 * field.lines + 14)
        self._row.addWidget(self.edit, 20)
        self._row.addStretch(1)
        self.edit.textChanged.connect(self.changed)

    def raw(self) -> str:
        return self.edit.toPlainText()

    def value(self) -> Any:
        return self.edit.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        self.edit.setPlainText("" if value is None else str(value))


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
        _name(self.combo, field, name)
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
        buttons = self._group.buttons()
        if buttons:
            self.focus_widget = buttons[0]
            self._box.setFocusProxy(buttons[0])

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

    def _on_toggled(self, _place: int, is_checked: bool) -> None:
        if is_checked:
            self.changed.emit()


class ManyInput(Input):
    """Any number of a list, ticked; the value is a tuple in the order of the list."""

    def __init__(self, field: Field, name: str) -> None:
        self.list = QListWidget()
        super().__init__(field, self.list)
        _name(self.list, field, name)
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


class DateInput(Input):
    """A DateField; the value is a date or None."""

    def __init__(self, field: Field, name: str, today: date) -> None:
        self.edit = DateField(
            f"{name}_{field.name}", field.label, today=today, what=field.in_sentence
        )
        super().__init__(field, self.edit)
        self._take(self.edit)
        self.edit.changed.connect(self.changed)

    def raw(self) -> str:
        return self.edit.text()

    def value(self) -> date | None:
        return self.edit.value()

    def set_value(self, value: Any) -> None:
        self.edit.set_value(value)


def make_input(field: Field, name: str, today: date) -> Input:
    """The input of a field in the form `name`."""
    match field.kind:
        case FieldKind.TEXT:
            return TextInput(field, name)
        case FieldKind.SECRET:
            return SecretInput(field, name)
        case FieldKind.LONG_TEXT:
            return LongTextInput(field, name)
        case FieldKind.NUMBER:
            return NumberInput(field, name)
        case FieldKind.MONEY:
            return MoneyInput(field, name)
        case FieldKind.DATE:
            return DateInput(field, name, today)
        case FieldKind.CHOICE | FieldKind.SEARCH_CHOICE:
            is_searched = field.kind is FieldKind.SEARCH_CHOICE
            return ChoiceInput(field, name, is_searched=is_searched)
        case FieldKind.RADIO:
            return RadioInput(field, name)
        case FieldKind.MANY:
            return ManyInput(field, name)
        case FieldKind.CHECKS:
            return ChecksInput(field, name)
        case FieldKind.YES_NO:
            return RadioInput(replace(field, options=YES_NO), name)


def _name(widget: QWidget, field: Field, form: str) -> None:
    widget.setObjectName(f"{form}_{field.name}")
    widget.setAccessibleName(field.label)
