"""The actions page: what providers must change, the longest overdue first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from app.domain.actions import ActionCounts
from app.domain.vocabulary import ActionState, Priority
from app.domain.words import count
from app.services.actions import ActionRow, action_counts, list_actions
from app.ui import acts
from app.ui.context import Context
from app.ui.page import Page
from app.ui.register_list import archived_filter
from app.ui.widgets.empty_state import StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

_OPEN, _OVERDUE, _NOT_BEGUN = "not_closed", "overdue", "not_begun"
_VISIT, _HAND = "visit", "hand"


def in_order(rows: list[ActionRow]) -> list[ActionRow]:
    """Open ones first, by due date, so that the longest overdue leads; then the closed ones."""
    order = list(Priority)
    return sorted(
        rows, key=lambda row: (not row.state.is_open, row.due_on, order.index(row.priority), row.id)
    )


def actions_sentence(counts: ActionCounts) -> str:
    """How the actions stand: "14 actions overdue at 6 providers. 3 wait for you to verify."."""
    said = f"{counts.sentence}."
    waiting = counts.reported_complete
    if waiting:
        noun = "waits" if waiting == 1 else "wait"
        said += f" {waiting} {noun} for you to verify."
    return said


def _columns() -> tuple[Column[ActionRow], ...]:
    return (
        Column[ActionRow](
            "text", "What must change", lambda r: r.text, width=240, is_stretched=True
        ),
        Column[ActionRow](
            "service", "Service", lambda r: r.service_name, width=160,
            tip=lambda r: f"{r.service_name}\n{r.provider_name}",
        ),
        Column[ActionRow](
            "provider", "Provider", lambda r: r.provider_name, width=170, is_hidden=True
        ),
        Column[ActionRow]("owner", "Owner", lambda r: r.owner, width=130, gives_way=True),
        Column[ActionRow](
            "priority", "Priority", lambda r: list(Priority).index(r.priority), width=84,
            text=lambda r: r.priority.words, gives_way=True,
        ),
        Column[ActionRow]("state", "State", lambda r: r.state, width=178),
        Column[ActionRow]("due", "Due", lambda r: r.due_on, Kind.DATE, 96),
        Column[ActionRow](
            "late", "Overdue", lambda r: r.days_late or None, Kind.NUMBER, 96,
            text=lambda r: count(r.days_late, "day") if r.days_late else "",
            tone=lambda _r: "danger",
        ),
        Column[ActionRow](
            "source", "From", lambda r: r.visit_reference or "By hand", width=116, is_hidden=True
        ),
        Column[ActionRow]("raised", "Raised", lambda r: r.raised_on, Kind.DATE, 96, is_hidden=True),
    )  # fmt: skip


def _has_state(row: ActionRow, value: str) -> bool:
    if value == _OPEN:
        return row.state.is_open
    if value == _OVERDUE:
        return row.days_late > 0
    if value == _NOT_BEGUN:
        return row.state is ActionState.OPEN
    return row.state.value == value


_FILTERS: tuple[Filter[ActionRow], ...] = (
    Filter[ActionRow](
        "state", "State",
        (
            Option(_OPEN, "not closed"),
            Option(_OVERDUE, "overdue"),
            Option(_NOT_BEGUN, "not begun"),
            Option(ActionState.IN_PROGRESS.value, "in progress"),
            Option(ActionState.REPORTED_COMPLETE.value, "provider reports complete"),
            Option(ActionState.CLOSED.value, "closed"),
        ),
        _has_state,
    ),
    Filter[ActionRow](
        "priority", "Priority", tuple(Option(p.value, p.words.lower()) for p in Priority),
        lambda row, value: row.priority.value == value,
    ),
    Filter[ActionRow](
        "provider", "Provider", (), lambda row, value: row.provider_id == value
    ),
    Filter[ActionRow](
        "source", "From", (Option(_VISIT, "a visit"), Option(_HAND, "by hand")),
        lambda row, value: bool(row.visit_reference) == (value == _VISIT),
    ),
    archived_filter(),
)  # fmt: skip


class ActionsPage(Page):
    """Enter opens an action."""

    changed_kinds: ClassVar[frozenset[str]] = frozenset(
        {"action", "action_event", "service", "provider", "visit"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "actions", "Actions")
        self._wanted = ""
        self.table: TableView[ActionRow] = TableView(
            "actions_table", "Actions", _columns(), lambda row: row.id,
            settings=context.settings,
        )  # fmt: skip
        self.table.opened.connect(self._on_opened)
        self.bar: FilterBar[ActionRow] = FilterBar(
            "actions_filters", _FILTERS, find="Find an action", text_of=_text,
            settings=context.settings,
        )  # fmt: skip
        empty = StateOfList(
            "empty", "No actions yet", "Actions are raised from an answer of a visit.",
            icon="ph.check-square-offset",
        )  # fmt: skip
        self.panel = ListPanel(
            self.table, thing="actions", empty=empty, filter_bar=self.bar,
            order="the longest overdue first",
        )  # fmt: skip
        self.add_bar(self.bar)
        self.set_content(self.panel)

    def reload(self) -> None:
        """Read all actions; those put away are shown on wish."""
        self.panel.set_loading()
        acts.read(self.context, self, _read, on_result=self._on_read, on_error=self._on_failed)

    def begin(self) -> bool:
        self.panel.take_focus()
        return True

    def state(self) -> Mapping[str, Any]:
        return {"row": self.table.current_key()}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        self._wanted = str(state.get("row", ""))
        self.table.select_key(self._wanted)

    def _on_read(self, found: tuple[list[ActionRow], str]) -> None:
        rows, sentence = found
        providers = sorted({(row.provider_name, row.provider_id) for row in rows})
        self.bar.filters["provider"].set_options([Option(key, name) for name, key in providers])
        self.panel.set_rows(rows)
        if self._wanted and self.table.select_key(self._wanted):
            self._wanted = ""
        self.set_sentence(sentence)

    def _on_failed(self, error: Exception) -> None:
        self.panel.set_failed(error, self.reload)

    def _on_opened(self, key: str) -> None:
        self.navigate.emit("action", key)


def _read(reading: Any) -> tuple[list[ActionRow], str]:
    rows = in_order(list_actions(reading, include_archived=True))
    counts = action_counts(reading, [row for row in rows if not row.is_archived])
    return rows, actions_sentence(counts)


def _text(row: ActionRow) -> str:
    return (
        f"{row.text} {row.service_name} {row.provider_name} {row.owner} {row.visit_reference} "
        f"A{row.number}"
    )
