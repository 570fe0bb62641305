"""The focus stays in the page when what had it vanishes; a wizard's step begins at its field."""

from __future__ import annotations

from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.context import Context
from app.ui.main_window import MainWindow
from app.ui.navigation import PageSpec
from app.ui.page import Page
from app.ui.theme import colours
from app.ui.widgets.buttons import button
from app.ui.widgets.wizard import Wizard


class WorkPage(Page):
    """Three buttons; a click on the first takes it away, as a sign-off does."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "work", "Work", back="Back")
        self.sign = button("Sign off", name="sign", on_click=self._on_sign)
        self.other = button("Other", name="other")
        self.main = button("Amend", "primary", name="amend")
        box = QWidget()
        column = QVBoxLayout(box)
        for found in (self.other, self.main, self.sign):
            column.addWidget(found)
        self.set_content(box)

    def _on_sign(self) -> None:
        self.sign.hide()


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> MainWindow:
    specs = [PageSpec("work", "Work", WorkPage, "ph.sun")]
    found = MainWindow(context, specs)
    qtbot.addWidget(found)
    found.show()
    found.activateWindow()
    found.go_to("work")
    return found


def focus_name() -> str:
    found = QApplication.focusWidget()
    return found.objectName() if found is not None else ""


def test_focus_goes_to_the_main_button_when_its_widget_vanishes(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.page("work")
    assert isinstance(page, WorkPage)
    page.sign.setFocus()
    qtbot.keyClick(page.sign, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: focus_name() == "amend", timeout=2000)


def test_focus_goes_to_the_next_stop_when_the_main_button_is_disabled(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.page("work")
    assert isinstance(page, WorkPage)
    page.main.setEnabled(False)
    page.sign.setFocus()
    qtbot.mouseClick(page.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: focus_name() == "other", timeout=2000)


def test_focus_taken_to_the_navigation_on_purpose_stays_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.page("work")
    assert isinstance(page, WorkPage)
    page.sign.setFocus()
    go_to = window.findChild(QPushButton, "go_to")
    go_to.setFocus()
    qtbot.wait(20)
    page.sign.hide()
    qtbot.wait(20)
    assert focus_name() == "go_to"


def make_wizard(qtbot: QtBot) -> Wizard:
    field = QLineEdit()
    field.setObjectName("second_field")
    second = QWidget()
    QVBoxLayout(second).addWidget(field)
    steps = [("One", QLabel("one")), ("Two", second), ("Three", QLabel("three"))]
    found = Wizard("test_wizard", steps)
    qtbot.addWidget(found)
    found.forward_requested.connect(lambda place: found.go_to(place + 1))
    found.resize(700, 400)
    found.show()
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow, timeout=2000)
    return found


def test_step_of_a_wizard_begins_at_its_first_field(qtbot: QtBot) -> None:
    wizard = make_wizard(qtbot)
    qtbot.mouseClick(wizard.forward, Qt.MouseButton.LeftButton)
    assert focus_name() == "second_field"


def test_step_without_a_field_begins_at_the_main_button(qtbot: QtBot) -> None:
    wizard = make_wizard(qtbot)
    wizard.go_to(1)
    qtbot.mouseClick(wizard.forward, Qt.MouseButton.LeftButton)
    assert focus_name() == "test_wizard_forward"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_main_button_shows_its_focus_inside_its_fill(
    qtbot: QtBot, context: Context, theme: Literal["light", "dark"]
) -> None:
    context.theme.choose(theme)
    main, other = button("Sign off", "primary", name="main"), button("Cancel", name="other")
    box = QWidget()
    column = QVBoxLayout(box)
    column.addWidget(main)
    column.addWidget(other)
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow, timeout=2000)

    def across() -> set[str]:
        """The colours from the left edge to the word, at half height."""
        image = main.grab().toImage()
        return {image.pixelColor(x, image.height() // 2).name() for x in range(8)}

    ground = colours().surface.lower()
    other.setFocus()
    assert ground not in across()
    main.setFocus()
    assert ground in across()
    context.theme.choose("light")
