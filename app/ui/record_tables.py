"""The columns of services, contracts, visits and actions wherever a table of them stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.actions import late_words, open_words, part_overdue
from app.domain.rating_words import OwnRating
from app.domain.vocabulary import VisitStatus
from app.domain.words import money, short_date
from app.domain.working_days import add_months
from app.services.actions import ActionRow
from app.services.contracts import ContractRow
from app.services.service_rows import ServiceRow
from app.services.visits import VisitRow
from app.ui.context import Context
from app.ui.widgets.chips import Chip
from app.ui.widgets.table_model import Column, Kind, Tone
from app.ui.widgets.table_view import TableView

SEEN_EVERY_MONTHS = 12  # LOOK: dates older than a year amber


def cqc_chip(row: ServiceRow) -> Chip:
    """The regulator's rating as a chip, with the published word where it is none of the four."""
    if not row.is_regulated:
        return Chip("cqc", None, words="Not regulated")
    if row.rating is None and row.rating_words != "Not rated":
        return Chip("cqc", None, words=_short(row.rating_words))
    return Chip("cqc", row.rating.level if row.rating else None)


def own_chip(row: ServiceRow) -> Chip:
    """Our newest result as a chip."""
    return Chip("own", row.own.level if row.own else None)


def seen_tone(day: date | None, today: date) -> Tone:
    """Never seen in person is red, over a year ago amber."""
    if day is None:
        return "danger"
    return "warn" if add_months(day, SEEN_EVERY_MONTHS) < today else ""


def service_columns(today: Callable[[], date], *, is_full: bool) -> tuple[Column[ServiceRow], ...]:
    """The columns of services; `is_full` for the list page, else those of a detail page."""
    return (
        Column[ServiceRow](
            "name", "Service", lambda r: r.name, width=160 if is_full else 180, is_stretched=True,
            text=lambda r: named(r.name, is_archived=r.is_archived), tip=_service_tip,
        ),
        Column[ServiceRow](
            "provider", "Provider", lambda r: r.provider_name, width=170, is_hidden=True
        ),
        Column[ServiceRow](
            "type", "Type", lambda r: r.service_type, width=132, is_hidden=is_full
        ),
        Column[ServiceRow](
            "area", "Area", lambda r: r.authority, width=120, is_hidden=True
        ),
        Column[ServiceRow](
            "cqc", "CQC", cqc_chip, Kind.CQC, 182, tip=_rating_tip
        ),
        Column[ServiceRow]("own", "Ours", own_chip, Kind.OWN, 186, tip=_own_tip),
        Column[ServiceRow](
            "actions", "Actions", lambda r: r.open_actions or None, Kind.NUMBER, 86,
            text=lambda r: actions_words(r.open_actions, r.overdue_actions),
            tone=lambda r: "danger" if r.overdue_actions else "",
            tip=_actions_tip, is_hidden=not is_full,
        ),
        Column[ServiceRow](
            "seen", "In person", lambda r: r.in_person_on, Kind.DATE, 100, empty="Never",
            tone=lambda r: seen_tone(r.in_person_on, today()),
        ),
        Column[ServiceRow](
            "next", "Next visit", lambda r: r.next_visit.planned_on if r.next_visit else None,
            Kind.DATE, 108, empty="Not planned",
            tone=lambda r: "text_2" if r.next_visit is None else "", gives_way=True,
        ),
        Column[ServiceRow](
            "contracts", "Contracts", lambda r: r.contracts or None, Kind.NUMBER, 90,
            is_hidden=True,
        ),
        Column[ServiceRow]("beds", "Beds", lambda r: r.beds, Kind.NUMBER, 70, is_hidden=True),
        Column[ServiceRow](
            "location", "CQC ID", lambda r: r.location_id, width=130, is_hidden=True
        ),
    )  # fmt: skip


