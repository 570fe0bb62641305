"""What the homecare framework asks, and at which kind of service."""

from __future__ import annotations

import pytest

from app.domain.vocabulary import ServiceType
from app.frameworks.loader import bundled
from app.frameworks.shapes import Framework, Question

KEY_QUESTIONS = {"safe", "effective", "caring", "responsive", "well_led"}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return next(each for each in bundled() if each.id == "homecare")


def asked(framework: Framework, service_type: ServiceType) -> dict[str, Question]:
    return {question.id: question for question in framework.for_service(service_type).questions()}


@pytest.mark.parametrize(
    "word",
    ["bed rail", "premises", "fire drill", "fire door", "dining", "call bell", "dols", "resident"],
)
def test_homecare_never_asks_about_a_care_home(framework: Framework, word: str) -> None:
    for question in framework.questions():
        said = " ".join((question.text, *question.prompts, *question.evidence_expected)).lower()
        assert word not in said, question.id


def test_homecare_asks_at_least_74_questions(framework: Framework) -> None:
    assert len(asked(framework, ServiceType.HOMECARE)) >= 74


@pytest.mark.parametrize("service_type", ["homecare", "supported_living", "extra_care"])
def test_every_key_question_has_a_critical_standard(
    framework: Framework, service_type: str
) -> None:
    questions = asked(framework, ServiceType(service_type)).values()
    held = {question.maps.key_question for question in questions if question.is_critical}
    assert held >= KEY_QUESTIONS


def test_call_times_are_not_asked_where_nobody_makes_calls(framework: Framework) -> None:
    call_questions = {"HC-CAL-01", "HC-CAL-02", "HC-CAL-03", "HC-CAL-04", "HC-CAL-06", "HC-CTR-02"}
    for service_type in (ServiceType.SUPPORTED_LIVING, ServiceType.SHARED_LIVES):
        assert not call_questions & asked(framework, service_type).keys()


def test_tenancies_are_asked_about_in_supported_living_only(framework: Framework) -> None:
    places = [kind for kind in framework.service_types if "HC-DIG-08" in asked(framework, kind)]
    assert places == [ServiceType.SUPPORTED_LIVING]


def test_ids_carry_the_prefix_of_homecare(framework: Framework) -> None:
    assert all(question.id.startswith("HC-") for question in framework.questions())
