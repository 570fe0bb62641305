"""Replaces what an erasure planned to, in the records, the log, the acts and the seals.

The triggers allow it only for the targets of the erasure (app/db/change_log.py), which are stored
before this is called.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text, update

from app.db.work import Work
from app.models import Act, Base, Change, Seal
from app.services import erasable
from app.services.erasable import TextPlace
from app.services.erasure_plan import ErasurePlan
from app.services.seal_texts import ERASED, without_texts


@dataclass
class Wiped:
    """What was replaced; `digests` are the files that a record no longer names."""

    texts: int = 0
    changes: int = 0
    seals: int = 0
    digests: set[str] = field(default_factory=set)


def wipe(work: Work, erasure_id: str, plan: ErasurePlan, marks: Mapping[TextPlace, str]) -> Wiped:
    """Replace every planned text by its mark, wherever it stands."""
    done = Wiped(texts=sum(p.column not in erasable.FILE_HASHES for p in plan.values))
    done.digests = {
        digest
        for place, value in plan.values.items()
        if place.column in erasable.FILE_HASHES
        for digest in (value, *plan.past.get(place, ()))
        if digest
    }
    work.set_context(erasure_id=erasure_id)
    for (table_name, row_id), places in plan.rows.items():
        _wipe_row(work, table_name, row_id, {p: (plan.values[p], marks[p]) for p in places})
        done.changes += _wipe_changes(work, table_name, row_id, {p: marks[p] for p in places}, plan)
    for act in work.session.scalars(select(Act).where(Act.id.in_(plan.acts))):
        act.label, act.reason = _without(act.label, plan), _without(act.reason, plan)
    for seal in work.session.scalars(select(Seal).where(Seal.version_id.in_(plan.seals))):
        seal.content, _ = without_texts(seal.content, plan.texts)
        seal.erased_at = work.now
        done.seals += 1
    work.session.flush()
    work.set_context()
    work.session.expire_all()
    return done


def _wipe_row(
    work: Work, table_name: str, row_id: str, found: Mapping[TextPlace, tuple[Any, str]]
) -> None:
    table = Base.metadata.tables[table_name]
    values = {
        p.column: erasable.replaced(value, mark) for p, (value, mark) in found.items() if value
    }
    if not values:
        return  # only the log holds a text
    if table_name == "attachment":
        values["is_erased"] = True
    values["row_version"] = table.c.row_version + 1
    work.session.execute(update(table).where(table.c.id == row_id).values(values))


def _wipe_changes(
    work: Work, table_name: str, row_id: str, marks: Mapping[TextPlace, str], plan: ErasurePlan
) -> int:
    table = Base.metadata.tables[table_name]
    rows = work.session.execute(
        select(Change.sequence, Change.before, Change.after, Change.reason).where(
            Change.table_name == table_name, Change.row_id == row_id
        )
    ).all()
    changed = 0
    for sequence, before, after, reason in rows:
        new = tuple(_wiped_json(table, one, marks) for one in (before, after))
        why = _without(reason, plan) if reason else reason
        if (*new, why) != (before, after, reason):
            work.session.execute(
                text("UPDATE change SET before = :b, after = :a, reason = :r WHERE sequence = :s"),
                {"b": new[0], "a": new[1], "r": why, "s": sequence},
            )
            changed += 1
    return changed


def _wiped_json(table: Any, stored: str | None, marks: Mapping[TextPlace, str]) -> str | None:
    """The changed columns of one line of the log, with the erased ones replaced."""
    if stored is None:
        return None
    values = json.loads(stored)
    changed = False
    for place, mark in marks.items():
        value = values.get(place.column)
        if not value:
            continue
        is_several = erasable.is_json(table, place.column)
        old = json.loads(value) if is_several else value
        if erasable.is_tombstone(old):
            continue
        new = erasable.replaced(old, mark)
        values[place.column] = json.dumps(new, ensure_ascii=False) if is_several else new
        changed = True
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if changed else stored


def _without(said: str, plan: ErasurePlan) -> str:
    for one in plan.texts:
        said = said.replace(one, ERASED)
    return said
