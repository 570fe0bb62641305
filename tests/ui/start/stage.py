"""The screens of the start over a temporary home, for tests that click."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.paths import Places
from app.services import opening
from app.services.office import Office
from app.settings import SettingsFile
from app.ui.background import Background
from app.ui.messages import Messages
from app.ui.start.flow import StartFlow, StartParts
from tests.office_fixtures import FixedClock, bundled_texts
from tests.ui.services_context import settle_lanes

CHEAP = opening.Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE = "copper lantern orchard"


@dataclass
class StartStage:
    """The flow with what a test needs to drive it; `opened` holds what it ended with."""

    qtbot: QtBot
    flow: StartFlow
    parts: StartParts
    opened: list[tuple[Office, str]] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until nothing runs in the background."""
        settle_lanes(self.qtbot, self.parts.background)

    def find(self, name: str) -> QWidget:
        """The widget of this name in the step that is shown."""
        assert self.flow.step is not None
        found: QWidget | None = self.flow.step.findChild(QWidget, name)
        assert found is not None, f"no {name} in {self.flow.step.objectName()}"
        return found

    def click(self, name: str) -> None:
        """Click, then wait."""
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.settle()

    def type_into(self, name: str, words: str) -> None:
        """Type into an input in place of what stands there."""
        found = self.find(name)
        found.setFocus()
        found.selectAll()  # type: ignore[attr-defined]
        self.qtbot.keyClicks(found, words)

    def texts(self) -> str:
        """All visible labels as one text."""
        shown = [one for one in self.flow.findChildren(QLabel) if one.isVisible()]
        return "\n".join(one.text() for one in shown)

    def close(self) -> None:
        """Close what was opened."""
        for office, _next in self.opened:
            office.close()
        self.opened.clear()


def make_stage(qtbot: QtBot, home: Path, clock: FixedClock) -> StartStage:
    """The start on a computer that has never seen the program."""
    parts = StartParts(
        around=opening.Surroundings("device-1", bundled_texts(), clock),
        places=Places(home / "data", home / "settings.json", home / "logs"),
        settings=SettingsFile(home / "settings.json"),
        background=Background(),
        messages=Messages(),
        cost=CHEAP,
    )
    flow = StartFlow(parts)
    qtbot.addWidget(flow)
    flow.resize(1366, 740)
    made = StartStage(qtbot, flow, parts)
    flow.opened.connect(lambda office, then: made.opened.append((office, then)))
    flow.show()
    return made
