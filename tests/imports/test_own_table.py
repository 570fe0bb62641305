"""A council's own spreadsheet: sheets, values, limits, and the guessed columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.errors import FileRefusedError
from app.imports.own_columns import guess_columns, guess_target
from app.imports.own_fields import FIELDS, Target
from app.imports.own_table import OwnRow, open_own
from app.imports.records import DateOrder


def workbook(folder: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "own.xlsx"
    book.save(path)
    return path


def samples(*rows: tuple[object, ...]) -> tuple[OwnRow, ...]:
    return tuple(OwnRow(number, row) for number, row in enumerate(rows, start=2))


def test_sheets_come_with_headings_values_and_row_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Services=[
            ["Our register of services", None, None],
            [],
            ["Service name", "Beds", "Last visit", None],
            ["Quillbrook House", 22, date(2026, 3, 5), "spare"],
            [],
            ["01234", 1.5, "05/03/2026"],
        ],
        Empty=[],
    )
    with open_own(path) as file:
        (sheet,) = file.sheets
        assert sheet.headings == ("Service name", "Beds", "Last visit", "Column D")
        assert list(sheet.rows) == [
            OwnRow(4, ("Quillbrook House", 22, date(2026, 3, 5), "spare")),
            OwnRow(6, ("01234", 1.5, "05/03/2026", None)),
        ]
        assert sheet.date_order.examples == ("05/03/2026",)


def test_unnamed_and_repeated_headings_get_names(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Notes,,Notes\na,b,c\n")
    with open_own(path) as file:
        assert file.sheets[0].headings == ("Notes", "Column B", "Notes (2)")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_are_split_by_the_files_own_sign(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "own.csv"
    lines = [["Provider", "Postcode", "Notes"], ["Invented Care", "ZZ1 1AA", "0012"]]
    path.write_text("\n".join(delimiter.join(line) for line in lines))
    with open_own(path) as file:
        assert next(iter(file.sheets[0].rows)).values == ("Invented Care", "ZZ1 1AA", "0012")


def test_order_of_own_dates_is_found(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Service,Visited\nA,03/04/2026\nB,25/04/2026\n")
    with open_own(path) as file:
        assert file.sheets[0].date_order.order is DateOrder.DAY_FIRST


def test_file_with_headings_only_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Service,Visited\n")
    with pytest.raises(FileRefusedError, match="no rows under its headings"):
        open_own(path)


def test_too_wide_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(",".join(f"c{number}" for number in range(501)) + "\n1,2\n")
    with pytest.raises(FileRefusedError, match="more than 500 columns"):
        open_own(path)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Service,Beds\n" + "A,1\n" * 100_001)
    with pytest.raises(FileRefusedError, match="more than 100,000 rows"):
        open_own(path)


def test_spool_of_own_file_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Service,Beds\nA,1\n")
    folder = tmp_path / "spool"
    folder.mkdir()
    with open_own(path, spool_folder=folder) as file:
        assert file.folder.stat().st_mode & 0o077 == 0
    assert not list(folder.iterdir())


def test_json_is_no_own_table(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text("[]")
    with pytest.raises(FileRefusedError, match="is JSON"):
        open_own(path)


@pytest.mark.parametrize(
    ("target", "headings", "row", "expected"),
    [
        (
            Target.SERVICES,
            ("Home Name", "Provider", "CQC ID", "Type", "No. of beds", "Post Code", "Manager"),
            ("Quillbrook", "Invented Care", "1-123456789", "Care home", 22, "ZZ1 1AA", "Q Quill"),
            {
                "name": 0,
                "provider_name": 1,
                "location_id": 2,
                "service_type": 3,
                "beds": 4,
                "postcode": 5,
                "manager": 6,
            },
        ),
        (
            Target.CONTRACTS,
            (
                "Contract Ref",
                "Contract title",
                "Supplier",
                "Start",
                "Expiry date",
                "Annual value £",
            ),
            ("C-1", "Homecare", "Invented Care", date(2024, 4, 1), "31/03/2027", "£1,200"),
            {
                "reference": 0,
                "title": 1,
                "provider_name": 2,
                "starts_on": 3,
                "ends_on": 4,
                "yearly_value": 5,
            },
        ),
        (
            Target.VISITS,
            ("Service", "Date of visit", "Officer", "Overall rating"),
            ("Quillbrook", "05/03/2026", "Q Quill", "Good"),
            {"service_name": 0, "visited_on": 1, "officer": 2, "rating": 3},
        ),
        (
            Target.ACTIONS,
            ("Home", "Action required", "By whom", "By when", "Status"),
            ("Quillbrook", "Sign the charts", "Manager", "05/03/2026", "Open"),
            {"service_name": 0, "title": 1, "owner": 2, "due_on": 3, "state": 4},
        ),
        (
            Target.CONTACTS,
            ("Name", "Job title", "Organisation", "Tel", "E-mail"),
            ("Q Quill", "Manager", "Invented Care", "01632 960001", "q@example.org"),
            {"name": 0, "role": 1, "provider_name": 2, "phone": 3, "email": 4},
        ),
        (
            Target.PROVIDERS,
            ("Provider name", "CQC Provider ID", "Companies House No", "Address", "x"),
            ("Invented Care", "1-101662253", "02529009", "1 Street", "ZZ1 1AA"),
            {"name": 0, "provider_id": 1, "company_number": 2, "address": 3, "postcode": 4},
        ),
    ],
)
def test_columns_are_guessed_as_a_person_would(
    target: Target, headings: tuple[str, ...], row: tuple[object, ...], expected: dict[str, int]
) -> None:
    assert guess_columns(headings, samples(row), target) == expected
    assert guess_target("Sheet1", headings, samples(row)) is target


def test_column_with_other_content_is_not_taken() -> None:
    rows = samples(("12 weeks",), ("yes",), ("no",))
    assert "location_id" not in guess_columns(
        ("CQC ID",), samples(("q@example.org",)), Target.SERVICES
    )
    assert guess_columns(("Start date",), rows, Target.CONTRACTS) == {"starts_on": 0}


def test_sheet_name_tells_the_target() -> None:
    assert guess_target("Open actions 2026", ("Home",), ()) is Target.ACTIONS


def test_no_field_is_named_twice() -> None:
    for fields in FIELDS.values():
        names = [field.name for field in fields]
        assert len(names) == len(set(names))
