"""The services list as the market page asked for it: the services that a segment of a bar counts.

The filter is offered only while it is in use; clearing the filters ends it.
"""

from __future__ import annotations

from typing import Any

from app.services.market_segments import Segment, segment_of, services_of
from app.services.service_rows import ServiceRow
from app.ui.widgets.filter_bar import FilterBar, Option

MARKET = "market"


class MarketFilter:
    """Which services are counted by the segment asked for last. A wish waits until it is read."""

    def __init__(self) -> None:
        self._wanted: Segment | None = None
        self._counted: dict[str, frozenset[str]] = {}

    def ask(self, key: str) -> bool:
        """Take a wish; False when `key` is none."""
        self._wanted = segment_of(key) if key else None
        return self._wanted is not None

    def segment(self, bar: FilterBar[Any]) -> Segment | None:
        """What must be read: the wish, else what the bar filters by."""
        return self._wanted or segment_of(bar.filters[MARKET].value)

    def show(self, bar: FilterBar[Any], segment: Segment | None, counted: frozenset[str]) -> None:
        """Offer what was read as a filter; a wish takes the place of all other filters."""
        self._counted = {segment.key: counted} if segment else {}
        options = [Option(segment.key, segment.words)] if segment else []
        bar.filters[MARKET].set_options(options)
        if segment is not None and segment == self._wanted:
            self._wanted = None
            bar.set_values({MARKET: segment.key})
        self.fit(bar)

    def fit(self, bar: FilterBar[Any]) -> None:
        """Show the filter only while it is in use."""
        bar.filters[MARKET].setVisible(bar.filters[MARKET].is_in_use)

    def matches(self, row: ServiceRow, value: str) -> bool:
        """True for a service that the segment `value` counts."""
        return row.id in self._counted.get(value, ())


def counted_by(reading: Any, segment: Segment | None) -> frozenset[str]:
    """The ids of the services that the segment counts; none without one."""
    return services_of(reading, segment) if segment else frozenset()
