"""Where the views of a list (filters under a name) are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from app.settings import SettingsFile


class ViewStore(Protocol):
    """Where the views of a list are kept under their names."""

    def all(self) -> Mapping[str, dict[str, str]]:
        """Return every view by name."""

    def save(self, name: str, values: dict[str, str]) -> None:
        """Keep a view; one of the same name is replaced."""

    def remove(self, name: str) -> None:
        """Take a view out."""


class SettingsViews:
    """Views kept among the user's own settings on this computer."""

    def __init__(self, settings: SettingsFile, list_name: str) -> None:
        self._settings = settings
        self._list = list_name

    def all(self) -> Mapping[str, dict[str, str]]:
        return self._settings.current.views.get(self._list, {})

    def save(self, name: str, values: dict[str, str]) -> None:
        self._keep({**self.all(), name: values})

    def remove(self, name: str) -> None:
        self._keep({kept: values for kept, values in self.all().items() if kept != name})

    def _keep(self, views: dict[str, dict[str, str]]) -> None:
        self._settings.change(views=self._settings.current.views | {self._list: views})
