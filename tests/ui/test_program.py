"""The running program on an encrypted file: unlock, work, lock when idle, close with a backup."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.paths import backups_of, framework_texts
from app.program import LOOK_EVERY_MS, Program
from app.services import opening
from app.services.council import Council, set_council
from app.services.office import LONDON
from app.services.providers import ProviderDraft, add_provider
from app.services.settings_history import list_settings_changes
from app.services.visit_signing import finish_draft, record_review
from app.services.visits import abandon_visit
from app.ui.help import HelpDialog
from app.ui.start.own_file import OwnFileStep
from app.ui.start.unlock import UnlockStep
from app.ui.start.welcome import Welcome
from app.ui.widgets.form_dialog import FormDialog
from tests.conftest import Dialogs
from tests.factory import a_service
from tests.ui.program_stage import SECRET, opened, path, program, saved_words, unlock, words_of
from tests.ui.services_context import settle
from tests.visit_steps import answer_all, page_of, started_visit, write_judgement

__all__ = ["path", "program"]


def test_file_opens_with_its_passphrase_and_closes_with_a_backup(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    assert window.current_page.name == "today"
    assert program.office is not None
    program.office.write(add_provider, ProviderDraft("Brindlemere Care Group"))
    window.close()
    assert program.office is None
    assert list(backups_of(path).iterdir())
    assert opening.live_holder(path) is None


def test_idle_file_locks_and_opens_again_where_it_was(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    window.go_to("settings")
    program.be_idle_since(program.now() - timedelta(minutes=11))
    program.look_at_the_clock()
    assert window.is_covered
    cover = window.cover
    unlock(cover, "wrong words entirely")
    qtbot.waitUntil(lambda: "does not open" in words_of(cover), timeout=20_000)
    assert window.is_covered
    unlock(cover, SECRET)
    qtbot.waitUntil(lambda: not window.is_covered, timeout=20_000)
    assert window.current_page.name == "settings"


def test_file_in_use_does_not_lock(program: Program, path: Path, qtbot: QtBot) -> None:
    window = opened(program, path, qtbot)
    program.be_idle_since(program.now() - timedelta(minutes=9))
    program.look_at_the_clock()
    assert not window.is_covered


def test_file_locks_with_the_screen_of_the_computer(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    program.screen_lock.tell()
    assert window.is_covered


def test_plain_file_stays_open_when_the_screen_is_locked(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    plain = tmp_path / "plain.cqm"
    office = opening.create_file(plain, opening.Surroundings("device-1", framework_texts()))
    office.write(opening.add_officer, opening.NewOfficer("Helen Marsh"))
    office.close()
    program.start(plain)
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    program.screen_lock.tell()
    assert program.window is not None
    assert not program.window.is_covered


def test_open_dialog_is_out_of_sight_while_locked_and_keeps_what_was_typed(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    window.go_to("settings")
    window.current_page.show_section("officers")
    window.current_page.section.add()
    dialog = window.findChild(FormDialog, "officer_dialog")
    dialog.form.input_of("name").set_value("David Okafor")
    program.screen_lock.tell()
    assert not dialog.isVisible()
    unlock(window.cover, SECRET)
    qtbot.waitUntil(lambda: not window.is_covered, timeout=20_000)
    assert dialog.isVisible()
    assert dialog.form.values()["name"] == "David Okafor"
    dialog.reject()


def test_question_that_waits_is_answered_with_cancel_by_the_lock(
    program: Program, path: Path, qtbot: QtBot, dialogs: Dialogs
) -> None:
    window = opened(program, path, qtbot)
    cancelled: list[bool] = []

    def lock(dialog: Any) -> None:
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)  # as exec() does
        dialog.rejected.connect(lambda: cancelled.append(True))
        program.screen_lock.tell()

    dialogs.expect(lock)
    assert window.context.messages.confirm("Retire it?", "It goes.", "Retire") is False
    assert cancelled
    assert window.is_covered


def test_backup_by_hand_stands_in_the_status_line_as_soon_as_it_is_made(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    qtbot.waitUntil(lambda: not window.context.background.tasks, timeout=20_000)
    window.go_to("settings")
    window.current_page.show_section("backups")
    window.status.set_backup("No backup yet")
    section = window.current_page.section
    qtbot.mouseClick(section.make_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: "Last backup today" in words_of(window.status), timeout=LOOK_EVERY_MS - 5_000
    )
    assert "Backup made and checked." in section.said.accessibleName()


def test_another_file_is_asked_for_at_the_start_screens(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    opened(program, path, qtbot)
    program.start_over()
    assert program.office is None
    assert program.start_step is not None
    assert opening.live_holder(path) is None


# --- what the window says of itself ----------------------------------------------------------


def test_every_act_says_when_it_was_saved_and_another_file_begins_anew(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    assert saved_words(window) == ""
    assert program.office is not None
    program.office.write(add_provider, ProviderDraft("Brindlemere Care Group"))
    at = program.office.now().astimezone(LONDON)
    qtbot.waitUntil(lambda: saved_words(window).startswith("Saved "), timeout=2000)
    said = datetime.strptime(saved_words(window), "Saved %H:%M:%S").replace(tzinfo=LONDON)
    late = at.replace(microsecond=0) - said.replace(year=at.year, month=at.month, day=at.day)
    assert abs(late.total_seconds()) < 60
    program.reopen(path)
    qtbot.waitUntil(lambda: isinstance(program.start_step, UnlockStep), timeout=20_000)
    unlock(program.start_step, SECRET)
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    assert saved_words(program.window) == ""


def test_restore_is_not_called_saved(program: Program, path: Path, qtbot: QtBot) -> None:
    window = opened(program, path, qtbot)
    assert program.office is not None
    program.office.tell_all_changed()
    settle(qtbot, window.context)
    assert saved_words(window) == ""


def test_title_of_the_window_follows_the_record_shown(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    assert program.office is not None
    first = started_visit(program.office, a_service(program.office, name="Saltergarth House"))
    second = started_visit(program.office, a_service(program.office, name="Fernhallow Lodge"))
    window.go_to("visit", first)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("Saltergarth House, "), timeout=5000)
    window.go_to("visit", second)
    assert "Saltergarth House" not in window.windowTitle()
    qtbot.waitUntil(lambda: window.windowTitle().startswith("Fernhallow Lodge, "), timeout=5000)


def test_count_of_open_visits_changes_on_whatever_page(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    window.go_to("settings")
    assert program.office is not None
    visit_id = started_visit(program.office)
    item = window.navigation.items["visits"]
    qtbot.waitUntil(lambda: item.accessibleName() == "Visits, 1 open", timeout=5000)
    program.office.write(abandon_visit, visit_id, "The home closed.")
    qtbot.waitUntil(lambda: item.accessibleName() == "Visits", timeout=5000)


def test_maximised_window_stays_so_through_start_lock_and_unlock(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    program.start(path)
    qtbot.waitUntil(lambda: isinstance(program.start_step, UnlockStep), timeout=20_000)
    assert program.start_step.window().isMaximized()
    unlock(program.start_step, SECRET)
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    window: Any = program.window
    assert window.isMaximized()
    program.lock()
    assert window.isMaximized()
    unlock(window.cover, SECRET)
    qtbot.waitUntil(lambda: not window.is_covered, timeout=20_000)
    assert window.isMaximized()


def test_window_made_smaller_stays_so_through_the_start_screens(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    window.showNormal()
    window.resize(730, 480)
    program.reopen(path)
    qtbot.waitUntil(lambda: isinstance(program.start_step, UnlockStep), timeout=20_000)
    assert program.start_step.window().size() == QSize(730, 480)


# --- the menu on the file's name --------------------------------------------------------------


def file_menu(qtbot: QtBot, window: Any) -> QMenu:
    """The menu, opened by its key."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=2000)
    QTimer.singleShot(100, lambda: window.findChild(QMenu, "file_menu").close())
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    menu = window.findChild(QMenu, "file_menu")
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, act: str) -> None:
    next(one for one in menu.actions() if one.objectName() == f"file_{act}").trigger()


