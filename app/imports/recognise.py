"""Picks the kind of a file by its content, never by its name."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import FileRefusedError
from app.imports import (
    care_directory,
    care_directory_with_filters,
    deactivated_locations,
    latest_ratings,
)
from app.imports.layout import Layout, Positions
from app.imports.table import Table, plain_heading

LAYOUTS: tuple[Layout, ...] = (
    latest_ratings.LAYOUT,
    deactivated_locations.LAYOUT,
    care_directory_with_filters.LAYOUT,
    care_directory_with_filters.DUAL_LAYOUT,
    care_directory.LAYOUT,
)
BY_NAME = {layout.name: layout for layout in LAYOUTS}
MARKS = ("location id", "cqc location id", "locationid")
OWN_FILE_HINT = "bring it in under “Bring in a spreadsheet”"
"""What to do with a council's own spreadsheet, in the words of the window."""
_TELLING = (
    frozenset({"location id", "latest rating", "domain"}),
    frozenset({"location id", "location hsca start date"}),
    frozenset({"location id", "location hsca end date"}),
    frozenset({"cqc location id", "location url"}),
)
_RESEARCH_HEADINGS = {"locationid", "reportdate"}


def layout_of(table: Table) -> tuple[Layout, Positions] | None:
    """The layout of a table and where its columns are; None when it is none that we know."""
    for layout in LAYOUTS:
        positions = layout.positions(table)
        if positions is not None:
            return layout, positions
    return None


def is_of_cqc(headings: Sequence[str]) -> bool:
    """True for the headings of a file that CQC publishes, which no council's own sheet has."""
    plain = {plain_heading(heading) for heading in headings}
    return any(marks <= plain for marks in _TELLING)


def refuse_unknown(label: str, tables: list[Table]) -> FileRefusedError:
    """The sentence for a file with no table that we know."""
    headings = {plain_heading(heading) for table in tables for heading in table.headings}
    if headings >= _RESEARCH_HEADINGS:
        return FileRefusedError(
            f"“{label}” is a table of past ratings made for research, not a file that CQC "
            "publishes. Choose CQC’s “Latest ratings” or “Care directory” file instead."
        )
    return FileRefusedError(
        f"“{label}” has no table with the headings of a CQC file (such as “Location ID” and "
        f"“Latest Rating”). If it is your own spreadsheet, {OWN_FILE_HINT}."
    )
