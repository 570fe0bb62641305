"""CQC's monthly "Latest ratings": one row per location, service or population group and domain.

Source: DOMAIN "CQC ratings", duties 1 to 9. "Key Question" is the older name of "Domain".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from app.domain.ratings import OVERALL, RatingFact, folded, key_question_of, normalise
from app.imports.cqc_words import (
    brand_name,
    joined_address,
    sector_of,
    service_type_of_category,
    service_type_of_groups,
)
from app.imports.layout import BadCellError, Cells, Context, Layout, Record
from app.imports.records import ImportKind, LocationRecord


@lru_cache(maxsize=1_024)
def area_words(published: str) -> str:
    """ "Overall" or the key question's own words, however a file spells them."""
    if folded(published) == folded(OVERALL):
        return OVERALL
    key_question = key_question_of(published)
    return key_question.words if key_question else " ".join(published.split())


@lru_cache(maxsize=1_024)
def group_words(published: str) -> str:
    """The service or population group; a blank one is the location as a whole."""
    words = " ".join(published.split())
    return OVERALL if folded(words) in {"", folded(OVERALL)} else words


def prepare(cells: Cells, context: Context) -> None:
    """Note the service groups under which a location is rated: they tell what it does."""
    group = group_words(cells.text("group"))
    if group != OVERALL:
        context.groups.setdefault(cells.text("location_id"), set()).add(group)


def records(cells: Cells, context: Context) -> Iterator[Record]:
    """The location (once) and the rating of one row."""
    location_id = cells.location_id()
    published = cells.text("rating")
    area = area_words(cells.text("domain"))
    if not area:
        raise BadCellError("There is no domain.")
    fact = RatingFact(
        location_id=location_id,
        group=group_words(cells.text("group")),
        area=area,
        published=published,
        value=normalise(published),
        published_on=cells.day("published_on"),
        source=context.kind.value,
        is_inherited=bool(cells.yes("inherited")),
        as_at=context.as_at,
    )
    if context.first_time(location_id):
        yield _location(cells, location_id, context.groups.get(location_id, set()))
    if published:
        yield fact


def _location(cells: Cells, location_id: str, groups: set[str]) -> LocationRecord:
    category = cells.text("category")
    is_care_home = cells.yes("care_home")
    return LocationRecord(
        location_id=location_id,
        name=cells.text("name"),
        provider_id=cells.text("provider_id"),
        provider_name=cells.text("provider_name"),
        brand=brand_name(cells.text("brand")),
        address=joined_address(cells.text("street"), cells.text("line_2")),
        town=cells.text("town"),
        postcode=cells.text("postcode"),
        local_authority=cells.text("local_authority"),
        region=cells.text("region"),
        sector=sector_of(cells.text("sector")),
        category=category,
        is_care_home=is_care_home,
        service_type=service_type_of_groups(groups, is_care_home=is_care_home)
        or service_type_of_category(is_care_home=is_care_home, category=category),
        is_registered=True,
    )


LAYOUT = Layout(
    name="latest_ratings",
    kind=ImportKind.LATEST_RATINGS,
    columns={
        "location_id": ("location id",),
        "name": ("location name",),
        "care_home": ("care home",),
        "sector": ("location type",),
        "category": ("location primary inspection category",),
        "street": ("location street address",),
        "line_2": ("location address line 2",),
        "town": ("location city",),
        "postcode": ("location post code", "location postal code", "location postcode"),
        "local_authority": ("location local authority",),
        "region": ("location region",),
        "group": ("service / population group", "service/population group"),
        "domain": ("domain", "key question"),
        "rating": ("latest rating",),
        "published_on": ("publication date",),
        "inherited": ("inherited rating",),
        "provider_id": ("provider id",),
        "provider_name": ("provider name",),
        "brand": ("brand name",),
    },
    required=frozenset({"location_id", "domain", "rating"}),
    date_columns=("published_on",),
    records=records,
    prepare=prepare,
)
