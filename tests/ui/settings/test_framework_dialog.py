"""Bands, weights and critical flags changed by clicks; what is refused stays on the screen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea

from app.domain.vocabulary import FrameworkStatus, ServiceType
from app.services.frameworks import get_framework, list_frameworks
from app.ui.settings.framework_dialog import FrameworkDialog
from tests.conftest import Dialogs
from tests.office_fixtures import clock, office
from tests.ui.settings.test_settings import Stage, make_stage, stage
from tests.visit_steps import add_service, page_of, started_visit

__all__ = ["clock", "make_stage", "office", "stage"]


@pytest.fixture
def dialog(stage: Stage) -> Any:
    """The dialog on "Care home 1.0", opened by its button."""
    section = stage.show("frameworks")
    row = next(row for row in section.table.shown_rows() if row.key == "care-home")
    section.table.select_key(row.id)
    stage.settle()
    stage.click("frameworks_change")
    return section.findChild(FrameworkDialog)


def choose(dialog: Any, *numbers: str) -> None:
    """Click the first of these standards, the others with Ctrl."""
    table = dialog.table
    keys = Qt.KeyboardModifier.NoModifier
    for place, row in enumerate(table.shown_rows()):
        if row.now.number in numbers:
            where = table.visualRect(table.model().index(place, 2)).center()
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, where)
            keys = Qt.KeyboardModifier.ControlModifier


def test_bands_weight_and_critical_flag_are_published(stage: Stage, dialog: Any) -> None:
    visit_id = started_visit(stage.office, add_service(stage.office))
    before = page_of(stage.office, visit_id)
    stage.type_into("framework_form_band_1", "92")
    choose(dialog, "1.2", "1.3")
    stage.click("framework_weight_1")
    choose(dialog, "1.3")
    stage.click("framework_critical")
    assert dialog.state.text() == "Changed: 1 band, 2 weights and 1 critical flag."
    stage.type_into("framework_form_reason", "Agreed by the quality board")
    stage.click("framework_publish")
    new = stage.office.read(list_frameworks, service_type=ServiceType.CARE_HOME)[0]
    framework = stage.office.read(get_framework, new.id)
    found = {question.number: question for question in framework.questions()}
    assert framework.scale.bands == (92, 63, 39)
    assert [found[number].weight for number in ("1.2", "1.3")] == [1, 1]
    assert found["1.3"].is_critical
    assert page_of(stage.office, visit_id) == before
    assert "Care home 1.0.1" in stage.texts()
    assert "Why: Agreed by the quality board" in stage.texts()
    rows = stage.page.section.table.shown_rows()
    assert {row.status for row in rows if row.version == "1.0" and row.key == "care-home"} == {
        FrameworkStatus.RETIRED
    }


def test_wrong_band_and_no_reason_are_said_beside_their_fields(stage: Stage, dialog: Any) -> None:
    stage.type_into("framework_form_band_2", "95")
    stage.click("framework_publish")
    assert dialog.form.error_of("reason")
    stage.type_into("framework_form_reason", "Agreed")
    stage.click("framework_publish")
    assert dialog.form.error_of("band_2") == "Good must start below Excellent: below 88%"
    assert dialog.isVisible()
    area = dialog.findChild(QScrollArea, "framework_form_scroll")
    link = dialog.findChild(QPushButton, "problem_band_2")
    assert area.horizontalScrollBar().maximum() == 0
    assert dialog.form.width() <= area.viewport().width()
    assert link.height() >= link.heightForWidth(link.width())
    stage.click("framework_publish")
    assert len(stage.office.read(list_frameworks, published_only=False)) == 2


def test_nothing_can_be_published_before_something_changed(stage: Stage, dialog: Any) -> None:
    assert not dialog.publish_button.isEnabled()
    assert dialog.publish_button.toolTip() == "Nothing is changed yet"
    dialog.reject()


def test_standards_are_found_by_words(stage: Stage, dialog: Any) -> None:
    stage.type_into("framework_find", "medicine")
    texts = [row.now for row in dialog.table.shown_rows()]
    assert texts
    assert all("medicine" in f"{one.section} {one.text}".casefold() for one in texts)
    dialog.reject()


def test_changes_are_not_closed_away_unasked(stage: Stage, dialog: Any, dialogs: Dialogs) -> None:
    choose(dialog, "1.2")
    stage.click("framework_weight_1")
    dialogs.expect(lambda asked: asked.reject())
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialogs.expect(lambda asked: asked.accept())
    stage.click("framework_cancel")
    assert not stage.page.section.findChildren(FrameworkDialog)
