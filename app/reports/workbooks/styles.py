"""What a cell can hold and how it looks: kinds, roles, and the named style of each pair.

PAPER "Workbooks": Arial 10, heads white on the accent, a hairline under each row, numbers and
dates right, true dates and numbers with a format. Named styles are made once and reused, which
halves the time that openpyxl takes.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from app import tokens

FONT: Final = "Arial"
BODY_PT: Final = 10
TITLE_PT: Final = 16
RULE: Final = "C9CED6"
HEAD_TINT: Final = "F3F4F7"
CREAM: Final = "FFF8DC"
CREAM_EDGE: Final = "E5D9A8"


class CellKind(Enum):
    """What a cell holds: decides number format and side."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    TIME = "time"
    COUNT = "count"
    SHARE = "share"
    EXACT_SHARE = "exact share"
    MONEY = "money"
    MONEY_WITH_PENCE = "money with pence"
    PRICE = "price"
    DIFFERENCE = "difference"
    OURS = "ours"
    CQC = "cqc"
    STATE = "state"

    @property
    def number_format(self) -> str:
        """The format written to the file."""
        return _FORMATS.get(self, "General")

    @property
    def is_right_aligned(self) -> bool:
        """True for numbers and dates."""
        return self in _FORMATS and self is not CellKind.IDENTIFIER

    @property
    def is_chip(self) -> bool:
        """True where the word is shown with a shape before it."""
        return self in {CellKind.OURS, CellKind.CQC, CellKind.STATE}


_FORMATS: Final = {
    CellKind.IDENTIFIER: "@",
    CellKind.DATE: "dd/mm/yyyy",
    CellKind.TIME: "hh:mm",
    CellKind.COUNT: "#,##0",
    CellKind.SHARE: "0%",
    CellKind.EXACT_SHARE: "0.0%",
    CellKind.MONEY: "#,##0",
    CellKind.MONEY_WITH_PENCE: "#,##0.00",
    CellKind.PRICE: "#,##0.00##",
    CellKind.DIFFERENCE: "+#,##0;-#,##0;0",
}


class Role(Enum):
    """Where a cell stands, which decides weight, colour, fill and rules."""

    BODY = "body"
    STRONG = "strong"
    TOTAL = "total"
    INPUT = "input"
    HEAD = "head"
    SHEET_TITLE = "title"
    SHEET_LINE = "line"
    LABEL = "label"
    FIGURE = "figure"
    VALUE = "value"
    TEXT = "text"
    HEADING = "heading"
    SUBHEADING = "subheading"
    NOTE = "note"


def named_style(book: Workbook, kind: CellKind, role: Role) -> str:
    """Return the name of the style for a kind in a role; makes it on first use."""
    name = f"CQM {role.value} {kind.value}"
    if name not in book.named_styles:
        book.add_named_style(_make(name, kind, role))
    return name


def set_base_font(book: Workbook) -> None:
    """Column widths are measured in digits of the Normal style, so that is Arial 10 too."""
    styles: Any = book
    normal = styles._named_styles["Normal"]  # noqa: SLF001 - openpyxl offers no public way
    normal.font = Font(name=FONT, size=BODY_PT, color=colour(tokens.LIGHT.text))


def colour(token: str) -> str:
    """`#RRGGBB` of the tokens as openpyxl takes it."""
    return token.removeprefix("#")


def fill(token: str) -> PatternFill:
    """A solid fill."""
    return PatternFill("solid", start_color=colour(token), end_color=colour(token))


def _make(name: str, kind: CellKind, role: Role) -> NamedStyle:
    style = NamedStyle(
        name=name,
        font=_font(kind, role),
        alignment=_alignment(kind, role),
        border=_border(role),
        number_format=kind.number_format,
        protection=Protection(locked=role is not Role.INPUT),
    )
    tint = {Role.HEAD: tokens.LIGHT.accent_text, Role.TOTAL: HEAD_TINT, Role.INPUT: CREAM}.get(role)
    if tint is not None:
        style.fill = fill(tint)
    return style


def _font(kind: CellKind, role: Role) -> Font:
    palette = tokens.LIGHT
    size, bold, ink = BODY_PT, False, palette.text
    match role:
        case Role.SHEET_TITLE:
            size, bold = TITLE_PT, True
        case Role.SHEET_LINE | Role.LABEL | Role.NOTE:
            ink = palette.text_2
        case Role.HEAD:
            bold, ink = True, palette.on_accent
        case Role.TOTAL | Role.FIGURE | Role.STRONG:
            bold = True
        case Role.HEADING:
            size, bold, ink = 14, True, palette.accent_text
        case Role.SUBHEADING:
            bold = True
        case _:
            pass
    return Font(name=FONT, size=size, bold=bold, color=_told_apart(colour(ink), kind))


_RUNNING: Final = {
    Role.SHEET_TITLE,
    Role.SHEET_LINE,
    Role.NOTE,
    Role.TEXT,
    Role.HEADING,
    Role.SUBHEADING,
}
"""Lines that run on over the empty cells to their right."""


def _told_apart(ink: str, kind: CellKind) -> str:
    """The ink of numbers, changed by an invisible step for each kind.

    LibreOffice forgets the indent at the right of a number when the cell drawn before it differs
    in nothing but its number format and indent.
    """
    if not kind.is_right_aligned:
        return ink
    step = list(_FORMATS).index(kind)
    last = int(ink[4:], 16)
    return f"{ink[:4]}{last - step if last > 127 else last + step:02X}"


def _alignment(kind: CellKind, role: Role) -> Alignment:
    if role in _RUNNING:
        return Alignment(horizontal="left", vertical="center")
    if role is Role.HEAD:  # room for the filter button at the right
        side, indent = ("right", 2) if kind.is_right_aligned else ("left", 1)
        return Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
    if kind.is_right_aligned and role not in {Role.FIGURE, Role.VALUE}:
        return Alignment(horizontal="right", vertical="top", indent=2)
    return Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)


def _border(role: Role) -> Border:
    rule = Side(style="thin", color=RULE)
    accent = Side(style="medium", color=colour(tokens.LIGHT.accent_text))
    edge = Side(style="thin", color=CREAM_EDGE)
    match role:
        case Role.TOTAL:
            return Border(top=accent, bottom=accent)
        case Role.INPUT:
            return Border(bottom=rule, left=edge, right=edge)
        case Role.BODY | Role.STRONG | Role.LABEL | Role.FIGURE | Role.VALUE:
            return Border(bottom=rule)
        case _:
            return Border()
