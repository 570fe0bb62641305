"""Planning QA visits and their life up to the first answer: plan, change, start, cancel, list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, func, select

from app.db.work import Reading, Work
from app.domain.visits import FIRST_VERSION, read_time
from app.domain.vocabulary import (
    AnswerKind,
    ServiceType,
    VisitKind,
    VisitMode,
    VisitStatus,
)
from app.errors import NotFoundError, RuleError, RulesError, StaleError
from app.frameworks.shapes import Framework, Question, Section
from app.models import (
    Answer,
    Officer,
    Provider,
    Service,
    Visit,
    VisitQuestion,
    VisitSection,
    VisitVersion,
)
from app.models.framework import FrameworkVersion
from app.services.frameworks import get_framework
from app.services.visit_team import member_names, set_members

OURS, EARLIER = "QA", "EV"
"""How references of visits begin: ours, and those done before this program and brought in, which
so never stand among the numbers of our own."""


@dataclass(frozen=True)
class VisitDraft:
    """What the "Plan a visit" form hands in. `chosen_sections` empty means all sections."""

    service_id: str
    kind: VisitKind | None
    mode: VisitMode | None
    framework_version_id: str
    planned_on: date | None
    planned_time: str = ""
    chosen_sections: tuple[str, ...] = ()
    is_blind: bool = False
    lead_officer_id: str | None = None
    members: tuple[str, ...] = ()
    contract_id: str | None = None


@dataclass(frozen=True)
class VisitRow:
    """One visit in a list."""

    id: str
    reference: str
    service_id: str
    service_name: str
    provider_id: str
    provider_name: str
    service_type: ServiceType
    framework: str
    kind: VisitKind
    mode: VisitMode
    status: VisitStatus
    planned_on: date | None
    planned_time: str
    visited_on: date | None
    lead: str
    overall: str | None
    rated: int
    answered: int
    applicable: int
    questions: int

    @property
    def is_brought_in(self) -> bool:
        """True for a visit done before this program: date and result, no answers, no report."""
        return not self.framework


def plan_visit(work: Work, draft: VisitDraft) -> str:
    """Plan a visit and return its id. Raises RulesError with a problem for each field."""
    service = _checked(work, draft)
    visit = Visit(reference=next_reference(work, OURS, work.today.year), status=VisitStatus.PLANNED)
    _fill(visit, draft)
    work.session.add(visit)
    work.session.flush()
    set_members(work, visit, draft.members)
    work.describe("visit planned", f"Planned {visit.reference} at {service.name}")
    return visit.id


def change_plan(work: Work, visit_id: str, row_version: int, draft: VisitDraft) -> None:
    """Change a planned visit. Raises RulesError, StaleError, or RuleError once it has started."""
    visit = _visit(work, visit_id)
    if visit.status is not VisitStatus.PLANNED:
        raise RuleError("This visit has started, so its plan can no longer be changed.")
    if visit.row_version != row_version:
        raise StaleError("This plan was changed in another window. Look at it again first.")
    service = _checked(work, draft)
    _fill(visit, draft)
    set_members(work, visit, draft.members)
    work.describe("visit changed", f"Changed the plan of {visit.reference} at {service.name}")


def cancel_visit(work: Work, visit_id: str, reason: str) -> None:
    """Cancel a planned visit, with the reason. Raises RuleError."""
    _end(work, visit_id, reason, {VisitStatus.PLANNED}, VisitStatus.CANCELLED)


def abandon_visit(work: Work, visit_id: str, reason: str) -> None:
    """Give up a visit that was started; its answers stay readable. Raises RuleError."""
    started = {VisitStatus.IN_PROGRESS, VisitStatus.DRAFT}
    _end(work, visit_id, reason, started, VisitStatus.ABANDONED)


def start_visit(work: Work, visit_id: str, *, visited_on: date | None = None) -> str:
    """Start a planned visit: copy the framework's questions for its service; return version id.

    The day defaults to today. Raises RuleError when the visit cannot start.
    """
    visit = _visit(work, visit_id)
    if visit.status is not VisitStatus.PLANNED:
        raise RuleError(f"{visit.reference} is {visit.status.words.lower()} and cannot start again")
    service = work.session.get_one(Service, visit.service_id)
    assert visit.framework_version_id is not None  # a planned visit has one
    framework = get_framework(work, visit.framework_version_id).for_service(service.service_type)
    visit.status = VisitStatus.IN_PROGRESS
    visit.visited_on = visited_on or work.today
    version = VisitVersion(
        visit_id=visit.id,
        number=str(FIRST_VERSION),
        position=1,
        framework_key=framework.id,
        framework_version=framework.version,
        framework_title=framework.title,
        scale=scale_as_dict(framework),
    )
    work.session.add(version)
    work.session.flush()
    _copy_questions(work, version.id, framework, set(visit.chosen_sections))
    work.describe("visit started", f"Started {visit.reference} at {service.name}")
    return version.id


def scale_as_dict(framework: Framework) -> dict[str, Any]:
    """Return the scale as stored with a visit: name, levels best first, bands in percent."""
    return {
        "name": framework.scale.name,
        "levels": [[level.score, level.label] for level in framework.scale.levels],
        "bands": list(framework.scale.bands),
    }


def list_visits(
    reading: Reading,
    *,
    service_id: str = "",
    provider_id: str = "",
    statuses: frozenset[VisitStatus] = frozenset(),
) -> list[VisitRow]:
    """Return visits, newest first, of a service, a provider or all."""
    lead = select(Officer.name).where(Officer.id == Visit.lead_officer_id).scalar_subquery()
    query = (
        select(
            Visit, Service, Provider, FrameworkVersion.title, FrameworkVersion.version,
            lead.label("lead"),
        )
        .join(Service, Service.id == Visit.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .outerjoin(FrameworkVersion, FrameworkVersion.id == Visit.framework_version_id)
        .order_by(func.coalesce(Visit.visited_on, Visit.planned_on).desc(), Visit.id.desc())
    )  # fmt: skip
    if service_id:
        query = query.where(Visit.service_id == service_id)
    if provider_id:
        query = query.where(Service.provider_id == provider_id)
    if statuses:
        query = query.where(Visit.status.in_(statuses))
    counts = _coverage_by_visit(reading, service_id)
    return [
        _row(
            visit, service, provider, f"{title} {version}" if title else "", name,
            counts.get(visit.id),
        )
        for visit, service, provider, title, version, name in reading.session.execute(query)
    ]  # fmt: skip


def find_visit_id(reading: Reading, reference: str) -> str:
    """Return the id of the visit with this reference. Raises NotFoundError."""
    found = reading.session.scalar(
        select(Visit.id).where(func.upper(Visit.reference) == reference.strip().upper())
    )
    if found is None:
        raise NotFoundError(f"There is no visit {reference}. `visit list` shows all references.")
    return found


def get_visit_row(reading: Reading, visit_id: str) -> VisitRow:
    """Return one visit as a row. Raises NotFoundError."""
    visit = _visit(reading, visit_id)
    rows = list_visits(reading, service_id=visit.service_id)
    return next(row for row in rows if row.id == visit_id)


def get_draft(reading: Reading, visit_id: str) -> tuple[VisitDraft, int]:
    """Return the plan of a visit as the form takes it, with its row version."""
    visit = _visit(reading, visit_id)
    draft = VisitDraft(
        visit.service_id, visit.kind, visit.mode, visit.framework_version_id or "",
        visit.planned_on, visit.planned_time, tuple(visit.chosen_sections), visit.is_blind,
        visit.lead_officer_id, member_names(reading, visit_id), visit.contract_id,
    )  # fmt: skip
    return draft, visit.row_version


def _visit(reading: Reading, visit_id: str) -> Visit:
    visit = reading.session.get(Visit, visit_id)
    if visit is None:
        raise NotFoundError("This visit is not in the file.")
    return visit


def _checked(work: Work, draft: VisitDraft) -> Service:
    problems: list[RuleError] = []
    service = work.session.get(Service, draft.service_id) if draft.service_id else None
    if service is None:
        problems.append(RuleError("Choose the service to visit", "service_id"))
    problems += _framework_problems(work, draft, service)
    if draft.kind is None:
        problems.append(RuleError("Choose the kind of visit", "kind"))
    if draft.mode is None:
        problems.append(RuleError("Choose how the visit is done", "mode"))
    if draft.planned_on is None:
        problems.append(RuleError("Enter the date of the visit", "planned_on"))
    try:
        read_time(draft.planned_time)
    except RuleError as problem:
        problems.append(problem)
    if problems:
        raise RulesError(problems)
    assert service is not None
    return service


def _framework_problems(work: Work, draft: VisitDraft, service: Service | None) -> list[RuleError]:
    if not draft.framework_version_id:
        return [RuleError("Choose a framework", "framework_version_id")]
    framework = get_framework(work, draft.framework_version_id)
    if service is not None and service.service_type not in framework.service_types:
        wanted = service.service_type.words.lower()
        return [RuleError(f"Choose a framework for {wanted}", "framework_version_id")]
    unknown = set(draft.chosen_sections) - {section.id for section in framework.sections}
    if unknown:
        return [RuleError("Choose sections of this framework", "chosen_sections")]
    return []


def _fill(visit: Visit, draft: VisitDraft) -> None:
    assert draft.kind is not None
    assert draft.mode is not None
    visit.service_id = draft.service_id
    visit.contract_id = draft.contract_id
    visit.kind = draft.kind
    visit.mode = draft.mode
    visit.framework_version_id = draft.framework_version_id
    visit.chosen_sections = list(draft.chosen_sections)
    visit.is_focused = bool(draft.chosen_sections)
    visit.is_blind = draft.is_blind
    visit.planned_on = draft.planned_on
    visit.planned_time = read_time(draft.planned_time)
    visit.lead_officer_id = draft.lead_officer_id


def next_reference(work: Work, prefix: str, year: int) -> str:
    """The reference after the highest of the year: "QA-2026-0007"."""
    highest = work.session.scalar(
        select(func.max(Visit.reference)).where(Visit.reference.like(f"{prefix}-{year}-%"))
    )
    number = int(highest.rsplit("-", 1)[1]) + 1 if highest else 1
    return f"{prefix}-{year}-{number:04d}"


def _end(
    work: Work, visit_id: str, reason: str, allowed: set[VisitStatus], status: VisitStatus
) -> None:
    visit = _visit(work, visit_id)
    if visit.status not in allowed:
        raise RuleError(f"{visit.reference} is {visit.status.words.lower()}: this cannot be done")
    if not reason.strip():
        raise RuleError(f"Say why the visit is {status.words.lower()}", "reason")
    visit.status = status
    visit.reason = reason.strip()
    work.describe(f"visit {status.value}", f"{status.words}: {visit.reference}", reason.strip())


def _copy_questions(work: Work, version_id: str, framework: Framework, chosen: set[str]) -> None:
    """Copy sections, then questions, then an empty answer each: parents are written first."""
    asked = [section for section in framework.sections if not chosen or section.id in chosen]
    sections = [_copied_section(section, version_id) for section in asked]
    work.session.add_all(sections)
    work.session.flush()
    questions: list[VisitQuestion] = []
    for section, copy in zip(asked, sections, strict=True):
        for question in section.questions:
            questions.append(_copied_question(question, copy, len(questions) + 1))
    work.session.add_all(questions)
    work.session.flush()
    work.session.add_all(Answer(version_id=version_id, question_id=one.id) for one in questions)
    work.session.flush()


def _copied_section(section: Section, version_id: str) -> VisitSection:
    return VisitSection(
        version_id=version_id,
        section_key=section.id,
        title=section.title,
        key_question=section.key_question,
        role=section.role.value,
        position=section.number,
    )


def _copied_question(question: Question, section: VisitSection, position: int) -> VisitQuestion:
    return VisitQuestion(
        version_id=section.version_id,
        section_id=section.id,
        question_key=question.id,
        number=question.number,
        text=question.text,
        prompts=list(question.prompts),
        evidence_expected=list(question.evidence_expected),
        weight=question.weight,
        is_critical=question.is_critical,
        maps={**asdict(question.maps), "looks_at": list(question.looks_at)},
        position=position,
    )


_Counts = tuple[int, int, int, int]  # rated, answered, applicable, questions


def _coverage_by_visit(reading: Reading, service_id: str = "") -> dict[str, _Counts]:
    newest = (
        select(VisitVersion.visit_id, func.max(VisitVersion.position).label("position"))
        .group_by(VisitVersion.visit_id)
        .subquery()
    )
    rated = func.sum(Answer.kind == AnswerKind.RATED, type_=Integer)
    done = func.sum(Answer.kind != AnswerKind.UNANSWERED, type_=Integer)
    applies = func.sum(Answer.kind != AnswerKind.NOT_APPLICABLE, type_=Integer)
    query = (
        select(VisitVersion.visit_id, rated, done, applies, func.count())
        .join(
            newest,
            (newest.c.visit_id == VisitVersion.visit_id)
            & (newest.c.position == VisitVersion.position),
        )
        .join(Answer, Answer.version_id == VisitVersion.id)
        .group_by(VisitVersion.visit_id)
    )
    if service_id:
        of_service = select(Visit.id).where(Visit.service_id == service_id)
        query = query.where(VisitVersion.visit_id.in_(of_service))
    rows = reading.session.execute(query)
    return {visit_id: (int(a), int(b), int(c), int(d)) for visit_id, a, b, c, d in rows}


def _row(
    visit: Visit, service: Service, provider: Provider, framework: str, lead: str | None,
    counts: _Counts | None,
) -> VisitRow:  # fmt: skip
    rated, answered, applicable, questions = counts or (0, 0, 0, 0)
    return VisitRow(
        visit.id, visit.reference, service.id, service.name, provider.id, provider.name,
        service.service_type, framework, visit.kind, visit.mode, visit.status, visit.planned_on,
        visit.planned_time, visit.visited_on, lead or "", visit.final_overall, rated, answered,
        applicable, questions,
    )  # fmt: skip
