"""What stands beside a question: the last visit, earlier actions, CQC's rating, the contract."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.actions import ActionStep
from app.domain.vocabulary import ActionState, Verification
from app.services import actions, previous_actions
from tests import visit_steps as steps
from tests.ui.visits.stage import Stage, dialog


@pytest.fixture
def visit_id(stage: Stage) -> str:
    return stage.visit_with_past()


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def only_action(stage: Stage) -> Any:
    (row,) = stage.office.read(actions.list_actions)
    return row


def test_right_pane_tells_the_past_of_the_question(mode: Any) -> None:
    mode._on_section_stepped(1)
    words = words_of(mode.side)
    assert "21/05/2026" in words
    assert "Note on 2.1." in words
    assert "Check every chart at each handover" in words
    assert "CQC rating for Safe" in words
    assert "Published 14/06/2024" in words
    assert "C-0412, Residential care, lot 2" in words
    assert mode.card.note.toPlainText() == ""


def test_verify_closes_the_action_with_words(mode: Any, stage: Stage, qtbot: Any) -> None:
    action_id = only_action(stage).id
    mode.side.verify_asked.emit(action_id)
    found = dialog("verify_dialog")
    found.submit()
    assert found.form.error_of("note")
    found.form.input_of("note").set_value("Four weekly audits seen")
    found.submit()
    stage.wait_until(qtbot, lambda: only_action(stage).state is ActionState.CLOSED)
    stage.wait_until(qtbot, lambda: "None on this question" in words_of(mode.side))


def test_not_accepted_needs_words_and_reopens_the_work(mode: Any, stage: Stage, qtbot: Any) -> None:
    action_id = only_action(stage).id
    stage.office.write(actions.take_step, action_id, ActionStep.REPORT_COMPLETE, "", "Manager")
    mode.side.not_accepted_asked.emit(action_id)
    found = dialog("refuse_dialog")
    found.form.input_of("text").set_value("Two charts still had gaps")
    found.submit()
    stage.wait_until(qtbot, lambda: only_action(stage).state is ActionState.IN_PROGRESS)


def test_previous_action_partly_done_is_kept_with_its_words(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    action_id = only_action(stage).id
    mode.pane.previous.segments[action_id].choose("partly")
    found = dialog("verify_dialog")
    found.form.input_of("note").set_value("Nights are still missing")
    found.submit()
    version = steps.page_of(stage.office, visit_id).version.id
    read = previous_actions.list_previous_actions
    stage.wait_until(
        qtbot,
        lambda: stage.office.read(read, version)[0].verification is Verification.PARTLY,
    )
    assert stage.office.read(read, version)[0].note == "Nights are still missing"
    assert only_action(stage).state is ActionState.OPEN


def test_cancelled_check_puts_the_choice_back(mode: Any, stage: Stage) -> None:
    action_id = only_action(stage).id
    mode.pane.previous.segments[action_id].choose("done")
    dialog("verify_dialog").reject()
    assert mode.pane.previous.segments[action_id].value == "not_checked"
