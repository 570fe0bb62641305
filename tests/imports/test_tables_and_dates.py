"""Rules of reading: headings, dates and the quick way through a CSV, tried on many values."""

from __future__ import annotations

import codecs
import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.csv_runs import csv_runs
from app.imports.dates import find_order, parse, stated_in_content, stated_in_name
from app.imports.guard import Nature, Verdict
from app.imports.market import Tally
from app.imports.readers import Sheet, open_sheets, whole_lines
from app.imports.records import DateOrder
from app.imports.runs import Run, Runs, runs_of
from app.imports.table import Table, find_table, plain_heading

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)


LIKE = st.lists(st.sampled_from(["a", "b,c", 'd"e', "f\ng", "", "\r\n"]), min_size=1, max_size=4)


def _read(text: str, size: int) -> list[list[str]]:
    """The rows of a text that comes in pieces of at least `size` characters."""
    pieces = []
    while text:
        end = text.find("\n", size) + 1 or len(text)
        pieces.append(text[:end])
        text = text[end:]
    return list(Runs(csv_runs(pieces, ",")).rows())


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=20), st.integers(0, 9)
)
def test_quick_way_through_csv_equals_the_standard_reader(rows: list[list[str]], size: int) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["a", "b"], *rows])
    expected = list(csv.reader(io.StringIO(buffer.getvalue(), newline="")))
    found = _read(buffer.getvalue(), size)
    assert [row or [""] for row in found] == [row or [""] for row in expected]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("12"), LIKE, LIKE), min_size=1, max_size=25), st.booleans()
)
def test_rows_that_repeat_each_other_are_read_as_the_standard_reader_does(
    rows: list[tuple[str, list[str], list[str]]], quotes: bool
) -> None:
    buffer = io.StringIO(newline="")
    style = csv.QUOTE_ALL if quotes else csv.QUOTE_MINIMAL
    cells = [[name, "x, y", *start, *end, "z"] for name, start, end in rows]
    csv.writer(buffer, quoting=style).writerows(cells)
    assert _read(buffer.getvalue(), 40) == cells


@pytest.mark.parametrize(
    "text",
    [
        "a,b\r1,2\r3,4\r",
        'a,b\n1,"x"y\n1,"x"z\n',
        'a,b\n1,x"y,"z\n2,3\n',
        "a,b,c\n1,2,3\n1,4,3\n1,3\n1,,3",
        'a,b,c,d\n1,"p,q",r,s\n1,"p,q",t,s\n1,"p,q","u\nv",s\n1,"p,q",w,s\n',
        "1,a,z\r\n1,b,z\r\n1,c,z\n1,d,z\r1,e,z\r\n",
    ],
)
def test_odd_text_is_read_as_the_standard_reader_does(text: str) -> None:
    expected = list(csv.reader(io.StringIO(text, newline="")))
    assert _read(text, 0) == expected


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("aé\r\n")), st.integers(1, 4))
def test_text_comes_in_whole_lines_however_its_bytes_are_cut(text: str, size: int) -> None:
    data = text.encode()
    cut = [data[at : at + size] for at in range(0, len(data), size)]
    pieces = list(whole_lines(cut, codecs.getincrementaldecoder("utf-8")()))
    assert "".join(pieces) == text
    lines = [line for piece in pieces for line in io.StringIO(piece, newline="")]
    assert lines == list(io.StringIO(text, newline=""))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.sampled_from("ab1"), min_size=1, max_size=6), max_size=30))
def test_runs_of_a_workbook_hold_its_rows(rows: list[list[str]]) -> None:
    runs = list(runs_of(map(list, rows)))
    assert [row for run in runs for row in run.rows()] == rows
    assert [value for run in runs for value in run.values(0)] == [row[0] for row in rows]


def test_rows_of_one_location_make_one_run() -> None:
    rows = [[name, "Place", key, "Good", "End"] for name in ("1-1", "1-2") for key in "abcd"]
    shapes = [len(run.middles) for run in runs_of(rows)]
    assert shapes == [1, 3, 4]


def test_runs_go_on_where_rows_were_taken() -> None:
    runs = Runs(iter([Run(["1"], [("a",), ("b",), ("c",)], ["z"])]))
    assert next(runs.rows()) == ["1", "a", "z"]
    assert [list(run.rows()) for run in runs] == [[["1", "b", "z"], ["1", "c", "z"]]]


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
    table = find_table(Sheet("S", Runs(map(Run.alone, rows))), ("location id",))
    assert isinstance(table, Table)
    assert (table.first_row, list(table.rows)) == (row + 1, [["1-1", "Safe"]])


def test_exact_heading_beats_one_that_only_begins_alike() -> None:
    table = Table(Sheet("", Runs(())), ("Name of provider", "Name"), 2, (), iter(()))
    assert table.column(("name",)) == 1
    assert table.column(("brand",)) is None


def test_tally_counts_a_location_whose_rows_lie_apart() -> None:
    tally = Tally({"location_id": 0, "rating": 1, "sector": 2}, counts_ratings=True)
    social = "Social Care Org"
    for name, word in (("1-1", "Good"), ("1-2", "Inadequate"), ("1-1", "Good")):
        row = [name, word, social]
        assert tally.add(Run.alone(row), row)
    assert not tally.add(Run.alone(["", "Good", social]), ["", "Good", social])
    assert {(c.value, c.count) for c in tally.counts(None)} == {("good", 1), ("inadequate", 1)}


def test_rows_of_a_workbook_keep_their_numbers(xlsx) -> None:
    cells = "".join(
        f'<row r="{row}"><c r="C{row}" t="inlineStr"><is><t>x</t></is></c></row>' for row in (4, 6)
    )
    path = xlsx(f"<sheetData>{cells}</sheetData>")
    with open_sheets(path, Verdict(Nature.XLSX)) as sheets:
        rows = list(next(sheets).rows())
    blank = ["", "", ""]
    assert rows == [blank, blank, blank, ["", "", "x"], blank, ["", "", "x"]]
