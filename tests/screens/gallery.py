"""Draws the parts of the window to pictures that people look at: python -m tests.screens.gallery.

Writes light and dark PNGs into the folder given (demo-output/gallery unless told).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

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
    differing_spans,
    gaps_without_visits,
)
from app.domain.market import RatingCounts
from app.errors import RuleError
from app.settings import SettingsFile
from app.ui.background import Background
from app.ui.changes import Changes
from app.ui.context import Context, Officer
from app.ui.main_window import MainWindow
from app.ui.messages import Messages
from app.ui.navigation import PageSpec
from app.ui.page import Page
from app.ui.theme import Theme, ThemeChoice
from app.ui.widgets.buttons import button, more_button
from app.ui.widgets.chart import ChartPanel
from app.ui.widgets.chips import Chip, RatingChip
from app.ui.widgets.columns import Columns
from app.ui.widgets.detail_header import Fact, FactsRow, TabBar
from app.ui.widgets.drawer import SidePane
from app.ui.widgets.empty_state import EmptyState, NextStep, StateOfList
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.form import Field, FieldKind, Form
from app.ui.widgets.labels import label
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.note import Note
from app.ui.widgets.preview_pane import PreviewPane
from app.ui.widgets.section_list import SectionHeading, SectionItem, SectionList
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView
from app.ui.widgets.wizard import Wizard

TODAY = date(2026, 11, 17)


def nothing() -> None:
    """Does nothing: the gallery's buttons lead nowhere."""


@dataclass(frozen=True)
class Service:
    """An invented row."""

    name: str
    cqc: int | None
    own: int | None
    risk: int
    seen_on: date | None
    next_on: date | None


SERVICES = (
    Service("Quillfold Homecare West", 1, 2, 78, date(2026, 6, 4), date(2026, 12, 2)),
    Service("Fernhallow Lodge", 2, 2, 71, date(2026, 5, 21), TODAY),
    Service("Saltergarth House", 3, 1, 64, date(2026, 3, 12), date(2026, 11, 24)),
    Service("Foxthwaite House", 2, None, 52, None, None),
    Service("Plumstow Homecare", None, 2, 44, date(2025, 9, 30), date(2026, 12, 3)),
    Service("Heronswick Court with a name that is far too long", 4, 4, 6, date(2026, 4, 30), None),
)

COLUMNS = (
    Column[Service]("name", "Service", lambda r: r.name, width=180, is_stretched=True),
    Column[Service]("cqc", "CQC", lambda r: r.cqc, Kind.CQC, 182),
    Column[Service]("own", "Ours", lambda r: r.own, Kind.OWN, 186),
    Column[Service]("risk", "Risk", lambda r: r.risk, Kind.RISK, 100),
    Column[Service](
        "seen",
        "In person",
        lambda r: r.seen_on,
        Kind.DATE,
        110,
        empty="Never",
        tone=lambda r: "danger" if r.seen_on is None else "",
    ),
    Column[Service](
        "next",
        "Next visit",
        lambda r: r.next_on,
        Kind.DATE,
        110,
        empty="Not planned",
        tone=lambda r: "text_2" if r.next_on is None else "",
    ),
)

FILTERS = (
    Filter[Service]("type", "Type", (Option("nursing", "nursing home"),), lambda r, v: True),
    Filter[Service]("area", "Area", (Option("harle", "Harle"),), lambda r, v: v != "harle"),
    Filter[Service](
        "rating",
        "Rating",
        (Option("below", "below Good"),),
        lambda r, v: (r.cqc or 9) < 3 or (r.own or 9) < 3,
    ),
)


