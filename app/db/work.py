"""The unit of work: one act, one transaction, with who and why in the change log.

`Database.act(...)` yields a Work; leaving it cleanly commits, an error rolls everything back.
`Database.reading(...)` yields a Reading on its own snapshot. Trouble of the database comes out as
one of our errors with a plain sentence (`worded`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Condition, RLock, get_ident

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.db import change_log
from app.db.engine import open_engine, reading
from app.db.reserve import Reserve, is_disk_full
from app.errors import (
    CircumstanceError,
    LockedRecordError,
    NotSavedError,
    QualityMonitorError,
    StaleError,
)
from app.models import Act, new_id
from app.models.base import moment_text


@dataclass(frozen=True)
class Actor:
    """Who acts: the officer signed in, on which device (one device id per file and computer)."""

    officer_id: str | None = None
    officer_name: str = ""
    device_id: str = ""


@dataclass
class Reading:
    """A snapshot to read from; `today` is the day in London, `now` an aware moment."""

    session: Session
    now: datetime
    today: date
    folder: Path  # attachments of this file
    key: bytes | None  # data key, for sealed attachments


@dataclass
class Work(Reading):
    """One act in one transaction. Services say what it is through `describe`."""

    act_id: str = field(default_factory=new_id)
    actor: Actor = field(default_factory=Actor)
    kind: str = ""
    label: str = ""
    reason: str = ""
    undoes_id: str | None = None

    def describe(self, kind: str, label: str, reason: str = "") -> None:
        """Say what this act is: `kind` as a code, `label` as people read it in the history."""
        self.kind, self.label = kind, label
        if reason:
            self.reason = reason
            self.set_context()

    def set_context(self, erasure_id: str | None = None, at: datetime | None = None) -> None:
        """Tell the triggers who acts and why (and which lawful erasure allows it)."""
        change_log.set_context(
            self.session.connection(),
            {
                "act_id": self.act_id,
                "officer_id": self.actor.officer_id,
                "device_id": self.actor.device_id,
                "reason": self.reason or None,
                "at": moment_text(at or self.now),
                "erasure_id": erasure_id,
            },
        )


@dataclass(frozen=True)
class Outcome:
    """What an act left behind: its id, its label and the tables that it changed."""

    act_id: str
    label: str
    changed: frozenset[str]


class Database:
    """The open file: an engine to write (one act at a time) and one to read."""

    def __init__(self, path: Path, key: bytes | None = None, *, read_only: bool = False) -> None:
        self.path = path
        self.key = key
        self.is_read_only = read_only
        self.engine: Engine = open_engine(path, key, read_only=read_only)
        self.reader: Engine = reading(self.engine)
        self._write_lane = RLock()
        self._waiting: deque[int] = deque()
        self._readers = Condition()
        self._reading_now = 0
        self._is_aside = False

    @property
    def attachments(self) -> Path:
        """The folder beside the file that holds documents and photos under their hash."""
        return self.path.with_name(self.path.name + ".files")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self, now: datetime, today: date) -> Iterator[Reading]:
        """Read from one snapshot; nothing can be written through it."""
        with self._counted(), worded(), Session(self.reader) as session:
            yield Reading(session, now, today, self.attachments, self.key)

    @contextmanager
    def set_aside(self, seconds: float = 30.0) -> Iterator[None]:
        """Hold every writer and reader back with all connections closed, to replace the file.

        Raises CircumstanceError when a reader does not end within `seconds`.
        """
        with self._write_lane:
            with self._readers:
                self._is_aside = True
                is_quiet = self._readers.wait_for(lambda: not self._reading_now, seconds)
            try:
                if not is_quiet:
                    raise CircumstanceError(
                        "The file is still being read, for example by a report. Nothing was "
                        "changed. Wait until the work in the background has ended, then try again."
                    )
                self.engine.dispose()
                yield
            finally:
                with self._readers:
                    self._is_aside = False
                    self._readers.notify_all()

    @property
    def is_awaited(self) -> bool:
        """True while another thread waits to write."""
        return bool(self._waiting)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Write alone; `is_awaited` until it is this thread's turn."""
        me = get_ident()
        self._waiting.append(me)
        with self._write_lane:
            self._waiting.remove(me)
            yield

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._readers:
            self._readers.wait_for(lambda: not self._is_aside)
            self._reading_now += 1
        try:
            yield
        finally:
            with self._readers:
                self._reading_now -= 1
                self._readers.notify_all()

    def check_writable(self) -> None:
        """Raise CircumstanceError when the file is open to read only."""
        if self.is_read_only:
            raise CircumstanceError("This file is open to read only, so nothing can be changed.")

    @contextmanager
    def act(
        self,
        actor: Actor,
        now: datetime,
        today: date,
        *,
        after: Callable[[Outcome], None] | None = None,
        act_id: str = "",
    ) -> Iterator[Work]:
        """Do one act. Commits on a clean exit and then calls `after` with what changed.

        `act_id` makes this transaction a further part of an act that was begun before. Raises
        StaleError, LockedRecordError, NotSavedError or CircumstanceError; nothing is changed then.
        On a full disk the reserve is given up, so that the next try finds room.
        """
        self.check_writable()
        with self._turn(), worded(), self._room_for_the_next_try():
            with Session(self.engine) as session, session.begin():
                work = Work(session, now, today, self.attachments, self.key, actor=actor)
                work.act_id = act_id or work.act_id
                work.set_context()
                before = _last_change(session)
                yield work
                outcome = _finish(work, before)
            if after is not None and outcome.changed:
                after(outcome)

    @contextmanager
    def _room_for_the_next_try(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, NotSavedError, OSError) as error:
            if is_disk_full(error):
                with suppress(OSError):  # what is told is that the act was not saved
                    Reserve.of(self.path).give_up()
            raise


