"""The counts of the navigation: one rule for open visits and overdue actions."""

from __future__ import annotations

from datetime import date

from app.services import visit_signing
from app.services.badges import get_badges
from app.services.office import Office
from app.services.today import get_today
from tests.factory import a_service, an_action
from tests.visit_steps import add_service, answer_all, signed_visit, started_visit


def test_visit_in_progress_and_draft_are_open_signed_off_is_not(office: Office) -> None:
    draft = started_visit(office)
    answer_all(office, draft)
    office.write(visit_signing.finish_draft, draft)
    started_visit(office, add_service(office, "1-222"))
    assert office.read(get_badges).words["visits"] == "2 open"
    assert "2 visits are open." in office.read(get_today).sentence.replace("Two", "2")


def test_visit_signed_off_leaves_no_count(office: Office) -> None:
    signed_visit(office)
    assert office.read(get_badges).words["visits"] == ""


def test_only_actions_past_their_day_are_counted(office: Office) -> None:
    service = a_service(office)
    an_action(office, service, "Check every chart", date(2026, 11, 16))
    an_action(office, service, "Write the plan", date(2026, 11, 17))
    assert office.read(get_badges).words["actions"] == "1"
