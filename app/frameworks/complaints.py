"""Complaints about a framework file: gathered as it is read, told all at once.

Each names the place in the file, what stands there and what was expected.
"""

from __future__ import annotations

from app.errors import FileRefusedError


class FrameworkError(FileRefusedError):
    """A framework file cannot be used. `complaints` holds each trouble as one sentence."""

    def __init__(self, file_name: str, complaints: tuple[str, ...]) -> None:
        if len(complaints) == 1:
            message = f"{file_name}: {complaints[0]}"
        else:
            lines = "\n".join(f"- {complaint}" for complaint in complaints)
            message = f"{file_name}: {len(complaints)} things to put right\n{lines}"
        super().__init__(message)
        self.file_name = file_name
        self.complaints = complaints


class Complaints:
    """Gathers what is wrong with one file, in the order found."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self._found: list[str] = []

    def add(self, where: str, what: str) -> None:
        """Note that at `where` (empty for the whole file) something is wrong: `what`."""
        self._found.append(f"{where}: {what}" if where else what)

    def raise_any(self) -> None:
        """Raise FrameworkError with everything gathered; nothing when all is well."""
        if self._found:
            raise FrameworkError(self.file_name, tuple(self._found))
