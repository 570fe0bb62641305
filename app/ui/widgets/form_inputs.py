"""Which input a field gets, and the one for dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from app.ui.widgets.date_field import DateField
from app.ui.widgets.form_choices import ChecksInput, ChoiceInput, ManyInput, RadioInput
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.form_input import Input
from app.ui.widgets.form_texts import (
    LongTextInput,
    MoneyInput,
    NumberInput,
    SecretInput,
    TextInput,
)

YES_NO: Final = ((True, "Yes"), (False, "No"))


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
