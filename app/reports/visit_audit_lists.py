"""The hidden sheet Lists of the visit audit: what can be chosen, and what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.vocabulary import AnswerKind
from app.reports.facts import VisitFacts
from app.reports.workbooks.book import LISTS, Book
from app.reports.workbooks.sheet import Sheet
from app.reports.workbooks.styles import CellKind, Role

NOT_RATED: Final = "Not rated"


@dataclass(frozen=True, slots=True)
class Lists:
    """Ranges on the hidden sheet: words of answers, their points, and results with levels."""

    answers: str
    points: str
    best: str
    lowest: str
    results: str
    levels: str


def add_lists(book: Book, facts: VisitFacts) -> Lists:
    """The hidden sheet that validation lists and look-ups read."""
    scale = facts.framework.scale
    sheet = Sheet(book, book.add_worksheet(LISTS))
    sheet.worksheet.sheet_state = "hidden"
    for column, heading in enumerate(("Answer", "Points", "", "Result", "Level"), start=1):
        sheet.put(1, column, heading, role=Role.STRONG)
    unrated = [AnswerKind.NOT_APPLICABLE, AnswerKind.NOT_SEEN]
    if facts.answers_of_kind(AnswerKind.UNANSWERED):
        unrated.append(AnswerKind.UNANSWERED)
    for row, step in enumerate(scale.levels, start=2):
        sheet.put(row, 1, step.words)
        sheet.put(row, 2, step.level, CellKind.COUNT)
    last = len(scale.levels) + 1
    for row, kind in enumerate(unrated, start=last + 1):
        sheet.put(row, 1, kind.words)
    results = [(band.words, band.level) for band in scale.bands]
    for row, (words, level) in enumerate([*results, (NOT_RATED, 0)], start=2):
        sheet.put(row, 4, words)
        sheet.put(row, 5, level, CellKind.COUNT)
    sheet.set_widths([26, 9, 3, 26, 9])
    return Lists(
        answers=f"{LISTS}!$A$2:$A${last + len(unrated)}",
        points=f"{LISTS}!$A$2:$B${last}",
        best=f"{LISTS}!$B$2",
        lowest=f"{LISTS}!$A${last}",
        results=f"{LISTS}!$D$2:$D${len(results) + 1}",
        levels=f"{LISTS}!$D$2:$E${len(results) + 2}",
    )