def _last_change(session: Session) -> int:
    return session.scalar(text("SELECT max(sequence) FROM change")) or 0


def _finish(work: Work, before: int) -> Outcome:
    """Describe the act if this transaction changed anything after the change `before`."""
    session = work.session
    session.flush()
    rows = session.execute(
        text("SELECT DISTINCT table_name FROM change WHERE sequence > :before"), {"before": before}
    )
    changed = frozenset(str(name) for (name,) in rows)
    if changed and session.get(Act, work.act_id) is None:
        session.add(
            Act(
                id=work.act_id,
                kind=work.kind or "edit",
                label=work.label or "Edited",
                at=work.now,
                officer_id=work.actor.officer_id,
                officer_name=work.actor.officer_name,
                device_id=work.actor.device_id,
                reason=work.reason,
                undoes_id=work.undoes_id,
            )
        )
        session.flush()
    change_log.clear_context(session.connection())
    return Outcome(work.act_id, work.label, changed)


@contextmanager
def worded() -> Iterator[None]:
    """Turn trouble of the database into our errors, each with a sentence that says what to do."""
    try:
        yield
    except StaleDataError as error:
        raise StaleError(
            "This record was changed in another window meanwhile. Nothing was overwritten: "
            "look at the new version, then make your change again."
        ) from error
    except DBAPIError as error:
        raise _worded_driver_error(str(error.orig)) from error


def _worded_driver_error(message: str) -> QualityMonitorError:
    low = message.lower()
    if "signed off" in low:
        return LockedRecordError(
            "This version of the visit is signed off and locked. Make an amendment to change it."
        )
    if "cannot be changed" in low:
        return LockedRecordError("The record of what was done cannot be changed.")
    if "disk is full" in low:
        return NotSavedError("Not saved: the disk is full. Free some space, then try again.")
    if "readonly" in low:
        return NotSavedError("Not saved: the file is read-only. Check the folder's permissions.")
    if "disk i/o" in low:
        return NotSavedError("Not saved: the disk reports an error. Save a copy elsewhere.")
    if "locked" in low or "busy" in low:
        return CircumstanceError("The file is in use by another program. Try again in a moment.")
    if "malformed" in low or "not a database" in low:
        return CircumstanceError(
            "The file is damaged. Restore the last backup (Settings, Backups)."
        )
    return CircumstanceError(f"The database refused this: {message}. Nothing was changed.")
