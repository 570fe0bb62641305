"""Undo of a large act, such as an import, in short parts, so that an answer typed meanwhile is
saved at once (SAFETY "The database connection": a write transaction stays under 0.3 s).

Promises: the whole of it or nothing of it in the end. The first part notes in the file which act is
being undone, the last removes the note. When a crash comes between, `finish_undo` goes on where it
stopped; the change log knows which rows were put back. When the user cancels, what was put back is
taken back in the same way, and the act can be undone another time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from sqlalchemy import delete, func, select

from app.db.change_log import SEARCHED
from app.db.work import Reading, Work
from app.errors import CancelledError
from app.models import Act, Base, Change, ImportRun, Setting, new_id
from app.progress import Progress
from app.services.backups import BEFORE_BULK, make_backup
from app.services.collecting import collecting_held_back
from app.services.council import get_setting, put_setting
from app.services.history import (
    Net,
    UndoResult,
    act_to_undo,
    describe_undo,
    net_changes,
    put_back_rows,
    undo_act,
)
from app.services.office import Office
from app.services.portions import portions

LARGE = 300
"""An act of more changed rows is undone in parts."""
_ROWS_A_PART = 400
_SEARCHED_A_PART = 60
"""Removing a line of the search costs ten times what removing a rating does."""
_NOTE = "undo_in_hand"

Part = Callable[[Work], None]


def undo(office: Office, act_id: str, progress: Progress | None = None) -> UndoResult:
    """Undo an act, whatever its size; rows changed since are left and listed.

    An undo of it that was cut off goes on. Raises NotFoundError or RuleError as `undo_act` does,
    CancelledError when `progress` was cancelled: all is then as it was.
    """
    in_hand = office.read(_in_hand)
    if in_hand is not None:
        finished = _finish(office, *in_hand)
        if in_hand[0] == act_id:
            return finished
    if not office.read(is_large, act_id):
        return office.write(undo_act, act_id)
    office.read(act_to_undo, act_id)
    return _finish(office, act_id, new_id(), progress)


def undo_after_backup(office: Office, act_id: str, progress: Progress | None = None) -> UndoResult:
    """The same for a large act that a user undoes: a verified backup comes first.

    Raises also BackupFailedError; nothing is changed then.
    """
    office.read(act_to_undo, act_id)
    make_backup(office, BEFORE_BULK, progress)
    return undo(office, act_id, progress)


def is_large(reading: Reading, act_id: str) -> bool:
    """True when an act changed so many rows that its undo goes in parts."""
    query = select(func.count()).select_from(Change).where(Change.act_id == act_id)
    return (reading.session.scalar(query) or 0) > LARGE


def finish_undo(office: Office) -> UndoResult | None:
    """Go on with an undo that a crash cut off; None when there is none. Call at opening."""
    in_hand = office.read(_in_hand)
    return _finish(office, *in_hand) if in_hand is not None else None


def _in_hand(reading: Reading) -> tuple[str, str] | None:
    """The act that is being undone, and the act that undoes it."""
    found = get_setting(reading, _NOTE)
    return (found["act"], found["undo"]) if found else None


def _finish(
    office: Office, act_id: str, undo_id: str, progress: Progress | None = None
) -> UndoResult:
    with collecting_held_back():
        undoing = office.read(_Undoing, act_id, undo_id, progress)
        try:
            office.write_in_parts(undoing.parts(), act_id=undo_id)
        except CancelledError:
            if undoing.is_begun:
                _finish(office, undo_id, new_id())
            raise
    return UndoResult(undoing.label, undoing.put_back, tuple(undoing.left))


class _Undoing:
    """The parts of one undo; each is one transaction."""

    def __init__(
        self, reading: Reading, act_id: str, undo_id: str, progress: Progress | None = None
    ) -> None:
        done = select(Change.table_name, Change.row_id).where(Change.act_id == undo_id)
        put_back = {(table, row) for table, row in reading.session.execute(done)}
        nets = [net for net in net_changes(reading, act_id) if not _is_note(net)]
        nets.sort(key=_is_run)  # its figures go for good, so it comes when nothing can stop it
        self.label = reading.session.get_one(Act, act_id).label
        self.left: list[str] = []
        self.is_begun = False
        self._progress = progress
        self._total = len(nets)
        self._act_id = act_id
        self._undo_id = undo_id
        self._waiting = [net for net in nets if (net.table, net.row_id) not in put_back]
        self.put_back = len(nets) - len(self._waiting)

    def parts(self) -> Iterator[Part]:
        self._step()
        yield self._begin
        for table, nets in groupby(self._waiting, key=lambda net: net.table):
            size = _SEARCHED_A_PART if table in SEARCHED else _ROWS_A_PART
            for some in portions(nets, size):
                self._step()
                yield self._put_back(some)
        yield self._end

    def _step(self) -> None:
        if self._progress is not None:
            done = self.put_back + len(self.left)
            self._progress.step(done, self._total, f"Undoing: {self.label}")

    def _begin(self, work: Work) -> None:
        self.is_begun = True
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


def _is_note(net: Net) -> bool:
    """True for the note itself, which an undo that was stopped leaves among its changes."""
    return net.table == Setting.__tablename__ and (net.after or {}).get("key") == _NOTE


def _is_run(net: Net) -> bool:
    return net.table == ImportRun.__tablename__
