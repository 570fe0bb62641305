"""Walks a finished PDF as a screen reader would, and lists everything that is not as it must be.

Independent of the writer: reads content streams and the structure tree with pikepdf only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

_PAINT = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}
_SHOW = {"Tj", "TJ", "'", '"'}
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")
_LIVE_KEYS = {"/URI", "/JS", "/Launch", "/GoToR", "/SubmitForm", "/EmbeddedFile", "/RichMedia"}


@dataclass
class Element:
    """One element of the tree with its own text and its children."""

    tag: str
    alt: str
    attributes: dict[str, Any]
    kids: list[Element] = field(default_factory=list)
    own_text: str = ""
    first_mark: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """All text below, in reading order."""
        return self.own_text + "".join(kid.text for kid in self.kids)

    def all(self, *tags: str) -> list[Element]:
        """Elements below with one of `tags`, in reading order (all of them without tags)."""
        found = [self] if not tags or self.tag in tags else []
        return found + [deep for kid in self.kids for deep in kid.all(*tags)]


@dataclass
class WalkedPdf:
    """What was found: the tree, artifacts' text by page, and all problems in words."""

    document: Element
    artifacts: list[str]
    problems: list[str]
    fonts: set[str]
    outline: list[str]

    @property
    def text(self) -> str:
        """The whole text as read aloud."""
        return self.document.text


def squeezed(text: str) -> str:
    """Text without any white space, for comparing over line and page ends."""
    return "".join(text.split())


def _cmap(font: Any) -> dict[int, str]:
    data = font.ToUnicode.read_bytes()
    pairs = _PAIR.findall(data.split(b"endcodespacerange", 1)[1])
    return {
        int(code, 16): bytes.fromhex(value.decode()).decode("utf-16-be") for code, value in pairs
    }


class _Page:
    """Reads one page: text by marked piece, text of artifacts, and what is painted outside both."""

    def __init__(self, page: Any, index: int) -> None:
        self.texts: dict[int, str] = {}
        self.artifact = ""
        self.problems: list[str] = []
        self.fonts: set[str] = set()
        self._index = index
        self._read(page, page.obj.Resources, is_artifact=False)

    def _read(self, stream: Any, resources: Any, *, is_artifact: bool) -> None:
        stack: list[int | str] = ["form"] if is_artifact else []
        maps: dict[str, dict[int, str]] = {}
        current: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(stream):
            name = str(operator)
            if name in {"BDC", "BMC"}:
                mcid = operands[1].get("/MCID") if len(operands) > 1 else None
                if mcid is not None and int(mcid) in self.texts:
                    self.problems.append(f"page {self._index}: id {mcid} is used twice")
                if mcid is not None:
                    self.texts[int(mcid)] = ""
                stack.append(int(mcid) if mcid is not None else "artifact")
            elif name == "EMC":
                stack.pop()
            elif name == "Tf":
                key = str(operands[0])
                font = resources.Font[key]
                self.fonts.add(str(font.BaseFont))
                maps.setdefault(key, _cmap(font) if "/ToUnicode" in font else {})
                current = maps[key]
            elif name in _SHOW or name in _PAINT:
                self._painted(name, operands, stack, current, resources)
        if len(stack) != int(is_artifact):
            self.problems.append(f"page {self._index}: marked pieces are not closed")

    def _painted(
        self, name: str, operands: Any, stack: list[int | str], current: Any, resources: Any
    ) -> None:
        if not stack:
            self.problems.append(f"page {self._index}: {name} is neither tagged nor an artifact")
            return
        if name in _SHOW:
            shown = "".join(current.get(code, "\ufffd") for code in bytes(operands[0]))
            if isinstance(stack[-1], int):
                self.texts[stack[-1]] += shown
            else:
                self.artifact += shown
        if name == "Do":
            form = resources.XObject[str(operands[0])]
            if form.Subtype == pikepdf.Name.Form:
                own = form.get("/Resources", resources)
                self._read(form, own, is_artifact=True)


