"""Undo of a large act, such as an import, in short parts, so that an answer typed meanwhile is
saved at once (SAFETY "The database connection": a write transaction stays under 0.3 s).

Promises: the whole of it or nothing of it in the end. The first part notes in the file which act is
being undone, the last removes the note. When a crash comes between, `finish_undo` goes on where it
stopped; the change log knows which rows were put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from sqlalchemy import delete, func, select

from app.db.change_log import SEARCHED
from app.db.work import Reading, Work
from app.models import Act, Base, Change, Setting, new_id
from app.services.collecting import collecting_held_back
from app.services.council import get_setting, put_setting
from app.services.history import (
    Net,
    UndoResult,
    act_to_undo,
    batched,
    describe_undo,
    net_changes,
    put_back_rows,
    undo_act,
)
from app.services.office import Office

LARGE = 300
"""An act of more changed rows is undone in parts."""
_ROWS_A_PART = 400
_SEARCHED_A_PART = 60
"""Removing a line of the search costs ten times what removing a rating does."""
_NOTE = "undo_in_hand"

Part = Callable[[Work], None]


def undo(office: Office, act_id: str) -> UndoResult:
    """Undo an act, whatever its size; rows changed since are left and listed.

    An undo of it that was cut off goes on. Raises NotFoundError or RuleError as `undo_act` does.
    """
    in_hand = office.read(_in_hand)
    if in_hand is not None:
        finished = _finish(office, *in_hand)
        if in_hand[0] == act_id:
            return finished
    if office.read(_size, act_id) <= LARGE:
        return office.write(undo_act, act_id)
    office.read(act_to_undo, act_id)
    return _finish(office, act_id, new_id())


def finish_undo(office: Office) -> UndoResult | None:
    """Go on with an undo that a crash cut off; None when there is none. Call at opening."""
    in_hand = office.read(_in_hand)
    return _finish(office, *in_hand) if in_hand is not None else None


def _in_hand(reading: Reading) -> tuple[str, str] | None:
    """The act that is being undone, and the act that undoes it."""
    found = get_setting(reading, _NOTE)
    return (found["act"], found["undo"]) if found else None


def _size(reading: Reading, act_id: str) -> int:
    query = select(func.count()).select_from(Change).where(Change.act_id == act_id)
    return reading.session.scalar(query) or 0


def _finish(office: Office, act_id: str, undo_id: str) -> UndoResult:
    with collecting_held_back():
        undoing = office.read(_Undoing, act_id, undo_id)
        office.write_in_parts(undoing.parts(), act_id=undo_id)
    return UndoResult(undoing.label, undoing.put_back, tuple(undoing.left))


class _Undoing:
    """The parts of one undo; each is one transaction."""

    def __init__(self, reading: Reading, act_id: str, undo_id: str) -> None:
        done = select(Change.table_name, Change.row_id).where(Change.act_id == undo_id)
        put_back = {(table, row) for table, row in reading.session.execute(done)}
        nets = net_changes(reading, act_id)
        self.label = reading.session.get_one(Act, act_id).label
        self.left: list[str] = []
        self._act_id = act_id
        self._undo_id = undo_id
        self._waiting = [net for net in nets if (net.table, net.row_id) not in put_back]
        self.put_back = len(nets) - len(self._waiting)

    def parts(self) -> Iterator[Part]:
        yield self._begin
        for table, nets in groupby(self._waiting, key=lambda net: net.table):
            size = _SEARCHED_A_PART if table in SEARCHED else _ROWS_A_PART
            for some in batched(list(nets), size):
                yield self._put_back(some)
        yield self._end

    def _begin(self, work: Work) -> None:
        describe_undo(work, self._act_id, self.label)
        put_setting(work, _NOTE, {"act": self._act_id, "undo": self._undo_id})

    def _put_back(self, nets: list[Net]) -> Part:
        def part(work: Work) -> None:
            describe_undo(work, self._act_id, self.label)
            done, left = put_back_rows(work, Base.metadata.tables[nets[0].table], nets)
            self.put_back += done
            self.left += left

        return part

    def _end(self, work: Work) -> None:
        describe_undo(work, self._act_id, self.label)
        work.session.execute(delete(Setting).where(Setting.key == _NOTE))
