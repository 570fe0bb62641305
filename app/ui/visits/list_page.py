"""The visits page: all QA visits, what is open and what comes next, in one list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from PySide6.QtGui import QAction

from app.domain.vocabulary import ServiceType, VisitKind, VisitStatus
from app.domain.words import count, long_date
from app.services.visits import VisitRow, list_visits
from app.ui import acts
from app.ui.context import Context
from app.ui.page import Page
from app.ui.record_tables import result_chip
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.table_model import Column, Kind, Tone
from app.ui.widgets.table_view import TableView

_OPEN = "open"
_STATUSES = tuple(s for s in VisitStatus if s is not VisitStatus.WITH_PROVIDER)  # no visit is yet


def visits_sentence(rows: Sequence[VisitRow], today: date) -> str:
    """What is open and what comes next, in one sentence or two."""
    working = [row for row in rows if row.status.is_open]
    planned = [row for row in rows if row.status is VisitStatus.PLANNED]
    if not working and not planned:
        return "No visit is open or planned."
    said = []
    if working:
        verb = "is" if len(working) == 1 else "are"
        said.append(f"{count(len(working), 'visit')} {verb} open")
    if planned:
        verb = "is" if len(planned) == 1 else "are"
        said.append(f"{len(planned) if working else count(len(planned), 'visit')} {verb} planned")
    first = f"{', '.join(said)}."
    late = [row for row in planned if row.planned_on and row.planned_on < today]
    if late:
        verb = "was" if len(late) == 1 else "were"
        first += f" {len(late)} {verb} planned for a day that has passed."
    ahead = [row for row in planned if row.planned_on and row.planned_on >= today]
    if not ahead:
        return first
    following = min(ahead, key=lambda row: (row.planned_on or today, row.planned_time))
    assert following.planned_on is not None
    return f"{first} The next is {following.service_name} on {long_date(following.planned_on)}."


def _columns(today: date) -> tuple[Column[VisitRow], ...]:
    def tone(row: VisitRow) -> Tone:
        day = row.planned_on
        is_late = row.status is VisitStatus.PLANNED and day is not None and day < today
        return "danger" if is_late else ""

    return (
        Column[VisitRow]("reference", "Visit", lambda r: r.reference, width=116),
        Column[VisitRow](
            "service", "Service", lambda r: r.service_name, width=200, is_stretched=True,
            tip=lambda r: f"{r.service_name}\n{r.provider_name}",
        ),
        Column[VisitRow](
            "provider", "Provider", lambda r: r.provider_name, width=170, is_hidden=True
        ),
        Column[VisitRow](
            "on", "Date", lambda r: r.visited_on or r.planned_on, Kind.DATE, 100, empty="No date",
            tone=tone,
        ),
        Column[VisitRow]("kind", "Kind", lambda r: r.kind, width=100, gives_way=True),
        Column[VisitRow]("mode", "How", lambda r: r.mode, width=168, is_hidden=True),
        Column[VisitRow]("status", "Status", lambda r: r.status, width=112),
        Column[VisitRow](
            "coverage", "Rated", lambda r: r.rated if r.questions else None, Kind.NUMBER, 90,
            text=lambda r: f"{r.rated} of {r.applicable}" if r.questions else "", gives_way=True,
        ),
        Column[VisitRow]("overall", "Ours", result_chip, Kind.OWN, 186),
        Column[VisitRow]("lead", "Lead", lambda r: r.lead, width=130, gives_way=True),
        Column[VisitRow](
            "framework", "Framework", lambda r: r.framework, width=130, is_hidden=True
        ),
    )  # fmt: skip


def _has_status(row: VisitRow, value: str) -> bool:
    return row.status.is_open if value == _OPEN else row.status.value == value


def _year_of(row: VisitRow) -> str:
    day = row.visited_on or row.planned_on
    return str(day.year) if day else ""


_FILTERS = (
    Filter[VisitRow](
        "status", "Status",
        (Option(_OPEN, "open"), *(Option(s.value, s.words.lower()) for s in _STATUSES)),
        _has_status,
    ),
    Filter[VisitRow](
        "kind", "Kind", tuple(Option(k.value, k.words.lower()) for k in VisitKind),
        lambda row, value: row.kind.value == value,
    ),
    Filter[VisitRow](
        "type", "Type", tuple(Option(t.value, t.words.lower()) for t in ServiceType),
        lambda row, value: row.service_type.value == value,
    ),
    Filter[VisitRow]("lead", "Lead", (), lambda row, value: row.lead == value),
    Filter[VisitRow]("year", "Year", (), lambda row, value: _year_of(row) == value),
)  # fmt: skip


class VisitsPage(Page):
    """Enter continues a visit that is in progress and opens any other."""

    changed_kinds: ClassVar[frozenset[str]] = frozenset(
        {"visit", "visit_version", "visit_member", "service", "provider", "answer", "officer"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "visits", "Visits")
        self._wanted = ""
        self.table: TableView[VisitRow] = TableView(
            "visits_table", "Visits", _columns(context.today()), lambda row: row.id,
            settings=context.settings, sort_by="on", is_descending=True,
        )  # fmt: skip
        self.table.opened.connect(self._on_opened)
        self.table.make_menu = self._menu
        self.bar: FilterBar[VisitRow] = FilterBar(
            "visits_filters", _FILTERS, find="Find by service or reference", text_of=_text,
            settings=context.settings,
        )  # fmt: skip
        empty = StateOfList(
            "empty", "No visits yet", "Plan the first one; it can start at once.",
            NextStep("Plan a visit", self._plan),
        )  # fmt: skip
        self.panel = ListPanel(self.table, thing="visits", empty=empty, filter_bar=self.bar)
        self.plan_button = button(
            "Plan a visit", "primary", name="plan_visit", icon="ph.plus", shortcut="Ctrl+N",
            on_click=self._plan,
        )  # fmt: skip
        self.continue_button = button("Continue", name="continue_visit", on_click=self._continue)
        self.continue_button.hide()
        self.add_action(self.continue_button)
        self.add_action(self.plan_button)
        self.add_bar(self.bar)
        self.set_content(self.panel)
        self._newest_open = ""

    def reload(self) -> None:
        """Read all visits; the filters work on them here."""
        self.panel.set_loading()
        acts.read(
            self.context, self, list_visits, on_result=self._on_rows, on_error=self._on_failed
        )

    def begin(self) -> bool:
        self.panel.take_focus()
        return True

    def state(self) -> dict[str, str]:
        return {"row": self.table.current_key()}

    def restore_state(self, state: object) -> None:
        if isinstance(state, dict):
            self._wanted = str(state.get("row", ""))
            self.table.select_key(self._wanted)

    def _on_rows(self, rows: list[VisitRow]) -> None:
        for key, values in (
            ("lead", sorted({row.lead for row in rows if row.lead})),
            ("year", sorted({_year_of(row) for row in rows if _year_of(row)}, reverse=True)),
        ):
            self.bar.filters[key].set_options([Option(value, value) for value in values])
        self.panel.set_rows(rows)
        if self._wanted and self.table.select_key(self._wanted):
            self._wanted = ""
        self.set_sentence(visits_sentence(rows, self.context.today()))
        working = [row for row in rows if row.status is VisitStatus.IN_PROGRESS]
        self._newest_open = working[0].id if working else ""
        self.continue_button.setVisible(bool(working))
        if working:
            words = f"Continue {working[0].service_name}"
            self.continue_button.setText(words if len(words) < 40 else f"{words[:38]}…")
            self.continue_button.setAccessibleName(words)

    def _on_failed(self, error: Exception) -> None:
        self.panel.set_failed(error, self.reload)

    def _on_opened(self, key: str) -> None:
        row = self.table.current_row()
        is_going_on = row is not None and row.status is VisitStatus.IN_PROGRESS
        self.navigate.emit("visit_mode" if is_going_on else "visit", key)

    def _plan(self) -> None:
        self.navigate.emit("plan_visit", "")

    def _continue(self) -> None:
        self.navigate.emit("visit_mode", self._newest_open)

    def _menu(self, rows: list[VisitRow]) -> list[QAction]:
        if len(rows) != 1:
            return []
        row = rows[0]
        found = []
        for words, page, key in (
            ("Facts and results of the visit", "visit", row.id),
            ("Open its service", "service", row.service_id),
            ("Plan another visit there", "plan_visit", row.service_id),
        ):
            action = QAction(words, self.table)
            action.setData((page, key))
            action.triggered.connect(self._on_menu)
            found.append(action)
        return found

    def _on_menu(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            page, key = action.data()
            self.navigate.emit(page, key)


def _text(row: VisitRow) -> str:
    return f"{row.reference} {row.service_name} {row.provider_name}"
