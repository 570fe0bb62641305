"""Any report as a workbook: one sheet of text, a sheet for each table and chart."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from app.reports.render_xlsx import render_xlsx
from app.reports.workbooks.page import PRINT_WIDTH
from tests.reports.report_sample import report


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(io.BytesIO(render_xlsx(report())), data_only=True)


def _text(book: Workbook) -> list[str]:
    return [str(value) for row in book["Report"].iter_rows(values_only=True)
            for value in row if value is not None]  # fmt: skip


def test_all_text_is_on_the_first_sheet_in_reading_order(book: Workbook) -> None:
    said = _text(book)
    wanted = [
        "QA visit report: Quillbrook House", "Care home · visited 3 November 2026",
        "Quillbrook House", "Poor", "Medicines are not safe.", "12", "3 Safe · Poor · 37%", "=1+1",
        "Second line", "A caption", "• First claim", "Evidence: log",
        "Actions by priority: see the sheet Actions by priority", "Left", "Right",
        "Photo 1. The fridge (picture in the PDF)",
    ]  # fmt: skip
    places = [said.index(text) for text in wanted]
    assert places == sorted(places)


def test_a_table_becomes_one_row_per_record_with_true_values(book: Workbook) -> None:
    sheet = book["Actions by priority"]
    heads = [cell.value for cell in sheet[4]]
    row = dict(zip(heads, (cell.value for cell in sheet[5]), strict=True))
    assert row == {
        "Group": "High (1)",
        "No.": "A1",
        "What must change": "=Do this",
        "What must change: more": "Evidence: charts",
        "Due": datetime(2026, 12, 14),  # noqa: DTZ001 - a day as openpyxl reads it
        "Rating": "Poor",
        "State": "Closed",
        "State: more": "verified 04/12/2026",
        "Share": 0.87,
        "Cost": 1234.5,
        "Since": "Worse",
        "Since: more": "was Good",
        "Covered": "3 of 4",
    }


def test_a_total_stands_below_the_filter(book: Workbook) -> None:
    sheet = book["Actions by priority"]
    (table,) = sheet.tables.values()
    assert table.ref == "A4:M5"
    assert sheet["B6"].value == "In all"
    assert sheet["J6"].value == 1234.5


def test_each_chart_has_its_sheet_with_the_table_twin(book: Workbook) -> None:
    assert book.sheetnames == [
        "Report", "Actions by priority", "Share Good or Outstanding",
        "Quillbrook House ratings over t", "Coverage", "About",
    ]  # fmt: skip
    assert [cell.value for cell in book["Coverage"][5]] == ["Homes", 3, 1, 5, "3 of 5"]
    line = next(book["Quillbrook House ratings over t"].iter_rows(min_row=11, values_only=True))
    assert line[1:4] == ("Ours", "Poor", "QA-2026-0147")


def test_a_table_of_many_columns_still_fits_the_width_of_a_page(book: Workbook) -> None:
    dimensions = book["Actions by priority"].column_dimensions
    assert sum(dimensions[letter].width for letter in "ABCDEFGHIJKLM") <= PRINT_WIDTH