def test_menu_of_an_encrypted_file_opens_by_its_key_and_locks(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    shown: list[bool] = []
    window.findChild(QMenu, "file_menu").aboutToShow.connect(lambda: shown.append(True))
    menu = file_menu(qtbot, window)
    assert shown == [True]
    assert [one.text() for one in menu.actions()] == [
        "Open another file\tCtrl+O", "Show in folder", "Lock now\tCtrl+L",
    ]  # fmt: skip
    choose(menu, "lock")
    assert window.is_covered


def test_menu_leads_from_the_sample_to_ones_own_services(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    sample = tmp_path / "sample.cqm"
    office = opening.create_file(sample, opening.Surroundings("device-1", framework_texts()))
    opening.sign_in(office, office.write(opening.add_officer, opening.NewOfficer("Helen Marsh")))
    office.write(set_council, Council("Wexborough", is_sample=True))
    office.close()
    program.start(sample)
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    window: Any = program.window
    assert window.status.findChild(QPushButton, "status_file").text() == "sample.cqm"
    choose(file_menu(qtbot, window), "own")
    assert program.office is None
    assert isinstance(program.start_step, OwnFileStep)


def test_ctrl_o_asks_for_another_file_on_a_file_step_too(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    window.go_to("import")  # its file step has a button of its own to choose a file
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=2000)
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert program.office is None
    assert isinstance(program.start_step, Welcome)


def test_menu_shows_the_folder_of_the_file(
    program: Program, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(program, path, qtbot)
    asked: list[str] = []
    monkeypatch.setattr(
        "app.program.QDesktopServices.openUrl", lambda url: asked.append(url.toLocalFile()) or True
    )
    choose(file_menu(qtbot, window), "folder")
    assert asked == [str(path.parent)]


def test_help_says_whether_the_open_file_is_encrypted(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=2000)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    words = words_of(window.findChild(HelpDialog))
    assert "This file is encrypted." in words
    assert "Alt+F" in words
    window.findChild(HelpDialog).reject()


# --- back to the visit that was open ----------------------------------------------------------


def a_started_visit(program: Program) -> tuple[str, str]:
    """A visit in progress and the id of its third question's key."""
    assert program.office is not None
    visit_id = started_visit(program.office, a_service(program.office, name="Candleby Rest"))
    return visit_id, list(page_of(program.office, visit_id).questions())[2].key


def open_again(program: Program, path: Path, qtbot: QtBot) -> Any:
    """Close the file without leaving its page, and open it again, as after a power cut."""
    program.reopen(path)
    qtbot.waitUntil(lambda: isinstance(program.start_step, UnlockStep), timeout=20_000)
    unlock(program.start_step, SECRET)
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    return program.window


def test_file_closed_in_the_midst_of_a_visit_reopens_at_its_question(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    visit_id, key = a_started_visit(program)
    window.go_to("visit_mode", f"{visit_id}#{key}")
    qtbot.waitUntil(lambda: window.current_page.question is not None, timeout=5000)
    qtbot.waitUntil(lambda: not window.context.background.tasks, timeout=20_000)
    again = open_again(program, path, qtbot)
    assert again.current_page.name == "visit_mode"
    qtbot.waitUntil(lambda: again.current_page.question is not None, timeout=5000)
    assert again.current_page.question.key == key
    said = again.findChild(QLabel, "toast_words").text()
    assert said.endswith("was open when the program ended: here you are at the same question.")
    assert "Candleby Rest" in said


def test_visit_that_was_left_does_not_open_by_itself(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    visit_id, _key = a_started_visit(program)
    window.go_to("visit_mode", visit_id)
    qtbot.waitUntil(lambda: window.current_page.question is not None, timeout=5000)
    window.current_page.head.left.emit()
    assert window.current_page.name == "today"  # from there the visit was opened
    assert open_again(program, path, qtbot).current_page.name == "today"


def test_visit_given_up_meanwhile_does_not_open_by_itself(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    visit_id, _key = a_started_visit(program)
    window.go_to("visit_mode", visit_id)
    qtbot.waitUntil(lambda: window.current_page.question is not None, timeout=5000)
    assert program.office is not None
    program.office.write(abandon_visit, visit_id, "The home closed.")
    assert open_again(program, path, qtbot).current_page.name == "today"


def test_focus_stays_on_the_visits_page_after_the_sign_off(
    program: Program, path: Path, qtbot: QtBot, dialogs: Dialogs
) -> None:
    window = opened(program, path, qtbot)
    office: Any = program.office
    visit_id = started_visit(office)
    answer_all(office, visit_id)
    write_judgement(office, visit_id, "People are treated with kindness.")
    office.write(finish_draft, visit_id)
    office.write(record_review, visit_id, "David Okafor")
    window.go_to("visit", visit_id)
    window.activateWindow()
    page = window.current_page
    qtbot.waitUntil(lambda: not window.context.background.tasks, timeout=20_000)
    page.tabs.choose("sign_off")
    panel = page.sign_off
    qtbot.waitUntil(panel.sign_button.isEnabled, timeout=5000)
    dialogs.expect(lambda dialog: dialog.accept())
    panel.form.set_values({"name": "Helen Marsh", "role": "Contract manager"})
    panel.sign_button.setFocus()
    qtbot.keyClick(panel.sign_button, Qt.Key.Key_Space)
    window.activateWindow()  # the dialog that asked is gone
    qtbot.waitUntil(window.isActiveWindow, timeout=2000)
    qtbot.waitUntil(lambda: panel.form.isHidden(), timeout=10_000)
    settle(qtbot, window.context)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=2000)
    focused = QApplication.focusWidget()
    assert page.isAncestorOf(focused)
    assert focused.objectName() != "page_back"


def test_passphrase_set_while_locked_stands_in_the_history(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    window = opened(program, path, qtbot)
    program.lock()
    window.cover.passphrase_set.emit()
    office = program.office
    assert office is not None
    qtbot.waitUntil(
        lambda: (
            "Set a new passphrase with the recovery code"
            in [one.what for one in office.read(list_settings_changes)]
        ),
        timeout=10_000,
    )
