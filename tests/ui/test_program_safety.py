"""The running program when something goes wrong, while it is locked, and who works with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import tokens
from app.models import Act
from app.program import Program
from app.services import opening
from app.services.providers import ProviderDraft, add_provider
from app.ui.messages import MessageDialog
from tests.conftest import Dialogs
from tests.factory import a_service
from tests.ui.program_stage import SECRET, opened, path, program, saved_words, unlock
from tests.visit_steps import started_visit

__all__ = ["path", "program"]

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
BUG = "Something went wrong in the program"


# --- a bug ------------------------------------------------------------------------------------


def told_bug() -> Any:
    """The report that is shown, or None."""
    return next(
        (
            one
            for one in QApplication.topLevelWidgets()
            if isinstance(one, MessageDialog) and one.isVisible() and one.heading == BUG
        ),
        None,
    )


def click_on_a_bug(window: Any, qtbot: QtBot, words: str) -> None:
    """Click on a button whose slot fails."""

    def fail() -> None:
        raise ZeroDivisionError(words)

    found = QPushButton("Fail", window)
    found.clicked.connect(fail)
    found.show()
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
    found.deleteLater()


@pytest.mark.qt_no_exception_capture
def test_bug_is_told_over_the_open_file_and_so_is_the_next(
    program: Program,
    path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(sys, "__excepthook__", lambda *args: None)
    window = opened(program, path, qtbot)
    for words in ("Mrs Orange", "again"):
        click_on_a_bug(window, qtbot, words)
        qtbot.waitUntil(lambda: told_bug() is not None, timeout=2000)
        dialog = told_bug()
        assert dialog.parent() is window
        assert words in dialog.findChild(QPlainTextEdit, "bug_report").toPlainText()
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: told_bug() is None, timeout=2000)
    assert caplog.text.count("bug: ZeroDivisionError") == 2
    assert "Mrs Orange" not in caplog.text


@pytest.mark.qt_no_exception_capture
def test_bug_is_told_at_the_start_screens_and_after_another_file(
    program: Program, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__excepthook__", lambda *args: None)
    window = opened(program, path, qtbot)
    program.start_over()
    qtbot.waitUntil(lambda: not shiboken6.isValid(window), timeout=5000)
    click_on_a_bug(program.start_step.window(), qtbot, "at the start")
    qtbot.waitUntil(lambda: told_bug() is not None, timeout=2000)
    told_bug().accept()


# --- locked -----------------------------------------------------------------------------------


def press(qtbot: QtBot, window: Any, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    target = QApplication.focusWidget() or window
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    qtbot.keyClick(target, key, modifiers)


def active(window: Any, qtbot: QtBot) -> Any:
    """The window with the keyboard, which the start window takes along here."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=2000)
    return window


def test_passphrase_can_be_typed_at_once_after_ctrl_l(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = active(opened(program, path, qtbot), qtbot)
    press(qtbot, window, Qt.Key.Key_L, CTRL)
    assert window.is_covered
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit), timeout=2000)
    qtbot.keyClicks(QApplication.focusWidget(), SECRET)
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.is_covered, timeout=20_000)


