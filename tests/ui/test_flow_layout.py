"""Widgets in rows: a widget that goes leaves no hole, and the layout keeps its items."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.flow_layout import FlowLayout


@pytest.fixture
def row(qtbot: QtBot) -> Iterator[FlowLayout]:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    found = FlowLayout(gap=8)
    for number in range(4):
        found.addWidget(QPushButton(f"Button {number}"))
    column.addLayout(found)
    yield found
    assert shiboken6.isValid(page)  # held until here: Qt deletes what a page holds with it


def texts(row: FlowLayout) -> list[str]:
    items = [row.itemAt(place) for place in range(row.count())]
    return [item.widget().text() for item in items if item is not None]  # type: ignore[union-attr]


def test_items_stay_through_a_search_for_garbage(row: FlowLayout) -> None:
    gc.collect()
    items = [row.itemAt(place) for place in range(row.count())]
    assert len(items) == 4
    assert all(shiboken6.isValid(item) for item in items)
    assert texts(row) == [f"Button {number}" for number in range(4)]


def test_widget_that_moves_away_or_is_deleted_leaves_the_row(row: FlowLayout) -> None:
    first, second, *_ = [row.itemAt(place).widget() for place in range(4)]  # type: ignore[union-attr]
    first.setParent(None)
    shiboken6.delete(second)
    assert texts(row) == ["Button 2", "Button 3"]
    assert row.heightForWidth(2000) == row.minimumSize().height()


def test_cleared_row_takes_no_room(row: FlowLayout) -> None:
    row.clear()
    assert row.count() == 0
    assert row.heightForWidth(500) == 0
