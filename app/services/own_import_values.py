"""Cells of a council's own spreadsheet as values of our fields, as people write them.

"£1.2m p.a.", "3 months", "Y", "Residential", 45000 for a date: what cannot be read is told with the
words that would be right, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.domain.rating_words import OwnRating
from app.domain.vocabulary import (
    ActionState,
    ContractType,
    Funding,
    PriceUnit,
    Priority,
    ServiceType,
    VisitMode,
    Worded,
)
from app.domain.words import joined, short_date
from app.domain.working_days import PeriodUnit
from app.imports.dates import parse
from app.imports.own_table import Value
from app.imports.records import DateOrder
from app.services.own_import_fields import FieldKind, OwnField

_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "0", "-", "✗"})
_NUMBER = re.compile(r"[\d,]+(?:\.0+)?(?=\s*[a-z]*$)", re.IGNORECASE)
_AMOUNT = re.compile(
    r"£?\s*(-?[\d,]+(?:\.\d+)?)\s*(k|m)?\s*(?:(?:p\.?a\.?|per|an?|/|each|pw|ph)\b.*|/.*)?",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"(\d{1,3})\s*(?:calendar\s+)?(working days?|days?|weeks?|months?|m|w)?\b.*")
_NOTICE_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "six": "6", "twelve": "12"}
_FIRST_SERIAL, _LAST_SERIAL = 18_000, 73_000  # 1949 to 2099, as spreadsheets count days
_SERIAL_START = date(1899, 12, 30)

_ALSO: Mapping[type[Worded], tuple[tuple[str, Worded], ...]] = {
    ServiceType: (
        ("without nursing", ServiceType.CARE_HOME),
        ("nursing", ServiceType.NURSING_HOME),
        ("dual registered", ServiceType.NURSING_HOME),
        ("domiciliary", ServiceType.HOMECARE),
        ("dom care", ServiceType.HOMECARE),
        ("homecare", ServiceType.HOMECARE),
        ("home care", ServiceType.HOMECARE),
        ("extra care", ServiceType.EXTRA_CARE),
        ("supported liv", ServiceType.SUPPORTED_LIVING),
        ("shared lives", ServiceType.SHARED_LIVES),
        ("day ", ServiceType.DAY_OPPORTUNITIES),
        ("children", ServiceType.CHILDRENS_HOME),
        ("supported accommodation", ServiceType.SUPPORTED_ACCOMMODATION),
        ("residential", ServiceType.CARE_HOME),
        ("care home", ServiceType.CARE_HOME),
    ),
    ContractType: (
        ("block", ContractType.BLOCK),
        ("spot", ContractType.SPOT),
        ("framework", ContractType.FRAMEWORK),
        ("dps", ContractType.FRAMEWORK),
        ("dynamic purchasing", ContractType.FRAMEWORK),
        ("grant", ContractType.GRANT),
        ("isf", ContractType.INDIVIDUAL_SERVICE_FUND),
    ),
    Funding: (
        ("joint", Funding.JOINT),
        ("pooled", Funding.JOINT),
        ("bcf", Funding.JOINT),
        ("better care", Funding.JOINT),
        ("nhs", Funding.NHS),
        ("icb", Funding.NHS),
        ("health", Funding.NHS),
        ("council", Funding.COUNCIL),
        ("local authority", Funding.COUNCIL),
        ("adult social care", Funding.COUNCIL),
        ("asc", Funding.COUNCIL),
    ),
    PriceUnit: (
        ("hour", PriceUnit.HOUR),
        ("hr", PriceUnit.HOUR),
        ("week", PriceUnit.WEEK),
        ("pw", PriceUnit.WEEK),
        ("session", PriceUnit.SESSION),
        ("place", PriceUnit.PLACE),
        ("day", PriceUnit.DAY),
    ),
    OwnRating: (
        ("excellent", OwnRating.EXCELLENT),
        ("outstanding", OwnRating.EXCELLENT),
        ("requires improvement", OwnRating.REQUIRES_IMPROVEMENT),
        ("good", OwnRating.GOOD),
        ("inadequate", OwnRating.POOR),
        ("poor", OwnRating.POOR),
    ),
    VisitMode: (
        ("remote", VisitMode.REMOTE),
        ("desk", VisitMode.REMOTE),
        ("virtual", VisitMode.REMOTE),
        ("telephone", VisitMode.REMOTE),
        ("unannounced", VisitMode.UNANNOUNCED),
        ("short notice", VisitMode.SHORT_NOTICE),
        ("announced", VisitMode.ANNOUNCED),
    ),
    Priority: (
        ("high", Priority.HIGH),
        ("urgent", Priority.HIGH),
        ("red", Priority.HIGH),
        ("medium", Priority.MEDIUM),
        ("amber", Priority.MEDIUM),
        ("low", Priority.LOW),
        ("green", Priority.LOW),
    ),
    ActionState: (
        ("provider reports", ActionState.REPORTED_COMPLETE),
        ("not complete", ActionState.OPEN),
        ("not started", ActionState.OPEN),
        ("incomplete", ActionState.OPEN),
        ("outstanding", ActionState.OPEN),
        ("overdue", ActionState.OPEN),
        ("progress", ActionState.IN_PROGRESS),
        ("ongoing", ActionState.IN_PROGRESS),
        ("partly", ActionState.IN_PROGRESS),
        ("complete", ActionState.CLOSED),
        ("closed", ActionState.CLOSED),
        ("done", ActionState.CLOSED),
        ("open", ActionState.OPEN),
    ),
}


class UnreadableError(Exception):
    """A cell that is not what its field needs; the words say what would be."""


def read_cell(field: OwnField, raw: Value, order: DateOrder | None) -> Any:
    """The value of a cell for a field; None for a blank one. Raises UnreadableError.

    Money comes in pence, a price in 1/10,000 pounds, a notice period as (number, unit).
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    match field.kind:
        case FieldKind.TEXT:
            return as_words(raw)
        case FieldKind.DATE:
            return _date(field, raw, order)
        case FieldKind.COUNT:
            return _count(field, raw)
        case FieldKind.MONEY:
            return _amount(field, raw, 100)
        case FieldKind.PRICE:
            return _amount(field, raw, 10_000)
        case FieldKind.FLAG:
            return _flag(field, raw)
        case FieldKind.NOTICE:
            return _notice(field, raw)
        case FieldKind.CHOICE:
            assert field.choices is not None
            return choose(field.choices, as_words(raw), field.words)


