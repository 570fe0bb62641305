"""Steps of a visit for tests: a service, a planned visit, all questions answered, signed off."""

from __future__ import annotations

from datetime import date

from app.db.work import Work
from app.domain.vocabulary import (
    AnswerKind,
    EvidenceKind,
    Priority,
    ServiceType,
    VisitKind,
    VisitMode,
)
from app.models import Provider, Service
from app.services import actions, visit_answers, visit_page, visit_signing, visits
from app.services.frameworks import list_frameworks
from app.services.office import Office
from app.services.visit_views import VisitPage


def add_service(
    office: Office,
    name: str = "Saltergarth House",
    kind: ServiceType = ServiceType.CARE_HOME,
    provider: str = "Brindlemere Care Group",
) -> str:
    """Add a fictional provider with one service; return the service's id."""

    def act(work: Work) -> str:
        work.describe("add", f"Added {name}")
        owner = Provider(name=provider)
        work.session.add(owner)
        work.session.flush()
        service = Service(provider_id=owner.id, name=name, service_type=kind, beds=36)
        work.session.add(service)
        work.session.flush()
        return service.id

    return office.write(act)


def visit_draft(office: Office, service_id: str, **changes: object) -> visits.VisitDraft:
    """A complete draft for a visit to this service on 17 November 2026."""
    kind = office.read(lambda reading: reading.session.get_one(Service, service_id).service_type)
    framework = office.read(list_frameworks, service_type=kind)[0]
    values = {
        "service_id": service_id,
        "kind": VisitKind.SCHEDULED,
        "mode": VisitMode.UNANNOUNCED,
        "framework_version_id": framework.id,
        "planned_on": date(2026, 11, 17),
        "planned_time": "09:30",
        "lead_officer_id": office.actor.officer_id,
        **changes,
    }
    return visits.VisitDraft(**values)  # type: ignore[arg-type]


def started_visit(office: Office, service_id: str | None = None, **changes: object) -> str:
    """Plan and start a visit; return its id."""
    service = service_id or add_service(office)
    visit_id = office.write(visits.plan_visit, visit_draft(office, service, **changes))
    office.write(visits.start_visit, visit_id)
    return visit_id


def page_of(office: Office, visit_id: str) -> VisitPage:
    """The newest version of a visit."""
    return office.read(visit_page.get_visit_page, visit_id)


def answer(
    office: Office,
    visit_id: str,
    key: str,
    level: int | None,
    note: str = "Seen on the day.",
    kind: AnswerKind = AnswerKind.RATED,
) -> visit_answers.SavedAnswer:
    """Answer one question by its stable id."""
    question = next(q for q in page_of(office, visit_id).questions() if q.key == key)
    draft = visit_answers.AnswerDraft(question.id, kind, level, note, "", question.row_version)
    return office.write(visit_answers.record_answer, draft)


def answer_all(office: Office, visit_id: str, level: int = 3) -> None:
    """Give every question the same rating, with evidence, in one act."""
    page = page_of(office, visit_id)

    def act(work: Work) -> None:
        for question in page.questions():
            draft = visit_answers.AnswerDraft(
                question.id, AnswerKind.RATED, level, f"Note on {question.number}.", "",
                question.row_version,
            )  # fmt: skip
            visit_answers.record_answer(work, draft)
            visit_answers.add_evidence(
                work, question.id, EvidenceKind.OBSERVATION, text=f"Seen for {question.number}"
            )
        work.describe("answers", "Answered everything")

    office.write(act)


def raise_for(office: Office, visit_id: str, *keys: str, due: date = date(2026, 12, 15)) -> str:
    """Raise an action for these standards; return its id."""
    page = page_of(office, visit_id)
    draft = actions.ActionDraft(
        service_id=page.visit.service_id,
        text="Check every chart at each handover",
        priority=Priority.HIGH,
        due_on=due,
        owner="Registered manager",
        evidence_needed="Four weekly audits",
        visit_id=visit_id,
        question_keys=keys,
    )
    return office.write(actions.raise_action, draft)


def write_judgement(office: Office, visit_id: str, words: str) -> None:
    """Write the overall judgement."""
    version = page_of(office, visit_id).version
    texts = visit_signing.ReportTexts(words, "", "", "", {}, "", version.row_version)
    office.write(visit_signing.write_report_texts, version.id, texts)


def signed_visit(office: Office, service_id: str | None = None, level: int = 3) -> str:
    """A visit with everything answered alike, reviewed and signed off; return its id."""
    visit_id = started_visit(office, service_id)
    answer_all(office, visit_id, level)
    if level <= 2:
        raise_for(office, visit_id, *[q.key for q in page_of(office, visit_id).questions()])
    write_judgement(office, visit_id, "People are treated with kindness.")
    office.write(visit_signing.finish_draft, visit_id)
    office.write(visit_signing.record_review, visit_id, "David Okafor")
    office.write(visit_signing.sign_off, visit_id, "Helen Marsh", "Contract manager")
    return visit_id
