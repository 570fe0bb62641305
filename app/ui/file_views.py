"""Saved views of a list, kept in the file so that they go where the register goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import saved_views
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field

_NAME = Field(
    "name", "Name of the view", hint="One of the same name is replaced", what="the name of the view"
)


class FileViews:
    """The views of one list (`page`). Reads at once: a handful of rows, asked for by a click."""

    def __init__(self, context: Context, page: str) -> None:
        self._context = context
        self._page = page

    def all(self) -> Mapping[str, dict[str, str]]:
        """Return every view by name."""
        found: Mapping[str, dict[str, str]] = self._context.services.read(
            saved_views.list_views, self._page
        )
        return found

    def ask(self, parent: QWidget, values: dict[str, str]) -> None:
        """Ask for a name and keep a view under it; one of the same name is replaced."""

        def act(typed: Mapping[str, Any]) -> Callable[[], Any]:
            return partial(self._save, typed["name"], values)

        dialog = FormDialog(
            parent, self._context, "save_view_dialog", "Save this view", [_NAME],
            button_words="Save the view", act=act,
            sentence="The filters in use are kept under a name, for everybody who uses this file.",
        )  # fmt: skip
        dialog.done_with.connect(self._context.messages.say)
        dialog.open()

    def _save(self, name: str, values: dict[str, str]) -> str:
        self._context.services.write(saved_views.save_view, self._page, name, values)
        return f"Saved the view “{name}”."

    def remove(self, name: str) -> None:
        """Take a view out; it can be undone."""
        acts.write(
            self._context, self._context.changes, saved_views.remove_view, self._page, name,
            offers_undo=True,
        )  # fmt: skip
