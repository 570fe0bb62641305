"""What a row tells of a record's draft, and where that differs from the stored one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from typing import Any

from app.db.work import Reading
from app.domain.vocabulary import Worded
from app.domain.words import money, short_date
from app.errors import RulesError
from app.services.contacts import checked_contact
from app.services.contracts import checked_contract
from app.services.draft_checks import cleaned, cleaned_postcode
from app.services.own_import_fields import OWN_FIELDS, FieldKind, Target
from app.services.own_import_items import FieldChange
from app.services.own_import_match import Entry, Register, names_of
from app.services.own_import_rows import ReadRow
from app.services.own_import_values import as_words, price_unit_in
from app.services.providers import checked_provider
from app.services.services import checked_service

_NOBODY = frozenset({"vacant", "vacancy", "none", "n/a", "na", "tbc", "interim", "-", "no manager"})
_RESOLVED = frozenset({"provider_id", "service_id", "contract_id", "service_ids"})
NOT_TAKEN = "Not taken from the spreadsheet"
_PRICE = "unit_price_ten_thousandths"
_WORDS = {
    "provider_id": "Provider",
    "service_id": "Belongs to",
    "contract_id": "Belongs to",
    "contract_manager_id": "Contract manager",
    "service_ids": "Services covered",
}


def given_values(row: ReadRow, draft: type[Any]) -> dict[str, Any]:
    """The draft's values that a row tells; a blank cell tells something only in our own."""
    defaults = {f.name: "" if f.default is MISSING else f.default for f in fields(draft)}
    given: dict[str, Any] = {}
    for one in OWN_FIELDS[row.target]:
        if one.name not in defaults or one.name not in row.values or one.name in _RESOLVED:
            continue
        value = row.values[one.name]
        if value is None:
            if not row.is_ours:
                continue
            is_needed = one.kind is FieldKind.CHOICE and one.is_required
            value = None if is_needed else defaults[one.name]
        if one.name == "notice_unit" and isinstance(value, Worded):
            value = str(value.value)
        given[one.name] = value
    if town := row.text("town"):
        address = str(given.get("address") or "")
        if town.casefold() not in address.casefold():
            given["address"] = f"{address}, {town}" if address else town
    return given


def manager_named(row: ReadRow, register: Register) -> tuple[dict[str, Any], str]:
    """The contract manager, who must be one of the officers; else words that say so."""
    if "contract_manager" not in row.values:
        return {}, ""
    name = " ".join(row.text("contract_manager").split())
    if not name:
        return ({"contract_manager_id": None} if row.is_ours else {}), ""
    known = register.officers.get(name.casefold())
    if known is None:
        return {}, f"Contract manager: no officer is called “{name}”"
    return {"contract_manager_id": known}, ""


def manager_in_post(row: ReadRow) -> dict[str, Any]:
    """A registered manager's name means one in post; "Vacant" means none."""
    name = row.text("manager_name").strip()
    if not name or row.is_ours:
        return {}
    if name.casefold() in _NOBODY:
        return {"manager_name": None, "has_manager": False}
    return {} if "has_manager" in row.values else {"has_manager": True}


def contract_terms(row: ReadRow, entry: Entry | None) -> tuple[dict[str, Any], str]:
    """Notice period and unit price where one cell tells number and unit, and what it lacks."""
    terms: dict[str, Any] = {}
    if (notice := row.values.get("notice_count")) is not None:
        terms["notice_count"], unit = notice
        if unit and row.values.get("notice_unit") is None:
            terms["notice_unit"] = unit
    has_unit = row.values.get("price_unit") or (entry is not None and entry.draft.price_unit)
    if row.values.get(_PRICE) is None or has_unit:
        return terms, ""
    told = price_unit_in(str(row.raw.get(_PRICE, "")), row.headings.get(_PRICE, ""))
    if told is not None:
        return terms | {"price_unit": told}, ""
    words = "Unit price: it does not say what it is for. Write £21.40 an hour"
    return terms | {_PRICE: None}, words


def checked_draft(
    reading: Reading, register: Register, target: Target, draft: Any, record_id: str
) -> Any:
    """The draft in clean form. What it names that this import adds is not missed.

    Raises RulesError.
    """
    try:
        match target:
            case Target.PROVIDERS:
                return checked_provider(reading, draft)
            case Target.SERVICES:
                return checked_service(reading, draft)
            case Target.CONTRACTS:
                return checked_contract(reading, draft, record_id)
            case _:
                return checked_contact(draft)
    except RulesError as error:
        owner = register.providers.get(draft.provider_id or "")
        pending = {"service_ids"} | ({"provider_id"} if owner and owner.is_new else set())
        problems = [one for one in error.problems if one.field not in pending]
        if problems:
            raise RulesError(problems) from None
        return _clean(draft)


def changed_values(current: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values that differ from the stored ones, both in clean form."""
    before, after = _clean(current), _clean(replace(current, **given))
    changed = {}
    for name in given:
        one, other = getattr(before, name), getattr(after, name)
        is_same = set(one) == set(other) if name == "service_ids" else one == other
        if not is_same and not (one in {None, ""} and other in {None, ""}):
            changed[name] = other
    return changed


def field_change(
    register: Register, target: Target, name: str, before: Any, after: Any
) -> FieldChange:
    """A change of one field in words."""
    words = _WORDS.get(name) or next(
        (one.words for one in OWN_FIELDS[target] if one.name == name), name
    )
    return FieldChange(words, _shown(register, name, before), _shown(register, name, after))


def kept_line(row: ReadRow, names: Iterable[str]) -> str:
    """What cells hold that their fields cannot take, as a line of the notes; empty when none."""
    words = {one.name: one.words for one in OWN_FIELDS[row.target]}
    cells = [
        f"{words[name]} “{' '.join(as_words(row.raw[name]).split())}”"
        for name in dict.fromkeys(names)
        if name in words and as_words(row.raw.get(name))
    ]
    return f"{NOT_TAKEN}: {'; '.join(cells)}." if cells else ""


def with_line(text: str, line: str) -> str:
    """A text with a line at its end, once."""
    return text if line in text else f"{text}\n{line}".strip()


def is_needed(target: Target, name: str) -> bool:
    """True for a field without which there is no record."""
    return name in _RESOLVED | {"title"} or any(
        one.is_required for one in OWN_FIELDS[target] if one.name == name
    )


def words_of(value: Any) -> str:
    """A plain value as the preview shows it; empty when not recorded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return short_date(value)
    return value.words if isinstance(value, Worded) else str(value)


def _shown(register: Register, name: str, value: Any) -> str:
    if name == "service_ids":
        return names_of(value, register.services)
    if name in _RESOLVED:
        known = register.providers | register.services | register.contracts
        return known[value].name if value in known else ""
    if name == "contract_manager_id":
        return next((one.title() for one, key in register.officers.items() if key == value), "")
    if name.endswith("_pence") and value is not None:
        return money(value)
    if name == _PRICE and value is not None:
        return f"£{value / 10_000:,.4f}".rstrip("0").rstrip(".")
    return words_of(value)


def _clean(draft: Any) -> Any:
    draft = cleaned(draft)
    if hasattr(draft, "postcode"):
        draft = replace(draft, postcode=cleaned_postcode(draft.postcode))
    return draft
