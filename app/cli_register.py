"""Commands on the register: make the sample, bring files in, list what is there, hand it out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.cli_file import (
    Answer,
    files_written,
    needs_folder,
    reading,
    spare_databases,
    surroundings,
    taking_in,
)
from app.domain.words import count
from app.errors import CircumstanceError, FileRefusedError
from app.progress import Progress

MOST_LINES = 20
"""Rows with a problem that are told in words; --json tells all."""


def make_sample(chosen: argparse.Namespace) -> Answer:
    """`sample PATH`."""
    from app.services.sample import build_sample

    if chosen.database or chosen.key_file:
        raise CircumstanceError(
            "The sample is made under the PATH after the command and is not encrypted: leave out "
            "--database and --key-file."
        )
    needs_folder(chosen.path)
    summary = build_sample(chosen.path, surroundings(), Progress())
    return Answer(summary.as_json(), f"{summary.words} It is in {chosen.path}.")


def import_file(chosen: argparse.Namespace) -> Answer:
    """`import FILE`: a file that CQC publishes."""
    from app.services.cqc_import import (
        OWN_FILE_HINT,
        AddedSectors,
        DateOrder,
        ImportOptions,
        import_cqc_file,
    )

    if chosen.sector != "all" and not chosen.add_services:
        raise CircumstanceError(
            "--sector says which places are added: give --add-services with it."
        )
    options = ImportOptions(
        authorities=tuple(chosen.authority),
        add_services=chosen.add_services,
        sectors=AddedSectors(chosen.sector),
        with_names=chosen.with_names,
        file_date=chosen.date,
        date_order=DateOrder(chosen.dates) if chosen.dates else None,
        dry_run=chosen.dry_run,
    )
    try:
        with taking_in(chosen) as office:
            report = import_cqc_file(office, chosen.file, options, Progress())
    except FileRefusedError as error:
        words = str(error).replace(OWN_FILE_HINT, "bring it in with the command “register import”")
        if words == str(error):
            raise
        raise FileRefusedError(words) from error
    words = _import_words(report.as_json(), chosen.dry_run)
    return Answer(report.as_json(), "\n".join([words, *report.notes]))


def _import_words(report: dict[str, Any], is_dry: bool) -> str:
    would = "would be " if is_dry else ""
    brought = (
        f"{count(report['services_added'], 'service')} {would}added, "
        f"{report['services_updated']:,} {would}updated, "
        f"{count(report['ratings_added'], 'rating')} {would}added, "
        f"{count(len(report['changes']), 'current rating')} {would}changed."
    )
    absent = len(report["absent"])
    lines = [
        f"{report['kind']}, {report['file_date']}: {count(report['rows_read'], 'row')} read.",
        brought,
        f"{absent:,} of the register’s services {'is' if absent == 1 else 'are'} not in this file.",
    ]
    lines += [_row_words(row) for row in report["rows_skipped"][:MOST_LINES]]
    return "\n".join(lines)


def list_services(chosen: argparse.Namespace) -> Answer:
    """`services`."""
    from app.services.service_rows import list_service_facts

    return _listed(chosen, list_service_facts, ("location_id", "name", "provider_name", "type"))


def list_ratings(chosen: argparse.Namespace) -> Answer:
    """`ratings`, with `--history` all that were ever published."""
    from app.services import ratings

    function = ratings.list_history if chosen.history else ratings.list_current
    return _listed(chosen, function, ("location_id", "group", "area", "published", "date"))


def list_changes(chosen: argparse.Namespace) -> Answer:
    """`changes`: what the last import changed."""
    from app.services.cqc_import import last_changes

    return _listed(chosen, last_changes, ("location_id", "name", "group", "area", "from", "to"))


def list_visits(chosen: argparse.Namespace) -> Answer:
    """`visit list`."""
    from app.services.visit_list import list_visit_facts

    columns = ("reference", "service", "status", "planned_on", "visited_on", "overall")
    return _listed(chosen, list_visit_facts, columns)


def _listed(
    chosen: argparse.Namespace, function: Callable[..., Any], columns: tuple[str, ...]
) -> Answer:
    office = reading(chosen)
    try:
        found = office.read(function)
    finally:
        office.close()
    rows = [row if isinstance(row, dict) else asdict(row) for row in found]
    lines = ["  ".join(str(row[name] if row[name] is not None else "-") for name in columns)
             for row in rows]  # fmt: skip
    return Answer(rows, "\n".join([*lines, f"{len(rows):,} in all"]))


def export_register(chosen: argparse.Namespace) -> Answer:
    """`register export OUT.xlsx`."""
    from app.services.register_export import save_register

    spare_databases(chosen, chosen.out)
    if chosen.out.suffix.lower() != ".xlsx":
        raise CircumstanceError(
            f"The register is saved as a workbook: give a name that ends in .xlsx, not "
            f"{chosen.out.name}."
        )
    office = reading(chosen)
    try:
        office.read(save_register, chosen.out)
    finally:
        office.close()
    return files_written([chosen.out])


def import_register(chosen: argparse.Namespace) -> Answer:
    """`register import FILE`: the council’s own spreadsheet."""
    from app.services.own_import import import_own_file

    with taking_in(chosen) as office:
        report = import_own_file(
            office, chosen.file, mapping=chosen.mapping, date_order=chosen.dates,
            dry_run=chosen.dry_run, progress=Progress(),
        )  # fmt: skip
    data = report.as_json()
    lines = [report.words, *(f"Left out, it is not sure: {name}" for name in data["undecided"])]
    told = [_row_words(row, ", left out") for row in data["rows_skipped"]]
    told += [_row_words(row, ", taken") for row in data["remarks"]]
    lines += told[:MOST_LINES]
    if len(told) > MOST_LINES:
        lines.append(f"And {count(len(told) - MOST_LINES, 'row')} more: --json tells all.")
    return Answer(data, "\n".join(lines))


def _row_words(row: dict[str, Any], outcome: str = "") -> str:
    where = f" of {row['sheet']}" if row["sheet"] else ""
    return f"Row {row['row']}{where}{outcome}: {row['reason']}"
