"""The visits page and the form that plans a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.vocabulary import ServiceType, VisitKind, VisitMode, VisitStatus
from app.services import visits
from app.ui.record_tables import visit_columns
from app.ui.visits.list_page import VisitsPage, visits_sentence
from app.ui.visits.plan_page import PlanPage
from tests import factory
from tests import visit_steps as steps
from tests.ui.visits.stage import Stage


def plan(stage: Stage, name: str, day: date, kind: ServiceType = ServiceType.CARE_HOME) -> str:
    service = steps.add_service(stage.office, name, kind)
    return stage.office.write(
        visits.plan_visit, steps.visit_draft(stage.office, service, planned_on=day)
    )


@pytest.fixture
def show_list(shown: Any) -> Any:
    return lambda: shown(VisitsPage, "", lambda page: bool(page.header.sentence()))


def offered_words(page: Any) -> list[str]:
    """The services that the plan offers."""
    combo = page.form.input_of("service_id").combo
    return [combo.itemText(place) for place in range(1, combo.count())]


@pytest.fixture
def show_plan(shown: Any) -> Any:
    return lambda key: shown(PlanPage, key, lambda page: page._is_filled_for == key)


def test_sentence_counts_and_names_the_next(stage: Stage) -> None:
    plan(stage, "Teaselby Court", date(2026, 11, 18))
    plan(stage, "Dunmarrow House", date(2026, 11, 2))
    stage.visit()
    rows = stage.office.read(visits.list_visits)
    assert visits_sentence(rows, date(2026, 11, 17)) == (
        "1 visit is open, 2 are planned. 1 was planned for a day that has passed. "
        "The next is Teaselby Court on 18 November 2026."
    )


def test_sentence_of_an_empty_list() -> None:
    assert visits_sentence([], date(2026, 11, 17)) == "No visit is open or planned."


def test_enter_continues_an_open_visit_and_opens_another(stage: Stage, show_list: Any) -> None:
    going_on = stage.visit()
    planned = plan(stage, "Teaselby Court", date(2026, 11, 18))
    page = show_list()
    page.table.select_key(going_on)
    page.table.opened.emit(going_on)
    page.table.select_key(planned)
    page.table.opened.emit(planned)
    assert page.went == [("visit_mode", going_on), ("visit", planned)]
    assert page.continue_button.text() == "Continue Saltergarth House"


def test_filters_narrow_each_other(stage: Stage, show_list: Any) -> None:
    plan(stage, "Plumstow Homecare", date(2027, 1, 4), ServiceType.HOMECARE)
    plan(stage, "Teaselby Court", date(2026, 11, 18))
    stage.visit()
    page = show_list()
    offered = [action.text() for action in page.bar.filters["status"].menu().actions()]
    assert "Planned" in offered
    assert not [words for words in offered if words.startswith("With provider")]
    page.bar.filters["status"].set_value(VisitStatus.PLANNED.value)
    assert len(page.table.shown_rows()) == 2
    page.bar.filters["year"].set_value("2027")
    assert [row.service_name for row in page.table.shown_rows()] == ["Plumstow Homecare"]


def test_signed_visit_without_an_overall_is_not_called_unvisited(stage: Stage) -> None:
    stage.visit()
    (row,) = stage.office.read(visits.list_visits)
    (ours,) = [column for column in visit_columns() if column.key == "overall"]
    assert ours.value(replace(row, status=VisitStatus.FINAL)).words == "No overall"
    assert ours.value(row).words == "Not yet"


def test_list_hears_of_a_new_visit(stage: Stage, show_list: Any, qtbot: Any) -> None:
    page = show_list()
    assert page.header.sentence() == "No visit is open or planned."
    plan(stage, "Teaselby Court", date(2026, 11, 18))
    stage.wait_until(qtbot, lambda: len(page.table.shown_rows()) == 1)


def test_list_model_is_sound(stage: Stage, show_list: Any, qtmodeltester: Any) -> None:
    stage.visit()
    qtmodeltester.check(show_list().table.table_model)


def test_empty_plan_says_what_to_do_and_keeps_what_was_typed(stage: Stage, show_plan: Any) -> None:
    steps.add_service(stage.office, "Plumstow Homecare", ServiceType.HOMECARE)
    page = show_plan("new")
    page.form.input_of("planned_on").edit.setText("26/11/")
    page.save()
    assert page.form.error_of("service_id") == "Choose the service to visit"
    assert page.form.error_of("planned_on") == "Add the year to the date of the visit"
    assert page.form.error_of("kind") == "Choose the kind of visit"
    assert page.form.input_of("planned_on").raw() == "26/11/"
    page.form.mark_saved()


def test_only_frameworks_for_the_service_are_offered(stage: Stage, show_plan: Any) -> None:
    service = steps.add_service(stage.office, "Plumstow Homecare", ServiceType.HOMECARE)
    page = show_plan(service)
    assert page.form.input_of("service_id").raw() == service
    combo = page.form.input_of("framework_version_id").combo
    offered = [combo.itemText(place) for place in range(combo.count())]
    assert len(offered) == 2
    assert offered[1].startswith("Homecare")
    assert page.header.sentence() == "Plumstow Homecare. Not yet seen in person."


def test_plan_of_a_provider_offers_its_services_alone(stage: Stage, show_plan: Any) -> None:
    owner = factory.a_provider(stage.office, "Brindlemere")
    alder = factory.a_service(stage.office, owner, "Alder House")
    factory.a_service(stage.office, name="Cedar House")
    page = show_plan(f"provider:{owner}")
    assert offered_words(page) == ["Alder House"]
    assert page.form.input_of("service_id").raw() == alder
    birch = factory.a_service(stage.office, owner, "Birch House")
    page = show_plan(f"provider:{owner}")
    assert page.form.input_of("service_id").raw() is None
    assert offered_words(page) == ["Alder House", "Birch House"]
    page = show_plan(f"provider:{owner}:{birch}")
    assert page.form.input_of("service_id").raw() == birch


def test_plan_of_a_provider_without_a_service_says_so(stage: Stage, show_plan: Any) -> None:
    factory.a_service(stage.office, name="Cedar House")
    page = show_plan(f"provider:{factory.a_provider(stage.office, 'Empty')}")
    assert offered_words(page) == []
    assert page.header.sentence() == "This provider has no service in use that could be visited."


def test_chosen_sections_without_one_are_not_the_whole_framework(
    stage: Stage, show_plan: Any
) -> None:
    page = show_plan(steps.add_service(stage.office, "Larkhollow Grange"))
    page.form.input_of("scope").set_value("chosen")
    page.save()
    assert page.form.error_of("chosen_sections") == "Choose at least one section"
    page.form.input_of("scope").set_value("whole")
    page.save()
    assert page.form.error_of("chosen_sections") == ""
    page.form.mark_saved()


def test_visit_is_planned_with_chosen_sections(stage: Stage, show_plan: Any, qtbot: Any) -> None:
    service = steps.add_service(stage.office, "Larkhollow Grange")
    page = show_plan(service)
    fields = {
        "scope": "chosen",
        "chosen_sections": ("safe-medicines",),
        "kind": VisitKind.RESPONSIVE,
        "mode": VisitMode.UNANNOUNCED,
        "planned_time": "9.30",
        "members": "David Okafor, Joan Petrie",
    }
    for name, value in fields.items():
        page.form.input_of(name).set_value(value)
    page.form.input_of("planned_on").edit.setText("26/11/2026")
    page.save()
    stage.wait_until(qtbot, lambda: bool(page.went))
    (row,) = stage.office.read(visits.list_visits)
    draft, _ = stage.office.read(visits.get_draft, row.id)
    assert page.went == [("visit", row.id)]
    assert draft.chosen_sections == ("safe-medicines",)
    assert draft.members == ("David Okafor", "Joan Petrie")
    assert (draft.planned_on, draft.planned_time) == (date(2026, 11, 26), "09:30")


def test_plan_is_changed_and_keeps_its_sections(stage: Stage, show_plan: Any, qtbot: Any) -> None:
    service = steps.add_service(stage.office)
    made = stage.office.write(
        visits.plan_visit,
        steps.visit_draft(stage.office, service, chosen_sections=("safe-medicines",)),
    )
    page = show_plan(f"visit:{made}")
    page.form.input_of("planned_on").edit.setText("27/11/2026")
    page.save()

    def stored() -> visits.VisitDraft:
        return stage.office.read(visits.get_draft, made)[0]

    stage.wait_until(qtbot, lambda: stored().planned_on == date(2026, 11, 27))
    assert stored().chosen_sections == ("safe-medicines",)
