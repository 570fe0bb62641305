"""The lists of services and providers: filters narrow, headers sort, the preview follows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from app.domain.rating_words import OwnRating
from app.domain.vocabulary import ServiceType
from app.services import providers, saved_views, service_rows, services
from app.ui.providers.service_list import ServiceListPage
from tests import factory
from tests.ui.register_stage import Stage


@pytest.fixture
def three(stage: Stage) -> Stage:
    """Two care homes, one below Good and never seen, and a homecare branch seen in March."""
    office = stage.office
    owner = factory.a_provider(office)
    for name, kind, word in (
        ("Alder House", ServiceType.CARE_HOME, "Good"),
        ("Birch House", ServiceType.CARE_HOME, "Inadequate"),
        ("Cedar Homecare", ServiceType.HOMECARE, "Good"),
    ):
        key = factory.a_service(
            office, owner, name, kind, cqc_location_id=f"1-{name}", authority=name.split()[0]
        )
        factory.a_rating(office, f"1-{name}", word, date(2025, 5, 4))
        if name == "Cedar Homecare":
            factory.a_signed_visit(office, key, OwnRating.POOR, date(2026, 3, 12))
    return stage


def shown(page: object) -> list[str]:
    return [row.name for row in page.table.shown_rows()]  # type: ignore[attr-defined]


def test_services_come_with_the_worst_rating_first(three: Stage) -> None:
    page = three.show("services")
    assert shown(page) == ["Birch House", "Cedar Homecare", "Alder House"]
    assert page.panel.count_line.text() == "3, worst rating first"
    assert "2 never seen in person" in page.header.sentence()


def test_filters_narrow_each_other_and_say_so(three: Stage) -> None:
    page = three.show("services")
    page.bar.filters["rating"].set_value("below")
    assert shown(page) == ["Birch House", "Cedar Homecare"]
    page.bar.filters["seen"].set_value("never")
    assert shown(page) == ["Birch House"]
    assert page.header.sentence().startswith(
        "1 of 3 services is shown: below Good by CQC or us and never seen in person."
    )
    page.bar.filters["area"].set_value("Cedar")
    assert page.panel.empty_state.state.heading == "No services match these filters"
    page.panel.empty_state.state.step.do()
    assert len(shown(page)) == 3


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("type", "homecare", ["Cedar Homecare"]),
        ("area", "Alder", ["Alder House"]),
        ("rating", "differ", ["Cedar Homecare"]),
        ("rating", "lowest", ["Birch House", "Cedar Homecare"]),
        ("rating", "none", ["Birch House", "Alder House"]),
        ("seen", "within12", ["Cedar Homecare"]),
        ("seen", "over12", ["Birch House", "Alder House"]),
    ],
)
def test_each_filter_keeps_what_it_says(
    three: Stage, key: str, value: str, expected: list[str]
) -> None:
    page = three.show("services")
    page.bar.filters[key].set_value(value)
    assert shown(page) == expected


def test_find_looks_in_names_and_ids(three: Stage) -> None:
    page = three.show("services")
    three.qtbot.keyClicks(page.bar.find_field, "1-birch")
    three.qtbot.waitUntil(lambda: shown(page) == ["Birch House"])


def test_header_sorts_and_sorts_back(three: Stage) -> None:
    page = three.show("services")
    page.table.sort_by("name")
    assert shown(page) == ["Alder House", "Birch House", "Cedar Homecare"]
    page.table.sort_by("name", is_descending=True)
    assert shown(page)[0] == "Cedar Homecare"
    assert page.panel.count_line.text() == "3, sorted by service"


def test_filters_are_remembered(three: Stage) -> None:
    three.show("services").bar.filters["area"].set_value("Birch")
    again = ServiceListPage(three.context)
    three.qtbot.addWidget(again)
    assert again.bar.values() == {"area": "Birch"}


def test_preview_follows_the_row_and_says_the_difference(three: Stage) -> None:
    page = three.show("services")
    page.table.select_key(page.table.shown_rows()[1].id)
    three.qtbot.waitUntil(lambda: "We and CQC disagree." in three.texts(page.preview))
    assert "12 March 2026" in three.texts(page.preview)
    assert "4 May 2025" in three.texts(page.preview)


def test_provider_preview_says_the_reason_to_look_first(three: Stage) -> None:
    page = three.show("providers")
    words = three.texts(page.preview)
    assert words.index("Rated below Good:") < words.index("Open actions")
    assert "1 by CQC and 1 by us." in words
    assert "Care home and homecare" in words
    three.click("preview_open", page.preview)
    assert three.page.header.title() == "Brindlemere Care Group"


def test_several_selected_are_counted_and_can_be_exported(
    three: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "two.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page = three.show("services")
    page.table.setFocus()
    page.table.select_key(page.table.shown_rows()[0].id)
    three.qtbot.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert "2 services selected" in three.texts(page.preview)
    three.click("preview_export", page.preview)
    sheet = load_workbook(target)["Services"]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "Birch House" in cells
    assert "Cedar Homecare" in cells
    assert "Alder House" not in cells


def test_archived_row_says_so_in_the_list_and_is_restored_from_it(three: Stage) -> None:
    page = three.show("services")
    row = page.table.shown_rows()[0]
    page.archive_or_restore(row)
    three.settle()
    page.bar.filters["show"].set_value("all")
    index = page.table.table_model.index(page.table.table_model.find_row(row.id), 0)
    assert index.data() == "Birch House (archived)"
    page.archive_or_restore(page.table.table_model.row_at(index))
    three.settle()
    assert not three.office.read(service_rows.get_service_row, row.id).is_archived


def test_space_hides_the_preview_and_it_stays_hidden(three: Stage) -> None:
    page = three.show("services")
    page.table.setFocus()
    three.qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert not page.pane.is_open
    assert three.context.settings.current.panes == {"services": False}


def test_enter_opens_the_service_and_back_returns_to_its_row(three: Stage) -> None:
    page = three.show("services")
    key = page.table.shown_rows()[2].id
    page.table.select_key(key)
    three.qtbot.keyClick(page.table, Qt.Key.Key_Return)
    three.settle()
    assert three.page.header.title() == "Alder House"
    three.window.go_back()
    three.settle()
    assert three.page.table.current_key() == key


def test_segment_leads_to_the_providers_and_counts(three: Stage) -> None:
    page = three.show("services")
    assert page.segment.findChild(object, "services_segment_services").text() == "Services 3"
    three.click("services_segment_providers")
    assert three.page.name == "providers"
    assert shown(three.page) == ["Brindlemere Care Group"]
    assert three.page.header.sentence() == (
        "1 provider with a service below Good. No actions are overdue."
    )


def test_tab_goes_from_the_buttons_to_the_segment_and_then_the_filters(three: Stage) -> None:
    page = three.show("services")
    add = page.findChild(QPushButton, "services_add")
    found = [add]
    while found[-1] is not page.bar.find_field:
        found.append(found[-1].nextInFocusChain())
    names = [w.objectName() for w in found if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert names == [
        "services_add", "services_segment_providers", "services_segment_services",
        "services_filters_find",
    ]  # fmt: skip


def test_archived_services_are_shown_on_wish_only(three: Stage) -> None:
    office = three.office
    key = office.read(service_rows.list_services)[0].id
    office.write(services.archive_service, key)
    page = three.show("services")
    assert len(shown(page)) == 2
    assert page.panel.count_line.text() == "2, worst rating first"
    page.bar.filters["show"].set_value("archived")
    assert shown(page) == ["Birch House"]


def test_list_reloads_when_something_is_written(three: Stage) -> None:
    page = three.show("services")
    factory.a_service(three.office, name="Dogwood House")
    three.settle()
    assert "Dogwood House" in shown(page)


def save_this_view(page: object) -> None:
    """Choose "Save this view…" in the menu of views."""
    page.bar._fill_views()  # type: ignore[attr-defined]
    (save,) = [a for a in page.bar._views_menu.actions() if a.text().startswith("Save")]  # type: ignore[attr-defined]
    save.trigger()


def test_view_is_kept_in_the_file(three: Stage) -> None:
    page = three.show("services")
    page.bar.filters["rating"].set_value("below")
    save_this_view(page)
    three.window.findChild(QPushButton, "save_view_dialog_submit").click()
    assert "Enter the name of the view" in three.texts(three.window)
    three.type_into_dialog("save_view_dialog_form_name", "Worries")
    three.click("save_view_dialog_submit")
    assert three.office.read(saved_views.list_views, "services") == {"Worries": {"rating": "below"}}


def test_provider_is_archived_from_the_list_after_a_question_and_undone(
    three: Stage, dialogs: object
) -> None:
    page = three.show("providers")
    row = page.table.shown_rows()[0]
    dialogs.expect(lambda dialog: dialog.accept())  # type: ignore[attr-defined]
    page.archive_or_restore(row)
    three.settle()
    assert three.office.read(providers.get_provider, row.id).is_archived
    assert shown(page) == []
    three.undo()
    assert shown(page) == ["Brindlemere Care Group"]


def test_export_writes_what_is_filtered(
    three: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.xlsx"
    asked: list[str] = []

    def choose(_owner: object, _title: str, offered: str, _kinds: str) -> tuple[str, str]:
        asked.append(Path(offered).name)
        return str(target.with_suffix("")), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    page = three.show("services")
    page.bar.filters["type"].set_value("homecare")
    three.click("services_export")
    assert asked == ["Register 2026-11-17 filtered.xlsx"]
    sheet = load_workbook(target)["Services"]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "Cedar Homecare" in cells
    assert "Birch House" not in cells


def test_empty_register_offers_the_next_step(stage: Stage) -> None:
    page = stage.show("services")
    assert page.panel.empty_state.state.heading == "No services yet"
    page.panel.empty_state.state.step.do()
    stage.settle()
    assert stage.page.name == "service_form"
