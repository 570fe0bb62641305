"""The frame: pages made when first shown, history, Go to, undo, status line, covers."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import NotSavedError
from app.progress import Progress
from app.ui.context import Context
from app.ui.go_to import GoToDialog, GoToResult
from app.ui.help import HelpDialog, ShortcutsDialog
from app.ui.main_window import MainWindow
from app.ui.messages import MessageDialog
from app.ui.navigation import PageSpec
from app.ui.page import Page


class SamplePage(Page):
    """Counts its reloads and remembers one word."""

    changed_kinds = frozenset({"visit"})

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context, name, name.title())
        self.reloads = 0
        self.row = ""
        self.lets_go = True
        self.set_content(QLabel("content"))

    def reload(self) -> None:
        self.reloads += 1

    def state(self) -> Mapping[str, Any]:
        return {"row": self.row}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        self.row = state["row"]

    def may_leave(self) -> bool:
        return self.lets_go


MADE: list[str] = []


def spec(name: str, icon: str = "ph.sun", under: str = "") -> PageSpec:
    def make(context: Context) -> Page:
        MADE.append(name)
        return SamplePage(context, name)

    return PageSpec(name, name.title(), make, icon, 0, under)


def find(text: str) -> Sequence[GoToResult]:
    everything = (
        GoToResult("provider", "Brindlemere Care Group", "Provider", "p1"),
        GoToResult("provider", "Larkhollow Homes", "Provider", "p2"),
    )
    return [found for found in everything if text.casefold() in found.title.casefold()]


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> MainWindow:
    MADE.clear()
    specs = [spec("today"), spec("providers"), spec("provider", icon="", under="providers")]
    found = MainWindow(context, specs, council="Wexborough (sample)", query=find)
    qtbot.addWidget(found)
    found.resize(1366, 768)
    found.show()
    found.go_to("today")
    return found


def page(window: MainWindow) -> SamplePage:
    assert isinstance(window.current_page, SamplePage)
    return window.current_page


def test_page_is_made_when_first_shown(window: MainWindow) -> None:
    assert MADE == ["today"]
    window.go_to("providers")
    assert MADE == ["today", "providers"]


def test_ctrl_2_shows_second_page(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert page(window).name == "providers"
    assert window.navigation.items["providers"].isChecked()


def test_detail_page_marks_the_entry_it_is_under(window: MainWindow) -> None:
    window.go_to("provider", "p1")
    assert window.navigation.items["providers"].isChecked()


def test_back_returns_to_the_same_row(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("providers")
    page(window).row = "third"
    page(window).navigate.emit("provider", "p1")
    window.page("providers").row = ""
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page(window).name == "providers"
    assert page(window).row == "third"


def test_back_between_two_records_of_one_page_shows_the_first(window: MainWindow) -> None:
    window.go_to("provider", "p1")
    window.go_to("provider", "p2")
    window.go_back()
    assert page(window).key == "p1"
    window.go_forward()
    assert page(window).key == "p2"


def test_back_from_the_first_page_goes_to_its_list(qtbot: QtBot, context: Context) -> None:
    specs = [spec("today"), spec("providers"), spec("provider", icon="", under="providers")]
    found = MainWindow(context, specs, council="Wexborough (sample)", query=find)
    qtbot.addWidget(found)
    found.go_to("provider", "p1")
    found.go_back()
    assert page(found).name == "providers"


def test_page_that_does_not_let_go_stays(window: MainWindow) -> None:
    page(window).lets_go = False
    assert not window.go_to("providers")
    assert page(window).name == "today"
    assert window.navigation.items["today"].isChecked()
    page(window).lets_go = True


def test_visible_page_reloads_at_once_hidden_one_when_shown(
    window: MainWindow, context: Context
) -> None:
    today = page(window)
    window.go_to("providers")
    assert (today.reloads, page(window).reloads) == (1, 1)
    context.changes.tell({"visit"})
    assert (today.reloads, page(window).reloads) == (1, 2)
    window.go_to("today")
    assert today.reloads == 2


def test_change_of_another_kind_reloads_nothing(window: MainWindow, context: Context) -> None:
    context.changes.tell({"contract"})
    assert page(window).reloads == 1


def test_go_to_finds_as_you_type_and_enter_goes(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(GoToDialog)
    qtbot.keyClicks(dialog.field, "larkhollow")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page(window).name == "provider", timeout=2000)
    assert page(window).key == "p2"


def test_go_to_lists_pages_before_typing(qtbot: QtBot, window: MainWindow) -> None:
    window.ask_where()
    dialog = window.findChild(GoToDialog)
    assert [dialog.list.item(n).text() for n in range(2)] == ["Today    page", "Providers    page"]


def test_go_to_says_when_nothing_is_found(qtbot: QtBot, window: MainWindow) -> None:
    window.ask_where()
    dialog = window.findChild(GoToDialog)
    qtbot.keyClicks(dialog.field, "zzz")
    note = dialog.findChild(QLabel, "go_to_note")
    qtbot.waitUntil(lambda: note.text() == "Nothing is called “zzz”.", timeout=2000)


def test_closed_dialogs_are_freed(qtbot: QtBot, window: MainWindow) -> None:
    window.ask_where()
    window.show_help()
    window.show_shortcuts()
    for kind in (GoToDialog, HelpDialog, ShortcutsDialog):
        dialog: QDialog = window.findChild(kind)
        gone = weakref.ref(dialog)
        with qtbot.waitSignal(dialog.destroyed, timeout=2000):
            dialog.reject()
        del dialog
        assert gone() is None


def test_undo_of_the_toast_calls_back(qtbot: QtBot, window: MainWindow, context: Context) -> None:
    undone: list[int] = []
    context.messages.offer_undo("Archived 3 actions.", lambda: undone.append(1))
    toast = window.findChild(QWidget, "toast")
    assert toast.isVisible()
    qtbot.mouseClick(window.findChild(QPushButton, "toast_undo"), Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not toast.isVisible()


def test_click_on_the_toast_leaves_the_focus(
    qtbot: QtBot, window: MainWindow, context: Context
) -> None:
    window.activateWindow()
    before = window.findChild(QPushButton, "nav_narrow")
    before.setFocus()
    context.messages.offer_undo("Archived 3 actions.", lambda: None)
    qtbot.mouseClick(window.findChild(QPushButton, "toast_undo"), Qt.MouseButton.LeftButton)
    assert window.focusWidget() is before


def test_shift_f10_opens_the_menu_of_what_has_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    asked: list[QPoint] = []
    focused = window.findChild(QPushButton, "nav_narrow")
    focused.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    focused.customContextMenuRequested.connect(asked.append)
    focused.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert [focused.rect().contains(at) for at in asked] == [True]


def test_narrow_window_narrows_the_navigation(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(QSize(900, 500))
    qtbot.waitUntil(lambda: window.navigation.is_narrow, timeout=1000)
    window.resize(QSize(1366, 768))
    qtbot.waitUntil(lambda: not window.navigation.is_narrow, timeout=1000)


def test_narrow_wish_is_remembered(qtbot: QtBot, window: MainWindow, context: Context) -> None:
    qtbot.mouseClick(window.findChild(QPushButton, "nav_narrow"), Qt.MouseButton.LeftButton)
    assert context.settings.current.nav_is_narrow


def test_full_screen_hides_navigation_and_status(window: MainWindow) -> None:
    page(window).full_screen_requested.emit(True)
    assert not window.navigation.isVisible()
    assert not window.status.isVisible()
    window.go_to("providers")
    assert window.navigation.isVisible()


def test_cover_has_the_whole_window_and_goes(qtbot: QtBot, window: MainWindow) -> None:
    cover = QWidget()
    window.set_cover(cover)
    assert cover.isVisible()
    assert not window.navigation.isVisible()
    with qtbot.waitSignal(cover.destroyed, timeout=2000):
        window.set_cover(None)
    assert window.navigation.isVisible()


def test_badge_is_spoken_with_its_entry(window: MainWindow) -> None:
    window.navigation.set_count("providers", "14")
    assert window.navigation.items["providers"].accessibleName() == "Providers, 14"


def test_background_job_shows_progress_and_cancel(
    qtbot: QtBot, window: MainWindow, context: Context
) -> None:
    def job(progress: Progress) -> None:
        for step in range(100_000):
            progress.step(step, 100_000, "Reading the file")
            threading.Event().wait(0.005)

    context.background.write(job, words="Importing ratings")
    work = window.status.work
    qtbot.waitUntil(lambda: work.text() == "Reading the file", timeout=3000)
    qtbot.mouseClick(work.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: work.text() == "No background work", timeout=3000)


def test_unclaimed_error_of_a_job_is_told(
    qtbot: QtBot, window: MainWindow, context: Context
) -> None:
    def job(progress: Progress) -> None:
        raise NotSavedError("The disk is full. Your words are kept here.")

    context.background.write(job)
    qtbot.waitUntil(lambda: window.findChild(MessageDialog) is not None, timeout=2000)
    dialog = window.findChild(MessageDialog)
    assert dialog.text == "The disk is full. Your words are kept here."
    dialog.accept()


def test_geometry_and_page_are_remembered(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("provider", "p1")
    window.close()
    assert window.context.settings.current.geometry != ""


def test_every_control_has_a_name_and_a_spoken_name(window: MainWindow) -> None:
    window.ask_where()
    window.show_help()
    nameless = [
        type(found).__name__
        for found in window.findChildren(QPushButton)
        if not found.objectName() or not (found.accessibleName() or found.text())
    ]
    assert nameless == []
    for dialog in window.findChildren(QDialog):
        dialog.reject()
    QApplication.sendPostedEvents()
