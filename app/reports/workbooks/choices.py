"""What may be typed into a cell: a list from the hidden sheet, or a date with an example."""

from __future__ import annotations

from datetime import date

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet


def add_choices(worksheet: Worksheet, cells: str, source: str, *, prompt: str) -> None:
    """Offer the words of a range on the sheet Lists; anything else is refused with a sentence."""
    check = DataValidation(type="list", formula1=source, allow_blank=True)
    check.promptTitle, check.prompt = "Choose from the list", prompt
    check.errorTitle, check.error = "Not in the list", "Choose from the list."
    check.showInputMessage = check.showErrorMessage = True
    check.add(cells)
    worksheet.add_data_validation(check)


def add_date_check(worksheet: Worksheet, cells: str, *, since: date, example: date) -> None:
    """Take dates from `since` on; the message gives an example."""
    check = DataValidation(
        type="date",
        operator="greaterThanOrEqual",
        formula1=f"DATE({since.year},{since.month},{since.day})",
        allow_blank=True,
    )
    check.promptTitle, check.prompt = "Date", f"Day, month and year, such as {example:%d/%m/%Y}."
    check.errorTitle = "Enter a date"
    check.error = f"Enter a date from {since:%d/%m/%Y} on, such as {example:%d/%m/%Y}."
    check.showInputMessage = check.showErrorMessage = True
    check.add(cells)
    worksheet.add_data_validation(check)


def add_share_check(worksheet: Worksheet, cells: str) -> None:
    """Take shares from 0% to 100%."""
    check = DataValidation(type="decimal", operator="between", formula1="0", formula2="1")
    check.errorTitle, check.error = "Enter a share", "Enter a share from 0% to 100%, such as 63%."
    check.showErrorMessage = True
    check.add(cells)
    worksheet.add_data_validation(check)
