"""The Today page: each list in its order, and a sentence whose counts are those of the lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.domain.rating_words import OwnRating
from app.domain.ratings import Movement
from app.models import ImportRun
from app.services import visit_signing, visits
from app.services.import_report import ImportReport, RatingChange, to_stored
from app.services.office import Office
from app.services.today import TodayView, get_today
from tests.factory import a_contract, a_provider, a_service, a_signed_visit, an_action
from tests.office_fixtures import FixedClock, clock, office
from tests.services.own_sheets import commit
from tests.visit_steps import answer, answer_all, page_of, started_visit, visit_draft

__all__ = ["clock", "office"]


def plan(office: Office, service: str, on: date, **changes: object) -> str:
    return office.write(visits.plan_visit, visit_draft(office, service, planned_on=on, **changes))


def headings(view: TodayView) -> list[tuple[str, list[str]]]:
    return [(group.heading, [row.what for row in group.rows]) for group in view.groups]


def test_nothing_due_says_so(office: Office) -> None:
    view = office.read(get_today)
    assert view.groups == ()
    assert view.sentence == "Tuesday 17 November 2026. No deadline ends this week."


def test_visits_stand_under_their_days(office: Office) -> None:
    service = a_service(office)
    for day in (16, 17, 18, 20, 24):
        plan(office, service, date(2026, 11, day))
    plan(office, service, date(2026, 12, 1))
    plan(office, service, date(2026, 12, 2))  # the eleventh working day: not shown
    what = ["visit, unannounced"]
    assert headings(office.read(get_today)) == [
        ("Overdue", what), ("Today", what), ("Tomorrow", what), ("Later this week", what),
        ("Next week", what), ("Later", what),
    ]  # fmt: skip


def test_open_visit_stands_today_with_what_is_answered(office: Office, clock: FixedClock) -> None:
    visit_id = started_visit(office)
    for question in list(page_of(office, visit_id).questions())[:3]:
        answer(office, visit_id, question.key, 3)
    clock.move(days=1)
    view = office.read(get_today)
    (row,) = view.groups[0].rows
    assert (view.groups[0].heading, row.what) == ("Today", "visit in progress")
    assert row.second.startswith("Began 17 November 2026, 3 of ")
    assert view.sentence.startswith("Wednesday 18 November 2026. One visit is open.")


def test_draft_has_ten_working_days_and_is_late_after(office: Office, clock: FixedClock) -> None:
    visit_id = started_visit(office)
    answer_all(office, visit_id)
    office.write(visit_signing.finish_draft, visit_id)
    (group,) = office.read(get_today).groups
    assert (group.heading, group.rows[0].fact) == ("Later", "10 working days left")
    clock.move(days=14)
    (group,) = office.read(get_today).groups
    assert (group.heading, group.rows[0].fact) == ("Today", "Ends today")
    clock.move(days=1)
    view = office.read(get_today)
    assert (view.groups[0].heading, view.groups[0].rows[0].fact) == (
        "Overdue", "1 working day late",
    )  # fmt: skip
    assert "One deadline is overdue." in view.sentence


def test_late_revisits_stand_in_one_row_with_their_number(office: Office) -> None:
    for day, name in ((12, "Saltergarth House"), (13, "Fernhallow Lodge")):
        service = a_service(office, name=name)
        a_signed_visit(office, service, OwnRating.REQUIRES_IMPROVEMENT, date(2026, 1, day))
    planned = a_service(office, name="Teaselby Court")
    a_signed_visit(office, planned, OwnRating.POOR, date(2026, 1, 14))
    plan(office, planned, date(2027, 1, 12))
    a_signed_visit(office, a_service(office, name="Elderstrand"), OwnRating.GOOD)
    view = office.read(get_today)
    (row,) = view.groups[0].rows
    assert (row.service, row.number, view.revisits) == ("2 services", 2, 2)
    assert "Two re-visits are overdue and not planned." in view.sentence


def test_overdue_actions_add_up_by_provider(office: Office) -> None:
    owner = a_provider(office, "Quillfold Homecare")
    one, two = a_service(office, owner), a_service(office, owner, "Quillfold West")
    for service, due in (
        (one, date(2026, 11, 16)), (two, date(2026, 10, 17)), (two, date(2026, 11, 17)),
    ):  # fmt: skip
        an_action(office, service, "Check the charts", due)
    other = a_service(office, a_provider(office, "Sedgeholt Care"))
    an_action(office, other, "Check the charts", date(2026, 11, 1))
    view = office.read(get_today)
    assert [(row.provider, row.actions, row.oldest_days) for row in view.overdue] == [
        ("Quillfold Homecare", 2, 31), ("Sedgeholt Care", 1, 16),
    ]  # fmt: skip
    assert "Three actions are overdue at 2 providers." in view.sentence
    assert view.overdue_actions == 3


def test_contract_shows_the_next_decision_before_a_missed_one(office: Office) -> None:
    owner = a_provider(office)
    a_contract(
        office, owner, "WX-1", title="Homecare lot 3", starts_on=date(2024, 2, 1),
        ends_on=date(2027, 1, 31), notice_count=2, extension_decision_on=date(2026, 10, 1),
    )  # fmt: skip
    (row,) = office.read(get_today).decisions
    assert (row.what, row.on, row.is_past) == ("Last day to give notice", date(2026, 11, 30), False)


def test_passed_decisions_of_contracts_stand_first(office: Office) -> None:
    owner = a_provider(office)
    for number, review in enumerate((date(2026, 12, 1), date(2026, 10, 1), date(2026, 11, 2))):
        a_contract(office, owner, f"WX-{number}", title=f"Lot {number}",
                   starts_on=date(2024, 2, 1), review_on=review)  # fmt: skip
    found = office.read(get_today).decisions
    assert [(row.title, row.is_past) for row in found] == [
        ("Lot 2", True), ("Lot 1", True), ("Lot 0", False),
    ]  # fmt: skip
    assert not any(row.is_missed for row in found)  # a review can still be held


def test_insurance_that_has_ended_is_missed(office: Office) -> None:
    a_contract(office, a_provider(office), "WX-1", title="Lot 1", starts_on=date(2024, 2, 1),
               review_on=date(2028, 2, 1), insurance_expires_on=date(2026, 11, 2))  # fmt: skip
    (row,) = office.read(get_today).decisions
    assert (row.what, row.is_past, row.is_missed) == ("Insurance expires", True, True)


def change_of(location: str, was: str, now: str, movement: Movement, area: str) -> RatingChange:
    return RatingChange(location, "As published", "Overall", area, was, now, None, None, movement)


def bring_in(office: Office, *changes: RatingChange, on: date = date(2026, 11, 1)) -> None:
    report = ImportReport("latest_ratings", on, 3, (), 0, 0, 3, changes, ())

    def keep(work: object) -> None:
        work.describe("import", "Test file")  # type: ignore[attr-defined]
        work.session.add(  # type: ignore[attr-defined]
            ImportRun(kind="latest_ratings", file_name="x", sha256="x", act_id="x",
                      file_date=on, result=to_stored(report))
        )  # fmt: skip

    office.write(keep)


def test_ratings_changed_are_those_of_the_last_file_overall_only(office: Office) -> None:
    service = a_service(office, name="Wrenmoor Court", cqc_location_id="1-1")
    changes = (
        change_of("1-2", "Inadequate", "Good", Movement.BETTER, "Overall"),
        change_of("1-1", "Good", "Requires improvement", Movement.WORSE, "Overall"),
        change_of("1-1", "Good", "Requires improvement", Movement.WORSE, "Safe"),
    )
    bring_in(office, *changes)
    view = office.read(get_today)
    assert view.changed_file_on == date(2026, 11, 1)
    assert [(row.service, row.service_id, row.was) for row in view.changed] == [
        ("Wrenmoor Court", service, "Good"), ("As published", "", "Inadequate"),
    ]  # fmt: skip


def test_own_spreadsheet_after_the_last_file_leaves_its_changes(
    office: Office, tmp_path: Path
) -> None:
    service = a_service(office, name="Wrenmoor Court", cqc_location_id="1-1")
    fall = change_of("1-1", "Good", "Requires improvement", Movement.WORSE, "Overall")
    bring_in(office, fall)
    own = tmp_path / "homes.csv"
    own.write_text("Service,Type,Provider\nElm Lodge,Care home,Oakfold Homes\n")
    commit(office, own)
    view = office.read(get_today)
    assert view.changed_file_on == date(2026, 11, 1)
    assert [row.service_id for row in view.changed] == [service]


def test_older_file_brought_in_later_leaves_the_changes_of_the_newest(office: Office) -> None:
    fall = change_of("1-1", "Good", "Inadequate", Movement.WORSE, "Overall")
    rise = change_of("1-2", "Good", "Outstanding", Movement.BETTER, "Overall")
    bring_in(office, fall)
    bring_in(office, rise)
    bring_in(office, on=date(2021, 2, 1))
    view = office.read(get_today)
    assert view.changed_file_on == date(2026, 11, 1)
    assert [row.movement for row in view.changed] == [Movement.WORSE, Movement.BETTER]