class ServicesPage(Page):
    """Picture 03."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "providers", "Services")
        segment = Segmented(
            "which", "Which", (("providers", "Providers", ""), ("services", "Services", ""))
        )
        segment.set_count("providers", 120)
        segment.set_count("services", 260)
        segment.choose("services")
        self.header.set_beside(segment)
        self.set_sentence("38 of 260 services are shown: below Good. 21 have no visit planned.")
        self.add_action(button("Export", name="export", icon="ph.export"))
        self.add_action(button("Add a service", "primary", name="add", icon="ph.plus"))
        bar = FilterBar(
            "services_filters",
            FILTERS,
            find="Find by name or CQC ID",
            text_of=lambda r: r.name,
            settings=context.settings,
            has_views=True,
        )
        bar.filters["rating"].set_value("below")
        self.add_bar(bar)
        table = TableView("services", "Services", COLUMNS, lambda r: r.name, sort_by="risk",
                          is_descending=True)  # fmt: skip
        empty = StateOfList("empty", "No services yet")
        panel = ListPanel(table, thing="services", empty=empty, filter_bar=bar)
        preview = PreviewPane("preview")
        self.set_content(SidePane("pane", panel, preview), bleeds=True)
        panel.set_rows(SERVICES)
        table.select_key("Saltergarth House")
        facts = (
            FactLine("CQC overall", Chip("cqc", 3)),
            FactLine("Our overall", Chip("own", 1, score="37%")),
            FactLine("Placed by us", "22 people"),
            FactLine("Open actions", "5, 2 overdue", "danger"),
        )
        preview.show_record(
            "Saltergarth House",
            ("Care home, 36 beds", "Brindlemere Care Group"),
            note=("We and CQC disagree.", "Ours: Poor, 12 March 2026. CQC: Good.", "danger"),
            facts=facts,
            actions=(button("Open", "primary", name="open"), button("Make the pack", name="pack")),
        )


class TodayPage(Page):
    """Picture 01, and the parts of detail pages."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "today", "Brindlemere Care Group", back="Providers")
        self.set_sentence("Tuesday 17 November 2026. One visit is open. 14 actions are overdue.")
        self.header.set_chips(
            (Chip("cqc", 3, has_owner=True), Chip("own", 1, has_owner=True, score="37%"))
        )
        self.add_action(more_button(QMenu(), name="more", is_bordered=True))
        self.add_action(button("Quick note", name="note", icon="ph.note-pencil"))
        self.add_action(button("Plan a visit", "primary", name="plan", icon="ph.plus"))
        facts = FactsRow()
        facts.set_facts(
            (
                Fact("CQC provider ID", "1-4471902286"),
                Fact("Contracts", "4, worth £3.42m a year"),
                Fact("Share of our nursing places", "31%", "warn", "ph.warning"),
            )
        )
        self.add_bar(facts)
        tabs = TabBar("tabs", (("o", "Overview"), ("s", "Services"), ("v", "Visits")))
        tabs.set_count("s", 7)
        self.add_bar(tabs)
        due = SectionList("due", "Visits and deadlines")
        due.set_lines(
            (
                SectionHeading("Overdue", tone="danger"),
                SectionItem(
                    "1",
                    "Dunmarrow House",
                    ": send the draft report to the provider",
                    "QA-2026-0139, visited 2 November",
                    "1 working day overdue",
                    "danger",
                    "ph.warning-circle",
                ),
                SectionHeading("Today", "Tuesday 17 November"),
                SectionItem(
                    "2",
                    "Fernhallow Lodge",
                    ": visit in progress",
                    "Unannounced follow-up, 61 of 84 answered",
                    "Continue",
                    icon="ph.clipboard-text",
                    is_button=True,
                ),
                SectionItem(
                    "3",
                    "Oxlipden House",
                    ": factual accuracy ends",
                    "2 of 5 remarks have no response yet",
                    "Ends today",
                    "warn",
                    "ph.hourglass",
                ),
            )
        )
        due.select_key("2")
        side = QWidget()
        column = QVBoxLayout(side)
        column.addWidget(label("Open actions", "heading"))
        table = FactsTable("counts", is_figures=True)
        table.set_facts(
            (
                FactLine("Rows read", "57,214"),
                FactLine("Matched to our services", "246", second="14 of ours have no CQC ID"),
                FactLine("Rows with a problem", "6", "warn"),
            )
        )
        column.addWidget(table)
        column.addWidget(Note("Two to chase.", "The pack is not made.", "warn"))
        column.addWidget(Note("A backup is made first.", "The import can be undone."))
        for level in (4, 3, 2, 1, None):
            row = QHBoxLayout()
            for owner in ("cqc", "own"):
                row.addWidget(RatingChip(Chip(owner, level)))
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(1)
        self.set_content(SidePane("today_side", due, side, width=420), bleeds=True)


