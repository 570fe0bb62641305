"""Spreadsheets as councils keep them, brought in by the services that the wizard uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import select

from app.services.office import Office
from app.services.own_import import (
    OwnPreview,
    OwnReport,
    commit_own_import,
    open_own,
    prepare_own_import,
    propose_mapping,
)

OWN = Path(__file__).parents[1] / "data" / "own"


def preview(office: Office, path: Path, decisions: dict[str, str] | None = None) -> OwnPreview:
    with open_own(path) as file:
        return prepare_own_import(office, file, office.read(propose_mapping, file), decisions or {})


def commit(office: Office, path: Path, decisions: dict[str, str] | None = None) -> OwnReport:
    return commit_own_import(office, preview(office, path, decisions))


def sheet(folder: Path, name: str, *rows: tuple[Any, ...]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path


def all_of(office: Office, kind: type[Any]) -> list[Any]:
    return office.read(
        lambda reading: list(reading.session.scalars(select(kind).order_by(kind.id)))
    )


def reasons(found: OwnPreview) -> dict[int, str]:
    return {one.row: one.reason for one in found.remarks}


def the_willows_again(folder: Path) -> Path:
    row = ("The Willows", "Brindlemere Care Group", "Residential", "01522 222222")
    return sheet(folder, "Services", ("Service", "Provider", "Type", "Phone"), row)


def homes(folder: Path, *rows: tuple[Any, ...]) -> Path:
    heads = ("Service name", "Provider", "CQC location ID", "Type", "Postcode", "Phone")
    return sheet(folder, "Services", heads, *rows)


def the_willow_banks(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """Rows of name, CQC ID and type at one provider."""
    return sheet(
        folder, "Services", ("Service name", "CQC location ID", "Type", "Provider", "Postcode"),
        *((*row, "Invented Care", "WX1 1AB") for row in rows),
    )  # fmt: skip
