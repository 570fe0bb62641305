"""How paper looks: sizes, spaces and colours of PAPER.md as values, in the light theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.reports.values import Tone
from app.tokens import LIGHT

MM: Final = 72 / 25.4

# Sheet (PAPER "Sheet"): A4 portrait in points.
PAGE_WIDTH: Final = 210 * MM
PAGE_HEIGHT: Final = 297 * MM
SIDE: Final = 20 * MM
TOP: Final = 25 * MM
BOTTOM: Final = 22 * MM
TEXT_WIDTH: Final = PAGE_WIDTH - 2 * SIDE
TEXT_HEIGHT: Final = PAGE_HEIGHT - TOP - BOTTOM
HEADER_LINE: Final = 20 * MM
FOOTER_LINE: Final = 18 * MM

# Colours (PAPER "Colour"); the tokens hold those that screens use too.
TEXT: Final = LIGHT.text
QUIET: Final = LIGHT.text_2
ACCENT: Final = LIGHT.accent_text
WARN: Final = LIGHT.warn
LATE: Final = LIGHT.danger
DONE: Final = LIGHT.ok
SURFACE: Final = LIGHT.surface
RULE: Final = "#C9CED6"
TINT: Final = "#F3F4F7"
GRID: Final = "#E2E6E9"
BAR_BACK: Final = "#E4E7EB"
BAR_SECOND: Final = "#CBBFE3"
WATERMARK: Final = "#EFF0F1"  # the text colour at 7 % on white, without transparency

TONES: Final[dict[Tone, str]] = {
    Tone.NORMAL: TEXT,
    Tone.QUIET: QUIET,
    Tone.WARN: WARN,
    Tone.LATE: LATE,
    Tone.DONE: DONE,
}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Type of a run of lines, in points; spans may be bold or have a tone of their own."""

    size: float
    leading: float
    is_bold: bool = False
    colour: str = TEXT
    before: float = 0
    after: float = 0
    is_right: bool = False


# The table "Type" of PAPER.
KIND: Final = TextStyle(11, 15, is_bold=True, colour=ACCENT, after=2)
TITLE: Final = TextStyle(22, 27, is_bold=True, after=1)
TITLE_LINE: Final = TextStyle(12.5, 17, colour=QUIET, after=9)
H2: Final = TextStyle(14, 18, is_bold=True, colour=ACCENT, before=14, after=5)
H3: Final = TextStyle(11, 15, is_bold=True, before=9, after=2)
BODY: Final = TextStyle(11, 15, after=6)
BULLET: Final = TextStyle(11, 15, after=3)
CELL: Final = TextStyle(9.5, 12.5)
DENSE_CELL: Final = TextStyle(9.2, 11.6)
HEAD: Final = TextStyle(9, 11.5, is_bold=True)
BELOW: Final = TextStyle(8.5, 11, colour=QUIET)
NOTE: Final = TextStyle(9.5, 12.8, colour=QUIET, before=5, after=5)
RULED: Final = TextStyle(9.5, 12.8)
CAPTION: Final = TextStyle(8.5, 11, colour=QUIET, before=2, after=6)
FIGURE: Final = TextStyle(16, 19, is_bold=True)
FIGURE_WORDS: Final = TextStyle(8.8, 11, colour=QUIET)
LABEL: Final = TextStyle(9.5, 12.5, colour=QUIET)
FURNITURE: Final = TextStyle(8.5, 11, colour=QUIET)
CODE_SIZE: Final = 8.5

CELL_PADDING: Final = (3.2, 5.0)
DENSE_PADDING: Final = (2.4, 5.0)
HEAD_PADDING: Final = (3.0, 5.0)
BULLET_INDENT: Final = 14.0
RULED_INDENT: Final = 10.5
COLUMN_GAP: Final = 6 * MM

# The logo beside the title: as tall as kind and title of one line, and never coarser than this.
LOGO_WIDTH: Final = 45 * MM
LOGO_HEIGHT: Final = 15 * MM
LOGO_LEAST_DPI: Final = 100


def logo_size(pixels_wide: int, pixels_tall: int) -> tuple[float, float]:
    """Width and height of a logo on paper in points: whole, in proportion, never blown up."""
    largest = 72 / LOGO_LEAST_DPI
    scale = min(LOGO_WIDTH / pixels_wide, LOGO_HEIGHT / pixels_tall, largest)
    return pixels_wide * scale, pixels_tall * scale