class FormPage(Page):
    """Picture 12b."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "visits", "Plan a visit", back="Visits")
        self.set_sentence("Plumstow Homecare. Last seen in person 30/09/2025.")
        form = Form(
            "plan",
            (
                Field(
                    "service",
                    "Service",
                    FieldKind.SEARCH_CHOICE,
                    options=(("1", "Plumstow Homecare"), ("2", "Saltergarth House")),
                ),
                Field(
                    "framework",
                    "Framework",
                    FieldKind.CHOICE,
                    "“Care home 3.2” is for care homes only",
                    options=(("c", "Care home 3.2"),),
                ),
                Field(
                    "on",
                    "Date of the visit",
                    FieldKind.DATE,
                    "For example, 26/11/2026",
                    what="the date of the visit",
                ),
                Field(
                    "how",
                    "How",
                    FieldKind.RADIO,
                    options=(("a", "On site, announced"), ("b", "Unannounced"), ("c", "Remote")),
                ),
                Field("note", "Note", FieldKind.LONG_TEXT, is_optional=True, lines=2),
            ),
            today=TODAY,
        )
        form.set_values({"service": "1", "framework": "c", "how": "b"})
        form.input_of("on").edit.setText("26/11/")
        form.add_button(button("Plan the visit", "primary", name="save"))
        form.add_button(button("Cancel", name="cancel"))
        form.show_errors(
            [
                RuleError("Choose a framework for homecare", "framework"),
                RuleError("Add the year to the date of the visit", "on"),
            ]
        )
        states = QWidget()
        column = QVBoxLayout(states)
        for state in (
            StateOfList(
                "empty",
                "No visits yet",
                "Plan the first one, or see who is due.",
                NextStep("Plan a visit", nothing),
                NextStep("See who is due", nothing),
            ),
            StateOfList(
                "no_match",
                "No services match these filters",
                "260 are hidden. “Area: Harle” leaves none.",
                NextStep("Clear the filters", nothing),
            ),
            StateOfList("loading", "Reading the file: 31,400 of 57,214 rows", "You can go on."),
            StateOfList(
                "failed",
                "This file could not be read",
                "It ends in the middle of a row. Nothing was changed.",
                NextStep("Choose another file", nothing),
            ),
        ):
            shown = EmptyState()
            shown.set_state(state)
            shown.set_progress(31_400, 57_214)
            column.addWidget(shown)
        column.addStretch(1)
        self.set_content(SidePane("form_side", form, states, width=470, margin=0), scrolls=True)


class ImportPage(Page):
    """Picture 08: steps and foot."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "actions", "Import a CQC file")
        self.set_sentence("Care directory with ratings, 1 November 2026. Nothing has been changed.")
        wizard = Wizard(
            "import", [(w, QWidget()) for w in ("File", "What it is", "Authorities", "Preview")]
        )
        wizard.go_to(2)
        wizard.set_foot("A backup is made first.", "Import 37 ratings")
        self.set_content(wizard, bleeds=True)


