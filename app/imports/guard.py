"""The guard in front of every file from outside: looks at bytes with the standard library only.

Promises: a file that would hurt a reader, or is not what its name says, is refused with one plain
sentence (FileRefusedError) before any reader opens it; a genuine national ODS (26 MB, over 1 GB of
XML) passes in seconds. Nothing is written. Source: SAFETY "Files from other people".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.domain.words import count
from app.errors import FileRefusedError
from app.imports.archive import MEGABYTE, Archive, open_archive
from app.imports.plain_text import check_gzip_text, check_text

MAX_FILE_BYTES = 300 * MEGABYTE
MAX_TEXT_BYTES = 1_000 * MEGABYTE
MAX_ROWS = 400_000
MAX_COLUMNS = 500
_REPEATS_WORTH_A_LOOK = re.compile(rb'number-(rows|columns)-repeated=["\'](\d{3,})')
_FAR_REFERENCE = re.compile(
    rb' r=["\'](?:([A-Z]{3,}|[T-Z][A-Z]|S[G-Z])\d+|[A-Z]{1,2}(?:[4-9]\d{5}|\d{7,}))["\']'
)
_NEVER_CALCULATED = re.compile(rb"</f>(?:</c>|<v\s*/>|<v></v>)")
_OVERLAP = 16_384
_TAIL = 128


class Nature(Enum):
    """What the bytes are, whatever the name says."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"
    CSV_GZ = "csv.gz"
    JSON = "json"
    JSON_ZIP = "zip of json"

    @property
    def is_workbook(self) -> bool:
        """True for a file with sheets, read by the workbook reader."""
        return self in {Nature.XLSX, Nature.ODS}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A file that may be read: its nature, its text encoding, and sentences worth telling."""

    nature: Nature
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()


_WRONG_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a photo (JPEG)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture or a recording"),
    (b"BM", "a picture (BMP)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\x00", "a database"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_CHOOSE = "Choose the XLSX, ODS or CSV file."


def check(path: Path) -> Verdict:
    """Look at a file and say what it is.

    Raises FileRefusedError when it is missing, empty, damaged, protected, of the wrong type,
    or built so that reading it would exhaust the machine.
    """
    head = _head(path)
    if head.startswith(b"PK"):
        return _check_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise FileRefusedError(_say_ole(path))
    if head.startswith(b"\x1f\x8b"):
        return Verdict(Nature.CSV_GZ, *check_gzip_text(path, MAX_TEXT_BYTES))
    for magic, words in _WRONG_TYPES:
        if head.startswith(magic) and not (len(magic) == 2 and head.isascii()):
            raise FileRefusedError(f"“{path.name}” is {words}, not a table. {_CHOOSE}")
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmp42", b"ftypisom"}:
        raise FileRefusedError(f"“{path.name}” is a photo or a video, not a table. {_CHOOSE}")
    return _check_text_file(path, head)


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FileRefusedError(f"“{path.name}” is a folder. Choose a file that lies in it.")
        if not path.is_file():
            raise FileRefusedError(f"There is no file “{path.name}”. Choose the file again.")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        reason = error.strerror or "it could not be opened"
        raise FileRefusedError(
            f"“{path.name}” cannot be read ({reason}). Close it in other programs and try again."
        ) from error
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FileRefusedError(
            f"“{path.name}” is empty. Download or save it again, then choose it here."
        )
    if size > MAX_FILE_BYTES and not _is_text(head):
        raise FileRefusedError(
            f"“{path.name}” is larger than {MAX_FILE_BYTES // MEGABYTE} MB. "
            "Save only the sheet that is needed as a new file."
        )
    return head


def _is_text(head: bytes) -> bool:
    return not head.startswith((b"PK", b"\x1f\x8b", b"\xd0\xcf"))


def _check_text_file(path: Path, head: bytes) -> Verdict:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
        raise FileRefusedError(
            f"“{path.name}” is a web page, not the file itself. "
            "Open the link in a browser, download the file and choose that."
        )
    if start.startswith(b"<"):
        raise FileRefusedError(f"“{path.name}” is an XML file, not a table. {_CHOOSE}")
    encoding, notes = check_text(path, MAX_TEXT_BYTES)
    nature = Nature.JSON if start.startswith((b"{", b"[")) else Nature.CSV
    return Verdict(nature, encoding, notes)


def _say_ole(path: Path) -> str:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return (
            f"“{path.name}” is protected with a password. "
            "Open it in Excel, remove the password, save it and choose it again."
        )
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return (
            f"“{path.name}” is in the old Excel format (.xls). "
            "Open it in Excel or LibreOffice and save it as .xlsx."
        )
    return f"“{path.name}” is an old Office document, not a table. {_CHOOSE}"


# --- zip containers --------------------------------------------------------------------------


def _check_zip(path: Path) -> Verdict:
    with open_archive(path) as archive:
        nature = _nature_of(archive)
        match nature:
            case Nature.XLSX:
                return Verdict(nature, notes=_scan_xlsx(archive))
            case Nature.ODS:
                _scan_ods(archive)
            case _:
                archive.measure_all()
    return Verdict(nature)


def _nature_of(archive: Archive) -> Nature:
    names = archive.names
    if "[Content_Types].xml" in names:
        return _nature_of_office(archive)
    if "mimetype" in names:
        kind = archive.read_small("mimetype").strip()
        if kind == b"application/vnd.oasis.opendocument.spreadsheet":
            return Nature.ODS
        raise FileRefusedError(
            f"“{archive.label}” is an OpenDocument file, but not a spreadsheet. {_CHOOSE}"
        )
    data_names = [name for name in names if not name.endswith("/")]
    if data_names and all(name.casefold().endswith(".json") for name in data_names):
        return Nature.JSON_ZIP
    raise FileRefusedError(
        f"“{archive.label}” is a zip archive. "
        "Unpack it and choose the XLSX, ODS or CSV file inside."
    )


def _nature_of_office(archive: Archive) -> Nature:
    names = archive.names
    if "xl/workbook.bin" in names:
        raise FileRefusedError(
            f"“{archive.label}” is a binary workbook (.xlsb). "
            "Open it in Excel and save it as .xlsx."
        )
    if any(name.startswith("word/") for name in names):
        raise FileRefusedError(f"“{archive.label}” is a Word document, not a table. {_CHOOSE}")
    if any(name.startswith("ppt/") for name in names):
        raise FileRefusedError(f"“{archive.label}” is a presentation, not a table. {_CHOOSE}")
    if not any(name.startswith("xl/worksheets/") for name in names):
        raise FileRefusedError(
            f"“{archive.label}” holds no sheet. Open it in Excel or LibreOffice and save it again."
        )
    return Nature.XLSX


def _scan_xlsx(archive: Archive) -> tuple[str, ...]:
    uncalculated = 0
    for name in archive.names:
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        for window in _xml_windows(archive, name):
            if is_sheet:
                _refuse_far_cells(archive, window)
                uncalculated += _count_uncalculated(window)
    if not uncalculated:
        return ()
    note = (
        f"{count(uncalculated, 'cell')} with a formula that was never calculated read as blank. "
        "Open the file in Excel, save it and import it again."
    )
    return (note,)


def _count_uncalculated(piece: _Window) -> int:
    if b"</f>" not in piece.data:
        return 0
    found = _NEVER_CALCULATED.finditer(piece.data)
    return sum(1 for match in found if match.end() > piece.fresh_from)


def _refuse_far_cells(archive: Archive, piece: _Window) -> None:
    window = piece.data
    for match in _FAR_REFERENCE.finditer(window):
        if not piece.is_last and match.end() > len(window) - _TAIL:
            continue  # seen whole in the next window
        end = window.find(b">", match.end())
        is_empty = end > 0 and window[end - 1 : end] == b"/"
        is_row = window[max(match.start() - 4, 0) : match.start()] == b"<row"
        if not is_empty and not is_row:
            reference = match.group().split(b"=")[1].strip(b"\"'").decode("ascii", "replace")
            raise FileRefusedError(
                f"“{archive.label}” has a value far outside its table (cell {reference[:20]}). "
                "Copy only the table to a new workbook, save it and choose that."
            )


def _scan_ods(archive: Archive) -> None:
    if "META-INF/manifest.xml" in archive.names:
        manifest = archive.read_small("META-INF/manifest.xml", limit=4 * MEGABYTE)
        if b"encryption-data" in manifest:
            raise FileRefusedError(
                f"“{archive.label}” is protected with a password. "
                "Open it in LibreOffice, save it without the password and choose it again."
            )
    repeats = _Repeats(archive.label)
    for name in archive.names:
        for piece in _xml_windows(archive, name):
            if name == "content.xml":
                repeats.look(piece.data, is_last=piece.is_last)


class _Repeats:
    """Counts what repeated rows and cells with content would unpack to."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._rows = 0

    def look(self, window: bytes, *, is_last: bool) -> None:
        for match in _REPEATS_WORTH_A_LOOK.finditer(window):
            if not is_last and match.start() > len(window) - _OVERLAP:
                break  # seen whole in the next window
            times = int(match.group(2)[:12])
            if match.group(1) == b"columns":
                self._look_at_cell(window, match.end(), times)
            else:
                self._look_at_row(window, match.end(), times)

    def _look_at_cell(self, window: bytes, at: int, times: int) -> None:
        end = window.find(b">", at)
        start = window.rfind(b"<", 0, at)
        is_cell = window[start : start + 17] == b"<table:table-cell"
        is_empty = end > 0 and window[end - 1 : end] == b"/"
        if is_cell and not is_empty and times > MAX_COLUMNS:
            self._refuse(times, "cells")

    def _look_at_row(self, window: bytes, at: int, times: int) -> None:
        end = window.find(b"</table:table-row>", at)
        row = window[at : end if end >= 0 else None]
        if end >= 0 and b"office:value-type" not in row and b"<text:p" not in row:
            return
        self._rows += times
        if self._rows > MAX_ROWS:
            self._refuse(self._rows, "rows")

    def _refuse(self, times: int, what: str) -> None:
        raise FileRefusedError(
            f"“{self._label}” repeats the same {what} {times:,} times. "
            "Copy only the table to a new workbook, save it and choose that."
        )


