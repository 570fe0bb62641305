"""Charts on screen: keyboard reach, table twin, export, what is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import tokens
from app.domain.charts import (
    BarRow,
    HorizontalBars,
    LineChart,
    LineKind,
    LinePoint,
    LineSeries,
    RatingBars,
    RatingRow,
    RatingTimeline,
    TimelineMark,
    TimelineSpan,
)
from app.domain.market import RatingCounts
from app.errors import NotSavedError
from app.ui import theme
from app.ui.theme import Theme, colours
from app.ui.widgets.chart import Chart, ChartPanel
from app.ui.widgets.chart_timeline import fitting

HIGHER, LOWER = "We rate higher than CQC", "We rate lower than CQC"
TODAY = date(2026, 11, 17)
BARS = RatingBars(
    "Ratings now",
    (RatingRow("Overall", RatingCounts(9, 178, 37, 12, 24)), RatingRow("Safe", RatingCounts(1, 9))),
    "Source: invented",
)
LINES = LineChart(
    "Rated Good or Outstanding",
    tuple(
        LineSeries(
            kind,
            kind.words,
            tuple(
                LinePoint(date(2020 + n, 1, 1), None if n == 2 else start + n, "no file")
                for n in range(5)
            ),
        )
        for kind, start in ((LineKind.OURS, 75.0), (LineKind.ENGLAND, 80.5))
    ),
    "Source: invented",
    axis_start=70,
    axis_end=90,
)
TIMELINE = RatingTimeline(
    "Overall rating",
    (TimelineMark(date(2018, 6, 14), 3, "Good"), TimelineMark(date(2021, 5, 4), 3, "Good")),
    (TimelineMark(date(2026, 3, 12), 1, "Poor"),),
    "Source: invented",
    TODAY,
)
PLAIN = HorizontalBars("Answered", (BarRow("Safe", 14, 20, "14 of 20"),), "Source: x", "Met")
ALL = (BARS, LINES, TIMELINE, PLAIN)


@pytest.fixture
def panel(qtbot: QtBot) -> ChartPanel:
    found = ChartPanel("chart")
    qtbot.addWidget(found)
    found.resize(760, 420)
    found.show()
    return found


def show(qtbot: QtBot, panel: ChartPanel, chart: Chart) -> None:
    panel.set_chart(chart)
    qtbot.waitUntil(lambda: len(panel.canvas.marks) > 0, timeout=2000)


@pytest.mark.parametrize("chart", ALL, ids=lambda c: type(c).__name__)
def test_chart_speaks_its_alternative(qtbot: QtBot, panel: ChartPanel, chart: Chart) -> None:
    show(qtbot, panel, chart)
    assert panel.canvas.accessibleName() == chart.alt_text


@pytest.mark.parametrize("chart", ALL, ids=lambda c: type(c).__name__)
def test_every_mark_lies_inside_the_canvas(qtbot: QtBot, panel: ChartPanel, chart: Chart) -> None:
    show(qtbot, panel, chart)
    inside = panel.canvas.rect()
    assert all(inside.contains(mark.centre.toPoint()) for mark in panel.canvas.marks)


def test_arrows_reach_points_of_a_line_and_the_next_series(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, LINES)
    canvas = panel.canvas
    canvas.select_mark(0)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.accessibleDescription() == "01/01/2021, Ours 76%"
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.accessibleDescription() == "01/01/2021, England 81.5%"


def test_gap_has_no_point(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, LINES)
    assert len(panel.canvas.marks) == 8


def test_arrow_stops_at_the_end_of_a_series(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, TIMELINE)
    panel.canvas.select_mark(1)
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Right)
    assert panel.canvas.selected == 1


def test_enter_on_a_segment_opens_what_it_counts(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, BARS)
    panel.canvas.select_mark(1)
    with qtbot.waitSignal(panel.opened) as told:
        qtbot.keyClick(panel.canvas, Qt.Key.Key_Return)
    assert told.args == [("Overall", "Good")]


def test_empty_segment_is_no_mark(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, BARS)
    assert [mark.data for mark in panel.canvas.marks if mark.series == 1] == [
        ("Safe", "Outstanding"),
        ("Safe", "Good"),
    ]


def test_hover_shows_the_value(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, BARS)
    qtbot.mouseMove(panel.canvas, panel.canvas.marks[1].centre.toPoint())
    qtbot.waitUntil(lambda: panel.canvas.shown_mark() is not None, timeout=1000)
    mark = panel.canvas.shown_mark()
    assert mark is not None
    assert mark.spoken == "Overall: Good, 178 of 260"
    qtbot.mouseMove(panel.canvas, QPoint(1, 1))


@pytest.mark.parametrize("chart", ALL, ids=lambda c: type(c).__name__)
def test_table_twin_has_same_words_and_order(qtbot: QtBot, panel: ChartPanel, chart: Chart) -> None:
    show(qtbot, panel, chart)
    panel.segment.choose("table")
    assert panel.table is not None
    assert panel.table.isVisible()
    headings, rows = chart.table()
    assert tuple(column.heading for column in panel.table.columns.visible()) == headings
    assert [row for _, row in panel.table.shown_rows()] == list(rows)


def test_t_turns_chart_into_table_and_back(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, BARS)
    panel.canvas.setFocus()
    qtbot.keyClick(panel.canvas, "t")
    assert panel.segment.value == "table"
    panel._on_turned()
    assert panel.segment.value == "chart"


def test_gap_says_its_reason_in_the_copied_data(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, LINES)
    panel.copy_data()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Date\tOurs (%)\tEngland (%)"
    assert lines[3] == "01/01/2022\tno file\tno file"


@pytest.mark.parametrize("chart", ALL, ids=lambda c: type(c).__name__)
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_saved_picture_holds_marks_and_title(
    qtbot: QtBot, panel: ChartPanel, tmp_path: Path, chart: Chart, ending: str
) -> None:
    show(qtbot, panel, chart)
    path = tmp_path / f"chart.{ending}"
    panel.save(path)
    if ending == "svg":
        text = path.read_text(encoding="utf-8")
        assert text.count("<path") + text.count("<rect") + text.count("<polyline") >= 3
        assert chart.title in text
    else:
        picture = panel.canvas.picture(chart.title, chart.caption)
        assert picture.size() == picture.fromData(path.read_bytes()).size()


def test_saved_line_chart_draws_its_lines(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, LINES)
    with_lines = panel.canvas.svg("", "").count(b"<path") + panel.canvas.svg("", "").count(b"poly")
    panel.canvas.plot.getPlotItem().clear()  # type: ignore[attr-defined]
    without = panel.canvas.svg("", "").count(b"<path") + panel.canvas.svg("", "").count(b"poly")
    assert with_lines > without


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    found = qapp.findChild(Theme)
    found.choose("dark")
    yield
    found.choose("light")


@pytest.mark.parametrize("chart", ALL, ids=lambda c: type(c).__name__)
def test_picture_from_the_dark_theme_has_the_colours_of_paper(
    qtbot: QtBot, panel: ChartPanel, dark: None, chart: Chart
) -> None:
    show(qtbot, panel, chart)
    picture = panel.canvas.picture(chart.title, chart.caption)
    assert picture.pixelColor(2, 2).name().upper() == tokens.LIGHT.surface
    svg = panel.canvas.svg(chart.title, chart.caption).decode().lower()
    assert tokens.LIGHT.text.lower() in svg
    assert tokens.DARK.text.lower() not in svg
    assert colours() is tokens.DARK


def test_lines_of_a_picture_have_the_colours_of_paper_and_the_window_keeps_its_own(
    qtbot: QtBot, panel: ChartPanel, dark: None
) -> None:
    show(qtbot, panel, LINES)
    svg = panel.canvas.svg("", "").decode().lower()
    assert f'stroke="{tokens.LIGHT.chart.ours}"'.lower() in svg
    (curve,) = [c for s, c in panel.canvas._items if s.kind is LineKind.OURS]  # type: ignore[attr-defined]
    assert curve.opts["pen"].color().name().upper() == tokens.DARK.chart.ours


def test_line_of_a_picture_is_as_thick_as_on_the_screen(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, LINES)
    picture = panel.canvas.picture("", "")
    ours = QColor(tokens.LIGHT.chart.ours)
    x = round(panel.canvas.width() * 0.06 + 60) * 2
    column = [picture.pixelColor(x, y) for y in range(picture.height())]
    assert sum(colour == ours for colour in column) >= 5


def test_picture_that_cannot_be_saved_says_so(
    qtbot: QtBot, panel: ChartPanel, tmp_path: Path
) -> None:
    show(qtbot, panel, BARS)
    for ending in ("png", "svg"):
        with pytest.raises(NotSavedError):
            panel.save(tmp_path / "nowhere" / f"chart.{ending}")


def test_same_chart_again_keeps_the_canvas(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, BARS)
    canvas = panel.canvas
    panel.set_chart(BARS)
    assert panel.canvas is canvas


def test_saved_picture_holds_the_whole_caption(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, BARS)
    short = panel.canvas.picture("Ratings", "Source: a file.")
    long = panel.canvas.picture("Ratings", "Source: a file. " * 30)
    line = QFontMetricsF(theme.font()).height()
    assert long.height() - short.height() > 3 * line
    assert panel.canvas.svg("Ratings", "Source: a file. " * 30).count(b"<text") > 4


def test_box_of_the_keys_goes_when_the_focus_leaves(qtbot: QtBot, panel: ChartPanel) -> None:
    show(qtbot, panel, LINES)
    panel.activateWindow()
    panel.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert panel.canvas.shown_mark() is panel.canvas.marks[0]
    panel.segment.setFocus()
    panel.canvas.clearFocus()
    assert panel.canvas.shown_mark() is None
    panel.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert panel.canvas.shown_mark() is panel.canvas.marks[0]


def test_bands_of_a_timeline_say_their_direction_within_themselves(
    qtbot: QtBot, panel: ChartPanel
) -> None:
    spans = (
        TimelineSpan(date(2021, 1, 1), date(2026, 5, 1), HIGHER, False, "Ours higher", "↑"),
        TimelineSpan(date(2026, 5, 1), TIMELINE.today, LOWER, True, "Ours lower", "↓"),
    )
    show(qtbot, panel, replace(TIMELINE, spans=spans))
    canvas = panel.canvas
    wide, narrow = [mark for mark in canvas.marks if mark.series == 2]
    assert (wide.title, narrow.title) == (HIGHER, LOWER)
    assert narrow.lines == ("01/05/2026 to today",)
    metrics = QFontMetricsF(theme.font(weight=tokens.SEMIBOLD))
    assert wide.box is not None
    assert narrow.box is not None
    assert fitting(spans[0], metrics, wide.box.width()) == HIGHER
    assert fitting(spans[1], metrics, narrow.box.width()) == "↓"
    assert fitting(spans[1], metrics, 3) == ""
    assert fitting(spans[1], metrics, metrics.horizontalAdvance("Ours lower")) == "Ours lower"
    qtbot.mouseMove(canvas, narrow.box.center().toPoint())
    qtbot.waitUntil(lambda: canvas.shown_mark() is narrow, timeout=1000)


def test_columns_of_the_table_are_as_wide_as_their_words_with_the_same_decimals(
    qtbot: QtBot, panel: ChartPanel
) -> None:
    days = (date(2026, 1, 1), date(2026, 4, 1))
    shares = tuple(map(LinePoint, days, (81.0, 81.4)))
    names = ("Ours", "Wexborough", "Region", "England")
    series = tuple(LineSeries(LineKind.ENGLAND, name, shares) for name in names)
    show(qtbot, panel, LineChart("Share", series, "S"))
    panel.segment.choose("table")
    panel.resize(540, 420)
    table = panel.table
    assert table is not None
    assert [line.split("\t")[4] for line in table.as_text(table.shown_rows()).splitlines()] == [
        "England (%)", "81.0", "81.4",
    ]  # fmt: skip
    qtbot.waitUntil(lambda: table.width() > 400, timeout=1000)
    assert table.horizontalHeader().length() <= 540
