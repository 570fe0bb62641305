"""A visit's own page: from plan to sign-off, amendment, and giving up."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain.rating_words import OwnRating
from app.domain.vocabulary import VisitStatus
from app.errors import NotSavedError
from app.services import visit_signing, visits
from app.ui.visits import text_saver
from app.ui.visits.visit_page import VisitPage
from tests import visit_steps as steps
from tests.ui.services_context import settle
from tests.ui.visits.stage import Stage, dialog

ShowVisit = Any


@pytest.fixture
def show_visit(shown: Any) -> ShowVisit:
    return lambda visit_id: shown(VisitPage, visit_id, lambda page: page.review is not None)


@pytest.fixture
def draft_id(stage: Stage) -> str:
    """A visit with everything answered Good, in draft."""
    visit_id = stage.visit()
    steps.answer_all(stage.office, visit_id)
    steps.write_judgement(stage.office, visit_id, "People are treated with kindness.")
    stage.office.write(visit_signing.finish_draft, visit_id)
    return visit_id


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def click(page: QWidget, name: str) -> None:
    found = page.findChild(QPushButton, name)
    assert found is not None
    assert not found.isHidden()
    found.click()


def status_of(stage: Stage, visit_id: str) -> VisitStatus:
    return stage.office.read(visits.get_visit_row, visit_id).status


def test_planned_visit_starts_and_leads_into_it(
    stage: Stage, show_visit: ShowVisit, qtbot: Any
) -> None:
    service = steps.add_service(stage.office)
    planned = stage.office.write(visits.plan_visit, steps.visit_draft(stage.office, service))
    page = show_visit(planned)
    assert "Not started yet" in words_of(page)
    click(page, "visit_start")
    stage.wait_until(qtbot, lambda: ("visit_mode", planned) in page.went)
    assert status_of(stage, planned) is VisitStatus.IN_PROGRESS
    stage.wait_until(qtbot, lambda: page.tabs.isVisible())
    assert page.tabs.value == "missing"


def test_planned_visit_is_cancelled_only_with_a_reason(
    stage: Stage, show_visit: ShowVisit, qtbot: Any
) -> None:
    service = steps.add_service(stage.office)
    planned = stage.office.write(visits.plan_visit, steps.visit_draft(stage.office, service))
    page = show_visit(planned)
    page._ask_cancel()
    dialog("reason_dialog").submit()
    assert dialog("reason_dialog").form.error_of("reason") == "Enter why"
    dialog("reason_dialog").form.input_of("reason").set_value("Outbreak at the home")
    dialog("reason_dialog").submit()
    stage.wait_until(qtbot, lambda: not page.reason.isHidden())
    assert status_of(stage, planned) is VisitStatus.CANCELLED
    assert "Outbreak at the home" in words_of(page.reason)


def test_draft_with_unanswered_standards_is_finished_only_when_agreed(
    stage: Stage, show_visit: ShowVisit, dialogs: Any, qtbot: Any
) -> None:
    visit_id = stage.visit()
    number = len(list(steps.page_of(stage.office, visit_id).questions()))
    page = show_visit(visit_id)
    dialogs.expect(lambda found: click(found, "message_cancel"))
    click(page, "visit_finish")
    click(page, "visit_finish")
    settle(qtbot, stage.context)
    asked = f"Finish the draft with {number} standards unanswered?"
    assert dialogs.seen == [f"MessageDialog: {asked}"]
    assert status_of(stage, visit_id) is VisitStatus.IN_PROGRESS
    dialogs.expect(lambda found: click(found, "message_confirm"))
    click(page, "visit_finish")
    stage.wait_until(qtbot, lambda: status_of(stage, visit_id) is VisitStatus.DRAFT)


def test_draft_with_every_standard_answered_is_finished_without_a_question(
    stage: Stage, show_visit: ShowVisit, qtbot: Any
) -> None:
    visit_id = stage.visit()
    page = show_visit(visit_id)
    steps.answer_all(stage.office, visit_id)  # the page does not know it yet
    click(page, "visit_finish")
    stage.wait_until(qtbot, lambda: status_of(stage, visit_id) is VisitStatus.DRAFT)


def test_missing_things_are_links_to_their_questions(
    stage: Stage, show_visit: ShowVisit, qtbot: Any
) -> None:
    visit_id = stage.visit()
    page = show_visit(visit_id)
    link = page.missing.findChild(QPushButton, "unanswered_2")
    assert link.text() == "Medicines"
    link.click()
    key = stage.stored(visit_id, "2.1").key
    assert page.went == [("visit_mode", f"{visit_id}#{key}")]


def test_words_of_the_report_are_saved_as_typed(
    stage: Stage, draft_id: str, show_visit: ShowVisit, qtbot: Any
) -> None:
    page = show_visit(draft_id)
    page.tabs.choose("texts")
    page.texts.edits["looked_at"].setPlainText("Six care plans")
    page.texts.edits["safe"].setPlainText("Medicines are safe.")
    read = steps.page_of
    stage.wait_until(
        qtbot, lambda: read(stage.office, draft_id).version.looked_at == "Six care plans"
    )
    version = read(stage.office, draft_id).version
    assert version.summaries == {"safe": "Medicines are safe."}
    assert version.judgement == "People are treated with kindness."
    stage.wait_until(qtbot, lambda: page.texts.indicator.text().startswith("Saved"))


def test_words_of_the_report_stay_when_the_disk_is_full(
    stage: Stage, draft_id: str, show_visit: ShowVisit, qtbot: Any, monkeypatch: Any
) -> None:
    def full(*_args: Any) -> None:
        raise NotSavedError("Not saved: the disk is full.")

    page = show_visit(draft_id)
    monkeypatch.setattr(text_saver, "write_report_texts", full)
    page.texts.edits["judgement"].setPlainText("Words that matter")
    stage.wait_until(qtbot, lambda: "disk is full" in page.texts.indicator.text())
    page.mark_stale()
    settle(qtbot, stage.context)
    assert page.texts.edits["judgement"].toPlainText() == "Words that matter"
    monkeypatch.undo()
    page.texts.saver.flush()
    stage.wait_until(
        qtbot,
        lambda: steps.page_of(stage.office, draft_id).version.judgement == "Words that matter",
    )


def test_result_is_overridden_with_a_reason_and_taken_back(
    stage: Stage, draft_id: str, show_visit: ShowVisit, qtbot: Any
) -> None:
    page = show_visit(draft_id)
    click(page.results, "override_overall")
    found = dialog("override_dialog")
    found.form.input_of("level").set_value(2)
    found.submit()
    assert found.form.error_of("reason")
    found.form.input_of("reason").set_value("A safeguarding enquiry is open")
    found.submit()

    def shown() -> OwnRating | None:
        rating: OwnRating | None = steps.page_of(stage.office, draft_id).result.overall.shown
        return rating

    stage.wait_until(qtbot, lambda: shown() is OwnRating.REQUIRES_IMPROVEMENT)
    stage.wait_until(
        qtbot, lambda: page.results.findChild(QPushButton, "take_back_overall") is not None
    )
    click(page.results, "take_back_overall")
    stage.wait_until(qtbot, lambda: shown() is OwnRating.GOOD)


def test_sign_off_says_what_stands_in_the_way(draft_id: str, show_visit: ShowVisit) -> None:
    page = show_visit(draft_id)
    page.tabs.choose("sign_off")
    assert "Ask for the peer review first." in words_of(page.sign_off)
    assert not page.sign_off.sign_button.isEnabled()


def test_review_clears_points_and_advises_on_the_reviewer(
    stage: Stage, draft_id: str, show_visit: ShowVisit, qtbot: Any
) -> None:
    key = stage.stored(draft_id, "2.1").key
    steps.answer(stage.office, draft_id, key, 2)
    page = show_visit(draft_id)
    panel = page.peer_review
    assert "2.1 falls short and has no action." in words_of(panel)
    panel.form.input_of("reviewer").set_value("Helen Marsh")
    assert "there is nobody else to review it" in panel._advice.text()
    panel.form.input_of("reviewer").set_value("David Okafor")
    assert panel._advice.text() == ""
    (clear,) = [b for b in panel.findChildren(QPushButton) if b.text() == "Clear"]
    clear.click()
    click(panel, "record_review")
    stage.wait_until(
        qtbot, lambda: "Reviewed by David Okafor on 17/11/2026." in words_of(panel._state)
    )
    stage.wait_until(qtbot, lambda: page.sign_off.sign_button.isEnabled())
    panel.form.input_of("reviewer").set_value("Helen Marsh")
    click(panel, "record_review")
    stage.wait_until(qtbot, lambda: "Helen Marsh was on the visit" in words_of(panel._state))


def test_points_cleared_or_answered_keep_place_and_leave_what_is_missing(
    stage: Stage, draft_id: str, show_visit: ShowVisit, qtbot: Any
) -> None:
    for number in ("2.1", "2.2", "2.3"):
        steps.answer(stage.office, draft_id, stage.stored(draft_id, number).key, 2)
    page = show_visit(draft_id)
    page.tabs.choose("review")
    panel = page.peer_review
    (first, *_) = [b for b in panel.findChildren(QPushButton) if b.text() == "Clear"]
    first.setFocus()
    first.click()
    stage.wait_until(qtbot, lambda: first.text() == "Put back")
    assert first.window().focusWidget() is first
    click(panel, "reason_no_action")
    found = dialog("remark_dialog")
    found.submit()
    assert found.form.error_of("remark")
    found.form.input_of("remark").set_value("Put right on the day")
    found.submit()
    stage.wait_until(qtbot, lambda: "0 of 3 points to answer or clear." in words_of(panel))
    assert words_of(panel).count("Put right on the day") == 2
    assert "Add an action" not in words_of(page.missing)


def test_sign_off_warns_of_a_judgement_not_written(
    stage: Stage, draft_id: str, show_visit: ShowVisit, dialogs: Any, qtbot: Any
) -> None:
    stage.office.write(visit_signing.record_review, draft_id, " helen  MARSH")
    steps.write_judgement(stage.office, draft_id, "")
    page = show_visit(draft_id)
    page.tabs.choose("sign_off")
    said = words_of(page.sign_off)
    assert "Ready, but look at this first:" in said
    assert "No overall judgement is written, and the report will say so." in said
    assert steps.page_of(stage.office, draft_id).version.reviewed_by == "Helen Marsh"


def test_words_that_may_identify_somebody_are_pointed_out(
    stage: Stage, draft_id: str, show_visit: ShowVisit
) -> None:
    key = stage.stored(draft_id, "2.1").key
    steps.answer(stage.office, draft_id, key, 3, "Mrs Bell in room 12 was content.")
    page = show_visit(draft_id)
    assert "Standard 2.1: “Mrs Bell”" in words_of(page.sign_off)


def test_sign_off_locks_every_input(
    stage: Stage, draft_id: str, show_visit: ShowVisit, qtbot: Any, dialogs: Any
) -> None:
    stage.office.write(visit_signing.record_review, draft_id, "David Okafor")
    page = show_visit(draft_id)
    page.tabs.choose("sign_off")
    dialogs.expect(lambda found: found.accept())
    page.sign_off.sign_button.click()
    stage.wait_until(qtbot, lambda: page.is_read_only)
    assert status_of(stage, draft_id) is VisitStatus.FINAL
    assert all(edit.isReadOnly() for edit in page.texts.edits.values())
    assert page.sign_off.form.isHidden()
    assert page.results.findChild(QPushButton, "override_overall") is None
    assert "Version 1.0 is locked." in words_of(page.sign_off)


def test_amendment_is_a_new_version_and_the_signed_one_stays_readable(
    stage: Stage, show_visit: ShowVisit, qtbot: Any
) -> None:
    signed = steps.signed_visit(stage.office)
    page = show_visit(signed)
    page._ask_amend()
    dialog("reason_dialog").form.input_of("reason").set_value("Action A4 named the wrong owner")
    dialog("reason_dialog").submit()
    stage.wait_until(qtbot, lambda: len(page.review.versions) == 2)
    assert page.review.page.version.number == "1.1"
    assert not page.is_read_only
    page._versions.actions()[1].trigger()
    stage.wait_until(qtbot, lambda: page.review.page.version.number == "1.0")
    assert page.is_read_only
    page._open_answers()
    assert page.went[-1] == ("visit_mode", f"{signed}@1.0")
