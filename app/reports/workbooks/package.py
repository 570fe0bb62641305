"""The file itself: openpyxl's package made reproducible, with figures beside the formulas.

openpyxl stamps the present moment on the file and writes formulas without values and charts
without alternative texts or label formats of their own.
These are mended in the package, and nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, time
from html import escape
from typing import TYPE_CHECKING, Final

from openpyxl.writer.excel import ExcelWriter

from app import tokens

if TYPE_CHECKING:
    from app.reports.workbooks.book import Book

_FORMULA_CELL: Final = re.compile(
    r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v\s*(?:/>|></v>)</c>'
)
_CHART_NAME: Final = re.compile(r'(<(?:\w+:)?cNvPr id="\d+" )name="Chart \d+"')
_OWN_FORMAT: Final = re.compile(r'(<(?:\w+:)?numFmt formatCode="[^"]*")\s*/>')
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def pack(book: Book) -> bytes:
    """Return the workbook as bytes: the same for the same facts and day."""
    properties = book.workbook.properties
    properties.title = book.meta.title
    properties.subject = book.meta.reference_line
    properties.creator = book.meta.made_by or book.meta.council
    properties.lastModifiedBy = properties.creator
    properties.keywords = book.meta.marking.words
    properties.description = f"Made by {tokens.PRODUCT_NAME}."
    properties.language = "en-GB"
    properties.created = properties.modified = datetime.combine(book.meta.made_on, time())
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        ExcelWriter(book.workbook, archive).write_data()
    return _repack(raw, book)


def _repack(raw: io.BytesIO, book: Book) -> bytes:
    names = book.workbook.sheetnames
    with_charts = [name for name in names if book.chart_texts.get(name)]
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if match := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part):
                content = _with_figures(content, book.figures.get(names[int(match[1]) - 1], {}))
            elif match := re.fullmatch(r"xl/drawings/drawing(\d+)\.xml", part):
                texts = book.chart_texts[with_charts[int(match[1]) - 1]]
                content = _with_chart_texts(content, texts)
            elif part.startswith("xl/charts/chart"):
                content = _OWN_FORMAT.sub(r'\1 sourceLinked="0"/>', content.decode()).encode()
            info = zipfile.ZipInfo(part, date_time=_EPOCH)
            info.external_attr = 0o600 << 16
            target.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _with_figures(content: bytes, figures: dict[str, str | int | float]) -> bytes:
    if not figures:
        return content

    def cell(match: re.Match[str]) -> str:
        reference, attributes, formula = match.groups()
        value = figures[reference]
        kind = ' t="str"' if isinstance(value, str) else ""
        shown = escape(value, quote=False) if isinstance(value, str) else repr(value)
        return f'<c r="{reference}"{attributes}{kind}><f>{formula}</f><v>{shown}</v></c>'

    return _FORMULA_CELL.sub(cell, content.decode()).encode()


def _with_chart_texts(content: bytes, texts: list[tuple[str, str]]) -> bytes:
    waiting = iter(texts)

    def name(match: re.Match[str]) -> str:
        title, alt_text = next(waiting)
        return f'{match[1]}name="{escape(title)}" descr="{escape(alt_text)}"'

    return _CHART_NAME.sub(name, content.decode()).encode()
