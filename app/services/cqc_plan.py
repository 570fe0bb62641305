"""The plan of an import: everything that a file will write, worked out before the first write.

`make_plan` reads; `cqc_merge` writes. Both take seconds apart, so the plan carries the register's
stamp: when somebody changed the register meanwhile, the plan is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from app.db.work import Reading
from app.domain.ratings import RatingConflict, is_known_word
from app.domain.words import count
from app.imports.records import (
    ImportedFile,
    ImportKind,
    LocationRecord,
    MarketCount,
    MarketLevel,
)
from app.models import ImportRun, MarketFigure, new_id
from app.services.cqc_details import DetailPlan, DetailPlanner
from app.services.cqc_links import offered_links
from app.services.cqc_ratings import RatingPlan, plan_ratings
from app.services.cqc_register import Register, read_register, stored_facts
from app.services.doubles import Known, likely_matches
from app.services.import_report import (
    FULL_LISTS,
    ImportOptions,
    ImportReport,
    NewService,
    OfferedLink,
)

Market = tuple[str, str]
"""Level and name of an area that market figures are kept for."""
WHOLE_COUNTRY = 100
"""A file with fewer local authorities is a cut: its figures for regions and England would lie."""


@dataclass(slots=True)
class Plan:
    """What will be written, and what it means."""

    register: Register
    report: ImportReport
    ratings: RatingPlan
    details: DetailPlan
    new_services: list[NewService] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)
    links: list[OfferedLink] = field(default_factory=list)
    market: list[MarketCount] = field(default_factory=list)
    replaced_markets: list[Market] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    matched: int = 0
    not_added: int = 0

    @property
    def is_nothing_new(self) -> bool:
        """True when the file brings nothing that is not in the register already."""
        rows = (
            *self.ratings.rows, *self.ratings.reaffirmed, *self.details.services,
            *self.details.updates, *self.new_links,
        )  # fmt: skip
        return not rows and (self.register.is_known_file or not self.market)

    @property
    def new_links(self) -> list[OfferedLink]:
        """The links that were not offered before: these are written."""
        return [link for link in self.links if not link.is_known]

    @property
    def label(self) -> str:
        """The act's line in the history."""
        added, changed = self.report.ratings_added, len(self.report.changes)
        parts = [count(added, "new rating"), count(changed, "change")]
        if self.report.services_added:
            parts.append(count(self.report.services_added, "new service"))
        kind = ImportKind(self.report.kind).words
        return f"Imported {kind}, {self.report.file_date:%d/%m/%Y}: {', '.join(parts)}"


def make_plan(
    reading: Reading, imported: ImportedFile, options: ImportOptions, file_date: date
) -> Plan:
    """Compare a file with the register. Reads only."""
    register = read_register(reading, imported.summary.sha256)
    planner = DetailPlanner(
        register,
        imported.kind,
        file_date,
        options.with_names,
        {record.provider_id: record for record in imported.providers},
    )
    new, names, added = _take_locations(imported, options, register, planner)
    ratings = plan_ratings(
        stored_facts(reading, names.keys()),
        (fact for fact in imported.ratings if fact.location_id in names),
        file_date,
        names,
    )
    absent = _absent(imported, options, register, file_date)
    market, replaced = _market(reading, imported, options, register, file_date)
    return Plan(
        register=register,
        report=_report(imported, file_date, planner.plan, ratings, absent),
        ratings=ratings,
        details=planner.plan,
        new_services=[
            _new_service(location, register)
            for location in (added if options.add_services else new)
        ],
        absent=absent,
        links=offered_links(imported, new, absent, register, names),
        market=market,
        replaced_markets=replaced,
        notes=_notes(imported, ratings),
        matched=len(names) - len(added),
        not_added=len(new) - len(added),
    )


def _report(
    imported: ImportedFile,
    file_date: date,
    details: DetailPlan,
    ratings: RatingPlan,
    absent: Sequence[tuple[str, str]],
) -> ImportReport:
    return ImportReport(
        kind=imported.kind.value,
        file_date=file_date,
        rows_read=imported.rows_read,
        rows_skipped=imported.skipped,
        services_added=len(details.services),
        services_updated=details.services_updated,
        ratings_added=len(ratings.rows),
        changes=tuple(ratings.changes),
        absent=tuple(location_id for location_id, _ in absent),
    )


