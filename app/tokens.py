"""Colours, sizes, type and shapes as plain values, for screens and paper alike; no Qt.

Every colour, size or spacing of the program stands here and nowhere else. Colours are `#RRGGBB`
text in a light and a dark `Palette`; sizes are px at 100 % scale; type is in points. Shapes are
closed outlines in a unit square (0..1, y downwards), so QPainterPath, a PDF path and a picture
are drawn from the same points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

PRODUCT_NAME: Final = "Contract Quality Monitor"
VERSION: Final = "1.0.0"


class Shape(Enum):
    """The painted mark of a rating; holds without colour (TOKENS "Ratings")."""

    STAR = "star"
    DISC = "disc"
    TRIANGLE = "triangle"
    SQUARE = "square"
    RING = "ring"


Points = tuple[tuple[float, float], ...]


def _star() -> Points:
    points = []
    for step in range(10):
        radius = 0.52 if step % 2 == 0 else 0.215
        angle = -math.pi / 2 + step * math.pi / 5
        points.append((0.5 + radius * math.cos(angle), 0.53 + radius * math.sin(angle)))
    return tuple(points)


def _circle(radius: float, *, clockwise: bool = True) -> Points:
    steps = 48
    sign = 1 if clockwise else -1
    turn = 2 * math.pi / steps
    return tuple(
        (0.5 + radius * math.cos(sign * i * turn), 0.5 + radius * math.sin(sign * i * turn))
        for i in range(steps)
    )


# Each shape is one or two closed outlines; the second (the hole of the ring) runs the other way,
# so both fill rules leave it open.
SHAPE_OUTLINES: Final[dict[Shape, tuple[Points, ...]]] = {
    Shape.STAR: (_star(),),
    Shape.DISC: (_circle(0.5),),
    Shape.TRIANGLE: (((0.5, 0.03), (1.0, 0.95), (0.0, 0.95)),),
    Shape.SQUARE: (((0.04, 0.04), (0.96, 0.04), (0.96, 0.96), (0.04, 0.96)),),
    Shape.RING: (_circle(0.5), _circle(0.34, clockwise=False)),
}

# The same shapes as characters, for Excel cells and copied text only.
SHAPE_CHARACTERS: Final[dict[Shape, str]] = {
    Shape.STAR: "★",
    Shape.DISC: "●",
    Shape.TRIANGLE: "▲",
    Shape.SQUARE: "■",
    Shape.RING: "○",
}


@dataclass(frozen=True, slots=True)
class ChipColours:
    """Back and text of a chip; `border` is None where the chip has no edge."""

    back: str
    text: str
    border: str | None = None
    is_dashed: bool = False
    is_semibold: bool = False


@dataclass(frozen=True, slots=True)
class RatingColours:
    """One level in one theme: chart fill, outline and line, text inside a bar, both chips."""

    fill: str
    outline: str
    on_fill: str
    cqc: ChipColours
    own: ChipColours


@dataclass(frozen=True, slots=True)
class ChartColours:
    """Colours of chart marks (TOKENS "Charts")."""

    grid: str
    ours: str
    history: str
    region: str
    authority: str
    band: str
    difference: str


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of one theme. `ratings` is keyed by level: 4 best to 1 worst, 0 not rated."""

    surface: str
    subtle: str
    nav: str
    line: str
    line_strong: str
    text: str
    text_2: str
    disabled: str
    accent: str
    accent_down: str
    on_accent: str
    accent_text: str
    accent_tint: str
    danger: str
    danger_tint: str
    warn: str
    warn_tint: str
    ok: str
    ok_tint: str
    ratings: dict[int, RatingColours]
    chart: ChartColours


NOT_RATED: Final = 0

RATING_SHAPES: Final[dict[int, Shape]] = {
    4: Shape.STAR,
    3: Shape.DISC,
    2: Shape.TRIANGLE,
    1: Shape.SQUARE,
    NOT_RATED: Shape.RING,
}

