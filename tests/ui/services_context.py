"""A page over a real office on a temporary database, without the window around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.db.work import Outcome
from app.services.office import Office
from app.ui.background import Background
from app.ui.context import Context


class Ear(QObject):
    """Carries what an act changed to the GUI thread, as the window does."""

    heard = Signal(object)

    def __call__(self, outcome: Outcome) -> None:
        self.heard.emit(outcome.changed)


def staged(context: Context, office: Office) -> Context:
    """The context with this office behind it; acts are told to open pages."""
    ear = Ear(context.changes)
    ear.heard.connect(context.changes.tell)
    office.listeners.append(ear)
    return replace(context, services=office, today=office.today, now=office.now)


def show(qtbot: QtBot, context: Context, widget: Any, size: tuple[int, int] = (1178, 740)) -> None:
    """Show a page and wait until it has read."""
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    settle(qtbot, context)


def settle(qtbot: QtBot, context: Context) -> None:
    """Wait until all that was asked of the lanes has arrived."""
    settle_lanes(qtbot, context.background)


def settle_lanes(qtbot: QtBot, background: Background) -> None:
    """Wait until nothing runs in the background, three looks in a row: an answer may ask anew."""
    app = QApplication.instance()
    assert app is not None
    quiet = 0
    while quiet < 3:
        app.processEvents()
        qtbot.wait(5)
        quiet = 0 if background.tasks else quiet + 1


def words_of(widget: QWidget, name: str) -> str:
    """The text of the label or button of this name."""
    found: Any = widget.findChild(QWidget, name)
    assert found is not None, f"no {name}"
    return str(found.text())
