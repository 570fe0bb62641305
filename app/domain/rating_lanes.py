"""Ratings and visits of several places over time, as data: a lane for each location.

Promises: what is published of one location is never merged with that of another (LOOK), CQC's
ratings and our visits stay apart in each lane, and the table twin holds every mark in words.
Source: TOKENS "02 Provider", Timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.charts import ChartTable, TimelineMark, TimelineNote
from app.domain.words import count, long_date


@dataclass(frozen=True, slots=True)
class RatingLane:
    """One location: `key` says what Enter opens, `label` names it; marks oldest first."""

    key: str
    label: str
    regulator: str
    published: tuple[TimelineMark, ...]
    own: tuple[TimelineMark, ...]
    registrations: tuple[TimelineNote, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where nobody ever rated it."""
        return not (self.published or self.own)

    @property
    def words(self) -> str:
        """The last of each in words."""
        said = [f"{self.regulator or 'CQC'} {_last(self.published)}", f"ours {_last(self.own)}"]
        return f"{self.label}: {', '.join(said)}"


@dataclass(frozen=True, slots=True)
class RatingLanes:
    """Lanes in the order of the list of services. `left_out` counts those that have no mark."""

    title: str
    lanes: tuple[RatingLane, ...]
    source: str
    today: date
    left_out: int = 0

    @property
    def caption(self) -> str:
        """What stands under the chart."""
        if not self.left_out:
            return self.source
        left = count(self.left_out, "service")
        verb = "has" if self.left_out == 1 else "have"
        return f"{self.source} {left} with neither a rating nor a visit {verb} no line."

    @property
    def starts_on(self) -> date:
        """The first day that the axis must hold."""
        days = [mark.on for lane in self.lanes for mark in (*lane.published, *lane.own)]
        days += [note.on for lane in self.lanes for note in lane.registrations]
        return min([*days, self.today])

    @property
    def alt_text(self) -> str:
        """Each lane in words."""
        said = [f"{self.title}. Ratings over time, a line for each location"]
        return ". ".join([*said, *(lane.words for lane in self.lanes)]) + "."

    def table(self) -> ChartTable:
        """Every mark, location by location in order of time."""
        rows: list[tuple[str, date, str, str, str]] = []
        for lane in self.lanes:
            found = [
                *((lane.label, m.on, lane.regulator, m.words, m.detail) for m in lane.published),
                *((lane.label, m.on, "Ours", m.words, m.detail) for m in lane.own),
                *((lane.label, n.on, "Registration", n.words, "") for n in lane.registrations),
            ]
            rows += sorted(found, key=lambda row: row[1])
        return ("Location", "Date", "Whose", "Rating", "Detail"), tuple(rows)


def _last(marks: Sequence[TimelineMark]) -> str:
    return f"{marks[-1].words} on {long_date(marks[-1].on)}" if marks else "none"
