"""A visit from plan to sign-off, amendment included, through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from app.db.work import Work
from app.domain.vocabulary import AnswerKind, ServiceType, VisitKind, VisitStatus
from app.errors import LockedRecordError, RuleError, RulesError, StaleError
from app.services import (
    history,
    visit_amending,
    visit_answers,
    visit_review,
    visit_seals,
    visit_signing,
    visits,
)
from app.services.office import Office
from app.services.opening import list_officers
from tests import visit_steps as steps


def status_of(office: Office, visit_id: str) -> VisitStatus:
    return office.read(visits.get_visit_row, visit_id).status


def test_empty_plan_names_every_field(office: Office) -> None:
    draft = visits.VisitDraft("", None, None, "", None)
    with pytest.raises(RulesError) as caught:
        office.write(visits.plan_visit, draft)
    assert [problem.field for problem in caught.value.problems] == [
        "service_id", "framework_version_id", "kind", "mode", "planned_on",
    ]  # fmt: skip


def test_framework_must_fit_the_service(office: Office) -> None:
    homecare = steps.add_service(office, "Plumstow Homecare", ServiceType.HOMECARE)
    care_home = steps.add_service(office, "Larkhollow Grange")
    draft = steps.visit_draft(office, care_home)
    with pytest.raises(RulesError, match="Choose a framework for homecare"):
        office.write(visits.plan_visit, replace(draft, service_id=homecare))


def test_references_count_up_within_the_year(office: Office) -> None:
    service = steps.add_service(office)
    draft = steps.visit_draft(office, service)
    made = [office.write(visits.plan_visit, draft) for _ in range(2)]
    found = [office.read(visits.get_visit_row, one).reference for one in made]
    assert found == ["QA-2026-0001", "QA-2026-0002"]


def test_officer_who_leads_is_not_named_again_beside(office: Office) -> None:
    service = steps.add_service(office)
    lead = office.read(list_officers)[0]
    draft = steps.visit_draft(office, service, members=(lead.name, " Joan Petrie ", "Joan Petrie"))
    visit_id = office.write(visits.plan_visit, replace(draft, lead_officer_id=lead.id))
    stored, _ = office.read(visits.get_draft, visit_id)
    assert stored.members == ("Joan Petrie",)
    assert office.read(visit_review.get_visit_review, visit_id).team == (lead.name, "Joan Petrie")


def test_start_copies_the_questions_of_the_service(office: Office) -> None:
    page = steps.page_of(office, steps.started_visit(office))
    questions = list(page.questions())
    assert len(questions) >= 80
    assert {q.kind for q in questions} == {AnswerKind.UNANSWERED}
    assert page.version.number == "0.1"
    assert page.visit.status is VisitStatus.IN_PROGRESS
    assert page.result.overall.rating is None


def test_chosen_sections_make_a_focused_visit_without_overall(office: Office) -> None:
    service = steps.add_service(office)
    full = steps.page_of(office, steps.started_visit(office, service))
    chosen = tuple(section.key for section in full.sections if section.title == "Medicines")
    visit_id = steps.started_visit(office, service, chosen_sections=chosen)
    steps.answer_all(office, visit_id)
    page = steps.page_of(office, visit_id)
    assert [section.title for section in page.sections] == ["Medicines"]
    assert page.result.overall.rating is None
    assert page.result.sections[chosen[0]].rating is not None


def test_answer_is_stored_with_its_version_and_moment(office: Office) -> None:
    visit_id = steps.started_visit(office)
    key = next(iter(steps.page_of(office, visit_id).questions())).key
    saved = steps.answer(office, visit_id, key, 2, "3 of 6 charts had gaps.\x00")
    question = next(q for q in steps.page_of(office, visit_id).questions() if q.key == key)
    assert (question.level, question.note) == (2, "3 of 6 charts had gaps.")
    assert question.row_version == saved.row_version


def test_answer_of_an_old_window_is_refused(office: Office) -> None:
    visit_id = steps.started_visit(office)
    question = next(iter(steps.page_of(office, visit_id).questions()))
    draft = visit_answers.AnswerDraft(
        question.id, AnswerKind.RATED, 3, "first", "", question.row_version
    )
    office.write(visit_answers.record_answer, draft)
    with pytest.raises(StaleError):
        office.write(visit_answers.record_answer, replace(draft, note="second"))


def test_note_over_the_limit_says_what_to_do(office: Office) -> None:
    visit_id = steps.started_visit(office)
    question = next(iter(steps.page_of(office, visit_id).questions()))
    draft = visit_answers.AnswerDraft(
        question.id, AnswerKind.RATED, 3, "x" * 200_001, "", question.row_version
    )
    with pytest.raises(RuleError, match="200,000 can be kept"):
        office.write(visit_answers.record_answer, draft)


def test_quick_note_is_filed_at_the_end_of_the_answer(office: Office) -> None:
    visit_id = steps.started_visit(office)
    page = steps.page_of(office, visit_id)
    question = next(iter(page.questions()))
    note = office.write(visit_answers.add_quick_note, page.version.id, "Fire door wedged open")
    office.write(visit_answers.file_quick_note, note, question.id)
    page = steps.page_of(office, visit_id)
    assert next(iter(page.questions())).note == "Fire door wedged open"
    assert page.quick_notes[0].question_id == question.id


def test_place_is_remembered(office: Office) -> None:
    visit_id = steps.started_visit(office)
    key = list(steps.page_of(office, visit_id).questions())[40].key
    office.write(visit_answers.remember_place, visit_id, key)
    assert steps.page_of(office, visit_id).place == key


def test_sign_off_says_what_stands_in_the_way(office: Office) -> None:
    visit_id = steps.started_visit(office)
    with pytest.raises(RuleError, match="Finish the draft"):
        office.write(visit_signing.sign_off, visit_id, "Helen Marsh", "")
    office.write(visit_signing.finish_draft, visit_id)
    with pytest.raises(RuleError) as caught:
        office.write(visit_signing.sign_off, visit_id, "Helen Marsh", "")
    assert "Answer 1.1." in str(caught.value)
    assert "Ask for the peer review first." in str(caught.value)


def test_signed_visit_is_final_sealed_and_rated(office: Office) -> None:
    visit_id = steps.signed_visit(office)
    page = steps.page_of(office, visit_id)
    assert page.visit.status is VisitStatus.FINAL
    assert page.version.number == "1.0"
    assert page.visit.overall == "good"
    assert page.is_locked
    assert office.read(visit_seals.find_seal, page.version.id) is not None
    assert office.read(visit_seals.chain_problems) == []


def test_signed_answer_cannot_be_changed(office: Office) -> None:
    visit_id = steps.signed_visit(office)
    key = next(iter(steps.page_of(office, visit_id).questions())).key
    with pytest.raises(LockedRecordError):
        steps.answer(office, visit_id, key, 1)


def test_amendment_copies_the_version_and_leaves_the_signed_one(office: Office) -> None:
    visit_id = steps.signed_visit(office)
    before = steps.page_of(office, visit_id)
    with pytest.raises(RuleError, match="Say why"):
        office.write(visit_amending.amend, visit_id, " ")
    office.write(visit_amending.amend, visit_id, "Action A4 named the wrong owner")
    key = next(iter(before.questions())).key
    steps.answer(office, visit_id, key, 4, "Corrected.")
    office.write(visit_signing.record_review, visit_id, "David Okafor")
    office.write(visit_signing.sign_off, visit_id, "Helen Marsh", "Contract manager")
    amended = steps.page_of(office, visit_id)
    assert (amended.version.number, amended.visit.status) == ("1.1", VisitStatus.AMENDED)
    from app.services.visit_page import get_visit_page

    first = office.read(get_visit_page, visit_id, "1.0")
    assert next(iter(first.questions())).level == 3
    assert next(iter(amended.questions())).level == 4
    assert len(next(iter(amended.questions())).evidence) == 1
    assert office.read(visit_seals.chain_problems) == []


def test_actions_go_on_after_sign_off(office: Office) -> None:
    from app.domain.actions import ActionStep
    from app.services import actions

    visit_id = steps.signed_visit(office, level=2)
    (row,) = office.read(actions.list_actions, visit_id=visit_id)
    office.write(actions.take_step, row.id, ActionStep.REPORT_COMPLETE, "Done", "Manager")
    office.write(actions.extend_action, row.id, date(2027, 1, 31), "Pharmacist on leave")
    office.write(actions.take_step, row.id, ActionStep.VERIFY, "Four audits seen")
    detail = office.read(actions.get_action, row.id)
    assert detail.row.state.value == "closed"
    assert [event.kind for event in detail.events] == ["report_complete", "extended", "verify"]
    assert detail.verified_by == "Helen Marsh"


def test_last_answers_come_from_the_last_signed_visit(office: Office) -> None:
    service = steps.add_service(office)
    steps.signed_visit(office, service, level=2)
    page = steps.page_of(office, steps.started_visit(office, service))
    first = next(iter(page.questions()))
    assert [(last.visit_reference, last.level) for last in first.last] == [("QA-2026-0001", 2)]
    assert len(first.earlier_actions) == 1


def test_follow_up_has_sections_but_no_overall(office: Office) -> None:
    visit_id = steps.started_visit(office, kind=VisitKind.FOLLOW_UP)
    steps.answer_all(office, visit_id)
    overall = steps.page_of(office, visit_id).result.overall
    assert overall.rating is None
    assert "follow-up" in overall.reasons[0]


def test_abandoned_visit_keeps_its_answers_and_takes_no_more(office: Office) -> None:
    visit_id = steps.started_visit(office)
    key = next(iter(steps.page_of(office, visit_id).questions())).key
    steps.answer(office, visit_id, key, 3)
    office.write(visits.abandon_visit, visit_id, "Outbreak at the home")
    assert status_of(office, visit_id) is VisitStatus.ABANDONED
    assert next(iter(steps.page_of(office, visit_id).questions())).level == 3
    with pytest.raises(RuleError, match="nothing can be added"):
        steps.answer(office, visit_id, key, 4)


def test_undo_of_an_answer_before_sign_off(office: Office) -> None:
    visit_id = steps.started_visit(office)
    key = next(iter(steps.page_of(office, visit_id).questions())).key
    steps.answer(office, visit_id, key, 1)
    assert office.last_outcome is not None
    office.write(history.undo_act, office.last_outcome.act_id)
    assert next(iter(steps.page_of(office, visit_id).questions())).kind is AnswerKind.UNANSWERED


LOCKED_ROUTES = [
    "UPDATE answer SET level = 4",
    "UPDATE answer SET note = 'better'",
    "UPDATE answer SET kind = 'not_applicable', level = NULL",
    "DELETE FROM answer",
    "INSERT OR REPLACE INTO answer SELECT * FROM answer",
    "UPDATE answer SET version_id = (SELECT id FROM visit_version LIMIT 1)",
    "UPDATE visit_question SET weight = 1",
    "UPDATE visit_question SET text = 'x'",
    "DELETE FROM visit_question",
    "UPDATE visit_section SET title = 'x'",
    "DELETE FROM visit_section",
    "UPDATE evidence SET text = 'x'",
    "DELETE FROM evidence",
    "UPDATE visit_version SET judgement = 'x'",
    "UPDATE visit_version SET sealed_at = NULL",
    "UPDATE visit_version SET number = '2.0'",
    "DELETE FROM visit_version",
    "INSERT OR REPLACE INTO visit_version SELECT * FROM visit_version",
    "UPDATE seal SET head = ''",
    "UPDATE seal SET content = x''",
    "DELETE FROM seal",
    "INSERT OR REPLACE INTO seal SELECT * FROM seal",
    (
        "INSERT INTO finding (id, row_version, version_id, number, kind, headline, text,"
        " requirement, clause, reported_to, reported_by, reported_reference, others_told,"
        " is_in_summary, is_repeat) SELECT 'f', 1, id, 1, 'strength', 'x', '', '', '', '', '', '',"
        " '', 1, 0 FROM visit_version"
    ),
    (
        "INSERT INTO result_override (id, row_version, version_id, area, level, reason)"
        " SELECT 'o', 1, id, 'overall', 4, 'x' FROM visit_version"
    ),
    (
        "INSERT INTO quick_note (id, row_version, version_id, text, noted_at)"
        " SELECT 'q', 1, id, 'x', '2026-11-17T00:00:00.000Z' FROM visit_version"
    ),
    "UPDATE OR REPLACE answer SET question_id = (SELECT max(question_id) FROM answer)",
]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    from tests.office_fixtures import FixedClock, make_office

    office = make_office(tmp_path_factory.mktemp("signed") / "x.cqm", FixedClock())
    steps.signed_visit(office)
    return office


@pytest.mark.parametrize("statement", LOCKED_ROUTES)
def test_no_route_changes_a_signed_visit(signed: Office, statement: str) -> None:
    def rewrite(work: Work) -> None:
        work.describe("attack", "Attack")
        work.session.execute(text(statement))

    with pytest.raises(LockedRecordError):
        signed.write(rewrite)
    assert signed.read(visit_seals.chain_problems) == []
