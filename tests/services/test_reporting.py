"""The reports made from the database: what was answered is what is printed and in the workbook."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PIL import Image

from app.db.work import Work
from app.domain.vocabulary import EvidenceKind, FindingKind, VisitKind, VisitMode, VisitStatus
from app.errors import NotFoundError, RuleError
from app.models import ManagerChange, Service, ServiceRegistration, Visit
from app.paths import resources
from app.reports.facts import EvidenceFacts, ReplacedFacts
from app.services import attachments, findings, reporting, visit_amending, visit_signing, visits
from app.services.office import Office
from app.services.visit_facts import visit_facts
from tests import factory
from tests import visit_steps as steps


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_facts_carry_results_and_recurrence_against_the_last_visit(office: Office) -> None:
    service = steps.add_service(office)
    steps.signed_visit(office, service, level=2)
    visit_id = steps.started_visit(office, service)
    steps.answer_all(office, visit_id, level=2)
    page = steps.page_of(office, visit_id)
    question = next(iter(page.questions()))
    draft = findings.FindingDraft(
        page.version.id, FindingKind.IMPROVEMENT, "Charts had gaps", question_id=question.id
    )
    office.write(findings.add_finding, draft)
    facts = office.read(visit_facts, visit_id)
    assert [result.title for result in facts.results] == [
        "Safe", "Effective", "Caring", "Responsive", "Well-led",
    ]  # fmt: skip
    assert facts.results[0].previous is not None
    assert facts.results[0].previous.words == "Requires improvement"
    assert facts.findings[0].recurrence is not None
    assert facts.findings[0].recurrence.value == "Not done"
    assert facts.is_draft
    assert facts.previous_actions[0].number == "P1"


def test_final_report_prints_reference_result_and_checksum(office: Office) -> None:
    visit_id = steps.signed_visit(office)
    words = text_of(office.read(reporting.visit_pdf, visit_id, resources()))
    assert "QA-2026-0001" in words
    assert "Version 1.0 · FINAL" in words
    assert "People are treated with kindness." in words
    facts = office.read(visit_facts, visit_id)
    assert facts.sign_off is not None
    assert facts.sign_off.checksum[:4] in words


def test_draft_report_says_so_on_every_page(office: Office) -> None:
    visit_id = steps.started_visit(office)
    steps.answer_all(office, visit_id)
    pdf = office.read(reporting.visit_pdf, visit_id, resources())
    pages = list(pypdfium2.PdfDocument(pdf))
    assert pages
    for page in pages:
        assert "DRAFT" in page.get_textpage().get_text_bounded().upper()


def test_signed_version_stays_final_while_an_amendment_is_open(office: Office) -> None:
    visit_id = steps.signed_visit(office)
    office.write(visit_amending.amend, visit_id, "Action A4 named the wrong owner")
    assert office.read(visit_facts, visit_id, "1.0").status is VisitStatus.FINAL
    amended = office.read(visit_facts, visit_id)
    assert amended.status is VisitStatus.DRAFT
    assert amended.amendment is not None
    assert amended.amendment.replaces_version == "1.0"


def test_replaced_version_knows_the_newest_signed_one(office: Office) -> None:
    visit_id = steps.signed_visit(office)
    office.write(visit_amending.amend, visit_id, "Action A4 named the wrong owner")
    assert office.read(visit_facts, visit_id, "1.0").replaced_by is None
    office.write(visit_signing.record_review, visit_id, "David Okafor")
    office.write(visit_signing.sign_off, visit_id, "Helen Marsh", "Contract manager")
    assert office.read(visit_facts, visit_id, "1.0").replaced_by == ReplacedFacts(
        "1.1", office.today()
    )
    assert office.read(visit_facts, visit_id, "1.1").replaced_by is None


def test_audit_workbook_has_a_row_for_each_standard(office: Office) -> None:
    visit_id = steps.signed_visit(office)
    data = office.read(reporting.visit_workbook, visit_id)
    book = openpyxl.load_workbook(io.BytesIO(data))
    answers = book["Answers"]
    numbers = {row[0].value for row in answers.iter_rows(min_row=5)} - {None}
    page = steps.page_of(office, visit_id)
    assert {question.number for question in page.questions()} <= numbers


def test_reports_are_written_by_reference(office: Office, tmp_path: Path) -> None:
    steps.signed_visit(office)
    pdf, xlsx = tmp_path / "v.pdf", tmp_path / "v.xlsx"
    written = reporting.write_visit_reports(office, "qa-2026-0001", resources(), pdf=pdf, xlsx=xlsx)
    assert written == [pdf, xlsx]
    assert pdf.read_bytes().startswith(b"%PDF")


def test_unknown_reference_and_unstarted_visit_are_told(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="There is no visit QA-1999-0001"):
        reporting.write_visit_reports(
            office, "QA-1999-0001", resources(), pdf=tmp_path / "x.pdf", xlsx=None
        )
    service = steps.add_service(office)
    planned = office.write(visits.plan_visit, steps.visit_draft(office, service))
    with pytest.raises(RuleError, match="nothing to report yet"):
        office.read(reporting.visit_pdf, planned, resources())


def test_file_name_is_safe_and_says_what_it_is() -> None:
    assert reporting.safe_file_name('QA-1 A/B: "C" \x07 report.') == "QA-1 A B C report"
    assert reporting.safe_file_name("...") == "report"


def test_follow_up_after_a_visit_brought_in_says_when_it_was(office: Office) -> None:
    service = steps.add_service(office)
    visit_id = steps.started_visit(office, service, kind=VisitKind.FOLLOW_UP)
    assert office.read(visit_facts, visit_id).earlier_visit_on is None

    def bring_in(work: Work) -> None:
        work.describe("visits brought in", "Brought in a visit")
        work.session.add(
            Visit(
                reference="OLD-1", service_id=service, kind=VisitKind.SCHEDULED,
                mode=VisitMode.UNANNOUNCED, status=VisitStatus.FINAL, visited_on=date(2025, 3, 4),
            )
        )  # fmt: skip

    office.write(bring_in)
    facts = office.read(visit_facts, visit_id)
    assert facts.previous_visit_on is None
    assert facts.earlier_visit_on == date(2025, 3, 4)


def test_photos_are_numbered_once_for_captions_and_evidence(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "IMG_2041.jpg"
    Image.new("RGB", (80, 60), "#c8b496").save(path)
    visit_id = steps.started_visit(office)
    first, second, *_ = steps.page_of(office, visit_id).questions()
    photo = attachments.prepare_photo(path)
    office.write(attachments.attach_photo, second.id, photo)
    office.write(attachments.attach_photo, first.id, photo, caption="The fridge")
    facts = office.read(visit_facts, visit_id)
    assert [(one.number, one.what, one.standard) for one in facts.photos] == [
        (1, "The fridge", first.number),
        (2, "", second.number),
    ]
    answer = next(one for one in facts.answers if one.number == second.number)
    assert answer.evidence == (EvidenceFacts(EvidenceKind.PHOTO, "", "IMG_2041.jpg", 2),)


def test_report_of_a_signed_visit_says_what_stood_on_its_own_day(office: Office) -> None:
    owner = factory.a_provider(office, "Brindlemere Care Group")
    service_id = factory.a_service(
        office, owner, "Alder House", cqc_location_id="1-900000001", has_manager=True
    )
    factory.a_rating(office, "1-900000001", "Good", date(2024, 5, 4))
    visit_id = steps.signed_visit(office, service_id)
    before = office.read(visit_facts, visit_id)

    def pass_on(work: Work) -> None:
        work.describe("owner", "A new owner and no manager")
        service = work.session.get_one(Service, service_id)
        service.provider_id, service.has_manager = newer, False
        work.session.add(
            ServiceRegistration(
                service_id=service_id, provider_id=owner, provider_name="Brindlemere Care Group",
                cqc_location_id="1-900000001", ended_on=date(2026, 12, 1),
            )
        )  # fmt: skip
        work.session.add(
            ManagerChange(service_id=service_id, seen_on=date(2026, 12, 1), has_manager=False)
        )

    newer = factory.a_provider(office, "Quillfold Care")
    office.write(pass_on)
    factory.a_rating(
        office, "1-900000001", "Inadequate", date(2026, 12, 2), seen_on=date(2026, 12, 3)
    )
    after = office.read(visit_facts, visit_id)
    assert after.service.provider == before.service.provider == "Brindlemere Care Group"
    assert before.overall.cqc is not None
    assert after.overall.cqc == before.overall.cqc
    assert before.overall.cqc.words == "Good"
    assert before.service.manager == "Registered manager in post"
    assert after.service.manager == ""  # nothing says who was in post before the change