@dataclass(frozen=True, slots=True)
class _Window:
    """A piece of a part; `data` up to `fresh_from` was at the end of the piece before."""

    data: bytes
    fresh_from: int
    is_last: bool = False


def _xml_windows(archive: Archive, name: str) -> Iterator[_Window]:
    """Pieces of one part that overlap, so that nothing hides on a seam; other parts are measured.

    Raises FileRefusedError for a DOCTYPE or an entity, and for XML in an unusual encoding.
    """
    is_xml = name.casefold().endswith((".xml", ".rels"))
    overlap = _OVERLAP if name == "content.xml" else _TAIL
    carried = b""
    is_first = True
    for chunk in archive.unpacked(name):
        if not is_xml:
            continue
        if is_first:
            _refuse_odd_encoding(archive, chunk)
            is_first = False
        window = carried + chunk
        # one byte is found many times quicker than a word, and a table hardly ever holds this one
        if b"!" in window and (b"<!DOCTYPE" in window or b"<!ENTITY" in window):
            raise FileRefusedError(
                f"“{archive.label}” holds instructions that a spreadsheet never needs "
                "(a document type). It may be harmful: ask the sender for a fresh copy."
            )
        yield _Window(window, len(carried))
        carried = window[-overlap:]
    if carried:
        yield _Window(carried, len(carried), is_last=True)


def _refuse_odd_encoding(archive: Archive, start: bytes) -> None:
    declaration = start[:200].lower()
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00")) or b"utf-16" in declaration:
        raise FileRefusedError(
            f"“{archive.label}” is written in an unusual way. "
            "Open it in Excel or LibreOffice and save it again."
        )
