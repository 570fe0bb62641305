"""The fonts of paper: registered from a folder handed in, chosen for each character.

Promise: no character is lost. What Noto Sans lacks is set in DejaVu Sans, what both lack is
printed as its code, "[U+1F9FF]". Nothing here ever falls back to a font that is not embedded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from struct import unpack
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics, ttfonts

from app.errors import CircumstanceError

REGULAR: Final = "NotoSans"
BOLD: Final = "NotoSans-Bold"
FALLBACK: Final = "DejaVuSans"
FALLBACK_BOLD: Final = "DejaVuSans-Bold"
CODE: Final = "DejaVuSansMono"

_FILES: Final = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    FALLBACK: "DejaVuSans.ttf",
    FALLBACK_BOLD: "DejaVuSans-Bold.ttf",
    CODE: "DejaVuSansMono.ttf",
}
_CHAIN: Final = {
    REGULAR: (REGULAR, FALLBACK),
    BOLD: (BOLD, FALLBACK_BOLD, FALLBACK),
    CODE: (CODE, FALLBACK),
}
_MOST_ENTRIES = 100  # of one bfchar block, by the CMap specification


def _to_unicode(fontname: str, subset: list[int]) -> str:
    """Map glyph codes to UTF-16; reportlab's own writes wrong values above U+FFFF."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point  # 0 fills places that no character has taken
    ]
    for start in range(0, len(entries), _MOST_ENTRIES):
        block = entries[start : start + _MOST_ENTRIES]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def register_fonts(folder: Path) -> None:
    """Make the fonts of `folder` known to reportlab, once in a process.

    Raises CircumstanceError when a font file is missing.
    """
    missing = [file for file in _FILES.values() if not (folder / file).is_file()]
    if missing:
        raise CircumstanceError(
            f"The font {missing[0]} is missing from the program's folder, so no PDF can be made. "
            "Install the program again; the data is not affected."
        )
    ttfonts.makeToUnicodeCMap = _to_unicode
    known = set(pdfmetrics.getRegisteredFontNames())
    for name, file in _FILES.items():
        if name not in known:
            font = ttfonts.TTFont(name, str(folder / file))
            _mend_widths(font)
            pdfmetrics.registerFont(font)


def _mend_widths(font: Any) -> None:
    """Give glyphs without a width of their own the last one; reportlab scales it by mistake."""
    face = font.face
    (full,) = unpack(">H", face.get_table("hhea")[34:36])
    last = face.hmetrics[full - 1][0]
    face.hmetrics[full:] = [(last, bearing) for _, bearing in face.hmetrics[full:]]


@cache
def _drawable(font: str) -> frozenset[int]:
    """Code points that `font` draws; invisible ones (controls, direction marks) are not drawn."""
    loaded: Any = pdfmetrics.getFont(font)
    points: dict[int, int] = loaded.face.charToGlyph
    return frozenset(p for p in points if unicodedata.category(chr(p))[0] != "C")


def _font_of(character: str, chain: tuple[str, ...]) -> str | None:
    return next((font for font in chain if ord(character) in _drawable(font)), None)


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """Cut `text` into (font, text) runs; each font has all glyphs of its run."""
    chain = _CHAIN[font]
    first = _drawable(font)
    if all(ord(character) in first for character in text):
        if text:
            yield font, text
        return
    current, piece = font, ""
    for character in text:
        chosen = _font_of(character, chain)
        shown = character if chosen else f"[U+{ord(character):04X}]"
        chosen = chosen or font
        if chosen != current and piece:
            yield current, piece
            piece = ""
        current = chosen
        piece += shown
    yield current, piece


def width(text: str, font: str, size: float) -> float:
    """Width of `text` in points; every character must be in `font`."""
    return float(pdfmetrics.stringWidth(text, font, size))


def text_width(text: str, font: str, size: float) -> float:
    """Width of any text, with fallback fonts."""
    return sum(width(piece, chosen, size) for chosen, piece in runs(text, font))


def elided(text: str, font: str, size: float, room: float) -> str:
    """`text`, cut with an ellipsis where it is wider than `room` points (page furniture only)."""
    if text_width(text, font, size) <= room:
        return text
    kept = text[:400]
    while kept and text_width(kept + "…", font, size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"
