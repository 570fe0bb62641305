"""A stored value as people read it in the history: closed lists, dates, money, names for ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, select

from app.db.work import Reading
from app.domain.rating_words import KeyQuestion, OwnRating
from app.domain.vocabulary import Worded
from app.domain.words import joined, money, short_date
from app.domain.working_days import PeriodUnit
from app.models import (
    Action,
    Attachment,
    Base,
    Contract,
    Evidence,
    Finding,
    FrameworkVersion,
    Officer,
    Provider,
    Service,
    Visit,
    VisitQuestion,
    VisitSection,
    VisitVersion,
)
from app.models.base import CompactJson, Moment, Word
from app.services.office import LONDON

GONE = "a record that was removed"

# What a record is called, by its table, in parts that are put together with blanks.
_NAMED: dict[str, tuple[Any, ...]] = {
    "provider": (Provider.name,),
    "service": (Service.name,),
    "contract": (Contract.reference, Contract.title),
    "officer": (Officer.name,),
    "visit": (Visit.reference,),
    "visit_version": (VisitVersion.number,),
    "visit_section": (VisitSection.title,),
    "visit_question": (VisitQuestion.number, VisitQuestion.text),
    "framework_version": (FrameworkVersion.title, FrameworkVersion.version),
    "attachment": (Attachment.name,),
    "action": ("A", Action.number, Action.text),
    "finding": (Finding.headline,),
    "evidence": (Evidence.text,),
}
_WORDS_OF_TEXT: dict[str, type[Worded]] = {
    "final_overall": OwnRating,
    "key_question": KeyQuestion,
    "notice_unit": PeriodUnit,
}

Names = Mapping[str, str]  # id of any record -> what it is called


def names_of(reading: Reading, wanted: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return what records are called, by id; `wanted` gives ids by table, unknown tables aside."""
    found: dict[str, str] = {}
    for table, ids in wanted.items():
        if table in _NAMED and (keys := set(ids)):
            found |= _names(reading, table, keys)
    return found


def refers_to(column: Column[Any]) -> str:
    """Return the table that a column points to, or empty."""
    return next((key.column.table.name for key in column.foreign_keys), "")


def words_of(table: str, name: str, value: Any, names: Names, levels: Mapping[int, str]) -> str:
    """Return a stored value in words; empty for nothing. `levels` words ratings of our scale."""
    if value is None or value == "":
        return ""
    column = Base.metadata.tables[table].columns[name]
    if refers_to(column):
        return names.get(str(value), GONE)
    if name == "level":
        return levels.get(int(value), str(value))
    return _by_name(name, value) or _by_type(column, value)


def _by_name(name: str, value: Any) -> str:
    if name.endswith("_pence"):
        return money(int(value))
    if name == "unit_price_ten_thousandths":
        return f"£{int(value) / 10_000:,.4f}".rstrip("0").rstrip(".")
    kind = _WORDS_OF_TEXT.get(name)
    return kind(value).words if kind and value in set(kind) else ""


def _by_type(column: Column[Any], value: Any) -> str:
    match column.type:
        case Word():
            return _worded(column.type.kind, value)
        case Boolean():
            return "Yes" if value else "No"
        case Date():
            return short_date(date.fromisoformat(value))
        case Moment():
            return f"{datetime.fromisoformat(value).astimezone(LONDON):%d/%m/%Y %H:%M}"
        case CompactJson():
            return _listed(json.loads(value))
    return str(value)


def _worded(kind: type[Worded], value: str) -> str:
    return kind(value).words if value in set(kind) else value


def _listed(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {words}" for key, words in value.items())
    return joined(map(str, value)) if isinstance(value, list) else str(value)


def _names(reading: Reading, table: str, ids: set[str]) -> dict[str, str]:
    parts = _NAMED[table]
    key = next(part.class_.id for part in parts if not isinstance(part, str))
    columns = [part for part in parts if not isinstance(part, str)]
    before = "".join(part for part in parts if isinstance(part, str))
    rows = reading.session.execute(select(key, *columns).where(key.in_(ids)))
    return {row[0]: before + " ".join(str(part) for part in row[1:] if part != "") for row in rows}
