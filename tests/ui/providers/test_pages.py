"""The pages of a provider and of a service."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.rating_words import OwnRating
from app.domain.vocabulary import ServiceType
from app.services import providers, service_rows
from app.ui.context import Context
from app.ui.providers.service_page import ServicePage
from tests import factory
from tests.ui.register_stage import Stage


def test_provider_page_shows_its_services_and_open_actions(stage: Stage) -> None:
    office = stage.office
    owner = factory.a_provider(office, "Brindlemere Care Group", cqc_provider_id="1-44")
    first = factory.a_service(office, owner, "Fernhallow Lodge", cqc_location_id="1-1", beds=36)
    factory.a_service(office, owner, "Juniperholt")
    factory.a_rating(office, "1-1", "Requires improvement")
    factory.an_action(office, first, "Renew the risk assessments", date(2026, 11, 8))
    factory.a_contract(office, owner, yearly_value_pence=3_420_000_00)
    page = stage.show("provider", owner)
    assert page.header.title() == "Brindlemere Care Group"
    assert page.header.sentence() == (
        "2 services, 1 rated below Good by CQC. 1 open action, overdue."
    )
    assert [row.name for row in page.overview_table.shown_rows()] == [
        "Fernhallow Lodge", "Juniperholt",
    ]  # fmt: skip
    words = stage.texts()
    for expected in ("1-44", "1, worth £3,420,000 a year", "1, overdue"):
        assert expected in words


def test_provider_page_draws_a_lane_for_each_location(stage: Stage) -> None:
    office = stage.office
    owner = factory.a_provider(office)
    key = factory.a_service(office, owner, "Fernhallow Lodge", cqc_location_id="1-1")
    factory.a_rating(office, "1-1", "Requires improvement", date(2024, 5, 4))
    factory.a_signed_visit(office, key, OwnRating.GOOD, date(2026, 3, 12))
    page = stage.show("provider", owner)
    canvas = page.timeline.canvas
    assert [mark.title for mark in canvas.marks] == ["CQC: Requires improvement", "Ours: Good"]
    canvas.select_mark(0)
    stage.qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert "Ours: Good, Fernhallow Lodge, 12/03/2026" in canvas.accessibleDescription()
    stage.qtbot.keyClick(canvas, Qt.Key.Key_Return)
    stage.settle()
    assert stage.page.header.title() == "Fernhallow Lodge"


def test_timeline_is_left_out_where_nothing_was_ever_rated(stage: Stage) -> None:
    owner = factory.a_provider(stage.office)
    factory.a_service(stage.office, owner, "Day centre")
    assert not stage.show("provider", owner).timeline.isVisible()


def test_large_provider_shows_its_worst_services_and_leads_to_all(stage: Stage) -> None:
    owner = factory.a_provider(stage.office)
    for number in range(9):
        factory.a_service(stage.office, owner, f"House {number}")
    page = stage.show("provider", owner)
    assert len(page.overview_table.shown_rows()) == 8
    assert "the 8 with the worst ratings" in stage.texts()
    stage.click("provider_services_block_link")
    assert len(page.services_panel.table.shown_rows()) == 9


def test_visit_is_planned_among_the_services_of_the_provider(stage: Stage) -> None:
    owner = factory.a_provider(stage.office)
    key = factory.a_service(stage.office, owner, "Alder")
    factory.a_service(stage.office, owner, "Birch")
    page = stage.show("provider", owner)
    asked: list[tuple[str, str]] = []
    page.navigate.disconnect(stage.window.go_to)
    page.navigate.connect(lambda *where: asked.append(where))
    stage.click("provider_plan")
    page.overview_table.select_key(key)
    stage.click("provider_plan")
    assert asked == [
        ("plan_visit", f"provider:{owner}"),
        ("plan_visit", f"provider:{owner}:{key}"),
    ]


def test_first_page_of_a_window_may_be_a_record(stage: Stage) -> None:
    told: list[Exception] = []
    stage.context.background.unclaimed.connect(told.append)
    key = factory.a_service(stage.office)
    assert stage.show("service", key).header.title() == "Saltergarth House"
    assert told == []


def test_every_tab_of_a_provider_fills(stage: Stage) -> None:
    office = stage.office
    owner = factory.a_provider(office)
    service = factory.a_service(office, owner, cqc_location_id="1-1")
    factory.a_rating(office, "1-1", "Good")
    factory.a_rating(office, "1-1", "Inadequate", area="Safe")
    factory.a_signed_visit(office, service)
    factory.an_action(office, service, "Mend the lift", date(2026, 12, 1))
    factory.a_contract(office, owner)
    page = stage.show("provider", owner)
    panels = {
        "services": page.services_panel, "contracts": page.contracts_panel,
        "ratings": page.ratings_panel, "visits": page.visits_panel,
        "actions": page.actions_panel, "history": page.history.panel,
    }  # fmt: skip
    for key, panel in panels.items():
        page.tabs.choose(key)
        stage.settle()
        assert len(panel.table.shown_rows()) >= 1, key
    (rating,) = page.ratings_panel.table.shown_rows()
    assert rating.areas == {"Safe": "Inadequate"}


def test_row_opened_from_a_tab_is_there_again_after_back(stage: Stage) -> None:
    owner = factory.a_provider(stage.office)
    keys = [factory.a_service(stage.office, owner, name) for name in ("Alder", "Birch")]
    page = stage.show("provider", owner)
    page.tabs.choose("services")
    stage.settle()
    page.services_panel.table.select_key(keys[1])
    page.services_panel.table.opened.emit(keys[1])
    stage.settle()
    assert stage.page.header.title() == "Birch"
    stage.window.go_back()
    stage.settle()
    assert stage.page.tabs.value == "services"
    assert stage.page.services_panel.table.current_key() == keys[1]


def test_provider_page_says_people_in_beds_and_people_elsewhere(stage: Stage) -> None:
    key = factory.a_provider(stage.office)
    home, homecare = ServiceType.CARE_HOME, ServiceType.HOMECARE
    factory.a_service(stage.office, key, "Oak House", home, beds=208, people_placed=163)
    stage.show("provider", key)
    assert "163 of 208 beds" in stage.texts().splitlines()
    factory.a_service(stage.office, key, "Oak at Home", homecare, people_placed=373)
    stage.settle()
    assert "163 of 208 beds, and 373 people elsewhere" in stage.texts()


def test_service_page_shows_both_ratings_and_the_difference(stage: Stage) -> None:
    key = factory.a_service(stage.office, cqc_location_id="1-9", people_placed=22, beds=36)
    factory.a_rating(stage.office, "1-9", "Good", date(2025, 5, 4))
    factory.a_signed_visit(stage.office, key, OwnRating.POOR, date(2026, 3, 12))
    stage.show("service", key)
    words = stage.texts()
    assert "We and CQC disagree." in words
    assert "Good, 4 May 2025" in words
    assert "Poor, 12 March 2026" in words
    assert "22 of 36 beds" in words


def test_archived_provider_still_shows_its_services_but_offers_no_visit(stage: Stage) -> None:
    key = factory.a_provider(stage.office)
    factory.a_service(stage.office, key, "Oak House")
    stage.office.write(providers.archive_provider, key)
    page = stage.show("provider", key)
    assert [row.name for row in page.overview_table.shown_rows()] == ["Oak House"]
    assert page.header.sentence() == "No services in use."
    plan = page.findChild(QWidget, "provider_plan")
    assert not plan.isVisible()
    stage.click("provider_archived_act")
    assert plan.isVisible()


def test_archived_service_says_so_and_can_be_restored_or_undone(stage: Stage) -> None:
    key = factory.a_service(stage.office)
    page = stage.show("service", key)
    page.findChild(object, "service_archive").trigger()
    stage.settle()
    assert page.archived_note.isVisible()
    stage.undo()
    assert not page.archived_note.isVisible()
    page.findChild(object, "service_archive").trigger()
    stage.settle()
    stage.click("service_archived_act")
    assert not stage.office.read(service_rows.get_service_row, key).is_archived
    assert not page.archived_note.isVisible()


def test_history_is_filtered_by_record(stage: Stage) -> None:
    owner = factory.a_provider(stage.office)
    factory.a_service(stage.office, owner, "Alder")
    page = stage.show("provider", owner)
    page.tabs.choose("history")
    stage.settle()
    assert len(page.history.table.shown_rows()) == 2
    page.history.bar.filters["record"].set_value("Service")
    assert [row.name for row in page.history.table.shown_rows()] == ["Alder"]


def test_ratings_tab_is_the_one_handed_in(stage: Stage) -> None:
    class Ratings(QWidget):
        shown: tuple[str, ...] = ()

        def show_service(self, service_id: str) -> None:
            self.shown = (service_id,)

    def make(_context: Context) -> QWidget:
        return Ratings()

    key = factory.a_service(stage.office)
    page: Any = ServicePage(stage.context, make)
    stage.qtbot.addWidget(page)
    page.show_key(key)
    page.show()
    stage.settle()
    page.tabs.choose("ratings")
    assert page.ratings.shown == (key,)
