"""A list page begins at its table, however one comes there; Back returns to the row one left."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.program import Program
from tests import factory
from tests.ui.program_stage import opened, path, program
from tests.ui.services_context import settle
from tests.visit_steps import started_visit

__all__ = ["path", "program"]

CTRL = Qt.KeyboardModifier.ControlModifier
LISTS = ("providers", "contracts", "visits", "actions")


@pytest.fixture
def window(program: Program, path: Path, qtbot: QtBot) -> Any:
    """The program's window with the keyboard; two rows or more in each list."""
    found = opened(program, path, qtbot)
    office: Any = program.office
    for name in ("Alder", "Birch"):
        owner = factory.a_provider(office, name)
        service = factory.a_service(office, owner, f"{name} House")
        factory.a_contract(office, owner, f"WX-{name}")
        factory.an_action(office, service, f"Repair the fence of {name}", date(2026, 12, 1))
        started_visit(office, service)
    settle(qtbot, found.context)
    return active(found, qtbot)


def active(window: Any, qtbot: QtBot) -> Any:
    """The window with the keyboard, which the start window takes along here."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=2000)
    return window


def test_list_begins_at_its_first_row_and_opens_nothing(qtbot: QtBot, window: Any) -> None:
    for number, name in enumerate(LISTS, start=2):
        active(window, qtbot)
        qtbot.keyClick(window.focusWidget() or window, Qt.Key(Qt.Key.Key_0.value + number), CTRL)
        settle(qtbot, window.context)
        table = window.current_page.table
        assert window.current_page.name == name
        assert window.focusWidget() is table, name
        assert table.current_key() == table.table_model.key_of(table.shown_rows()[0]), name
        qtbot.keyClick(table, Qt.Key.Key_Down)
        assert table.current_key() == table.table_model.key_of(table.shown_rows()[1]), name


def test_list_begins_at_its_table_after_a_click_and_when_shown_again(
    qtbot: QtBot, window: Any
) -> None:
    for name in ("visits", "providers", "visits"):
        qtbot.mouseClick(window.findChild(QPushButton, f"nav_{name}"), Qt.MouseButton.LeftButton)
        settle(qtbot, window.context)
        assert window.focusWidget() is window.current_page.table
        window.current_page.bar.find_field.setFocus()


def test_slow_list_gives_the_focus_to_its_table_when_rows_come(
    qtbot: QtBot, window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.page("actions")
    monkeypatch.setattr(page.panel, "set_loading", page.panel._show_loading)
    window.go_to("actions")
    assert not page.table.isVisible()
    settle(qtbot, window.context)
    assert window.focusWidget() is page.table
    page.mark_stale()
    page.bar.find_field.setFocus()
    settle(qtbot, window.context)
    assert window.focusWidget() is page.bar.find_field


def test_back_returns_to_the_row_that_was_left(qtbot: QtBot, window: Any) -> None:
    window.go_to("visits")
    settle(qtbot, window.context)
    table = window.current_page.table
    qtbot.keyClick(table, Qt.Key.Key_Down)
    left = table.current_key()
    window.go_to("visit", left)
    settle(qtbot, window.context)
    window.go_back()
    settle(qtbot, window.context)
    assert window.focusWidget() is table
    assert table.current_key() == left
