"""CQC's "Deactivated locations": registrations that ended. Only this file (or an API record) says
that a location is no longer registered (DOMAIN "CQC ratings", duty 6).
"""

from __future__ import annotations

from collections.abc import Iterator

from app.imports.care_directory_with_filters import LOCATION_COLUMNS, overall_fact
from app.imports.cqc_words import (
    brand_name,
    joined_address,
    sector_of,
    service_type_of_category,
)
from app.imports.layout import Cells, Context, Layout, Record
from app.imports.records import Deactivation, ImportKind, LocationRecord


def records(cells: Cells, context: Context) -> Iterator[Record]:
    """The location, its deactivation and its last overall rating."""
    location_id = cells.location_id()
    ended_on = cells.day("deregistered_on")
    fact = overall_fact(cells, context, location_id)
    category = cells.text("category")
    is_care_home = cells.yes("care_home")
    yield LocationRecord(
        location_id=location_id,
        name=cells.text("name"),
        provider_id=cells.text("provider_id"),
        provider_name=cells.text("provider_name"),
        brand=brand_name(cells.text("brand")),
        address=joined_address(cells.text("street"), cells.text("line_2")),
        town=cells.text("town"),
        county=cells.text("county"),
        postcode=cells.text("postcode"),
        local_authority=cells.text("local_authority"),
        region=cells.text("region"),
        beds=cells.whole("beds"),
        sector=sector_of(cells.text("sector")),
        sector_published=cells.text("sector"),
        category=category,
        is_care_home=is_care_home,
        service_type=service_type_of_category(is_care_home=is_care_home, category=category),
        registered_on=cells.day("registered_on"),
        deregistered_on=ended_on,
        is_registered=False,
        companies_house_number=cells.text("companies_house_number"),
        charity_number=cells.text("charity_number"),
    )
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
