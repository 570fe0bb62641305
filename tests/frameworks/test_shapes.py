"""Frameworks as values: what is asked at one kind of service, and the visit's copy."""

from __future__ import annotations

import pytest

from app.domain.vocabulary import ServiceType
from app.frameworks.loader import bundled
from app.frameworks.shapes import Framework


@pytest.fixture(scope="module")
def care_home() -> Framework:
    return next(framework for framework in bundled() if framework.id == "care-home")


def test_numbers_have_no_holes_where_questions_are_left_out(care_home: Framework) -> None:
    sections = care_home.for_service(ServiceType.CARE_HOME).sections
    assert sections
    for section in sections:
        expected = [f"{section.number}.{nth}" for nth in range(1, len(section.questions) + 1)]
        assert [question.number for question in section.questions] == expected


def test_sections_left_empty_are_dropped(care_home: Framework) -> None:
    assert care_home.for_service(ServiceType.HOMECARE).sections == ()


def test_the_framework_itself_stays_as_it_was(care_home: Framework) -> None:
    before = [question.id for question in care_home.questions()]
    shorter = care_home.for_service(ServiceType.CARE_HOME)
    assert len(list(shorter.questions())) < len(before)
    assert [question.id for question in care_home.questions()] == before
