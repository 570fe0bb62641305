"""The table of DOMAIN "What a visit looks at": each item, and that visits really ask about it."""

from __future__ import annotations

import re

import pytest

from app.domain.vocabulary import FrameworkStatus, ServiceType
from app.frameworks.loader import bundled, references
from app.frameworks.shapes import Framework, Question, SectionRole

# item of looks_at.toml -> what a question tagged with it must speak of, in any of its words
SPOKEN_OF = {
    "previous-actions": r"action|required|requirement",
    "manager-in-post": r"manager",
    "manager-registered": r"registered|registration",
    "statement-of-purpose": r"statement of purpose",
    "insurance": r"liability",
    "rating-displayed": r"rating",
    "care-plans": r"plan",
    "care-reviews": r"review",
    "risk-assessments": r"risk",
    "daily-notes": r"notes",
    "consent": r"consent",
    "capacity": r"capacity|best.interests",
    "dols-applied": r"DoLS.*appli",
    "dols-authorised": r"DoLS.*(waiting|authorised)",
    "dols-conditions": r"[Cc]onditions",
    "court-of-protection": r"Court of Protection",
    "falls": r"[Ff]all",
    "pressure-care": r"[Ss]kin|[Pp]ressure|[Ww]ound",
    "oral-health": r"[Tt]eeth|[Mm]outh|denture",
    "restraint": r"[Rr]estrain|[Rr]estrict",
    "closed-cultures": r"closed culture|speak up|speak out",
    "respect-plans": r"ReSPECT",
    "dnacpr": r"DNACPR",
    "visiting": r"Regulation 9A",
    "duty-of-candour": r"candour",
    "nutrition": r"food|diet|eat",
    "hydration": r"drink|fluid",
    "weights": r"[Ww]eigh",
    "medicines-charts": r"chart|MAR",
    "medicines-gaps": r"gap",
    "medicines-stock": r"stock|balance",
    "medicines-audits": r"audit",
    "medicines-competence": r"competen",
    "medicines-time-specific": r"[Tt]ime-(critical|specific)",
    "medicines-prn": r"as-required|PRN|when needed",
    "infection-control": r"hand|clean|infection",
    "premises": r"building|certificate|walk",
    "fire": r"fire",
    "water": r"legionella",
    "equipment": r"hoist|equipment",
    "bed-rails": r"[Bb]ed rails",
    "call-bells": r"[Cc]all bells",
    "staff-references": r"reference",
    "staff-dbs": r"DBS",
    "right-to-work": r"[Rr]ight to work",
    "sponsorship": r"[Ss]ponsor",
    "induction": r"[Ii]nduct|shadow",
    "oliver-mcgowan": r"Oliver McGowan",
    "supervision": r"supervision",
    "appraisal": r"appraisal",
    "training-matrix": r"matrix",
    "rotas": r"[Rr]ota",
    "agency-use": r"[Aa]gency",
    "accidents-incidents": r"[Ii]ncident",
    "incident-review": r"[Ii]ncident",
    "safeguarding-log": r"log|safeguarding",
    "notifications": r"[Nn]otif",
    "complaints": r"[Cc]omplain",
    "compliments": r"[Cc]ompliment|thank",
    "activities": r"activit|go out",
    "mealtimes": r"[Mm]ealtime|meal",
    "provider-audits": r"audit|check",
    "audit-closure": r"clos|put right",
    "business-continuity": r"continuity",
    "digital-records": r"[Dd]igital",
    "dspt": r"Data Security and Protection Toolkit|DSPT",
    "talking-to-people": r"[Pp]eople tell us|[Ss]peak|talk",
    "talking-to-relatives": r"[Rr]elatives|[Ff]amil",
    "talking-to-staff": r"[Ss]taff|[Ww]orkers",
    "talking-to-professionals": r"nurse|social worker|GP",
    "punctuality": r"late|on time|punctual",
    "call-length": r"minutes|length|full time",
    "planned-calls": r"missed",
    "continuity-of-carers": r"same|familiar|continuity|know",
    "ecm": r"monitoring|ECM",
    "travel-time": r"travel",
}
SERVICE_TYPES = (ServiceType.CARE_HOME, ServiceType.NURSING_HOME, ServiceType.HOMECARE)


def asked_at(service_type: ServiceType) -> Framework:
    found = [f for f in bundled() if service_type in f.service_types]
    assert len(found) == 1
    return found[0].for_service(service_type)


FRAMEWORKS = {service_type: asked_at(service_type) for service_type in SERVICE_TYPES}
TABLE = [
    (kind, item.id)
    for kind in SERVICE_TYPES
    for item in references().looks_at.values()
    if kind in item.applies_to
]


