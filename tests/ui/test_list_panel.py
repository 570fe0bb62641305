"""Filter bar and states of a list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.settings import SettingsFile
from app.ui.widgets.empty_state import StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView

Row = tuple[str, str, str]
ROWS: tuple[Row, ...] = (
    ("Fernhallow Lodge", "nursing", "wick"),
    ("Saltergarth House", "care", "wick"),
    ("Oxlipden House", "nursing", "harle"),
)
FILTERS = (
    Filter[Row]("type", "Type", (Option("nursing", "nursing home"), Option("care", "care home")),
                lambda row, value: row[1] == value),
    Filter[Row]("area", "Area", (Option("harle", "Harle"), Option("wick", "Wick")),
                lambda row, value: row[2] == value),
)  # fmt: skip


class KeptViews:
    """Views for a test, kept nowhere."""

    def __init__(self) -> None:
        self.kept = {"Harle nursing": {"type": "nursing", "area": "harle"}}

    def all(self) -> dict[str, dict[str, str]]:
        return self.kept

    def ask(self, _parent: QWidget, values: dict[str, str]) -> None:
        self.kept["Asked"] = values

    def remove(self, name: str) -> None:
        del self.kept[name]


@pytest.fixture
def settings() -> SettingsFile:
    return SettingsFile()


@pytest.fixture
def bar(qtbot: QtBot, settings: SettingsFile) -> FilterBar[Row]:
    found: FilterBar[Row] = FilterBar(
        "bar", FILTERS, find="Find by name", text_of=lambda row: row[0], settings=settings,
        views=KeptViews(),
    )  # fmt: skip
    qtbot.addWidget(found)
    return found


@pytest.fixture
def panel(qtbot: QtBot, bar: FilterBar[Row]) -> ListPanel[Row]:
    columns = (Column[Row]("name", "Service", lambda row: row[0]),)
    table: TableView[Row] = TableView("services", "Services", columns, lambda row: row[0])
    found = ListPanel(
        table, thing="services", empty=StateOfList("empty", "No services yet"), filter_bar=bar
    )
    qtbot.addWidget(found)
    found.show()
    found.set_rows(ROWS)
    return found


def names(panel: ListPanel[Row]) -> list[str]:
    return [row[0] for row in panel.table.shown_rows()]


def test_filters_narrow_each_other(bar: FilterBar[Row], panel: ListPanel[Row]) -> None:
    bar.filters["type"].set_value("nursing")
    bar.filters["area"].set_value("wick")
    assert names(panel) == ["Fernhallow Lodge"]
    assert panel.count_line.text() == "1 of 3"


def test_filter_says_in_words_what_it_does(bar: FilterBar[Row]) -> None:
    assert bar.filters["type"].text() == "Type: all"
    bar.filters["type"].set_value("nursing")
    assert bar.filters["type"].text() == "Type: nursing home"
    assert bar.filters["type"].accessibleName() == "Type: nursing home"


def test_typing_in_find_narrows_after_a_moment(
    qtbot: QtBot, bar: FilterBar[Row], panel: ListPanel[Row]
) -> None:
    assert bar.find_field is not None
    qtbot.keyClicks(bar.find_field, "house ox")
    qtbot.waitUntil(lambda: names(panel) == ["Oxlipden House"], timeout=1000)


def test_no_match_names_the_filter_and_clears(
    qtbot: QtBot, bar: FilterBar[Row], panel: ListPanel[Row]
) -> None:
    bar.filters["type"].set_value("care")
    bar.filters["area"].set_value("harle")
    state = panel.empty_state.state
    assert state is not None
    assert state.heading == "No services match these filters"
    assert state.text == "3 are hidden. “Type: care home” leaves none with “Area: Harle”."
    clear = panel.findChild(QPushButton, "state_step")
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert len(names(panel)) == 3
    assert panel.table.isVisible()


def test_sorted_list_offers_way_back_under_it(qtbot: QtBot) -> None:
    columns = (Column[Row]("name", "Service", lambda row: row[0]),)
    table: TableView[Row] = TableView("services", "Services", columns, lambda row: row[0])
    panel = ListPanel(
        table, thing="services", empty=StateOfList("empty", "No services yet"),
        order="worst rating first",
    )  # fmt: skip
    qtbot.addWidget(panel)
    panel.show()
    panel.set_rows(ROWS)
    back = panel.findChild(QPushButton, "services_count_back")
    assert not back.isVisible()
    table.sort_by("name", is_descending=True)
    assert panel.count_line.text() == "3, sorted by service"
    assert back.text() == "Back to worst rating first"
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert names(panel) == [row[0] for row in ROWS]
    assert panel.count_line.text() == "3, worst rating first"
    assert not back.isVisible()


def test_empty_list_shows_its_state(panel: ListPanel[Row]) -> None:
    panel.set_rows(())
    assert panel.empty_state.isVisible()
    assert panel.empty_state.accessibleName() == "No services yet."


def test_loading_is_said_only_after_300_ms(qtbot: QtBot, panel: ListPanel[Row]) -> None:
    panel.set_loading()
    panel.set_rows(ROWS)
    qtbot.wait(350)
    assert panel.table.isVisible()
    panel.set_loading()
    qtbot.waitUntil(panel.empty_state.isVisible, timeout=1000)


def test_failed_list_offers_to_try_again(qtbot: QtBot, panel: ListPanel[Row]) -> None:
    tried = []
    panel.set_failed(ValueError("The file is locked."), lambda: tried.append(1))
    qtbot.mouseClick(panel.findChild(QPushButton, "state_step"), Qt.MouseButton.LeftButton)
    assert tried == [1]


def test_filters_are_remembered(qtbot: QtBot, bar: FilterBar[Row], settings: SettingsFile) -> None:
    bar.filters["area"].set_value("wick")
    again: FilterBar[Row] = FilterBar("bar", FILTERS, settings=settings)
    qtbot.addWidget(again)
    assert again.values() == {"area": "wick"}


def test_view_is_saved_shown_and_removed(bar: FilterBar[Row]) -> None:
    bar._fill_views()
    show, save, remove = [action for action in bar._views_menu.actions() if action.text()]
    show.trigger()
    assert bar.words_in_use() == ["Type: nursing home", "Area: Harle"]
    remove.trigger()
    save.trigger()
    assert bar._views.all() == {"Asked": {"type": "nursing", "area": "harle"}}


def test_focus_waits_for_the_rows_unless_it_went_elsewhere(
    bar: FilterBar[Row], panel: ListPanel[Row]
) -> None:
    panel.set_rows(())
    panel.activateWindow()
    panel._show_loading()
    panel.take_focus()
    panel.set_rows(ROWS)
    assert panel.focusWidget() is panel.table
    assert panel.table.current_key() == ROWS[0][0]
    panel._show_loading()
    panel.count_line.show()
    panel.count_line.setFocus()
    panel.set_rows(ROWS)
    assert panel.focusWidget() is panel.count_line