def contract_columns(
    today: Callable[[], date], *, is_full: bool
) -> tuple[Column[ContractRow], ...]:
    """The columns of contracts; `is_full` for the list page, which has a preview beside it."""
    return (
        Column[ContractRow](
            "title", "Contract", lambda r: r.title, width=190 if is_full else 170,
            is_stretched=True,
            text=lambda r: named(r.title, is_archived=r.is_archived), tip=_contract_tip,
        ),
        Column[ContractRow](
            "reference", "Reference", lambda r: r.reference, width=150, is_hidden=is_full,
            gives_way=True,
        ),
        Column[ContractRow](
            "provider", "Provider", lambda r: r.provider_name, width=170, gives_way=not is_full
        ),
        Column[ContractRow](
            "type", "Type", lambda r: r.contract_type, width=100, is_hidden=True
        ),
        Column[ContractRow](
            "theme", "Theme", lambda r: r.theme, width=110, is_hidden=True
        ),
        Column[ContractRow](
            "services", "Services", lambda r: r.services or None, Kind.NUMBER, 80,
            is_hidden=is_full, gives_way=True,
        ),
        Column[ContractRow](
            "value", "A year", lambda r: r.yearly_value_pence, Kind.NUMBER, 106,
            text=lambda r: money(r.yearly_value_pence) if r.yearly_value_pence is not None else "",
            empty="", is_hidden=is_full,
        ),
        Column[ContractRow](
            "ends", "Ends", lambda r: r.ends_on, Kind.DATE, 100, empty="No end",
            tone=lambda r: "text_2" if r.has_ended or r.ends_on is None else "",
        ),
        Column[ContractRow](
            "notice", "Notice by", lambda r: r.notice_on, Kind.DATE, 100, empty="Not known",
            tone=lambda r: _notice_tone(r, today()), gives_way=True,
        ),
        Column[ContractRow](
            "decision", "Decision needed", lambda r: r.decision.on if r.decision else None,
            Kind.TEXT, 236, text=_decision_words, tone=lambda r: _decision_tone(r, today()),
        ),
    )  # fmt: skip


def visit_columns() -> tuple[Column[VisitRow], ...]:
    """The columns of visits on a detail page."""
    return (
        Column[VisitRow]("reference", "Visit", lambda r: r.reference, width=124),
        Column[VisitRow](
            "service", "Service", lambda r: r.service_name, width=180, is_stretched=True
        ),
        Column[VisitRow](
            "on", "Date", lambda r: r.visited_on or r.planned_on, Kind.DATE, 100, empty="No date"
        ),
        Column[VisitRow]("kind", "Kind", lambda r: r.kind, width=100, gives_way=True),
        Column[VisitRow]("mode", "How", lambda r: r.mode, width=170, gives_way=True),
        Column[VisitRow]("status", "Status", _status_words, width=130),
        Column[VisitRow]("overall", "Ours", result_chip, Kind.OWN, 186),
        Column[VisitRow]("lead", "Lead", lambda r: r.lead, width=120, gives_way=True),
    )


def action_columns(today: Callable[[], date]) -> tuple[Column[ActionRow], ...]:
    """The columns of actions on a detail page."""
    return (
        Column[ActionRow](
            "text", "What must change", lambda r: r.text, width=260, is_stretched=True,
            tone=lambda r: "" if r.state.is_open else "text_2",
        ),
        Column[ActionRow]("service", "Service", lambda r: r.service_name, width=160),
        Column[ActionRow]("owner", "Owner", lambda r: r.owner, width=150, gives_way=True),
        Column[ActionRow]("priority", "Priority", lambda r: r.priority, width=84, gives_way=True),
        Column[ActionRow]("state", "State", lambda r: r.state, width=190),
        Column[ActionRow](
            "due", "Due", lambda r: r.due_on, Kind.DATE, 100,
            tone=lambda r: "" if r.state.is_open else "text_2",
        ),
        Column[ActionRow](
            "late", "", lambda r: r.days_late or None, Kind.NUMBER, 140,
            text=lambda r: late_words(r.state, r.due_on, today()), tone=lambda _r: "danger",
        ),
    )  # fmt: skip


