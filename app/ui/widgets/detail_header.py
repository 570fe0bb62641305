"""Heads of pages: title, chips, one sentence that says the state, facts, actions, tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import tokens
from app.ui import theme
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip, RatingChip
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import ElidedLabel, IconLabel, Tone, label, rule

_TAB_PADDING = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a facts row: a quiet name and a value; `icon` and `tone` when it needs care."""

    name: str
    value: str
    tone: Tone = ""
    icon: str = ""


class PageHeader(QWidget):
    """Optional Back link, title with chips or a segment beside it, sentence, actions at the right.

    `back_requested` follows the Back link.
    """

    back_requested = Signal()

    def __init__(self, title: str, *, back: str = "") -> None:
        super().__init__()
        self.setObjectName("page_header")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._back = button("Back", "quiet", name="page_back", icon="ph.arrow-left")
        self._back.setProperty("slim", True)
        self._back.clicked.connect(self.back_requested)
        column.addWidget(self._back)
        self.set_back(back)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._title = ElidedLabel(title, "title", fills=False)
        self._title.setObjectName("page_title")
        self._title.setMinimumHeight(tokens.BUTTON)
        row.addWidget(self._title)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(12)
        row.addLayout(self._beside)
        self._chips = QWidget()
        in_chips = QHBoxLayout(self._chips)
        in_chips.setContentsMargins(0, 0, 0, 0)
        in_chips.setSpacing(12)
        self._chips.hide()
        self._beside.addWidget(self._chips)
        row.addStretch(1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addLayout(self._actions)
        column.addLayout(row)
        self._below = QHBoxLayout()
        self._below.addStretch(1)
        column.addLayout(self._below)
        self._sentence = label("", "second", wrap=True, name="page_sentence")
        self._sentence.setMinimumHeight(tokens.BODY_LINE)
        self._sentence.hide()
        column.addWidget(self._sentence)

    def title(self) -> str:
        """The title."""
        return self._title.text()

    def sentence(self) -> str:
        """The sentence under the title."""
        return self._sentence.text()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self._fit()

    def set_sentence(self, sentence: str) -> None:
        """One sentence that says the state: "14 actions overdue at 6 providers"."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def set_back(self, words: str) -> None:
        """Where Back leads ("Providers"); empty hides the link."""
        self._back.setText(f" {words}")
        self._back.setAccessibleName(f"Back to {words}")
        self._back.setToolTip("Alt+Left")
        self._back.setVisible(bool(words))

    def set_chips(self, chips: Sequence[Chip]) -> None:
        """Show rating chips beside the title, each with its owner; under it where it is narrow."""
        row = self._chips.layout()
        assert row is not None
        while (item := row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for chip in chips:
            row.addWidget(RatingChip(chip))
        self._chips.setVisible(bool(chips))
        self._fit()

    def set_beside(self, widget: QWidget) -> None:
        """Put a widget (a segment) beside the title."""
        self._beside.insertWidget(0, widget)

    def add_action(self, action: QPushButton) -> None:
        """Add a button at the right; the primary one comes last."""
        self._actions.addWidget(action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Chips stand beside the title as long as the whole title has room there."""
        parts = (self._title, self._chips, self._actions)
        taken = sum(part.sizeHint().width() + 12 for part in parts)
        wanted = self._below if taken > self.width() else self._beside
        if self._chips.isHidden() or wanted.indexOf(self._chips) >= 0:
            return
        for row in (self._beside, self._below):
            row.removeWidget(self._chips)
        wanted.insertWidget(0, self._chips)


class FactsRow(QWidget):
    """Facts side by side, each a quiet name over its value; in rows where it is narrow."""

    def __init__(self, name: str = "facts_row") -> None:
        super().__init__()
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        self._facts = FlowLayout(gap=40, gap_down=8)
        column.addLayout(self._facts)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts."""
        self._facts.clear()
        for fact in facts:
            self._facts.addWidget(_fact(fact))


def _fact(fact: Fact) -> QWidget:
    found = QWidget()
    column = QVBoxLayout(found)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(fact.name, "second"))
    row = QHBoxLayout()
    row.setSpacing(4)
    if fact.icon:
        row.addWidget(IconLabel(fact.icon, fact.tone or "text"))
    row.addWidget(label(fact.value, tone=fact.tone, selectable=True))
    row.addStretch(1)
    column.addLayout(row)
    return found


class TabBar(QWidget):
    """Tabs with counts; Left and Right move, Ctrl+Tab goes to the next. `chosen(key)` follows."""

    chosen = Signal(str)

    def __init__(self, name: str, tabs: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        column.addLayout(row)
        self._group = QButtonGroup(self)
        self._words = dict(tabs)
        self._buttons: dict[str, QPushButton] = {}
        for place, (key, words) in enumerate(tabs):
            found = QPushButton(words)
            found.setObjectName(f"{name}_{key}")
            found.setAccessibleName(words)
            found.setProperty("kind", "tab")
            found.setCheckable(True)
            found.setChecked(place == 0)
            found.setIconSize(QSize(16, 16))
            self._group.addButton(found)
            self._buttons[key] = found
            _make_room(found)
            row.addWidget(found)
        row.addStretch(1)
        column.addWidget(rule())
        self._group.buttonToggled.connect(self._on_toggled)
        for keys, step in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(self._next if step > 0 else self._previous)

    @property
    def value(self) -> str:
        """The key of the tab shown."""
        return next(key for key, found in self._buttons.items() if found.isChecked())

    def choose(self, key: str) -> None:
        """Show another tab; an unknown key changes nothing."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """Show a count after the word: "Visits 23"."""
        words = f"{self._words[key]} {count:,}"
        self._buttons[key].setText(words)
        self._buttons[key].setAccessibleName(words)
        _make_room(self._buttons[key])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Left:
            self._step(-1)
        elif event.key() == Qt.Key.Key_Right:
            self._step(1)
        else:
            super().keyPressEvent(event)

    def _next(self) -> None:
        self._step(1)

    def _previous(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        keys = list(self._buttons)
        key = keys[(keys.index(self.value) + step) % len(keys)]
        self.choose(key)
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_toggled(self, found: QPushButton, is_checked: bool) -> None:
        if is_checked:
            self.chosen.emit(next(key for key, each in self._buttons.items() if each is found))


def _make_room(tab: QPushButton) -> None:
    """Wide enough for its words in semibold, which Qt's own hint does not know of."""
    words = QFontMetrics(theme.font(weight=tokens.SEMIBOLD)).horizontalAdvance(tab.text())
    tab.setMinimumWidth(words + 2 * _TAB_PADDING + 2)
