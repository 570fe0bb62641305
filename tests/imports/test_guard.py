"""Hostile and mistaken files: each gets one plain sentence, quickly, and the process lives."""

from __future__ import annotations

import gzip
import io
import time
import warnings
import zipfile
from pathlib import Path

import pytest

from app.errors import FileRefusedError
from app.imports import guard
from app.imports.guard import Nature, check

CELL = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
ROW = f"<table:table-row>{CELL}</table:table-row>"


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; it must come within 5 seconds."""
    start = time.monotonic()
    with pytest.raises(FileRefusedError) as caught:
        check(path)
    assert time.monotonic() - start < 5
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert path.name in sentence
    return sentence


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


CUT_SHORT = gzip.compress(b"Location ID\n" * 9000, mtime=0)[:60]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.xlsx", b"", "is empty"),
        ("blank.csv", b"\xef\xbb\xbf \r\n\r\n", "is empty"),
        ("zeros.csv", bytes(4096), "is empty"),
        ("photo.xlsx", b"\xff\xd8\xff\xe0" + bytes(100), "a photo (JPEG)"),
        ("scan.csv", b"%PDF-1.7\n" + bytes(100), "a PDF document"),
        ("page.ods", b"<!DOCTYPE html><html>", "is a web page"),
        ("data.csv", b"<?xml version='1.0'?><a/>", "is an XML file"),
        ("nul.csv", b"Location ID,Name\n1-1,\x00\x00\n", "not text"),
        ("cut.csv.gz", CUT_SHORT, "damaged or incomplete"),
        ("cut.xlsx", b"PK\x03\x04" + bytes(200), "damaged or incomplete"),
        (
            "locked.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected with a password",
        ),
        (
            "old.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "old Excel format",
        ),
    ],
)
def test_wrong_file_gets_plain_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    assert said in refusal(write(tmp_path / name, data))


def test_missing_file_is_refused(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "gone.csv")


def test_endless_line_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "line.csv", b"Location ID," + b"x" * 3_000_000)
    assert "has a line of more than" in refusal(path)


def test_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "bomb.csv.gz", gzip.compress(b"a,b\n" * 15_000_000))
    assert "far more text" in refusal(path)


def test_workbook_bomb_is_refused(xlsx) -> None:
    path = xlsx("<sheetData>" + " " * 60_000_000 + "</sheetData>")
    assert "unpacks to far more" in refusal(path)


def test_archive_that_understates_its_size_is_refused(xlsx) -> None:
    path = xlsx("<sheetData>" + "<row/>" * 50_000 + "</sheetData>")
    with zipfile.ZipFile(path) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    data = path.read_bytes().replace(true_size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert "damaged or incomplete" in refusal(write(path, data))


@pytest.mark.parametrize("reference", ["XFD1048576", "A1048576", "SG2"])
def test_value_far_outside_table_is_refused(xlsx, reference: str) -> None:
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{reference}"><v>1</v></c></row>'
    assert reference in refusal(xlsx(f"<sheetData>{cells}</sheetData>"))


def test_far_value_across_seam_of_pieces_is_refused(xlsx) -> None:
    padding = "<!-- " + "x" * 1_999_880 + " -->"
    far = '<c r="XFD1048576"><v>1</v></c>'
    for shift in range(0, 120, 7):
        path = xlsx(f"{padding}{' ' * shift}<sheetData><row>{far}</row></sheetData>")
        assert "XFD1048576" in refusal(path)


def test_far_cell_that_is_only_formatted_is_allowed(xlsx) -> None:
    path = xlsx(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576">'
        '<c r="XFD1048576" s="3"/></row></sheetData>'
    )
    assert check(path).nature is Nature.XLSX


def test_formula_never_calculated_is_told(xlsx) -> None:
    path = xlsx('<sheetData><row r="1"><c r="A1"><f>1+1</f></c></row></sheetData>')
    assert "1 cell with a formula that was never calculated" in check(path).notes[0]


@pytest.mark.parametrize("text", ["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c">]>'])
def test_document_type_is_refused(xlsx, ods, text: str) -> None:
    path = xlsx("", extra={"xl/styles.xml": f"{text}<styleSheet/>"})
    assert "document type" in refusal(path)
    assert "document type" in refusal(ods(ROW, before=text))


def test_xml_in_unusual_encoding_is_refused(xlsx) -> None:
    text = "<?xml version='1.0' encoding='utf-16'?><a/>"
    path = xlsx("", extra={"xl/styles.xml": text})
    assert "unusual way" in refusal(path)


@pytest.mark.parametrize("name", ["../up.xml", "/root.xml", "xl\\..\\x.xml", "C:x.xml"])
def test_odd_part_name_is_refused(xlsx, name: str) -> None:
    assert "no spreadsheet program" in refusal(xlsx("", extra={name: "<a/>"}))


def test_duplicate_part_is_refused(xlsx) -> None:
    path = xlsx("")
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("XL/workbook.xml", "<a/>")
    assert "no spreadsheet program" in refusal(path)


def test_too_many_parts_are_refused(xlsx) -> None:
    path = xlsx("", extra={f"xl/media/{number}.png": "" for number in range(5_001)})
    assert "parts" in refusal(path)


def test_truncated_workbook_is_refused(xlsx) -> None:
    path = xlsx("<sheetData/>")
    assert "damaged or incomplete" in refusal(write(path, path.read_bytes()[:-40]))


def test_encrypted_ods_is_refused(ods) -> None:
    assert "protected with a password" in refusal(ods(ROW, manifest="<encryption-data/>"))


@pytest.mark.parametrize(
    "rows",
    [
        f'<table:table-row table:number-rows-repeated="1048576">{CELL}</table:table-row>',
        "<table:table-row>"
        + CELL.replace("-cell ", '-cell table:number-columns-repeated="16384" ', 1)
        + "</table:table-row>",
    ],
)
def test_repeated_content_is_refused(ods, rows: str) -> None:
    assert "repeats the same" in refusal(ods(rows))


def test_repeated_blank_rows_and_cells_are_allowed(ods) -> None:
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = f'{ROW}<table:table-row table:number-rows-repeated="1048575">{blank}</table:table-row>'
    assert check(ods(rows)).nature is Nature.ODS


def test_other_archives_are_named(tmp_path: Path) -> None:
    for part, said in (
        ("word/document.xml", "Word document"),
        ("xl/workbook.bin", "binary workbook"),
        ("ppt/presentation.xml", "presentation"),
    ):
        path = tmp_path / "other.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(part, "x")
        assert said in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
    assert "zip archive" in refusal(path)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"\xef\xbb\xbfa,b\n", "utf-8-sig"),
        ("a,b’\n".encode(), "utf-8"),
        ("a,b’\n".encode("utf-16"), "utf-16"),
        ("a,b’\n".encode("cp1252"), "cp1252"),
    ],
)
def test_encoding_of_text_is_found(tmp_path: Path, data: bytes, encoding: str) -> None:
    verdict = check(write(tmp_path / "a.csv", data))
    assert verdict.encoding == encoding
    assert bool(verdict.notes) == (encoding == "cp1252")


def test_letter_split_between_pieces_keeps_utf8(tmp_path: Path) -> None:
    data = b"a" * ((1 << 20) - 1) + "’\n".encode()
    assert check(write(tmp_path / "a.csv", data)).encoding == "utf-8"


def test_real_files_pass(data: Path) -> None:
    natures = {path.name: check(path).nature for path in data.glob("20*")}
    assert natures["2025-03_API_Oldham_cut.zip"] is Nature.JSON_ZIP
    assert natures["2025-03_HSCA_Active_Locations_Oldham.ods"] is Nature.ODS
    assert natures["2026-06_Latest_ratings_Lincolnshire.csv.gz"] is Nature.CSV_GZ


def test_large_part_is_scanned_in_small_memory(ods) -> None:
    """Forty million characters of ordinary cells pass without being held."""
    import tracemalloc

    buffer = io.StringIO()
    for number in range(200_000):
        buffer.write(ROW.replace(">x<", f">{number * 7919 % 1_000_003}<"))
    path = ods(buffer.getvalue())
    tracemalloc.start()
    assert guard.check(path).nature is Nature.ODS
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
