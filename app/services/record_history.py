"""History of a record with its child rows: field, old and new in words, who, when, why.

Read from the change log, which the database's own triggers write; a row that was removed since is
found by what the log holds of it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from app.db.work import Reading
from app.models import Act, Base, Change, VisitVersion
from app.services.field_labels import HIDDEN, RECORD_WORDS, SAYS_NOTHING_ALONE, label_of
from app.services.field_words import Names, names_of, refers_to, words_of

# Child rows that a record's history tells too: table -> (child table, column that points up).
_CHILDREN: dict[str, tuple[tuple[str, str], ...]] = {
    "provider": (
        ("service", "provider_id"),
        ("contract", "provider_id"),
        ("contact", "provider_id"),
    ),
    "service": (
        ("service_registration", "service_id"),
        ("manager_change", "service_id"),
        ("contract_service", "service_id"),
        ("contact", "service_id"),
    ),
    "contract": (
        ("contract_service", "contract_id"),
        ("contract_document", "contract_id"),
        ("contact", "contract_id"),
    ),
    "visit": (("visit_member", "visit_id"), ("visit_version", "visit_id"), ("action", "visit_id")),
    "visit_version": tuple(
        (name, "version_id")
        for name in (
            "answer", "evidence", "finding", "quick_note", "result_override", "review_check",
            "previous_action_check",
        )
    ),
    "action": (("action_event", "action_id"), ("action_question", "action_id")),
}  # fmt: skip
# What a child row is called in the history, by the columns that name it, the first filled one.
_NAMING = (
    "headline", "name", "title", "question_id", "service_id", "contract_id", "text",
    "provider_name", "number", "area", "check_key", "question_key", "action_id",
)  # fmt: skip
_DEEP = {"visit": 2, "action": 1}  # levels of children; 1 for other records


@dataclass(frozen=True)
class HistoryRow:
    """One field that changed, or one record added or removed (`field` says so then).

    `old` and `new` are empty for nothing. `details` tells all fields of an added record.
    """

    sequence: int
    at: datetime
    who: str
    what: str
    reason: str
    record: str
    name: str
    field: str
    old: str
    new: str
    details: str
    act_id: str


def record_history(
    reading: Reading, kind: str, record_id: str, *, limit: int = 5000
) -> list[HistoryRow]:
    """Return the history of a record (`kind` is its table) and its children, newest first."""
    rows = _family(reading, kind, record_id)
    changes = _changes(reading, rows, limit)
    acts = _acts(reading, changes)
    names = _names(reading, changes)
    states = _newest_states(changes)
    levels = _levels(reading, rows, states)
    called = {key: _called(change, names, record_id) for key, change in states.items()}
    return [
        row
        for change in changes
        for row in _worded(change, acts, names, levels, called.get(change.row_id, ""))
    ]


def _family(reading: Reading, kind: str, record_id: str) -> dict[str, set[str]]:
    """Return the ids of the record and of every child row that ever was, by table."""
    found: dict[str, set[str]] = defaultdict(set, {kind: {record_id}})
    level = [kind]
    for _ in range(_DEEP.get(kind, 1)):
        deeper = []
        for parent in level:
            for table, column in _CHILDREN.get(parent, ()):
                found[table] |= _ever_below(reading, table, column, found[parent])
                deeper.append(table)
        level = deeper
    return found


def _ever_below(reading: Reading, table: str, column: str, parents: set[str]) -> set[str]:
    rows = reading.session.execute(
        text(
            "SELECT DISTINCT row_id FROM change WHERE table_name = :child AND ("
            "json_extract(after, :place) IN (SELECT value FROM json_each(:parents)) OR "
            "json_extract(before, :place) IN (SELECT value FROM json_each(:parents)))"
        ),
        {"child": table, "place": f"$.{column}", "parents": json.dumps(sorted(parents))},
    )
    return {str(row_id) for (row_id,) in rows}


@dataclass(frozen=True)
class _Change:
    sequence: int
    at: str
    act_id: str
    reason: str
    table: str
    row_id: str
    operation: str
    before: dict[str, Any]
    after: dict[str, Any]


def _changes(reading: Reading, family: Mapping[str, set[str]], limit: int) -> list[_Change]:
    found: list[_Change] = []
    for table, ids in family.items():
        query = (
            select(Change)
            .where(Change.table_name == table, Change.row_id.in_(ids))
            .order_by(Change.sequence.desc())
            .limit(limit)
        )
        found += [_change(row) for row in reading.session.scalars(query)]
    found.sort(key=lambda change: -change.sequence)
    return found[:limit]


def _change(row: Change) -> _Change:
    return _Change(
        row.sequence,
        row.at,
        row.act_id or "",
        row.reason or "",
        row.table_name,
        row.row_id,
        row.operation,
        json.loads(row.before or "{}"),
        json.loads(row.after or "{}"),
    )


def _acts(reading: Reading, changes: list[_Change]) -> dict[str, Act]:
    ids = {change.act_id for change in changes}
    return {act.id: act for act in reading.session.scalars(select(Act).where(Act.id.in_(ids)))}


def _names(reading: Reading, changes: list[_Change]) -> dict[str, str]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        columns = Base.metadata.tables[change.table].columns
        for name, value in (*change.before.items(), *change.after.items()):
            if value and name in columns and (table := refers_to(columns[name])):
                wanted[table].add(str(value))
    return names_of(reading, wanted)


def _levels(
    reading: Reading, family: Mapping[str, set[str]], states: Mapping[str, _Change]
) -> dict[int, str]:
    """Return the words of our scale's levels at the visit in hand, or at the answer's visit."""
    below = {str(state.after.get("version_id")) for state in states.values()}
    ids = family.get("visit_version", set()) | below
    query = select(VisitVersion.scale).where(VisitVersion.id.in_(ids))
    scales = reading.session.scalars(query).all()
    return {int(score): str(words) for scale in scales for score, words in scale["levels"]}


def _newest_states(changes: list[_Change]) -> dict[str, _Change]:
    """Return for each row a change that holds all that is known of its columns."""
    known: dict[str, _Change] = {}
    for change in reversed(changes):
        earlier = known.get(change.row_id)
        state = {**(earlier.after if earlier else {}), **change.before, **change.after}
        known[change.row_id] = _Change(
            change.sequence, change.at, change.act_id, change.reason, change.table, change.row_id,
            change.operation, {}, state,
        )  # fmt: skip
    return known


def _called(change: _Change, names: Names, record_id: str) -> str:
    for column in _NAMING:
        value = change.after.get(column)
        if value and value != record_id:
            words = words_of(change.table, column, value, names, {})
            return words if len(words) <= 80 else f"{words[:79]}…"
    return ""


def _worded(
    change: _Change, acts: Mapping[str, Act], names: Names, levels: Mapping[int, str], called: str
) -> Iterator[HistoryRow]:
    act = acts.get(change.act_id)

    def row(field: str, old: str, new: str, details: str = "") -> HistoryRow:
        return HistoryRow(
            change.sequence,
            datetime.fromisoformat(change.at),
            act.officer_name if act else "",
            act.label if act else "",
            (act.reason if act else "") or change.reason,
            RECORD_WORDS[change.table],
            called,
            field,
            old,
            new,
            details,
            change.act_id,
        )

    def words(name: str, state: Mapping[str, Any]) -> str:
        return words_of(change.table, name, state.get(name), names, levels)

    if change.operation == "insert":
        yield row("Added", "", called, _all_fields(change, words))
    elif change.operation == "delete":
        yield row("Removed", called, "")
    else:
        told = [name for name in change.after if name not in HIDDEN]
        if SAYS_NOTHING_ALONE.issuperset(told):
            return
        for name in told:
            label = label_of(change.table, name)
            yield row(label, words(name, change.before), words(name, change.after))


def _all_fields(change: _Change, words: Any) -> str:
    filled = {name: words(name, change.after) for name in change.after if name not in HIDDEN}
    return "\n".join(
        f"{label_of(change.table, name)}: {said}"
        for name, said in filled.items()
        if said not in ("", "No")
    )