CQC_WORDS: Final[dict[int, str]] = {
    4: "Outstanding",
    3: "Good",
    2: "Requires improvement",
    1: "Inadequate",
    NOT_RATED: "Not rated",
}

OWN_WORDS: Final[dict[int, str]] = {
    4: "Excellent",
    3: "Good",
    2: "Requires improvement",
    1: "Poor",
    NOT_RATED: "Not visited",
}

LIGHT: Final = Palette(
    surface="#FFFFFF",
    subtle="#F7F8FA",
    nav="#ECEEF2",
    line="#D9DDE4",
    line_strong="#7C8695",
    text="#1A2230",
    text_2="#4B5565",
    disabled="#8A93A1",
    accent="#5B3F93",
    accent_down="#4A3279",
    on_accent="#FFFFFF",
    accent_text="#543A8A",
    accent_tint="#EEE9F7",
    danger="#A01C2E",
    danger_tint="#FCEBED",
    warn="#6A4700",
    warn_tint="#FFF4DA",
    ok="#0B5B4A",
    ok_tint="#E3F4EE",
    ratings={
        4: RatingColours(
            "#2867B5",
            "#1D57A3",
            "#FFFFFF",
            ChipColours("#E4EDF9", "#123F7A"),
            ChipColours("#FFFFFF", "#123F7A", "#1D57A3"),
        ),
        3: RatingColours(
            "#3DAA93",
            "#21826E",
            "#10151D",
            ChipColours("#E0F2EC", "#0A4F40"),
            ChipColours("#FFFFFF", "#0A4F40", "#21826E"),
        ),
        2: RatingColours(
            "#F4B93A",
            "#A66F00",
            "#10151D",
            ChipColours("#FFEFC7", "#5C3F00"),
            ChipColours("#FFFFFF", "#5C3F00", "#A66F00"),
        ),
        1: RatingColours(
            "#8F1729",
            "#A01C2E",
            "#FFFFFF",
            ChipColours("#8F1729", "#FFFFFF"),
            ChipColours("#FFFFFF", "#A01C2E", "#A01C2E", is_semibold=True),
        ),
        NOT_RATED: RatingColours(
            "#D3D8E0",
            "#7C8695",
            "#1A2230",
            ChipColours("#FFFFFF", "#4B5565", "#7C8695", is_dashed=True),
            ChipColours("#FFFFFF", "#4B5565", "#7C8695", is_dashed=True),
        ),
    },
    chart=ChartColours(
        grid="#E6E9EE",
        ours="#5B3F93",
        history="#1A2230",
        region="#66707F",
        authority="#8A6D3B",
        band="#E6DFF3",
        difference="#FFF4DA",
    ),
)

DARK: Final = Palette(
    surface="#1B1F26",
    subtle="#21262E",
    nav="#14171C",
    line="#343B46",
    line_strong="#7A8596",
    text="#E9ECF1",
    text_2="#B0B9C6",
    disabled="#737D8B",
    accent="#7B5FC4",
    accent_down="#6A4FB3",
    on_accent="#FFFFFF",
    accent_text="#C3B2F0",
    accent_tint="#2E2843",
    danger="#FF9AA6",
    danger_tint="#3A2027",
    warn="#F6CF74",
    warn_tint="#382E17",
    ok="#7FDCC4",
    ok_tint="#17322C",
    ratings={
        4: RatingColours(
            "#5E9BEA",
            "#5E9BEA",
            "#10151D",
            ChipColours("#1E3350", "#B9D5FA"),
            ChipColours("#1B1F26", "#B9D5FA", "#5E9BEA"),
        ),
        3: RatingColours(
            "#52C9AE",
            "#46B79D",
            "#10151D",
            ChipColours("#17382F", "#A5EBD8"),
            ChipColours("#1B1F26", "#A5EBD8", "#46B79D"),
        ),
        2: RatingColours(
            "#FFD67A",
            "#D9A93F",
            "#10151D",
            ChipColours("#43361A", "#FFDF94"),
            ChipColours("#1B1F26", "#FFDF94", "#D9A93F"),
        ),
        1: RatingColours(
            "#CB3C55",
            "#FF8796",
            "#FFFFFF",
            ChipColours("#B4263D", "#FFFFFF"),
            ChipColours("#1B1F26", "#FF9AA6", "#FF8796", is_semibold=True),
        ),
        NOT_RATED: RatingColours(
            "#4A5361",
            "#7A8596",
            "#E9ECF1",
            ChipColours("#1B1F26", "#B0B9C6", "#7A8596", is_dashed=True),
            ChipColours("#1B1F26", "#B0B9C6", "#7A8596", is_dashed=True),
        ),
    },
    chart=ChartColours(
        grid="#2A303A",
        ours="#C3B2F0",
        history="#E9ECF1",
        region="#98A2B1",
        authority="#D0AC6A",
        band="#332C4C",
        difference="#382E17",
    ),
)


