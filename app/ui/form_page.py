"""A page that is one form: add or change a record, one act, back to where one came from."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from app.errors import RuleError, RulesError
from app.ui import acts
from app.ui.context import Context
from app.ui.page import Page
from app.ui.widgets.buttons import button
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field

NEW = "new"


class FormPage(Page):
    """Subclasses say the fields, what to read before, and which act to do.

    The key is a record's id, or "new", or "new:<id>" to begin with another record (the provider of
    a new service). What was typed stays until it is stored or given up on purpose.
    """

    opens: ClassVar[str] = ""

    def __init__(self, context: Context, name: str, title: str, fields: Sequence[Field]) -> None:
        super().__init__(context, name, title, back="Back")
        self.form = Form(name, fields, today=context.today())
        self.save_button = button(
            "Save", "primary", name=f"{name}_save", shortcut="Ctrl+Return", on_click=self.save
        )
        self.form.add_button(self.save_button)
        self.form.add_button(button("Cancel", name=f"{name}_cancel", on_click=self._on_cancel))
        for note in self.make_notes():
            self.add_bar(note)
        self.set_content(self.form, scrolls=True)
        self._is_filled_for: str | None = None
        self.row_version = 0

    # --- what subclasses say ----------------------------------------------------------------

    @abstractmethod
    def read_start(self, reading: Any, key: str, start: str) -> Any:
        """Read what the form begins with, off the GUI thread. `key` is empty for a new record."""

    @abstractmethod
    def fill(self, start: Any) -> Mapping[str, Any]:
        """Set title, sentence and options; return the values to begin with."""

    @abstractmethod
    def act(self, values: Mapping[str, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The writing service and its arguments for these values. May raise RuleError."""

    def make_notes(self) -> Sequence[QWidget]:
        """Notes that stand over the form, made before the page is laid out."""
        return ()

    def after_fill(self) -> None:
        """The form is filled; notes about what stands in it may follow."""

    # --- the page ---------------------------------------------------------------------------

    @property
    def record_id(self) -> str:
        """The record changed, or empty for a new one."""
        return "" if self.key.partition(":")[0] in ("", NEW) else self.key

    def show_key(self, key: str) -> None:
        """A form that is opened again begins anew, unless it still holds what was typed."""
        if key != self.key or not self.form.is_dirty:
            self._is_filled_for = None
        self.key = key
        self._is_stale = True
        self.refresh_if_visible()

    def reload(self) -> None:
        """Read the start; a form that was filled for this record is left as it stands."""
        if self._is_filled_for == self.key:
            return
        key, start = self.record_id, self.key.partition(":")[2]
        acts.read(self.context, self, self.read_start, key, start, on_result=self._on_read)

    def save(self) -> None:
        """Do the act with what stands in the form."""
        values = self.form.submit()
        if values is None:
            return
        try:
            function, args = self.act(values)
        except (RuleError, RulesError) as error:
            self.form.show_error(error)
            return
        self.save_button.setEnabled(False)
        acts.write(
            self.context, self, function, *args,
            on_done=self._on_saved, on_error=self._on_refused, offers_undo=True,
        )  # fmt: skip

    def may_leave(self) -> bool:
        if not self.form.is_dirty:
            return True
        is_agreed = self.context.messages.confirm(
            "Leave without saving?",
            "What you typed here has not been saved yet.",
            "Leave without saving",
        )
        if is_agreed:
            self._forget()
        return is_agreed

    def _on_read(self, start: Any) -> None:
        values = self.fill(start)
        blank = {field.name: None for field in self.form.fields}
        self.form.set_values({**blank, **values})
        self._is_filled_for = self.key
        self.after_fill()
        if self.form.fields:
            self.form.focus_field(self.form.fields[0].name)

    def _on_saved(self, result: Any) -> None:
        self.save_button.setEnabled(True)
        was_new = not self.record_id
        self._forget()
        self.back_requested.emit()
        if was_new and self.opens and isinstance(result, str):
            self.navigate.emit(self.opens, result)

    def _on_refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if not self.form.show_error(error):
            self.context.messages.tell_error(error)

    def _forget(self) -> None:
        self.form.mark_saved()
        self._is_filled_for = None

    def _on_cancel(self) -> None:
        self.back_requested.emit()
