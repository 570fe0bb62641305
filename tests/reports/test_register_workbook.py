"""The register as a workbook that can be brought back in unchanged."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from app.reports.register_workbook import ID_HEADING, register_workbook
from tests.reports.register_sample import register


@pytest.fixture(scope="module")
def content() -> bytes:
    return register_workbook(register())


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_headings_stand_in_row_four_as_the_columns_say(book: Workbook) -> None:
    for sheet in register().sheets:
        heads = [cell.value for cell in book[sheet.name][4]]
        assert heads == [ID_HEADING, *(column.heading for column in sheet.columns)]


def test_the_id_column_is_hidden_and_the_title_is_not(book: Workbook) -> None:
    sheet = book["Services"]
    assert sheet.column_dimensions["A"].hidden
    assert sheet["A5"].value == "s-1"
    assert sheet["B1"].value == "Services"
    assert sheet["A1"].value is None


def test_our_own_reader_gets_back_what_was_written(content: bytes) -> None:
    reader = CalamineWorkbook.from_filelike(io.BytesIO(content))
    services = reader.get_sheet_by_name("Services").to_python(skip_empty_area=False)
    assert services[4][1:8] == ["Quillbrook", "Nursing home", "1-00417260", 44.0, "EM4 7QX",
                                "Lift\nnew", ""]  # fmt: skip
    assert services[5][1:9] == ['=HYPERLINK("http://x")', "Homecare", "RX601", "", "1E5", "#N/A",
                                date(2024, 2, 29), "+44 1632 960001"]  # fmt: skip
    providers = reader.get_sheet_by_name("Providers").to_python(skip_empty_area=False)
    assert providers[4][2:5] == ["1-10000", "07000000", "Yes"]


def test_money_is_in_pounds_and_prices_keep_four_places(book: Workbook) -> None:
    row = book["Contracts"][5]
    assert row[5].value == 1_234_567.89
    assert row[5].number_format == "#,##0.00"
    assert row[6].value == 123.4567
    assert row[3].is_date


def test_words_of_a_closed_list_are_offered_from_the_hidden_sheet(book: Workbook) -> None:
    (check,) = book["Services"].data_validations.dataValidation
    assert check.formula1 == "Lists!$A$1:$A$10"
    assert book["Lists"]["A1"].value == "Care home"
    assert book["Lists"].sheet_state == "hidden"


def test_columns_beyond_the_page_are_not_printed(book: Workbook) -> None:
    assert book["Services"].print_area.endswith("$H$6")


def test_an_empty_sheet_keeps_its_headings_and_one_empty_row() -> None:
    book = load_workbook(io.BytesIO(register_workbook(register(providers=0))))
    assert book["Providers"].tables["Providers"].ref == "A4:F5"
    assert all(cell.value is None for cell in book["Providers"][5])


def test_the_same_register_gives_the_same_bytes(content: bytes) -> None:
    assert register_workbook(register()) == content
