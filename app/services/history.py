"""History of a record from the change log, and undo of an act as a new act."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Table, delete, select, text, update
from sqlalchemy.exc import IntegrityError

from app.db.work import Reading, Work
from app.errors import NotFoundError, RuleError
from app.models import Act, Base, Change, ImportRun, MarketFigure

_AT_ONCE = 500


@dataclass(frozen=True)
class UndoResult:
    """What an undo did: rows put back, and those left because they changed since."""

    act_label: str
    put_back: int
    left: tuple[str, ...]


@dataclass(frozen=True)
class _Net:
    """What an act did to one row in all: its state before and after (None: no row)."""

    table: str
    row_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def undo_act(work: Work, act_id: str) -> UndoResult:
    """Apply the inverse of an act to the rows that are still as the act left them.

    Rows that changed since are left and listed. Raises NotFoundError or RuleError.
    """
    act = work.session.get(Act, act_id)
    if act is None:
        raise NotFoundError("This act is not in the history.")
    if act.kind == "erasure":
        raise RuleError("An erasure cannot be undone: what was erased is not kept anywhere.")
    if work.session.scalar(select(Act.id).where(Act.undoes_id == act_id)):
        raise RuleError("This was already undone.")
    work.describe("undo", f"Undone: {act.label}")
    work.undoes_id = act_id
    left: list[str] = []
    put_back = 0
    for table_name, nets in groupby(_net_changes(work, act_id), key=lambda net: net.table):
        table = Base.metadata.tables[table_name]
        waiting = list(nets)
        if table is ImportRun.__table__:
            put_back += _mark_undone(work, waiting)
        elif _put_back_together(work, table, waiting):
            put_back += len(waiting)
        else:
            for net in waiting:
                if _is_as_left(work, table, net) and _put_back(work, table, net):
                    put_back += 1
                else:
                    left.append(f"{net.table} {net.row_id}")
    return UndoResult(act.label, put_back, tuple(left))


def _mark_undone(work: Work, nets: list[_Net]) -> int:
    """An import's own record stays, marked as undone; its market figures go."""
    runs = [net.row_id for net in nets]
    work.session.execute(
        update(ImportRun)
        .where(ImportRun.id.in_(runs))
        .values(is_undone=True, row_version=ImportRun.row_version + 1)
    )
    work.session.execute(delete(MarketFigure).where(MarketFigure.import_run_id.in_(runs)))
    return len(runs)


def _put_back_together(work: Work, table: Table, nets: list[_Net]) -> bool:
    """Take rows that the act made or changed back all at once; False when not all can be."""
    if any(net.after is None for net in nets):
        return False
    left_at = {net.row_id: (net.after or {}).get("row_version") for net in nets}
    ids = list(left_at)
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        query = select(table.c.id, table.c.row_version).where(table.c.id.in_(some))
        found = {row: version for row, version in work.session.execute(query)}  # noqa: C416
        if found != {row: left_at[row] for row in some}:
            return False
    together: dict[str, list[dict[str, Any]]] = {}
    for net in nets:
        statement, values = _inverse(table, net)
        together.setdefault(statement, []).append(values)
    try:
        with work.session.begin_nested():
            for statement, rows in together.items():
                work.session.connection().execute(text(statement), rows)
    except IntegrityError:
        return False
    return True


def _net_changes(work: Work, act_id: str) -> list[_Net]:
    rows = work.session.scalars(
        select(Change).where(Change.act_id == act_id).order_by(Change.sequence)
    ).all()
    nets: dict[tuple[str, str], _Net] = {}
    for row in rows:
        key = (row.table_name, row.row_id)
        before = json.loads(row.before) if row.before else None
        after = json.loads(row.after) if row.after else None
        known = nets.pop(key, None)
        if known is not None:
            merged_before = known.before
            if known.before is not None and row.operation == "update":
                merged_before = {**(before or {}), **known.before}
            after = None if row.operation == "delete" else {**(known.after or {}), **(after or {})}
            nets[key] = _Net(*key, merged_before, after)
        else:
            nets[key] = _Net(*key, before, after)
    return list(reversed(nets.values()))


def _is_as_left(work: Work, table: Table, net: _Net) -> bool:
    found = work.session.execute(
        text(f'SELECT * FROM "{table.name}" WHERE id = :id'),  # noqa: S608
        {"id": net.row_id},
    ).mappings().first()  # fmt: skip
    if net.after is None:
        return found is None and net.before is not None
    if found is None:
        return False
    version = net.after.get("row_version")
    return version is None or found["row_version"] == version


def _put_back(work: Work, table: Table, net: _Net) -> bool:
    """Write the row's state before the act; False when other records now lean on the row."""
    try:
        with work.session.begin_nested():
            statement, values = _inverse(table, net)
            work.session.connection().execute(text(statement), values)
    except IntegrityError:
        return False
    return True


def _inverse(table: Table, net: _Net) -> tuple[str, dict[str, Any]]:
    """Return the statement and values that undo a net change; names come from the models."""
    if net.before is None:
        return f'DELETE FROM "{table.name}" WHERE id = :id', {"id": net.row_id}  # noqa: S608
    values = dict(net.before)
    if net.after is None:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', values  # noqa: S608
    values.pop("row_version", None)
    pairs = "".join(f", {name} = :{name}" for name in values)
    statement = f'UPDATE "{table.name}" SET row_version = row_version + 1{pairs} WHERE id = :id'  # noqa: S608
    return statement, {**values, "id": net.row_id}


@dataclass(frozen=True)
class ActRow:
    """One act in the list of what was done."""

    act_id: str
    at: datetime
    who: str
    kind: str
    label: str
    reason: str
    is_undone: bool


def list_acts(reading: Reading, *, kind: str = "", limit: int = 200) -> list[ActRow]:
    """Return the newest acts first, of one kind or all."""
    undone = select(Act.undoes_id).where(Act.undoes_id.is_not(None))
    query = select(Act, Act.id.in_(undone)).order_by(Act.at.desc(), Act.id.desc()).limit(limit)
    if kind:
        query = query.where(Act.kind == kind)
    return [
        ActRow(act.id, act.at, act.officer_name, act.kind, act.label, act.reason, bool(undone_))
        for act, undone_ in reading.session.execute(query)
    ]
