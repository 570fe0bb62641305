"""CQC's "Care directory with filters" (HSCA Active Locations): one row per registered location.

Its flag columns tell services, user bands and regulated activities; a second sheet tells which
locations are registered twice. Source: DOMAIN "CQC ratings"; data/SOURCES "Oddities".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.domain.ratings import OVERALL, RatingFact, normalise
from app.imports.cqc_words import (
    brand_name,
    joined_address,
    sector_of,
    service_type_of,
    service_type_of_category,
)
from app.imports.layout import Cells, Context, Layout, Record
from app.imports.records import ImportKind, LocationRecord, ProviderRecord, Relation

SERVICE_TYPE = "Service type - "

LOCATION_COLUMNS: Mapping[str, Sequence[str]] = {
    "location_id": ("location id",),
    "name": ("location name",),
    "registered_on": ("location hsca start date",),
    "care_home": ("care home",),
    "sector": ("location type",),
    "category": ("location primary inspection category",),
    "street": ("location street address",),
    "line_2": ("location address line 2",),
    "town": ("location city",),
    "county": ("location county",),
    "postcode": ("location postal code", "location post code", "location postcode"),
    "local_authority": ("location local authority",),
    "region": ("location region",),
    "phone": ("location telephone number",),
    "website": ("location web address",),
    "rating": ("location latest overall rating",),
    "published_on": ("publication date",),
    "inherited": ("inherited rating",),
    "brand": ("brand name",),
    "provider_id": ("provider id",),
    "provider_name": ("provider name",),
    "companies_house_number": ("provider companies house number",),
    "charity_number": ("provider charity number",),
}


def overall_fact(cells: Cells, context: Context, location_id: str) -> RatingFact | None:
    """The latest overall rating that a directory row states, if any."""
    published = cells.text("rating")
    published_on = cells.day("published_on")
    if not published:
        return None
    return RatingFact(
        location_id=location_id,
        group=OVERALL,
        area=OVERALL,
        published=published,
        value=normalise(published),
        published_on=published_on,
        source=context.kind.value,
        is_inherited=bool(cells.yes("inherited")),
        as_at=context.as_at,
    )


def records(cells: Cells, context: Context) -> Iterator[Record]:
    """The location, its provider (once) and its overall rating."""
    location_id = cells.location_id()
    location = _location(cells, context, location_id)
    fact = overall_fact(cells, context, location_id)
    yield location
    if location.provider_id and context.first_time(f"provider {location.provider_id}"):
        yield _provider(cells)
    if fact is not None:
        yield fact


def stated_location(cells: Cells, location_id: str) -> LocationRecord:
    """What the columns that both kinds of directory share state of a location."""
    is_care_home = cells.yes("care_home")
    category = cells.text("category")
    return LocationRecord(
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
        category=category,
        is_care_home=is_care_home,
        service_type=service_type_of_category(is_care_home=is_care_home, category=category),
        registered_on=cells.day("registered_on"),
        companies_house_number=cells.text("companies_house_number"),
        charity_number=cells.text("charity_number"),
    )


def _location(cells: Cells, context: Context, location_id: str) -> LocationRecord:
    stated = stated_location(cells, location_id)
    service_types = cells.flagged(SERVICE_TYPE)
    has_manager, manager_hash, manager_name = context.manager(cells.text("manager"))
    return replace(
        stated,
        phone=cells.text("phone"),
        website=cells.text("website"),
        service_types=service_types,
        service_type=service_type_of(service_types) or stated.service_type,
        is_registered=True,
        has_manager=has_manager if cells.has("manager") else None,
        manager_hash=manager_hash,
        manager_name=manager_name,
    )


def _provider(cells: Cells) -> ProviderRecord:
    return ProviderRecord(
        provider_id=cells.text("provider_id"),
        name=cells.text("provider_name"),
        brand=brand_name(cells.text("brand")),
        address=joined_address(cells.text("provider_street"), cells.text("provider_line_2")),
        town=cells.text("provider_town"),
        county=cells.text("provider_county"),
        postcode=cells.text("provider_postcode"),
        local_authority=cells.text("provider_local_authority"),
        phone=cells.text("provider_phone"),
        website=cells.text("provider_website"),
        companies_house_number=cells.text("companies_house_number"),
        charity_number=cells.text("charity_number"),
        is_registered=True,
    )


def dual_records(cells: Cells, _context: Context) -> Iterator[Record]:
    """The tie between a location and the one it is registered beside."""
    other = cells.text("other_id")
    if other:
        yield Relation(cells.location_id(), "dual registration", other)


LAYOUT = Layout(
    name="active_locations",
    kind=ImportKind.CARE_DIRECTORY_WITH_FILTERS,
    columns={
        **LOCATION_COLUMNS,
        "manager": ("registered manager",),
        "beds": ("care homes beds", "care home beds"),
        "provider_phone": ("provider telephone number",),
        "provider_website": ("provider web address",),
        "provider_street": ("provider street address",),
        "provider_line_2": ("provider address line 2",),
        "provider_town": ("provider city",),
        "provider_county": ("provider county",),
        "provider_postcode": ("provider postal code", "provider post code"),
        "provider_local_authority": ("provider local authority",),
    },
    required=frozenset({"location_id", "name", "registered_on"}),
    date_columns=("registered_on", "published_on"),
    records=records,
    flag_prefixes=(SERVICE_TYPE,),
    needs_flags=True,
)
DUAL_LAYOUT = Layout(
    name="dual_registration",
    kind=ImportKind.CARE_DIRECTORY_WITH_FILTERS,
    columns={
        "location_id": ("location id",),
        "other_id": ("linked organisation id", "linked location id"),
    },
    required=frozenset({"location_id", "other_id"}),
    date_columns=(),
    records=dual_records,
    counts_for_market=False,
)
