"""Charts as data: text alternatives, captions and table twins."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

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
    TimelineNote,
    differing_spans,
    gaps_without_visits,
    percent_axis,
)
from app.domain.market import RatingCounts

TODAY = date(2026, 11, 22)


def mark(year: int, level: int | None, month: int = 5) -> TimelineMark:
    words = {4: "Outstanding", 3: "Good", 2: "Requires improvement", 1: "Poor"}.get(level or 0, "–")
    return TimelineMark(date(year, month, 4), level, words)


def test_rating_bars_table_has_the_order_and_words_of_the_bars() -> None:
    rows = (
        RatingRow("Overall", RatingCounts(9, 178, 37, 12, 24)),
        RatingRow("Safe", RatingCounts(1, 160, 58, 15, 26)),
    )
    chart = RatingBars("Ratings now by key question", rows, "CQC file of 1 November 2026")
    headings, table = chart.table()
    assert headings == (
        "Area",
        "Outstanding",
        "Good",
        "Requires improvement",
        "Inadequate",
        "Not rated",
        "Services",
    )
    assert table[0] == ("Overall", 9, 178, 37, 12, 24, 260)
    assert chart.longest == 260
    assert "Safe: 1 Outstanding, 160 Good, 58 Requires improvement" in chart.alt_text
    assert chart.caption == "CQC file of 1 November 2026."


def test_line_chart_says_where_the_axis_starts_and_its_last_values() -> None:
    points = (LinePoint(date(2026, 9, 1), 78.0), LinePoint(date(2026, 10, 1), 79.0))
    chart = LineChart(
        "Rated Good or Outstanding",
        (LineSeries(LineKind.OURS, "Ours", points),),
        "CQC files",
        axis_start=70,
    )
    assert chart.caption == "CQC files. The axis starts at 70%."
    assert chart.alt_text == (
        "Rated Good or Outstanding. Lines over time. Ours 79% on 1 October 2026."
    )


def test_line_chart_gap_breaks_the_line_and_is_worded_in_the_table() -> None:
    days = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    values = [78.0, None, 79.5, 80.0]
    points = tuple(
        LinePoint(day, value, "" if value else "no file")
        for day, value in zip(days, values, strict=True)
    )
    series = LineSeries(LineKind.REGION, "Region", points)
    assert [len(run) for run in series.runs()] == [1, 2]
    assert LineChart("T", (series,), "S").table()[1][1] == (days[1], "no file")


def test_line_chart_without_any_value_says_so() -> None:
    series = LineSeries(LineKind.ENGLAND, "England", ())
    chart = LineChart("Share", (series,), "S")
    assert chart.label(series) == "England"
    assert "England: no value" in chart.alt_text


@settings(max_examples=200)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_percent_axis_holds_all_values(values: list[float]) -> None:
    start, end = percent_axis(values)
    assert 0 <= start <= min(values)
    assert max(values) <= end <= 100
    assert end - start >= 10
    assert start % 5 == end % 5 == 0


def test_timeline_steps_run_to_today_and_own_runs_break_at_a_note() -> None:
    chart = RatingTimeline(
        "Overall rating",
        (mark(2017, 2), mark(2021, 3)),
        (mark(2018, 2), mark(2019, 3), mark(2024, 2), mark(2026, 1)),
        "CQC file",
        TODAY,
        notes=(TimelineNote(date(2021, 1, 1), "no visits"),),
    )
    assert chart.steps() == (
        (date(2017, 5, 4), date(2021, 5, 4), 2),
        (date(2021, 5, 4), TODAY, 3),
    )
    assert [len(run) for run in chart.own_runs()] == [2, 2]


def test_timeline_table_and_alt_text_tell_the_same_story() -> None:
    chart = RatingTimeline(
        "Overall rating",
        (mark(2021, 3),),
        (mark(2026, 1, 3),),
        "CQC file",
        TODAY,
        spans=differing_spans((mark(2021, 3),), (mark(2026, 1, 3),), TODAY),
        registrations=(TimelineNote(date(2019, 1, 1), "previous registration"),),
    )
    assert [row[1:3] for row in chart.table()[1]] == [
        ("Registration", "previous registration"),
        ("CQC", "Good"),
        ("Ours", "Poor"),
        ("Difference", "We rate lower than CQC"),
    ]
    assert chart.alt_text == (
        "Overall rating. Ratings over time. CQC: 1 rating, last Good on 4 May 2021. "
        "Ours: 1 rating, last Poor on 4 March 2026. "
        "We rate lower than CQC from 4 March 2026 to today. "
        "previous registration: 1 January 2019."
    )
    assert chart.starts_on == date(2019, 1, 1)


def test_differing_spans_join_while_the_direction_stays() -> None:
    own = (mark(2022, 3), mark(2023, 2), mark(2024, 2), mark(2026, 1))
    spans = differing_spans((mark(2021, 3),), own, TODAY)
    assert [(s.first_on, s.last_on, s.words, s.is_open) for s in spans] == [
        (date(2023, 5, 4), TODAY, "We rate lower than CQC", True)
    ]


def test_differing_spans_leave_out_a_short_one_that_ended() -> None:
    cqc = (mark(2020, 3),)
    own = (mark(2022, 4, 1), mark(2022, 3, 4), mark(2023, 4), mark(2025, 3))
    spans = differing_spans(cqc, own, TODAY)
    assert [(s.first_on.year, s.words) for s in spans] == [(2023, "We rate higher than CQC")]


def test_differing_spans_without_own_visits_are_none() -> None:
    assert differing_spans((mark(2020, 3),), (), TODAY) == ()


def test_gaps_without_visits_note_stands_inside_the_gap() -> None:
    notes = gaps_without_visits((mark(2019, 3), mark(2020, 3), mark(2024, 3)))
    assert [note.words for note in notes] == ["no visits"]
    assert date(2020, 5, 4) < notes[0].on < date(2024, 5, 4)


def test_horizontal_bars_table_has_a_second_part_only_where_named() -> None:
    row = BarRow("Care home", 30, 40, "30 of 40", second=4)
    plain = HorizontalBars("Coverage", (row,), "Our visits", "In person")
    both = HorizontalBars("Coverage", (row,), "Our visits", "In person", "Of", "Remote only")
    assert plain.table() == (
        ("Area", "In person", "Of", "Shown"),
        (("Care home", 30, 40, "30 of 40"),),
    )
    assert both.table()[1] == (("Care home", 30, 4, 40, "30 of 40"),)
    assert plain.alt_text == "Coverage. Bars. Care home: 30 of 40."
