"""The port a long job is given: it reports steps and learns whether it was cancelled. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from app.errors import CancelledError


@dataclass
class Progress:
    """What a job tells while it works: `step(done, total, words)`; total 0 means not known.

    Raises CancelledError at the next step after `cancel()` was called from any thread.
    """

    report: Callable[[int, int, str], None] | None = None
    _cancelled: Event = field(default_factory=Event, repr=False)

    def step(self, done: int, total: int, words: str) -> None:
        """Report `done` of `total` units, with `words` on what is being done now."""
        if self._cancelled.is_set():
            raise CancelledError("Cancelled. Nothing was changed.")
        if self.report is not None:
            self.report(done, total, words)

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """True once `cancel` was called."""
        return self._cancelled.is_set()
