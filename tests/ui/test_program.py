"""The running program on an encrypted file: unlock, work, lock when idle, close with a backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.paths import Places, backups_of, framework_texts
from app.program import LOOK_EVERY_MS, Program
from app.services import opening
from app.services.providers import ProviderDraft, add_provider
from app.settings import SettingsFile
from app.ui.start.unlock import UnlockStep
from app.ui.theme import Theme
from app.ui.widgets.form_dialog import FormDialog
from tests.conftest import Dialogs

CHEAP = opening.Cost(memory_kib=64, passes=1, lanes=1)
SECRET = "otter lantern quarry"


@pytest.fixture
def program(qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    places = Places(tmp_path / "data", tmp_path / "settings.json", tmp_path / "logs")
    desk = Desk(places, SettingsFile(places.settings), qapp, qapp.findChild(Theme))
    monkeypatch.setattr(qapp, "quit", lambda: None)
    made = Program(desk)
    yield made
    made.close_all()
    qapp.removeEventFilter(made)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An encrypted file with one officer."""
    around = opening.Surroundings("device-1", framework_texts())
    made = tmp_path / "own.cqm"
    office, _code = opening.create_encrypted(made, SECRET, around, cost=CHEAP)
    officer = office.write(opening.add_officer, opening.NewOfficer("Helen Marsh"))
    opening.sign_in(office, officer)
    office.close()
    return made


def unlock(step: Any, secret: str) -> None:
    assert isinstance(step, UnlockStep)
    step.passphrase_form.input_of("passphrase").set_value(secret)
    step.try_passphrase()


def words_of(widget: Any) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def opened(program: Program, path: Path, qtbot: QtBot) -> Any:
    program.start(path)
    qtbot.waitUntil(lambda: isinstance(program.start_step, UnlockStep), timeout=20_000)
    unlock(program.start_step, SECRET)
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    return program.window


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
    assert opening.lock_owner(path) == ""


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
    assert opening.lock_owner(path) == ""
