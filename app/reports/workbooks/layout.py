"""How tall a row must be: the width of words in Arial 10, wrapped in a column of given width.

Spreadsheet programs do not work out heights for wrapped text in a file that they did not write.
"""

from __future__ import annotations

MAX_ROW_HEIGHT = 409.0
"""Points; the tallest row that spreadsheet programs know."""
LINE_HEIGHT = 12.75
ROW_PADDING = 4.0
_INDENT = 1.6

# Widths of Arial in thousandths of an em, characters 32 to 126.
_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_DIGIT = 556
_WIDE_FROM = 0x1100


def text_width(text: str) -> float:
    """Width in the unit of column widths: the width of one digit."""
    return sum(_width(ord(character)) for character in text) / _DIGIT


def line_count(text: str, column_width: float) -> int:
    """How many lines the text takes, wrapped at blanks in a column `column_width` digits wide."""
    room = max(column_width - _INDENT, 1.0) * 0.97
    return sum(_lines_of(paragraph, room) for paragraph in text.split("\n"))


def row_height(cells: list[tuple[str, float]]) -> float:
    """Height in points for a row of (text, column width); at most MAX_ROW_HEIGHT."""
    lines = max((line_count(text, width) for text, width in cells if text), default=1)
    return min(lines * LINE_HEIGHT + ROW_PADDING, MAX_ROW_HEIGHT)


def fits_in_row(text: str, column_width: float) -> bool:
    """True when the whole text can be seen in one row of a column `column_width` digits wide."""
    tallest = (MAX_ROW_HEIGHT - ROW_PADDING) // LINE_HEIGHT
    if len(text) > tallest * column_width * 2.5:
        return False
    return line_count(text, column_width) <= tallest


def wrapped(text: str, width: float) -> list[str]:
    """The text as lines of at most `width` digits, broken at blanks (or inside a long word)."""
    return [line for paragraph in text.split("\n") for line in _broken(paragraph, width)]


def _broken(paragraph: str, width: float) -> list[str]:
    lines, current = [], ""
    for word in paragraph.split(" "):
        joined = f"{current} {word}" if current else word
        if current and text_width(joined) > width:
            lines.append(current)
            joined = word
        while len(joined) > 1 and text_width(joined[: int(width * 2)]) > width:
            cut = int(width * 0.6)
            lines.append(joined[:cut])
            joined = joined[cut:]
        current = joined
    return [*lines, current]


def _lines_of(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        width = text_width(word)
        if used and used + 0.5 + width > room:
            lines, used = lines + 1, 0.0
        elif used:
            used += 0.5
        lines += int((used + width) // room) if width > room else 0
        used = (used + width) % room if width > room else used + width
    return lines


def _width(code: int) -> int:
    if 32 <= code < 127:
        return _ASCII[code - 32]
    return 1000 if code >= _WIDE_FROM and not 0x2000 <= code < 0x2500 else _DIGIT
