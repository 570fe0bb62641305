"""The contracts list, page and form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vocabulary import ContractType, PriceUnit
from app.errors import RuleError
from app.services import contracts, documents, opening, services
from app.ui.contracts.contract_form import price_words, read_price
from tests import factory
from tests.ui.register_stage import Stage


def references(page: Any) -> list[str]:
    return [row.reference for row in page.table.shown_rows()]


@pytest.fixture
def two(stage: Stage) -> Stage:
    owner = factory.a_provider(stage.office)
    terms = {"ends_on": date(2027, 3, 31), "notice_count": 3, "starts_on": date(2024, 4, 1)}
    factory.a_contract(stage.office, owner, "BLOCK-1", yearly_value_pence=500_00, **terms)
    factory.a_contract(stage.office, owner, "SPOT-1", contract_type=ContractType.SPOT)
    return stage


def test_contract_that_needs_a_decision_stands_first(two: Stage) -> None:
    page = two.show("contracts")
    assert references(page) == ["BLOCK-1", "SPOT-1"]
    assert page.header.sentence() == (
        "2 contracts running, worth £500 a year. 1 needs a decision within three months."
    )


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("type", "spot", ["SPOT-1"]),
        ("decision", "needed", ["BLOCK-1"]),
        ("ends", "12", ["BLOCK-1"]),
        ("ends", "none", ["SPOT-1"]),
    ],
)
def test_each_filter_keeps_what_it_says(
    two: Stage, key: str, value: str, expected: list[str]
) -> None:
    page = two.show("contracts")
    page.bar.filters[key].set_value(value)
    assert references(page) == expected


def test_sentence_says_how_many_the_filters_leave(two: Stage) -> None:
    page = two.show("contracts")
    page.bar.filters["type"].set_value("spot")
    assert page.header.sentence() == (
        "1 of 2 contracts is shown. 1 contract running. "
        "No decision is needed in the next three months."
    )
    page.bar.filters["decision"].set_value("missed")
    assert page.header.sentence() == "None of 2 contracts is shown."


def test_preview_says_what_has_to_be_decided_and_leads_to_the_provider(two: Stage) -> None:
    page = two.show("contracts")
    words = two.texts(page.preview)
    assert "Last day to give notice:" in words
    assert "31 December 2026, in 44 days." in words
    assert "BLOCK-1, block" in words
    assert "31/03/2027" in words
    two.click("preview_provider", page.preview)
    assert two.page.header.title() == "Brindlemere Care Group"


def test_contract_is_added_with_services_and_price(stage: Stage) -> None:
    owner = factory.a_provider(stage.office)
    service = factory.a_service(stage.office, owner, "Alder House")
    page = stage.show("contract_form", f"new:{owner}")
    stage.type_into("contract_form_reference", "WX-9")
    stage.type_into("contract_form_title", "Homecare lot 3")
    stage.type_into("contract_form_unit_price_ten_thousandths", "24.12345")
    form = page.form
    form.input_of("contract_type").set_value(ContractType.FRAMEWORK)
    form.input_of("service_ids").set_value((service,))
    stage.click("contract_form_save")
    assert "unit price in pounds" in form.error_of("unit_price_ten_thousandths")
    form.input_of("unit_price_ten_thousandths").set_value("£24.1234")
    stage.click("contract_form_save")
    assert form.error_of("price_unit") == "Choose what the unit price is for"
    form.input_of("price_unit").set_value(PriceUnit.HOUR)
    stage.click("contract_form_save")
    assert stage.page.name == "contract"
    draft = stage.office.read(contracts.get_contract, stage.page.key).draft
    assert (draft.reference, draft.service_ids) == ("WX-9", (service,))
    assert draft.unit_price_ten_thousandths == 241_234


def test_change_of_a_contract_keeps_what_is_archived_by_now(stage: Stage) -> None:
    office = stage.office
    owner = factory.a_provider(office)
    service = factory.a_service(office, owner, "Alder House")
    other = office.write(opening.add_officer, opening.NewOfficer("Joan Petrie"))
    key = factory.a_contract(
        office, owner, service_ids=(service,), contract_manager_id=other, notice_count=3
    )
    office.write(services.archive_service, service)
    office.write(opening.archive_officer, other)
    page = stage.show("contract_form", key)
    offered = page.form.input_of("service_ids").list
    assert [offered.item(n).text() for n in range(offered.count())] == ["Alder House (archived)"]
    page.form.input_of("title").set_value("Another title")
    stage.click("contract_form_save")
    draft = office.read(contracts.get_contract, key).draft
    assert draft.title == "Another title"
    assert draft.service_ids == (service,)
    assert draft.contract_manager_id == other


def test_providers_of_one_name_are_told_apart(stage: Stage) -> None:
    for known_as in ("1-1", "1-2", ""):
        factory.a_provider(stage.office, "Oak Care", cqc_provider_id=known_as)
    page = stage.show("contract_form", "new")
    combo = page.form.input_of("provider_id").combo
    offered = {combo.itemText(place) for place in range(combo.count())}
    assert offered == {"", "Oak Care (1-1)", "Oak Care (1-2)", "Oak Care"}


def test_services_offered_follow_the_provider(stage: Stage) -> None:
    first, second = (factory.a_provider(stage.office, name) for name in ("First", "Second"))
    factory.a_service(stage.office, second, "Birch House")
    page = stage.show("contract_form", f"new:{first}")
    offered = page.form.input_of("service_ids")
    assert offered.list.count() == 0
    page.form.input_of("provider_id").set_value(second)
    stage.settle()
    assert [offered.list.item(n).text() for n in range(offered.list.count())] == ["Birch House"]


def test_dates_say_the_last_day_to_give_notice_and_how(two: Stage) -> None:
    key = two.show("contracts").table.shown_rows()[0].id
    page = two.show("contract", key)
    page.tabs.choose("dates")
    two.settle()
    words = two.texts()
    assert "The last day to give notice is 31 December 2026" in words
    assert "It ends on 31 March 2027, and the notice is 3 months." in words
    assert "31 December 2026, in 44 days (3 months before the end)" in words
    assert page.notice.kind == "warn"


@pytest.mark.parametrize(
    ("ends_on", "kind"),
    [(date(2029, 3, 31), "info"), (date(2027, 3, 31), "warn"), (date(2026, 12, 31), "danger")],
)
def test_note_on_the_notice_is_as_grave_as_its_day_is_near(
    stage: Stage, ends_on: date, kind: str
) -> None:
    provider = factory.a_provider(stage.office, "First")
    key = factory.a_contract(stage.office, provider, "WX-9", ends_on=ends_on, notice_count=3)
    page = stage.show("contract", key)
    page.tabs.choose("dates")
    stage.settle()
    assert page.notice.kind == kind


def test_document_is_attached_renamed_archived_and_restored(two: Stage, tmp_path: Path) -> None:
    path = tmp_path / "Terms.pdf"
    path.write_bytes(b"%PDF-1.7 terms\n%%EOF\n")
    key = two.show("contracts").table.shown_rows()[0].id
    page = two.show("contract", key)
    page.tabs.choose("documents")
    two.settle()
    page.documents.add_document(path)
    two.settle()
    (row,) = page.documents.table.shown_rows()
    page.documents.ask_title(row)
    two.type_into_dialog("document_dialog_form_title", ", signed")
    two.click("document_dialog_submit")
    (row,) = page.documents.table.shown_rows()
    assert row.title == "Terms, signed"
    page.documents.archive_or_restore(row)
    two.settle()
    assert two.office.read(documents.count_documents, key) == 0
    page.documents.bar.filters["show"].set_value("archived")
    (row,) = page.documents.table.shown_rows()
    page.documents.archive_or_restore(row)
    two.settle()
    assert two.office.read(documents.count_documents, key) == 1


def test_file_that_is_no_document_is_refused_in_words(
    two: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(two.context.messages, "tell_error", lambda e: told.append(str(e)))
    two.context.background.unclaimed.connect(lambda error: told.append(str(error)))
    path = tmp_path / "run.pdf"
    path.write_bytes(b"MZ\x90\x00 a program")
    key = two.show("contracts").table.shown_rows()[0].id
    page = two.show("contract", key)
    page.tabs.choose("documents")
    two.settle()
    page.documents.add_document(path)
    two.settle()
    assert told
    assert two.office.read(documents.count_documents, key) == 0


def test_archived_contract_is_restored_from_its_note(two: Stage) -> None:
    key = two.show("contracts").table.shown_rows()[0].id
    page = two.show("contract", key)
    page.findChild(object, "contract_archive").trigger()
    two.settle()
    two.click("contract_archived_act")
    assert not two.office.read(contracts.get_contract, key).is_archived


@given(st.integers(0, 10**12))
def test_price_reads_back_as_it_is_worded(price: int) -> None:
    assert read_price(price_words(price)) == price


def test_price_that_is_none_is_refused() -> None:
    with pytest.raises(RuleError):
        read_price("about 20")
