"""Providers: add, change, archive with what belongs to them, restore, and their rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.rating_words import OwnRating
from app.domain.vocabulary import ServiceType
from app.errors import NotFoundError, RulesError, StaleError
from app.services import contracts, history, provider_rows, providers, service_rows, services
from app.services.office import Office
from app.services.providers import ProviderDraft
from tests import factory


def test_provider_is_stored_as_typed_and_tidied(office: Office) -> None:
    draft = ProviderDraft("  Oakfield   Care ", cqc_provider_id="1-44", postcode="wx11 1aa")
    key = office.write(providers.add_provider, draft)
    found = office.read(providers.get_provider, key).draft
    assert found == replace(draft, name="Oakfield Care", postcode="WX11 1AA")


def test_provider_without_a_name_or_with_a_bad_email_is_refused(office: Office) -> None:
    with pytest.raises(RulesError) as caught:
        office.write(providers.add_provider, ProviderDraft(" ", email="at example.org"))
    assert [problem.field for problem in caught.value.problems] == ["name", "email"]


def test_largest_share_is_of_the_people_we_place_in_one_type(office: Office) -> None:
    mine, other = factory.a_provider(office), factory.a_provider(office, "Other")
    home, homecare = ServiceType.CARE_HOME, ServiceType.HOMECARE
    factory.a_service(office, mine, "Oak", home, people_placed=10)
    factory.a_service(office, mine, "Elm", homecare, people_placed=31)
    factory.a_service(office, other, "Ash", home, people_placed=90)
    factory.a_service(office, other, "Yew", homecare, people_placed=69)
    gone = factory.a_service(office, other, "Fir", homecare, people_placed=900)
    office.write(services.archive_service, gone)
    share = office.read(provider_rows.largest_share, mine)
    assert share == provider_rows.PlacesShare(homecare, 31)


def test_share_is_not_said_where_nobody_is_recorded_as_placed(office: Office) -> None:
    key = factory.a_provider(office)
    factory.a_service(office, key, "Oak")
    assert office.read(provider_rows.largest_share, key) is None


def test_change_of_an_outdated_version_is_refused(office: Office) -> None:
    key = factory.a_provider(office)
    seen = office.read(providers.get_provider, key)
    changed = replace(seen.draft, brand="Brindle")
    office.write(providers.change_provider, key, seen.row_version, changed)
    with pytest.raises(StaleError):
        office.write(providers.change_provider, key, seen.row_version, seen.draft)
    assert office.read(providers.get_provider, key).draft.brand == "Brindle"


def test_archiving_takes_services_and_contracts_along_and_restore_brings_them_back(
    office: Office,
) -> None:
    key = factory.a_provider(office)
    factory.a_service(office, key, "Saltergarth House")
    already = factory.a_service(office, key, "Closed House")
    office.write(services.archive_service, already)
    factory.a_contract(office, key)
    assert office.read(providers.goes_with_provider, key).words == "1 service and 1 contract"
    office.write(providers.archive_provider, key)
    rows = office.read(service_rows.list_services)
    assert all(row.is_archived for row in rows)
    assert office.read(contracts.list_contracts)[0].is_archived
    office.write(providers.restore_provider, key)
    rows = office.read(service_rows.list_services)
    assert {row.name: row.is_archived for row in rows} == {
        "Saltergarth House": False, "Closed House": True,
    }  # fmt: skip


def test_archiving_can_be_undone_as_one_act(office: Office) -> None:
    key = factory.a_provider(office)
    factory.a_service(office, key)
    office.write(providers.archive_provider, key)
    assert office.last_outcome is not None
    office.write(history.undo_act, office.last_outcome.act_id)
    assert not office.read(providers.get_provider, key).is_archived
    assert not office.read(service_rows.list_services)[0].is_archived


def test_row_adds_up_its_services(office: Office) -> None:
    key = factory.a_provider(office)
    good = factory.a_service(office, key, "Good House", cqc_location_id="1-1", beds=30)
    poor = factory.a_service(office, key, "Poor House", cqc_location_id="1-2", beds=20)
    factory.a_rating(office, "1-1", "Good")
    factory.a_rating(office, "1-2", "Inadequate")
    factory.a_signed_visit(office, good, OwnRating.REQUIRES_IMPROVEMENT)
    factory.an_action(office, poor, "Mend the lift", date(2026, 11, 1))
    factory.an_action(office, poor, "Write the rota", date(2026, 11, 16))
    factory.an_action(office, poor, "Train night staff", date(2026, 12, 24))
    factory.a_contract(office, key, yearly_value_pence=120_000_00)
    factory.a_contract(office, key, "OLD-1", yearly_value_pence=99, ends_on=date(2025, 3, 31))
    row = office.read(provider_rows.get_provider_row, key)
    assert (row.services, row.beds, row.below_good, row.inadequate) == (2, 50, 1, 1)
    assert (row.own_below_good, row.open_actions, row.overdue_actions) == (1, 3, 2)
    assert (row.contracts, row.yearly_value_pence) == (1, 120_000_00)
    assert row.sentence == (
        "2 services, 1 rated below Good by CQC and 1 by us. 3 open actions, 2 overdue."
    )


def test_people_at_home_are_not_counted_against_beds(office: Office) -> None:
    key = factory.a_provider(office)
    home, homecare = ServiceType.CARE_HOME, ServiceType.HOMECARE
    factory.a_service(office, key, "Oak House", home, beds=36, people_placed=22)
    factory.a_service(office, key, "Elm House", home, beds=40)
    factory.a_service(office, key, "Oak at Home", homecare, people_placed=373)
    row = office.read(provider_rows.get_provider_row, key)
    assert (row.placed_in_beds, row.placed_beds, row.people_placed) == (22, 36, 395)


def test_sentence_says_when_every_open_action_is_overdue(office: Office) -> None:
    key = factory.a_provider(office)
    service = factory.a_service(office, key)
    for text in ("Mend the lift", "Write the rota"):
        factory.an_action(office, service, text, date(2026, 11, 1))
    row = office.read(provider_rows.get_provider_row, key)
    assert row.sentence.endswith("2 open actions, all overdue.")


def test_provider_with_the_worst_rating_comes_first(office: Office) -> None:
    for name, word in (("Alder Care", "Good"), ("Birch Care", "Inadequate")):
        key = factory.a_provider(office, name)
        factory.a_service(office, key, f"{name} House", cqc_location_id=f"1-{name}")
        factory.a_rating(office, f"1-{name}", word)
    factory.a_provider(office, "Cedar Care")
    names = [row.name for row in office.read(provider_rows.list_providers)]
    assert names == ["Birch Care", "Alder Care", "Cedar Care"]


def test_unknown_provider_is_not_found(office: Office) -> None:
    with pytest.raises(NotFoundError):
        office.read(providers.get_provider, "nobody")
