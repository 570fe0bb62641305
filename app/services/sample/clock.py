"""Time in the sample's story: the clock that the office reads, and what happens on later days."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime


class SampleClock:
    """Tells the moment that was set last."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, day: date, hour: int = 10, minute: int = 0) -> None:
        """Move to a time of a day."""
        self.moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@dataclass(order=True)
class _Later:
    on: date
    number: int
    happen: Callable[[], None] = field(compare=False)


@dataclass
class Story:
    """What happens on days still to come, done in the order of the days."""

    clock: SampleClock
    today: date
    _later: list[_Later] = field(default_factory=list)
    _number: int = 0

    def on(self, day: date, happen: Callable[[], None]) -> None:
        """Let something happen on a day; what would happen today or later does not."""
        if day < self.today:
            self._number += 1
            heapq.heappush(self._later, _Later(day, self._number, happen))

    def until(self, day: date) -> None:
        """Let everything happen that happens before this day."""
        while self._later and self._later[0].on < day:
            later = heapq.heappop(self._later)
            self.clock.set(later.on, 14)
            later.happen()
