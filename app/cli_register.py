"""Commands on the register: make the sample, bring files in, list what is there, hand it out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.cli_file import (
    Answer,
    files_written,
    reading,
    say_not_encrypted,
    spare_databases,
    surroundings,
    taking_in,
)
from app.errors import CircumstanceError
from app.progress import Progress


def make_sample(chosen: argparse.Namespace) -> Answer:
    """`sample PATH`."""
    from app.services.sample import build_sample

    if chosen.database or chosen.key_file:
        raise CircumstanceError(
            "The sample is made under the PATH after the command and is not encrypted: leave out "
            "--database and --key-file."
        )
    summary = build_sample(chosen.path, surroundings(), Progress())
    say_not_encrypted(chosen.path)
    return Answer(summary.as_json(), f"{summary.words} It is in {chosen.path}.")


def import_file(chosen: argparse.Namespace) -> Answer:
    """`import FILE`: a file that CQC publishes."""
    from app.services.cqc_import import DateOrder, ImportOptions, import_cqc_file

    options = ImportOptions(
        authorities=tuple(chosen.authority),
        add_services=chosen.add_services,
        with_names=chosen.with_names,
        file_date=chosen.date,
        date_order=DateOrder(chosen.dates) if chosen.dates else None,
        dry_run=chosen.dry_run,
    )
    with taking_in(chosen) as office:
        report = import_cqc_file(office, chosen.file, options, Progress())
    words = _import_words(report.as_json(), chosen.dry_run)
    return Answer(report.as_json(), "\n".join([words, *report.notes]))


def _import_words(report: dict[str, Any], is_dry: bool) -> str:
    would = "would be " if is_dry else ""
    brought = (
        f"{report['services_added']} services {would}added, {report['services_updated']} {would}"
        f"updated, {report['ratings_added']:,} ratings {would}added, {len(report['changes'])} "
        f"current ratings {would}changed."
    )
    lines = [
        f"{report['kind']}, {report['file_date']}: {report['rows_read']:,} rows read.",
        brought,
        f"{len(report['absent'])} of the register’s services are not in this file.",
    ]
    lines += [
        f"Row {row['row']} {row['sheet']}: {row['reason']}" for row in report["rows_skipped"][:20]
    ]
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

    return _listed(chosen, last_changes, ("location_id", "group", "area", "from", "to"))


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
    return Answer(report.as_json(), report.words)
