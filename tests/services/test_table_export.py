"""A table saved as CSV: real values, days as people write them, nothing that runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.services.table_export import save_csv


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
