"""Themes of visits: counted by section where signed off, silent where one service would show."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.vocabulary import FindingKind, VisitStatus
from app.models import Finding, Visit, VisitQuestion, VisitSection, VisitVersion
from app.services import market_themes
from app.services.market_themes import themes_of
from app.services.office import Office
from tests import factory

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


def a_visit(
    office: Office,
    service_id: str,
    found: dict[str, FindingKind],
    on: date = date(2026, 8, 14),
    status: VisitStatus = VisitStatus.FINAL,
) -> str:
    """A visit as it stands after sign-off, with one finding in each of these sections."""
    office.clock.move(seconds=1)  # type: ignore[attr-defined]  references are made of the moment
    visit_id = factory.a_signed_visit(office, service_id, on=on, status=status)

    def act(work: object) -> None:
        work.describe("test", "Findings")  # type: ignore[attr-defined]
        session = work.session  # type: ignore[attr-defined]
        version = VisitVersion(
            visit_id=visit_id, number="1.0", position=1, framework_key="care-home",
            framework_version="1.0", framework_title="Care home", scale={"levels": []},
        )  # fmt: skip
        session.add(version)
        session.flush()
        for place, (title, kind) in enumerate(found.items()):
            section = VisitSection(version_id=version.id, section_key=title, title=title,
                                   role="scored", position=place)  # fmt: skip
            session.add(section)
            session.flush()
            question = VisitQuestion(
                version_id=version.id, section_id=section.id, question_key=f"Q{place}", number="1",
                text="Question", prompts=[], evidence_expected=[], weight=1, is_critical=False,
                maps={}, position=place,
            )  # fmt: skip
            session.add(question)
            session.flush()
            session.add(Finding(version_id=version.id, question_id=question.id, number=place,
                                kind=kind, headline="Something"))  # fmt: skip
        session.flush()
        version.sealed_at = work.now  # type: ignore[attr-defined]

    office.write(act)
    assert office.read(lambda r: r.session.get(Visit, visit_id)) is not None
    return visit_id


def visited(office: Office, number: int, found: dict[str, FindingKind]) -> list[str]:
    """So many services, each with one visit that found this."""
    services = [factory.a_service(office, name=f"House {place}") for place in range(number)]
    for service in services:
        a_visit(office, service, found)
    return services


def test_visits_are_counted_by_section_the_most_frequent_first(office: Office) -> None:
    services = visited(office, 3, {"Medicines": FindingKind.BREACH})
    services += visited(
        office, 2, {"Medicines": FindingKind.IMPROVEMENT, "Rotas": FindingKind.IMPROVEMENT}
    )
    found = office.read(themes_of, services, FIRST, LAST)
    assert (found.visits, found.counts) == (5, (("Medicines", 5), ("Rotas", 2)))


@pytest.mark.parametrize("kind", [FindingKind.STRENGTH, FindingKind.SAFEGUARDING])
def test_strengths_and_safeguarding_are_no_themes(office: Office, kind: FindingKind) -> None:
    services = visited(office, 5, {"Medicines": kind})
    assert office.read(themes_of, services, FIRST, LAST).counts == ()


def test_nothing_is_said_of_fewer_than_five_services(office: Office) -> None:
    services = visited(office, 4, {"Medicines": FindingKind.BREACH})
    a_visit(office, services[0], {"Medicines": FindingKind.BREACH})
    assert office.read(themes_of, services, FIRST, LAST) == market_themes.NO_THEMES


def test_what_one_visit_alone_found_is_no_theme(office: Office) -> None:
    services = visited(office, 5, {"Medicines": FindingKind.BREACH})
    a_visit(office, services[0], {"Rotas": FindingKind.BREACH})
    assert office.read(themes_of, services, FIRST, LAST).counts == (("Medicines", 5),)


def test_visits_outside_the_period_or_not_signed_off_or_elsewhere_do_not_count(
    office: Office,
) -> None:
    services = visited(office, 5, {"Medicines": FindingKind.BREACH})
    a_visit(office, services[0], {"Rotas": FindingKind.BREACH}, on=date(2026, 6, 30))
    a_visit(office, services[1], {"Rotas": FindingKind.BREACH}, on=date(2026, 10, 1))
    a_visit(office, services[2], {"Rotas": FindingKind.BREACH}, status=VisitStatus.DRAFT)
    visited(office, 2, {"Rotas": FindingKind.BREACH})
    found = office.read(themes_of, services, FIRST, LAST)
    assert (found.visits, found.counts) == (5, (("Medicines", 5),))
