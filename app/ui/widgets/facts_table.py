"""Facts under each other: a quiet name, its value, a hairline; values may be chips or widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app import tokens
from app.ui.widgets.chips import Chip, RatingChip
from app.ui.widgets.labels import Role, Tone, label, rule

_ABOVE = (tokens.FACTS_ROW - tokens.BODY_LINE) // 2  # words stand level, however many lines


@dataclass(frozen=True)
class FactLine:
    """One line; `value` is words, a Chip or a widget. `second` is quieter, under the name."""

    name: str
    value: str | Chip | QWidget
    tone: Tone = ""
    second: str = ""


class FactsTable(QWidget):
    """`is_figures` puts the values at the right in semibold, as in an import's counts."""

    def __init__(self, name: str = "facts", *, name_width: int = 98, is_figures: bool = False):
        super().__init__()
        self.setObjectName(name)
        self._is_figures = is_figures
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0 if is_figures else 1, 1)
        if not is_figures:
            self._grid.setColumnMinimumWidth(0, name_width)

    def set_facts(self, facts: Sequence[FactLine]) -> None:
        """Show these facts in place of those before."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, fact in enumerate(facts):
            self._add(place * 3, fact)

    def _add(self, row: int, fact: FactLine) -> None:
        name = label(fact.name, "body" if self._is_figures else "second", wrap=True)
        name.setContentsMargins(0, _ABOVE, 0, _ABOVE)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, row, 0, top)
        value = self._value(fact)
        side = Qt.AlignmentFlag.AlignRight if self._is_figures else Qt.AlignmentFlag(0)
        if isinstance(fact.value, Chip):
            side, top = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(value, row, 1, side | top)
        height = tokens.FACTS_ROW - 1
        self._grid.setRowMinimumHeight(row, height - (8 if fact.second else 0))
        if fact.second:
            second = label(fact.second, "second", wrap=True)
            second.setContentsMargins(0, 0, 0, 4)
            self._grid.addWidget(second, row + 1, 0, 1, 2)
        self._grid.addWidget(rule(), row + 2, 0, 1, 2)

    def _value(self, fact: FactLine) -> QWidget:
        if isinstance(fact.value, Chip):
            return RatingChip(fact.value)
        if isinstance(fact.value, QWidget):
            return fact.value
        role: Role = "strong" if self._is_figures else "body"
        found = label(fact.value, role, tone=fact.tone, wrap=not self._is_figures, selectable=True)
        found.setAccessibleName(f"{fact.name}: {fact.value}")
        found.setContentsMargins(0, _ABOVE, 0, _ABOVE)
        return found
