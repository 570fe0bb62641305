"""A council's own spreadsheet into the register: what is taken, offered, told, written, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.vocabulary import Funding, PriceUnit, ServiceType
from app.errors import CircumstanceError, FileRefusedError
from app.models import Contract, ImportRun, Provider, Service, Visit
from app.services import history
from app.services.office import Office
from app.services.own_import import (
    commit_own_import,
    import_own_file,
)
from app.services.own_import_fields import Target
from app.services.services import change_service, get_service
from tests.factory import a_service
from tests.services.own_sheets import (
    OWN,
    all_of,
    commit,
    homes,
    preview,
    reasons,
    sheet,
)

# --- files as councils keep them -------------------------------------------------------------


def test_list_of_homes_with_merged_headings_is_taken(office: Office) -> None:
    commit(office, OWN / "care_homes.xlsx")
    homes = {home.name: home for home in all_of(office, Service)}
    assert set(homes) == {
        "Saltergarth House", "Fernmoor Lodge", "Dunden Court", "Wrenholt Grange",
        "Plumfield Day Centre",
    }  # fmt: skip
    first = homes["Saltergarth House"]
    assert (first.service_type, first.beds, first.postcode) == (
        ServiceType.CARE_HOME,
        42,
        "WX1 1AB",
    )
    assert first.address == "1 Mill Lane, Wexborough"
    assert (first.manager_name, first.has_manager) == (None, False)
    assert homes["Fernmoor Lodge"].service_type is ServiceType.NURSING_HOME
    assert homes["Fernmoor Lodge"].beds == 38
    assert homes["Dunden Court"].service_type is ServiceType.CARE_HOME
    assert homes["Plumfield Day Centre"].is_regulated is False


def test_one_provider_is_made_of_spellings_of_its_name(office: Office) -> None:
    commit(office, OWN / "care_homes.xlsx")
    names = [provider.name for provider in all_of(office, Provider)]
    assert sorted(names) == ["Brindlemere Care Group Ltd", "Oxlip Homes", "Thistle Trust"]


def test_rows_that_cannot_be_taken_say_why(office: Office) -> None:
    found = reasons(preview(office, OWN / "care_homes.xlsx"))
    assert found[8] == "Beds: “thirty” is no whole number"
    assert "“31/02/2026” is no date" in found[9]
    assert "“Amber” is not known" in found[9]
    assert found[10] == "No name of a service"
    assert found[11] == "No provider is named"
    assert found[12] == "Same as row 6"
    assert found[14].startswith("Type: “Respite hub” is not known. Write Care home,")


def test_contracts_in_csv_keep_amounts_periods_and_prices(office: Office) -> None:
    commit(office, OWN / "care_homes.xlsx")
    commit(office, OWN / "contracts_register.csv")
    found = {contract.reference: contract for contract in all_of(office, Contract)}
    block, lot, grant = found["WX/24/017"], found["WX/23/004"], found["WX/22/009"]
    assert block.yearly_value_pence == 41_200_000
    assert (block.notice_count, block.notice_unit) == (3, "months")
    assert (block.starts_on, block.ends_on) == (date(2024, 4, 1), date(2027, 3, 31))
    assert block.contract_manager_id == office.actor.officer_id
    assert lot.yearly_value_pence == 120_000_000
    assert (lot.notice_count, lot.notice_unit) == (90, "days")
    assert (lot.unit_price_ten_thousandths, lot.price_unit) == (214_000, PriceUnit.HOUR)
    assert (lot.funding, lot.starts_on) == (Funding.JOINT, date(2023, 10, 1))
    assert grant.title == "Café at the day centre – “Bach”"
    assert (grant.notice_count, grant.notice_unit) == (6, "weeks")


def test_rows_of_one_contract_cover_several_services(office: Office) -> None:
    commit(office, OWN / "care_homes.xlsx")
    found = preview(office, OWN / "contracts_register.csv")
    block = next(item for item in found.plan.items if item.name == "WX/24/017")
    assert len(block.draft.service_ids) == 2


def test_every_file_twice_changes_nothing(office: Office) -> None:
    for name in ("care_homes.xlsx", "contracts_register.csv", "actions.ods"):
        found = preview(office, OWN / name)
        said = {one.key: one.candidates[0].id for one in found.undecided}
        commit(office, OWN / name, said)
        assert preview(office, OWN / name, said).is_nothing_new, name


# --- writing ---------------------------------------------------------------------------------


def test_import_is_one_act_that_can_be_undone(office: Office) -> None:
    report = commit(office, OWN / "care_homes.xlsx")
    assert report.words == "3 providers, 5 services and 2 visits added."
    office.write(history.undo_act, report.act_id)
    for kind in (Provider, Service, Visit):
        assert not all_of(office, kind)
    (run,) = all_of(office, ImportRun)
    assert run.is_undone


def test_changed_register_asks_for_a_new_preview(office: Office, tmp_path: Path) -> None:
    known = a_service(office)
    path = homes(
        tmp_path, ("Saltergarth House", "Brindlemere Care Group", "", "Care home", "", "0170")
    )
    found = preview(office, path)
    detail = office.read(get_service, known)
    office.write(change_service, known, detail.row_version, replace(detail.draft, beds=12))
    with pytest.raises(CircumstanceError, match="changed since this preview"):
        commit_own_import(office, found)
    assert office.read(get_service, known).draft.phone == ""


def test_import_that_fails_half_way_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services import own_import

    def fail(*args: Any) -> None:
        if args[1].name == "Plumfield Day Centre":
            raise CircumstanceError("The disk is full.")
        real(*args)

    real = own_import.write_item
    monkeypatch.setattr(own_import, "ITEMS_A_PART", 2)
    monkeypatch.setattr(own_import, "write_item", fail)
    with pytest.raises(CircumstanceError, match="disk is full"):
        commit(office, OWN / "care_homes.xlsx")
    assert not all_of(office, Provider)


def test_file_without_records_is_refused(office: Office, tmp_path: Path) -> None:
    path = sheet(tmp_path, "Menu", ("Monday", "Tuesday"), ("Soup", "Pie"))
    with pytest.raises(FileRefusedError, match="No sheet of “Menu"):
        preview(office, path)


def test_command_line_leaves_out_what_is_not_sure(office: Office, tmp_path: Path) -> None:
    a_service(office, postcode="WX1 1AB")
    path = homes(
        tmp_path,
        ("Saltergarth Hse", "Brindlemere Care Group", "", "Care home", "WX1 1AB", ""),
        ("Dunden Court", "Brindlemere Care Group", "", "Care home", "WX2 1AB", ""),
    )
    report = import_own_file(office, path)
    assert report.as_json()["undecided"] == ["Saltergarth Hse"]
    assert report.as_json()["added"] == {"services": 1}
    assert report.added == {Target.SERVICES: 1}
