"""Services: add, change, archive, restore; their rows; a change of owner; Ofsted's ratings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from app.domain.rating_words import OwnRating, Rating
from app.domain.vocabulary import ServiceType, VisitMode, VisitStatus
from app.errors import RuleError, RulesError, StaleError
from app.services import (
    doubles,
    history,
    ofsted,
    providers,
    ratings,
    registrations,
    service_rows,
    services,
)
from app.services.draft_checks import cleaned_postcode
from app.services.office import Office
from app.services.services import ServiceDraft
from tests import factory

TODAY = date(2026, 11, 17)


def row_of(office: Office, service_id: str) -> service_rows.ServiceRow:
    return office.read(service_rows.get_service_row, service_id)


def test_service_is_stored_with_all_its_fields(office: Office) -> None:
    draft = ServiceDraft(
        factory.a_provider(office), "Fernhallow Lodge", ServiceType.NURSING_HOME,
        cqc_location_id="1-123", registered_on=date(2015, 4, 1), address="1 Lane\nWexborough",
        postcode="WX1 1AA", authority="Wexborough", region="South", beds=36, people=30,
        people_placed=22, manager_name="Jo Bloggs", has_manager=True,
        manager_since=date(2026, 8, 1), notes="Ring the side door",
    )  # fmt: skip
    key = office.write(services.add_service, draft)
    found = office.read(services.get_service, key)
    assert found.draft == draft
    assert found.manager_source == "Entered by hand"


def test_every_problem_of_a_service_is_named(office: Office) -> None:
    draft = ServiceDraft(
        "", " ", None, cqc_location_id="1-1", is_regulated=False,
        registered_on=date(2020, 1, 2), deregistered_on=date(2020, 1, 1), beds=-1,
    )  # fmt: skip
    with pytest.raises(RulesError) as caught:
        office.write(services.add_service, draft)
    assert [problem.field for problem in caught.value.problems] == [
        "provider_id", "name", "service_type", "is_regulated", "deregistered_on", "beds",
    ]  # fmt: skip


def test_outdated_version_of_a_service_is_refused(office: Office) -> None:
    key = factory.a_service(office)
    seen = office.read(services.get_service, key)
    office.write(services.change_service, key, seen.row_version, replace(seen.draft, beds=40))
    with pytest.raises(StaleError):
        office.write(services.change_service, key, seen.row_version, seen.draft)


def test_restoring_a_service_brings_its_archived_provider_back(office: Office) -> None:
    owner = factory.a_provider(office)
    key = factory.a_service(office, owner)
    office.write(providers.archive_provider, owner)
    office.write(services.restore_service, key)
    assert not row_of(office, key).is_archived
    assert not office.read(providers.get_provider, owner).is_archived


def test_several_services_may_share_a_location_id_and_it_is_pointed_out(office: Office) -> None:
    first = factory.a_service(office, name="House 1", cqc_location_id="1-77")
    second = factory.a_service(office, name="House 2", cqc_location_id="1-77")
    assert row_of(office, first).same_id == 2
    assert office.read(doubles.same_location, "1-77", leave_out=second) == ["House 1"]


def test_service_group_rating_is_shown_where_the_location_is_not_rated(office: Office) -> None:
    key = factory.a_service(office, cqc_location_id="1-5")
    factory.a_rating(office, "1-5", "Good", date(2020, 1, 1), seen_on=date(2021, 2, 1))
    factory.a_rating(office, "1-5", "Not Rated", None)
    factory.a_rating(office, "1-5", "Requires improvement", group="Care Homes")
    row = row_of(office, key)
    assert row.rating is Rating.REQUIRES_IMPROVEMENT
    assert "Care Homes" in row.rating_note


def test_our_result_is_that_of_the_newest_signed_off_visit(office: Office) -> None:
    key = factory.a_service(office)
    factory.a_signed_visit(office, key, OwnRating.POOR, date(2026, 3, 12))
    factory.a_signed_visit(office, key, OwnRating.GOOD, date(2024, 1, 1))
    draft = {"status": VisitStatus.DRAFT, "mode": VisitMode.REMOTE}
    factory.a_signed_visit(office, key, OwnRating.EXCELLENT, date(2026, 10, 1), **draft)  # type: ignore[arg-type]
    row = row_of(office, key)
    assert (row.own, row.own_on) == (OwnRating.POOR, date(2026, 3, 12))


def test_remote_review_is_not_a_visit_in_person(office: Office) -> None:
    key = factory.a_service(office)
    factory.a_signed_visit(office, key, on=date(2025, 2, 1))
    factory.a_signed_visit(office, key, on=date(2026, 9, 1), mode=VisitMode.REMOTE)
    assert row_of(office, key).in_person_on == date(2025, 2, 1)


def test_cancelled_visit_was_no_visit(office: Office) -> None:
    key = factory.a_service(office)
    factory.a_signed_visit(office, key, None, date(2026, 9, 1), status=VisitStatus.CANCELLED)
    assert row_of(office, key).in_person_on is None


def test_disagreement_with_cqc_is_said_with_both_dates(office: Office) -> None:
    key = factory.a_service(office, cqc_location_id="1-9")
    factory.a_rating(office, "1-9", "Good", date(2025, 5, 4))
    factory.a_signed_visit(office, key, OwnRating.POOR, date(2026, 3, 12))
    found = row_of(office, key).disagreement(TODAY)
    assert found is not None
    assert "12 March 2026" in found.sentence
    assert "4 May 2025" in found.sentence


def test_services_with_the_worst_rating_come_first(office: Office) -> None:
    owner = factory.a_provider(office)
    for name, word in (("Alder", "Good"), ("Birch", "Inadequate"), ("Cedar", "Outstanding")):
        factory.a_service(office, owner, name, cqc_location_id=f"1-{name}")
        factory.a_rating(office, f"1-{name}", word)
    factory.a_service(office, owner, "Ash", is_regulated=False)
    names = [row.name for row in office.read(service_rows.list_services)]
    assert names == ["Birch", "Alder", "Cedar", "Ash"]


def test_four_hundred_services_take_a_fixed_number_of_queries(office: Office) -> None:
    factory.a_register(office, providers=60, services=400)
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", note)
    rows = office.read(service_rows.list_services)
    event.remove(office.database.engine, "before_cursor_execute", note)
    assert len(rows) == 400
    assert len([s for s in statements if s.startswith("SELECT")]) <= 6


def test_facts_for_the_command_line_leave_archived_services_out(office: Office) -> None:
    owner = factory.a_provider(office, cqc_provider_id="1-44")
    factory.a_service(office, owner, "Kept House", cqc_location_id="1-8", beds=12)
    gone = factory.a_service(office, owner, "Gone House")
    office.write(services.archive_service, gone)
    (fact,) = office.read(service_rows.list_service_facts)
    assert fact == service_rows.ServiceFact(
        "1-8", "Kept House", "1-44", "Brindlemere Care Group", "care_home", "", "social_care", 12,
        True, None,
    )  # fmt: skip


# --- change of owner or registration ------------------------------------------------------------


def test_new_owner_keeps_the_old_one_as_the_past(office: Office) -> None:
    old, new = factory.a_provider(office, "Old Care"), factory.a_provider(office, "New Care")
    key = factory.a_service(office, old, cqc_location_id="1-1", registered_on=date(2015, 4, 1))
    version = office.read(services.get_service, key).row_version
    draft = registrations.RegistrationDraft(new, "1-2", date(2026, 10, 1), "Sold")
    office.write(registrations.change_registration, key, version, draft)
    now = office.read(services.get_service, key)
    assert (now.provider_name, now.draft.cqc_location_id) == ("New Care", "1-2")
    (past,) = office.read(registrations.list_registrations, key)
    assert past.words == "Until 1 October 2026 with Old Care, CQC ID 1-1"
    assert past.started_on == date(2015, 4, 1)


def change_owner(office: Office, key: str, owner: str) -> registrations.ContractsLeft:
    version = office.read(services.get_service, key).row_version
    draft = registrations.RegistrationDraft(owner, "", date(2026, 10, 1))
    return office.write(registrations.change_registration, key, version, draft)


def test_contract_that_stays_with_the_former_owner_is_named(office: Office) -> None:
    old, new = factory.a_provider(office, "Old Care Ltd."), factory.a_provider(office, "New Care")
    key = factory.a_service(office, old, "Larkhollow Grange")
    factory.a_contract(office, old, "C-012", service_ids=(key,))
    factory.a_contract(office, old, "C-009", service_ids=(key,), ends_on=date(2025, 3, 31))
    factory.a_contract(office, old, "C-013")  # covers other services
    left = change_owner(office, key, new)
    assert left.sentence == (
        "Contract C-012 stays with Old Care Ltd. Change it on the contract if the new owner has "
        "taken it over."
    )
    assert office.last_outcome is not None
    assert office.last_outcome.label.endswith(
        "of Larkhollow Grange. Contract C-012 stays with Old Care Ltd"
    )


def test_several_contracts_that_stay_are_named_together(office: Office) -> None:
    old, new = factory.a_provider(office, "Old Care"), factory.a_provider(office, "New Care")
    key = factory.a_service(office, old)
    for reference in ("C-013", "C-012"):
        factory.a_contract(office, old, reference, service_ids=(key,))
    assert change_owner(office, key, new).sentence == (
        "Contracts C-012 and C-013 stay with Old Care. Change it on each contract if the new "
        "owner has taken them over."
    )


def test_change_of_the_location_id_alone_leaves_contracts_unsaid(office: Office) -> None:
    owner = factory.a_provider(office, "Old Care")
    key = factory.a_service(office, owner, cqc_location_id="1-1")
    factory.a_contract(office, owner, "C-012", service_ids=(key,))
    assert change_owner(office, key, owner).sentence == ""


def test_change_of_registration_that_changes_nothing_is_refused(office: Office) -> None:
    owner = factory.a_provider(office)
    key = factory.a_service(office, owner, cqc_location_id="1-1")
    draft = registrations.RegistrationDraft(owner, "1-1", None)
    with pytest.raises(RulesError) as caught:
        office.write(registrations.change_registration, key, 1, draft)
    assert [p.field for p in caught.value.problems] == ["provider_id", "changed_on"]


# --- Ofsted -------------------------------------------------------------------------------------


def test_ofsted_rating_joins_the_history_once(office: Office) -> None:
    key = factory.a_service(
        office, name="Juniperholt", kind=ServiceType.CHILDRENS_HOME, ofsted_urn="SC123456"
    )
    area = ofsted.CHILDRENS_HOME_AREAS[1]
    draft = ofsted.OfstedDraft(
        date(2026, 5, 1), "Requires improvement to be good", ((area, "Good"),)
    )
    assert office.write(ofsted.add_ofsted_rating, key, draft) == 2
    assert office.write(ofsted.add_ofsted_rating, key, draft) == 0
    row = row_of(office, key)
    assert (row.rating, row.regulator) == (Rating.REQUIRES_IMPROVEMENT, "Ofsted")
    facts = office.read(ratings.rating_facts, ["SC123456"])["SC123456"]
    assert {(fact.area, fact.published) for fact in facts} == {
        ("Overall", "Requires improvement to be good"), (area, "Good"),
    }  # fmt: skip


def test_ofsted_rating_of_the_same_day_corrects_the_first(office: Office) -> None:
    key = factory.a_service(office, kind=ServiceType.CHILDRENS_HOME, ofsted_urn="SC1")
    office.write(ofsted.add_ofsted_rating, key, ofsted.OfstedDraft(TODAY, "Good"))
    office.write(ofsted.add_ofsted_rating, key, ofsted.OfstedDraft(TODAY, "Inadequate"))
    (fact,) = office.read(ratings.rating_facts, ["SC1"])["SC1"]
    assert (fact.published, fact.value) == ("Inadequate", Rating.INADEQUATE)
    assert office.last_outcome is not None
    office.write(history.undo_act, office.last_outcome.act_id)
    (fact,) = office.read(ratings.rating_facts, ["SC1"])["SC1"]
    assert fact.published == "Good"


def test_ofsted_report_is_an_address_of_the_web(office: Office) -> None:
    key = factory.a_service(office, kind=ServiceType.CHILDRENS_HOME, ofsted_urn="SC1")
    draft = ofsted.OfstedDraft(TODAY, "Good", report_url="see the letter")
    with pytest.raises(RulesError) as caught:
        office.write(ofsted.add_ofsted_rating, key, draft)
    assert [p.field for p in caught.value.problems] == ["report_url"]


def test_ofsted_rating_needs_a_date_and_a_word_of_ofsted(office: Office) -> None:
    key = factory.a_service(office, kind=ServiceType.CHILDRENS_HOME, ofsted_urn="SC1")
    with pytest.raises(RulesError) as caught:
        office.write(ofsted.add_ofsted_rating, key, ofsted.OfstedDraft(None, "Fine"))
    assert [p.field for p in caught.value.problems] == ["inspected_on", "overall"]


def test_ofsted_rating_of_a_service_without_urn_is_refused(office: Office) -> None:
    key = factory.a_service(office)
    with pytest.raises(RuleError, match="Ofsted URN"):
        office.write(ofsted.add_ofsted_rating, key, ofsted.OfstedDraft(TODAY, "Good"))


def test_wrong_ofsted_rating_can_be_undone(office: Office) -> None:
    key = factory.a_service(office, kind=ServiceType.CHILDRENS_HOME, ofsted_urn="SC1")
    office.write(ofsted.add_ofsted_rating, key, ofsted.OfstedDraft(TODAY, "Good"))
    assert office.last_outcome is not None
    office.write(history.undo_act, office.last_outcome.act_id)
    assert row_of(office, key).rating is None


# --- doubles and postcodes ----------------------------------------------------------------------


def test_same_place_under_a_similar_name_is_offered(office: Office) -> None:
    factory.a_service(office, name="Saltergarth House", postcode="WX1 1AA")
    factory.a_service(office, name="Saltergarth Lodge", postcode="WX9 9ZZ")
    found = office.read(doubles.likely_services, "SALTERGARTH HSE", "wx11aa")
    assert [double.name for double in found] == ["Saltergarth House"]


def test_same_name_in_another_order_is_offered_without_postcode(office: Office) -> None:
    factory.a_provider(office, "The Brindlemere Care Group Ltd")
    found = office.read(doubles.likely_providers, "Care Group Brindlemere", "")
    assert [double.alike for double in found] == [100]


def test_service_is_not_its_own_double(office: Office) -> None:
    key = factory.a_service(office, name="Saltergarth House")
    assert office.read(doubles.likely_services, "Saltergarth House", "", leave_out=key) == []


@given(st.text(max_size=12))
def test_postcode_is_tidied_once_and_for_all(typed: str) -> None:
    once = cleaned_postcode(typed)
    assert cleaned_postcode(once) == once


def test_archived_services_stand_last_whatever_their_rating(office: Office) -> None:
    owner = factory.a_provider(office)
    gone = factory.a_service(office, owner, "Elm House", cqc_location_id="1-2")
    factory.a_rating(office, "1-2", "Inadequate")
    factory.a_service(office, owner, "Oak House", cqc_location_id="1-1")
    factory.a_rating(office, "1-1", "Outstanding")
    office.write(services.archive_service, gone)
    assert [row.name for row in office.read(service_rows.list_services)] == [
        "Oak House",
        "Elm House",
    ]
