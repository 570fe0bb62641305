"""What every section of Settings is: a heading, a sentence, then a form or lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import tokens
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.buttons import button
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field
from app.ui.widgets.labels import label


class Section(QWidget):
    """`key` names it in the list at the left. Subclasses add to `column` and fill in `reload`."""

    def __init__(self, context: Context, key: str, words: str, sentence: str = "") -> None:
        super().__init__()
        self.setObjectName(f"settings_{key}")
        self.setAccessibleName(words)
        self.context = context
        self.key, self.words = key, words
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 12, 24)
        self.column.setSpacing(8)
        self.column.addWidget(label(words, "heading"))
        if sentence:
            self.column.addWidget(label(sentence, "second", wrap=True))
        self.column.addSpacing(4)

    @property
    def is_dirty(self) -> bool:
        """True while something typed is not saved."""
        return any(form.is_dirty for form in self.findChildren(Form))

    def reload(self) -> None:
        """Read what the section shows."""

    def add_heading(self, words: str, sentence: str = "") -> None:
        """Begin another part."""
        self.column.addSpacing(tokens.BLOCK_GAP)
        self.column.addWidget(label(words, "heading"))
        if sentence:
            self.column.addWidget(label(sentence, "second", wrap=True))


class FormSection(Section):
    """A section that is one form over values of the file, saved as one act."""

    def __init__(
        self,
        context: Context,
        key: str,
        words: str,
        fields: Sequence[Field],
        *,
        read: Callable[[Any], Mapping[str, Any]],
        act: Callable[[Mapping[str, Any]], tuple[Callable[..., Any], tuple[Any, ...]]],
        sentence: str = "",
    ) -> None:
        super().__init__(context, key, words, sentence)
        self._read, self._act = read, act
        self._is_saving = False
        self.form = Form(key, fields, today=context.today())
        self.save_button = button("Save", "primary", name=f"{key}_save", on_click=self.save)
        self.form.add_button(self.save_button)
        self.column.addWidget(self.form)

    def reload(self) -> None:
        """Read the values, unless something typed stands in the form."""
        if not self.form.is_dirty:
            acts.read(self.context, self, self._read, on_result=self.form.set_values)

    def save(self) -> None:
        """Store what stands in the form. Save stays enabled: disabled, it would lose the focus."""
        values = None if self._is_saving else self.form.submit()
        if values is None:
            return
        function, args = self._act(values)
        self._is_saving = True
        acts.write(
            self.context, self, function, *args,
            on_done=self._on_saved, on_error=self._on_refused, offers_undo=True,
        )  # fmt: skip

    def _on_saved(self, _result: object) -> None:
        self._is_saving = False
        self.form.mark_saved()

    def _on_refused(self, error: Exception) -> None:
        self._is_saving = False
        if not self.form.show_error(error):
            self.context.messages.tell_error(error)
