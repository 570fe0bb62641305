"""A service's ratings over time: CQC's beside our own visits, by key question, and "what if".

A location rated by service groups has a series for each; the service's own group stands first
where the location as a whole is not rated. Ratings of an earlier registration stay, and are marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.db.work import Reading
from app.domain.charts import (
    RatingTimeline,
    TimelineMark,
    TimelineNote,
    differing_spans,
    gaps_without_visits,
)
from app.domain.combination import combine
from app.domain.disagreement import Disagreement, disagreement, level_words
from app.domain.ratings import (
    OVERALL,
    SERVICE_GROUPS,
    KeyQuestion,
    OwnRating,
    Rating,
    RatingFact,
    ShownRating,
    cqc_of,
    current_ratings,
)
from app.domain.visits import SIGNED_OFF
from app.domain.words import joined, long_date
from app.errors import NotFoundError
from app.models import Visit
from app.services.rating_marks import (
    earlier_registrations,
    groups_of,
    published_marks,
    registration_notes,
    shown_rating,
    usual_group,
)
from app.services.ratings import rating_facts
from app.services.services import find_service
from app.services.visit_page import get_visit_page


@dataclass(frozen=True, slots=True)
class KeyQuestionLine:
    """One key question: CQC's and ours, each with its date, and how they compare."""

    question: KeyQuestion
    cqc: Rating | None
    cqc_words: str
    cqc_on: date | None
    own: OwnRating | None
    own_on: date | None

    @property
    def compared(self) -> str:
        """ "2 lower", "Same", or empty where one of them is missing."""
        if self.own is None or self.cqc is None:
            return ""
        return level_words(self.own.level, self.cqc.level)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area that another regulator judges, in its own words."""

    area: str
    words: str
    on: date | None


@dataclass(frozen=True, slots=True)
class ServiceRatings:
    """What the Ratings tab shows for one of the `groups`; `regulator` is CQC or Ofsted.

    CQC rates key questions (`lines`), Ofsted judges areas of its own (`areas`).
    """

    service_id: str
    regulator: str
    groups: tuple[str, ...]
    group: str
    timeline: RatingTimeline
    overall: ShownRating
    difference: Disagreement | None
    lines: tuple[KeyQuestionLine, ...]
    source: str
    mismatch: str
    areas: tuple[AreaLine, ...] = ()

    @property
    def has_anything(self) -> bool:
        """False where neither the regulator nor we ever rated it."""
        return bool(self.timeline.cqc or self.timeline.own)

    @property
    def published(self) -> dict[KeyQuestion, Rating]:
        """CQC's ratings of the key questions that are rated."""
        return {line.question: line.cqc for line in self.lines if line.cqc is not None}

    @property
    def ours(self) -> dict[KeyQuestion, Rating]:
        """Our last visit's results in CQC's words."""
        return {line.question: cqc_of(line.own) for line in self.lines if line.own is not None}


@dataclass(frozen=True, slots=True)
class _Own:
    """Our signed-off results, oldest first, and the key questions of the newest."""

    marks: tuple[TimelineMark, ...]
    overall: OwnRating | None
    visited_on: date | None
    by_question: Mapping[KeyQuestion, OwnRating]


def get_service_ratings(reading: Reading, service_id: str, group: str = "") -> ServiceRatings:
    """Return a service's ratings of `group` ("" chooses). Raises NotFoundError."""
    service = find_service(reading, service_id)
    location = service.cqc_location_id or service.ofsted_urn
    earlier = earlier_registrations(reading, [service_id])
    facts = rating_facts(reading, {location, *(one.cqc_location_id for one in earlier)})
    now = facts.get(location, [])
    own_group = SERVICE_GROUPS.get(service.service_type)
    groups = groups_of(now)
    chosen = group if group in groups else usual_group(now, own_group, groups)
    own = _own_results(reading, service_id)
    overall = shown_rating(now, chosen, OVERALL)
    regulator = "Ofsted" if service.ofsted_urn and not service.cqc_location_id else "CQC"
    cqc_on = overall.fact.published_on if overall.fact else None
    is_cqc = regulator == "CQC"
    lines = tuple(_line(now, chosen, question, own) for question in KeyQuestion) if is_cqc else ()
    published = published_marks(now, facts, earlier, chosen)
    notes = registration_notes(earlier, service.cqc_location_id)
    source = _source([fact for found in facts.values() for fact in found], own, regulator)
    return ServiceRatings(
        service_id=service_id,
        regulator=regulator,
        groups=groups,
        group=chosen,
        timeline=_timeline(reading.today, published, notes, chosen, own, source, regulator),
        overall=overall,
        difference=disagreement(own.overall, own.visited_on, overall.value, cqc_on, reading.today)
        if is_cqc
        else None,
        lines=lines,
        source=source,
        mismatch=_mismatch(lines, overall),
        areas=() if is_cqc else _areas(now),
    )


