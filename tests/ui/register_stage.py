"""The register's pages in a real window over a temporary file, for tests that click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.db.work import Outcome
from app.services.office import Office
from app.ui.context import Context
from app.ui.contracts.contract_form import ContractFormPage
from app.ui.contracts.contract_list import ContractListPage
from app.ui.contracts.contract_page import ContractPage
from app.ui.main_window import MainWindow
from app.ui.navigation import PageSpec
from app.ui.page import Page
from app.ui.providers.provider_form import ProviderFormPage
from app.ui.providers.provider_list import ProviderListPage
from app.ui.providers.provider_page import ProviderPage
from app.ui.providers.service_form import ServiceFormPage
from app.ui.providers.service_list import ServiceListPage
from app.ui.providers.service_page import ServicePage
from tests.ui.services_context import settle

SPECS = (
    PageSpec("providers", "Providers", ProviderListPage, "ph.buildings"),
    PageSpec("contracts", "Contracts", ContractListPage, "ph.file-text"),
    PageSpec("services", "Services", ServiceListPage, under="providers"),
    PageSpec("provider", "Provider", ProviderPage, under="providers"),
    PageSpec("service", "Service", ServicePage, under="providers"),
    PageSpec("contract", "Contract", ContractPage, under="contracts"),
    PageSpec("provider_form", "Provider", ProviderFormPage, under="providers"),
    PageSpec("service_form", "Service", ServiceFormPage, under="providers"),
    PageSpec("contract_form", "Contract", ContractFormPage, under="contracts"),
)


class Ear(QObject):
    """Carries what an act changed from the write lane to the window, as bootstrap does."""

    heard = Signal(object)

    def __call__(self, outcome: Outcome) -> None:
        self.heard.emit(outcome.changed)


@dataclass
class Stage:
    """A window with what a test needs to drive it."""

    qtbot: QtBot
    office: Office
    context: Context
    window: MainWindow

    def show(self, page: str, key: str = "") -> Any:
        """Go to a page and wait until it has read."""
        assert self.window.go_to(page, key)
        self.settle()
        return self.page

    @property
    def page(self) -> Any:
        """The page that is shown."""
        page: Page | None = self.window.current_page
        assert page is not None
        return page

    def settle(self) -> None:
        """Wait until all that was asked of the lanes has arrived."""
        settle(self.qtbot, self.context)

    def click(self, name: str, inside: QWidget | None = None) -> None:
        """Click the visible button of this name, then wait."""
        found: QWidget | None = (inside or self.window).findChild(QWidget, name)
        assert found is not None, f"no {name}"
        self.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
        self.settle()

    def type_into(self, name: str, words: str) -> None:
        """Type into the input of this name."""
        found: QWidget | None = self.page.findChild(QWidget, name)
        assert found is not None, f"no {name}"
        found.setFocus()
        self.qtbot.keyClicks(found, words)

    def type_into_dialog(self, name: str, words: str) -> None:
        """Type at the end of the input of this name in an open dialog."""
        found = self.window.findChild(QLineEdit, name)
        assert found is not None, f"no {name}"
        found.setFocus()
        found.end(False)
        self.qtbot.keyClicks(found, words)

    def texts(self, inside: QWidget | None = None) -> str:
        """All labels that are visible, as one text."""
        where = inside or self.page
        shown = [w for w in where.findChildren(QLabel) if w.isVisible()]
        return "\n".join(label.text() for label in shown)

    def undo(self) -> None:
        """Press Undo in the bar at the foot."""
        self.click("toast_undo")


@pytest.fixture
def stage(qtbot: QtBot, office: Office, context: Context) -> Iterator[Stage]:
    """A window at 1366 x 768 over an empty file."""
    mine = replace(context, services=office)
    ear = Ear()
    ear.heard.connect(mine.changes.tell, Qt.ConnectionType.QueuedConnection)
    office.listeners.append(ear)
    window = MainWindow(mine, SPECS, council="Wexborough")
    window.resize(1366, 768)
    window.show()
    made = Stage(qtbot, office, mine, window)
    yield made
    made.settle()
    _let_go(window)
    window.close()
    window.deleteLater()
    made.settle()
    office.listeners.clear()


def _let_go(window: QWidget) -> None:
    for page in window.findChildren(Page):
        form: Any = getattr(page, "form", None)
        if form is not None:
            form.mark_saved()