def _take_locations(
    imported: ImportedFile, options: ImportOptions, register: Register, planner: DetailPlanner
) -> tuple[list[LocationRecord], dict[str, str], list[LocationRecord]]:
    """Plan every location; returns the unknown ones, names of the taken ones, the added ones."""
    new: list[LocationRecord] = []
    added: list[LocationRecord] = []
    names: dict[str, str] = {}
    for location in imported.locations:
        known = register.services.get(location.location_id)
        if known is not None:
            names[location.location_id] = known[0]["name"]
            planner.update_services(location)
            continue
        new.append(location)
        if options.add_services and options.sectors.takes(location.sector):
            names[location.location_id] = location.name
            planner.add_service(location)
            added.append(location)
    return new, names, added


def _new_service(location: LocationRecord, register: Register) -> NewService:
    known = (
        Known(row["id"], row["name"], "", row["postcode"], row["is_archived"])
        for row in register.without_id
    )
    like = likely_matches(location.name, location.postcode, known) if register.without_id else []
    return NewService(
        location.location_id,
        location.name,
        location.provider_name,
        location.service_type.words if location.service_type else "Other",
        location.local_authority,
        like[0].name if like else "",
    )


def _absent(
    imported: ImportedFile, options: ImportOptions, register: Register, file_date: date
) -> list[tuple[str, str]]:
    """Registered services of the chosen authorities that a newer full list does not name.

    They stay registered: only the deactivated file or an API record ends a registration.
    """
    if imported.kind not in FULL_LISTS:
        return []
    chosen = options.authorities or [one.name for one in imported.summary.authorities]
    wanted = {name.casefold() for name in chosen}
    found: list[tuple[str, str]] = []
    for location_id, rows in register.services.items():
        row = next((row for row in rows if not row["is_archived"] and row["is_registered"]), None)
        if row is None or location_id in imported.location_ids:
            continue
        is_older = row["details_on"] is not None and row["details_on"] >= file_date
        if row["authority"].casefold() in wanted and not is_older:
            found.append((location_id, row["name"]))
    return sorted(found, key=lambda one: one[1].casefold())


def _market(
    reading: Reading,
    imported: ImportedFile,
    options: ImportOptions,
    register: Register,
    file_date: date,
) -> tuple[list[MarketCount], list[Market]]:
    """Figures of the chosen authorities; of regions and England when the file holds them all.

    The first file of a day keeps its figures, but "Latest ratings" tells more than a directory and
    replaces them; the second result names the areas it replaces.
    """
    if not options.keep_market:
        return [], []
    chosen = options.authorities or (() if options.add_services else register.authorities)
    wanted = {name.casefold() for name in chosen}
    is_national = len(imported.summary.authorities) >= WHOLE_COUNTRY
    kept = _kept_markets(reading, file_date)
    mine = imported.kind.value
    is_fullest = imported.kind is ImportKind.LATEST_RATINGS
    found: list[MarketCount] = []
    replaced: set[Market] = set()
    for one in imported.market:
        is_authority = one.level is MarketLevel.AUTHORITY
        if not (is_authority or is_national):
            continue
        if is_authority and wanted and one.name.casefold() not in wanted:
            continue
        market = (one.level.value, one.name)
        earlier = kept.get(market)
        if earlier and (earlier == mine or not is_fullest):
            continue
        if earlier:
            replaced.add(market)
        found.append(one)
    return found, sorted(replaced)


def _kept_markets(reading: Reading, file_date: date) -> dict[Market, str]:
    """The areas that have figures of this day, with the kind of file they came from."""
    rows = reading.session.execute(
        select(MarketFigure.level, MarketFigure.market, ImportRun.kind)
        .join(ImportRun, ImportRun.id == MarketFigure.import_run_id)
        .where(MarketFigure.file_date == file_date)
        .distinct()
    )
    return {(level, market): kind for level, market, kind in rows}


def _notes(imported: ImportedFile, ratings: RatingPlan) -> list[str]:
    notes = list(imported.summary.notes)
    words = {row["published"] for row in ratings.rows}
    strange = sorted(word for word in words if not is_known_word(word))
    notes += [f"“{word}” is not a rating word we know, kept as published." for word in strange]
    notes += [_conflict_words(conflict) for conflict in ratings.conflicts]
    return notes


def _conflict_words(conflict: RatingConflict) -> str:
    shown = conflict.shown
    return f"{shown.location_id}, {shown.group}, {shown.area}: {conflict.words}"


def link_row(link: OfferedLink) -> dict[str, Any]:
    """The stored row of an offered link."""
    return {
        "id": new_id(),
        "row_version": 1,
        "location_id": link.location_id,
        "related_location_id": link.related_location_id,
        "relation": link.relation,
        "reason": link.reason,
        "state": "offered",
    }
