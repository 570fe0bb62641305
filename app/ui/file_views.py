"""Saved views of a list, kept in the file so that they go where the register goes."""

from __future__ import annotations

from collections.abc import Mapping

from app.services import saved_views
from app.ui import acts
from app.ui.context import Context


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

    def save(self, name: str, values: dict[str, str]) -> None:
        """Keep a view; one of the same name is replaced."""
        acts.write(
            self._context, self._context.changes, saved_views.save_view, self._page, name, values,
            on_done=lambda _: self._context.messages.say(f"Saved the view “{name}”."),
        )  # fmt: skip

    def remove(self, name: str) -> None:
        """Take a view out; it can be undone."""
        acts.write(
            self._context, self._context.changes, saved_views.remove_view, self._page, name,
            offers_undo=True,
        )  # fmt: skip
