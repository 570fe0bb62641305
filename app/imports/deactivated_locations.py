"""CQC's "Deactivated locations": registrations that ended. Only this file (or an API record) says
that a location is no longer registered (DOMAIN "CQC ratings", duty 6).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.imports.care_directory_with_filters import (
    LOCATION_COLUMNS,
    overall_fact,
    stated_location,
)
from app.imports.layout import Cells, Context, Layout, Record
from app.imports.records import Deactivation, ImportKind


def records(cells: Cells, context: Context) -> Iterator[Record]:
    """The location, its deactivation and its last overall rating."""
    location_id = cells.location_id()
    ended_on = cells.day("deregistered_on")
    fact = overall_fact(cells, context, location_id)
    stated = stated_location(cells, location_id)
    yield replace(stated, deregistered_on=ended_on, is_registered=False)
    yield Deactivation(location_id, cells.text("name"), ended_on)
    if fact is not None:
        yield fact


LAYOUT = Layout(
    name="deactivated_locations",
    kind=ImportKind.DEACTIVATED_LOCATIONS,
    columns={
        **LOCATION_COLUMNS,
        "deregistered_on": ("location hsca end date",),
        "beds": ("care homes beds at point location de-activated", "care homes beds"),
    },
    required=frozenset({"location_id", "name", "deregistered_on"}),
    date_columns=("registered_on", "deregistered_on", "published_on"),
    records=records,
    counts_for_market=False,
)
