"""Print set-up of a sheet: A4, one page wide, heads repeated, marking top and bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.reports.workbooks.text import header_parts

if TYPE_CHECKING:
    from app.reports.workbooks.book import BookMeta

PRINT_WIDTH: Final = 190.0
"""Widths of the printed columns add up to at most this: about 7.5 pt on paper."""
_A4: Final = 9


def set_up(worksheet: Worksheet, meta: BookMeta) -> None:
    """A4 (landscape unless the sheet says portrait), header and footer of PAPER "Workbooks"."""
    setup = worksheet.page_setup
    setup.paperSize = _A4
    setup.orientation = setup.orientation or "landscape"
    setup.fitToWidth, setup.fitToHeight = 1, setup.fitToHeight or 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_margins = PageMargins(0.55, 0.55, 0.8, 0.65, 0.4, 0.3)
    marking = meta.marking.words
    left, middle, right = header_parts(meta.council, marking, meta.reference_line)
    worksheet.oddHeader = _filled(left, middle, right)
    source = "Contains CQC data · " if meta.contains_cqc_data else ""
    worksheet.oddFooter = _filled("&A", middle, f"{source}Page &P of &N")


def _filled(left: str, middle: str, right: str) -> HeaderFooterItem:
    item = HeaderFooterItem()
    for part, text, font in (
        (item.left, left, "Arial,Regular"),
        (item.center, middle, "Arial,Bold"),
        (item.right, right, "Arial,Regular"),
    ):
        part.text, part.font, part.size = text, font, 8
    return item
