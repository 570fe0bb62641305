"""How many standards were rated, in the words that the report uses (app/reports/visit_counts.py).

Two counts stand side by side: standards that count in the overall, and all of them, with previous
actions and contract compliance. Where both could be met the words say which.
"""

from __future__ import annotations

from app.domain.answers import Coverage
from app.domain.vocabulary import AnswerKind
from app.services.visit_views import VisitPage


def coverage_words(page: VisitPage) -> str:
    """ "103 of 104 standards that count in the overall rated; in all 111 of 113"."""
    scored, whole = page.result.overall.coverage, _whole(page)
    said = f"{scored.rated} of {scored.applicable}"
    if whole.applicable == scored.applicable:
        return f"{said} applicable {_noun(scored)} rated"
    counts = f"{_noun(scored)} that {_verb(scored)} {_where(page)}"
    return f"{said} {counts} rated; in all {whole.rated} of {whole.applicable}"


def scored_words(page: VisitPage) -> str:
    """What is counted below a result: "104 applicable standards that count in the overall"."""
    scored = page.result.overall.coverage
    said = f"{scored.applicable} applicable {_noun(scored)}"
    if _whole(page).applicable == scored.applicable:
        return said
    return f"{said} that {_verb(scored)} {_where(page)}"


def result_coverage(page: VisitPage) -> str:
    """The coverage of the result in sentences, saying what is counted where there are two."""
    scored = page.result.overall.coverage
    plain = f"{scored.applicable} applicable {_noun(scored)}"
    return scored.words.replace(plain, scored_words(page), 1)


def _whole(page: VisitPage) -> Coverage:
    kinds = [question.kind for question in page.questions()]
    applicable = len(kinds) - kinds.count(AnswerKind.NOT_APPLICABLE)
    return Coverage(rated=kinds.count(AnswerKind.RATED), applicable=applicable)


def _noun(scored: Coverage) -> str:
    return "standard" if scored.applicable == 1 else "standards"


def _verb(scored: Coverage) -> str:
    return "counts" if scored.applicable == 1 else "count"


def _where(page: VisitPage) -> str:
    return "in the overall" if page.result.overall.shown else "in the sections"
