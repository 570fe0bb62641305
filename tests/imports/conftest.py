"""Files for the import tests: real cuts by name, and small workbooks written byte by byte."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.fixture
def data() -> Path:
    """The folder of real cuts."""
    return DATA


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook of one sheet whose inside is handed in as XML."""

    def write(inside: str, *, name: str = "book.xlsx", extra: dict[str, str] | None = None) -> Path:
        path = tmp_path / name
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{inside}</worksheet>',
            **(extra or {}),
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, text in parts.items():
                archive.writestr(part, text)
        return path

    return write


@pytest.fixture
def ods(tmp_path: Path) -> Callable[..., Path]:
    """Writes an ODS of one sheet whose rows are handed in as XML."""

    def write(rows: str, *, manifest: str = "", before: str = "") -> Path:
        path = tmp_path / "book.ods"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            mime = "application/vnd.oasis.opendocument.spreadsheet"
            archive.writestr("mimetype", mime, zipfile.ZIP_STORED)
            archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
            archive.writestr(
                "content.xml",
                f'<?xml version="1.0"?>{before}<office:document-content '
                f'xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" '
                f'xmlns:text="{OASIS}:text:1.0"><office:body><office:spreadsheet>'
                f'<table:table table:name="S">{rows}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>",
            )
        return path

    return write
