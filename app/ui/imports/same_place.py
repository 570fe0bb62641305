"""Services that a file may hold under another ID: the list, and what one can do about it.

The IDs are columns of their own, so that rows copied as text carry them.
"""

from __future__ import annotations

from app import tokens
from app.services.import_report import OfferedLink, TiedPlace
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView

TAB = "Same place?"
TITLE = "May be the same place under a new ID"
NEVER_MERGED = "listed to look at, never merged unasked"
_ACT = (
    "If it is the same place, open our service{when} and choose “Change owner or registration” "
    "in its … menu, with the new ID."
)
_THEN_ARCHIVE = " If the import {adds} a service under that ID, archive it then."
_THEN_AGAIN = " Then import this file again for its ratings."
_LISTED_AGAIN = " Places alike in name and postcode are listed again with each file until then."


def what_to_do(*, is_done: bool, adds: bool) -> str:
    """How the officer decides; `adds` when the file's place may become a service of its own."""
    act = _ACT.format(when="" if is_done else " after the import")
    archive = _THEN_ARCHIVE.format(adds="added" if is_done else "adds")
    again = _LISTED_AGAIN if is_done else ""
    return f"Nothing is merged unasked. {act}{archive if adds else _THEN_AGAIN}{again}"


def make_table(name: str) -> TableView[tuple[int, OfferedLink]]:
    """A table of offered links; a row is numbered, its number is its key."""
    return TableView(
        name, TITLE, _columns(), lambda row: str(row[0]), row_height=tokens.ROW_TWO_LINE
    )


def _columns() -> tuple[Column[tuple[int, OfferedLink]], ...]:
    def ours(row: tuple[int, OfferedLink]) -> TiedPlace:
        return row[1].ours

    def other(row: tuple[int, OfferedLink]) -> TiedPlace:
        return row[1].other

    return (
        Column("ours", "Our service", lambda r: _name(ours(r)), width=170, is_stretched=True,
               second=lambda r: ours(r).provider, tip=lambda r: _told(ours(r))),
        Column("old", "CQC ID", lambda r: ours(r).location_id, width=112,
               second=lambda r: ours(r).postcode),
        Column("other", "In this file", lambda r: _name(other(r)), width=170,
               second=lambda r: other(r).provider, tip=lambda r: _told(other(r))),
        Column("new", "New ID", lambda r: other(r).location_id, width=112,
               second=lambda r: other(r).postcode),
        Column("why", "Why", lambda r: r[1].why, width=206, second=lambda r: r[1].more,
               tip=lambda r: ", ".join(part for part in (r[1].why, r[1].more) if part)),
    )  # fmt: skip


def _name(place: TiedPlace) -> str:
    return place.name or "not named"


def _told(place: TiedPlace) -> str:
    return ", ".join(part for part in (place.name, place.location_id, place.provider) if part)
