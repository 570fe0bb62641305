"""Hostile and mistaken files, brought in as a user would: each is refused in one plain sentence
within five seconds, leaves no trace in the file, and the program lives.
"""

from __future__ import annotations

import gzip
import io
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from PIL import Image

from app.errors import FileRefusedError
from app.imports.intake import take_document, take_photo
from app.progress import Progress
from app.services.cqc_import import ImportOptions, import_cqc_file
from app.services.office import Office
from tests.imports.books import ods_book, xlsx_book
from tests.torture.backups import content_of
from tests.torture.results import Result
from tests.torture.stage import set_stage

SECONDS_TO_REFUSE = 5.0
CELL = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
ROW = f"<table:table-row>{CELL}</table:table-row>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]>'

Take = Callable[[Office, Path], object]
Fixture = tuple[str, Take, Path]


def run(count: int, seed: int, directory: Path) -> Result:
    """Bring in the first `count` hostile files, or all of them when `count` is 0."""
    stage = set_stage(directory / "stage")
    office = stage.open()
    failures: list[str] = []
    slowest, tried = 0.0, 0
    before = content_of(stage.path, stage.key)
    files = directory / "files"
    files.mkdir()
    try:
        for name, take, path in _fixtures(files):
            tried += 1
            started = time.perf_counter()
            failures += [f"{name}: {problem}" for problem in _not_refused(take, office, path)]
            seconds = time.perf_counter() - started
            slowest = max(slowest, seconds)
            if seconds > SECONDS_TO_REFUSE:
                failures.append(f"{name}: refused only after {seconds:.1f} s")
            path.unlink(missing_ok=True)
            if tried == count:
                break
    finally:
        office.close()
    if content_of(stage.path, stage.key) != before:
        failures.append("something of a refused file was stored")
    return Result("Hostile file", tried, tuple(failures), f"slowest refusal {slowest:.1f} s")


def _not_refused(take: Take, office: Office, path: Path) -> list[str]:
    """What is wrong with the answer to a hostile file; nothing when it is one plain sentence."""
    try:
        take(office, path)
    except FileRefusedError as error:
        words = str(error)
        is_plain = words.endswith(".") and not any(
            odd in words for odd in ("Traceback", "0x", "\n")
        )
        return [] if is_plain and path.name in words else [f"refused with {words!r}"]
    return ["it was taken"]


def _import(office: Office, path: Path) -> object:
    return import_cqc_file(office, path, ImportOptions(add_services=True), Progress())


def _photo(office: Office, path: Path) -> object:
    return take_photo(path)


def _document(office: Office, path: Path) -> object:
    return take_document(path)


def _fixtures(folder: Path) -> Iterator[Fixture]:
    """Each hostile file, made when its turn comes: what it is, who takes it, where it lies."""
    for take, names in (
        (_import, _bytes_as_tables()),
        (_photo, _bytes_as_photos()),
        (_document, _bytes_as_documents()),
    ):
        for name, data in names:
            path = folder / name
            path.write_bytes(data)
            yield name, take, path
    yield "missing.csv", _import, folder / "missing.csv"
    for name, path in chain(_workbooks(folder), _archives(folder)):  # one name: made in turn
        yield name, _import, path
    yield "too many pixels", _photo, _large_picture(folder / "huge.png")


def _bytes_as_tables() -> Iterator[tuple[str, bytes]]:
    yield "empty.xlsx", b""
    yield "blank.csv", b"\xef\xbb\xbf \r\n\r\n"
    yield "zeros.csv", bytes(4096)
    yield "photo.xlsx", b"\xff\xd8\xff\xe0" + bytes(100)
    yield "scan.csv", b"%PDF-1.7\n" + bytes(100)
    yield "page.ods", b"<!DOCTYPE html><html>"
    yield "data.csv", b"<?xml version='1.0'?><a/>"
    yield "nul.csv", b"Location ID,Name\n1-1,\x00\x00\n"
    yield "cut.csv.gz", gzip.compress(b"Location ID\n" * 9000)[:60]
    yield "cut.xlsx", b"PK\x03\x04" + bytes(200)
    yield "locked.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")
    yield "old.xls", OLE + "Workbook".encode("utf-16-le")
    yield "line.csv", b"Location ID," + b"x" * 3_000_000
    yield "bomb.csv.gz", gzip.compress(b"a,b\n" * 15_000_000)
    yield "other.csv", b"Colour,Size\nred,4\n"
    yield "deep.json", b"[" * 200_000
    yield "other.json", b'{"a": 1}'


