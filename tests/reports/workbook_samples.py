"""One workbook of each kind and state, for the tests and for `make check-office`."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.rating_words import KeyQuestion, OwnRating
from app.domain.scoring import BUILT_IN_SCALE, MET_SCALE, Override
from app.domain.vocabulary import AnswerKind
from app.reports.market_workbook import market_workbook_book
from app.reports.register_workbook import register_workbook_book
from app.reports.render_xlsx import render_book
from app.reports.visit_audit import visit_audit_book
from app.reports.workbooks.book import Book
from tests.reports.audit_facts import Given, full_visit, large_visit, visit
from tests.reports.market_sample import market
from tests.reports.register_sample import register
from tests.reports.report_sample import report

_RATED = AnswerKind.RATED


def even(level: int, **levels: int) -> list[Given]:
    """Four standards for each key question, all at `level` unless said by the question's value."""
    return [
        (kq, _RATED, levels.get(kq.value, level), 1 + n % 3, n == 1)
        for kq in KeyQuestion
        for n in range(4)
    ]


def met_visit_book() -> Book:
    """A visit on the scale met, partly met, not met."""
    given: list[Given] = [
        (kq, _RATED, [2, 2, 1, 0, 2, 2, 2][(n + i) % 7], 1 + n % 3, n == 3)
        for i, kq in enumerate(KeyQuestion)
        for n in range(9)
    ]
    return visit_audit_book(visit(given, MET_SCALE))


def overridden_book() -> Book:
    """A visit whose Safe and overall were set by hand."""
    return visit_audit_book(
        visit(
            even(3, safe=2, caring=4),
            overrides={KeyQuestion.SAFE: Override(OwnRating.POOR, "=Serious harm was seen")},
            override=Override(OwnRating.POOR, "Harm outweighs the rest"),
        )
    )


def fewer_book(reason: str) -> Book:
    """A visit in which Caring was not rated."""
    given = [each for each in even(3) if each[0] is not KeyQuestion.CARING]
    unseen: list[Given] = [(KeyQuestion.CARING, AnswerKind.NOT_SEEN, None, 1, False)]
    return visit_audit_book(visit(given + unseen, reason_for_fewer=reason, previous=False))


def band_edges_book() -> Book:
    """Scores at, just below and just above the bands: 88, 87.9…, 63, 62.5, 100 per cent."""
    shares = {
        KeyQuestion.SAFE: [4] * 13 + [3] * 12,  # 88 of 100
        KeyQuestion.EFFECTIVE: [4] * 138 + [3] * 127 + [2],  # 935 of 1064: 87.88
        KeyQuestion.CARING: [3] * 13 + [2] * 12,  # 63 of 100
        KeyQuestion.RESPONSIVE: [2, 3],  # 62.5
        KeyQuestion.WELL_LED: [4] * 299 + [3],  # 99.9
    }
    given: list[Given] = [
        (kq, _RATED, level, 1, False) for kq, levels in shares.items() for level in levels
    ]
    return visit_audit_book(visit(given))


BOOKS: dict[str, Callable[[], Book]] = {
    "visit-audit": lambda: visit_audit_book(full_visit()),
    "visit-audit-large": lambda: visit_audit_book(large_visit()),
    "visit-audit-met": met_visit_book,
    "visit-audit-overridden": overridden_book,
    "visit-audit-fewer": lambda: fewer_book(""),
    "visit-audit-fewer-with-reason": lambda: fewer_book("Nobody was at home that day"),
    "visit-audit-band-edges": band_edges_book,
    "market": lambda: market_workbook_book(market()),
    "report": lambda: render_book(report()),
    "register": lambda: register_workbook_book(register()),
}


def changed_answers() -> list[tuple[str, Book, dict[str, str], Book]]:
    """Name, book, cells of Answers to change, and the book that the program makes of that."""
    before = even(3)
    cases: list[tuple[str, dict[int, int]]] = [
        ("one-critical-poor", {1: 1}),
        ("two-sections-worse", {0: 1, 2: 1, 3: 1, 4: 1, 6: 1, 7: 1}),
        ("two-sections-excellent", dict.fromkeys(range(4, 12), 4)),
        ("all-poor", dict.fromkeys(range(20), 1)),
    ]
    made = []
    for name, levels in cases:
        after = list(before)
        for index, level in levels.items():
            key_question, kind, _, weight, is_critical = before[index]
            after[index] = (key_question, kind, level, weight, is_critical)
        cells = {f"D{index + 5}": BUILT_IN_SCALE.label(n) for index, n in levels.items()}
        made.append((name, visit_audit_book(visit(before)), cells, visit_audit_book(visit(after))))
    return made
