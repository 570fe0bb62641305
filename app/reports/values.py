"""The values of a report: text in styles, marks, and all that a cell of a table can hold.

A cell holds the value itself (a date, a count, a rating), never how it looks: each renderer
decides that. All text is plain: renderers escape it, so nothing stored can become a link, an image
or markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Tone(Enum):
    """How a run of text is coloured; never the only carrier of meaning."""

    NORMAL = "normal"
    QUIET = "quiet"
    WARN = "warn"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    bold: bool = False
    tone: Tone = Tone.NORMAL
    is_code: bool = False


Text = str | tuple[Span, ...]


def plain(text: Text) -> str:
    """The characters of `text` without its styles."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


# --- marks and values that a cell can hold ------------------------------------------------------


class Owner(Enum):
    """Whose rating: CQC's is a filled rectangle, ours an outlined pill (PAPER "Rating marks")."""

    CQC = "CQC"
    OURS = "Ours"


@dataclass(frozen=True, slots=True)
class RatingMark:
    """A rating as shape and word. `level` 4 (star) to 1 (square); None is a ring (not rated)."""

    words: str
    level: int | None
    owner: Owner
    names_owner: bool = False


class StateKind(Enum):
    """State of an action on paper; no rating shape is used for these."""

    CLOSED = "tick in a disc"
    REPORTED_COMPLETE = "half disc"
    IN_PROGRESS = "quarter disc"
    OPEN = "empty ring"
    OVERDUE = "disc with an exclamation mark"


@dataclass(frozen=True, slots=True)
class StateMark:
    """A state as shape and word, with an optional small second line ("verified 04/12/2026")."""

    kind: StateKind
    words: str
    below: str = ""


class Direction(Enum):
    """Where a rating went since last time."""

    BETTER = "Better"
    SAME = "Same"
    WORSE = "Worse"


@dataclass(frozen=True, slots=True)
class Movement:
    """Arrow and word. `direction` None draws no arrow ("First visit by us")."""

    direction: Direction | None
    words: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Percentage:
    """A share as two whole numbers and the words that are shown ("65%", rounded by the domain)."""

    part: int
    whole: int
    words: str


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in pence."""

    pence: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A small bar in a cell: `part` of `whole`, with ticks at `ticks` (percent of `whole`).

    `second` is a paler part drawn after the first ("remote only"), in the same unit.
    """

    part: int
    whole: int
    words: str
    ticks: tuple[int, ...] = ()
    second: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """Two texts in one cell: the second stands below in grey ("Evidence: …")."""

    first: Text
    below: Text


@dataclass(frozen=True, slots=True)
class Spread:
    """A text that takes the place of `columns` cells (total rows only)."""

    text: Text
    columns: int


Cell = (
    str
    | tuple[Span, ...]
    | int
    | date
    | None
    | RatingMark
    | StateMark
    | Movement
    | Percentage
    | Money
    | Bar
    | Lines
    | Spread
)
