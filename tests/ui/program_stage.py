"""The running program on a temporary home with an encrypted file, for tests that click."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.paths import Places, framework_texts
from app.program import Program
from app.services import opening
from app.settings import SettingsFile
from app.ui.start.unlock import UnlockStep
from app.ui.theme import Theme

CHEAP = opening.Cost(memory_kib=64, passes=1, lanes=1)
SECRET = "otter lantern quarry"


@pytest.fixture
def program(qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    places = Places(tmp_path / "data", tmp_path / "settings.json", tmp_path / "logs")
    desk = Desk(places, SettingsFile(places.settings), qapp, qapp.findChild(Theme))
    monkeypatch.setattr(qapp, "quit", lambda: None)
    for module in (sys, threading):  # the program's own hooks go with it
        monkeypatch.setattr(module, "excepthook", module.excepthook)
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
    """The window over the file, once the start window is freed."""
    program.start(path)
    qtbot.waitUntil(lambda: isinstance(program.start_step, UnlockStep), timeout=20_000)
    start = program.start_step.window()
    unlock(program.start_step, SECRET)
    qtbot.waitUntil(lambda: program.window is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not shiboken6.isValid(start), timeout=5000)
    return program.window


def saved_words(window: Any) -> str:
    """What the status line says of the last save."""
    return str(window.findChild(QLabel, "status_saved_words").text())
