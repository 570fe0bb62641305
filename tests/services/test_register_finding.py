"""What helps to find and follow records: search, history, saved views, contacts, the workbook."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.db.work import Work
from app.domain.vocabulary import ServiceType
from app.errors import NotFoundError, RuleError, RulesError
from app.imports.intake import Document
from app.models import Base, Service
from app.services import (
    contacts,
    contracts,
    documents,
    history,
    record_history,
    saved_views,
    search,
    services,
)
from app.services.contacts import ContactDraft
from app.services.field_labels import HIDDEN, RECORD_WORDS, label_of
from app.services.office import Office
from app.services.providers import ProviderDraft
from app.services.register_columns import SHEETS
from app.services.register_export import RegisterChoice, export_register, register_facts
from tests import factory

# --- search -------------------------------------------------------------------------------------


def titles(office: Office, typed: str) -> list[str]:
    return [hit.title for hit in office.read(search.search, typed)]


@pytest.mark.parametrize(
    "typed", ["salt", "house salter", "1-4471", "SALTERGARTH", "wx1", "1-4471902286"]
)
def test_service_is_found_by_the_beginning_of_any_word(office: Office, typed: str) -> None:
    factory.a_service(
        office, name="Saltergarth House", cqc_location_id="1-4471902286", postcode="WX1 1AA"
    )
    factory.a_service(office, name="Fernhallow Lodge", cqc_location_id="1-555")
    assert titles(office, typed) == ["Saltergarth House"]


def test_contact_leads_to_the_page_of_whom_it_belongs_to(office: Office) -> None:
    key = factory.a_service(office)
    office.write(contacts.add_contact, ContactDraft("Jo Bloggs", "Deputy", service_id=key))
    (hit,) = office.read(search.search, "bloggs")
    assert (hit.kind, hit.key) == ("service", key)


def test_contract_is_found_by_reference(office: Office) -> None:
    key = factory.a_contract(office, factory.a_provider(office), "WX-2024-017")
    (hit,) = office.read(search.search, "wx-2024")
    assert (hit.kind, hit.key) == ("contract", key)


def test_archived_records_are_found_last_and_say_so(office: Office) -> None:
    owner = factory.a_provider(office, "Other")
    gone = factory.a_service(office, owner, "Saltergarth")
    factory.a_service(office, owner, "Saltergarth House Annexe")
    office.write(services.archive_service, gone)
    hits = office.read(search.search, "saltergarth")
    assert [hit.is_archived for hit in hits] == [False, True]
    assert hits[1].subtitle.endswith("archived")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(st.characters(codec="utf-8"), max_size=20))
def test_nothing_typed_upsets_the_search(office: Office, typed: str) -> None:
    assert isinstance(office.read(search.search, typed), list)


@pytest.mark.parametrize("typed", ['"', "*", "NEAR(", "-", "a AND", "title:", "^x", "(", ""])
def test_words_of_the_query_language_mean_nothing(office: Office, typed: str) -> None:
    factory.a_service(office, name="Saltergarth House")
    assert titles(office, typed) == []


# --- history ------------------------------------------------------------------------------------


def said(office: Office, kind: str, key: str) -> list[tuple[str, str, str, str]]:
    rows = office.read(record_history.record_history, kind, key)
    return [(row.record, row.field, row.old, row.new) for row in rows]


def test_history_says_fields_old_and_new_in_words(office: Office) -> None:
    old, new = factory.a_provider(office, "Old Care"), factory.a_provider(office, "New Care")
    key = factory.a_service(office, old, "Saltergarth House")
    seen = office.read(services.get_service, key)
    changed = replace(
        seen.draft, provider_id=new, service_type=ServiceType.NURSING_HOME,
        registered_on=date(2026, 10, 1), is_registered=False, beds=36,
    )  # fmt: skip
    office.write(services.change_service, key, seen.row_version, changed)
    found = said(office, "service", key)
    assert set(found[:5]) == {
        ("Service", "Provider", "Old Care", "New Care"),
        ("Service", "Type of service", "Care home", "Nursing home"),
        ("Service", "Registered on", "", "01/10/2026"),
        ("Service", "Registered", "Yes", "No"),
        ("Service", "Beds", "", "36"),
    }
    assert found[-1] == ("Service", "Added", "", "Saltergarth House")


def test_history_leaves_out_files_that_changed_nothing_but_their_date(office: Office) -> None:
    key = factory.a_service(office)

    def bring_in(work: Work, day: date, beds: int | None) -> None:
        service = work.session.get_one(Service, key)
        service.details_on, service.beds = day, beds
        work.describe("cqc import", f"Imported the file of {day}")

    office.write(bring_in, date(2026, 9, 1), None)
    office.write(bring_in, date(2026, 10, 1), 36)
    assert sorted(said(office, "service", key)[:-1]) == [
        ("Service", "Beds", "", "36"),
        ("Service", "Details as at", "01/09/2026", "01/10/2026"),
    ]


def test_history_carries_who_when_and_what(office: Office) -> None:
    key = factory.a_service(office)
    (row,) = office.read(record_history.record_history, "service", key)
    assert (row.who, row.what) == ("Helen Marsh", "Added service Saltergarth House")
    assert row.at == office.now().replace(microsecond=0)


def test_history_tells_child_rows_even_those_removed_since(office: Office) -> None:
    owner = factory.a_provider(office)
    service = factory.a_service(office, owner, "Saltergarth House")
    key = factory.a_contract(office, owner, service_ids=(service,))
    terms = Document("terms.pdf", b"%PDF-1.7", "application/pdf", "PDF")
    office.write(documents.add_document, key, terms)
    seen = office.read(contracts.get_contract, key)
    bare = replace(seen.draft, service_ids=(), yearly_value_pence=1_200_50)
    office.write(contracts.change_contract, key, seen.row_version, bare)
    found = said(office, "contract", key)
    assert ("Service covered", "Removed", "Saltergarth House", "") in found
    assert ("Document", "Added", "", "terms") in found
    assert ("Contract", "Yearly value", "", "£1,200.50") in found


def test_undone_addition_stays_in_the_history(office: Office) -> None:
    owner = factory.a_provider(office)
    factory.a_service(office, owner, "Mistaken House")
    assert office.last_outcome is not None
    office.write(history.undo_act, office.last_outcome.act_id)
    assert ("Service", "Removed", "Mistaken House", "") in said(office, "provider", owner)


def test_every_field_of_the_register_visits_and_actions_has_a_label() -> None:
    for table in RECORD_WORDS:
        for column in Base.metadata.tables[table].columns:
            assert column.name in HIDDEN or label_of(table, column.name)


# --- saved views and contacts -------------------------------------------------------------------


def test_view_of_the_same_name_is_replaced(office: Office) -> None:
    office.write(saved_views.save_view, "services", "Mine", {"type": "homecare"})
    office.write(saved_views.save_view, "services", " Mine ", {"type": "care_home"})
    assert office.read(saved_views.list_views, "services") == {"Mine": {"type": "care_home"}}
    office.write(saved_views.remove_view, "services", "Mine")
    assert office.read(saved_views.list_views, "services") == {}


def test_view_needs_a_name_and_must_be_there_to_go(office: Office) -> None:
    with pytest.raises(RuleError):
        office.write(saved_views.save_view, "services", " ", {})
    with pytest.raises(NotFoundError):
        office.write(saved_views.remove_view, "services", "None")


def test_contact_belongs_to_exactly_one_record(office: Office) -> None:
    owner = factory.a_provider(office)
    with pytest.raises(RulesError):
        office.write(contacts.add_contact, ContactDraft("Jo"))
    with pytest.raises(RulesError):
        both = ContactDraft("Jo", provider_id=owner, service_id=factory.a_service(office))
        office.write(contacts.add_contact, both)


def test_contacts_of_a_provider_include_those_of_its_services(office: Office) -> None:
    owner = factory.a_provider(office)
    service = factory.a_service(office, owner)
    office.write(contacts.add_contact, ContactDraft("Ann", provider_id=owner))
    bea = office.write(contacts.add_contact, ContactDraft("Bea", service_id=service))
    listed = office.read(contacts.list_contacts, provider_id=owner)
    assert [(row.draft.name, row.belongs_to) for row in listed] == [
        ("Ann", "Brindlemere Care Group"), ("Bea", "Saltergarth House"),
    ]  # fmt: skip
    office.write(contacts.archive_contact, bea)
    assert len(office.read(contacts.list_contacts, provider_id=owner)) == 1
    office.write(contacts.restore_contact, bea)
    assert len(office.read(contacts.list_contacts, service_id=service)) == 1


# --- the register's workbook --------------------------------------------------------------------


def cells(office: Office, choice: RegisterChoice | None = None) -> dict[str, list[tuple[str, ...]]]:
    facts = office.read(register_facts, choice)
    return {sheet.name: [row.cells for row in sheet.rows] for sheet in facts.sheets}  # type: ignore[misc]


def test_whole_register_goes_out_with_its_record_ids(office: Office) -> None:
    owner = factory.a_provider(office)
    service = factory.a_service(office, owner, beds=36)
    factory.a_contract(office, owner, service_ids=(service,))
    office.write(contacts.add_contact, ContactDraft("Ann", provider_id=owner))
    book = load_workbook(BytesIO(office.read(export_register)))
    assert book.sheetnames[:4] == ["Providers", "Services", "Contracts", "Contacts"]
    values = [cell for row in book["Services"].iter_rows(values_only=True) for cell in row]
    assert service in values
    assert owner in values
    assert {"Saltergarth House", "Care home", 36} <= set(values)


def test_filtered_services_bring_their_provider_and_contracts_only(office: Office) -> None:
    owner, other = factory.a_provider(office, "Chosen Care"), factory.a_provider(office, "Other")
    wanted = factory.a_service(office, owner, "Wanted")
    factory.a_service(office, owner, "Sister")
    factory.a_contract(office, owner, "WX-1", service_ids=(wanted,))
    factory.a_contract(office, other, "WX-2")
    found = cells(office, RegisterChoice(service_ids=[wanted], words="Type: care home"))
    assert [row[0] for row in found["Providers"]] == ["Chosen Care"]
    assert [row[0] for row in found["Services"]] == ["Wanted"]
    assert [row[0] for row in found["Contracts"]] == ["WX-1"]


def test_every_field_of_a_draft_goes_out(office: Office) -> None:
    facts = office.read(register_facts)
    drafts = (ProviderDraft, services.ServiceDraft, contracts.ContractDraft, ContactDraft)
    for sheet, draft in zip(facts.sheets, drafts, strict=True):
        written = {column.field for column in SHEETS[sheet.name]}
        told_by_name = {"contract_manager_id"}
        assert {f.name for f in fields(draft)} - told_by_name <= written
