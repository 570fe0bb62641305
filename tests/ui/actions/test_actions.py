"""The actions page and the page of one action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.actions import ActionStep
from app.domain.vocabulary import ActionState, Priority
from app.services import actions
from app.ui.actions.action_page import ActionPage
from app.ui.actions.list_page import ActionsPage
from app.ui.page import Page
from tests import visit_steps as steps
from tests.ui.visits.stage import Stage


@pytest.fixture
def stage(qapp: Any, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path / "actions.cqm")
    yield made
    made.close()


@pytest.fixture
def show(stage: Stage, qtbot: Any) -> Callable[..., Any]:
    def build(kind: type[Page], key: str, is_ready: Callable[[Any], bool]) -> Any:
        page = kind(stage.context)
        qtbot.addWidget(page)
        page.resize(1100, 700)
        page.went = []
        page.navigate.connect(lambda name, to: page.went.append((name, to)))
        page.show_key(key)
        with qtbot.waitExposed(page):
            page.show()
        stage.wait_until(qtbot, lambda: is_ready(page))
        return page

    return build


def raise_action(
    stage: Stage, service: str, text: str, due: date, priority: Priority = Priority.MEDIUM
) -> str:
    draft = actions.ActionDraft(service, text, priority, due, "Registered manager")
    return stage.office.write(actions.raise_action, draft)


@pytest.fixture
def some(stage: Stage) -> dict[str, str]:
    first = steps.add_service(stage.office, "Fernhallow Lodge")
    other = steps.add_service(stage.office, "Plumstow House", provider="Quillfold Care")
    made = {
        "late": raise_action(stage, first, "Audit charts weekly", date(2026, 10, 1)),
        "later": raise_action(stage, other, "Mend the call bell", date(2026, 9, 1), Priority.HIGH),
        "due": raise_action(stage, first, "Train night staff", date(2026, 12, 15)),
        "done": raise_action(stage, first, "Display the rating", date(2026, 8, 1)),
    }
    stage.office.write(actions.take_step, made["done"], ActionStep.VERIFY, "Seen in the hall")
    return made


def state_of(stage: Stage, action_id: str) -> ActionState:
    return stage.office.read(actions.get_action, action_id).row.state


def dialog(name: str) -> Any:
    return next(
        w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()
    )


def words_of(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def opened(show: Callable[..., Any], action_id: str) -> Any:
    return show(ActionPage, action_id, lambda page: page.detail is not None)


def test_the_longest_overdue_comes_first_and_closed_ones_last(
    stage: Stage, some: dict[str, str], show: Callable[..., Any]
) -> None:
    page = show(ActionsPage, "", lambda page: bool(page.header.sentence()))
    ids = [row.id for row in page.table.shown_rows()]
    assert ids == [some["later"], some["late"], some["due"], some["done"]]
    assert page.header.sentence() == "2 actions overdue at 2 providers."


def test_filters_by_state_provider_and_priority_narrow(
    some: dict[str, str], show: Callable[..., Any]
) -> None:
    page = show(ActionsPage, "", lambda page: bool(page.header.sentence()))
    page.bar.filters["state"].set_value("overdue")
    assert {row.id for row in page.table.shown_rows()} == {some["later"], some["late"]}
    page.bar.filters["priority"].set_value("high")
    assert [row.id for row in page.table.shown_rows()] == [some["later"]]
    page.bar.filters["state"].set_value("closed")
    assert page.table.shown_rows() == []


def test_enter_opens_an_action(some: dict[str, str], show: Callable[..., Any]) -> None:
    page = show(ActionsPage, "", lambda page: bool(page.header.sentence()))
    page.table.opened.emit(some["due"])
    assert page.went == [("action", some["due"])]


def test_list_model_is_sound(
    some: dict[str, str], show: Callable[..., Any], qtmodeltester: Any
) -> None:
    page = show(ActionsPage, "", lambda page: bool(page.header.sentence()))
    qtmodeltester.check(page.table.table_model)


def test_reported_complete_counts_as_open_until_verified_with_words(
    stage: Stage, some: dict[str, str], show: Callable[..., Any], qtbot: Any
) -> None:
    page = opened(show, some["late"])
    page._buttons["report_complete"].click()
    dialog("step_dialog").form.input_of("text").set_value("All charts audited")
    dialog("step_dialog").form.input_of("by_whom").set_value("Registered manager")
    dialog("step_dialog").submit()
    stage.wait_until(qtbot, lambda: state_of(stage, some["late"]) is ActionState.REPORTED_COMPLETE)
    stage.wait_until(qtbot, lambda: not page._buttons["not_accepted"].isHidden())
    page._buttons["verify"].click()
    dialog("step_dialog").submit()
    assert dialog("step_dialog").form.error_of("text")
    dialog("step_dialog").form.input_of("text").set_value("Four audits seen")
    dialog("step_dialog").submit()
    stage.wait_until(qtbot, lambda: state_of(stage, some["late"]) is ActionState.CLOSED)
    stage.wait_until(qtbot, lambda: "Verified by Helen Marsh" in page.header.sentence())
    assert "Four audits seen" in words_of(page)


def test_extension_needs_a_later_day_and_a_reason(
    stage: Stage, some: dict[str, str], show: Callable[..., Any], qtbot: Any
) -> None:
    page = opened(show, some["due"])
    page._buttons["extend"].click()
    found = dialog("extend_dialog")
    found.form.input_of("due_on").edit.setText("01/12/2026")
    found.form.input_of("reason").set_value("Pharmacist on leave")
    found.submit()
    stage.wait_until(qtbot, lambda: bool(found.form.error_of("due_on")))
    found.form.input_of("due_on").edit.setText("31/01/2027")
    found.submit()
    stage.wait_until(qtbot, lambda: "from 15/12/2026 to 31/01/2027" in words_of(page))


def test_closed_action_is_reopened_with_a_reason(
    stage: Stage, some: dict[str, str], show: Callable[..., Any], qtbot: Any
) -> None:
    page = opened(show, some["done"])
    assert page._buttons["extend"].isHidden()
    page._buttons["reopen"].click()
    dialog("step_dialog").form.input_of("text").set_value("It is gone again")
    dialog("step_dialog").submit()
    stage.wait_until(qtbot, lambda: state_of(stage, some["done"]) is ActionState.OPEN)


def test_archived_action_leaves_the_list_and_comes_back_by_undo(
    stage: Stage, some: dict[str, str], show: Callable[..., Any], qtbot: Any
) -> None:
    offers: list[Any] = []
    stage.messages.undo_offered.connect(lambda words, undo: offers.append(undo))
    page = opened(show, some["due"])
    page._archive()
    stage.wait_until(qtbot, lambda: bool(offers) and page.went == [("actions", "")])
    ids = {row.id for row in stage.office.read(actions.list_actions)}
    assert some["due"] not in ids
    offers[0]()
    stage.wait_until(
        qtbot,
        lambda: some["due"] in {row.id for row in stage.office.read(actions.list_actions)},
    )


def test_archived_action_is_shown_on_wish_and_restored(
    stage: Stage, some: dict[str, str], show: Callable[..., Any], qtbot: Any
) -> None:
    stage.office.write(actions.archive_action, some["late"])
    page = show(ActionsPage, "", lambda page: bool(page.header.sentence()))
    assert some["late"] not in {row.id for row in page.table.shown_rows()}
    assert page.header.sentence() == "1 action overdue at 1 provider."
    page.bar.filters["show"].set_value("archived")
    assert [row.id for row in page.table.shown_rows()] == [some["late"]]

    one = opened(show, some["late"])
    assert "Archived" in one.header.sentence()
    assert not any(button.isVisible() for button in one._buttons.values())
    one._restoring.trigger()
    stage.wait_until(qtbot, lambda: not stage.office.read(is_archived, some["late"]))
    stage.wait_until(qtbot, lambda: one._buttons["extend"].isVisible())


def is_archived(reading: Any, action_id: str) -> bool:
    return actions.get_action(reading, action_id).row.is_archived


def test_later_date_of_an_action_given_out_needs_the_reason_of_an_extension(
    stage: Stage, some: dict[str, str], show: Callable[..., Any], qtbot: Any
) -> None:
    stage.office.clock.move(days=1)  # type: ignore[attr-defined]
    page = opened(show, some["due"])
    page._ask_change()
    form = dialog("change_dialog").form
    form.input_of("due_on").set_value(date(2027, 1, 15))
    dialog("change_dialog").submit()
    stage.wait_until(qtbot, lambda: "Use Extend" in form.error_of("due_on"))
    assert stage.office.read(actions.get_action, some["due"]).row.due_on == date(2026, 12, 15)
    form.input_of("due_on").set_value(date(2026, 12, 1))
    dialog("change_dialog").submit()
    stage.wait_until(
        qtbot,
        lambda: stage.office.read(actions.get_action, some["due"]).row.due_on == date(2026, 12, 1),
    )


def test_update_is_kept_with_who_said_it(
    stage: Stage, some: dict[str, str], show: Callable[..., Any], qtbot: Any
) -> None:
    page = opened(show, some["due"])
    page._buttons["update"].click()
    dialog("update_dialog").form.input_of("text").set_value("Training booked for 3 December")
    dialog("update_dialog").form.input_of("by_whom").set_value("Deputy manager")
    dialog("update_dialog").submit()
    stage.wait_until(qtbot, lambda: "Deputy manager" in words_of(page))
    assert state_of(stage, some["due"]) is ActionState.OPEN
