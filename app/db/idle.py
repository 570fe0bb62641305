"""When an open, encrypted database locks itself. Pure: the moments are arguments.

The wall clock is used, so that a computer that slept counts as idle (SAFETY "Encryption").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class IdleLock:
    """Locks once nobody did anything for `after`."""

    after: timedelta = timedelta(minutes=10)
    clock_slack: timedelta = timedelta(minutes=1)

    def is_due(self, now: datetime, last_activity: datetime) -> bool:
        """True when it is time to lock; also when the clock was set back by more than a minute."""
        idle = now - last_activity
        return idle >= self.after or idle < -self.clock_slack
