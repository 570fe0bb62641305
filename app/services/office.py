"""The open office: one file, one officer, one clock. What the window and the command line hold.

Services are plain functions: `plan_visit(work, draft)`, `list_visits(reading, query)`. The office
runs them: `office.write(plan_visit, draft)` is one act in one transaction, `office.read(...)` one
snapshot. Nobody else opens a session.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from app.db.work import Actor, Database, Outcome, Reading, Work
from app.models import Base, new_id

P = ParamSpec("P")
T = TypeVar("T")

LONDON = ZoneInfo("Europe/London")
PAUSE_SECONDS = 0.005
"""Between two parts of one act when an answer waits, so that it is written first."""


def clock_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass
class Office:
    """The open file with who works in it; `listeners` hear what each act changed."""

    database: Database
    actor: Actor = field(default_factory=Actor)
    clock: Callable[[], datetime] = clock_now
    listeners: list[Callable[[Outcome], None]] = field(default_factory=list)
    closers: list[Callable[[], None]] = field(default_factory=list)
    last_outcome: Outcome | None = None

    @property
    def path(self) -> Path:
        """The database file."""
        return self.database.path

    def now(self) -> datetime:
        """Return the present moment, aware."""
        return self.clock()

    def today(self) -> date:
        """Return the present day in London."""
        return self.clock().astimezone(LONDON).date()

    def read(
        self, function: Callable[Concatenate[Reading, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a reading service on one snapshot."""
        with self.database.reading(self.now(), self.today()) as reading:
            return function(reading, *args, **kwargs)

    def write(
        self, function: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a writing service as one act; listeners are told after the commit."""
        with self.database.act(self.actor, self.now(), self.today(), after=self._tell) as work:
            return function(work, *args, **kwargs)

    def write_in_parts(self, parts: Iterable[Callable[[Work], None]], *, act_id: str = "") -> None:
        """Run several short transactions as one act; listeners are told once, after the last.

        Other writers get their turn between two parts. A part that fails or a crash leaves the
        earlier parts written: the caller must be able to undo the act, or to go on with it by
        its `act_id`.
        """
        act_id = act_id or new_id()
        outcome: list[Outcome] = []
        for part in parts:
            with self.database.act(
                self.actor, self.now(), self.today(), after=outcome.append, act_id=act_id
            ) as work:
                part(work)
            if self.database.is_awaited:
                time.sleep(PAUSE_SECONDS)
        if outcome:
            changed = frozenset().union(*(one.changed for one in outcome))
            self._tell(replace(outcome[-1], changed=changed))

    def tell_all_changed(self) -> None:
        """Tell the listeners that any record may have changed, as after a restore."""
        every = frozenset(table.name for table in Base.metadata.sorted_tables)
        self._tell(Outcome("", "", every))

    def close(self) -> None:
        """Close the file and give up its lock."""
        self.database.close()
        while self.closers:
            self.closers.pop()()

    def _tell(self, outcome: Outcome) -> None:
        self.last_outcome = outcome
        for listener in list(self.listeners):
            listener(outcome)
