"""The larger pieces of a page: headings with marks, verdict, key figures, photos, two columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, Final

from PIL import Image, UnidentifiedImageError
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from app.reports import style
from app.reports.content import Figure, KeyFigure
from app.reports.flow_text import TextFlow, text_flows
from app.reports.marks import MarkFlow
from app.reports.style import MM, TextStyle
from app.reports.tagged_canvas import Node
from app.reports.values import Span

_HARDLY_BEGUN: Final = 0.7 * style.TEXT_HEIGHT
_PHOTO_WIDTH: Final = 54 * MM
_PHOTO_HEIGHT: Final = 44 * MM
_PHOTO_GAP: Final = 4 * MM
PHOTOS_ACROSS: Final = 3


def stack_height(flows: Sequence[Flowable], room: float) -> float:
    """Height of flowables under each other, with the space between them but not around."""
    height, after = 0.0, 0.0
    for index, flow in enumerate(flows):
        height += max(after, flow.getSpaceBefore()) if index else 0
        height += flow.wrap(room, 1e6)[1]
        after = flow.getSpaceAfter()
    return height


def draw_stack(canvas: Any, flows: Sequence[Flowable], x: float, top: float, room: float) -> float:
    """Draw flowables downwards from `top`; returns where they end."""
    after = 0.0
    for index, flow in enumerate(flows):
        top -= max(after, flow.getSpaceBefore()) if index else 0
        _, tall = flow.wrap(room, 1e6)
        top -= tall
        flow.drawOn(canvas, x, top)
        after = flow.getSpaceAfter()
    return top


class SectionBreak(Flowable):
    """What follows starts a new page, unless this one has hardly begun."""

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """No height near the top of a page, too much anywhere else."""
        return aW, 0.0 if aH > _HARDLY_BEGUN else aH + 1

    def draw(self) -> None:
        """Nothing to see."""


class HeadingFlow(Flowable):
    """A heading kept with what follows; a mark and a note at the right edge or after the text."""

    def __init__(
        self,
        text: TextFlow,
        base: TextStyle,
        *,
        mark: MarkFlow | None = None,
        note: TextFlow | None = None,
        is_right: bool = False,
        bookmark: tuple[str, str, int] | None = None,
    ) -> None:
        super().__init__()
        self._text = text
        self._base = base
        self._mark = mark
        self._note = note
        self._is_right = is_right
        self._bookmark = bookmark
        self.follows: Callable[[], float] = lambda: 2 * style.BODY.leading
        self.spaceBefore = base.before
        self.spaceAfter = base.after

    def _aside_width(self) -> float:
        mark = self._mark.width + 7 if self._mark else 0.0
        return mark + (self._note.natural_width() + 7 if self._note else 0.0)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """Its own height, or too much when what follows would not fit below it."""
        self._measure(aW)
        needed = self.height + self.spaceAfter + self.follows()
        fits = needed <= aH or aH >= style.TEXT_HEIGHT - 1
        return aW, self.height if fits else max(self.height, aH + 1)

    def _measure(self, room: float) -> None:
        self.width = room
        aside = self._aside_width()
        is_beside = self._is_right and aside < room * 0.7
        _, tall = self._text.wrap(room - aside if is_beside else room, 1e6)
        self._is_beside = not aside or self._is_right or self._text.last_line_width + aside <= room
        self.height = tall + (0 if self._is_beside else 17)

    @property
    def is_section(self) -> bool:
        """True for the heading of a section (H2), which keeps more with itself."""
        return self._is_right

    def own_height(self, room: float) -> float:
        """Its own height, without the space around it and what it keeps."""
        self._measure(room)
        return self.height

    def draw(self) -> None:
        """Bookmark, text, then note and mark."""
        canvas: Any = self.canv
        if self._bookmark:
            key, title, level = self._bookmark
            canvas.bookmarkHorizontal(key, 0, self.height + 6)
            canvas.addOutlineEntry(title, key, level)
        text_bottom = self.height - self._text.height
        self._text.drawOn(canvas, 0, text_bottom)
        leading = self._base.leading
        if not self._is_beside:
            self._draw_aside(canvas, 0, 1)
        elif self._is_right:
            self._draw_aside(
                canvas, self.width - self._aside_width() + 7, self.height - leading + 2
            )
        else:
            self._draw_aside(canvas, self._text.last_line_width + 7, text_bottom + 0.5)

    def _draw_aside(self, canvas: Any, x: float, bottom: float) -> None:
        """Left to right; at the right edge the note comes first, after a heading the mark."""
        pieces: list[Flowable] = [piece for piece in (self._mark, self._note) if piece]
        for piece in reversed(pieces) if self._is_right else pieces:
            if isinstance(piece, TextFlow):
                wide = piece.natural_width() + 1
                piece.wrap(wide, 1e6)
                piece.drawOn(canvas, x, bottom + 0.8)
            else:
                wide = piece.width
                piece.drawOn(canvas, x, bottom + 0.4)
            x += wide + 6


class VerdictFlow(Flowable):
    """The result as a large mark, and the judgement beside it behind an accent rule."""

    LEFT: Final = 69 * MM

    def __init__(self, label: TextFlow, mark: MarkFlow, words: Sequence[TextFlow]) -> None:
        super().__init__()
        self._label = label
        self._mark = mark
        self._words = words
        self.spaceBefore = 6.0
        self.spaceAfter = 2.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """As tall as the taller side."""
        self._label.wrap(self.LEFT, 1e6)
        self._room = aW - self.LEFT - 14
        left = self._label.height + self._mark.height + 8
        self.width, self.height = aW, max(left, stack_height(self._words, self._room))
        return aW, self.height

    def draw(self) -> None:
        """Label and mark in the middle of the left side, words at the right."""
        canvas: Any = self.canv
        block = self._label.height + self._mark.height + 4
        top = self.height - (self.height - block) / 2
        self._label.drawOn(canvas, 0, top - self._label.height)
        self._mark.drawOn(canvas, 0, top - block)
        canvas.setStrokeColor(HexColor(style.ACCENT))
        canvas.setLineWidth(1.5)
        canvas.line(self.LEFT, 0, self.LEFT, self.height)
        spare = (self.height - stack_height(self._words, self._room)) / 2
        draw_stack(canvas, self._words, self.LEFT + 10, self.height - spare, self._room)


class KeyFiguresFlow(Flowable):
    """Figures in a row, each behind an accent bar; columns as wide as their words need."""

    def __init__(self, items: Sequence[KeyFigure], parent: Node) -> None:
        super().__init__()
        self._columns = [
            (
                TextFlow((Span(item.figure),), style.FIGURE, node := parent.child("P")),
                TextFlow((Span(item.words),), style.FIGURE_WORDS, node),
            )
            for item in items
        ]
        self.spaceBefore = 6.0
        self.spaceAfter = 8.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """Shares of the width by the length of the words, none under a tenth of it."""
        wants = [
            max(figure.natural_width(), words.natural_width() * 0.58, 0.11 * aW) + 18
            for figure, words in self._columns
        ]
        spare = aW - sum(wants)
        scale = aW / sum(wants) if spare < 0 else 1.0
        share = max(spare, 0) / len(wants)
        self._widths = [want * scale + share for want in wants]
        tallest = 0.0
        for (figure, words), wide in zip(self._columns, self._widths, strict=True):
            tallest = max(tallest, figure.wrap(wide - 18, 1e6)[1] + words.wrap(wide - 18, 1e6)[1])
        self.width, self.height = aW, tallest
        return aW, tallest

    def draw(self) -> None:
        """Bars, figures, words."""
        canvas: Any = self.canv
        x = 0.0
        for (figure, words), wide in zip(self._columns, self._widths, strict=True):
            canvas.setStrokeColor(HexColor(style.ACCENT))
            canvas.setLineWidth(2)
            canvas.line(x + 1, 0, x + 1, self.height)
            draw_stack(canvas, (figure, words), x + 9, self.height, wide - 18)
            x += wide


def readable(image: bytes) -> ImageReader | None:
    """A picture that can be drawn, or None where its bytes are no PNG or JPEG."""
    try:
        with Image.open(BytesIO(image), formats=("JPEG", "PNG")) as opened:
            opened.verify()
        return ImageReader(BytesIO(image))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


class FigureFlow(Flowable):
    """A picture 54 mm wide with its caption; a picture that cannot be read says so in words."""

    def __init__(self, figure: Figure, parent: Node) -> None:
        super().__init__()
        self._reader = readable(figure.image)
        self._node = parent.child("Figure", alt=figure.alt_text)
        words: list[Span] = [] if self._reader else [Span("This picture could not be read. ")]
        caption = (Span(figure.caption),) if isinstance(figure.caption, str) else figure.caption
        self._caption = text_flows((*words, *caption), style.CAPTION, parent)
        self.width = _PHOTO_WIDTH
        self._size = self._fitted()

    def _fitted(self) -> tuple[float, float]:
        if self._reader is None:
            return _PHOTO_WIDTH, 0.0
        wide, tall = self._reader.getSize()
        scale = min(_PHOTO_WIDTH / wide, _PHOTO_HEIGHT / tall)
        return wide * scale, tall * scale

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """Picture over caption."""
        self.height = self._size[1] + 2 + stack_height(self._caption, _PHOTO_WIDTH)
        return self.width, self.height

    def draw(self) -> None:
        """The picture as a figure, then its caption."""
        canvas: Any = self.canv
        wide, tall = self._size
        bottom = self.height - tall
        if self._reader is not None:
            x, y = canvas.absolutePosition(0, bottom)
            self._node.attributes["Layout"] = {"BBox": (x, y, x + wide, y + tall)}
            with canvas.marked(self._node):
                canvas.drawImage(self._reader, 0, bottom, wide, tall)
            canvas.setStrokeColor(HexColor(style.RULE))
            canvas.setLineWidth(0.5)
            canvas.rect(0, bottom, wide, tall, stroke=1, fill=0)
        draw_stack(canvas, self._caption, 0, bottom - 2, _PHOTO_WIDTH)


class FigureRow(Flowable):
    """At most three pictures side by side."""

    def __init__(self, figures: Sequence[FigureFlow]) -> None:
        super().__init__()
        self._figures = figures
        self.spaceBefore = 6.0
        self.spaceAfter = 4.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """As tall as the tallest."""
        self.width = aW
        self.height = max(figure.wrap(aW, aH)[1] for figure in self._figures)
        return aW, self.height

    def lead_height(self) -> float:
        """A row of pictures is never cut."""
        return self.height

    def draw(self) -> None:
        """Pictures hang from one line."""
        x = 0.0
        for figure in self._figures:
            figure.drawOn(self.canv, x, self.height - figure.height)
            x += _PHOTO_WIDTH + _PHOTO_GAP


class ColumnsFlow(Flowable):
    """Two short columns; read left, then right. Never cut."""

    def __init__(
        self, left: Sequence[Flowable], right: Sequence[Flowable], left_width: float
    ) -> None:
        super().__init__()
        self._left = left
        self._right = right
        self._left_width = left_width
        self.spaceBefore = 4.0
        self.spaceAfter = 6.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """As tall as the taller column."""
        self._right_width = aW - self._left_width - style.COLUMN_GAP
        left = stack_height(self._left, self._left_width)
        self.width, self.height = aW, max(left, stack_height(self._right, self._right_width))
        return aW, self.height

    def lead_height(self) -> float:
        """Both columns whole."""
        return self.height

    def draw(self) -> None:
        """Left, then right."""
        draw_stack(self.canv, self._left, 0, self.height, self._left_width)
        x = self._left_width + style.COLUMN_GAP
        draw_stack(self.canv, self._right, x, self.height, self._right_width)
