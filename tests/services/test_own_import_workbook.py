"""The register’s own workbook comes back unchanged, and what was changed in it is taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.vocabulary import PriceUnit
from app.models import Contract, Provider, Service
from app.services.contacts import ContactDraft, add_contact
from app.services.office import Office
from app.services.own_import import (
    Outcome,
    commit_own_import,
)
from app.services.register_export import export_register
from app.services.services import get_service
from tests.factory import a_contract, a_provider, a_register, a_service
from tests.services.own_sheets import (
    all_of,
    commit,
    preview,
)


@pytest.fixture
def workbook(office: Office, tmp_path: Path) -> Callable[[], Path]:
    def save() -> Path:
        path = tmp_path / "Register.xlsx"
        path.write_bytes(office.read(export_register))
        return path

    return save


def test_own_workbook_comes_back_unchanged(office: Office, workbook: Callable[[], Path]) -> None:
    a_register(office, providers=20, services=40)
    provider = a_provider(
        office, "_x0041_ & Sons", notes="=1+1\n" + "Long words and more.\n" * 4_000
    )
    a_contract(office, provider, yearly_value_pence=12_345_67, unit_price_ten_thousandths=214_567,
               price_unit=PriceUnit.HOUR, notice_count=90, notice_unit="working_days",
               obligations="word " * 9_000)  # fmt: skip
    office.write(add_contact, ContactDraft("Robin Finch", provider_id=provider))
    found = preview(office, workbook())
    assert found.is_nothing_new, [item.changes for item in found.of(Outcome.CHANGE)]
    assert not found.remarks
    assert not found.undecided


def test_cell_changed_in_own_workbook_is_the_only_change(
    office: Office, workbook: Callable[[], Path]
) -> None:
    a_register(office, providers=6, services=12)
    path = workbook()
    book = openpyxl.load_workbook(path)
    services = book["Services"]
    heads = [cell.value for cell in services[4]]
    services.cell(6, heads.index("Phone") + 1, "01700 900999")
    book.save(path)
    found = preview(office, path)
    (item,) = found.of(Outcome.CHANGE)
    assert [(c.words, c.before, c.after) for c in item.changes] == [("Phone", "", "01700 900999")]
    assert not found.of(Outcome.ADD)
    commit_own_import(office, found)
    assert office.read(get_service, item.record_id).draft.phone == "01700 900999"
    assert preview(office, path).is_nothing_new


def test_cell_emptied_in_own_workbook_is_cleared(
    office: Office, workbook: Callable[[], Path]
) -> None:
    a_service(office, phone="01700 900100")
    path = workbook()
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["Services"][4]]
    book["Services"].cell(5, heads.index("Phone") + 1).value = None
    book.save(path)
    (item,) = preview(office, path).of(Outcome.CHANGE)
    assert [(c.words, c.before, c.after) for c in item.changes] == [("Phone", "01700 900100", "")]


def test_own_workbook_fills_another_file(
    office: Office, workbook: Callable[[], Path], tmp_path: Path, clock: Any
) -> None:
    from tests.office_fixtures import make_office

    a_register(office, providers=6, services=12)
    other = make_office(tmp_path / "other.cqm", clock)
    path = workbook()
    commit(other, path)
    try:
        again = preview(other, path)
        assert again.is_nothing_new, again.report.words
        assert len(all_of(other, Service)) == 12
        assert {c.provider_id for c in all_of(other, Contract)} <= {
            p.id for p in all_of(other, Provider)
        }
    finally:
        other.close()
