"""Rating marks, states, movements and small bars as vector shapes beside tagged words.

Shapes are decoration for a screen reader, because the word always stands beside them (PAPER "Rating
marks"). No shape is a character of a font.
"""

from __future__ import annotations

import math
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from app.reports import fonts, style
from app.reports.style import TextStyle
from app.reports.tagged_canvas import Node
from app.reports.values import Bar, Direction, Movement, Owner, RatingMark, StateKind, StateMark
from app.tokens import LIGHT, NOT_RATED, SHAPE_OUTLINES, ChipColours, shape_of

_GAP: Final = 3.5
_SHAPE: Final = 7.9
_PAD: Final = 5.0
_PILL_PAD: Final = 6.0
_EDGE: Final = 1.1
_LARGE: Final = 13 / 9
_ICON: Final = 8.0


def draw_polygon(canvas: Any, points: list[tuple[float, float]], *, stroke: int, fill: int) -> None:
    """A closed outline in the canvas's current colours."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.drawPath(path, stroke=stroke, fill=fill)


def draw_shape(
    canvas: Any,
    level: int | None,
    x: float,
    y: float,
    size: float,
    *,
    colour: str = "",
    is_hollow: bool = False,
) -> None:
    """The shape of a rating in the square with its lower left corner at (x, y).

    With `colour` it is drawn in that one colour (white on a solid chip); hollow for our marks
    where they stand among CQC's.
    """
    look = LIGHT.ratings[level or NOT_RATED]
    shape = SHAPE_OUTLINES[shape_of(level)]
    outlines = [[(x + px * size, y + (1 - py) * size) for px, py in points] for points in shape]
    canvas.setLineWidth(0.7)
    if len(outlines) > 1:
        canvas.setStrokeColor(HexColor(colour or look.outline))
        canvas.setLineWidth(1.1)
        canvas.circle(x + size / 2, y + size / 2, size * 0.42, stroke=1, fill=0)
        return
    canvas.setFillColor(HexColor(style.SURFACE if is_hollow else colour or look.fill))
    canvas.setStrokeColor(HexColor(colour or look.outline))
    canvas.setLineWidth(1.3 if is_hollow else 0.7)
    draw_polygon(canvas, outlines[0], stroke=0 if colour else 1, fill=1)


def _draw_word(
    canvas: Any, word: str, x: float, baseline: float, base: TextStyle, colour: str
) -> None:
    font = fonts.BOLD if base.is_bold else fonts.REGULAR
    text = canvas.beginText(x, baseline)
    text.setFillColor(HexColor(colour))
    for chosen, piece in fonts.runs(word, font):
        text.setFont(chosen, base.size)
        text.textOut(piece)
    canvas.drawText(text)


class MarkFlow(Flowable):
    """A rating as a chip: CQC's a filled rectangle, ours an outlined pill."""

    def __init__(self, mark: RatingMark, node: Node, *, is_large: bool = False) -> None:
        super().__init__()
        self._mark = mark
        self._node = node
        self._scale = _LARGE if is_large else 1.0
        is_ours = mark.owner is Owner.OURS
        look = LIGHT.ratings[mark.level or NOT_RATED]
        self._look: ChipColours = look.own if is_ours else look.cqc
        bold = is_large or self._look.is_semibold
        self._style = TextStyle(9 * self._scale, 11 * self._scale, is_bold=bold)
        self._pad = 9.0 if is_large else _PILL_PAD if is_ours else _PAD
        self._word_width = self._measure(mark.words)
        self._owner_width = self._measure(f"{mark.owner.value} ") + 5 if mark.names_owner else 0.0
        self.width = (
            2 * self._pad + (_SHAPE + _GAP) * self._scale + self._word_width + self._owner_width
        )
        self.height = 24.0 if is_large else 13.6

    def _measure(self, words: str) -> float:
        font = fonts.BOLD if self._style.is_bold else fonts.REGULAR
        return fonts.text_width(words, font, self._style.size)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """The chip's own size, whatever the room."""
        return self.width, self.height

    def draw(self) -> None:
        """Body, shape, word."""
        canvas: Any = self.canv
        self._draw_body(canvas)
        size = _SHAPE * self._scale
        colour = self._look.text if self._look.back == self._solid else ""
        draw_shape(
            canvas, self._mark.level, self._pad, (self.height - size) / 2, size, colour=colour
        )
        baseline = self.height / 2 - self._style.size * 0.36
        x = self._pad + size + _GAP * self._scale
        with canvas.marked(self._node):
            if self._mark.names_owner:
                owner = TextStyle(self._style.size, self._style.leading, is_bold=True)
                _draw_word(
                    canvas, f"{self._mark.owner.value} ", x, baseline, owner, self._look.text
                )
                x += self._owner_width
            _draw_word(canvas, self._mark.words, x, baseline, self._style, self._look.text)
        if self._mark.names_owner:
            canvas.line(x - 3, 3, x - 3, self.height - 3)

    @property
    def _solid(self) -> str:
        return LIGHT.ratings[1].cqc.back

    def _draw_body(self, canvas: Any) -> None:
        is_ours = self._mark.owner is Owner.OURS
        edge = self._look.border
        canvas.saveState()
        canvas.setFillColor(HexColor(self._look.back))
        if edge:
            canvas.setStrokeColor(HexColor(edge))
            canvas.setLineWidth(1.5 if self._scale > 1 else 0.8 if self._look.is_dashed else _EDGE)
        if self._look.is_dashed:
            canvas.setDash(2.2, 1.6)
        radius = (self.height - 1) / 2 if is_ours else 2
        canvas.roundRect(
            0.5, 0.5, self.width - 1, self.height - 1, radius, stroke=1 if edge else 0, fill=1
        )
        canvas.restoreState()


