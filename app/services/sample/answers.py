"""How the sample's visits are answered: levels near CQC's ratings, notes, evidence, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import NormalDist

from app.db.work import Work
from app.domain.rating_words import KeyQuestion, Rating
from app.domain.vocabulary import AnswerKind, EvidenceKind, FindingKind, VisitKind
from app.services import findings, visit_answers
from app.services.sample.notes import Notes, VisitNotes, inside_a_sentence
from app.services.sample.programme import Plan
from app.services.sample.ratings import RatedLocation
from app.services.visit_views import QuestionView, SectionView, VisitPage

STRENGTHS, SHORTFALLS = 4, 5
FORGOTTEN_SHARE = 0.04
EVIDENCE_SHARE = 0.1  # beside what was sampled; every shortfall has its own
TROUBLE, SLIPPING, EXEMPLARY = -2.7, (-0.65, -0.75, -0.8, -0.9), 1.15
_NEAR = NormalDist(0.02, 0.3)
_NEAR_VIEWS = tuple(_NEAR.inv_cdf((number + 0.5) / 19) for number in range(19))
_VIEWS = (TROUBLE, *SLIPPING, EXEMPLARY, *_NEAR_VIEWS)
_FAILS_TOGETHER = frozenset({KeyQuestion.SAFE, KeyQuestion.WELL_LED})
"""Where leadership fails people are not safe; kindness and food mostly last longer."""
_SOFTENED = {True: 0.7, False: 0.3}
"""How often a Poor is a Requires improvement after all, where the service is not in trouble."""
_SHORT_FORMS = ("Not yet in place: {}", "Falls short: {}", "Still to be shown: {}")


@dataclass(frozen=True)
class Found:
    """What is answered to one standard."""

    question: QuestionView
    section: str
    kind: AnswerKind
    level: int | None


class Views:
    """How far each visit lies from CQC's rating as a whole: near it, now and then far away.

    The values are dealt like cards, so that a few visits find real trouble, and a few something
    that others can learn from, however the cards fall.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._left: list[float] = []

    def of(self, plan: Plan) -> float:
        """The view of one visit; a part or a follow-up is always near."""
        if plan.sections:
            return self._random.gauss(0.2 if plan.kind is VisitKind.FOLLOW_UP else 0.0, 0.35)
        if not self._left:
            self._left = self._random.sample(_VIEWS, len(_VIEWS))
        return self._left.pop()


def found_at(
    random: Random, page: VisitPage, plan: Plan, history: RatedLocation | None, view: float
) -> list[Found]:
    """What a visit finds at each standard, near CQC's rating of its key question that day."""
    inspection = history.at(plan.day) if history is not None else None
    found: list[Found] = []
    for section in page.sections:
        rating = Rating.GOOD
        if inspection is not None and section.key_question is not None:
            rating = inspection.ratings[section.key_question]
        is_deep = view <= TROUBLE and section.key_question in _FAILS_TOGETHER
        around = rating.level + (view if is_deep else max(view, -0.8))
        found += [_found(random, question, section.key, around) for question in section.questions]
    return found


def _found(random: Random, question: QuestionView, section: str, around: float) -> Found:
    draw = random.random()
    if not question.is_critical and draw < 0.03:
        kind = AnswerKind.NOT_SEEN if draw < 0.012 else AnswerKind.NOT_APPLICABLE
        return Found(question, section, kind, None)
    # Most standards are met even where the whole falls short.
    level = min(4, max(1, round(random.gauss(0.62 * around + 1.11, 0.46))))
    is_rare = level == 1 and around > 1 and random.random() < _SOFTENED[question.is_critical]
    return Found(question, section, AnswerKind.RATED, 2 if is_rare else level)


