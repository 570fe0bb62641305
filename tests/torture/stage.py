"""The scene of the fault runs: an encrypted file with a homecare visit in progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.db.work import Actor, Database, Work
from app.domain.vocabulary import ServiceType, VisitKind, VisitMode
from app.models import Provider, Service
from app.services.frameworks import list_frameworks
from app.services.office import Office
from app.services.visit_page import get_visit_page
from app.services.visit_views import QuestionView, VisitPage
from app.services.visits import VisitDraft, plan_visit, start_visit
from tests.office_fixtures import FixedClock, make_office

KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Stage:
    """A database file and the visit in it."""

    path: Path
    visit_id: str
    key: bytes | None = KEY

    def open(self) -> Office:
        """The office on this file, as the program opens it."""
        return Office(Database(self.path, self.key), Actor(None, "Helen Marsh", "device-1"))

    def at(self, path: Path) -> Stage:
        """The same visit in a copy of the file."""
        return Stage(path, self.visit_id, self.key)


def set_stage(directory: Path, key: bytes | None = KEY) -> Stage:
    """Make the file with one visit that was started."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "own.cqm"
    office = make_office(path, FixedClock(), key)
    try:
        visit_id = office.write(_start_homecare_visit)
    finally:
        office.close()
    return Stage(path, visit_id, key)


def page_of(office: Office, visit_id: str) -> VisitPage:
    """The visit as the screen shows it."""
    return office.read(get_visit_page, visit_id)


def questions_of(office: Office, visit_id: str) -> dict[str, QuestionView]:
    """The visit's questions by id."""
    page = page_of(office, visit_id)
    return {question.id: question for part in page.sections for question in part.questions}


def _start_homecare_visit(work: Work) -> str:
    provider = Provider(name="Brindlemere Care Group")
    work.session.add(provider)
    work.session.flush()
    service = Service(
        provider_id=provider.id, name="Brindlemere at Home", service_type=ServiceType.HOMECARE
    )
    work.session.add(service)
    work.session.flush()
    framework = list_frameworks(work, service_type=ServiceType.HOMECARE)[0]
    visit_id = plan_visit(
        work,
        VisitDraft(
            service_id=service.id,
            kind=next(iter(VisitKind)),
            mode=next(iter(VisitMode)),
            framework_version_id=framework.id,
            planned_on=date(2026, 11, 17),
        ),
    )
    start_visit(work, visit_id)
    return visit_id
