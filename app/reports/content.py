"""What a report is made of: blocks of real values that the renderers turn into pages and sheets.

A report is built as a value, `Report(title, meta, sections)`. A cell holds the value itself (a
date, a count, a rating) and its column the kind; each renderer decides how the value looks. All
text is plain: renderers escape it, so nothing stored can become a link, an image or markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.domain.charts import HorizontalBars, LineChart, RatingBars, RatingTimeline
from app.domain.vocabulary import Marking

# --- text ---------------------------------------------------------------------------------------


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

# --- blocks -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Logo:
    """The council's logo (PNG or JPEG bytes) with its alternative text."""

    image: bytes
    alt_text: str


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Top of the first page: kind of report, title (H1), the line under it; the logo at right."""

    kind: str
    title: str
    line: str
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 2 sets note and mark at the right edge, level 3 after the text."""

    text: str
    level: int = 2
    number: str = ""
    mark: RatingMark | None = None
    note: str = ""


class ParagraphRole(Enum):
    """Rows of the table "Type" in PAPER that a paragraph can have."""

    BODY = "body"
    NOTE = "note"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of any length; line ends are kept, renderers split what is too long."""

    text: Text
    role: ParagraphRole = ParagraphRole.BODY


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item usually opens with a bold claim."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class RuledNote:
    """Short lines beside a rule: evidence, sample, action, breach of one standard."""

    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One label and its value in the cover's facts table."""

    label: str
    value: Text


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts in two pairs a row, read row by row; `title` names the table for a screen reader."""

    title: str
    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The overall result as a large mark beside the judgement in a few sentences."""

    label: str
    mark: RatingMark
    text: Text


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure and what it counts."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of at most five figures."""

    items: tuple[KeyFigure, ...]


class ColumnKind(Enum):
    """What a column holds; numbers and dates stand right under right-aligned heads."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    PERCENTAGE = "percentage"
    RATING = "rating"
    STATUS = "status"
    MOVEMENT = "movement"
    BAR = "bar"

    @property
    def is_right_aligned(self) -> bool:
        """True for numbers and dates."""
        return self in {self.DATE, self.COUNT, self.MONEY, self.PERCENTAGE}


@dataclass(frozen=True, slots=True)
class Column:
    """Heading, kind and share of the width (any unit; shares are of the sum).

    `level` puts a rating's shape above the heading (the market table); `has_shape` says whether.
    """

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float = 1.0
    has_shape: bool = False
    level: int | None = None


class RowKind(Enum):
    """How a row stands out."""

    NORMAL = "normal"
    TOTAL = "total"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns. A GROUP row has one text cell over the whole width."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.NORMAL


@dataclass(frozen=True, slots=True)
class Table:
    """A table with head cells; the first column heads its row. `title` is for a screen reader.

    One that `stays_whole` is kept on one page when it fits there.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_dense: bool = False
    first_is_bold: bool = False
    stays_whole: bool = False


ChartData = RatingBars | LineChart | RatingTimeline | HorizontalBars


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as data; `height_mm` is the drawing's, without title and caption."""

    data: ChartData
    height_mm: float = 58.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture (JPEG or PNG bytes) with its alternative text and its caption."""

    image: bytes
    alt_text: str
    caption: Text


@dataclass(frozen=True, slots=True)
class Figures:
    """Pictures side by side, three across; the renderer breaks rows and pages."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two short columns of blocks; reading order is left, then right. Shares of the width."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    left_share: float = 0.5


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a new page."""


Block = (
    TitleBlock
    | Heading
    | Paragraph
    | Bullets
    | RuledNote
    | Facts
    | Verdict
    | KeyFigures
    | Table
    | Chart
    | Figures
    | SideBySide
    | PageBreak
)

# --- the report ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meta:
    """What stands in header, footer and document properties (PAPER "Rules for every page").

    `status` in capitals as printed ("FINAL"); `footer_title` under 40 characters; `footer_line`
    says when and why ("Printed 3 December 2026").
    """

    council: str
    team: str
    marking: Marking
    reference: str
    version: str
    status: str
    footer_title: str
    footer_line: str
    made_on: date
    is_draft: bool = False
    contains_cqc_data: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together; `starts_page` puts them on a new page.

    One that `stays_whole` goes to the next page as a whole when it is short enough to fit there,
    and takes along the next section that stays whole.
    """

    blocks: tuple[Block, ...]
    starts_page: bool = False
    stays_whole: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, ready for a renderer. `title` is the document's title in the viewer."""

    title: str
    meta: Meta
    sections: tuple[Section, ...]
