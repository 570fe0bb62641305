"""Records of CQC's public API: locations and providers as JSON, one by one or zipped together.

A record tells what no file does: past ratings, predecessors and successors, registration status.
Source: DOMAIN "CQC ratings"; data/SOURCES "API records".
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.ratings import OVERALL, RatingFact, normalise
from app.errors import FileRefusedError
from app.imports.cqc_words import (
    brand_name,
    joined_address,
    sector_of,
    service_type_of,
)
from app.imports.dates import parse
from app.imports.digest import Digest, Step, file_hash, newest_by_order, stated_days
from app.imports.guard import Nature, Verdict
from app.imports.latest_ratings import area_words, group_words
from app.imports.layout import BadCellError, Context, Record
from app.imports.records import (
    Deactivation,
    ImportKind,
    LocationRecord,
    ProviderRecord,
    Relation,
    SkippedRow,
)

RAW_NAME = "records.jsonl"
_MAX_JSON_BYTES = 200_000_000
_MANAGER_ROLE = "registered manager"

Document = dict[str, Any]
Place = tuple[str, str]
"""Local authority and region."""


# --- first reading ---------------------------------------------------------------------------


def digest_api(path: Path, verdict: Verdict, folder: Path, step: Step) -> Digest:
    """Take every location and provider record out of a JSON file or a zip of them.

    Raises FileRefusedError when there is none, or when the JSON is damaged.
    """
    digest = Digest(kind=ImportKind.API_RECORDS.value, name=path.name)
    rows: Counter[Place] = Counter()
    social: Counter[Place] = Counter()
    published: list[str] = []
    listed: set[str] = set()
    held: set[str] = set()
    with (folder / RAW_NAME).open("w", encoding="utf-8", newline="\n") as raw:
        for number, (part, document) in enumerate(_documents(path, verdict), start=1):
            step(number, "Reading records")
            if "locationId" not in document and "providerId" not in document:
                skipped = SkippedRow(part, number, "It is neither a location nor a provider.")
                digest.skipped.append(_plain(skipped))
                continue
            if "locationName" in document and "name" not in document:
                listed.add(str(document["locationId"]))
                continue
            digest.rows_read += 1
            raw.write(json.dumps([part, number, document]) + "\n")
            if "locationId" not in document:
                continue
            held.add(str(document["locationId"]))
            place = (_text(document, "localAuthority"), _text(document, "region"))
            rows[place] += 1
            social[place] += document.get("type") == "Social Care Org"
            published.extend(_publication_dates(document))
    if not digest.rows_read:
        raise FileRefusedError(
            f"“{path.name}” holds no record of a location or a provider. "
            "Choose records of CQC’s API, or one of CQC’s published files."
        )
    digest.authorities = _authorities(rows, social)
    if missing := len(listed - held):
        digest.notes.append(
            f"{missing:,} listed locations have no record of their own in the file."
        )
    digest.newest = newest_by_order(published)
    digest.stated = stated_days((), path.name)
    digest.sha256 = file_hash(path)
    return digest


def _authorities(rows: Counter[Place], social: Counter[Place]) -> list[dict[str, Any]]:
    """How many records each local authority has; a record is a location."""
    return [
        {
            "name": name,
            "region": region,
            "rows": count,
            "locations": count,
            "social_care_locations": social[name, region],
        }
        for (name, region), count in sorted(rows.items())
    ]


def _documents(path: Path, verdict: Verdict) -> Iterator[tuple[str, Document]]:
    """Each JSON object of the file with the name of the part it is from."""
    if verdict.nature is Nature.JSON:
        if path.stat().st_size > _MAX_JSON_BYTES:
            raise FileRefusedError(f"“{path.name}” is too large for records of CQC’s API.")
        yield from _objects(path.name, path.name, path.read_bytes())
        return
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield from _objects(path.name, info.filename, archive.read(info))


def _objects(label: str, part: str, data: bytes) -> Iterator[tuple[str, Document]]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FileRefusedError(
            f"“{label}” holds damaged JSON ({part}). Download it again, then choose it here."
        ) from error
    if isinstance(found, dict) and isinstance(found.get("locations"), list):
        found = found["locations"]
    for document in found if isinstance(found, list) else [found]:
        if isinstance(document, dict):
            yield part, document


def _publication_dates(document: Document) -> Iterator[str]:
    for past in (_mapping(document, "currentRatings"), *_list(document, "historicRatings")):
        yield _text(past, "reportDate")


def _plain(skipped: SkippedRow) -> dict[str, object]:
    return {"sheet": skipped.sheet, "row": skipped.row, "reason": skipped.reason}


# --- records ---------------------------------------------------------------------------------


def records(document: Document, context: Context) -> Iterator[Record]:
    """Everything that one record tells. Raises BadCellError when a date or an ID is wrong."""
    if "locationId" not in document:
        yield _provider(document)
        return
    location_id = _text(document, "locationId")
    if not location_id:
        raise BadCellError("There is no Location ID.")
    location = _location(document, context, location_id)
    facts = list(_facts(document, context, location_id))
    yield location
    yield from facts
    for relation in _list(document, "relationships"):
        yield Relation(
            location_id,
            _text(relation, "type").removeprefix("HSCA ").casefold(),
            _text(relation, "relatedLocationId"),
            _text(relation, "reason"),
        )
    if location.is_registered is False:
        yield Deactivation(location_id, location.name, location.deregistered_on)


def _location(document: Document, context: Context, location_id: str) -> LocationRecord:
    services = _list(document, "gacServiceTypes")
    service_types = tuple(_text(service, "description") for service in services)
    activities = _list(document, "regulatedActivities")
    is_registered = _text(document, "registrationStatus").casefold() == "registered"
    has_manager, manager_hash, manager_name = context.manager(_managers(activities))
    categories = _list(document, "inspectionCategories")
    primary = next((c for c in categories if str(c.get("primary")) == "true"), {})
    beds = document.get("numberOfBeds")
    return LocationRecord(
        location_id=location_id,
        name=_text(document, "name"),
        provider_id=_text(document, "providerId"),
        brand=brand_name(_text(document, "brandName")),
        address=joined_address(
            _text(document, "postalAddressLine1"), _text(document, "postalAddressLine2")
        ),
        town=_text(document, "postalAddressTownCity"),
        county=_text(document, "postalAddressCounty"),
        postcode=_text(document, "postalCode"),
        local_authority=_text(document, "localAuthority"),
        region=_text(document, "region"),
        phone=_text(document, "mainPhoneNumber"),
        website=_text(document, "website"),
        beds=beds if isinstance(beds, int) else None,
        sector=sector_of(_text(document, "type")),
        category=_text(primary, "name"),
        is_care_home=_text(document, "careHome") == "Y",
        service_types=service_types,
        service_type=service_type_of(service_types),
        registered_on=_day(document, "registrationDate"),
        deregistered_on=_day(document, "deregistrationDate"),
        is_registered=is_registered,
        has_manager=has_manager if is_registered else None,
        manager_hash=manager_hash,
        manager_name=manager_name,
        last_inspected_on=_day(_mapping(document, "lastInspection"), "date"),
    )


def _provider(document: Document) -> ProviderRecord:
    provider_id = _text(document, "providerId")
    if not provider_id:
        raise BadCellError("There is no Provider ID.")
    return ProviderRecord(
        provider_id=provider_id,
        name=_text(document, "name"),
        brand=brand_name(_text(document, "brandName")),
        address=joined_address(
            _text(document, "postalAddressLine1"), _text(document, "postalAddressLine2")
        ),
        town=_text(document, "postalAddressTownCity"),
        county=_text(document, "postalAddressCounty"),
        postcode=_text(document, "postalCode"),
        local_authority=_text(document, "localAuthority"),
        phone=_text(document, "mainPhoneNumber"),
        website=_text(document, "website"),
        companies_house_number=_text(document, "companiesHouseNumber"),
        charity_number=_text(document, "charityNumber"),
        is_registered=_text(document, "registrationStatus").casefold() == "registered",
    )


def _facts(document: Document, context: Context, location_id: str) -> Iterator[RatingFact]:
    """Current and past ratings, then those of the single assessment framework by service group.

    A past rating that belongs to another organisation ID was carried over from it (duty 5). What
    is past holds as at its own day, not the file's: "Inspected but not rated" of 2021 does not
    take the place of the Good of 2018 that CQC still shows.
    """
    reports = [_mapping(document, "currentRatings"), *_list(document, "historicRatings")]
    for place, report in enumerate(reports):
        owner = _text(report, "organisationId") or location_id
        on = _day(report, "reportDate")
        named = {OVERALL: _mapping(report, "overall")}
        named |= {_text(rating, "name"): rating for rating in _list(report, "serviceRatings")}
        for group, ratings in named.items():
            for fact in _group_facts(
                ratings, context, location_id, group=group, on=on, is_inherited=owner != location_id
            ):
                yield replace(fact, as_at=fact.published_on) if place else fact
    for assessment in _list(document, "assessment"):
        on = parse(_text(assessment, "assessmentPlanPublishedDateTime")[:10], None)
        for rated in _list(_mapping(assessment, "ratings"), "asgRatings"):
            group = _text(rated, "name")
            yield from _group_facts(
                rated, context, location_id, group=group, on=on, is_inherited=False
            )


def _group_facts(
    ratings: Document,
    context: Context,
    location_id: str,
    *,
    group: str,
    on: date | None,
    is_inherited: bool,
) -> Iterator[RatingFact]:
    for rating in ({**ratings, "name": OVERALL}, *_list(ratings, "keyQuestionRatings")):
        published = _text(rating, "rating")
        if published:
            yield RatingFact(
                location_id=location_id,
                group=group_words(group),
                area=area_words(_text(rating, "name")),
                published=published,
                value=normalise(published),
                published_on=_day(rating, "reportDate") or on,
                source=context.kind.value,
                is_inherited=is_inherited,
                as_at=context.as_at,
            )


def _managers(activities: list[Document]) -> str:
    """The names of the registered managers in a fixed order, "" when there is none."""
    names = set()
    for activity in activities:
        for contact in _list(activity, "contacts"):
            roles = [str(role).casefold() for role in contact.get("personRoles") or ()]
            if _MANAGER_ROLE in roles:
                name = (_text(contact, "personGivenName"), _text(contact, "personFamilyName"))
                names.add(" ".join(name).strip())
    return ", ".join(sorted(names))


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    return "" if value is None or value == "-" else str(value).strip()


def _list(document: Mapping[str, Any], name: str) -> list[Document]:
    value = document.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _mapping(document: Mapping[str, Any], name: str) -> Document:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _day(document: Mapping[str, Any], name: str) -> date | None:
    text = _text(document, name)
    day = parse(text, None)
    if text and day is None:
        raise BadCellError(f"“{text[:40]}” is not a date that exists.")
    return day
