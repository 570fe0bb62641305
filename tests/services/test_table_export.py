"""A table saved as CSV or as a workbook: true values, days in words, nothing that runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from app.services.office import Office
from app.services.table_export import save_csv, save_workbook


def test_values_stand_as_a_spreadsheet_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    save_csv(
        path, ("Name", "On", "Share"), [("Tŷ Haf, Bryn", date(2026, 11, 1), 84.5), ("", None, 7)]
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines == ["Name,On,Share", '"Tŷ Haf, Bryn",01/11/2026,84.5', ",,7"]


def test_text_that_looks_like_a_formula_is_kept_as_text(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    save_csv(path, ("Name",), [("=HYPERLINK(1)",), ("@home",), ("-5",), (-5,)])
    assert path.read_text("utf-8-sig").splitlines()[1:] == ["'=HYPERLINK(1)", "'@home", "'-5", "-5"]


def test_workbook_holds_true_values_and_nothing_live(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [("=HYPERLINK(1)", 2, date(2026, 11, 1)), ("@home", None, None)]
    office.read(save_workbook, path, "Rows with a problem", "homes.xlsx", ("A", "B", "C"), rows)
    sheet = load_workbook(path)["Rows with a problem"]
    assert [cell.value for cell in sheet[4]] == ["A", "B", "C"]
    text, number, day = sheet[5]
    assert (text.value, text.data_type, text.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert number.value == 2
    assert day.value.date() == date(2026, 11, 1)
    assert (sheet["A6"].value, sheet["B6"].value) == ("@home", None)


def test_long_list_keeps_every_word(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    reason = "A reason that goes on and on. " * 200
    office.read(save_workbook, path, "List", "", ("Row", "Reason"), [(1, reason)])
    told = [cell.value for row in load_workbook(path)["Long texts"].iter_rows() for cell in row]
    assert "".join(words for words in told if words and str(words).startswith("A reason")) == reason
