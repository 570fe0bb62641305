"""The Today page in a window: what it shows adds up, and each row leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.models import Service
from app.services.office import Office
from app.services.quick_notes import keep_loose_note
from app.ui.context import Context
from app.ui.today.page import TodayPage
from tests.factory import a_contract, a_provider, a_service, an_action
from tests.office_fixtures import clock, office
from tests.ui.services_context import Ear, settle
from tests.visit_steps import started_visit

__all__ = ["clock", "office"]


@pytest.fixture
def page(qtbot: QtBot, office: Office, context: Context) -> Iterator[TodayPage]:
    mine = replace(context, services=office)
    made = TodayPage(mine)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    yield made
    settle(qtbot, mine)


def shown(qtbot: QtBot, page: TodayPage) -> str:
    """Show the page; all its visible labels as one text."""
    page.show()
    settle(qtbot, page.context)
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def test_empty_register_offers_both_ways_in(qtbot: QtBot, page: TodayPage) -> None:
    words = shown(qtbot, page)
    assert "The register is empty" in words
    asked: list[tuple[str, str]] = []
    page.navigate.connect(lambda name, key: asked.append((name, key)))
    first: Any = page.nothing_due.findChild(QWidget, "state_step")
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert asked == [("import_cqc", "")]


def test_open_visit_is_continued_with_one_click(
    qtbot: QtBot, page: TodayPage, office: Office
) -> None:
    visit_id = started_visit(office)
    words = shown(qtbot, page)
    assert "One visit is open." in words
    asked: list[tuple[str, str]] = []
    page.navigate.connect(lambda name, key: asked.append((name, key)))
    page.due.select_key(visit_id)
    page.due.setFocus()
    qtbot.keyClick(page.due, Qt.Key.Key_Return)
    assert asked == [("visit_mode", visit_id)]


def test_counts_of_the_sentence_are_those_of_the_lists(
    qtbot: QtBot, page: TodayPage, office: Office
) -> None:
    for number in range(8):
        owner = a_provider(office, f"Provider {number}")
        service = a_service(office, owner, f"Service {number}")
        an_action(office, service, "Check the charts", date(2026, 11, 1))
    words = shown(qtbot, page)
    assert "8 at 8 providers, the first 6 here" in words
    assert "Eight actions are overdue at 8 providers." in words
    assert len(page.overdue.shown_rows()) == 6


def test_row_of_a_contract_opens_it(qtbot: QtBot, page: TodayPage, office: Office) -> None:
    contract = a_contract(
        office, a_provider(office), ends_on=date(2027, 1, 31), notice_count=2,
        starts_on=date(2024, 2, 1),
    )  # fmt: skip
    words = shown(qtbot, page)
    assert "1 by 17 Feb" in words
    asked: list[tuple[str, str]] = []
    page.navigate.connect(lambda name, key: asked.append((name, key)))
    page.decisions.opened.emit(page.decisions.shown_rows()[0].contract_id)
    assert asked == [("contract", contract)]


def test_page_reloads_when_an_action_changes(qtbot: QtBot, page: TodayPage, office: Office) -> None:
    shown(qtbot, page)
    service = a_service(office)
    an_action(office, service, "Check the charts", date(2026, 11, 1))
    page.context.changes.tell({"action"})
    settle(qtbot, page.context)
    assert "One action is overdue at 1 provider." in page.header.sentence()


def dialog_of(page: TodayPage, name: str) -> Any:
    found = page.window().findChild(QWidget, name)
    assert found is not None, name
    return found


def press(qtbot: QtBot, page: TodayPage, name: str) -> None:
    found: Any = page.window().findChild(QWidget, name)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
    settle(qtbot, page.context)


@pytest.fixture
def heard(qtbot: QtBot, page: TodayPage, office: Office) -> None:
    """Acts are told to the page, as the window does."""
    ear = Ear(page.context.changes)
    ear.heard.connect(page.context.changes.tell)
    office.listeners.append(ear)


@pytest.mark.usefixtures("heard")
def test_quick_note_is_typed_at_once_and_stands_on_the_page(
    qtbot: QtBot, page: TodayPage, office: Office
) -> None:
    a_service(office, name="Elm House")
    assert "Quick notes" not in shown(qtbot, page)
    press(qtbot, page, "today_note")
    typed = dialog_of(page, "quick_note_dialog")
    QTest.keyClicks(typed.focusWidget(), "Ring the manager")
    typed.submit()
    settle(qtbot, page.context)
    words = shown(qtbot, page)
    assert "1 not filed yet" in words
    assert page.notes.list.section_model.lines[0].text == "Ring the manager"  # type: ignore[union-attr]


@pytest.mark.usefixtures("heard")
def test_quick_note_is_filed_to_a_service_by_keyboard(
    qtbot: QtBot, page: TodayPage, office: Office
) -> None:
    service_id = a_service(office, name="Elm House")
    office.write(keep_loose_note, "New deputy")
    shown(qtbot, page)
    page.notes.list.setFocus()
    qtbot.keyClick(page.notes.list, Qt.Key.Key_Return)
    settle(qtbot, page.context)
    filing = dialog_of(page, "file_note_dialog")
    filing.form.input_of("place").set_value(f"service:{service_id}")
    filing.submit()
    settle(qtbot, page.context)
    assert not page.notes.isVisible()
    notes = office.read(lambda r: r.session.get_one(Service, service_id).notes)
    assert notes.endswith("New deputy")


@pytest.mark.usefixtures("heard")
def test_quick_note_is_removed_with_undo(qtbot: QtBot, page: TodayPage, office: Office) -> None:
    a_service(office)
    office.write(keep_loose_note, "Not needed")
    offered: list[str] = []
    page.context.messages.undo_offered.connect(lambda words, _undo: offered.append(words))
    shown(qtbot, page)
    page.notes.list.opened.emit("", page.notes.list.section_model.lines[0].key)  # type: ignore[union-attr]
    settle(qtbot, page.context)
    press(qtbot, page, "file_note_remove")
    assert offered == ["Removed a quick note."]
    assert not page.notes.isVisible()


def test_quick_note_given_up_before_a_word_was_typed_says_nothing(
    qtbot: QtBot, page: TodayPage, office: Office
) -> None:
    a_service(office)
    shown(qtbot, page)
    press(qtbot, page, "today_note")
    with qtbot.captureExceptions() as raised:
        dialog_of(page, "quick_note_dialog").reject()
        settle(qtbot, page.context)
    assert raised == []


def test_words_typed_and_not_kept_are_there_the_next_time(
    qtbot: QtBot, page: TodayPage, office: Office
) -> None:
    a_service(office)
    shown(qtbot, page)
    press(qtbot, page, "today_note")
    first = dialog_of(page, "quick_note_dialog")
    first.form.input_of("text").set_value("Half a thought")
    first.reject()
    settle(qtbot, page.context)
    press(qtbot, page, "today_note")
    again = [w for w in page.window().findChildren(QWidget, "quick_note_dialog") if w.isVisible()]
    found: Any = again[-1]
    assert found.form.values()["text"] == "Half a thought"
    found.reject()
