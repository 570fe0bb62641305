"""Details of services and providers in a CQC file beside the register's: what is new, what changes.

Promises: a blank in the file never empties a field; an older file never changes details. Where
several services share a location ID, only what is the location's changes: sector, authority,
region, registration and manager, not the name, address, telephone, beds or type of each.
The type of service is a guess from CQC's words: it only becomes more exact (a care home turns out
to be a nursing home, homecare to be supported living), never something else.
A manager's name is kept only when asked for; without it a keyed hash tells that the manager
changed. Source: DOMAIN "CQC ratings", duties 5, 6 and 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Table

from app.domain.matching import folded_name
from app.domain.vocabulary import Sector, ServiceType, Worded
from app.domain.words import joined, long_date, short_date
from app.imports.records import ImportKind, LocationRecord, ProviderRecord
from app.models import Provider, Service, new_id
from app.services.cqc_register import Register
from app.services.draft_checks import cleaned_postcode
from app.services.import_report import DetailChange

_OF_LOCATION = frozenset(
    {"sector", "authority", "region", "is_registered", "registered_on", "deregistered_on"}
)
_HOMES = frozenset({ServiceType.CARE_HOME, ServiceType.NURSING_HOME})
_COMMUNITY = frozenset(
    {ServiceType.SUPPORTED_LIVING, ServiceType.EXTRA_CARE, ServiceType.SHARED_LIVES}
)
_WORDS: Mapping[str, str] = {
    "name": "Name",
    "service_type": "Type",
    "published_types": "Types as published",
    "sector": "Sector",
    "is_registered": "Registered",
    "registered_on": "Registered on",
    "deregistered_on": "Deregistered on",
    "address": "Address",
    "postcode": "Postcode",
    "authority": "Local authority",
    "region": "Region",
    "phone": "Phone",
    "website": "Website",
    "beds": "Beds",
    "has_manager": "Manager in post",
    "manager_name": "Registered manager",
    "brand": "Brand",
    "company_number": "Company number",
    "charity_number": "Charity number",
    "cqc_provider_id": "CQC provider ID",
}
_QUIET = frozenset({"details_on", "manager_hash", "manager_since", "manager_source"})
"""Kept beside what changed; not counted as a change of its own."""


@dataclass(frozen=True, slots=True)
class Update:
    """New values of one stored row, for as long as it is still at that version."""

    table: Table
    id: str
    row_version: int
    values: dict[str, Any]


@dataclass(slots=True)
class DetailPlan:
    """Rows to add and to change, and what that means in words."""

    providers: list[dict[str, Any]] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    manager_changes: list[dict[str, Any]] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    changes: list[DetailChange] = field(default_factory=list)
    services_updated: int = 0


@dataclass(slots=True)
class DetailPlanner:
    """Takes the locations and providers of one file, one by one."""

    register: Register
    kind: ImportKind
    file_date: date
    with_names: bool
    published_providers: Mapping[str, ProviderRecord]
    plan: DetailPlan = field(default_factory=DetailPlan)
    _made: dict[str, str] = field(default_factory=dict)
    _looked_at: set[str] = field(default_factory=set)

    def update_services(self, location: LocationRecord) -> None:
        """Compare a location with the services that carry its ID, and with their provider."""
        rows = self.register.services[location.location_id]
        in_use = [row for row in rows if not row["is_archived"]]
        for row in rows:
            if not self._may_change(row):
                continue
            values = self._location_values(location)
            if len(in_use) > 1:
                values = {name: values[name] for name in values.keys() & _OF_LOCATION}
            values = _only_more_exact(row, values)
            self._add_manager(row, location, values)
            self._update(Service.__table__, row, values, row["name"])  # type: ignore[arg-type]
            self._update_provider(self.register.provider_of[row["provider_id"]], location)

    def add_service(self, location: LocationRecord) -> None:
        """Add a location as a service, and its provider where that is new."""
        values: dict[str, Any] = {
            **_EMPTY_SERVICE,
            **self._location_values(location),
            "id": new_id(),
            "provider_id": self._provider_id(location),
            "cqc_location_id": location.location_id,
            "details_on": self.file_date,
            "has_manager": location.has_manager,
            "manager_hash": location.manager_hash or "",
        }
        if self.with_names and location.manager_name:
            values |= {"manager_name": location.manager_name, "manager_source": self._source}
        self.plan.services.append(values)

    @property
    def _source(self) -> str:
        return f"{self.kind.words}, {long_date(self.file_date)}"

    def _may_change(self, row: Mapping[str, Any]) -> bool:
        known = row["details_on"]
        if known is None:
            return True
        is_again = known == self.file_date and self.register.is_known_file
        return bool(known <= self.file_date) and (not is_again or self.with_names)

    def _location_values(self, location: LocationRecord) -> dict[str, Any]:
        address = (location.address, location.town, location.county)
        values: dict[str, Any] = {
            "name": location.name.strip(),
            "service_type": location.service_type,
            "published_types": list(location.service_types),
            "sector": location.sector,
            "is_registered": location.is_registered,
            "registered_on": location.registered_on,
            "deregistered_on": location.deregistered_on,
            "address": "\n".join(line for line in address if line),
            "postcode": cleaned_postcode(location.postcode) if location.postcode else "",
            "authority": location.local_authority,
            "region": location.region,
            "phone": location.phone,
            "beds": location.beds,
        }
        return {name: value for name, value in values.items() if value not in (None, "", [])}

    def _add_manager(
        self, row: Mapping[str, Any], location: LocationRecord, values: dict[str, Any]
    ) -> None:
        if location.has_manager is None:
            return
        new_hash = location.manager_hash or ""
        was_known = row["has_manager"] is not None
        is_other = bool(row["manager_hash"]) and new_hash != row["manager_hash"]
        if was_known and (is_other or row["has_manager"] != location.has_manager):
            self.plan.manager_changes.append(
                {
                    "id": new_id(),
                    "row_version": 1,
                    "service_id": row["id"],
                    "seen_on": self.file_date,
                    "has_manager": location.has_manager,
                }
            )
            values |= {"manager_since": None, "manager_name": None, "manager_source": ""}
            if location.has_manager and row["has_manager"]:
                self.plan.changes.append(
                    DetailChange(row["name"], "Registered manager", "in post", "somebody else")
                )
        values |= {"has_manager": location.has_manager, "manager_hash": new_hash}
        name = location.manager_name if self.with_names else None
        if name and row["manager_name"] != name:
            values |= {"manager_name": name, "manager_source": self._source}

    def _update(
        self, table: Table, row: Mapping[str, Any], values: dict[str, Any], name: str
    ) -> None:
        changed = {key: value for key, value in values.items() if row[key] != value}
        is_counted = bool(changed.keys() - _QUIET)
        if row["details_on"] != self.file_date:
            changed["details_on"] = self.file_date
        if not changed:
            return
        self.plan.updates.append(Update(table, row["id"], row["row_version"], changed))
        self.plan.changes += [
            DetailChange(name, _WORDS[key], _said(row[key]), _said(changed[key]))
            for key in _WORDS
            if key in changed
        ]
        if is_counted and table is Service.__table__:
            self.plan.services_updated += 1

    # --- providers

    def _update_provider(self, row: Mapping[str, Any], location: LocationRecord) -> None:
        if row["id"] in self._looked_at:
            return
        self._looked_at.add(row["id"])
        if not self._may_change(row):
            return
        values = self._provider_values(location)
        if not row["cqc_provider_id"]:
            is_same = folded_name(row["name"]) == folded_name(location.provider_name)
            if not location.provider_id or not is_same:
                return
        elif row["cqc_provider_id"] != location.provider_id:
            return
        self._update(Provider.__table__, row, values, row["name"])  # type: ignore[arg-type]

    def _provider_id(self, location: LocationRecord) -> str:
        """The key of the location's provider, added when it is not in the register."""
        known = self.register.providers.get(location.provider_id)
        if location.provider_id and known is not None:
            self._update_provider(known, location)
            return str(known["id"])
        name = location.provider_name or location.provider_id or location.name
        key = location.provider_id or f"name {folded_name(name)}"
        if key not in self._made:
            self._made[key] = self._add_provider(location)
        return self._made[key]

    def _add_provider(self, location: LocationRecord) -> str:
        values = {**_EMPTY_PROVIDER, **self._provider_values(location), "id": new_id()}
        if not values["name"]:
            values["name"] = (
                f"Provider {location.provider_id}" if location.provider_id else location.name
            )
        values["details_on"] = self.file_date
        self.plan.providers.append(values)
        return str(values["id"])

    def _provider_values(self, location: LocationRecord) -> dict[str, Any]:
        record = self.published_providers.get(location.provider_id)
        values: dict[str, Any] = {
            "cqc_provider_id": location.provider_id,
            "name": location.provider_name,
            "brand": location.brand,
            "company_number": location.companies_house_number,
            "charity_number": location.charity_number,
        }
        if record is not None:
            address = (record.address, record.town, record.county)
            values |= {
                "name": record.name or location.provider_name,
                "brand": record.brand or location.brand,
                "company_number": record.companies_house_number or location.companies_house_number,
                "charity_number": record.charity_number or location.charity_number,
                "address": "\n".join(line for line in address if line),
                "postcode": cleaned_postcode(record.postcode) if record.postcode else "",
                "phone": record.phone,
                "website": record.website,
            }
        return {name: value.strip() for name, value in values.items() if value.strip()}


