"""The table of every list: sorting, filtering, what survives, copying, keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from app.settings import SettingsFile
from app.ui.widgets.table_model import Column, Kind, TableModel
from app.ui.widgets.table_view import TableView


@dataclass(frozen=True)
class Row:
    key: str
    name: str
    level: int | None = None
    seen_on: date | None = None
    beds: int | None = None


ROWS = (
    Row("a", "Fernhallow Lodge", 2, date(2026, 5, 21), 1200),
    Row("b", "saltergarth House", 3, None, 36),
    Row("c", "Brindlemere", None, date(2026, 1, 4), None),
)
COLUMNS = (
    Column[Row]("name", "Service", lambda r: r.name, width=160, is_stretched=True),
    Column[Row]("cqc", "CQC", lambda r: r.level, Kind.CQC, 182),
    Column[Row]("seen", "In person", lambda r: r.seen_on, Kind.DATE, 110, empty="Never"),
    Column[Row]("beds", "Beds", lambda r: r.beds, Kind.NUMBER, 80),
)


@pytest.fixture
def table(qtbot: QtBot) -> TableView[Row]:
    found: TableView[Row] = TableView("rows", "Rows", COLUMNS, lambda r: r.key)
    qtbot.addWidget(found)
    found.resize(700, 300)
    found.set_rows(ROWS)
    found.show()
    return found


def keys(table: TableView[Row]) -> str:
    return "".join(row.key for row in table.shown_rows())


def click_header(qtbot: QtBot, table: TableView[Row], place: int) -> None:
    header = table.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(place) + 20, 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_model_keeps_qt_rules(qtmodeltester: Any) -> None:
    model: TableModel[Row] = TableModel(COLUMNS, lambda r: r.key)
    model.set_rows(ROWS)
    qtmodeltester.check(model)


def test_header_click_sorts_and_second_click_turns(qtbot: QtBot, table: TableView[Row]) -> None:
    click_header(qtbot, table, 0)
    assert keys(table) == "cab"
    click_header(qtbot, table, 0)
    assert keys(table) == "bac"


def test_third_header_click_goes_back_to_usual_order(qtbot: QtBot, table: TableView[Row]) -> None:
    for _ in range(3):
        click_header(qtbot, table, 0)
    assert keys(table) == "abc"
    assert table.columns.sort_words() == ""


def test_clicks_on_column_of_usual_order_turn_it(qtbot: QtBot) -> None:
    found: TableView[Row] = TableView(
        "rows", "Rows", COLUMNS, lambda r: r.key, sort_by="seen", is_descending=True
    )
    qtbot.addWidget(found)
    found.resize(700, 300)
    found.show()
    found.set_rows(ROWS)
    assert found.columns.is_usual
    click_header(qtbot, found, 2)
    assert keys(found) == "cab"
    click_header(qtbot, found, 2)
    assert keys(found) == "acb"
    assert found.columns.is_usual


def test_menu_sorts_turns_and_goes_back_without_mouse(table: TableView[Row]) -> None:
    def choose(words: str) -> None:
        menu = table.columns.sort_menu(table)
        next(action for action in menu.actions() if action.text() == words).trigger()

    choose("Service")
    assert keys(table) == "cab"
    choose("Service")
    assert keys(table) == "bac"
    choose("Back to the usual order")
    assert keys(table) == "abc"


def test_way_back_to_usual_order_is_remembered(qtbot: QtBot) -> None:
    settings = SettingsFile()
    first: TableView[Row] = TableView("rows", "Rows", COLUMNS, lambda r: r.key, settings=settings)
    qtbot.addWidget(first)
    first.sort_by("seen")
    first.columns.back_to_usual()
    qtbot.waitUntil(lambda: "rows" in settings.current.tables, timeout=2000)
    assert settings.current.tables["rows"].sort_key == ""


@pytest.mark.parametrize(("is_descending", "order"), [(False, "cab"), (True, "acb")])
def test_sort_by_date_puts_empty_last_both_ways(
    table: TableView[Row], is_descending: bool, order: str
) -> None:
    table.sort_by("seen", is_descending=is_descending)
    assert keys(table) == order


def test_reload_keeps_selection_and_current_row_by_key(table: TableView[Row]) -> None:
    table.select_key("b")
    table.set_rows(reversed(ROWS))
    assert [row.key for row in table.selected_rows()] == ["b"]
    assert table.current_key() == "b"


def test_filter_that_hides_current_row_says_so(qtbot: QtBot, table: TableView[Row]) -> None:
    table.select_key("b")
    with qtbot.waitSignal(table.current_changed) as told:
        table.set_filter(lambda row: row.key != "b")
    assert told.args == [""]
    assert keys(table) == "ac"


def test_copy_gives_headings_and_words(qtbot: QtBot, table: TableView[Row]) -> None:
    table.select_key("b")
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text == "Service\tCQC\tIn person\tBeds\nsaltergarth House\tGood\tNever\t36"


def test_enter_opens_current_row(qtbot: QtBot, table: TableView[Row]) -> None:
    table.select_key("c")
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == ["c"]


def test_space_asks_for_preview(qtbot: QtBot, table: TableView[Row]) -> None:
    with qtbot.waitSignal(table.preview_toggled):
        qtbot.keyClick(table, Qt.Key.Key_Space)


def test_letter_jumps_to_name(qtbot: QtBot, table: TableView[Row]) -> None:
    table.select_key("a")
    qtbot.keyClick(table, "s")
    assert table.current_key() == "b"


def test_chip_column_keeps_its_least_width(table: TableView[Row]) -> None:
    table.horizontalHeader().resizeSection(1, 60)
    assert table.horizontalHeader().sectionSize(1) == 182


def test_state_is_remembered_by_settings(qtbot: QtBot) -> None:
    settings = SettingsFile()
    first: TableView[Row] = TableView("rows", "Rows", COLUMNS, lambda r: r.key, settings=settings)
    qtbot.addWidget(first)
    first.set_column_hidden("beds", True)
    first.sort_by("seen", is_descending=True)
    first.horizontalHeader().resizeSection(2, 150)
    qtbot.waitUntil(lambda: "rows" in settings.current.tables, timeout=2000)
    second: TableView[Row] = TableView("rows", "Rows", COLUMNS, lambda r: r.key, settings=settings)
    qtbot.addWidget(second)
    assert second.columns.state() == first.columns.state()
    assert second.isColumnHidden(3)
    assert second.columns.sort_words() == "sorted by in person"


def giving_way() -> tuple[Column[Row], ...]:
    return (
        Column[Row]("name", "Name", lambda r: r.name, width=200, is_stretched=True),
        Column[Row]("key", "Key", lambda r: r.key, width=120, gives_way=True),
        Column[Row]("other", "Other", lambda r: r.key, width=120),
    )


def test_column_gives_way_in_a_narrow_window_and_comes_back(qtbot: QtBot) -> None:
    table: TableView[Row] = TableView("rows", "Rows", giving_way(), lambda r: r.key)
    qtbot.addWidget(table)
    table.resize(380, 200)
    table.show()
    assert [column.key for column in table.columns.visible()] == ["name", "other"]
    assert table.columns.state().hidden == ()
    assert table.columns.state().widths["key"] == 120
    table.resize(600, 200)
    qtbot.waitUntil(lambda: len(table.columns.visible()) == 3, timeout=1000)


def test_column_that_the_user_wants_does_not_give_way(qtbot: QtBot) -> None:
    table: TableView[Row] = TableView("rows", "Rows", giving_way(), lambda r: r.key)
    qtbot.addWidget(table)
    table.resize(380, 200)
    table.show()
    table.set_column_hidden("key", False)
    assert [column.key for column in table.columns.visible()] == ["name", "key", "other"]


def test_last_column_cannot_be_hidden(table: TableView[Row]) -> None:
    for column in COLUMNS:
        table.set_column_hidden(column.key, True)
    assert len(table.columns.visible()) == 1


def test_sorting_50_000_rows_is_quick(table: TableView[Row], benchmark_seconds: Any) -> None:
    rows = [Row(str(n), f"Service {n * 7919 % 50_000}") for n in range(50_000)]
    table.set_rows(rows)
    assert benchmark_seconds(lambda: table.sort_by("name")) < 2


@pytest.fixture
def benchmark_seconds() -> Any:
    from time import process_time

    def measure(act: Any) -> float:
        start = process_time()
        act()
        return process_time() - start

    return measure


def test_first_click_in_a_scrolled_list_takes_the_row_under_it(
    table: TableView[Row], qtbot: QtBot
) -> None:
    table.set_rows([Row(f"{number:03}", f"Service {number:03}") for number in range(200)])
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() > 1_000)
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    place = QPoint(40, table.viewport().height() // 2)
    under = table.table_model.shown_rows[table.rowAt(place.y())]
    by_mouse = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason)
    QCoreApplication.sendEvent(table, by_mouse)  # a window off screen is not given it by itself
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.current_key() == under.key
    assert int(under.key) > 20


def test_last_column_of_text_takes_the_room_when_the_stretched_one_is_hidden(
    qtbot: QtBot,
) -> None:
    columns = (*COLUMNS, Column[Row]("key", "Key", lambda r: r.key, width=60))
    found: TableView[Row] = TableView("hidden", "Rows", columns, lambda r: r.key)
    qtbot.addWidget(found)
    found.resize(700, 300)
    found.set_rows(ROWS)
    found.set_column_hidden("name", is_hidden=True)
    found.show()
    header = found.horizontalHeader()
    shown = [header.sectionSize(i) for i in range(1, 5)]
    assert sum(shown) == found.viewport().width()
    assert shown[:3] == [182, 110, 80]
