"""One filter of a list: what it offers, and the button that says in words what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPaintEvent
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
)

from app.ui.icons import paint_icon
from app.ui.theme import colours, set_property

R = TypeVar("R")


@dataclass(frozen=True)
class Option:
    """One choice of a filter: stored value and words ("nursing home")."""

    value: str
    words: str


@dataclass(frozen=True)
class Filter(Generic[R]):
    """One filter. `matches(row, value)` decides; the default value ("" unless told) means all.

    A filter with `is_required` cannot be cleared, only changed. With `is_always_applied` the
    default narrows too ("in use" leaves archived records out) without being named as a filter.
    """

    key: str
    label: str
    options: Sequence[Option]
    matches: Callable[[R, str], bool]
    default: str = ""
    all_words: str = "all"
    is_required: bool = False
    is_always_applied: bool = False


class FilterButton(QPushButton, Generic[R]):
    """Looks like a combo box and says "Type: nursing home"; tinted when in use."""

    value_changed = Signal()

    def __init__(self, spec: Filter[R]) -> None:
        super().__init__()
        self.spec = spec
        self.setObjectName(f"filter_{spec.key}")
        self.setProperty("kind", "filter")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        menu.setObjectName(f"filter_{spec.key}_menu")
        self.setMenu(menu)
        menu.triggered.connect(self._on_chosen)
        self._value = spec.default
        self.set_options(spec.options)

    @property
    def value(self) -> str:
        """The chosen value."""
        return self._value

    @property
    def is_in_use(self) -> bool:
        """True when it narrows the list."""
        return self._value != self.spec.default or self.spec.is_required

    def passes(self, row: R) -> bool:
        """True when `row` may be shown as far as this filter goes."""
        if not self.is_in_use and not self.spec.is_always_applied:
            return True
        return self.spec.matches(row, self._value)

    @property
    def words(self) -> str:
        """ "Type: nursing home"."""
        chosen = {option.value: option.words for option in self._options}
        return f"{self.spec.label}: {chosen.get(self._value, self.spec.all_words)}"

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer other choices; a value that is no longer offered falls back to the default."""
        self._options = tuple(options)
        menu = self.menu()
        menu.clear()
        choices = list(self._options)
        if not self.spec.is_required and all(o.value != self.spec.default for o in choices):
            choices.insert(0, Option(self.spec.default, self.spec.all_words))
        for option in choices:
            action = menu.addAction(option.words[:1].upper() + option.words[1:])
            action.setData(option.value)
            action.setCheckable(True)
        if self._value not in {option.value for option in choices}:
            self._value = self.spec.default
        self._show_value()

    def set_value(self, value: str) -> None:
        """Choose a value; an unknown one falls back to the default."""
        known = {action.data() for action in self.menu().actions()}
        value = value if value in known else self.spec.default
        if value != self._value:
            self._value = value
            self._show_value()
            self.value_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setPen(QColor(colours().text))
        words = QRectF(self.rect()).adjusted(9, 0, -28, -1)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        place = QRectF(self.width() - 24, self.height() / 2 - 7, 14, 14)
        paint_icon(painter, place, "ph.caret-down", colours().text_2)

    def _show_value(self) -> None:
        self.setText(self.words)
        self.setAccessibleName(self.words)
        set_property(self, "inUse", self.is_in_use)
        for action in self.menu().actions():
            action.setChecked(action.data() == self._value)

    def _on_chosen(self, action: QAction) -> None:
        self.set_value(str(action.data()))
        self._show_value()


def passes_all(_row: Any, _value: str) -> bool:
    """For filters that a query applies (the rows handed in already match)."""
    return True
