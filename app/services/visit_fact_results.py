"""The results of a visit as its report takes them: key questions, overall, CQC's beside them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from app.db.work import Reading
from app.domain.rating_words import OVERALL, KeyQuestion, OwnRating
from app.domain.ratings import SERVICE_GROUPS, location_rating
from app.domain.scale import Scale
from app.domain.scoring import OverallResult, Override, SectionResult
from app.domain.vocabulary import AnswerKind
from app.models import Service
from app.reports.facts import OverallFacts, OverrideFacts, RatingFacts, ResultFacts
from app.services.ratings import facts_at
from app.services.visit_fact_service import Standing
from app.services.visit_views import VisitPage

LONDON = ZoneInfo("Europe/London")


def asked_key_questions(page: VisitPage) -> list[KeyQuestion]:
    """The key questions that this visit asked about, in CQC's order."""
    present = {section.key_question for section in page.sections}
    return [kq for kq in KeyQuestion if kq in present]


def result_facts(
    page: VisitPage, kq: KeyQuestion, last: VisitPage | None, cqc: CqcRatings
) -> ResultFacts:
    """The result of one key question, with the last visit's and CQC's beside it."""
    result = page.result.key_questions[kq]
    scale = page.scale
    shown = result.shown
    questions = [q for s in page.sections if s.key_question is kq for q in s.questions]
    return ResultFacts(
        title=kq.words,
        level=shown.level if shown else None,
        words=scale.words_for(shown) if shown else "Not rated",
        points=result.points,
        maximum=result.maximum,
        score=f"{result.percentage}%" if result.percentage is not None else "",
        score_precise=_precise(result, scale),
        band=scale.words_for(result.band) if result.band else "",
        rated=result.rated,
        applicable=result.applicable,
        not_seen=result.not_seen,
        critical_poor=tuple(
            q.number
            for q in questions
            if q.is_critical and q.kind is AnswerKind.RATED and q.level == scale.lowest
        ),
        cap_reason=result.cap_reason,
        summary=page.version.summaries.get(kq.value, ""),
        previous=_previous(last, last.result.key_questions.get(kq) if last else None),
        cqc=cqc.of(kq.words),
        override=_override(page, result.override, result.rating),
    )


def _precise(result: SectionResult, scale: Scale) -> str:
    """One decimal, cut so that it never rounds up into a band."""
    if not result.maximum:
        return ""
    tenths = (2000 * result.points + result.maximum) // (2 * result.maximum)
    edges = {1000, *(10 * band.from_percent for band in scale.bands)}
    if tenths in edges and 1000 * result.points < tenths * result.maximum:
        tenths -= 1
    return f"{tenths // 10}.{tenths % 10}%"


def overall_facts(page: VisitPage, last: VisitPage | None, cqc: CqcRatings) -> OverallFacts:
    """The overall result by rule, with an override and earlier results beside it."""
    overall = page.result.overall
    shown = overall.shown
    return OverallFacts(
        level=shown.level if shown else None,
        words=page.scale.words_for(shown) if shown else "No overall",
        reasons=overall.reasons,
        previous=_previous(last, last.result.overall if last else None),
        cqc=cqc.of(OVERALL),
        override=_override(page, overall.override, overall.rating),
        reason_for_fewer=overall.reason_for_fewer,
    )


def _previous(
    last: VisitPage | None, result: SectionResult | OverallResult | None
) -> RatingFacts | None:
    if last is None or result is None or result.shown is None:
        return None
    shown = result.shown
    return RatingFacts(last.scale.words_for(shown), shown.level, last.visit.visited_on)


def _override(
    page: VisitPage, override: Override | None, by_rule: OwnRating | None
) -> OverrideFacts | None:
    if override is None:
        return None
    on = page.version.sealed_at or page.version.drafted_at
    return OverrideFacts(
        page.scale.words_for(by_rule) if by_rule else "No rating",
        override.reason,
        override.by or page.version.signed_by or page.visit.lead,
        on.astimezone(LONDON).date() if on else (page.visit.visited_on or date.min),
    )


class CqcRatings:
    """CQC's ratings of a service on the day that the report speaks of, by area, its group's where
    the location has none."""

    def __init__(self, reading: Reading, service: Service, standing: Standing) -> None:
        location_id = standing.cqc_location_id
        found = facts_at(reading, [location_id], standing.day)
        self._facts = found.get(location_id, [])
        self._group = SERVICE_GROUPS.get(service.service_type)
        self._is_regulated = bool(location_id)

    def of(self, area: str) -> RatingFacts | None:
        """The rating of an area; None for a service that CQC does not rate."""
        if not self._is_regulated:
            return None
        shown = location_rating(self._facts, self._group, area)
        level = shown.value.level if shown.value else None
        return RatingFacts(shown.words, level, shown.fact.published_on if shown.fact else None)
