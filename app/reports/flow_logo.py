"""The top of a first page that carries the council's logo: kind and title left, the logo right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from app.reports import style
from app.reports.content import Logo
from app.reports.flow_blocks import draw_stack, readable, stack_height
from app.reports.flow_text import LineBreaker
from app.reports.tagged_canvas import Node
from app.reports.values import Span


class LogoFlow(Flowable):
    """The logo at the right edge, tagged as a figure; nothing where it cannot be read."""

    def __init__(self, logo: Logo, parent: Node) -> None:
        super().__init__()
        self._reader = readable(logo.image)
        self._size = (0.0, 0.0)
        if self._reader is not None:
            self._node = parent.child("Figure", alt=logo.alt_text)
            self._size = style.logo_size(*self._reader.getSize())

    @property
    def room(self) -> float:
        """The width that it takes from a title beside it, the gap counted."""
        return self._size[0] + style.COLUMN_GAP if self._reader is not None else 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """As wide as it may, so that it stands at the right."""
        self.width, self.height = aW, self._size[1]
        return aW, self.height

    def draw(self) -> None:
        """The picture, its box told for a screen reader."""
        if self._reader is None:
            return
        canvas: Any = self.canv
        wide, tall = self._size
        left = self.width - wide
        x, y = canvas.absolutePosition(left, 0)
        self._node.attributes["Layout"] = {"BBox": (x, y, x + wide, y + tall)}
        with canvas.marked(self._node):
            canvas.drawImage(self._reader, left, 0, wide, tall)


class TitleFlow(Flowable):
    """Kind and title with the logo at the right, set in the way that takes less of the page.

    Either both stand beside the logo, or the kind alone does and the title has the whole width
    below it: a wide, low logo then costs a long title no line.
    """

    def __init__(
        self, kind: Sequence[Flowable], words: str, title: Flowable, logo: LogoFlow
    ) -> None:
        super().__init__()
        self._kind = tuple(kind)
        self._words = (Span(words),)
        self._title = title
        self._logo = logo
        self.spaceAfter = style.TITLE.after

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        """As tall as the lower of the two ways."""
        self._beside = aW - self._logo.room
        _, logo = self._logo.wrap(aW, aH)
        kind = stack_height(self._kind, self._beside) + style.KIND.after
        self._top = max(logo + style.KIND.after, kind)
        both = max(logo, kind + self._title_height(self._beside))
        below = self._top + self._title_height(aW)
        self._is_below = below < both
        self.width, self.height = aW, min(both, below)
        return aW, self.height

    def _title_height(self, room: float) -> float:
        """Counted apart: a flowable of text breaks its lines once and for all."""
        return len(LineBreaker(style.TITLE).lines(self._words, room)) * style.TITLE.leading

    def draw(self) -> None:
        """Words, then the logo."""
        if self._is_below:
            draw_stack(self.canv, self._kind, 0, self.height, self._beside)
            draw_stack(self.canv, (self._title,), 0, self.height - self._top, self.width)
        else:
            draw_stack(self.canv, (*self._kind, self._title), 0, self.height, self._beside)
        self._logo.drawOn(self.canv, 0, self.height - self._logo.height)