def _draw_arrow(canvas: Any, direction: Direction, x: float, y: float, size: float) -> None:
    """An open arrow: up to the right, level, or down to the right."""
    angle = {Direction.BETTER: 45, Direction.SAME: 0, Direction.WORSE: -45}[direction]
    canvas.saveState()
    canvas.translate(x + size / 2, y + size / 2)
    canvas.rotate(angle)
    canvas.setStrokeColor(HexColor(style.TEXT))
    canvas.setLineWidth(1.2)
    half, head = size * 0.5, size * 0.34
    path = canvas.beginPath()
    path.moveTo(-half, 0)
    path.lineTo(half, 0)
    path.moveTo(half - head, head)
    path.lineTo(half, 0)
    path.lineTo(half - head, -head)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def _draw_state(canvas: Any, kind: StateKind, x: float, y: float) -> None:
    """The disc of a state, 8 pt wide."""
    middle_x, middle_y, radius = x + _ICON / 2, y + _ICON / 2, _ICON / 2 - 0.5
    colour = {
        StateKind.CLOSED: style.DONE,
        StateKind.OVERDUE: style.LATE,
        StateKind.OPEN: style.QUIET,
    }.get(kind, style.ACCENT)
    canvas.saveState()
    canvas.setStrokeColor(HexColor(colour))
    canvas.setFillColor(HexColor(colour))
    canvas.setLineWidth(1)
    is_full = kind in {StateKind.CLOSED, StateKind.OVERDUE}
    canvas.circle(middle_x, middle_y, radius, stroke=1, fill=int(is_full))
    canvas.setLineCap(1)
    if kind is StateKind.CLOSED:
        canvas.setStrokeColor(HexColor(style.SURFACE))
        path = canvas.beginPath()
        path.moveTo(middle_x - 1.9, middle_y - 0.1)
        path.lineTo(middle_x - 0.5, middle_y - 1.6)
        path.lineTo(middle_x + 2, middle_y + 1.5)
        canvas.drawPath(path, stroke=1, fill=0)
    elif kind is StateKind.OVERDUE:
        canvas.setStrokeColor(HexColor(style.SURFACE))
        canvas.setFillColor(HexColor(style.SURFACE))
        canvas.line(middle_x, middle_y + 2.1, middle_x, middle_y - 0.3)
        canvas.circle(middle_x, middle_y - 2.1, 0.6, stroke=0, fill=1)
    elif kind in {StateKind.REPORTED_COMPLETE, StateKind.IN_PROGRESS}:
        spread = 180 if kind is StateKind.REPORTED_COMPLETE else 90
        _draw_sector(canvas, middle_x, middle_y, radius, spread)
    canvas.restoreState()