def as_words(raw: Value) -> str:
    """A cell as text: whole numbers plain, dates as 05/03/2026."""
    if isinstance(raw, date):
        return short_date(raw)
    return raw.strip() if isinstance(raw, str) else str(raw) if raw is not None else ""


def choose(words: type[Worded], text: str, what: str) -> Worded:
    """The member that a text means: its own words, or those that councils use for it.

    Raises UnreadableError.
    """
    wanted = " ".join(text.split()).casefold()
    for member in words:
        if wanted in {member.words.casefold(), str(member.value)}:
            return member
    for start, member in _ALSO.get(words, ()):
        if start in f"{wanted} ":
            return member
    known = joined((member.words for member in words), "or")
    raise UnreadableError(f"{what}: “{_short(text)}” is not known. Write {known}")


def price_unit_in(*texts: str) -> PriceUnit | None:
    """The unit that a price or its heading names: "£21.40/hr", "Weekly fee"."""
    for text in texts:
        try:
            found = choose(PriceUnit, text.replace("/", " "), "")
        except UnreadableError:
            continue
        return PriceUnit(found)
    return None


def _date(field: OwnField, raw: Value, order: DateOrder | None) -> date:
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float) and _FIRST_SERIAL < raw < _LAST_SERIAL:
        return _SERIAL_START + timedelta(days=int(raw))
    found = parse(str(raw), order)
    if found is None:
        raise UnreadableError(f"{field.words}: “{_short(raw)}” is no date. Write it as 31/03/2027")
    return found


def _count(field: OwnField, raw: Value) -> int:
    if isinstance(raw, int | float) and raw == int(raw) >= 0:
        return int(raw)
    match = _NUMBER.match(str(raw).strip())
    if match is None:
        raise UnreadableError(f"{field.words}: “{_short(raw)}” is no whole number")
    return int(match.group().replace(",", "").split(".")[0])


def _amount(field: OwnField, raw: Value, parts: int) -> int:
    """An amount of pounds in `parts` of a pound, rounded half to even."""
    if isinstance(raw, int | float):
        return round(Decimal(repr(raw)) * parts)
    match = _AMOUNT.fullmatch(str(raw).strip())
    if match is None:
        raise UnreadableError(f"{field.words}: “{_short(raw)}” is no amount. Write it as 1,200.50")
    times = {"k": 1_000, "m": 1_000_000}.get((match[2] or "").casefold(), 1)
    return round(Decimal(match[1].replace(",", "")) * times * parts)


def _flag(field: OwnField, raw: Value) -> bool:
    word = as_words(raw).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise UnreadableError(f"{field.words}: “{_short(raw)}” is neither Yes nor No")


def _notice(field: OwnField, raw: Value) -> tuple[int, str]:
    """A number and, where the cell says it, a unit; "" leaves the unit to its own column."""
    text = as_words(raw).casefold()
    first, _, rest = text.partition(" ")
    match = _NOTICE.fullmatch(f"{_NOTICE_WORDS.get(first, first)} {rest}".strip())
    if match is None:
        raise UnreadableError(f"{field.words}: “{_short(raw)}” is no period. Write 3 months")
    unit = match[2] or ""
    for start, known in (
        ("working", PeriodUnit.WORKING_DAYS),
        ("d", PeriodUnit.DAYS),
        ("w", PeriodUnit.WEEKS),
        ("m", PeriodUnit.MONTHS),
    ):
        if unit.startswith(start):
            return int(match[1]), known.value
    return int(match[1]), ""


def _short(raw: object) -> str:
    text = " ".join(str(raw).split())
    return text if len(text) <= 40 else f"{text[:39]}…"
