"""Fills the plain facts that the QA visit report and its workbook take, from one version.

Words and levels are read as signed; the state of actions is as at the day of printing, because
actions go on after sign-off (SAFETY "The change log").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.db.work import Reading
from app.domain.actions import is_overdue
from app.domain.rating_words import OwnRating
from app.domain.review import is_shortfall
from app.domain.scale import Scale
from app.domain.vocabulary import (
    AnswerKind,
    EvidenceKind,
    FindingKind,
    VisitStatus,
)
from app.models import (
    Contract,
    Service,
    Visit,
    VisitVersion,
)
from app.reports.facts import (
    ActionFacts,
    AnswerFacts,
    BandFacts,
    EvidenceFacts,
    FindingFacts,
    FrameworkFacts,
    IssueFacts,
    LevelFacts,
    OfficerFacts,
    RatingFacts,
    Recurrence,
    ScaleFacts,
    VisitFacts,
)
from app.services.actions import ActionEventRow, latest_updates
from app.services.council import Council, get_council
from app.services.logo import logo_bytes
from app.services.visit_fact_parts import (
    NumberedPhoto,
    amendment,
    earlier_visit_on,
    last_page,
    next_steps,
    numbered_photos,
    photos,
    previous_actions,
    replaced_by,
    safeguarding,
    sign_off,
    sign_off_steps,
    text_lines,
    visit_times,
)
from app.services.visit_fact_results import (
    CqcRatings,
    asked_key_questions,
    overall_facts,
    result_facts,
)
from app.services.visit_fact_service import day_of, service_facts, standing_on
from app.services.visit_page import get_visit_page
from app.services.visit_team import team_of
from app.services.visit_views import ActionView, FindingView, QuestionView, VisitPage


def visit_facts(reading: Reading, visit_id: str, version_number: str = "") -> VisitFacts:
    """The facts of one version, the newest unless a number is given. Raises NotFoundError."""
    page = get_visit_page(reading, visit_id, version_number)
    visit = reading.session.get_one(Visit, visit_id)
    version = reading.session.get_one(VisitVersion, page.version.id)
    council = get_council(reading)
    service = reading.session.get_one(Service, visit.service_id)
    last = last_page(reading, visit)
    standing = standing_on(reading, service, day_of(reading, version))
    cqc = CqcRatings(reading, service, standing)
    started_at, ended_at = visit_times(visit.times)
    numbered = numbered_photos(reading, page)
    return VisitFacts(
        issue=_issue(reading, council, page),
        status=_status(visit, version),
        service=service_facts(reading, service, standing),
        contract=_contract(reading, visit),
        kind=visit.kind,
        mode=visit.mode,
        visited_on=visit.visited_on or reading.today,
        started_at=started_at,
        ended_at=ended_at,
        team=_team(reading, visit),
        framework=_framework(version, page.scale),
        judgement=version.judgement,
        results=tuple(result_facts(page, kq, last, cqc) for kq in asked_key_questions(page)),
        overall=overall_facts(page, last, cqc),
        answers=tuple(_answers(page, numbered)),
        findings=tuple(_findings(page, last)),
        actions=_actions(reading, page),
        previous_visit_on=last.visit.visited_on if last else None,
        earlier_visit_on=None if last else earlier_visit_on(reading, visit),
        previous_actions=previous_actions(reading, page, last),
        safeguarding=safeguarding(page),
        photos=tuple(photos(reading, numbered)),
        next_steps=tuple(next_steps(reading, page)),
        looked_at=text_lines(version.looked_at),
        told=version.told_provider,
        sign_off_steps=sign_off_steps(version),
        sign_off=sign_off(reading, page),
        amendment=amendment(reading, version),
        replaced_by=replaced_by(reading, version),
    )


def _issue(reading: Reading, council: Council, page: VisitPage) -> IssueFacts:
    return IssueFacts(
        council.name or "Council not named",
        council.team,
        page.visit.reference,
        page.version.number,
        council.marking_visit,
        reading.today,
        logo_bytes(reading),
    )


def _status(visit: Visit, version: VisitVersion) -> VisitStatus:
    """The status of this version: an earlier signed one stays final while an amendment is open."""
    if version.sealed_at is None:
        return visit.status
    return VisitStatus.FINAL if version.number == "1.0" else VisitStatus.AMENDED


def _contract(reading: Reading, visit: Visit) -> str:
    contract = reading.session.get(Contract, visit.contract_id) if visit.contract_id else None
    return f"{contract.reference}, {contract.title}" if contract is not None else ""


def _team(reading: Reading, visit: Visit) -> tuple[OfficerFacts, ...]:
    team = team_of(reading, visit)
    return tuple(OfficerFacts(each.name, each.role, is_lead=each.is_lead) for each in team)


def _framework(version: VisitVersion, scale: Scale) -> FrameworkFacts:
    levels = tuple(
        LevelFacts(
            level.value, level.label, scale.band_of(level.value, scale.maximum).level
        )
        for level in scale.levels
    )  # fmt: skip
    bands = [
        BandFacts(band.rating.level, scale.words_for(band.rating), band.from_percent)
        for band in scale.bands
    ]
    poor = OwnRating.POOR
    bands.append(BandFacts(poor.level, scale.words_for(poor), 0))
    falls_short = [
        level.value for level in scale.levels if is_shortfall(AnswerKind.RATED, level.value, scale)
    ]
    facts = ScaleFacts(levels, tuple(bands), max(falls_short, default=scale.lowest))
    return FrameworkFacts(version.framework_title, version.framework_version, facts)


# --- answers, findings, actions ------------------------------------------------------------------


def _answers(page: VisitPage, numbered: Sequence[NumberedPhoto]) -> list[AnswerFacts]:
    numbers = {photo.evidence.id: photo.number for photo in numbered}
    made = []
    for section in page.sections:
        title = section.key_question.words if section.key_question else ""
        made += [_answer(page, section.title, title, q, numbers) for q in section.questions]
    return made


def _answer(
    page: VisitPage, section: str, key_question: str, q: QuestionView, photos: Mapping[str, int]
) -> AnswerFacts:
    is_rated = q.kind is AnswerKind.RATED and q.level is not None
    last = q.last[0] if q.last else None
    return AnswerFacts(
        id=q.key,
        number=q.number,
        section=section,
        key_question=key_question,
        text=q.text,
        kind=q.kind,
        level=q.level if is_rated else None,
        words=page.scale.label(q.level) if is_rated and q.level is not None else q.kind.words,
        points=q.weight * q.level if is_rated and q.level is not None else None,
        weight=q.weight,
        is_critical=q.is_critical,
        note=q.note,
        evidence=tuple(
            EvidenceFacts(one.kind, one.text, one.file_name, photos.get(one.id, 0))
            for one in q.evidence
            if one.kind is not EvidenceKind.SAMPLE
        ),
        sample=q.sample,
        actions=tuple(f"A{action.number}" for action in q.actions),
        breach_clauses=tuple(f.clause for f in q.findings if f.kind is FindingKind.BREACH),
        previous=RatingFacts(last.words, last.level, last.visited_on) if last else None,
    )


def _findings(page: VisitPage, last: VisitPage | None) -> list[FindingFacts]:
    questions = {question.id: question for question in page.questions()}
    sections = {q.id: s.key_question for s in page.sections for q in s.questions}
    made = []
    for finding in page.findings:
        question = questions.get(finding.question_id or "")
        kq = sections.get(finding.question_id or "")
        made.append(_finding(page, last, finding, question, kq.words if kq else ""))
    return made


def _finding(
    page: VisitPage,
    last: VisitPage | None,
    finding: FindingView,
    question: QuestionView | None,
    key_question: str,
) -> FindingFacts:
    rating = None
    if question is not None and question.level is not None:
        label = page.scale.label(question.level)
        rating = RatingFacts(label, question.level, page.visit.visited_on)
    return FindingFacts(
        number=f"F{finding.number}",
        kind=finding.kind,
        headline=finding.headline,
        text=finding.text,
        key_question=key_question,
        standards=(question.number,) if question is not None else (),
        clause=finding.clause,
        requirement=finding.requirement,
        actions=tuple(f"A{a.number}" for a in question.actions) if question is not None else (),
        rating=rating,
        recurrence=_recurrence(last, finding, question),
        is_critical=question is not None and question.is_critical,
        in_summary=finding.is_in_summary,
    )


def _recurrence(
    last: VisitPage | None, finding: FindingView, question: QuestionView | None
) -> Recurrence | None:
    """Against the last visit: not done where its action is still open, else repeat, else new."""
    if last is None or finding.kind is not FindingKind.IMPROVEMENT:
        return None
    if finding.is_repeat:
        return Recurrence.REPEAT
    if question is None:
        return Recurrence.NEW
    if question.earlier_actions:
        return Recurrence.NOT_DONE
    fell_short = bool(question.last) and is_shortfall(
        question.last[0].kind, question.last[0].level, last.scale
    )
    return Recurrence.REPEAT if fell_short else Recurrence.NEW


def _actions(reading: Reading, page: VisitPage) -> tuple[ActionFacts, ...]:
    numbers = {question.key: question.number for question in page.questions()}
    updates = latest_updates(reading, [action.id for action in page.actions])
    return tuple(
        _action(action, numbers, updates.get(action.id), reading.today) for action in page.actions
    )


def _action(
    action: ActionView, numbers: Mapping[str, str], update: ActionEventRow | None, today: date
) -> ActionFacts:
    return ActionFacts(
        number=f"A{action.number}",
        text=action.text,
        standards=tuple(numbers[key] for key in action.question_keys if key in numbers),
        priority=action.priority,
        owner=action.owner,
        due_on=action.due_on,
        evidence_needed=action.evidence_needed,
        state=action.state,
        is_overdue=is_overdue(action.state, action.due_on, today),
        agreed_on_day=action.is_agreed_on_day,
        verified_on=action.verified_on,
        verified_by=action.verified_by,
        provider_update=update.text if update is not None else "",
        provider_done_on=action.reported_on,
    )