def _draw_sector(canvas: Any, x: float, y: float, radius: float, spread: int) -> None:
    """The filled part of a disc, clockwise from the top."""
    steps = [math.radians(90 - spread * step / 12) for step in range(13)]
    rim = [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in steps]
    draw_polygon(canvas, [(x, y), *rim], stroke=0, fill=1)


class SignFlow(Flowable):
    """Room for the icon of a state or a movement; its words are a text beside it."""

    WIDTH: Final = 12.5

    def __init__(self, sign: StateMark | Movement, leading: float) -> None:
        super().__init__()
        self._sign = sign
        self.width = self.WIDTH
        self.height = leading

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """The icon's own size."""
        return self.width, self.height

    def draw(self) -> None:
        """The icon, centred on its line."""
        canvas: Any = self.canv
        if isinstance(self._sign, StateMark):
            _draw_state(canvas, self._sign.kind, 0, (self.height - _ICON) / 2)
        elif self._sign.direction is not None:
            _draw_arrow(canvas, self._sign.direction, 1, (self.height - 7) / 2, 7)


class BarFlow(Flowable):
    """A small bar with ticks; the figure at its right is the only thing that is read."""

    def __init__(self, bar: Bar, base: TextStyle, node: Node, room: float) -> None:
        super().__init__()
        self._bar = bar
        self._style = base
        self._node = node
        font = fonts.BOLD if base.is_bold else fonts.REGULAR
        self._words_width = fonts.text_width(bar.words, font, base.size)
        self._length = max(room - max(self._words_width, 32) - 6, 0)
        self.width = room
        self.height = base.leading

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """The room it was made for."""
        return self.width, self.height

    def draw(self) -> None:
        """Bar, ticks, words at the right edge."""
        canvas: Any = self.canv
        bar = self._bar
        canvas.saveState()
        canvas.translate(0, self.height / 2 - 3.2)
        shares = (bar.part / bar.whole, bar.second / bar.whole) if bar.whole else (0.0, 0.0)
        draw_bar(canvas, shares, bar.ticks, self._length, 6.4)
        canvas.restoreState()
        baseline = self.height - (self._style.leading + self._style.size * 0.72) / 2
        with canvas.marked(self._node):
            _draw_word(
                canvas, bar.words, self.width - self._words_width, baseline, self._style, style.TEXT
            )


def draw_bar(
    canvas: Any,
    shares: tuple[float, float],
    ticks: tuple[int, ...],
    length: float,
    height: float,
) -> None:
    """A bar from (0, 0): the first share in accent, the second paler, a grey edge, ticks."""
    canvas.setLineWidth(0.4)
    canvas.setStrokeColor(HexColor(LIGHT.line_strong))
    for share, colour in (
        (1.0, style.BAR_BACK),
        (shares[0] + shares[1], style.BAR_SECOND),
        (shares[0], style.ACCENT),
    ):
        canvas.setFillColor(HexColor(colour))
        canvas.rect(0, 0, length * min(share, 1.0), height, stroke=0, fill=1)
    canvas.rect(0, 0, length, height, stroke=1, fill=0)
    for percent in ticks:
        x = length * percent / 100
        canvas.setStrokeColor(HexColor(style.SURFACE))
        canvas.setLineWidth(2.2)
        canvas.line(x, 0, x, height)
        canvas.setStrokeColor(HexColor(style.TEXT))
        canvas.setLineWidth(0.9)
        canvas.line(x, -2, x, height + 2)


class ShapeFlow(Flowable):
    """The shape of a rating over a column's heading."""

    def __init__(self, level: int | None) -> None:
        super().__init__()
        self._level = level
        self.width, self.height = 16.0, 11.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """The shape, above the middle of the short word."""
        draw_shape(self.canv, self._level, 0, 1, 8.5)