def month(number: int) -> date:
    """The first of a month counted from January 2020."""
    return date(2020 + number // 12, number % 12 + 1, 1)


def line(kind: LineKind, name: str, start: float, step: float, gap: int = -1) -> LineSeries:
    """An invented line of 80 months."""
    points = tuple(
        LinePoint(month(n), None, "no file")
        if n in (gap, gap + 1)
        else LinePoint(month(n), round(start + step * n + (n * 7 % 5) / 5, 1))
        for n in range(80)
    )
    return LineSeries(kind, name, points)


def rating_bars() -> RatingBars:
    """Picture 06, left."""
    rows = (
        ("Overall", RatingCounts(9, 178, 37, 12, 24)),
        ("Safe", RatingCounts(1, 160, 58, 15, 26)),
        ("Effective", RatingCounts(3, 189, 36, 5, 27)),
        ("Caring", RatingCounts(17, 203, 12, 1, 27)),
        ("Responsive", RatingCounts(21, 190, 20, 3, 26)),
        ("Well-led", RatingCounts(10, 163, 47, 14, 26)),
    )
    return RatingBars(
        "Ratings now by key question",
        tuple(RatingRow(name, counts) for name, counts in rows),
        "Source: invented figures",
    )


def line_chart() -> LineChart:
    """Picture 06, right."""
    return LineChart(
        "Rated Good or Outstanding",
        (
            line(LineKind.OURS, "Ours", 76, 0.04),
            line(LineKind.AUTHORITY, "Wexborough", 80, -0.045, 30),
            line(LineKind.REGION, "Region", 79.4, 0.02),
            line(LineKind.ENGLAND, "England", 84, -0.012),
        ),
        "Source: invented figures",
        axis_start=70,
        axis_end=85,
    )


def timeline() -> RatingTimeline:
    """Picture 07."""
    cqc = (
        TimelineMark(date(2017, 3, 10), 2, "Requires improvement"),
        TimelineMark(date(2018, 6, 14), 3, "Good"),
        TimelineMark(date(2021, 5, 4), 3, "Good"),
    )
    own = (
        TimelineMark(date(2018, 2, 1), 2, "Requires improvement"),
        TimelineMark(date(2019, 1, 10), 3, "Good"),
        TimelineMark(date(2020, 1, 20), 3, "Good"),
        TimelineMark(date(2022, 6, 1), 3, "Good"),
        TimelineMark(date(2023, 11, 1), 2, "Requires improvement"),
        TimelineMark(date(2024, 9, 1), 2, "Requires improvement"),
        TimelineMark(date(2026, 3, 12), 1, "Poor"),
    )
    return RatingTimeline(
        "Overall rating",
        cqc,
        own,
        "Source: invented ratings",
        TODAY,
        spans=differing_spans(cqc, own, TODAY),
        notes=tuple(gaps_without_visits(own)),
    )


def plain_bars() -> HorizontalBars:
    """Counts with a second, paler part."""
    rows = (
        BarRow("Safe", 14, 20, "14 of 20", 3),
        BarRow("Effective", 18, 20, "18 of 20"),
        BarRow("Well-led", 6, 20, "6 of 20", 9),
    )
    return HorizontalBars(
        "Answered by section", rows, "Source: invented", "Met", second_words="Partly"
    )


class MarketPage(Page):
    """Pictures 06 and 07."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "market", "Market quality")
        self.set_sentence("187 of our 236 rated services are Good or Outstanding (79%).")
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        for row in (
            (("bars", rating_bars(), 1), ("lines", line_chart(), 1)),
            (("timeline", timeline(), 2), ("plain", plain_bars(), 1)),
        ):
            blocks = []
            for name, chart, stretch in row:
                panel = ChartPanel(name)
                panel.set_chart(chart)
                blocks.append((panel, stretch))
            column.addWidget(Columns(f"row_{row[0][0]}", blocks))
        column.addStretch(1)
        self.set_content(body, scrolls=True)


PAGES: tuple[tuple[str, str, str, int, Callable[[Context], Page]], ...] = (
    ("today", "Today", "ph.sun", 0, TodayPage),
    ("providers", "Providers", "ph.buildings", 1, ServicesPage),
    ("visits", "Visits", "ph.clipboard-text", 1, FormPage),
    ("actions", "Actions", "ph.check-square-offset", 1, ImportPage),
    ("market", "Market quality", "ph.chart-bar", 2, MarketPage),
)


def draw(folder: Path, choice: ThemeChoice, theme: Theme) -> None:
    """Draw every page in one theme."""
    app = QApplication.instance()
    assert app is not None
    theme.choose(choice)
    context = Context(
        services=None,
        settings=SettingsFile(),
        theme=theme,
        background=Background(),
        messages=Messages(),
        changes=Changes(),
        today=lambda: TODAY,
        now=lambda: datetime(2026, 11, 17, 14, 32, 7),  # noqa: DTZ001  local time, as shown
        officer=Officer("Helen Marsh"),
    )
    specs = [PageSpec(n, w, make, icon, group) for n, w, icon, group, make in PAGES]
    window = MainWindow(context, specs, council="Wexborough (sample)")
    window.resize(1366, 768)
    window.status.set_file("wexborough.cqm", "wexborough.cqm")
    window.status.saved.set_saved(context.now())
    window.status.set_backup("Last backup today 08:15")
    window.navigation.set_count("actions", "14")
    window.navigation.set_count("visits", "1 open")
    window.show()
    for name, *_ in PAGES:
        window.go_to(name)
        app.processEvents()
        window.grab().save(str(folder / f"{name}-{choice}.png"))
        if choice == "light":
            window.resize(780, 512)
            for _ in range(3):
                app.processEvents()
            window.grab().save(str(folder / f"{name}-small.png"))
            window.resize(1366, 768)
    window.page("market").findChildren(ChartPanel)[2].canvas.select_mark(1)
    window.findChild(ChartPanel, "lines").canvas.select_mark(40)
    window.findChild(ChartPanel, "bars").segment.choose("table")
    app.processEvents()
    window.grab().save(str(folder / f"market-marks-{choice}.png"))
    chart = window.findChild(ChartPanel, "lines")
    chart.save(folder / f"lines-{choice}.svg")
    chart.save(folder / f"lines-{choice}.png")
    window.context.background.close()
    window.hide()


def main() -> None:
    """Draw the gallery in light and dark."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "demo-output/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme = Theme(app, Path(__file__).parents[2] / "resources" / "icons")
    for choice in ("light", "dark"):
        draw(folder, choice, theme)


if __name__ == "__main__":
    main()
