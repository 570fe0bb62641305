"""The note of a form that says what is in the register already and may be the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.doubles import Double
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.form import Form
from app.ui.widgets.note import Note

TYPING_MS = 300

Find = Callable[[Any, Mapping[str, str]], list[Double]]


class DoublesNote(QWidget):
    """Looks a moment after typing ends. Says, never stops; `chosen(id)` follows Open."""

    chosen = Signal(str)

    def __init__(self, context: Context, name: str, find: Find) -> None:
        super().__init__()
        self.setObjectName(name)
        self._context = context
        self._find = find
        self._fields: tuple[str, ...] = ()
        self._form: Form | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.look)
        self.hide()

    def watch(self, form: Form, fields: Sequence[str]) -> None:
        """Look whenever one of these text fields is edited."""
        self._form = form
        self._fields = tuple(fields)
        for name in fields:
            form.input_of(name).changed.connect(self._typing.start)

    def look(self) -> None:
        """Look now."""
        if self._form is None or not self._form.isVisible():
            return
        typed = self._typed(self._form)
        acts.read(
            self._context, self, self._find, typed,
            on_result=lambda found: self._on_found(typed, found),
        )  # fmt: skip

    def show_doubles(self, found: Sequence[Double]) -> None:
        """Show these; none hides the note."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for double in found[:2]:
            self._column.addWidget(self._note(double))
        self.setVisible(bool(found))

    def _typed(self, form: Form) -> dict[str, str]:
        return {name: str(form.input_of(name).raw() or "") for name in self._fields}

    def _on_found(self, typed: dict[str, str], found: Sequence[Double]) -> None:
        """Answers may overtake each other: only the one for what stands there now counts."""
        if self._form is not None and typed == self._typed(self._form):
            self.show_doubles(found)

    def _note(self, double: Double) -> Note:
        parts = [double.more, double.postcode, "archived" if double.is_archived else ""]
        more = ", ".join(part for part in parts if part)
        words = f"{double.name}{f' ({more})' if more else ''}. Is it the same?"
        key = double.id
        return Note(
            "In the register already:", words, "warn", name="double_note",
            act="Open it", on_act=lambda: self.chosen.emit(key),
        )  # fmt: skip
