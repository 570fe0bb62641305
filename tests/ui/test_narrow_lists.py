"""The lists of the program at 900 px, the least width of the window: nothing is cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.settings import SettingsFile
from app.ui.actions.list_page import ActionsPage
from app.ui.context import Context
from app.ui.contracts.contract_list import ContractListPage
from app.ui.market.tables import change_columns, old_columns
from app.ui.page import Page
from app.ui.providers.provider_list import ProviderListPage
from app.ui.providers.service_list import ServiceListPage
from app.ui.record_tables import action_columns, contract_columns, service_columns, visit_columns
from app.ui.visits.list_page import VisitsPage
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView

NARROW = 802  # what a window of 900 px leaves for a list, its frame and scroll bar included
READABLE = 180


def _today() -> date:
    return date(2026, 11, 17)


def _names_and_rest(table: TableView[Any]) -> tuple[list[int], int]:
    columns = table.table_model.columns
    header = table.horizontalHeader()
    shown = [i for i in range(len(columns)) if not table.isColumnHidden(i)]
    names = [header.sectionSize(i) for i in shown if columns[i].is_stretched]
    return names, sum(header.sectionSize(i) for i in shown) - table.viewport().width()


def _check(table: TableView[Any]) -> None:
    QApplication.processEvents()
    names, over = _names_and_rest(table)
    assert over <= 0
    assert min(names) >= READABLE


@pytest.mark.parametrize(
    "make", [VisitsPage, ProviderListPage, ServiceListPage, ContractListPage, ActionsPage]
)
def test_list_fits_the_narrowest_window_and_keeps_its_names(
    qtbot: QtBot, context: Context, make: Callable[[Context], Any]
) -> None:
    page: Page = make(context)
    table: TableView[Any] = page.table  # type: ignore[attr-defined]
    table.setParent(None)
    qtbot.addWidget(page)
    qtbot.addWidget(table)
    table.resize(NARROW, 400)
    table.show()
    _check(table)


@pytest.mark.parametrize(
    "columns",
    [
        change_columns(),
        old_columns(),
        service_columns(_today, is_full=False),
        contract_columns(_today, is_full=False),
        visit_columns(),
        action_columns(_today),
    ],
    ids=["changes", "not rated for long", "services", "contracts", "visits", "actions"],
)
def test_table_of_a_page_fits_the_narrowest_window(
    qtbot: QtBot, columns: Sequence[Column[Any]]
) -> None:
    table: TableView[Any] = TableView("t", "T", columns, str, settings=SettingsFile())
    qtbot.addWidget(table)
    table.resize(NARROW, 400)
    table.show()
    _check(table)


def test_column_that_gave_way_comes_back_in_a_wider_window(qtbot: QtBot) -> None:
    table: TableView[Any] = TableView("t", "T", visit_columns(), str, settings=SettingsFile())
    qtbot.addWidget(table)
    table.show()
    lead = table.columns.place("lead")
    table.resize(NARROW, 400)
    QApplication.processEvents()
    assert table.isColumnHidden(lead)
    table.resize(1180, 400)
    QApplication.processEvents()
    assert not table.isColumnHidden(lead)


def test_empty_note_of_a_filter_bar_takes_no_line_of_its_own(qtbot: QtBot) -> None:
    def passes(_row: object, _value: str) -> bool:
        return True

    filters = [Filter[object]("state", "State", (Option("open", "open"),), passes)]
    bar: FilterBar[object] = FilterBar("bar", filters)
    around = QWidget()
    qtbot.addWidget(around)
    button = bar.filters["state"]
    least = button.sizeHint().width() + 4
    assert bar.layout().heightForWidth(least) <= button.sizeHint().height()
    bar.set_note("CQC file of 1 June 2026")
    assert bar.layout().heightForWidth(least) > button.sizeHint().height()
