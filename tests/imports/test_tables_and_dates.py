"""Rules of reading: headings, dates and the quick way through a CSV, tried on many values."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.dates import find_order, parse, stated_in_content, stated_in_name
from app.imports.guard import Nature, Verdict
from app.imports.market import Tally
from app.imports.readers import Sheet, _csv_rows, open_sheets
from app.imports.records import DateOrder
from app.imports.table import Table, find_table, plain_heading

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=20))
def test_quick_way_through_csv_equals_the_standard_reader(rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["a", "b"], *rows])
    expected = list(csv.reader(io.StringIO(buffer.getvalue(), newline="")))
    text = io.StringIO(buffer.getvalue(), newline="")
    if sum(map(buffer.getvalue().count, ";\t|")) == 0:  # the comma is plainly the sign
        found = list(_csv_rows(Path("a.csv"), text))
        assert [row or [""] for row in found] == [row or [""] for row in expected]


@settings(max_examples=100, deadline=None)
@given(DAYS)
def test_date_reads_back_in_each_form(day: date) -> None:
    assert parse(day.isoformat(), None) == day
    assert parse(f"{day.isoformat()}T10:00:00", None) == day
    assert parse(f"{day:%d/%m/%Y}", DateOrder.DAY_FIRST) == day
    assert parse(f"{day:%m/%d/%Y} 12:00", DateOrder.MONTH_FIRST) == day
    assert parse(f"{day.day} {day:%B} {day.year}", None) == day


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from(DateOrder))
def test_order_found_is_never_the_wrong_one(days: list[date], order: DateOrder) -> None:
    form = "%d/%m/%Y" if order is DateOrder.DAY_FIRST else "%m/%d/%Y"
    found = find_order(day.strftime(form) for day in days)
    assert found.order in {order, None}
    assert found.must_ask == (found.order is None and any(day.day != day.month for day in days))


def test_mixed_orders_must_be_asked() -> None:
    found = find_order(["13/01/2020", "01/13/2020", "01/02/2020"])
    assert (found.order, found.examples) == (None, ("01/02/2020",))


@pytest.mark.parametrize("text", ["31/02/2020", "00/01/2020", "soon", "2020-13-01", ""])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse(text, DateOrder.DAY_FIRST) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("28_March_2025_CQC_directory.csv", date(2025, 3, 28)),
        ("2026-06_Latest_ratings.ods", date(2026, 6, 1)),
        ("Latest_ratings_20260601.csv", date(2026, 6, 1)),
        ("01 June 2026 Latest ratings.ods", date(2026, 6, 1)),
        ("ratings 1-123456789.csv", None),
    ],
)
def test_day_in_a_name_is_found(name: str, day: date | None) -> None:
    stated = stated_in_name(name)
    assert (stated.day if stated else None) == day


def test_day_in_prose_needs_a_word_that_says_when() -> None:
    assert stated_in_content(["The Act of 1 April 2015 applies to them."]) is None
    stated = stated_in_content(["Data from 1 April 2015", "Published 2nd May 2025"])
    assert stated is not None
    assert stated.day == date(2025, 5, 2)


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("Registered manager (note; where there is\nmore than one)", "registered manager"),
        ("Care home?", "care home"),
        ("Location.ID", "location id"),
        ("\ufeffLocation ID ", "location id"),
        ("Inherited Rating (Y/N)", "inherited rating"),
    ],
)
def test_heading_is_compared_plainly(heading: str, plain: str) -> None:
    assert plain_heading(heading) == plain


@pytest.mark.parametrize("row", [1, 2, 5, 7, 20])
def test_table_is_found_on_any_of_the_first_rows(row: int) -> None:
    above = [["A sentence about the location id that is prose, long enough to be no heading."]]
    rows = [*(above * (row - 1)), ["Location ID", "Domain"], ["1-1", "Safe"]]
    table = find_table(Sheet("S", iter(rows)), ("location id",))
    assert isinstance(table, Table)
    assert (table.first_row, list(table.rows)) == (row + 1, [["1-1", "Safe"]])


def test_exact_heading_beats_one_that_only_begins_alike() -> None:
    table = Table(Sheet("", iter(())), ("Name of provider", "Name"), 2, (), iter(()))
    assert table.column(("name",)) == 1
    assert table.column(("brand",)) is None


def test_tally_counts_a_location_whose_rows_lie_apart() -> None:
    tally = Tally({"location_id": 0, "rating": 1, "sector": 2}, counts_ratings=True)
    social = "Social Care Org"
    tally.add([["1-1", "Good", social], ["1-2", "Inadequate", social]])
    tally.add([["1-1", "Good", social], ["", "Good", social]])
    assert {(c.value, c.count) for c in tally.counts(None)} == {("good", 1), ("inadequate", 1)}


def test_rows_of_a_workbook_keep_their_numbers(xlsx) -> None:
    cells = "".join(
        f'<row r="{row}"><c r="C{row}" t="inlineStr"><is><t>x</t></is></c></row>' for row in (4, 6)
    )
    path = xlsx(f"<sheetData>{cells}</sheetData>")
    with open_sheets(path, Verdict(Nature.XLSX)) as sheets:
        rows = list(next(sheets).rows)
    blank = ["", "", ""]
    assert rows == [blank, blank, blank, ["", "", "x"], blank, ["", "", "x"]]
