"""A visit from plan to sign-off by keyboard alone, in the program's own window on a real screen.

Run by `make journey`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import make_desk, make_window
from app.domain.vocabulary import AnswerKind, VisitStatus
from app.services import visits
from tests import visit_steps as steps
from tests.office_fixtures import FixedClock, make_office

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        os.environ.get("QT_QPA_PLATFORM") == "offscreen", reason="needs a screen: make journey"
    ),
]
TIMEOUT = 15_000


class Hands:
    """Ten fingers on a window: keys go where the focus is."""

    def __init__(self, window: Any, qtbot: Any) -> None:
        self.window = window
        self._qtbot = qtbot

    def press(self, keys: str, times: int = 1) -> None:
        """Press a key, written "Ctrl+Return"."""
        modifiers = Qt.KeyboardModifier.NoModifier
        *held, key = keys.split("+")
        for one in held:
            modifiers |= {
                "Ctrl": Qt.KeyboardModifier.ControlModifier,
                "Alt": Qt.KeyboardModifier.AltModifier,
                "Shift": Qt.KeyboardModifier.ShiftModifier,
            }[one]
        for _ in range(times):
            QTest.keyClick(self.focus(), getattr(Qt.Key, f"Key_{key}"), modifiers)

    def type(self, words: str) -> None:
        QTest.keyClicks(self.focus(), words)

    def focus(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None, "no widget has the focus"
        return found

    def tab_to(self, name: str) -> None:
        """Press Tab until the widget with this name has the focus."""
        for _ in range(160):
            if self.focus().objectName() == name:
                return
            self.press("Tab")
        pytest.fail(f"Tab never reaches {name}")

    def wait(self, check: Any) -> None:
        self._qtbot.waitUntil(check, timeout=TIMEOUT)

    def wait_for_page(self, name: str) -> Any:
        self.wait(lambda: self.window.current_page.name == name)
        return self.window.current_page


@pytest.fixture
def hands(
    tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch, qapp: Any
) -> Iterator[Hands]:
    monkeypatch.setenv("CQM_HOME", str(tmp_path / "home"))
    office = make_office(tmp_path / "journey.cqm", FixedClock())
    steps.add_service(office, "Saltergarth House")
    window = make_window(office, make_desk())
    qtbot.addWidget(window)
    window.resize(1366, 740)
    with qtbot.waitActive(window, timeout=TIMEOUT):
        window.show()
        window.activateWindow()
    yield Hands(window, qtbot)
    window.context.background.close()
    window.close()
    office.close()


def test_visit_is_planned_answered_reviewed_and_signed_by_keyboard(
    hands: Hands, dialogs: Any
) -> None:
    office = hands.window.context.services
    visit_id = plan_a_focused_visit(hands)
    answer_every_question(hands)
    assert {q.kind for q in steps.page_of(office, visit_id).questions()} == {AnswerKind.RATED}
    review_and_sign(hands, dialogs)
    hands.wait(lambda: office.read(visits.get_visit_row, visit_id).status is VisitStatus.FINAL)
    page = steps.page_of(office, visit_id)
    assert page.version.number == "1.0"
    assert all(q.note == f"Seen for {q.number}" for q in page.questions())
    assert page.version.judgement == "Medicines are safe here."


def plan_a_focused_visit(hands: Hands) -> str:
    """Plan a visit to the medicines of a home and start it; return its id."""
    hands.window.go_to("visits")
    hands.wait(lambda: bool(hands.window.current_page.header.sentence()))
    hands.press("Ctrl+N")
    page = hands.wait_for_page("plan_visit")
    hands.wait(lambda: page._is_filled_for == page.key)
    hands.wait(lambda: page.form.isAncestorOf(hands.focus()))
    hands.tab_to("plan_visit_service_id")
    hands.type("Saltergarth House")
    hands.press("Tab")
    hands.tab_to("plan_visit_scope_0")
    hands.press("Right")
    hands.tab_to("plan_visit_chosen_sections_1")
    hands.press("Space")
    hands.tab_to("plan_visit_kind_0")
    hands.press("Space")
    hands.tab_to("plan_visit_mode_0")
    hands.press("Space")
    hands.tab_to("plan_visit_planned_on")
    hands.type("17/11/2026")
    hands.press("Ctrl+Return")
    page = hands.wait_for_page("visit")
    hands.wait(lambda: page.review is not None and not page._buttons["start"].isHidden())
    hands.tab_to("visit_start")
    hands.press("Space")
    mode = hands.wait_for_page("visit_mode")
    hands.wait(lambda: mode.question is not None and mode.card.hasFocus())
    return str(mode.live.header.visit.id)


def answer_every_question(hands: Hands) -> None:
    """Rate, note and sample each question; go on with Ctrl+Return."""
    mode = hands.window.current_page
    for question_id in mode.live.order:
        assert mode.question.id == question_id
        hands.press("3")
        hands.type(f"Seen for {mode.question.number}")
        hands.press("Tab")
        assert hands.focus() is mode.card.sample
        hands.type("6 of 6 records met")
        hands.press("Ctrl+Return")
    hands.wait(lambda: not mode.saver.unsaved)
    assert mode.head.saved.text().startswith("Saved ")


def review_and_sign(hands: Hands, dialogs: Any) -> None:
    """Finish, write the judgement, record the peer review, sign off."""
    hands.tab_to("finish_visit")
    hands.press("Space")
    page = hands.wait_for_page("visit")
    hands.wait(lambda: not page._buttons["finish"].isHidden())
    hands.tab_to("visit_finish")
    hands.press("Space")
    hands.wait(lambda: page.review.visit.status is VisitStatus.DRAFT)
    page.setFocus()
    hands.press("Ctrl+Tab", 2)
    hands.tab_to("report_judgement")
    hands.type("Medicines are safe here.")
    hands.wait(lambda: not page.texts.saver.is_unsaved)
    hands.press("Ctrl+Tab")
    hands.tab_to("review_form_reviewer")
    hands.type("David Okafor")
    hands.tab_to("record_review")
    hands.press("Space")
    hands.wait(lambda: page.sign_off.sign_button.isEnabled())
    hands.press("Ctrl+Tab")
    hands.tab_to("sign_off_button")
    dialogs.expect(lambda found: found.accept())
    hands.press("Space")
