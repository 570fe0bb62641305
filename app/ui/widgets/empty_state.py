"""What a list shows when it has no rows: icon, what is so, why, and the next step as a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.widgets.buttons import button
from app.ui.widgets.labels import IconLabel, label

StateKind = Literal["empty", "no_match", "loading", "failed"]

_ICONS = {
    "empty": ("ph.clipboard-text", "text_2"),
    "no_match": ("ph.funnel", "text_2"),
    "loading": ("ph.spinner", "text_2"),
    "failed": ("ph.warning-circle", "danger"),
}


CARD_WIDTH = 500


@dataclass(frozen=True)
class NextStep:
    """A button of a state: words and what it does."""

    words: str
    do: Callable[[], object]


@dataclass(frozen=True)
class StateOfList:
    """One of the four states, in words."""

    kind: StateKind
    heading: str
    text: str = ""
    step: NextStep | None = None
    other: NextStep | None = None
    icon: str = ""


class EmptyState(QFrame):
    """Shows one StateOfList at the top of the room it is given."""

    def __init__(self, name: str = "empty_state") -> None:
        super().__init__()
        self.setObjectName(name)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 12, 0, 0)
        self._layout.addStretch(1)
        self._card: QWidget | None = None
        self.progress: QProgressBar | None = None
        self.state: StateOfList | None = None

    def set_state(self, state: StateOfList) -> None:
        """Show another state."""
        if state == self.state:
            return
        self.state = state
        if self._card is not None:
            self._layout.removeWidget(self._card)
            self._card.deleteLater()
        self._card = self._build(state)
        self._layout.insertWidget(0, self._card, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(f"{state.heading}. {state.text}".strip())

    def set_progress(self, done: int, total: int) -> None:
        """How far a loading state is; total 0 means not known."""
        if self.progress is not None:
            self.progress.setRange(0, total)
            self.progress.setValue(done)

    def _build(self, state: StateOfList) -> QWidget:
        card = QFrame()
        card.setProperty("area", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(14)
        name, tone = _ICONS[state.kind]
        row.addWidget(IconLabel(state.icon or name, tone, 22), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        row.addLayout(column, 1)
        column.addWidget(label(state.heading, "strong", wrap=True, name="state_heading"))
        if state.text:
            column.addWidget(label(state.text, "second", wrap=True, name="state_text"))
        self.progress = None
        if state.kind == "loading":
            self.progress = QProgressBar()
            self.progress.setObjectName("state_progress")
            self.progress.setAccessibleName(state.heading)
            self.progress.setTextVisible(False)
            self.progress.setRange(0, 0)
            column.addSpacing(8)
            column.addWidget(self.progress)
        if state.step or state.other:
            column.addSpacing(8)
            column.addLayout(_steps(state))
        card.setFixedWidth(CARD_WIDTH)
        card.setMinimumHeight(row.totalHeightForWidth(CARD_WIDTH))  # wrapped lines are not cut
        return card


def _steps(state: StateOfList) -> QHBoxLayout:
    steps = QHBoxLayout()
    steps.setSpacing(8)
    if state.step:
        steps.addWidget(
            button(state.step.words, name="state_step", small=True, on_click=state.step.do)
        )
    if state.other:
        steps.addWidget(
            button(
                state.other.words, "quiet", name="state_other", small=True, on_click=state.other.do
            )
        )
    steps.addStretch(1)
    return steps
