"""Commands that write reports: of a visit, of the market."""

from __future__ import annotations

import argparse

from app.cli_file import Answer, files_written, reading, spare_databases
from app.errors import CircumstanceError
from app.paths import resources


def report_visit(chosen: argparse.Namespace) -> Answer:
    """`report visit REF`."""
    from app.services.reporting import write_visit_reports

    _needs_a_target(chosen)
    office = reading(chosen)
    try:
        written = write_visit_reports(
            office, chosen.reference, resources(), pdf=chosen.pdf, xlsx=chosen.xlsx
        )
    finally:
        office.close()
    return files_written(written)


def report_market(chosen: argparse.Namespace) -> Answer:
    """`report market`."""
    from app.services.reporting import write_market_reports

    _needs_a_target(chosen)
    office = reading(chosen)
    try:
        written = write_market_reports(office, resources(), pdf=chosen.pdf, xlsx=chosen.xlsx)
    finally:
        office.close()
    return files_written(written)


def _needs_a_target(chosen: argparse.Namespace) -> None:
    if chosen.pdf is None and chosen.xlsx is None:
        raise CircumstanceError("Say where the report goes: --pdf OUT, --xlsx OUT or both.")
    if chosen.pdf == chosen.xlsx:
        raise CircumstanceError("The PDF and the workbook need two different names.")
    spare_databases(chosen, chosen.pdf, chosen.xlsx)
