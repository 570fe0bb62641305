"""A canvas that knows what each mark on the page means (tagged PDF, LIBRARIES "Tagged PDF").

Text must be drawn inside `marked(node)` or `artifact()`; strict by design: anything else raises,
because an untagged word would pass every validator as decoration. Lines, shapes and pictures
outside both become artifacts. Nodes join their parents when first drawn, so tree order is reading
order. Depends on private attributes of reportlab's canvas (`_code`), hence the exact pin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas


class UntaggedTextError(RuntimeError):
    """Text was drawn without saying what it is: a bug of a renderer."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked piece of a page: page index from 0, and its number on that page."""

    page: int
    mcid: int


@dataclass(eq=False, slots=True)
class Node:
    """An element of the structure tree: `tag` is a standard structure type ("P", "TH").

    `attributes` are those of a table cell or figure, by owner ("Table": {"Scope": "Column"}).
    """

    tag: str
    parent: Node | None = None
    alt: str = ""
    title: str = ""
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    kids: list[Node | Mark] = field(default_factory=list)
    _is_attached: bool = False

    def attach(self) -> None:
        """Take the next place under the parent; does nothing the second time."""
        if self._is_attached:
            return
        self._is_attached = True
        if self.parent is not None:
            self.parent.attach()
            self.parent.kids.append(self)

    def child(self, tag: str, **more: Any) -> Node:
        """A new node below this one; it takes its place when first drawn."""
        return Node(tag, self, **more)


class TaggedCanvas(Canvas):
    """Canvas with a structure tree in `document` and running page numbers at the foot."""

    _code: list[str]
    _pagesize: tuple[float, float]

    def __init__(self, *args: Any, document: Node, **kwargs: Any) -> None:
        self.document = document
        self._is_marking = False
        self._is_repeating = False
        self._next_mcid = 0
        self._numbered: list[tuple[str, Callable[[TaggedCanvas, int, int], None], int]] = []
        super().__init__(*args, **kwargs)

    @contextmanager
    def marked(self, node: Node) -> Iterator[None]:
        """Everything drawn inside belongs to `node`."""
        if self._is_repeating:
            yield
            return
        if self._is_marking:
            raise UntaggedTextError(f"{node.tag} was begun inside another marked piece")
        node.attach()
        node.kids.append(Mark(self.getPageNumber() - 1, self._next_mcid))
        with self._marking(f"/{node.tag} <</MCID {self._next_mcid}>> BDC"):
            self._next_mcid += 1
            yield

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """Everything drawn inside is decoration; within a marked figure it stays the figure's."""
        if self._is_marking:
            yield
            return
        with self._marking(f"/Artifact <</Type /{kind}>> BDC"):
            yield

    @contextmanager
    def repeated(self) -> Iterator[None]:
        """Everything drawn inside was said before (a repeated table head): decoration only."""
        with self.artifact("Pagination"):
            self._is_repeating = True
            try:
                yield
            finally:
                self._is_repeating = False

    def attach(self, node: Node) -> None:
        """Give an element without content (an empty cell) its place in the tree."""
        if not self._is_repeating:
            node.attach()

    @contextmanager
    def _marking(self, opening: str) -> Iterator[None]:
        self._code.append(opening)
        self._is_marking = True
        try:
            yield
        finally:
            self._is_marking = False
            self._code.append("EMC")

    def number_later(self, draw: Callable[[TaggedCanvas, int, int], None]) -> None:
        """Leave room on this page for what `draw(canvas, page, pages)` draws once all are known."""
        name = f"pages-{self.getPageNumber()}"
        self._numbered.append((name, draw, self.getPageNumber()))
        with self.artifact("Pagination"):
            self.doForm(name)

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """End the page; marked pieces are counted from 0 on the next."""
        super().showPage()
        self._next_mcid = 0

    def save(self) -> None:
        """Draw the page numbers that had to wait, then finish the file."""
        if self._code:
            self.showPage()
        pages = len(self._numbered)
        for name, draw, page in self._numbered:
            self.beginForm(name, 0, 0, *self._pagesize)
            self._is_marking = True
            draw(self, page, pages)
            self._is_marking = False
            self.endForm()
        super().save()

    def drawText(self, aTextObject: Any) -> None:  # noqa: N802, N803 - reportlab's names
        """Put a text object on the page; raises UntaggedTextError outside a marked piece."""
        if not self._is_marking:
            raise UntaggedTextError("text was drawn without a node")
        super().drawText(aTextObject)

    def line(self, *args: Any, **kwargs: Any) -> None:
        """A line; decoration unless inside a marked piece."""
        with self.artifact():
            super().line(*args, **kwargs)

    def rect(self, *args: Any, **kwargs: Any) -> None:
        """A rectangle; decoration unless inside a marked piece."""
        with self.artifact():
            super().rect(*args, **kwargs)

    def roundRect(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 - reportlab's name
        """A rounded rectangle; decoration unless inside a marked piece."""
        with self.artifact():
            super().roundRect(*args, **kwargs)

    def ellipse(self, *args: Any, **kwargs: Any) -> None:
        """An ellipse or circle; decoration unless inside a marked piece."""
        with self.artifact():
            super().ellipse(*args, **kwargs)

    def drawPath(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 - reportlab's name
        """A path; decoration unless inside a marked piece."""
        with self.artifact():
            super().drawPath(*args, **kwargs)

    def drawImage(self, *args: Any, **kwargs: Any) -> Any:  # noqa: N802 - reportlab's name
        """A picture; decoration unless inside a marked piece."""
        with self.artifact():
            return super().drawImage(*args, **kwargs)