# Type: points, so that it follows the system scale. Weights are those of CSS and QFont.
TITLE_PT: Final = 16.5
HEADING_PT: Final = 12.0
BODY_PT: Final = 10.0
REGULAR: Final = 400
SEMIBOLD: Final = 600
TITLE_LINE: Final = 28
BODY_LINE: Final = 20
TWO_LINE: Final = 19

# Space and size: px at 100 %.
PAGE_SIDE: Final = 24
PAGE_TOP: Final = 16
BLOCK_GAP: Final = 16
COLUMN_GAP: Final = 32
NAV_WIDTH: Final = 188
NAV_NARROW: Final = 52
NAV_ITEM: Final = 36
NAV_ICON: Final = 18
NAV_MARK: Final = 3
STATUS_HEIGHT: Final = 28
VISIT_HEADER: Final = 60
WIZARD_FOOT: Final = 56
TABLE_HEADER: Final = 32
ROW: Final = 32
ROW_VISIT: Final = 44
ROW_TWO_LINE: Final = 49
FACTS_ROW: Final = 30
CELL_PADDING: Final = 8
BUTTON: Final = 32
BUTTON_SMALL: Final = 28
TOUCH: Final = 44
ANSWER_BUTTON: Final = 48
PREVIEW_WIDTH: Final = 300
SIDE_WIDTH: Final = 320
VISIT_LEFT: Final = 236
VISIT_RIGHT: Final = 288
TAB_HEIGHT: Final = 36
ICON_BUTTON: Final = 16
RADIUS_CONTROL: Final = 4
RADIUS_CHIP: Final = 3
RADIUS_PILL: Final = 11
FOCUS_RING: Final = 2
NARROW_NAV_BELOW: Final = 1200
VISIT_DRAWER_BELOW: Final = 1180
PREVIEW_DRAWER_BELOW: Final = 1200

# Chips.
CHIP_HEIGHT: Final = 22
CHIP_PADDING: Final = 7
PILL_PADDING: Final = 8
CHIP_SHAPE: Final = 11
CHIP_GAP: Final = 5
CHIP_COLUMN_CQC: Final = 182
CHIP_COLUMN_OWN: Final = 186
PILL_EDGE: Final = 1.5

# Charts.
BAR_HEIGHT: Final = 28
BAR_PITCH: Final = 38
BAR_OVERALL_GAP: Final = 8
BAR_SEGMENT_GAP: Final = 1.5
SHAPE_AND_COUNT_FROM: Final = 33
COUNT_FROM: Final = 19
LABEL_APART: Final = 18
MARK_EDGE: Final = 1.5
POINT_RING: Final = 24


def shape_of(level: int | None) -> Shape:
    """The shape of a rating level (4 best to 1 worst); the ring for None or 0."""
    return RATING_SHAPES[level or NOT_RATED]
