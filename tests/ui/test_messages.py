"""The one door for telling and asking."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import CancelledError, FileRefusedError
from app.ui.messages import MessageDialog, Messages


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    found = Messages()
    found.window = window
    found.setParent(window)
    window.setProperty("kept", window)
    return found


def shown(messages: Messages) -> MessageDialog:
    assert messages.window is not None
    return messages.window.findChild(MessageDialog)


def test_circumstance_is_told_in_its_own_words(messages: Messages) -> None:
    messages.tell_error(FileRefusedError("This file is open in Excel. Close it and try again."))
    dialog = shown(messages)
    assert dialog.heading == "This could not be done"
    assert dialog.text == "This file is open in Excel. Close it and try again."
    dialog.accept()


def test_cancelled_job_needs_no_dialog(qtbot: QtBot, messages: Messages) -> None:
    with qtbot.waitSignal(messages.said) as told:
        messages.tell_error(CancelledError("Cancelled. Nothing was changed."))
    assert told.args == ["Cancelled. Nothing was changed."]
    assert shown(messages) is None


def test_bug_report_can_be_copied_and_comes_once(qtbot: QtBot, messages: Messages) -> None:
    messages.tell_error(ZeroDivisionError("no"))
    messages.tell_error(ZeroDivisionError("again"))
    assert messages.window is not None
    (dialog,) = messages.window.findChildren(MessageDialog)
    qtbot.mouseClick(dialog.findChild(QPushButton, "message_copy"), Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError: no" in QGuiApplication.clipboard().text()
    dialog.accept()


@pytest.mark.parametrize(
    ("press", "agreed"), [("message_confirm", True), ("message_cancel", False)]
)
def test_confirm_names_what_goes(
    qtbot: QtBot, messages: Messages, dialogs: Any, press: str, agreed: bool
) -> None:
    def answer(dialog: MessageDialog) -> None:
        assert dialog.findChild(QPushButton, "message_confirm").text() == "Archive 3 actions"
        qtbot.mouseClick(dialog.findChild(QPushButton, press), Qt.MouseButton.LeftButton)

    dialogs.expect(answer)
    consequence = "They can be brought back from the archive."
    assert messages.confirm("Archive 3 actions?", consequence, "Archive 3 actions") is agreed


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize(
    ("focused", "agreed"), [("message_confirm", True), ("message_cancel", False)]
)
def test_enter_presses_the_button_that_has_the_focus(
    qtbot: QtBot, messages: Messages, dialogs: Any, focused: str, agreed: bool, key: Qt.Key
) -> None:
    def answer(dialog: MessageDialog) -> None:
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow, timeout=2000)
        found = dialog.findChild(QPushButton, focused)
        if not found.hasFocus():  # Cancel has it at first
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert found.hasFocus()
        qtbot.keyClick(found, key)
        assert not dialog.isVisible()

    dialogs.expect(answer)
    assert messages.confirm("Sign off CQ-1?", "It is locked.", "Sign off and lock") is agreed


def test_enter_closes_what_was_told_from_anywhere_in_it(qtbot: QtBot, messages: Messages) -> None:
    messages.tell("It was not saved", "Try again.", details="disk full")
    dialog = shown(messages)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_bug_is_told_where_the_window_of_the_messages_is_gone(
    qtbot: QtBot, messages: Messages, caplog: pytest.LogCaptureFixture
) -> None:
    gone = QWidget()
    messages.window = gone
    shiboken6.delete(gone)
    for words in ("first", "second"):
        messages.tell_error(ZeroDivisionError(words))
        (dialog,) = (
            one
            for one in QApplication.topLevelWidgets()
            if isinstance(one, MessageDialog) and one.isVisible()
        )
        assert words in dialog.findChild(QPlainTextEdit).toPlainText()
        qtbot.mouseClick(dialog.findChild(QPushButton, "message_close"), Qt.MouseButton.LeftButton)
    assert caplog.text.count("bug: ZeroDivisionError") == 2


def test_what_nobody_caught_on_a_thread_is_told(
    qtbot: QtBot, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "__excepthook__", lambda *args: None)
    messages.install_hooks()

    def fail() -> None:
        raise ZeroDivisionError("off the GUI thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: shown(messages) is not None, timeout=2000)
    assert shown(messages).heading == "Something went wrong in the program"
    shown(messages).accept()
