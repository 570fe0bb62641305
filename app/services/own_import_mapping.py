"""Which sheet holds what, and which column is which field: guessed, chosen, saved, recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from app.db.work import Reading, Work
from app.domain.words import clean_line
from app.errors import FileRefusedError, NotFoundError, RuleError
from app.imports.table import plain_heading
from app.models import ImportMapping
from app.services.own_import_fields import (
    OWN_FIELDS,
    RECORD_ID,
    DateOrder,
    OwnFile,
    OwnSheet,
    Target,
    guess_fields,
    guess_sheet_target,
)


@dataclass(frozen=True)
class SheetMapping:
    """What the rows of one sheet are and which column fills which field.

    `target` None leaves the sheet out. `columns`: our field to the index of the column.
    `for_all`: our field to a code of its closed list that holds for every row ("care_home").
    """

    sheet: str
    target: Target | None
    columns: Mapping[str, int] = field(default_factory=dict)
    for_all: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None

    @property
    def is_ours(self) -> bool:
        """True for a sheet that the register's workbook wrote: its rows carry record ids."""
        return RECORD_ID in self.columns


@dataclass(frozen=True)
class OwnMapping:
    """One SheetMapping for each sheet of the file, in its order; `name` when it was saved."""

    sheets: tuple[SheetMapping, ...]
    name: str = ""

    def with_sheet(self, at: int, sheet: SheetMapping) -> OwnMapping:
        """The mapping with one sheet mapped otherwise."""
        sheets = list(self.sheets)
        sheets[at] = sheet
        return replace(self, sheets=tuple(sheets))


def guess_mapping(file: OwnFile) -> OwnMapping:
    """What each sheet most likely holds, to be looked at by the user."""
    return OwnMapping(tuple(guess_sheet(sheet) for sheet in file.sheets))


def guess_sheet(sheet: OwnSheet, target: Target | None = None) -> SheetMapping:
    """The likeliest columns of a sheet, for a kind of record that was chosen or guessed."""
    target = target or guess_sheet_target(sheet)
    if target is None:
        return SheetMapping(sheet.name, None)
    columns = guess_fields(sheet.headings, sheet.samples, target)
    return SheetMapping(sheet.name, target, columns, {}, sheet.date_order.order)


def what_is_missing(sheet: OwnSheet, mapping: SheetMapping) -> list[str]:
    """What must be chosen for a sheet before it can be read, in words; empty when nothing."""
    if mapping.target is None:
        return []
    missing = [
        f"Choose the column for “{one.words}”"
        for one in OWN_FIELDS[mapping.target]
        if one.is_required
        and one.name not in mapping.columns
        and one.name not in mapping.for_all
        and not (one.name == "service" and "location_id" in mapping.columns)
    ]
    if sheet.date_order.must_ask and mapping.date_order is None:
        shown = ", ".join(sheet.date_order.examples)
        missing.append(f"Say whether day or month comes first in {shown}")
    return missing


def check_mapping(file: OwnFile, mapping: OwnMapping) -> None:
    """Raise FileRefusedError while something must be chosen, or no sheet is taken at all."""
    if not any(sheet.target for sheet in mapping.sheets):
        raise FileRefusedError(
            f"No sheet of “{file.name}” looks like providers, services, contracts, contacts, "
            "visits or actions. Give its columns headings such as Service, Provider, Postcode."
        )
    for sheet, chosen in zip(file.sheets, mapping.sheets, strict=True):
        if missing := what_is_missing(sheet, chosen):
            where = f"Sheet “{sheet.name}”" if sheet.name else "The file"
            raise FileRefusedError(f"{where}: {'; '.join(missing)}.")


# --- saved mappings --------------------------------------------------------------------------


def save_mapping(work: Work, name: str, file: OwnFile, mapping: OwnMapping) -> None:
    """Keep a mapping under a name, by the file's headings; the same name is replaced.

    Raises RuleError without a name.
    """
    name = clean_line(name)
    if not name:
        raise RuleError("Give the mapping a name", "name")
    stored = {
        "sheets": [
            _stored(sheet, chosen)
            for sheet, chosen in zip(file.sheets, mapping.sheets, strict=True)
        ]
    }
    found = work.session.scalar(select(ImportMapping).where(ImportMapping.name == name))
    if found is None:
        work.session.add(ImportMapping(name=name, mapping=stored))
    else:
        found.mapping = stored
    work.describe("mapping saved", f"Saved the mapping “{name}”")


def list_mappings(reading: Reading) -> list[str]:
    """Return the names of the saved mappings, in order of name."""
    return list(
        reading.session.scalars(select(ImportMapping.name).order_by(func.lower(ImportMapping.name)))
    )


def use_mapping(reading: Reading, name: str, file: OwnFile) -> OwnMapping:
    """Return a saved mapping as it fits a file; sheets it does not know are guessed.

    Raises NotFoundError.
    """
    found = reading.session.scalar(
        select(ImportMapping).where(func.lower(ImportMapping.name) == name.strip().lower())
    )
    if found is None:
        raise NotFoundError(f"There is no saved mapping “{name}”.")
    return _fitted(found, file)[1]


def recognise(reading: Reading, file: OwnFile) -> OwnMapping | None:
    """Return the saved mapping whose headings the file has, the one that fits most; else None."""
    fits = [
        _fitted(found, file)
        for found in reading.session.scalars(select(ImportMapping).order_by(ImportMapping.id))
    ]
    known = [fit for fit in fits if fit[0] > 0]
    return max(known, key=lambda fit: fit[0])[1] if known else None


def _stored(sheet: OwnSheet, chosen: SheetMapping) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "headings": list(sheet.headings),
        "target": chosen.target.value if chosen.target else None,
        "columns": {name: sheet.headings[at] for name, at in chosen.columns.items()},
        "for_all": dict(chosen.for_all),
        "date_order": chosen.date_order.value if chosen.date_order else None,
    }


def _fitted(found: ImportMapping, file: OwnFile) -> tuple[int, OwnMapping]:
    """The mapping for a file, and how many columns of it were recognised."""
    number = 0
    sheets = []
    for sheet in file.sheets:
        stored = _likest(found.mapping["sheets"], sheet)
        if stored is None:
            sheets.append(guess_sheet(sheet))
            continue
        sheets.append(_restored(stored, sheet))
        number += len(stored["columns"]) if stored["target"] else 0
    return number, OwnMapping(tuple(sheets), found.name)


def _likest(stored: list[dict[str, Any]], sheet: OwnSheet) -> dict[str, Any] | None:
    """The stored sheet whose mapped columns are all here, the one of the same name first."""
    here = {plain_heading(heading) for heading in sheet.headings}
    fitting = [
        one
        for one in stored
        if {plain_heading(h) for h in one["columns"].values() or one["headings"]} <= here
    ]
    fitting.sort(key=lambda one: (one["name"] != sheet.name, -len(one["columns"])))
    return fitting[0] if fitting else None


def _restored(stored: dict[str, Any], sheet: OwnSheet) -> SheetMapping:
    if stored["target"] is None:
        return SheetMapping(sheet.name, None)
    plain = [plain_heading(heading) for heading in sheet.headings]
    order = DateOrder(stored["date_order"]) if stored["date_order"] else None
    return SheetMapping(
        sheet.name,
        Target(stored["target"]),
        {name: plain.index(plain_heading(h)) for name, h in stored["columns"].items()},
        stored["for_all"],
        sheet.date_order.order or order,
    )
