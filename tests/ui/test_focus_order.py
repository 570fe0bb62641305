"""The keyboard's way through a page: it begins where Tab would stop, charts come in their place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.charts import RatingBars, RatingRow
from app.domain.market import RatingCounts
from app.ui.context import Context
from app.ui.main_window import MainWindow
from app.ui.navigation import PageSpec
from app.ui.page import Page
from app.ui.widgets.chart import ChartPanel

BARS = RatingBars("Ratings", (RatingRow("Overall", RatingCounts(good=3)),), "Source: a file")


class ChartPage(Page):
    """A heading without a button, a chart, and a button after it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "charted", "Charted")
        body = QWidget()
        column = QVBoxLayout(body)
        self.panel = ChartPanel("panel")
        self.after = QPushButton("After")
        column.addWidget(self.panel)
        column.addWidget(self.after)
        self.set_content(body, scrolls=True)
        self.panel.set_chart(BARS)


def stops(page: QWidget) -> list[QWidget]:
    """What Tab stops at, in its order."""
    found: list[QWidget] = []
    widget = page.nextInFocusChain()
    while page.isAncestorOf(widget) and widget not in found:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def test_chart_comes_after_its_head_and_before_what_follows(qtbot: QtBot, context: Context) -> None:
    page = ChartPage(context)
    qtbot.addWidget(page)
    page.show()
    order = stops(page)
    assert order.index(page.panel.canvas) < order.index(page.after)
    page.panel.set_chart(RatingBars("Others", BARS.rows, "Source: another file"))
    order = stops(page)
    assert order.index(page.panel.canvas) < order.index(page.after)


def test_page_that_scrolls_is_no_stop_of_its_own(qtbot: QtBot, context: Context) -> None:
    page = ChartPage(context)
    qtbot.addWidget(page)
    page.show()
    assert not any(isinstance(widget, QScrollArea) for widget in stops(page))


def test_page_begins_at_the_first_stop_of_tab(qtbot: QtBot, context: Context) -> None:
    window = MainWindow(context, [PageSpec("charted", "Charted", ChartPage, "ph.sun")])
    qtbot.addWidget(window)
    window.show()
    window.go_to("charted")
    focused: Any = window.focusWidget()
    assert focused is stops(window.page("charted"))[0]
    window.context.background.close()
