"""A stage for tests and pictures of visits: an office with an earlier visit, and a Context."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.db.work import Actor, Database, Outcome, Work
from app.domain.ratings import Rating
from app.domain.vocabulary import AnswerKind, ContractType, EvidenceKind
from app.models import Contract, ContractService, RatingRecord, Service
from app.services import visit_answers, visits
from app.services.office import Office
from app.settings import SettingsFile
from app.ui.background import Background
from app.ui.changes import Changes
from app.ui.context import Context, Officer
from app.ui.messages import Messages
from app.ui.theme import Theme
from tests import visit_steps as steps
from tests.office_fixtures import FixedClock, make_office


class Bridge(QObject):
    """Carries what an act changed from the write lane to the GUI thread, as bootstrap does."""

    happened = Signal(object)

    def __init__(self, office: Office, changes: Changes) -> None:
        super().__init__()
        self.happened.connect(changes.tell)
        office.listeners.append(self._on_outcome)

    def _on_outcome(self, outcome: Outcome) -> None:
        self.happened.emit(outcome.changed)


_FOLDER = TemporaryDirectory(prefix="stage-")


@cache
def _empty_file() -> tuple[Path, str | None]:
    """An upgraded file with one officer, made once, and the officer's id; every stage copies it."""
    path = Path(_FOLDER.name) / "empty.cqm"
    office = make_office(path, FixedClock())
    office.close()
    return path, office.actor.officer_id


def _open_copy(path: Path, clock: FixedClock) -> Office:
    empty, officer_id = _empty_file()
    shutil.copyfile(empty, path)
    return Office(Database(path), Actor(officer_id, "Helen Marsh", "device-1"), clock)


class Stage:
    """The office, its clock, and a Context whose services are that office."""

    def __init__(self, path: Path) -> None:
        self.clock = FixedClock()
        self.office = _open_copy(path, self.clock)
        self.background = Background()
        self.changes = Changes()
        self.messages = Messages()
        theme = QApplication.instance().findChild(Theme)  # type: ignore[union-attr]
        self.context = Context(
            services=self.office,
            settings=SettingsFile(),
            theme=theme,
            background=self.background,
            messages=self.messages,
            changes=self.changes,
            today=self.office.today,
            now=self.office.now,
            officer=Officer("Helen Marsh", "Contract and quality manager", "HM"),
        )
        self.bridge = Bridge(self.office, self.changes)

    def close(self) -> None:
        self.background.close()
        self.office.close()

    def visit(self, **changes: object) -> str:
        """A started visit to an invented home without a past."""
        return steps.started_visit(self.office, **changes)  # type: ignore[arg-type]

    def visit_with_past(self, name: str = "Fernhallow Lodge") -> str:
        """A started visit to a home visited, and rated, in May, with actions still open."""
        office = self.office
        service_id = steps.add_service(office, name)
        self.clock.moment -= timedelta(days=180)
        steps.signed_visit(office, service_id, level=2)
        self.clock.moment += timedelta(days=180)
        office.write(_publish_ratings, service_id)
        office.write(_add_contract, service_id)
        draft = steps.visit_draft(office, service_id, members=("David Okafor",))
        visit_id = office.write(visits.plan_visit, draft)
        office.write(visits.start_visit, visit_id)
        return visit_id

    def answer_some(self, visit_id: str, sections: int = 9) -> None:
        """Answer most questions of the first sections, as a morning's work leaves them."""
        page = steps.page_of(self.office, visit_id)

        def act(work: Work) -> None:
            for place, section in enumerate(page.sections[:sections]):
                for number, question in enumerate(section.questions):
                    if place in (1, 4) and number >= 4:
                        continue
                    _answer(work, question, number)
            work.describe("answers", "Answered")

        self.office.write(act)

    def stored(self, visit_id: str, number: str) -> Any:
        """A question as it is stored now."""
        page = steps.page_of(self.office, visit_id)
        return next(q for q in page.questions() if q.number == number)

    def wait_until(self, qtbot: Any, check: Callable[[], bool]) -> None:
        """Wait for the lanes; long, because the machine may be busy with other tests."""
        qtbot.waitUntil(check, timeout=30_000)


def _answer(work: Work, question: Any, number: int) -> None:
    kind, level, note = AnswerKind.RATED, 3, "Seen on the day; records agree with what staff said."
    if number % 7 == 5:
        kind, level, note = AnswerKind.NOT_APPLICABLE, None, "No one here needs this."
    elif number % 6 == 4:
        level, note = 2, "2 of 6 records had gaps."
    draft = visit_answers.AnswerDraft(question.id, kind, level, note, "", question.row_version)
    visit_answers.record_answer(work, draft)
    if number % 4 != 3 and kind is AnswerKind.RATED:
        visit_answers.add_evidence(
            work, question.id, EvidenceKind.OBSERVATION, text="Seen at the morning round"
        )


def _publish_ratings(work: Work, service_id: str) -> None:
    service = work.session.get_one(Service, service_id)
    service.cqc_location_id = "1-100000001"
    for area in ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led"):
        work.session.add(
            RatingRecord(
                location_id="1-100000001", service_group="Overall", area=area,
                published="Requires improvement", value=Rating.REQUIRES_IMPROVEMENT.value,
                published_on=date(2024, 6, 14), source="test", first_seen_on=date(2024, 7, 1),
            )
        )  # fmt: skip
    work.describe("ratings", "Added ratings")


def _add_contract(work: Work, service_id: str) -> None:
    service = work.session.get_one(Service, service_id)
    contract = Contract(
        provider_id=service.provider_id, reference="C-0412", title="Residential care, lot 2",
        contract_type=ContractType.FRAMEWORK,
    )  # fmt: skip
    work.session.add(contract)
    work.session.flush()
    work.session.add(ContractService(contract_id=contract.id, service_id=service_id))
    work.describe("contract", "Added a contract")


def press(widget: QWidget, key: Qt.Key, *, alt: bool = False, ctrl: bool = False) -> None:
    """Press a key at a widget."""
    modifiers = Qt.KeyboardModifier.NoModifier
    if alt:
        modifiers |= Qt.KeyboardModifier.AltModifier
    if ctrl:
        modifiers |= Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(widget, key, modifiers)


def dialog(name: str) -> Any:
    """The open dialog of this name, or None."""
    found = [w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()]
    return found[-1] if found else None
