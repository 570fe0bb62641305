"""First step: choose the council's spreadsheet."""

from __future__ import annotations

from app.ui.widgets.file_step import FileStep

KINDS = (
    "Providers, services, contracts, contacts, last visits or open actions, as XLSX, ODS or CSV; "
    "one sheet or several. A register saved from this program comes back in as it is."
)
HOW = (
    "The next step shows how its columns were understood. Nothing is changed before you have seen "
    "what would be added and changed."
)


class OwnFileStep(FileStep):
    """A file step in the words of a council's own spreadsheet."""

    def __init__(self) -> None:
        super().__init__("own", "Choose the spreadsheet that you keep", (KINDS, HOW))
        self.column.addStretch(1)