def _only_more_exact(row: Mapping[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    now, was = values.get("service_type"), row["service_type"]
    if now is None or now is was:
        return values
    is_exacter = was is ServiceType.OTHER or (was is ServiceType.HOMECARE and now in _COMMUNITY)
    is_told = "published_types" in values and {was, now} <= _HOMES
    return (
        values
        if is_exacter or is_told
        else {k: v for k, v in values.items() if k != "service_type"}
    )


def _said(value: Any) -> str:
    match value:
        case None | "":
            return "not known"
        case bool():
            return "yes" if value else "no"
        case Worded():
            return value.words
        case date():
            return short_date(value)
        case list():
            return joined(value) or "not known"
        case _:
            return str(value).replace("\n", ", ")


_EMPTY_SERVICE: Mapping[str, Any] = {
    "row_version": 1,
    "service_type": ServiceType.OTHER,
    "published_types": [],
    "sector": Sector.OTHER,
    "ofsted_urn": "",
    "is_regulated": True,
    "is_registered": True,
    "registered_on": None,
    "deregistered_on": None,
    "address": "",
    "postcode": "",
    "authority": "",
    "region": "",
    "phone": "",
    "email": "",
    "beds": None,
    "people": None,
    "people_placed": None,
    "manager_name": None,
    "manager_source": "",
    "manager_since": None,
    "notes": "",
    "is_archived": False,
}
_EMPTY_PROVIDER: Mapping[str, Any] = {
    "row_version": 1,
    "name": "",
    "cqc_provider_id": "",
    "company_number": "",
    "charity_number": "",
    "brand": "",
    "is_vcse": False,
    "is_sme": False,
    "address": "",
    "postcode": "",
    "phone": "",
    "email": "",
    "website": "",
    "contract_manager_id": None,
    "notes": "",
    "is_archived": False,
}