def named(name: str, *, is_archived: bool) -> str:
    """A name in a list, where archived records may stand beside those in use."""
    return f"{name} (archived)" if is_archived else name


def make_services_table(context: Context, name: str) -> TableView[ServiceRow]:
    """A table of services for a detail page, in the order handed in."""
    columns = service_columns(context.today, is_full=False)
    return TableView(name, "Services", columns, lambda r: r.id, settings=context.settings)


def make_contracts_table(context: Context, name: str) -> TableView[ContractRow]:
    """A table of contracts for a detail page."""
    columns = contract_columns(context.today, is_full=False)
    return TableView(name, "Contracts", columns, lambda r: r.id, settings=context.settings)


def make_visits_table(context: Context, name: str) -> TableView[VisitRow]:
    """A table of visits for a detail page, newest first."""
    return TableView(name, "Visits", visit_columns(), lambda r: r.id, settings=context.settings)


def make_actions_table(context: Context, name: str) -> TableView[ActionRow]:
    """A table of actions for a detail page, the longest overdue first."""
    columns = action_columns(context.today)
    return TableView(name, "Actions", columns, lambda r: r.id, settings=context.settings)


def _short(words: str) -> str:
    return words if len(words) <= 22 else "Not rated"


def _service_tip(row: ServiceRow) -> str:
    known_as = f", CQC ID {row.cqc_location_id}" if row.cqc_location_id else ""
    shared = f", on {row.same_id} services" if row.same_id > 1 else ""
    return f"{row.name}\n{row.service_type.words}, {row.provider_name}{known_as}{shared}"


def _rating_tip(row: ServiceRow) -> str:
    if not row.is_regulated:
        return "Not regulated"
    on = f", {short_date(row.rating_on)}" if row.rating_on else ""
    return f"{row.regulator}: {row.rating_words}{on}\n{row.rating_note}".strip()


def _own_tip(row: ServiceRow) -> str:
    if row.own is None:
        return "Not visited, or no visit signed off"
    return f"Ours: {row.own.words}" + (f", {short_date(row.own_on)}" if row.own_on else "")


def actions_words(number: int, overdue: int) -> str:
    """Open actions in a cell: "5, 2 late", "3, all late", "5", or nothing."""
    return open_words(number, overdue).replace("overdue", "late")


def _actions_tip(row: ServiceRow) -> str:
    return actions_tip(row.open_actions, row.overdue_actions)


def actions_tip(number: int, overdue: int) -> str:
    """Open actions of a cell in full: "3 open, all overdue"."""
    return f"{number} open, {part_overdue(number, overdue) or 'none overdue'}"


def _contract_tip(row: ContractRow) -> str:
    return f"{row.title}\n{row.reference}, {row.provider_name}"


def _decision_words(row: ContractRow) -> str:
    if row.decision is None:
        return "Ended" if row.has_ended else ""
    return f"{row.decision.kind.words}, {short_date(row.decision.on)}"


def _decision_tone(row: ContractRow, today: date) -> Tone:
    if row.decision is None:
        return "text_2"
    return "danger" if row.decision.is_missed(today) else "warn"


def _notice_tone(row: ContractRow, today: date) -> Tone:
    if row.notice_on is None or row.has_ended:
        return "text_2"
    return "danger" if row.notice_on < today else ""


def _status_words(row: VisitRow) -> str:
    return "With provider" if row.status is VisitStatus.WITH_PROVIDER else row.status.words


def result_chip(row: VisitRow) -> Chip:
    """Our result of a signed-off visit, or in words why there is none."""
    if row.overall:
        return Chip("own", OwnRating(row.overall).level)
    is_signed = row.status in {VisitStatus.FINAL, VisitStatus.AMENDED}
    return Chip("own", None, words="No overall" if is_signed else "Not yet")
