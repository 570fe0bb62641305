"""The pane beside the services list: the reason to look, facts, the next visit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.actions import open_words
from app.domain.vocabulary import ServiceType
from app.domain.words import ago, count, long_date, month_and_year, short_date
from app.services.service_rows import NextVisit, ServiceRow
from app.ui.record_tables import cqc_chip, own_chip
from app.ui.widgets.buttons import button
from app.ui.widgets.facts_table import FactLine
from app.ui.widgets.labels import label
from app.ui.widgets.note import NoteKind
from app.ui.widgets.preview_pane import PreviewPane

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def show_service(
    pane: PreviewPane, row: ServiceRow, today: date, do_open: Callable[[], object],
    do_plan: Callable[[], object],
) -> None:  # fmt: skip
    """Fill the pane with one service."""
    pane.show_record(
        row.name,
        (kind_words(row), row.provider_name),
        note=service_note(row, today),
        facts=_facts(row, today),
        more=_next_visit(row.next_visit),
        actions=_actions(row, do_open, do_plan),
    )


def kind_words(row: ServiceRow) -> str:
    """ "Care home, 36 beds"."""
    size = f", {count(row.beds, 'bed')}" if row.beds else ""
    return f"{row.service_type.words}{size}"


def service_note(row: ServiceRow, today: date) -> tuple[str, str, NoteKind] | None:
    """The one thing to say first: archived, a difference with CQC, a group's rating."""
    if row.is_archived:
        return ("Archived.", "Open it to restore it.", "warn")
    found = row.disagreement(today)
    if found is not None:
        return (found.lead, found.sentence, "danger" if found.is_alarm else "info")
    if not row.is_registered and row.is_regulated:
        return ("Not registered any more.", "Check that nobody is placed there.", "warn")
    return ("Rated by service group.", row.rating_note, "info") if row.rating_note else None


def manager_words(row: ServiceRow) -> str:
    """Whether a manager is in post, and since when."""
    if row.has_manager is None:
        return "Not known"
    if not row.has_manager:
        return "None in post"
    since = f" since {month_and_year(row.manager_since)}" if row.manager_since else ""
    return f"In post{since}"


def visit_words(visit: NextVisit) -> str:
    """ "Tuesday 24 November 2026, 10:00"."""
    at = f", {visit.planned_time}" if visit.planned_time else ""
    return f"{_DAYS[visit.planned_on.weekday()]} {long_date(visit.planned_on)}{at}"


def seen_words(row: ServiceRow, today: date) -> str:
    """ "12/03/2026, 8 months ago", or Never."""
    on = row.in_person_on
    return f"{short_date(on)}, {ago(on, today)}" if on else "Never"


def actions_words(row: ServiceRow) -> str:
    """ "5, 2 overdue"."""
    return open_words(row.open_actions, row.overdue_actions) or "None"


def _facts(row: ServiceRow, today: date) -> list[FactLine]:
    facts = [
        FactLine(row.regulator or "CQC", cqc_chip(row)),
        FactLine("Ours", own_chip(row)),
    ]
    if row.people_placed is not None:
        facts.append(FactLine("Placed by us", count(row.people_placed, "person", "people")))
    if row.is_regulated and row.service_type is not ServiceType.DAY_OPPORTUNITIES:
        tone = "danger" if row.has_manager is False else ""
        facts.append(FactLine("Manager", manager_words(row), tone))  # type: ignore[arg-type]
    facts.append(
        FactLine("Open actions", actions_words(row), "danger" if row.overdue_actions else "")
    )
    facts.append(
        FactLine("Last in person", seen_words(row, today), "" if row.in_person_on else "danger")
    )
    if row.same_id > 1:
        facts.append(FactLine("CQC ID", f"{row.cqc_location_id}, on {row.same_id} services"))
    return facts


def _next_visit(visit: NextVisit | None) -> tuple[QWidget, ...]:
    heading = label("Next visit", "strong")
    heading.setContentsMargins(0, 16, 0, 4)
    if visit is None:
        return (heading, label("Not planned", "second"))
    how = f"{visit.kind.words}, {visit.mode.words.removeprefix('On site, ').lower()}"
    return (heading, label(visit_words(visit), wrap=True), label(how, "second"))


def _actions(
    row: ServiceRow, do_open: Callable[[], object], do_plan: Callable[[], object]
) -> tuple[QPushButton, ...]:
    found = [button("Open", "primary", name="preview_open", tip="Enter", on_click=do_open)]
    if row.next_visit is None and not row.is_archived:
        found.append(button("Plan a visit", name="preview_plan", on_click=do_plan))
    return tuple(found)