def _bytes_as_photos() -> Iterator[tuple[str, bytes]]:
    yield "empty.jpg", b""
    yield "words.jpg", b"not a picture"
    yield "moving.jpg", b"GIF89a" + bytes(50)
    yield "script.png", b"%!PS-Adobe-3.0 EPSF-3.0\n"
    whole = io.BytesIO()
    Image.new("RGB", (2_000, 2_000), "red").save(whole, "JPEG", quality=95)
    yield "cut.jpg", whole.getvalue()[:2_000]


def _bytes_as_documents() -> Iterator[tuple[str, bytes]]:
    yield "program.pdf", b"MZ\x00\x01" + bytes(20)
    yield "script.pdf", b"#!/bin/sh\n"
    yield "page.pdf", b"<html><script>alert(1)</script>"
    yield "cut.docx", b"PK\x03\x04cut"


def _workbooks(folder: Path) -> Iterator[tuple[str, Path]]:
    book = folder / "book.xlsx"
    for reference in ("XFD1048576", "A1048576", "SG2"):
        cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{reference}"><v>1</v></c></row>'
        yield f"value in {reference}", xlsx_book(book, f"<sheetData>{cells}</sheetData>")
    yield "blanks that unpack to 60 MB", xlsx_book(book, " " * 60_000_000)
    yield "entities", xlsx_book(book, "", {"xl/styles.xml": f"{DOCTYPE}<styleSheet/>"})
    utf16 = {"xl/styles.xml": "<?xml version='1.0' encoding='utf-16'?><a/>"}
    yield "unusual encoding", xlsx_book(book, "", utf16)
    for name in ("../up.xml", "/root.xml", "xl\\..\\x.xml", "C:x.xml"):
        yield f"part {name}", xlsx_book(book, "", {name: "<a/>"})
    many = {f"xl/media/{number}.png": "" for number in range(5_001)}
    yield "five thousand parts", xlsx_book(book, "", many)
    yield "a part twice", _with_part_twice(xlsx_book(book, ""))
    whole = xlsx_book(book, "<sheetData/>").read_bytes()
    book.write_bytes(whole[:-40])
    yield "cut off at the end", book
    table = folder / "book.ods"
    yield "entities in a table", ods_book(table, ROW, before=DOCTYPE)
    yield "encrypted table", ods_book(table, ROW, manifest="<encryption-data/>")
    endless = f'<table:table-row table:number-rows-repeated="1048576">{CELL}</table:table-row>'
    yield "a row a million times", ods_book(table, endless)
    wide = CELL.replace("-cell ", '-cell table:number-columns-repeated="16384" ', 1)
    yield (
        "a cell sixteen thousand times",
        ods_book(table, f"<table:table-row>{wide}</table:table-row>"),
    )


def _with_part_twice(path: Path) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("XL/workbook.xml", "<a/>")
    return path


def _archives(folder: Path) -> Iterator[tuple[str, Path]]:
    for part in ("word/document.xml", "xl/workbook.bin", "ppt/presentation.xml"):
        path = folder / "other.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(part, "x")
        yield f"archive with {part}", path
    path = folder / "many.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", "[" + " " * 90_000_000 + "]")
    yield "records that unpack to 90 MB", path


def _large_picture(path: Path) -> Path:
    Image.new("1", (10_000, 5_001)).save(path)
    return path
