"""Contracts: terms, services covered, dates by which something must be decided, documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.contracts import DecisionKind
from app.domain.vocabulary import ContractType, Funding, PriceUnit
from app.errors import RuleError, RulesError, StaleError
from app.imports.intake import Document
from app.services import attachments, contracts, documents
from app.services.attachments import prepare_document
from app.services.contracts import ContractDraft
from app.services.office import Office
from tests import factory


def test_contract_is_stored_with_all_its_fields(office: Office) -> None:
    owner = factory.a_provider(office)
    service = factory.a_service(office, owner)
    draft = ContractDraft(
        owner, "WX-1", "Nursing block beds", ContractType.BLOCK, description="Twenty beds",
        theme="Nursing", department="Adults", starts_on=date(2024, 4, 1),
        ends_on=date(2027, 3, 31), review_on=date(2026, 12, 1), extension_options="Two years",
        extension_decision_on=date(2026, 9, 30), notice_count=3,
        yearly_value_pence=1_234_567_89, irrecoverable_vat_pence=0,
        unit_price_ten_thousandths=9_500_000, price_unit=PriceUnit.WEEK, funding=Funding.JOINT,
        procurement_route="Open", is_light_touch=False, insurance_expires_on=date(2027, 1, 1),
        obligations="Monthly return", contract_manager_id=office.actor.officer_id,
        service_ids=(service,),
    )  # fmt: skip
    key = office.write(contracts.add_contract, draft)
    found = office.read(contracts.get_contract, key)
    assert found.draft == draft
    assert found.contract_manager == "Helen Marsh"


def test_every_problem_of_a_contract_is_named(office: Office) -> None:
    draft = ContractDraft(
        "", "", "", None, starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1),
        unit_price_ten_thousandths=1, yearly_value_pence=-1, service_ids=("nowhere",),
    )  # fmt: skip
    with pytest.raises(RulesError) as caught:
        office.write(contracts.add_contract, draft)
    assert [problem.field for problem in caught.value.problems] == [
        "provider_id", "reference", "title", "contract_type", "ends_on", "price_unit",
        "yearly_value_pence", "service_ids",
    ]  # fmt: skip


def test_reference_belongs_to_one_contract_in_use(office: Office) -> None:
    owner = factory.a_provider(office)
    first = factory.a_contract(office, owner, "WX-1")
    with pytest.raises(RulesError, match="Another contract has this reference"):
        factory.a_contract(office, owner, "wx-1")
    office.write(contracts.archive_contract, first)
    assert factory.a_contract(office, owner, "WX-1") != first


def test_services_of_a_contract_are_added_and_taken_out(office: Office) -> None:
    owner = factory.a_provider(office)
    a, b = (factory.a_service(office, owner, name) for name in ("Alder", "Birch"))
    key = factory.a_contract(office, owner, service_ids=(a,))
    seen = office.read(contracts.get_contract, key)
    changed = replace(seen.draft, service_ids=(b,))
    office.write(contracts.change_contract, key, seen.row_version, changed)
    assert office.read(contracts.get_contract, key).draft.service_ids == (b,)
    assert office.read(contracts.list_contracts, service_id=a) == []


def test_outdated_version_of_a_contract_is_refused(office: Office) -> None:
    key = factory.a_contract(office, factory.a_provider(office))
    seen = office.read(contracts.get_contract, key)
    changed = replace(seen.draft, theme="Nursing")
    office.write(contracts.change_contract, key, seen.row_version, changed)
    with pytest.raises(StaleError):
        office.write(contracts.change_contract, key, seen.row_version, seen.draft)


def test_row_names_the_next_decision_within_three_months(office: Office) -> None:
    owner = factory.a_provider(office)
    terms = {"ends_on": date(2027, 3, 31), "notice_count": 3}
    factory.a_contract(office, owner, **terms)
    (row,) = office.read(contracts.list_contracts)
    assert row.notice_on == date(2026, 12, 31)
    assert row.decision is not None
    assert row.decision.kind is DecisionKind.NOTICE


def test_contract_that_has_ended_needs_no_decision_and_comes_last(office: Office) -> None:
    owner = factory.a_provider(office)
    factory.a_contract(office, owner, "OLD", ends_on=date(2026, 11, 16), notice_count=3)
    factory.a_contract(office, owner, "NEW")
    rows = office.read(contracts.list_contracts)
    assert [(row.reference, row.has_ended, row.decision) for row in rows] == [
        ("NEW", False, None), ("OLD", True, None),
    ]  # fmt: skip


# --- documents ----------------------------------------------------------------------------------


@pytest.fixture
def terms(tmp_path: Path) -> Document:
    path = tmp_path / "Terms 2024.pdf"
    path.write_bytes(b"%PDF-1.7 terms\n%%EOF\n")
    return prepare_document(path)


def test_document_comes_out_as_it_went_in(office: Office, terms: Document) -> None:
    key = factory.a_contract(office, factory.a_provider(office))
    office.write(documents.add_document, key, terms)
    (row,) = office.read(documents.list_documents, key)
    assert (row.title, row.file_name) == ("Terms 2024", "Terms 2024.pdf")
    assert row.added_by == "Helen Marsh"
    assert office.read(attachments.read_attachment, row.attachment_id).content == terms.data


def test_document_is_attached_to_a_contract_once(office: Office, terms: Document) -> None:
    owner = factory.a_provider(office)
    key = factory.a_contract(office, owner)
    first = office.write(documents.add_document, key, terms)
    copy = replace(terms, name="Terms 2024 (copy).pdf")
    with pytest.raises(RuleError, match=r"already attached as “Terms 2024”\.$"):
        office.write(documents.add_document, key, copy)
    office.write(documents.archive_document, first)
    with pytest.raises(RuleError, match=r"“Terms 2024”, which is archived\. Restore that one\.$"):
        office.write(documents.add_document, key, copy)
    assert office.read(documents.count_documents, key) == 0
    other = factory.a_contract(office, owner, "WX-2024-018")
    office.write(documents.add_document, other, copy)
    assert office.read(documents.count_documents, other) == 1


def test_document_is_renamed_but_never_to_nothing(office: Office, terms: Document) -> None:
    key = factory.a_contract(office, factory.a_provider(office))
    document = office.write(documents.add_document, key, terms)
    office.write(documents.rename_document, document, "Terms, signed")
    with pytest.raises(RuleError):
        office.write(documents.rename_document, document, " ")
    assert office.read(documents.list_documents, key)[0].title == "Terms, signed"


def test_archived_document_leaves_the_list_and_comes_back(office: Office, terms: Document) -> None:
    key = factory.a_contract(office, factory.a_provider(office))
    document = office.write(documents.add_document, key, terms)
    office.write(documents.archive_document, document)
    assert office.read(documents.count_documents, key) == 0
    office.write(documents.restore_document, document)
    assert office.read(documents.count_documents, key) == 1
