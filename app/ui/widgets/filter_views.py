"""What keeps the views of a list (filters under a name)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtWidgets import QWidget


class ViewStore(Protocol):
    """Where the views of a list are kept under their names."""

    def all(self) -> Mapping[str, dict[str, str]]:
        """Return every view by name."""

    def ask(self, parent: QWidget, values: dict[str, str]) -> None:
        """Ask for a name and keep a view under it; one of the same name is replaced."""

    def remove(self, name: str) -> None:
        """Take a view out."""
