"""A window stands as it was left, whole on the screen, its frame included."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from app.settings import SettingsFile
from app.ui.placing import fitted, keep_place, show_placed

ROOM = QRect(0, 24, 1366, 744)


@pytest.mark.parametrize(
    ("frame", "wanted"),
    [
        (QRect(0, 0, 1368, 797), QRect(0, 24, 1366, 744)),
        (QRect(-300, -40, 800, 600), QRect(0, 24, 800, 600)),
        (QRect(3000, 2000, 800, 600), QRect(566, 168, 800, 600)),
        (QRect(100, 100, 800, 600), QRect(100, 100, 800, 600)),
    ],
)
def test_frame_is_brought_within_the_room(frame: QRect, wanted: QRect) -> None:
    assert fitted(frame, ROOM) == wanted


def test_first_window_is_maximised_on_a_small_screen(qtbot: QtBot) -> None:
    assert QApplication.primaryScreen().availableSize().width() <= 1366
    window = QMainWindow()
    qtbot.addWidget(window)
    show_placed(window, SettingsFile())
    assert window.isMaximized()


@pytest.mark.parametrize("is_maximised", [True, False])
def test_next_window_stands_as_the_last_one_was_left(qtbot: QtBot, is_maximised: bool) -> None:
    settings = SettingsFile()
    first, second = QMainWindow(), QMainWindow()
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    first.setGeometry(40, 60, 500, 400)
    if is_maximised:
        first.showMaximized()
    else:
        first.show()
    keep_place(first, settings)
    show_placed(second, settings)
    assert second.isMaximized() is is_maximised
    if not is_maximised:
        assert second.size() == first.size()


def test_window_larger_than_the_screen_is_fitted_once_shown(qtbot: QtBot) -> None:
    settings = SettingsFile()
    large = QMainWindow()
    qtbot.addWidget(large)
    large.show()
    large.resize(2000, 1500)
    keep_place(large, settings)
    window = QMainWindow()
    qtbot.addWidget(window)
    show_placed(window, settings)
    room = window.screen().availableGeometry()
    qtbot.waitUntil(lambda: room.contains(window.frameGeometry()), timeout=2000)
