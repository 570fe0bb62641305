"""Chips in cells: the cell holds the plain word, conditional formatting adds shape and colour.

Filters, formulas and round trips see the word alone (PAPER "Workbooks"). Ours: coloured word with
a thin edge, Good without one so that trouble stands out. CQC's: tinted fill, Inadequate solid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from app import tokens
from app.reports.workbooks.sheet import literal
from app.reports.workbooks.styles import colour


@dataclass(frozen=True, slots=True)
class Chip:
    """How one word is shown; `word` None stands for any other word in the cell."""

    word: str | None
    mark: str
    ink: str
    back: str | None = None
    edge: str | None = None
    is_bold: bool = False
    is_dashed: bool = False


_GOOD: Final = 3
_PALETTE: Final = tokens.LIGHT

MOVEMENTS: Final = (
    Chip("Better", "↗", _PALETTE.ok),
    Chip("Same", "→", _PALETTE.text_2),
    Chip("Worse", "↘", _PALETTE.danger, is_bold=True),
)
STATES: Final = (
    Chip("Overdue", "!", _PALETTE.danger, _PALETTE.danger_tint, is_bold=True),
    Chip("Provider reports complete", "◑", _PALETTE.accent_text, _PALETTE.accent_tint),
    Chip("In progress", "◔", _PALETTE.warn, _PALETTE.warn_tint),
    Chip("Closed", "✓", _PALETTE.ok),
    Chip("Open", "○", _PALETTE.text_2),
)
PRIORITIES: Final = (Chip("High", "", _PALETTE.text, is_bold=True),)
REPEATS: Final = (
    Chip("Repeat finding", "", _PALETTE.warn, is_bold=True),
    Chip("Not done", "", _PALETTE.danger, is_bold=True),
)
UNRATED_ANSWERS: Final = (
    Chip("Not seen", "○", _PALETTE.text_2, edge=_PALETTE.line_strong, is_dashed=True),
    Chip("Not applicable", "–", _PALETTE.text_2),
    Chip("Not answered", "–", _PALETTE.text_2),
)


def own_chips(words: Iterable[tuple[str, int]]) -> tuple[Chip, ...]:
    """Chips of our own words with their level (4 to 1); the first level of a word counts."""
    levels: dict[str, int] = {}
    for word, level in words:
        levels.setdefault(word, level)
    return (*(_own(word, level) for word, level in levels.items()), _own_unrated())


def cqc_chips() -> tuple[Chip, ...]:
    """Chips of CQC's four words; any other word is one of those that rate nothing."""
    rated = [(tokens.CQC_WORDS[level], level) for level in (4, 3, 2, 1)]
    return (*(_cqc(word, level) for word, level in rated), _cqc(None, tokens.NOT_RATED))


def show_chips(
    worksheet: Worksheet, cells: str, chips: Sequence[Chip], *, only_where: str = ""
) -> None:
    """Let the cells of a range show each word as its chip.

    `only_where` is a condition in a formula's words for the first cell of the range.
    """
    corner = cells.split(":", maxsplit=1)[0].replace("$", "")
    for chip in chips:
        style = _style(chip)
        if chip.word is None or only_where:
            test = f"LEN({corner})>0" if chip.word is None else f"{corner}={literal(chip.word)}"
            test = f"AND({only_where},{test})" if only_where else test
            rule = Rule(type="expression", formula=[test], dxf=style)
        else:
            condition = [literal(chip.word)]
            rule = Rule(type="cellIs", operator="equal", formula=condition, dxf=style)
        rule.stopIfTrue = True
        worksheet.conditional_formatting.add(cells, rule)


def _own(word: str, level: int) -> Chip:
    colours = _PALETTE.ratings[level].own
    edge = None if level == _GOOD else colours.border
    mark = tokens.SHAPE_CHARACTERS[tokens.shape_of(level)]
    return Chip(word, mark, colours.text, None, edge, colours.is_semibold)


def _own_unrated() -> Chip:
    colours = _PALETTE.ratings[tokens.NOT_RATED].own
    mark = tokens.SHAPE_CHARACTERS[tokens.shape_of(None)]
    return Chip("Not rated", mark, colours.text, None, colours.border, is_dashed=True)


def _cqc(word: str | None, level: int) -> Chip:
    colours = _PALETTE.ratings[level].cqc
    mark = tokens.SHAPE_CHARACTERS[tokens.shape_of(level)]
    edge = colours.border if colours.is_dashed else None
    return Chip(word, mark, colours.text, colours.back, edge, is_dashed=colours.is_dashed)


def _style(chip: Chip) -> DifferentialStyle:
    style = DifferentialStyle(font=Font(color=colour(chip.ink), bold=chip.is_bold or None))
    if chip.mark:
        style.numFmt = NumberFormat(numFmtId=_format_id(chip.mark), formatCode=_format(chip.mark))
    if chip.back:
        back = colour(chip.back)
        style.fill = PatternFill("solid", start_color=back, end_color=back)
    if chip.edge:
        side = Side(style="dashed" if chip.is_dashed else "thin", color=colour(chip.edge))
        style.border = Border(left=side, right=side, top=side, bottom=side)
    return style


def _format(mark: str) -> str:
    return f'"{mark}  "@'


def _format_id(mark: str) -> int:
    """An identity for each format; those below 164 belong to the program that reads the file."""
    return 400 + "★●▲■○–↗→↘!◑◔✓".index(mark)
