"""History of a record from the change log, and undo of an act as a new act."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Table, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from app.db.work import Reading, Work
from app.errors import NotFoundError, RuleError
from app.models import Act, Base, Change, ImportRun, MarketFigure
from app.services.portions import portions

_AT_ONCE = 250


@dataclass(frozen=True)
class UndoResult:
    """What an undo did: rows put back, and those left because they changed since."""

    act_label: str
    put_back: int
    left: tuple[str, ...]


@dataclass(frozen=True)
class Net:
    """What an act did to one row in all: its state before and after (None: no row)."""

    table: str
    row_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def is_nothing(self) -> bool:
        """True for a row that the act itself made and removed again."""
        return self.before is None and self.after is None


def undo_act(work: Work, act_id: str) -> UndoResult:
    """Apply the inverse of an act to the rows that are still as the act left them.

    Rows that changed since are left and listed. Raises NotFoundError or RuleError.
    """
    act = act_to_undo(work, act_id)
    describe_undo(work, act_id, act.label)
    left: list[str] = []
    put_back = 0
    for table_name, nets in groupby(net_changes(work, act_id), key=lambda net: net.table):
        for some in portions(nets, _AT_ONCE):
            done, not_done = put_back_rows(work, Base.metadata.tables[table_name], some)
            put_back += done
            left += not_done
    return UndoResult(act.label, put_back, tuple(left))


def act_to_undo(reading: Reading, act_id: str) -> Act:
    """Return the act. Raises NotFoundError or RuleError when it cannot be undone."""
    act = reading.session.get(Act, act_id)
    if act is None:
        raise NotFoundError("This act is not in the history.")
    if act.kind == "erasure":
        raise RuleError("An erasure cannot be undone: what was erased is not kept anywhere.")
    if _Undos(reading).is_undone(act_id):
        raise RuleError("This was already undone.")
    return act


class _Undos:
    """Which acts undo which. An undo that was itself undone, or stopped, counts no more."""

    def __init__(self, reading: Reading) -> None:
        self._of: dict[str, list[str]] = {}
        query = select(Act.undoes_id, Act.id).where(Act.undoes_id.is_not(None)).order_by(Act.id)
        for undone, by in reading.session.execute(query):
            self._of.setdefault(str(undone), []).append(by)

    def is_undone(self, act_id: str) -> bool:
        return any(not self.is_undone(by) for by in self._of.get(act_id, ()))

    def with_taken_back(self, act_id: str) -> list[str]:
        """The act, and each undo of it that was taken back with what took it back."""
        taken_back = [by for by in self._of.get(act_id, ()) if self.is_undone(by)]
        return [act_id, *(one for by in taken_back for one in self._with_all(by))]

    def _with_all(self, act_id: str) -> list[str]:
        return [act_id, *(one for by in self._of.get(act_id, ()) for one in self._with_all(by))]


def describe_undo(work: Work, act_id: str, label: str) -> None:
    """Say that `work` undoes the act of this label."""
    work.describe("undo", f"Undone: {label}")
    work.undoes_id = act_id


def put_back_rows(work: Work, table: Table, nets: list[Net]) -> tuple[int, list[str]]:
    """Put some rows of one table back; returns how many, and those left because they changed.

    At most some hundred at once: within one savepoint each row costs more than the one before.
    """
    if table is ImportRun.__table__:
        return _mark_undone(work, nets), []
    if _put_back_together(work, table, nets):
        return len(nets), []
    left = [
        f"{net.table} {net.row_id}"
        for net in nets
        if not (_is_as_left(work, table, net) and _put_back(work, table, net))
    ]
    return len(nets) - len(left), left


def _mark_undone(work: Work, nets: list[Net]) -> int:
    """An import's own record stays, marked as undone; its market figures go."""
    runs = [net.row_id for net in nets]
    work.session.execute(
        update(ImportRun)
        .where(ImportRun.id.in_(runs))
        .values(is_undone=True, row_version=ImportRun.row_version + 1)
    )
    work.session.execute(delete(MarketFigure).where(MarketFigure.import_run_id.in_(runs)))
    return len(runs)


def _put_back_together(work: Work, table: Table, nets: list[Net]) -> bool:
    """Take rows that the act made or changed back all at once; False when not all can be."""
    if any(net.after is None for net in nets):
        return False
    left_at = {net.row_id: (net.after or {}).get("row_version") for net in nets}
    query = select(table.c.id, table.c.row_version).where(table.c.id.in_(left_at))
    found = {row: version for row, version in work.session.execute(query)}  # noqa: C416
    if found != left_at:
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


def net_changes(reading: Reading, act_id: str) -> list[Net]:
    """What an act did to each row in all, the last changed first.

    An undo of it that was taken back left the rows as they were, but for their versions.
    """
    query = (
        select(Change.table_name, Change.row_id, Change.operation, Change.before, Change.after)
        .where(Change.act_id.in_(_Undos(reading).with_taken_back(act_id)))
        .order_by(Change.sequence)
    )
    nets: dict[tuple[str, str], Net] = {}
    for table_name, row_id, operation, before_text, after_text in reading.session.execute(query):
        key = (table_name, row_id)
        before = json.loads(before_text) if before_text else None
        after = json.loads(after_text) if after_text else None
        known = nets.pop(key, None)
        if known is not None:
            merged_before = known.before
            if known.before is not None and operation == "update":
                merged_before = {**(before or {}), **known.before}
            after = None if operation == "delete" else {**(known.after or {}), **(after or {})}
            nets[key] = Net(*key, merged_before, after)
        else:
            nets[key] = Net(*key, before, after)
    return [net for net in reversed(nets.values()) if not net.is_nothing]


def newest_change(reading: Reading, tables: Iterable[str]) -> int:
    """The number of the last change of any row in these tables; 0 without one."""
    query = select(func.max(Change.sequence)).where(Change.table_name.in_(tuple(tables)))
    return reading.session.scalar(query) or 0


def _is_as_left(work: Work, table: Table, net: Net) -> bool:
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


def _put_back(work: Work, table: Table, net: Net) -> bool:
    """Write the row's state before the act; False when other records now lean on the row."""
    try:
        with work.session.begin_nested():
            statement, values = _inverse(table, net)
            work.session.connection().execute(text(statement), values)
    except IntegrityError:
        return False
    return True


def _inverse(table: Table, net: Net) -> tuple[str, dict[str, Any]]:
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
