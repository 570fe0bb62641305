"""The base of a form's inputs: each gives a value, its raw state (to see whether it changed)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.widgets.form_fields import Field


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

    @abstractmethod
    def raw(self) -> Any:
        """What stands in the field, as typed or chosen."""

    @abstractmethod
    def set_value(self, value: Any) -> None:
        """Show a value."""

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices; only where one chooses."""
        raise TypeError(f"{self.field.name} has no choices")

    def _take(self, widget: QWidget) -> None:
        self._row.addWidget(widget)
        self._row.addStretch(1)


def name_input(widget: QWidget, field: Field, form: str) -> None:
    """Give the widget of a field its object name and spoken name."""
    widget.setObjectName(f"{form}_{field.name}")
    widget.setAccessibleName(field.label)
