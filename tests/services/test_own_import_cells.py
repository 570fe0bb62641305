"""Cells of a council’s own spreadsheet that their field cannot take cost no row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.models import Contract, Service
from app.services.office import Office
from app.services.own_import import (
    commit_own_import,
)
from app.services.services import get_service
from tests.factory import a_provider, a_service
from tests.services.own_sheets import (
    all_of,
    commit,
    homes,
    preview,
    reasons,
    sheet,
)


def the_lodge(folder: Path, email: str, beds: str = "12", notes: str = "") -> Path:
    return sheet(
        folder, "Services", ("Service name", "Type", "Provider", "Email", "Beds", "Notes"),
        ("Fernmoor Lodge", "Residential", "Invented Care", email, beds, notes),
    )  # fmt: skip


def test_bad_email_loses_only_its_cell_and_is_kept_in_the_notes(
    office: Office, tmp_path: Path
) -> None:
    path = the_lodge(tmp_path, "office at fernmoor", "about thirty", "Ring twice")
    found = preview(office, path)
    (remark,) = found.remarks
    assert not remark.is_left_out
    assert "Email: “office at fernmoor” is not taken. Write the email with an @" in remark.reason
    commit_own_import(office, found)
    (lodge,) = all_of(office, Service)
    assert (lodge.name, lodge.email, lodge.beds) == ("Fernmoor Lodge", "", None)
    assert lodge.notes == (
        "Ring twice\nNot taken from the spreadsheet: Beds “about thirty”; "
        "Email “office at fernmoor”."
    )
    assert preview(office, path).is_nothing_new


def test_bad_email_leaves_the_one_that_the_register_has(office: Office, tmp_path: Path) -> None:
    known = a_service(
        office, name="Fernmoor Lodge", email="a@example.org", notes="Ours",
        provider_id=a_provider(office, "Invented Care"), beds=12,
    )  # fmt: skip
    path = the_lodge(tmp_path, "office at fernmoor")
    commit(office, path)
    draft = office.read(get_service, known).draft
    assert draft.email == "a@example.org"
    assert draft.notes.startswith("Ours\nNot taken from the spreadsheet: Email “office at")
    assert preview(office, path).is_nothing_new


def test_contract_that_would_end_before_it_starts_loses_only_its_end(
    office: Office, tmp_path: Path
) -> None:
    a_provider(office, "Invented Care")
    path = sheet(
        tmp_path, "Contracts", ("Contract reference", "Provider", "Type", "Start date", "End date"),
        ("WX/1", "Invented Care", "Spot", date(2026, 4, 1), date(2025, 3, 31)),
    )  # fmt: skip
    commit(office, path)
    (contract,) = all_of(office, Contract)
    assert (contract.starts_on, contract.ends_on) == (date(2026, 4, 1), None)
    assert "“31/03/2025”" in contract.notes


def test_what_keeps_a_row_out_stands_first(office: Office, tmp_path: Path) -> None:
    path = sheet(
        tmp_path, "Services", ("Service name", "Type", "Provider", "Email", "Beds"),
        ("Fernmoor Lodge", "Respite hub", "Invented Care", "no address", "thirty"),
        ("", "Residential", "Invented Care", "no address", "thirty"),
    )  # fmt: skip
    found = reasons(preview(office, path))
    assert found[2].startswith("Type: “Respite hub” is not known.")
    assert "Beds: “thirty” is no whole number. Email: “no address” is not taken" in found[2]
    assert found[3].startswith("No name of a service. Beds:")


def test_blank_cells_take_nothing_away(office: Office, tmp_path: Path) -> None:
    known = a_service(office, phone="0170", notes="Ring first")
    path = homes(tmp_path, ("Saltergarth House", "Brindlemere Care Group", "", "Care home", "", ""))
    assert preview(office, path).is_nothing_new
    assert office.read(get_service, known).draft.phone == "0170"
