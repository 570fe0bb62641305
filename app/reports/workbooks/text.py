"""Text on its way into a workbook: nothing live, nothing cut silently, the same when read back.

A spreadsheet program treats some text as more than text: `=1+1` is a formula, `#N/A` an error,
`_x0041_` an escape for A, and a cell ends at 32,767 characters (SAFETY "What leaves").
"""

from __future__ import annotations

import re

CELL_LIMIT = 32_767
"""Characters that one cell holds; a longer text is cut silently by spreadsheet programs."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LOOKS_LIKE_A_CELL = re.compile(r"([A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[Rr]|[Cc])")
_QUOTE_BEFORE = ("=", "+", "-", "@", "\t", "\n", "'", "|", "%")
_SHEET_NAME_LIMIT = 31
_HEADER_LIMIT = 255


def clean(text: str) -> str:
    """Return the text without control characters and lone surrogates; line ends become one kind.

    Tabs and line breaks stay. What is taken out here could not be written to a file at all.
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def encode(text: str) -> str:
    """Return cleaned text so written that a reader which decodes `_xHHHH_` gets the same text."""
    return _ESCAPE_LIKE.sub("_x005F_", clean(text))


def needs_quote(text: str) -> bool:
    """True for text that a spreadsheet program would take for a formula when it is edited."""
    return text.startswith(_QUOTE_BEFORE)


def fits(text: str, limit: int = CELL_LIMIT) -> bool:
    """True when the text, as it is written, stays within one cell.

    Counted in UTF-16 units, as spreadsheet programs count.
    """
    return _units(encode(text)) <= limit


def split(text: str, limit: int) -> list[str]:
    """Cut a text into parts of at most `limit` units whose concatenation is the cleaned text.

    Parts end at a line end or a blank where there is one in the last third.
    """
    rest, parts = clean(text), []
    while not fits(rest, limit):
        cut = _cut_at(rest, limit)
        parts.append(rest[:cut])
        rest = rest[cut:]
    return [*parts, rest] if rest or not parts else parts


def safe_sheet_name(wanted: str, taken: set[str] | frozenset[str] = frozenset()) -> str:
    """Return a sheet name that is allowed and not yet `taken` (compared without case)."""
    name = " ".join(_SHEET_FORBIDDEN.sub(" ", clean(wanted)).split()).strip("'")
    name = name[:_SHEET_NAME_LIMIT].strip(" '") or "Sheet"
    if name.casefold() == "history":
        name = "History of changes"
    return _unique(name, {each.casefold() for each in taken}, _SHEET_NAME_LIMIT)


def safe_table_name(wanted: str, taken: set[str] | frozenset[str] = frozenset()) -> str:
    """Return a name for a table: letters, digits and underscores, never like a cell's address."""
    name = re.sub(r"\W+", "_", clean(wanted), flags=re.ASCII).strip("_")[:60] or "Table"
    if name[0].isdigit() or _LOOKS_LIKE_A_CELL.fullmatch(name):
        name = f"T_{name}"
    return _unique(name, {each.casefold() for each in taken}, 64, gap="_")


def unique_headings(headings: list[str]) -> list[str]:
    """Headings of a table differ from each other without case, are never empty, and are short."""
    taken: set[str] = set()
    result = []
    for number, heading in enumerate(headings, start=1):
        flat = " ".join(clean(heading).split())[:240] or f"Column {number}"
        result.append(_unique(flat, taken, 255))
        taken.add(result[-1].casefold())
    return result


def header_parts(left: str, middle: str, right: str) -> tuple[str, str, str]:
    """Return the three parts of a page header, `&` doubled, within the limit of 255 in all.

    A longer header makes the file unreadable to Excel; the left part gives way first.
    """
    room = _HEADER_LIMIT - 60  # position, font and size codes take part of the limit
    middle, right = _header_text(middle, 60), _header_text(right, 80)
    return _header_text(left, room - len(middle) - len(right)), middle, right


def _header_text(text: str, limit: int) -> str:
    flat = " ".join(clean(text).split())
    while _units(flat.replace("&", "&&")) > limit:
        flat = flat.removesuffix("…")[:-1] + "…"
    return flat.replace("&", "&&")


def _cut_at(text: str, limit: int) -> int:
    cut = min(len(text), limit)
    while not fits(text[:cut], limit):
        cut -= max(1, (_units(encode(text[:cut])) - limit) // 2)
    start = cut * 2 // 3
    for mark in ("\n", " "):
        found = text.rfind(mark, start, cut)
        if found > 0:
            return found + 1
    return max(cut, 1)


def _unique(name: str, taken: set[str], limit: int, gap: str = " ") -> str:
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        tail = f"{gap}{number}"
        candidate = name[: limit - len(tail)] + tail
    return candidate


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
