"""Visits and open actions of a council’s own spreadsheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.vocabulary import ActionState, VisitStatus
from app.errors import RuleError
from app.models import Action, Visit, VisitMember
from app.services.office import Office
from app.services.own_import import (
    commit_own_import,
)
from app.services.reporting import visit_pdf
from app.services.service_rows import get_service_row
from app.services.visits import list_visits
from tests.factory import a_service, a_signed_visit
from tests.services.own_sheets import (
    OWN,
    all_of,
    commit,
    preview,
    reasons,
    sheet,
)


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
