"""Which record of the register a row of a council’s own spreadsheet means."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.domain.vocabulary import ServiceType
from app.errors import CircumstanceError
from app.models import Contact, Provider, Service
from app.services.office import Office
from app.services.own_import import (
    LEAVE_OUT,
    NEW,
    Outcome,
    commit_own_import,
)
from app.services.own_import_fields import Target
from app.services.services import get_service
from tests.factory import a_provider, a_service
from tests.services.own_sheets import (
    all_of,
    commit,
    homes,
    preview,
    reasons,
    sheet,
    the_willow_banks,
    the_willows_again,
)


def test_sure_match_can_be_added_as_new_and_taken_back(office: Office, tmp_path: Path) -> None:
    a_service(office, name="The Willows", phone="01522 111111")
    path = the_willows_again(tmp_path)
    found = preview(office, path)
    (item,) = [one for one in found.plan.items if one.target is Target.SERVICES]
    assert (item.outcome, bool(item.decision_key)) == (Outcome.CHANGE, True)
    decided = preview(office, path, {item.decision_key: NEW})
    (question,) = decided.questions
    assert (question.decision, question.may_add, decided.undecided) == (NEW, True, [])
    back = preview(office, path, {item.decision_key: question.candidates[0].id})
    assert [one.outcome for one in back.plan.items if one.target is Target.SERVICES] == [
        Outcome.CHANGE
    ]
    commit_own_import(office, decided)
    found_now = [(one.name, one.phone) for one in all_of(office, Service)]
    assert found_now == [("The Willows", "01522 111111"), ("The Willows", "01522 222222")]


def test_sure_match_of_a_provider_added_as_new_takes_its_services_along(
    office: Office, tmp_path: Path
) -> None:
    known = a_provider(office, "Larkhollow Homes")
    book = openpyxl.Workbook()
    book.active.title = "Providers"
    for row in (("Provider", "Phone"), ("Larkhollow Homes", "01522 333333")):
        book.active.append(row)
    services = book.create_sheet("Services")
    for row in (("Service", "Provider", "Type"),
                ("Ash House", "Larkhollow Homes", "Residential"),
                ("Elm House", "Larkhollow Homes", "Residential")):  # fmt: skip
        services.append(row)
    path = tmp_path / "both.xlsx"
    book.save(path)
    (item,) = preview(office, path).of(Outcome.CHANGE)
    commit(office, path, {item.decision_key: NEW})
    assert len(all_of(office, Provider)) == 2
    owners = {one.provider_id for one in all_of(office, Service)}
    assert len(owners) == 1
    assert owners != {known}


def test_sure_match_can_be_left_out(office: Office, tmp_path: Path) -> None:
    a_service(office, name="The Willows", phone="01522 111111")
    path = the_willows_again(tmp_path)
    (key,) = [one.decision_key for one in preview(office, path).of(Outcome.CHANGE)]
    found = preview(office, path, {key: LEAVE_OUT})
    assert reasons(found)[2].endswith("“The Willows” is left out")
    assert found.of(Outcome.CHANGE) == []


def test_alike_service_is_offered_and_not_merged(office: Office, tmp_path: Path) -> None:
    known = a_service(office, postcode="WX1 1AB")
    path = homes(
        tmp_path, ("Saltergarth Hse", "Brindlemere Care Group", "", "Care home", "WX1 1AB", "1")
    )
    (question,) = preview(office, path).undecided
    assert question.candidates[0].id == known
    assert question.candidates[0].why == "name 94% alike, same postcode"
    with pytest.raises(CircumstanceError, match="Decide 1 likely match first"):
        commit(office, path)
    assert len(all_of(office, Service)) == 1


@pytest.mark.parametrize(
    ("decision", "services", "phone"), [("same", 1, "0170"), (NEW, 2, ""), (LEAVE_OUT, 1, "")]
)
def test_decision_on_a_likely_match_is_followed(
    office: Office, tmp_path: Path, decision: str, services: int, phone: str
) -> None:
    known = a_service(office, postcode="WX1 1AB")
    path = homes(
        tmp_path, ("Saltergarth Hse", "Brindlemere Care Group", "", "Care home", "WX1 1AB", "0170")
    )
    (question,) = preview(office, path).undecided
    commit(office, path, {question.key: known if decision == "same" else decision})
    assert len(all_of(office, Service)) == services
    assert office.read(get_service, known).draft.phone == phone


def test_same_id_with_another_name_is_offered(office: Office, tmp_path: Path) -> None:
    a_service(office, cqc_location_id="1-2200000001")
    path = homes(
        tmp_path,
        ("Quillwick Flats", "Brindlemere Care Group", "1-2200000001", "Supported living", "", ""),
    )
    (question,) = preview(office, path).undecided
    assert question.candidates[0].why == "same CQC ID"
    assert question.may_add


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Willow Bank Annexe", "Nursing"),
        ("Willow Bank Annexe", "Residential"),
        ("Willow Bank", "Nursing"),
        ("Willow Bank 2", "Residential"),
    ],
)
def test_two_services_with_one_id_in_a_file_are_two_and_pointed_out(
    office: Office, tmp_path: Path, name: str, kind: str
) -> None:
    rows = (("Willow Bank", "1-2200000009", "Residential"), (name, "1-2200000009", kind))
    path = the_willow_banks(tmp_path, *rows)
    found = preview(office, path)
    assert found.undecided == []
    assert reasons(found) == {
        3: "The CQC ID 1-2200000009 is also that of “Willow Bank”: each is a service of its own"
    }
    commit_own_import(office, found)
    assert [one.name for one in all_of(office, Service)] == ["Willow Bank", name]
    assert preview(office, path).is_nothing_new


def test_same_row_twice_is_one_service(office: Office, tmp_path: Path) -> None:
    row = ("Willow Bank", "1-2200000009", "Residential")
    found = preview(office, the_willow_banks(tmp_path, row, row))
    assert reasons(found) == {3: "Same as row 2"}


def test_same_id_with_a_longer_name_is_never_a_silent_match(office: Office, tmp_path: Path) -> None:
    known = a_service(office, name="Willow Bank", cqc_location_id="1-2200000009")
    path = the_willow_banks(tmp_path, ("Willow Bank Annexe", "1-2200000009", "Nursing"))
    (question,) = preview(office, path).undecided
    assert (question.candidates[0].id, question.candidates[0].why) == (known, "same CQC ID")
    commit(office, path, {question.key: NEW})
    assert office.read(get_service, known).draft.name == "Willow Bank"
    assert len(all_of(office, Service)) == 2


def test_same_name_of_another_type_is_a_service_of_its_own(office: Office, tmp_path: Path) -> None:
    rows = (("Willow Bank", "", "Extra care"), ("Willow Bank", "", "Homecare"))
    found = preview(office, the_willow_banks(tmp_path, *rows))
    assert "The same name as row 2, but another type" in reasons(found)[3]
    commit_own_import(office, found)
    assert {one.service_type for one in all_of(office, Service)} == {
        ServiceType.EXTRA_CARE, ServiceType.HOMECARE,
    }  # fmt: skip


def test_owner_of_a_known_service_is_not_changed_by_a_list(office: Office, tmp_path: Path) -> None:
    a_provider(office, "Oxlip Homes")
    a_service(office, postcode="WX1 1AB")
    path = homes(tmp_path, ("Saltergarth House", "Oxlip Homes", "", "Care home", "WX1 1AB", ""))
    found = preview(office, path)
    assert found.is_nothing_new
    assert "under Brindlemere Care Group" in reasons(found)[2]


def test_contact_belongs_to_the_service_it_names(office: Office, tmp_path: Path) -> None:
    service = a_service(office)
    path = sheet(tmp_path, "Contacts", ("Contact name", "Job title", "Home", "Mobile"),
                 ("Robin Finch", "Deputy", "Saltergarth House", "07700 900100"))  # fmt: skip
    commit(office, path)
    (contact,) = all_of(office, Contact)
    assert (contact.service_id, contact.role) == (service, "Deputy")
