"""One screen of the start: a centred column on a quiet ground that scrolls where it must."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app import tokens
from app.ui.widgets.form import Form
from app.ui.widgets.labels import label

COLUMN = 880


class Step(QScrollArea):
    """Subclasses add to `column`. `first_focus` gets the cursor when the step is shown."""

    def __init__(self, name: str, title: str, sentence: str = "", *, width: int = COLUMN) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.first_focus: QWidget | None = None
        ground = QWidget()
        ground.setProperty("area", "subtle")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(ground)
        row.setContentsMargins(tokens.PAGE_SIDE, 32, tokens.PAGE_SIDE, 32)
        inner = QWidget()
        inner.setMaximumWidth(width)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addStretch(1)
        self.column = QVBoxLayout()
        self.column.setSpacing(8)
        outer.addLayout(self.column)
        outer.addStretch(2)
        self.title = label(title, "title", wrap=True, name=f"{name}_title")
        self.sentence = label(sentence, "second", wrap=True, name=f"{name}_sentence")
        self.column.addWidget(self.title)
        self.column.addWidget(self.sentence)
        # only now: shown before it has a parent it would be a window, and take the keyboard along
        self.sentence.setVisible(bool(sentence))
        self.setWidget(ground)

    def add_row(self, *buttons: QPushButton) -> QHBoxLayout:
        """Buttons side by side, from the left."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for found in buttons:
            row.addWidget(found)
        row.addStretch(1)
        self.column.addLayout(row)
        return row

    def take_focus(self) -> None:
        """Put the cursor where the work begins."""
        if self.first_focus is not None:
            self.first_focus.setFocus(Qt.FocusReason.OtherFocusReason)


def submit_on_enter(form: Form, submit: QPushButton) -> None:
    """Enter in the last field of `form` presses `submit`, unless it waits for the last try."""
    last = form.input_of(form.fields[-1].name).focus_widget
    if isinstance(last, QLineEdit):
        last.returnPressed.connect(submit.click)


def leave_alt_out(form: Form) -> None:
    """Alt and a letter is a shortcut of the window, not a letter of what is typed in `form`."""
    keeper = _AltKeeper(form)
    for field in form.fields:
        found = form.input_of(field.name).focus_widget
        if isinstance(found, QLineEdit):
            found.installEventFilter(keeper)


class _AltKeeper(QObject):
    """Takes key presses with Alt alone; AltGr comes with other modifiers, and types."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            sys.platform != "darwin"  # there the Option key types
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            == Qt.KeyboardModifier.AltModifier
            and event.text().isprintable()
            and event.text()
        ):
            return True
        return super().eventFilter(watched, event)