def test_no_key_of_the_window_does_anything_while_it_is_locked(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = active(opened(program, path, qtbot), qtbot)
    assert program.office is not None
    shown: list[bool] = []
    for name in ("file_menu", "officer_menu"):
        window.findChild(QMenu, name).aboutToShow.connect(lambda: shown.append(True))
    window.go_to("providers")
    press(qtbot, window, Qt.Key.Key_L, CTRL)
    keys = Qt.Key
    for number in range(keys.Key_1.value, keys.Key_9.value + 1):
        press(qtbot, window, Qt.Key(number), CTRL)
    for key, held in (
        (keys.Key_Slash, CTRL), (keys.Key_K, CTRL), (keys.Key_O, CTRL), (keys.Key_L, CTRL),
        (keys.Key_N, CTRL), (keys.Key_Z, CTRL), (keys.Key_F, CTRL), (keys.Key_F, ALT),
        (keys.Key_W, ALT), (keys.Key_Left, ALT), (keys.Key_Right, ALT),
    ):  # fmt: skip
        press(qtbot, window, key, held)
    press(qtbot, window, keys.Key_F1)
    assert window.is_covered
    assert shown == []
    assert [one for one in window.findChildren(QDialog) if one.isVisible()] == []
    assert window.current_page.name == "providers"
    unlock(window.cover, SECRET)
    qtbot.waitUntil(lambda: not window.is_covered, timeout=20_000)
    press(qtbot, active(window, qtbot), keys.Key_1, CTRL)
    assert window.current_page.name == "today"


def test_locked_window_names_the_file_and_no_record(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    assert program.office is not None
    visit = started_visit(program.office, a_service(program.office, name="Saltergarth House"))
    window.go_to("visit", visit)
    qtbot.waitUntil(lambda: "Saltergarth House" in window.windowTitle(), timeout=5000)
    program.lock()
    assert window.windowTitle() == f"own.cqm – {tokens.PRODUCT_NAME}"
    window.current_page.set_title("Saltergarth House, changed in the background")
    assert window.windowTitle() == f"own.cqm – {tokens.PRODUCT_NAME}"
    unlock(window.cover, SECRET)
    qtbot.waitUntil(lambda: not window.is_covered, timeout=20_000)
    assert window.windowTitle().startswith("Saltergarth House, changed")


def test_what_is_said_while_locked_waits_for_the_unlock(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    messages, toast = window.context.messages, window.findChild(QFrame, "toast")
    undone: list[bool] = []
    messages.offer_undo("Archived Mrs Orange.", lambda: undone.append(True))
    assert toast.isVisible()
    program.lock()
    assert not toast.isVisible()
    messages.offer_undo("Archived Mr Lemon.", lambda: undone.append(True))
    messages.tell("Mr Lemon was not saved", "Try again.")
    assert not toast.isVisible()
    assert window.findChild(MessageDialog) is None
    unlock(window.cover, SECRET)
    qtbot.waitUntil(lambda: not window.is_covered, timeout=20_000)
    assert toast.isVisible()
    assert toast.text() == "Archived Mr Lemon."
    window.findChild(MessageDialog).accept()
    qtbot.mouseClick(toast.findChild(QPushButton, "toast_undo"), Qt.MouseButton.LeftButton)
    assert undone == [True]


# --- who works --------------------------------------------------------------------------------


def choose_officer(window: Any, qtbot: QtBot, words: str) -> None:
    """Click on the officer's name, then choose `words` in its menu with Enter.

    First the jobs of a file just opened end: while one runs, no officer is changed.
    """
    active(window, qtbot)
    qtbot.waitUntil(lambda: not window.context.background.tasks, timeout=20_000)
    menu = window.findChild(QMenu, "officer_menu")

    def pick() -> None:
        if not menu.isVisible():
            QTimer.singleShot(20, pick)
            return
        act = next(one for one in menu.actions() if one.text() == words)
        menu.setActiveAction(act)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(20, pick)
    qtbot.mouseClick(
        window.status.findChild(QPushButton, "status_officer"), Qt.MouseButton.LeftButton
    )


def test_another_officer_works_on_the_same_page_and_acts_bear_that_name(
    program: Program, path: Path, qtbot: QtBot, dialogs: Dialogs
) -> None:
    window = opened(program, path, qtbot)
    office: Any = program.office
    office.write(opening.add_officer, opening.NewOfficer("David Okafor", "Quality officer"))
    menu = window.findChild(QMenu, "officer_menu")
    qtbot.waitUntil(lambda: len(menu.actions()) == 3, timeout=5000)
    window.go_to("market")
    qtbot.waitUntil(lambda: not window.context.background.tasks, timeout=20_000)
    said: list[str] = []

    def agree(dialog: Any) -> None:
        said.append(dialog.text)
        qtbot.mouseClick(
            dialog.findChild(QPushButton, "message_confirm"), Qt.MouseButton.LeftButton
        )

    dialogs.expect(agree)
    choose_officer(window, qtbot, "Work as David Okafor")
    qtbot.waitUntil(lambda: program.window is not window, timeout=5000)
    again: Any = program.window
    assert "recorded as done by David Okafor" in said[0]
    assert again.current_page.name == "market"
    assert again.status.findChild(QPushButton, "status_officer").text() == "David Okafor"
    assert again.context.officer.role == "Quality officer"
    office.write(add_provider, ProviderDraft("Brindlemere Care Group"))
    newest = select(Act.officer_name).order_by(Act.at.desc(), Act.id.desc()).limit(1)
    assert office.read(lambda r: r.session.scalar(newest)) == "David Okafor"
    qtbot.waitUntil(lambda: "Saved" in saved_words(again), timeout=2000)
    qtbot.waitUntil(lambda: not shiboken6.isValid(window), timeout=2000)


def test_officer_stays_when_the_question_is_answered_with_cancel(
    program: Program, path: Path, qtbot: QtBot, dialogs: Dialogs
) -> None:
    window = opened(program, path, qtbot)
    office: Any = program.office
    office.write(opening.add_officer, opening.NewOfficer("David Okafor"))
    menu = window.findChild(QMenu, "officer_menu")
    qtbot.waitUntil(lambda: len(menu.actions()) == 3, timeout=5000)
    dialogs.expect(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))  # Cancel has it
    choose_officer(window, qtbot, "Work as David Okafor")
    qtbot.waitUntil(lambda: not dialogs.expected, timeout=5000)
    assert program.window is window
    assert office.actor.officer_name == "Helen Marsh"


def test_menu_of_the_officer_leads_to_a_new_one(program: Program, path: Path, qtbot: QtBot) -> None:
    window = opened(program, path, qtbot)
    choose_officer(window, qtbot, "Add an officer")
    qtbot.waitUntil(lambda: window.current_page.name == "settings", timeout=5000)
    assert window.current_page.section.key == "officers"
    qtbot.mouseClick(
        window.current_page.section.findChild(QPushButton, "officers_add"),
        Qt.MouseButton.LeftButton,
    )
    dialog = window.findChild(QDialog, "officer_dialog")
    dialog.form.input_of("name").set_value("David Okafor")
    dialog.submit_button.setFocus()
    qtbot.keyClick(dialog.submit_button, Qt.Key.Key_Return)
    menu = window.findChild(QMenu, "officer_menu")
    qtbot.waitUntil(lambda: menu.actions()[0].text() == "Work as David Okafor", timeout=5000)
