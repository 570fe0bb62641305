"""Running text on paper: lines broken at spaces, left aligned, tagged, cut across pages.

Own line breaking instead of reportlab's Paragraph: nothing typed is ever parsed as markup, so no
stored text can become a link or load a picture, and the time taken grows with the length only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from app.reports import fonts, style
from app.reports.style import TextStyle
from app.reports.tagged_canvas import Node
from app.reports.values import Span, Text, Tone

_BLANKS: Final = re.compile(r"[ \t\f\v\x1c-\x1f\x85\u2028\u2029]+")
_NEVER_SPLIT_ABOVE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in one font and colour."""

    text: str
    font: str
    size: float
    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Word:
    """What is never broken unless it is wider than the line; `space` precedes it."""

    runs: tuple[Run, ...]
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line ready to draw; `is_soft` when it goes on with a space."""

    runs: tuple[Run, ...]
    width: float
    is_soft: bool


def spans_of(text: Text) -> tuple[Span, ...]:
    """`text` as spans."""
    return (Span(text),) if isinstance(text, str) else text


def source_lines(text: Text) -> list[tuple[Span, ...]]:
    """`text` cut at its line ends; empty lines are dropped."""
    lines: list[list[Span]] = [[]]
    for span in spans_of(text):
        for index, piece in enumerate(re.split(r"\r\n|\r|\n", span.text)):
            if index:
                lines.append([])
            if piece:
                lines[-1].append(Span(piece, span.bold, span.tone, span.is_code))
    kept = [tuple(line) for line in lines if any(span.text.strip() for span in line)]
    return kept or [()]


class LineBreaker:
    """Breaks spans into lines of a style; widths of words are measured once."""

    def __init__(self, base: TextStyle) -> None:
        self._style = base
        self._known: dict[tuple[str, str, float], float] = {}

    def lines(self, spans: Iterable[Span], room: float) -> list[Line]:
        """Greedy lines of at most `room` points; a word wider than that is cut."""
        done: list[Line] = []
        current: list[Run] = []
        filled = 0.0
        for word, space in self._words(spans):
            gap = space.width if space and current else 0.0
            if current and filled + gap + word.width > room + _NEVER_SPLIT_ABOVE:
                done.append(Line(tuple(current), filled, is_soft=space is not None))
                current, filled, gap = [], 0.0, 0.0
            if gap and space:
                current.append(space)
                filled += gap
            for part in self._cut(word, room):
                if current and filled + part.width > room + _NEVER_SPLIT_ABOVE:
                    done.append(Line(tuple(current), filled, is_soft=False))
                    current, filled = [], 0.0
                current.extend(part.runs)
                filled += part.width
        done.append(Line(tuple(current), filled, is_soft=False))
        return done

    def _width(self, text: str, font: str, size: float) -> float:
        key = (text, font, size)
        if key not in self._known:
            self._known[key] = fonts.width(text, font, size)
        return self._known[key]

    def _look(self, span: Span) -> tuple[str, float, str]:
        bold = self._style.is_bold or span.bold
        font = fonts.CODE if span.is_code else fonts.BOLD if bold else fonts.REGULAR
        size = min(self._style.size, style.CODE_SIZE) if span.is_code else self._style.size
        if span.tone is not Tone.NORMAL:
            return font, size, style.TONES[span.tone]
        is_lead = span.bold and not self._style.is_bold and self._style.colour == style.QUIET
        return font, size, style.TEXT if is_lead else self._style.colour

    def _run(self, text: str, font: str, size: float, colour: str) -> Run:
        return Run(text, font, size, colour, self._width(text, font, size))

    def _words(self, spans: Iterable[Span]) -> Iterable[tuple[Word, Run | None]]:
        """Words with the space before each, over the borders of spans."""
        pending: list[Run] = []
        space: Run | None = None
        for span in spans:
            font, size, colour = self._look(span)
            for index, piece in enumerate(_BLANKS.split(span.text)):
                if index:
                    if pending:
                        yield self._word(pending), space
                        pending = []
                    space = self._run(" ", font, size, colour)
                if piece:
                    pending += [
                        self._run(part, chosen, size, colour)
                        for chosen, part in fonts.runs(piece, font)
                    ]
        if pending:
            yield self._word(pending), space

    @staticmethod
    def _word(runs: list[Run]) -> Word:
        return Word(tuple(runs), sum(run.width for run in runs))

    def _cut(self, word: Word, room: float) -> Iterable[Word]:
        """`word` whole, or in parts of at most `room`."""
        if word.width <= room:
            yield word
            return
        part: list[Run] = []
        filled = 0.0
        for run in word.runs:
            start, length = 0, 0.0
            for index, character in enumerate(run.text):
                step = self._width(character, run.font, run.size)
                if filled + length + step > room and (filled or length):
                    if index > start:
                        part.append(
                            self._run(run.text[start:index], run.font, run.size, run.colour)
                        )
                    yield self._word(part)
                    part, filled, start, length = [], 0.0, index, 0.0
                length += step
            part.append(self._run(run.text[start:], run.font, run.size, run.colour))
            filled += length
        yield self._word(part)


def merged(runs: Iterable[Run]) -> list[Run]:
    """Neighbouring runs of one look joined, so that a line is drawn in few strokes."""
    result: list[Run] = []
    for run in runs:
        last = result[-1] if result else None
        if last and (last.font, last.size, last.colour) == (run.font, run.size, run.colour):
            result[-1] = Run(
                last.text + run.text, run.font, run.size, run.colour, last.width + run.width
            )
        else:
            result.append(run)
    return result


def draw_lines(
    canvas: Any, lines: list[Line], x: float, top: float, base: TextStyle, room: float
) -> None:
    """Draw lines downwards from `top`; the caller has marked what they are."""
    text = canvas.beginText(x, top)
    drop = (base.leading + base.size * 0.72) / 2
    for index, line in enumerate(lines):
        left = x + room - line.width if base.is_right else x
        text.setTextOrigin(left, top - index * base.leading - drop)
        for run in merged(line.runs):
            text.setFont(run.font, run.size)
            text.setFillColor(HexColor(run.colour))
            text.textOut(run.text)
        if line.is_soft:
            text.textOut(" ")
    canvas.drawText(text)


class TextFlow(Flowable):
    """One paragraph: tagged with `node`, indented by `indent`, with a disc when it is a bullet."""

    def __init__(
        self,
        spans: Iterable[Span],
        base: TextStyle,
        node: Node,
        *,
        indent: float = 0,
        has_disc: bool = False,
        rule: str = "",
    ) -> None:
        super().__init__()
        self._spans = tuple(spans)
        self._base = base
        self._node = node
        self._indent = indent
        self._has_disc = has_disc
        self._rule = rule
        self._lines: list[Line] | None = None
        self.keeps = 0.0
        self.spaceBefore = base.before
        self.spaceAfter = base.after

    @property
    def last_line_width(self) -> float:
        """Width of the last line; known after `wrap`."""
        return self._indent + (self._lines[-1].width if self._lines else 0.0)

    def natural_width(self) -> float:
        """Width on one line."""
        lines = LineBreaker(self._base).lines(self._spans, 1e9)
        return self._indent + lines[0].width

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """Break into lines of width `aW`; too tall when what it keeps would not fit below."""
        if self._lines is None:
            self._lines = LineBreaker(self._base).lines(self._spans, aW - self._indent)
        self.width = aW
        self.height = len(self._lines) * self._base.leading
        fits = self.height + self.keeps <= aH or aH >= style.TEXT_HEIGHT - 1
        return aW, self.height if fits else max(self.height, aH + 1)

    def lead_height(self) -> float:
        """What a heading keeps with itself: two lines, or a short paragraph with what it keeps."""
        if self.height <= 3 * self._base.leading:
            return self.height + self.keeps
        return 2 * self._base.leading

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803
        """Cut so that at least two lines stand on either page (of four or more)."""
        self.wrap(aW, aH)
        lines = self._lines or []
        fits = int((aH + 0.01) / self._base.leading)
        if fits >= len(lines) and not self.keeps:
            return [self]
        if fits >= len(lines) and len(lines) <= 3:
            return []
        if len(lines) > 3:
            fits = min(fits, len(lines) - 2)
        if fits < min(2, len(lines)):
            return []
        return [self._part(lines[:fits], is_first=True), self._part(lines[fits:], is_first=False)]

    def _part(self, lines: list[Line], *, is_first: bool) -> TextFlow:
        part = TextFlow(
            (),
            self._base,
            self._node,
            indent=self._indent,
            has_disc=self._has_disc and is_first,
            rule=self._rule,
        )
        part._lines = lines
        part.keeps = 0.0 if is_first else self.keeps
        part.spaceBefore = self.spaceBefore if is_first else 0
        part.spaceAfter = 0 if is_first else self.spaceAfter
        return part

    def draw(self) -> None:
        """Draw rule, disc and lines."""
        canvas: Any = self.canv
        if self._rule:
            canvas.setStrokeColor(HexColor(self._rule))
            canvas.setLineWidth(1.5)
            canvas.line(0.75, 0, 0.75, self.height)
        if self._has_disc:
            canvas.setFillColor(HexColor(self._base.colour))
            middle = self.height - self._base.leading / 2
            canvas.circle(3.2, middle, 1.9, stroke=0, fill=1)
        canvas.attach(self._node)
        if any(line.runs for line in self._lines or []):
            with canvas.marked(self._node):
                draw_lines(
                    canvas,
                    self._lines or [],
                    self._indent,
                    self.height,
                    self._base,
                    self.width - self._indent,
                )


def text_flows(
    text: Text, base: TextStyle, parent: Node, *, indent: float = 0, rule: str = ""
) -> list[TextFlow]:
    """One flowable for each line of `text`, each its own element below `parent`."""
    return [
        TextFlow(line, base, parent.child("P"), indent=indent, rule=rule)
        for line in source_lines(text)
    ]