def words_of(question: Question) -> str:
    return " ".join((question.text, *question.prompts, *question.evidence_expected))


@pytest.mark.parametrize(("service_type", "item_id"), TABLE)
def test_each_item_is_asked_about(service_type: ServiceType, item_id: str) -> None:
    tagged = [q for q in FRAMEWORKS[service_type].questions() if item_id in q.looks_at]
    assert any(re.search(SPOKEN_OF[item_id], words_of(question)) for question in tagged)


def test_the_list_of_items_is_whole() -> None:
    assert set(references().looks_at) == set(SPOKEN_OF)


@pytest.mark.parametrize(
    "item_id", ["bed-rails", "premises", "fire", "water", "call-bells", "dols-applied", "visiting"]
)
def test_a_homecare_office_is_never_asked_about_a_building(item_id: str) -> None:
    homecare = FRAMEWORKS[ServiceType.HOMECARE]
    assert item_id in references().looks_at
    assert not [q.id for q in homecare.questions() if item_id in q.looks_at]


@pytest.mark.parametrize(
    "item_id", ["travel-time", "ecm", "call-length", "punctuality", "court-of-protection"]
)
def test_a_care_home_is_never_asked_about_calls(item_id: str) -> None:
    nursing = FRAMEWORKS[ServiceType.NURSING_HOME]
    assert item_id in references().looks_at
    assert not [q.id for q in nursing.questions() if item_id in q.looks_at]


@pytest.mark.parametrize(
    ("service_type", "least"),
    [(ServiceType.CARE_HOME, 80), (ServiceType.NURSING_HOME, 84), (ServiceType.HOMECARE, 70)],
)
def test_each_framework_asks_enough(service_type: ServiceType, least: int) -> None:
    assert sum(1 for _ in FRAMEWORKS[service_type].questions()) >= least


def test_dols_is_asked_as_three_different_things() -> None:
    tagged = {
        item: {q.id for q in FRAMEWORKS[ServiceType.CARE_HOME].questions() if item in q.looks_at}
        for item in ("dols-applied", "dols-authorised", "dols-conditions")
    }
    assert all(tagged.values())
    assert len(set.union(*tagged.values())) == sum(map(len, tagged.values()))


def test_nursing_tasks_are_asked_in_nursing_homes_only() -> None:
    at = {kind: {q.id for q in FRAMEWORKS[kind].questions()} for kind in SERVICE_TYPES[:2]}
    only = at[ServiceType.NURSING_HOME] - at[ServiceType.CARE_HOME]
    assert only == {"S-MED-11", "S-STA-07", "E-HEA-02", "E-HEA-08", "E-TRA-07"}
    assert at[ServiceType.CARE_HOME] < at[ServiceType.NURSING_HOME]


def test_every_mapping_is_known_and_every_question_mapped() -> None:
    maps = references().maps
    for framework in FRAMEWORKS.values():
        for question in framework.questions():
            assert question.maps.quality_statement in maps["quality_statement"].words
            assert question.maps.pamms in maps["pamms"].words


@pytest.mark.parametrize("service_type", SERVICE_TYPES)
def test_every_key_question_has_scored_sections(service_type: ServiceType) -> None:
    scored = {
        s.key_question for s in FRAMEWORKS[service_type].sections if s.role is SectionRole.SCORED
    }
    assert scored == {"safe", "effective", "caring", "responsive", "well_led"}


@pytest.mark.parametrize("service_type", SERVICE_TYPES)
def test_previous_actions_come_first_and_contract_terms_last(service_type: ServiceType) -> None:
    roles = [section.role.value for section in FRAMEWORKS[service_type].sections]
    assert roles[0] == "previous_actions"
    assert roles[-1] == "contract_compliance"


def test_the_care_home_has_few_critical_standards_but_each_key_question_has_one() -> None:
    scored = [s for s in FRAMEWORKS[ServiceType.CARE_HOME].sections if s.role is SectionRole.SCORED]
    critical = [(s.key_question, q.id) for s in scored for q in s.questions if q.is_critical]
    assert 10 <= len(critical) <= 14
    assert len({key_question for key_question, _ in critical}) == 5


def test_ids_are_used_by_one_framework_only() -> None:
    ids = [question.id for framework in bundled() for question in framework.questions()]
    assert len(ids) == len(set(ids))


def test_bundled_frameworks_are_published_with_the_built_in_bands() -> None:
    frameworks = bundled()
    assert frameworks
    for framework in frameworks:
        assert framework.status is FrameworkStatus.PUBLISHED
        assert framework.scale.bands == (88, 63, 39)
        assert [(level.score, level.label) for level in framework.scale.levels] == [
            (4, "Excellent"),
            (3, "Good"),
            (2, "Requires improvement"),
            (1, "Poor"),
        ]
