"""For all tests: no screen, the program's fonts, and no dialog that waits for nobody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

RESOURCES = Path(__file__).parents[1] / "resources"


class Dialogs:
    """Answers dialogs that a test expects; any other dialog fails the test.

    `expect(answer)` is called with the next modal dialog; it should accept, reject or click.
    """

    def __init__(self) -> None:
        self.expected: list[Callable[[Any], object]] = []
        self.unexpected: list[str] = []
        self.seen: list[str] = []

    def expect(self, answer: Callable[[Any], object]) -> None:
        """The next `exec()` is answered by `answer(dialog)`."""
        self.expected.append(answer)

    def run(self, dialog: Any) -> int:
        """Stands in for `QDialog.exec`."""
        words = f"{type(dialog).__name__}: {dialog.windowTitle()}"
        self.seen.append(words)
        if not self.expected:
            self.unexpected.append(words)
            return 0
        dialog.show()
        self.expected.pop(0)(dialog)
        dialog.hide()
        return int(dialog.result())

    def run_static(self, _parent: Any, title: str, *_rest: Any) -> Any:
        """Stands in for `QFileDialog.getOpenFileName` and the like; `expect` what it returns."""
        self.seen.append(title)
        if not self.expected:
            self.unexpected.append(title)
            return "", ""
        return self.expected.pop(0)(title)


@pytest.fixture
def dialogs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dialogs]:
    """Modal dialogs of a Qt test; also in force, unasked, in every test that uses `qtbot`."""
    from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox

    found = Dialogs()
    for kind in (QDialog, QFileDialog, QMessageBox, QInputDialog):
        monkeypatch.setattr(kind, "exec", lambda dialog: found.run(dialog))
    for kind, name in (
        (QFileDialog, "getOpenFileName"),
        (QFileDialog, "getSaveFileName"),
        (QInputDialog, "getText"),
    ):
        monkeypatch.setattr(kind, name, found.run_static)
    yield found
    assert not found.unexpected, f"a dialog nobody expected: {found.unexpected}"
    assert not found.expected, "a dialog was expected and did not come"


@pytest.fixture(autouse=True)
def _no_unexpected_dialog(request: pytest.FixtureRequest) -> None:
    if "qtbot" in request.fixturenames:
        request.getfixturevalue("dialogs")


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str], qapp_cls: Any) -> Iterator[Any]:
    """The application with the program's theme, light whatever the system says."""
    from PySide6.QtWidgets import QApplication

    from app.ui.theme import Theme

    app = QApplication.instance() or qapp_cls(["test"])
    Theme(app, RESOURCES / "icons", "light")
    return app
