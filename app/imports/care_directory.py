"""CQC's simple "Care directory": a few lines of introduction, then one row per location."""

from __future__ import annotations

from collections.abc import Iterator

from app.imports.cqc_words import joined_address, sector_of_services, service_type_of
from app.imports.layout import Cells, Context, Layout, Record
from app.imports.records import ImportKind, LocationRecord


def records(cells: Cells, _context: Context) -> Iterator[Record]:
    """The location of one row."""
    service_types = tuple(
        name.strip() for name in cells.text("service_types").split("|") if name.strip()
    )
    service_type = service_type_of(service_types)
    yield LocationRecord(
        location_id=cells.location_id(),
        name=cells.text("name"),
        provider_id=cells.text("provider_id"),
        provider_name=cells.text("provider_name"),
        address=joined_address(*cells.text("address").split(",")),
        postcode=cells.text("postcode"),
        local_authority=cells.text("local_authority"),
        region=cells.text("region"),
        phone=cells.text("phone"),
        website=cells.text("website"),
        sector=sector_of_services(service_types),
        service_types=service_types,
        service_type=service_type,
        is_registered=True,
        last_inspected_on=cells.day("last_inspected_on"),
    )


LAYOUT = Layout(
    name="care_directory",
    kind=ImportKind.CARE_DIRECTORY,
    columns={
        "location_id": ("cqc location id",),
        "provider_id": ("cqc provider id",),
        "name": ("name",),
        "address": ("address",),
        "postcode": ("postcode",),
        "phone": ("phone number",),
        "website": ("service's website", "service’s website"),
        "service_types": ("service types",),
        "last_inspected_on": ("date of latest check",),
        "provider_name": ("provider name",),
        "local_authority": ("local authority",),
        "region": ("region",),
    },
    required=frozenset({"location_id", "name"}),
    date_columns=("last_inspected_on",),
    records=records,
    counts_for_market=False,
)
