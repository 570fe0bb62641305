"""A council's own spreadsheet into the register: what is taken, offered, told, written, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app.domain.vocabulary import ActionState, Funding, PriceUnit, ServiceType, VisitStatus
from app.errors import CircumstanceError, FileRefusedError, RuleError
from app.models import Action, Contact, Contract, ImportRun, Provider, Service, Visit, VisitMember
from app.services import history
from app.services.contacts import ContactDraft, add_contact
from app.services.office import Office
from app.services.own_import import (
    LEAVE_OUT,
    NEW,
    Outcome,
    OwnPreview,
    OwnReport,
    commit_own_import,
    import_own_file,
    open_own,
    prepare_own_import,
    propose_mapping,
)
from app.services.own_import_fields import Target
from app.services.register_export import export_register
from app.services.reporting import visit_pdf
from app.services.service_rows import get_service_row
from app.services.services import change_service, get_service
from app.services.visits import list_visits
from tests.factory import a_contract, a_provider, a_register, a_service, a_signed_visit

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


def test_open_actions_in_ods_wait_for_a_likely_service(office: Office) -> None:
    commit(office, OWN / "care_homes.xlsx")
    found = preview(office, OWN / "actions.ods")
    (question,) = found.undecided
    assert (question.name, question.may_add) == ("Saltergarth Hse", False)
    commit(office, OWN / "actions.ods", {question.key: question.candidates[0].id})
    first, second, third = all_of(office, Action)
    assert (first.source, first.due_on) == ("Spreadsheet", date(2026, 11, 28))
    assert (second.service_id, second.state) == (first.service_id, ActionState.IN_PROGRESS)
    told = reasons(found)
    assert told[6].startswith("Closed already")
    assert told[7].startswith("No date by which it must be done: it gets 01/12/2026, 14 days")
    assert (third.due_on, third.first_due_on) == (date(2026, 12, 1), date(2026, 12, 1))
    assert told[8].startswith("No service “Harrowgate Lodge”")


def test_action_without_a_date_keeps_the_one_it_has(office: Office, tmp_path: Path) -> None:
    a_service(office, name="Harrowgate Lodge")
    rows = [("Service", "What must change", "Owner"),
            ("Harrowgate Lodge", "Audit the charts", "Manager")]  # fmt: skip
    commit(office, sheet(tmp_path, "Actions", *rows))
    (action,) = all_of(office, Action)
    assert action.due_on == date(2026, 12, 1)
    with_priority = [(*rows[0], "Due", "Priority"),
                     (*rows[1], date(2026, 12, 24), "High")]  # fmt: skip
    commit(office, sheet(tmp_path, "Actions", *with_priority))
    other_owner = [rows[0], ("Harrowgate Lodge", "Audit the charts", "Deputy")]
    found = preview(office, sheet(tmp_path, "Actions", *other_owner))
    assert found.remarks == []
    commit_own_import(office, found)
    (action,) = all_of(office, Action)
    assert (action.due_on, action.owner, action.priority.value) == (
        date(2026, 12, 24), "Deputy", "high",
    )  # fmt: skip


def the_willows_again(folder: Path) -> Path:
    row = ("The Willows", "Brindlemere Care Group", "Residential", "01522 222222")
    return sheet(folder, "Services", ("Service", "Provider", "Type", "Phone"), row)


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


def test_every_file_twice_changes_nothing(office: Office) -> None:
    for name in ("care_homes.xlsx", "contracts_register.csv", "actions.ods"):
        found = preview(office, OWN / name)
        said = {one.key: one.candidates[0].id for one in found.undecided}
        commit(office, OWN / name, said)
        assert preview(office, OWN / name, said).is_nothing_new, name


# --- visits done before ----------------------------------------------------------------------


def test_last_visit_is_kept_without_answers_and_shown_in_lists(office: Office) -> None:
    commit(office, OWN / "care_homes.xlsx")
    visits = office.read(list_visits)
    latest = visits[0]
    assert (latest.visited_on, latest.status, latest.overall) == (
        date(2026, 3, 12), VisitStatus.FINAL, "good",
    )  # fmt: skip
    assert latest.is_brought_in
    assert latest.reference == "EV-2026-0001"
    row = office.read(get_service_row, latest.service_id)
    assert (row.in_person_on, row.own_on) == (date(2026, 3, 12), date(2026, 3, 12))


def test_visit_brought_in_has_no_report(office: Office) -> None:
    commit(office, OWN / "care_homes.xlsx")
    visit = office.read(list_visits)[0]
    with pytest.raises(RuleError, match="done before this program"):
        office.read(visit_pdf, visit.id, OWN)


def test_visits_keep_who_went_score_and_summary(office: Office, tmp_path: Path) -> None:
    a_service(office)
    path = sheet(
        tmp_path, "Visits",
        ("Service", "Date of visit", "Visited by", "Overall rating", "Score", "Type", "Summary"),
        ("Saltergarth House", date(2025, 2, 3), "Rowan Pike", "Outstanding", "91%",
         "Desktop", "Calm"),
        ("Saltergarth House", date(2027, 2, 3), "", "", "", "", ""),
    )  # fmt: skip
    found = preview(office, path)
    assert "in the future" in reasons(found)[3]
    commit(office, path)
    (visit,) = all_of(office, Visit)
    assert (visit.final_overall, visit.mode.is_in_person) == ("excellent", False)
    assert visit.reason == "Brought in from Visits.xlsx. Score 91%. Calm"
    assert [member.name for member in all_of(office, VisitMember)] == ["Rowan Pike"]


def test_visit_of_this_program_is_not_touched(office: Office, tmp_path: Path) -> None:
    a_signed_visit(office, a_service(office), on=date(2026, 3, 12))
    path = sheet(
        tmp_path, "Visits", ("Service", "Date of visit", "Overall rating"),
        ("Saltergarth House", date(2026, 3, 12), "Poor"),
    )  # fmt: skip
    assert preview(office, path).is_nothing_new


# --- matching --------------------------------------------------------------------------------


def homes(folder: Path, *rows: tuple[Any, ...]) -> Path:
    heads = ("Service name", "Provider", "CQC location ID", "Type", "Postcode", "Phone")
    return sheet(folder, "Services", heads, *rows)


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


def the_willow_banks(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """Rows of name, CQC ID and type at one provider."""
    return sheet(
        folder, "Services", ("Service name", "CQC location ID", "Type", "Provider", "Postcode"),
        *((*row, "Invented Care", "WX1 1AB") for row in rows),
    )  # fmt: skip


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


# --- cells that their field cannot take ------------------------------------------------------


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


# --- the register's own workbook -------------------------------------------------------------


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