def record(
    work: Work, page: VisitPage, found: Sequence[Found], writer: VisitNotes, *, is_thorough: bool
) -> None:
    """Store these answers with their notes, and the evidence beside them.

    An officer who is not thorough leaves a few ratings without either, for the peer review to see.
    """
    drafts, evidence = [], []
    for one in found:
        draft = _draft(one, writer)
        if not is_thorough and one.level == 3 and writer.random.random() < FORGOTTEN_SHARE:
            drafts.append(replace(draft, sample=""))
            continue
        drafts.append(draft)
        is_short = one.level is not None and one.level <= 2
        if is_short or (one.level is not None and writer.random.random() < EVIDENCE_SHARE):
            evidence.append(_evidence(one.question))
    visit_answers.record_answers(work, page.visit.reference, drafts)
    visit_answers.add_evidence_items(work, page.version.id, evidence)
    work.describe("answers", f"Answered {len(drafts)} standards of {page.visit.reference}")


def _draft(one: Found, writer: VisitNotes) -> visit_answers.AnswerDraft:
    question = one.question
    if one.level is None:
        note, sample = writer.reason(one.kind.value), ""
    else:
        written = writer.rated(question, one.section, one.level)
        note, sample = written.note, written.sample
    return visit_answers.AnswerDraft(
        question.id, one.kind, one.level, note, sample, question.row_version
    )


def _evidence(question: QuestionView) -> visit_answers.EvidenceDraft:
    words = question.evidence_expected[0].rstrip(" ,")
    is_watched = "bserv" in words or "alk-round" in words
    is_said = "onversation" in words
    kind = EvidenceKind.OBSERVATION if is_watched else EvidenceKind.DOCUMENT
    kind = EvidenceKind.CONVERSATION if is_said else kind
    return visit_answers.EvidenceDraft(question.id, kind, f"{words} ({question.number})")


# --- findings ------------------------------------------------------------------------------------


def short_of(page: VisitPage) -> list[QuestionView]:
    """The standards that fall short, the worst first."""
    short = [one for one in page.questions() if (one.level or 4) <= 2]
    return sorted(short, key=lambda one: (one.level or 4, not one.is_critical, -one.weight))


def add_findings(work: Work, page: VisitPage, notes: Notes) -> None:
    """Write down what stands out: the best over several key questions, and the worst."""
    best = _spread([one for one in page.questions() if one.level == 4], page.sections)
    worst = short_of(page)
    kept = [one for one in worst if notes.about(one.key)]
    worst = [*kept, *(one for one in worst if one not in kept)][:SHORTFALLS]
    for question in best[:STRENGTHS]:
        _add(work, page, question, FindingKind.STRENGTH, question.text)
    for number, question in enumerate(worst):
        form = _SHORT_FORMS[number % len(_SHORT_FORMS)]
        headline = notes.about(question.key).get("headline")
        _add(
            work, page, question, FindingKind.IMPROVEMENT,
            headline or form.format(inside_a_sentence(question.text)),
        )  # fmt: skip
    graves = [one for one in worst if one.level == 1 and one.is_critical]
    for question in graves[:1]:
        _add(work, page, question, FindingKind.BREACH, f"Standard {question.number} was not met")
    work.describe("findings", f"Wrote the findings of {page.visit.reference}")


def _spread(questions: list[QuestionView], sections: Sequence[SectionView]) -> list[QuestionView]:
    """One standard from each key question in turn."""
    key_question_of: dict[str, KeyQuestion | None] = {
        question.key: section.key_question for section in sections for question in section.questions
    }
    seen: set[KeyQuestion | None] = {None}
    first = []
    for question in questions:
        key_question = key_question_of[question.key]
        if key_question not in seen:
            seen.add(key_question)
            first.append(question)
    return first


def _add(
    work: Work, page: VisitPage, question: QuestionView, kind: FindingKind, headline: str
) -> None:
    is_breach = kind is FindingKind.BREACH
    draft = findings.FindingDraft(
        page.version.id,
        kind,
        headline,
        question_id=question.id,
        text=question.note if kind is not FindingKind.STRENGTH else "",
        clause="Schedule 2, clause 14.3" if is_breach else "",
        requirement="Care is given safely and as the plan says" if is_breach else "",
    )
    findings.add_finding(work, draft)
