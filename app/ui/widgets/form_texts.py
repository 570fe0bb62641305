"""Inputs that are typed: text, a passphrase, numbers, money, several lines."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit

from app.errors import RuleError
from app.ui.widgets.form_fields import Field
from app.ui.widgets.form_input import Input, name_input


class TextInput(Input):
    """A line of text."""

    def __init__(self, field: Field, name: str) -> None:
        self.edit = QLineEdit()
        super().__init__(field, self.edit)
        name_input(self.edit, field, name)
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
        name_input(self.edit, field, name)
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
