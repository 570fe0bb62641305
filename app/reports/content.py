"""What a report is made of: blocks of real values that the renderers turn into pages and sheets.

A report is built as a value, `Report(title, meta, sections)`. A cell holds the value itself (see
values.py) and its column the kind; each renderer decides how the value looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.domain.charts import HorizontalBars, LineChart, RatingBars, RatingTimeline
from app.domain.vocabulary import Marking
from app.reports.values import Cell, RatingMark, Text


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
