"""Ofsted's judgements, entered by hand: the same rating history, with Ofsted's own areas and words.

Source: DOMAIN "CQC ratings", last paragraph; the areas are those of the social care common
inspection framework for children's homes and of supported accommodation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.db.work import Reading, Work
from app.domain.rating_words import OVERALL, is_known_word, normalise
from app.domain.vocabulary import Regulator, ServiceType
from app.domain.words import clean_line, short_date
from app.errors import RuleError
from app.models import RatingRecord
from app.services.draft_checks import raise_problems
from app.services.ratings import BY_HAND
from app.services.services import find_service

CHILDRENS_HOME_AREAS = (
    "Overall experiences and progress of children",
    "How well children are helped and protected",
    "Effectiveness of leaders and managers",
)
CHILDRENS_HOME_WORDS = (
    "Outstanding",
    "Good",
    "Requires improvement to be good",
    "Inadequate",
)
SUPPORTED_ACCOMMODATION_WORDS = (
    "Consistently strong service delivery leads to typically positive experiences",
    "Inconsistent quality of service delivery adversely affects some experiences",
    "Serious or widespread weaknesses lead to significant concerns",
)


@dataclass(frozen=True)
class OfstedDraft:
    """One inspection: its date, the overall word, and words by area (areas may be left out)."""

    inspected_on: date | None
    overall: str
    areas: tuple[tuple[str, str], ...] = ()
    report_url: str = ""


def ofsted_areas(service_type: ServiceType) -> tuple[str, ...]:
    """Return the areas that Ofsted judges besides the overall one, for this type of service."""
    return CHILDRENS_HOME_AREAS if service_type is not ServiceType.SUPPORTED_ACCOMMODATION else ()


def ofsted_words(service_type: ServiceType) -> tuple[str, ...]:
    """Return the words that Ofsted judges this type of service by, best first."""
    if service_type is ServiceType.SUPPORTED_ACCOMMODATION:
        return SUPPORTED_ACCOMMODATION_WORDS
    return CHILDRENS_HOME_WORDS


def add_ofsted_rating(work: Work, service_id: str, draft: OfstedDraft) -> int:
    """Add an inspection's judgements to the history of a service; return how many were new.

    One inspection has one judgement of an area: entering its day again corrects what was entered
    by hand for that day, so that a slip does not stand beside the right word for ever.

    Raises RulesError; RuleError when the service has no Ofsted URN.
    """
    service = find_service(work, service_id)
    if not service.ofsted_urn:
        raise RuleError("Enter the Ofsted URN of the service first", "ofsted_urn")
    _check(work, draft)
    assert draft.inspected_on is not None
    stated = [(OVERALL, draft.overall), *draft.areas]
    added = sum(
        _add(work, service.ofsted_urn, area, word, draft.inspected_on, draft.report_url)
        for area, word in stated
        if word.strip()
    )
    day = short_date(draft.inspected_on)
    work.describe("ofsted rating", f"Added Ofsted’s rating of {service.name}, {day}")
    return added


def _check(work: Work, draft: OfstedDraft) -> None:
    problems = []
    if draft.inspected_on is None:
        problems.append(RuleError("Enter the date of the inspection", "inspected_on"))
    elif draft.inspected_on > work.today:
        problems.append(RuleError("Give a date that is not in the future", "inspected_on"))
    if not draft.overall.strip():
        problems.append(RuleError("Choose the overall judgement", "overall"))
    known = (*CHILDRENS_HOME_WORDS, *SUPPORTED_ACCOMMODATION_WORDS)
    for field, word in [("overall", draft.overall), *(("areas", word) for _, word in draft.areas)]:
        if word.strip() and word.strip() not in known and not is_known_word(word):
            problems.append(RuleError(f"Choose one of Ofsted’s words, not “{word}”", field))
    url = draft.report_url.strip()
    if url and not url.lower().startswith(("https://", "http://")):
        what = "Copy the address of the report from the browser: it begins with https://"
        problems.append(RuleError(what, "report_url"))
    raise_problems(problems)


def _add(work: Reading, urn: str, area: str, word: str, on: date, url: str) -> bool:
    """Add one judgement, or correct that of the day; False when the history has it already."""
    word = clean_line(word)
    key = {
        "regulator": Regulator.OFSTED,
        "location_id": urn,
        "service_group": OVERALL,
        "area": area,
        "published_day": on.isoformat(),
    }
    known = list(work.session.scalars(select(RatingRecord).filter_by(**key)))
    if any(record.published == word for record in known):
        return False
    typed = next((record for record in known if record.source == BY_HAND), None)
    if typed is not None:
        typed.published, typed.value = word, normalise(word)
        typed.report_url = clean_line(url) or typed.report_url
        return True
    work.session.add(
        RatingRecord(
            **key,
            published=word,
            value=normalise(word),
            published_on=on,
            first_seen_on=work.today,
            source=BY_HAND,
            report_url=clean_line(url),
        )
    )
    return True
