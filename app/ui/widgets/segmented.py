"""Two or more choices side by side, one of them chosen: Chart / Table, Providers / Services."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app import tokens
from app.ui import icons, theme


class Segmented(QWidget):
    """`choices` are (key, words, icon or ""); `chosen(key)` follows each choice."""

    chosen = Signal(str)

    def __init__(
        self, name: str, spoken_name: str, choices: Sequence[tuple[str, str, str]]
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._words = {key: words for key, words, _ in choices}
        for place, (key, words, icon) in enumerate(choices):
            found = QPushButton(f" {words}" if icon else words)
            found.setObjectName(f"{name}_{key}")
            found.setAccessibleName(words)
            found.setProperty("kind", "segment")
            found.setProperty("place", _place(place, len(choices)))
            found.setMinimumWidth(_width(words, has_icon=bool(icon)))
            found.setCheckable(True)
            found.setChecked(place == 0)
            if icon:
                found.setIcon(icons.icon(icon))
                found.setIconSize(QSize(16, 16))
            self._group.addButton(found)
            self._buttons[key] = found
            row.addWidget(found)
        self._group.buttonToggled.connect(self._on_toggled)

    @property
    def value(self) -> str:
        """The key of the choice."""
        return next(key for key, found in self._buttons.items() if found.isChecked())

    def choose(self, key: str) -> None:
        """Make another choice."""
        self._buttons[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """Show a count after the word: "Services 260"."""
        words = f"{self._words[key]} {count:,}"
        self._buttons[key].setText(words)
        self._buttons[key].setMinimumWidth(_width(words, has_icon=False))
        self._buttons[key].setAccessibleName(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = list(self._buttons)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            place = max(0, min(len(keys) - 1, keys.index(self.value) + step))
            self.choose(keys[place])
            self._buttons[keys[place]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _on_toggled(self, found: QPushButton, is_checked: bool) -> None:
        if is_checked:
            self.chosen.emit(next(key for key, each in self._buttons.items() if each is found))


def _width(words: str, *, has_icon: bool) -> int:
    """Room for the words in semibold, so that nothing moves or is cut when one is chosen."""
    metrics = QFontMetrics(theme.font(weight=tokens.SEMIBOLD))
    return metrics.horizontalAdvance(words) + 28 + (22 if has_icon else 0)


def _place(place: int, count: int) -> str:
    if place == 0:
        return "first"
    return "last" if place == count - 1 else "middle"
