"""The market's figures as a workbook, read back cell by cell."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from app.domain.market import share_of
from app.reports.market_workbook import market_workbook
from tests.reports.market_sample import market


@pytest.fixture(scope="module")
def content() -> bytes:
    return market_workbook(market())


@pytest.fixture(scope="module")
def figures(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content), data_only=True)


def test_each_subject_has_its_sheet_and_about_is_last(figures: Workbook) -> None:
    assert figures.sheetnames == [
        "Summary", "By type", "Key questions", "Share over time", "Fell", "Old ratings",
        "Coverage", "Themes", "About",
    ]  # fmt: skip


def test_counts_by_type_add_up_and_shares_are_the_domains(figures: Workbook) -> None:
    sheet = figures["By type"]
    for row, each in enumerate(market().rows, start=5):
        cells = [cell.value for cell in sheet[row]][:9]
        assert cells[:6] == [each.type_words, *each.counts.in_order]
        assert cells[6:8] == [each.counts.total, each.counts.rated]
        percent = share_of(each.counts).percent
        assert cells[8] == ("–" if percent is None else percent / 100)
    assert sheet["A9"].value == "All"
    assert sheet["G9"].value == sum(each.counts.total for each in market().rows)


def test_no_share_is_shown_for_fewer_than_five_services(figures: Workbook) -> None:
    shares = {row[0]: row[8] for row in figures["By type"].iter_rows(min_row=5, values_only=True)}
    assert shares["Shared lives"] == "–"


def test_a_file_without_a_figure_is_an_empty_cell_with_its_reason(figures: Workbook) -> None:
    rows = list(figures["Share over time"].iter_rows(min_row=5, max_row=12, values_only=True))
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert all(isinstance(row[0], datetime) for row in rows)
    assert rows[0][1] == 0.8
    assert rows[6][1] is None
    assert rows[6][5] == "Our services: no file"


def test_each_line_of_shares_is_drawn_over_its_own_days(content: bytes) -> None:
    facts = market()
    assert facts.share_chart is not None
    sheet = load_workbook(io.BytesIO(content))["Share over time"]
    heads = {cell.value: cell.column for cell in sheet[4] if cell.value}
    for series in facts.share_chart.series:
        column = heads[f"{series.name}: date"]
        points = sheet.iter_rows(
            min_row=5, max_row=4 + len(series.points), min_col=column, max_col=column + 1,
            values_only=True,
        )  # fmt: skip
        assert [(day.date(), share) for day, share in points] == [
            (p.on, None if p.value is None else pytest.approx(p.value / 100)) for p in series.points
        ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    (lines,) = [chart for chart in charts if "scatterChart" in chart]
    assert lines.count("<ser>") == len(facts.share_chart.series)
    assert 'dispBlanksAs val="gap"' in lines


def test_each_data_sheet_is_a_real_table_with_a_filter(figures: Workbook) -> None:
    between = figures.sheetnames[1:-1]
    assert between
    for name in between:
        (table,) = figures[name].tables.values()
        assert table.autoFilter.ref == table.ref


def test_each_chart_is_native_and_described(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        drawings = [archive.read(n).decode() for n in names if "drawings/drawing" in n]
    assert len(drawings) == 5
    assert all('descr="' in drawing for drawing in drawings)
    assert any("Our services" in drawing for drawing in drawings)


def test_now_not_rated_is_not_called_a_fall(figures: Workbook) -> None:
    rows = {row[0]: row for row in figures["Summary"].iter_rows(values_only=True)}
    assert rows["Now not rated"][1:3] == (2, "Not a fall in quality")


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(
        market(), share_chart=None, key_question_chart=None, moves=None, fell=(), old_ratings=(),
        coverage=(), themes=(), previous_file_on=None,
    )  # fmt: skip
    book = load_workbook(io.BytesIO(market_workbook(bare)), data_only=True)
    assert book.sheetnames == ["Summary", "By type", "About"]
    said = [cell.value for cell in book["Summary"]["B"]]
    assert "No earlier file: nothing can be compared yet" in said


def test_the_same_facts_give_the_same_bytes(content: bytes) -> None:
    assert market_workbook(market()) == content
