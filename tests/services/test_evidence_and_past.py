"""Attachments as evidence, earlier actions checked, what stands beside a question, plain lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.db.attachments import AttachmentStore
from app.db.work import Work
from app.domain.actions import ActionStep
from app.domain.ratings import KeyQuestion, Rating
from app.domain.vocabulary import ActionState, EvidenceKind, FindingKind, Priority, Verification
from app.errors import FileRefusedError, LockedRecordError, NotFoundError, RuleError, RulesError
from app.imports.intake import Document
from app.models import Attachment, RatingRecord, Service
from app.services import (
    actions,
    attachments,
    findings,
    previous_actions,
    visit_answers,
    visit_findings,
)
from app.services.office import Office
from app.services.visit_list import list_visit_facts
from app.services.visit_plans import plan_choices
from app.services.visit_side import get_visit_side
from tests import visit_steps as steps


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_2041.jpg"
    Image.new("RGB", (800, 600), "#c8b496").save(path, comment=b"taken at home")
    return path


def first_question(office: Office, visit_id: str) -> str:
    return next(iter(steps.page_of(office, visit_id).questions())).id


def attach(office: Office, visit_id: str, picture: Path) -> str:
    photo = attachments.prepare_photo(picture)
    office.write(attachments.attach_photo, first_question(office, visit_id), photo)
    (evidence,) = next(iter(steps.page_of(office, visit_id).questions())).evidence
    assert evidence.attachment_id is not None
    return evidence.attachment_id


def test_photo_is_kept_as_file_then_row_without_its_comment(office: Office, picture: Path) -> None:
    visit_id = steps.started_visit(office)
    attachment_id = attach(office, visit_id, picture)
    found = office.read(attachments.read_attachment, attachment_id)
    assert (found.file_name, found.media_type) == ("IMG_2041.jpg", "image/jpeg")
    assert b"taken at home" not in found.content
    pictures = office.read(attachments.read_thumbnails, [attachment_id])
    assert pictures[attachment_id].startswith(b"\xff\xd8")
    assert len(pictures[attachment_id]) < len(found.content)


def test_copy_to_look_at_has_no_name_from_outside(
    office: Office, picture: Path, tmp_path: Path
) -> None:
    attachment_id = attach(office, steps.started_visit(office), picture)
    copy = office.read(attachments.open_copy, attachment_id, tmp_path / "copies")
    assert copy.suffix == ".jpg"
    assert "IMG" not in copy.name
    assert copy.read_bytes() == office.read(attachments.read_attachment, attachment_id).content
    again = office.read(attachments.open_copy, attachment_id, tmp_path / "copies")
    assert again == copy


def test_document_is_recognised_by_its_content(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "Audit.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF\n")
    visit_id = steps.started_visit(office)
    document = attachments.prepare_document(path)
    office.write(
        attachments.attach_document, first_question(office, visit_id), document, caption="October"
    )
    (evidence,) = next(iter(steps.page_of(office, visit_id).questions())).evidence
    assert (evidence.kind, evidence.media_type) == (EvidenceKind.DOCUMENT, "application/pdf")
    assert evidence.text == "October"


def test_program_renamed_to_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Audit.pdf"
    path.write_bytes(b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200)
    with pytest.raises(FileRefusedError, match="of a type that is not kept"):
        attachments.prepare_document(path)


def test_erased_attachment_is_not_read(office: Office, picture: Path) -> None:
    attachment_id = attach(office, steps.started_visit(office), picture)

    def erase(work: Work) -> None:
        work.session.get_one(Attachment, attachment_id).is_erased = True
        work.describe("erase", "Erased")

    office.write(erase)
    with pytest.raises(NotFoundError, match="was erased"):
        office.read(attachments.read_attachment, attachment_id)


def test_thumbnail_whose_file_is_gone_is_left_out(office: Office, picture: Path) -> None:
    attachment_id = attach(office, steps.started_visit(office), picture)
    digest = office.read(
        lambda reading: reading.session.get_one(Attachment, attachment_id).thumbnail_sha256
    )
    AttachmentStore.of(office.path).erase(digest)
    assert office.read(attachments.read_thumbnails, [attachment_id]) == {}


def test_photo_is_attached_to_a_question_once(office: Office, picture: Path) -> None:
    visit_id = steps.started_visit(office)
    first, second = [q.id for q in steps.page_of(office, visit_id).questions()][:2]
    photo = attachments.prepare_photo(picture)
    evidence = office.write(attachments.attach_photo, first, photo)
    with pytest.raises(RuleError, match="This photo is already attached to this question as “"):
        office.write(attachments.attach_photo, first, attachments.prepare_photo(picture))
    office.write(attachments.attach_photo, second, photo)
    office.write(visit_answers.remove_evidence, evidence)
    office.write(attachments.attach_photo, first, photo)
    found = [len(q.evidence) for q in steps.page_of(office, visit_id).questions()][:2]
    assert found == [1, 1]


def test_document_is_attached_to_a_question_once(office: Office) -> None:
    question = first_question(office, steps.started_visit(office))
    document = Document("Rota.txt", b"Rota of October", "text/plain", "Text")
    office.write(attachments.attach_document, question, document)
    with pytest.raises(RuleError, match=r"already attached to this question as “Rota\.txt”"):
        office.write(attachments.attach_document, question, document, caption="October")


def test_nothing_is_attached_to_a_signed_visit(office: Office, picture: Path) -> None:
    visit_id = steps.signed_visit(office)
    photo = attachments.prepare_photo(picture)
    with pytest.raises(LockedRecordError):
        office.write(attachments.attach_photo, first_question(office, visit_id), photo)
    assert office.read(lambda r: r.session.query(Attachment).count()) == 0


# --- earlier actions ---------------------------------------------------------------------------


@pytest.fixture
def follow_up(office: Office) -> str:
    """A visit to a service with one action from before."""
    service = steps.add_service(office)
    steps.signed_visit(office, service, level=2)
    return steps.started_visit(office, service)


def only(office: Office, visit_id: str) -> previous_actions.PreviousActionRow:
    version = steps.page_of(office, visit_id).version.id
    (row,) = office.read(previous_actions.list_previous_actions, version)
    return row


def check(office: Office, visit_id: str, verification: Verification, note: str = "") -> None:
    version = steps.page_of(office, visit_id).version.id
    action_id = only(office, visit_id).action_id
    office.write(previous_actions.check_previous_action, version, action_id, verification, note)


def test_open_action_from_before_is_listed_as_not_checked(office: Office, follow_up: str) -> None:
    row = only(office, follow_up)
    assert (row.verification, row.visit_reference) == (Verification.NOT_CHECKED, "QA-2026-0001")


def test_done_needs_words_and_closes_the_action(office: Office, follow_up: str) -> None:
    with pytest.raises(RuleError, match="Say what was seen"):
        check(office, follow_up, Verification.DONE)
    check(office, follow_up, Verification.DONE, "Four audits seen")
    row = only(office, follow_up)
    assert (row.state, row.verification) == (ActionState.CLOSED, Verification.DONE)
    detail = office.read(actions.get_action, row.action_id)
    assert [event.text for event in detail.events] == ["Four audits seen"]


def test_partly_done_leaves_the_action_open(office: Office, follow_up: str) -> None:
    check(office, follow_up, Verification.PARTLY, "Nights are missing")
    row = only(office, follow_up)
    assert (row.state, row.note) == (ActionState.OPEN, "Nights are missing")


def test_check_of_a_signed_visit_is_refused(office: Office, follow_up: str) -> None:
    action_id = only(office, follow_up).action_id
    (signed,) = [row for row in office.read(list_visit_facts) if row["status"] == "final"]
    from app.services.visits import find_visit_id

    visit_id = office.read(find_visit_id, str(signed["reference"]))
    version = steps.page_of(office, visit_id).version.id
    with pytest.raises(LockedRecordError):
        office.write(
            previous_actions.check_previous_action, version, action_id, Verification.NOT_DONE
        )


def test_action_of_this_visit_is_not_from_before(office: Office, follow_up: str) -> None:
    key = next(iter(steps.page_of(office, follow_up).questions())).key
    steps.raise_for(office, follow_up, key)
    assert only(office, follow_up).visit_reference == "QA-2026-0001"


# --- a finding with its action -------------------------------------------------------------------


def test_finding_and_action_are_one_act_or_none(office: Office) -> None:
    visit_id = steps.started_visit(office)
    page = steps.page_of(office, visit_id)
    question = next(iter(page.questions()))
    finding = findings.FindingDraft(
        page.version.id, FindingKind.IMPROVEMENT, "Gaps are not followed up", question.id
    )
    empty = actions.ActionDraft(page.visit.service_id, "Audit weekly", Priority.HIGH, None)
    with pytest.raises(RulesError) as caught:
        office.write(visit_findings.raise_from_answer, finding, empty)
    assert [problem.field for problem in caught.value.problems] == ["action_due_on"]
    assert steps.page_of(office, visit_id).findings == ()
    whole = actions.ActionDraft(
        page.visit.service_id, "Audit weekly", Priority.HIGH, date(2026, 12, 15),
        visit_id=visit_id, question_keys=(question.key,),
    )  # fmt: skip
    office.write(visit_findings.raise_from_answer, finding, whole)
    after = next(iter(steps.page_of(office, visit_id).questions()))
    assert (len(after.findings), len(after.actions)) == (1, 1)


def test_neither_finding_nor_action_is_refused(office: Office) -> None:
    with pytest.raises(RuleError, match="Say what was found"):
        office.write(visit_findings.raise_from_answer, None, None)


# --- beside the question, the plan form, the command line -----------------------------------------


def test_side_shows_the_group_rating_where_the_location_has_none(office: Office) -> None:
    service_id = steps.add_service(office)

    def publish(work: Work) -> None:
        work.session.get_one(Service, service_id).cqc_location_id = "1-100"
        for group, value in (("Overall", None), ("Care Homes", Rating.GOOD)):
            work.session.add(
                RatingRecord(
                    location_id="1-100", service_group=group, area="Safe",
                    published=value.words if value else "Not Rated",
                    value=value.value if value else None, published_on=date(2026, 1, 5),
                    source="test", first_seen_on=date(2026, 2, 1),
                )
            )  # fmt: skip
        work.describe("ratings", "Added")

    office.write(publish)
    side = office.read(get_visit_side, steps.started_visit(office, service_id))
    assert side.ratings[KeyQuestion.SAFE].value is Rating.GOOD
    assert "Care Homes" in side.ratings[KeyQuestion.SAFE].note
    assert KeyQuestion.CARING not in side.ratings
    assert side.team == ("Helen Marsh",)


def test_plan_offers_frameworks_by_type_and_when_last_seen(office: Office) -> None:
    service_id = steps.add_service(office)
    steps.signed_visit(office, service_id)
    choices = office.read(plan_choices)
    (service,) = choices.services
    assert service.in_person_on == date(2026, 11, 17)
    fitting = [f for f in choices.frameworks if service.service_type in f.service_types]
    assert [f.name for f in fitting] == ["Care home 1.0"]
    assert ("safe-medicines", "Medicines") in fitting[0].sections


def test_visit_facts_are_plain_and_complete(office: Office) -> None:
    steps.signed_visit(office)
    service = steps.add_service(office, "Teaselby Court")
    from app.services.visits import plan_visit

    office.write(plan_visit, steps.visit_draft(office, service))
    by_status = {row["status"]: row for row in office.read(list_visit_facts)}
    assert by_status["final"]["overall"] == "good"
    rated, applicable = str(by_status["final"]["coverage"]).split(" of ")
    assert rated == applicable
    assert int(rated) >= 70
    assert by_status["final"]["visited_on"] == "2026-11-17"
    assert by_status["planned"]["overall"] is None
    assert by_status["planned"]["coverage"] is None
    assert by_status["planned"]["planned_on"] == "2026-11-17"


def test_reported_complete_is_seen_by_the_next_visit(office: Office, follow_up: str) -> None:
    action_id = only(office, follow_up).action_id
    office.write(actions.take_step, action_id, ActionStep.REPORT_COMPLETE, "Done", "Manager")
    assert only(office, follow_up).state is ActionState.REPORTED_COMPLETE