def _line(
    facts: Sequence[RatingFact], group: str, question: KeyQuestion, own: _Own
) -> KeyQuestionLine:
    shown = shown_rating(facts, group, question.words)
    rated = own.by_question.get(question)
    return KeyQuestionLine(
        question,
        shown.value,
        shown.words,
        shown.fact.published_on if shown.fact else None,
        rated,
        own.visited_on if rated else None,
    )


def _areas(facts: Sequence[RatingFact]) -> tuple[AreaLine, ...]:
    """What Ofsted judges besides the overall, as published."""
    current = current_ratings(facts).values()
    return tuple(
        AreaLine(fact.area, fact.published, fact.published_on)
        for fact in sorted(current, key=lambda fact: fact.area)
        if fact.area != OVERALL
    )


def _mismatch(lines: Sequence[KeyQuestionLine], overall: ShownRating) -> str:
    """Said as information: CQC's overall is not what its rule gives for its key questions."""
    rated = {line.question: line.cqc for line in lines if line.cqc is not None}
    by_rule = combine(rated).overall
    if by_rule is None or overall.value is None or by_rule is overall.value:
        return ""
    return f"By the rule these key questions give {by_rule.words}; CQC published {overall.words}."


def _source(facts: Sequence[RatingFact], own: _Own, regulator: str) -> str:
    stated = max((fact.as_at for fact in facts if fact.as_at), default=None)
    said = [f"{regulator}, as stated on {long_date(stated)}"] if stated else []
    if own.marks:
        said.append("our own visits")
    contains = ". Contains CQC data" if facts and regulator == "CQC" else ""
    return f"Source: {joined(said) or 'none yet'}{contains}."


# --- over time -------------------------------------------------------------------------------


def _timeline(
    today: date,
    published: tuple[TimelineMark, ...],
    registrations: tuple[TimelineNote, ...],
    group: str,
    own: _Own,
    source: str,
    regulator: str,
) -> RatingTimeline:
    return RatingTimeline(
        title="Overall rating" if group == OVERALL else f"Overall rating, {group}",
        cqc=published,
        own=own.marks,
        source=source,
        today=today,
        spans=differing_spans(published, own.marks, today) if regulator == "CQC" else (),
        notes=tuple(gaps_without_visits(own.marks)),
        registrations=registrations,
        regulator=regulator,
    )


def _own_results(reading: Reading, service_id: str) -> _Own:
    visits = reading.session.execute(
        select(Visit.id, Visit.visited_on, Visit.final_overall, Visit.reference)
        .where(
            Visit.service_id == service_id,
            Visit.status.in_(SIGNED_OFF),
            Visit.visited_on.is_not(None),
        )
        .order_by(Visit.visited_on)
    ).all()
    marks = []
    for _, on, overall, reference in visits:
        rating = OwnRating(overall) if overall else None
        if on is not None and rating is not None:
            marks.append(TimelineMark(on, rating.level, rating.words, reference))
    rated = [visit for visit in visits if visit[2]]
    if not rated:
        return _Own((), None, None, {})
    visit_id, visited_on, overall, _ = rated[-1]
    return _Own(
        tuple(marks),
        OwnRating(str(overall)),
        visited_on,
        _by_question(reading, visit_id),
    )


def _by_question(reading: Reading, visit_id: str) -> dict[KeyQuestion, OwnRating]:
    """Results of the five; none for a visit that was brought in with its overall alone."""
    try:
        results = get_visit_page(reading, visit_id).result.key_questions
    except NotFoundError:
        return {}
    shown = {
        question: (one.override.rating if one.override else one.rating)
        for question, one in results.items()
    }
    return {question: rating for question, rating in shown.items() if rating is not None}
