"""The sheet About, last in every workbook: what the file is and how to read it."""

from __future__ import annotations

from typing import Final

from app import tokens
from app.reports.workbooks.book import Book, Value
from app.reports.workbooks.sheet import Sheet

Pairs = list[tuple[str, Value]]

CQC_LICENCE: Final = (
    "Contains CQC data (Care Quality Commission) under the Open Government Licence v3.0."
)
_WIDTHS: Final = (30.0, 120.0)


def write_about(book: Book, pairs: Pairs) -> None:
    """Add the sheet with these label and value rows, and who made the file."""
    sheet = Sheet.add(book, "About", line="What this file is and how to read it")
    sheet.set_widths(_WIDTHS)
    made = f"{tokens.PRODUCT_NAME}. Dates and numbers are true values; nothing is merged."
    sheet.write_pairs([*pairs, ("Made with", made)])
    sheet.print_to(2)
    sheet.worksheet.print_title_rows = "1:2"
