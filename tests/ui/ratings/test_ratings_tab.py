"""The Ratings tab: timeline, difference with both dates, key questions, groups and what if."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from app.domain.rating_words import KeyQuestion, OwnRating, Rating
from app.domain.vocabulary import ServiceType
from app.services.office import Office
from app.services.ofsted import OfstedDraft, add_ofsted_rating
from app.services.registrations import RegistrationDraft, change_registration
from app.services.services import get_service
from app.ui.context import Context
from app.ui.ratings.tab import PANE_WIDTH, RatingsTab
from app.ui.ratings.what_if import WhatIfPanel
from app.ui.widgets.chips import Chip
from tests import factory
from tests.ui.services_context import settle, show, staged, words_of

LOCATION = "1-4000"


def _shown(qtbot: QtBot, context: Context, office: Office, service_id: str) -> RatingsTab:
    here = staged(context, office)
    tab = RatingsTab(here)
    tab.show_service(service_id)
    show(qtbot, here, tab)
    return tab


def _rated(office: Office, on: date = date(2021, 5, 4)) -> str:
    service_id = factory.a_service(office, cqc_location_id=LOCATION)
    factory.a_rating(office, LOCATION, "Good", on)
    for question in KeyQuestion:
        word = "Requires improvement" if question is KeyQuestion.WELL_LED else "Good"
        factory.a_rating(office, LOCATION, word, on, area=question.words)
    return service_id


@pytest.mark.parametrize(
    ("published", "lead"),
    [
        (date(2021, 5, 4), "CQC’s rating is 5 years old."),
        (date(2026, 5, 4), "We and CQC disagree."),
    ],
)
def test_difference_is_said_with_both_dates_and_alarm_only_when_cqc_is_recent(
    qtbot: QtBot, context: Context, office: Office, published: date, lead: str
) -> None:
    service_id = _rated(office, published)
    factory.a_signed_visit(office, service_id, OwnRating.POOR, date(2026, 3, 12))
    tab = _shown(qtbot, context, office, service_id)
    assert tab.note.isVisible()
    said = tab.note.accessibleName()
    assert said.startswith(lead)
    assert "Ours: Poor, 12 March 2026." in said
    assert f"{published.day} May {published.year}" in said


def test_timeline_holds_both_owners_and_the_table_lists_them(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    service_id = _rated(office)
    factory.a_rating(office, LOCATION, "Requires improvement", date(2017, 3, 10))
    factory.a_signed_visit(office, service_id, OwnRating.GOOD, date(2022, 11, 1))
    tab = _shown(qtbot, context, office, service_id)
    assert tab.chart.table is not None
    text = tab.chart.table.as_text(list(tab.chart.table.shown_rows()))
    assert [line.split("\t")[1:3] for line in text.splitlines()[1:]] == [
        ["CQC", "Requires improvement"],
        ["CQC", "Good"],
        ["Ours", "Good"],
    ]
    assert not tab.note.isVisible()


def test_what_if_gives_the_rules_words_and_puts_back(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    tab = _shown(qtbot, context, office, _rated(office))
    panel = tab.what_if
    QTest.keyClick(tab, Qt.Key.Key_W)
    safe = panel.combos[KeyQuestion.SAFE]
    assert safe.hasFocus()
    safe.setCurrentText("Inadequate")
    panel.combos[KeyQuestion.RESPONSIVE].setCurrentText("Requires improvement")
    assert panel.would_be.accessibleName() == "CQC Requires improvement"
    assert "One Inadequate holds the overall at Requires improvement" in panel.why.text()
    assert words_of(panel, "what_if_changed") == "Changed from CQC: Safe and Responsive"
    QTest.keyClick(tab, Qt.Key.Key_Escape)
    assert panel.chosen()[KeyQuestion.SAFE] is Rating.GOOD
    assert panel.would_be.accessibleName() == "CQC Good"


def test_groups_rated_apart_are_chosen_over_the_chart(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    service_id = factory.a_service(office, cqc_location_id=LOCATION)
    factory.a_rating(office, LOCATION, "Good", date(2020, 1, 6), seen_on=date(2021, 2, 1))
    factory.a_rating(office, LOCATION, "Not Rated", None)
    factory.a_rating(office, LOCATION, "Good", date(2025, 10, 1), group="Care Homes")
    factory.a_rating(office, LOCATION, "Inadequate", date(2025, 10, 1), group="Homecare")
    tab = _shown(qtbot, context, office, service_id)
    assert tab.chooser is not None
    assert tab.chooser.value == "Care Homes"
    tab.chooser.choose("Homecare")
    settle(qtbot, tab._context)
    assert tab.chart.chart is not None
    assert tab.chart.chart.title == "Overall rating, Homecare"
    assert "last Inadequate on 1 October 2025" in tab.chart.chart.alt_text


def test_ratings_of_an_earlier_registration_stay_and_are_marked(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    service_id = _rated(office)
    detail = office.read(get_service, service_id)
    draft = RegistrationDraft(detail.draft.provider_id, "1-9000", date(2024, 3, 31), "New owner")
    office.write(change_registration, service_id, detail.row_version, draft)
    factory.a_rating(office, "1-9000", "Outstanding", date(2025, 6, 1))
    tab = _shown(qtbot, context, office, service_id)
    assert tab.chart.table is not None
    text = tab.chart.table.as_text(list(tab.chart.table.shown_rows()))
    assert "previous registration 1-4000" in text
    assert "31/03/2024\tRegistration\tprevious registration" in text
    assert "last Outstanding" in tab.chart.chart.alt_text  # type: ignore[union-attr]


def test_never_rated_says_where_ratings_come_from(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    tab = _shown(qtbot, context, office, factory.a_service(office))
    assert tab.empty.isVisible()
    assert not tab.pane.isVisible()


def test_what_if_panel_holds_its_widest_words(qtbot: QtBot) -> None:
    panel = WhatIfPanel()
    qtbot.addWidget(panel)
    panel.set_ratings({}, Chip("cqc"), {})
    panel.resize(PANE_WIDTH, 600)
    panel.show()
    for question in KeyQuestion:
        combo = panel.combos[question]
        combo.setCurrentIndex(combo.findData(Rating.REQUIRES_IMPROVEMENT))
    area: Any = panel.findChild(QScrollArea)
    QApplication.processEvents()
    assert area.widget().width() <= area.viewport().width()


def test_ofsted_is_named_and_judges_its_own_areas_without_cqcs_rule(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    service_id = factory.a_service(
        office, kind=ServiceType.CHILDRENS_HOME, cqc_location_id="", ofsted_urn="SC1"
    )
    areas = (("How well children are helped and protected", "Outstanding"),)
    draft = OfstedDraft(date(2026, 5, 1), "Good", areas)
    office.write(add_ofsted_rating, service_id, draft)
    factory.a_signed_visit(office, service_id, OwnRating.POOR, date(2026, 9, 12))
    tab = _shown(qtbot, context, office, service_id)
    assert [mark.title for mark in tab.chart.canvas.marks] == ["Ofsted: Good", "Ours: Poor"]
    assert "CQC" not in tab.chart.canvas.accessibleName()
    assert not tab.table.isVisible()
    assert not tab.what_if.isVisible()
    assert not tab.note.isVisible()
    said = [found.text() for found in tab.areas.findChildren(QLabel)]
    assert said == [areas[0][0], "Outstanding, 1 May 2026"]
    QTest.keyClick(tab, Qt.Key.Key_W)
    assert not tab.what_if.isVisible()


def test_what_if_is_there_again_for_a_service_that_cqc_rates(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    childrens = factory.a_service(
        office, kind=ServiceType.CHILDRENS_HOME, cqc_location_id="", ofsted_urn="SC1"
    )
    office.write(add_ofsted_rating, childrens, OfstedDraft(date(2026, 5, 1), "Good"))
    tab = _shown(qtbot, context, office, childrens)
    tab.show_service(_rated(office))
    settle(qtbot, context)
    assert tab.what_if.isVisible()
    assert tab.table.isVisible()
    assert not tab.areas.isVisible()


def test_key_questions_fit_without_scrolling_sideways_in_a_window_of_1366(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    service_id = _rated(office)
    factory.a_signed_visit(office, service_id, OwnRating.GOOD, date(2026, 3, 12))
    tab = _shown(qtbot, context, office, service_id)
    tab.resize(1130, 540)  # what the page leaves it there
    settle(qtbot, tab._context)
    assert not tab.pane.is_drawer
    assert tab.table.width() < 740
    assert tab.table.horizontalScrollBar().maximum() == 0
