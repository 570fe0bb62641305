"""What a text belongs to, in words: "QA-2026-0139, Maple House", for a list without undo.

Follows a record upwards to its visit, service, provider or contract; a record that is gone is
read from the change log.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from app.db.change_log import LOCKED_BELOW_VERSION
from app.db.work import Reading
from app.models import Base, Change, ContractDocument, Evidence, VisitQuestion
from app.services.portions import portions

# The columns of a record that point up; the first filled one says what it belongs to.
_UP: dict[str, tuple[tuple[str, str], ...]] = {
    **{table: ((column, "visit_version"),) for table, column in LOCKED_BELOW_VERSION.items()},
    "visit_version": (("visit_id", "visit"),),
    "visit_member": (("visit_id", "visit"),),
    "visit": (("service_id", "service"),),
    "action": (("service_id", "service"),),
    "action_event": (("action_id", "action"),),
    "contact": (
        ("provider_id", "provider"), ("service_id", "service"), ("contract_id", "contract"),
    ),
    "service_registration": (("service_id", "service"),),
    "contract_document": (("contract_id", "contract"),),
}  # fmt: skip
_AT_ONCE = 400
_MOST_STEPS = 5  # from a file over its evidence, version and visit to the service

Record = tuple[str, str]  # table, id


def owners_of(reading: Reading, records: Iterable[Record]) -> dict[Record, str]:
    """What each record belongs to (itself, for a provider, service or contract), by record."""
    wanted = set(records)
    attached = _attached(reading, {row_id for table, row_id in wanted if table == "attachment"})
    known: dict[Record, Mapping[str, Any]] = {}
    level = wanted | set(attached.values())
    for _step in range(_MOST_STEPS):
        known |= _rows(reading, level - known.keys())
        level = {up for one in level if one in known and (up := _above(one, known))}
    numbers = _numbers(reading, known.values())
    return {one: _words(attached.get(one, one), known, numbers) for one in wanted}


def _above(record: Record, known: Mapping[Record, Mapping[str, Any]]) -> Record | None:
    for column, table in _UP.get(record[0], ()):
        if value := known[record].get(column):
            return table, str(value)
    return None


def _words(
    record: Record, known: Mapping[Record, Mapping[str, Any]], numbers: Mapping[str, str]
) -> str:
    parts = []
    question = str(known.get(record, {}).get("question_id") or "")
    at: Record | None = record
    while at is not None and at in known:
        if said := _named(at[0], known[at]):
            parts.append(said)
        at = _above(at, known)
    if question in numbers:
        parts.insert(1, f"standard {numbers[question]}")
    return ", ".join(parts)


def _numbers(reading: Reading, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The number of each standard that the rows are about, by id."""
    ids = {str(value) for row in rows if (value := row.get("question_id"))}
    query = [
        select(VisitQuestion.id, VisitQuestion.number).where(VisitQuestion.id.in_(some))
        for some in portions(sorted(ids), _AT_ONCE)
    ]
    return {row_id: number for one in query for row_id, number in reading.session.execute(one)}


def _named(table: str, row: Mapping[str, Any]) -> str:
    match table:
        case "visit":
            return str(row["reference"])
        case "action":
            return f"A{row['number']}"
        case "contract":
            return " ".join(str(row[name]) for name in ("reference", "title") if row.get(name))
        case "provider" | "service" | "contact":
            return str(row["name"])
        case "quick_note" if not row.get("version_id"):
            return "Note not filed under a visit"
    return ""


def _attached(reading: Reading, ids: set[str]) -> dict[Record, Record]:
    """The record that holds each file: the evidence of a visit or the document of a contract."""
    found: dict[Record, Record] = {}
    for model in (Evidence, ContractDocument):
        for some in portions(sorted(ids), _AT_ONCE):
            query = select(model.attachment_id, model.id).where(model.attachment_id.in_(some))
            for attachment_id, row_id in reading.session.execute(query):
                found[("attachment", str(attachment_id))] = (model.__tablename__, row_id)
    for some in portions(sorted(ids - {row_id for _table, row_id in found}), _AT_ONCE):
        named = func.json_extract(Change.after, "$.attachment_id")
        tables = (Evidence.__tablename__, ContractDocument.__tablename__)
        gone = select(named, Change.table_name, Change.row_id).where(
            Change.table_name.in_(tables), named.in_(some)
        )
        for attachment_id, table_name, row_id in reading.session.execute(gone):
            found[("attachment", str(attachment_id))] = (table_name, row_id)
    return found


def _rows(reading: Reading, wanted: set[Record]) -> dict[Record, Mapping[str, Any]]:
    by_table: dict[str, set[str]] = defaultdict(set)
    for table_name, row_id in wanted:
        by_table[table_name].add(row_id)
    found: dict[Record, Mapping[str, Any]] = {}
    for table_name, ids in by_table.items():
        table = Base.metadata.tables[table_name]
        for some in portions(sorted(ids), _AT_ONCE):
            query = select(table).where(table.c.id.in_(some))
            for row in reading.session.execute(query).mappings():
                found[(table_name, row["id"])] = dict(row)
        gone = {row_id for row_id in ids if (table_name, row_id) not in found}
        found |= _gone(reading, table_name, gone)
    return found


def _gone(reading: Reading, table_name: str, ids: set[str]) -> dict[Record, Mapping[str, Any]]:
    """Records that were removed, as the change log last knew them."""
    found: dict[Record, dict[str, Any]] = {}
    for some in portions(sorted(ids), _AT_ONCE):
        query = (
            select(Change.row_id, Change.before, Change.after)
            .where(Change.table_name == table_name, Change.row_id.in_(some))
            .order_by(Change.sequence)
        )
        for row_id, before, after in reading.session.execute(query):
            state = found.setdefault((table_name, row_id), defaultdict(str))
            state |= json.loads(before or "{}") | json.loads(after or "{}")
    return dict(found)