class _Tree:
    def __init__(self, pdf: pikepdf.Pdf, pages: list[_Page]) -> None:
        self._pages = pages
        self._index = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
        self._owners: dict[tuple[int, int], Any] = {}
        self.problems: list[str] = []
        root = pdf.Root.StructTreeRoot
        self.document = self._element(root.K[0], None)
        self._check_parents(pdf, root)
        self._check_order()

    def _element(self, raw: Any, page: Any) -> Element:
        element = Element(str(raw.S).lstrip("/"), str(raw.get("/Alt", "")), _attributes(raw))
        page = raw.get("/Pg", page)
        for kid in _kids(raw):
            if isinstance(kid, int):
                self._mark(element, raw, page, kid)
            elif kid.get("/Type") == "/MCR":
                self._mark(element, raw, kid.get("/Pg", page), int(kid.MCID))
            else:
                element.kids.append(self._element(kid, page))
        if element.tag == "Figure" and not element.alt:
            self.problems.append("a figure has no alternative text")
        if element.tag == "TH" and "/Scope" not in element.attributes:
            self.problems.append(f"a head cell has no scope: {element.text}")
        return element

    def _mark(self, element: Element, raw: Any, page: Any, mcid: int) -> None:
        place = (self._index[page.objgen], mcid)
        if place in self._owners:
            self.problems.append(f"{place} belongs to two elements")
        self._owners[place] = raw.objgen
        element.first_mark = element.first_mark or place
        if mcid in self._pages[place[0]].texts:
            element.own_text += self._pages[place[0]].texts[mcid]
        else:
            self.problems.append(f"{place} is in the tree but not on the page")

    def _check_parents(self, pdf: pikepdf.Pdf, root: Any) -> None:
        numbers = list(root.ParentTree.Nums)
        table = dict(zip(numbers[::2], numbers[1::2], strict=True))
        for place, page in enumerate(pdf.pages):
            owners = list(table[int(page.obj.StructParents)])
            for mcid in self._pages[place].texts:
                owner = self._owners.get((place, mcid))
                if owner is None:
                    self.problems.append(f"page {place}: id {mcid} is in no element")
                elif owners[mcid].objgen != owner:
                    self.problems.append(f"page {place}: parent tree is wrong for id {mcid}")

    def _check_order(self) -> None:
        marks = [e.first_mark for e in self.document.all() if e.first_mark]
        if marks != sorted(marks):
            self.problems.append("the tree is not in the order of the pages")


def _kids(raw: Any) -> Iterator[Any]:
    kids = raw.get("/K")
    if kids is None:
        return
    yield from kids if isinstance(kids, pikepdf.Array) else [kids]


def _attributes(raw: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    listed = raw.get("/A")
    for one in listed if isinstance(listed, pikepdf.Array) else [listed] if listed else []:
        found.update({key: one[key] for key in one.keys()})  # noqa: SIM118 - pikepdf's dictionary
    return found


def _live_things(pdf: pikepdf.Pdf) -> list[str]:
    found = []
    for raw in pdf.objects:
        if isinstance(raw, pikepdf.Dictionary):
            keys = _LIVE_KEYS & set(raw.keys())
            found += [f"a live {key} is in the file" for key in keys]
            if raw.get("/Type") == "/Annot" or raw.get("/Subtype") == "/Link":
                found.append("an annotation is in the file")
    return found


def walk(data: bytes) -> WalkedPdf:
    """Read the PDF `data`; `problems` is empty when everything is tagged and nothing is live."""
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = [_Page(page, index) for index, page in enumerate(pdf.pages)]
        tree = _Tree(pdf, pages)
        problems = [problem for page in pages for problem in page.problems]
        problems += tree.problems + _live_things(pdf)
        fonts = {font for page in pages for font in page.fonts}
        problems += [f"{font} is not embedded" for font in fonts if "+" not in font]
        with pdf.open_outline() as outline:
            titles = [str(i.title) for top in outline.root for i in (top, *top.children)]
        return WalkedPdf(tree.document, [page.artifact for page in pages], problems, fonts, titles)
