"""Today: what is due by day, and beside it the three things that are not tied to a day.

Drawn as look/01. The sentence and the lists come from one reading, so they add up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import tokens
from app.domain.ratings import Movement
from app.domain.words import count, long_date
from app.services.today import (
    ChangedRow,
    DecisionRow,
    DueGroup,
    DueKind,
    DueRow,
    OverdueRow,
    TodayView,
    day_words,
    get_today,
)
from app.ui import acts
from app.ui.context import Context
from app.ui.page import Page
from app.ui.today.notes import QuickNotes
from app.ui.widgets.block import Block
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip
from app.ui.widgets.columns import Columns
from app.ui.widgets.empty_state import EmptyState, NextStep, StateOfList
from app.ui.widgets.section_list import SectionHeading, SectionItem, SectionList
from app.ui.widgets.table_model import Column, Kind, Tone
from app.ui.widgets.table_view import TableView

MOST_ROWS = 6
MOST_CHANGED = 4
MOST_DECISIONS = 4
MOST_IN_GROUP = 10
STACKED_BELOW = 860
ICONS = {
    DueKind.OPEN: "ph.clipboard-text",
    DueKind.VISIT: "ph.clipboard-text",
    DueKind.REMOTE: "ph.desktop",
    DueKind.DEADLINE: "ph.hourglass",
    DueKind.REVISITS: "ph.warning-circle",
}


class TodayPage(Page):
    """Opens visits, services, providers and contracts; "Plan a visit" asks for the form."""

    changed_kinds: ClassVar[frozenset[str]] = frozenset(
        {"visit", "answer", "action", "contract", "service", "import_run", "setting", "provider",
         "quick_note"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, "today", "Today")
        self.notes = QuickNotes(context)
        self.add_action(
            button("Quick note", name="today_note", icon="ph.note-pencil", shortcut="Ctrl+Q",
                   on_click=self.notes.ask_note)
        )  # fmt: skip
        self.add_action(
            button("Plan a visit", "primary", name="today_plan", icon="ph.plus",
                   shortcut="Ctrl+N", on_click=self._on_plan)
        )  # fmt: skip
        self.due = SectionList("today_due", "Visits and deadlines", grows=False)
        self.due.opened.connect(self._on_opened)
        self.nothing_due = EmptyState("today_nothing_due")
        due = QWidget()
        column = QVBoxLayout(due)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.due)
        column.addWidget(self.nothing_due)
        self._due_block = Block(
            "today_due_block", "Visits and deadlines", due,
            link="All visits", on_link=self._go("visits"),
        )  # fmt: skip
        self._due_block.set_remark("next 10 working days")
        self._make_tables()
        side = QWidget()
        stack = QVBoxLayout(side)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(28)
        for block in (self._overdue_block, self._changed_block, self._decisions_block):
            stack.addWidget(block)
        stack.addStretch(1)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self._due_block)
        left.addWidget(self.notes)
        left.addStretch(1)
        content = QWidget()
        row = QVBoxLayout(content)
        row.setContentsMargins(0, 6, 12, 16)
        row.addWidget(Columns("today_columns", ((main, 5), (side, 4)), stacked_below=STACKED_BELOW))
        row.addStretch(1)
        self.set_content(content, scrolls=True)

    def reload(self) -> None:
        """Read everything in one go."""
        acts.read(self.context, self, get_today, on_result=self.show_view)

    def show_view(self, view: TodayView) -> None:
        """Show the day."""
        self.set_sentence(view.sentence)
        self.due.setVisible(bool(view.groups))
        self.nothing_due.setVisible(not view.groups)
        self.nothing_due.set_state(self._nothing(view))
        self.due.set_lines(_lines(view.groups))
        self.notes.show_notes(view.notes)
        self._show_overdue(view)
        self._show_changed(view)
        self._show_decisions(view)

    # --- the three things beside ------------------------------------------------------------

    def _make_tables(self) -> None:
        self.overdue: TableView[OverdueRow] = TableView(
            "today_overdue", "Actions overdue", _OVERDUE, lambda row: row.provider_id
        )
        self.changed: TableView[ChangedRow] = TableView(
            "today_changed", "CQC ratings changed", _CHANGED,
            lambda row: f"{row.service_id}|{row.service}",
        )  # fmt: skip
        self.decisions: TableView[DecisionRow] = TableView(
            "today_decisions", "Contracts that need a decision", _DECISIONS,
            lambda row: row.contract_id,
        )  # fmt: skip
        self.overdue.opened.connect(partial(self._on_opened, "provider"))
        self.changed.opened.connect(self._on_changed_opened)
        self.decisions.opened.connect(partial(self._on_opened, "contract"))
        self._overdue_state, self._overdue_block = self._side(
            "overdue", "Actions overdue", self.overdue, "All actions", "actions", has_heads=True
        )
        self._changed_state, self._changed_block = self._side(
            "changed", "CQC ratings changed", self.changed, "Market quality", "market"
        )
        self._decisions_state, self._decisions_block = self._side(
            "decisions", "Contracts that need a decision", self.decisions, "All contracts",
            "contracts",
        )  # fmt: skip

    def _side(
        self,
        name: str,
        heading: str,
        table: TableView[Any],
        link: str,
        page: str,
        *,
        has_heads: bool = False,
    ) -> tuple[EmptyState, Block]:
        _as_short_list(table)
        table.horizontalHeader().setVisible(has_heads)
        state = EmptyState(f"today_{name}_state")
        state.hide()
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(table)
        column.addWidget(state)
        block = Block(f"today_{name}_block", heading, box, link=link, on_link=self._go(page))
        return state, block

    def _show_overdue(self, view: TodayView) -> None:
        rows = view.overdue[:MOST_ROWS]
        more = len(view.overdue) - len(rows)
        said = f"{view.overdue_actions} at {count(len(view.overdue), 'provider')}"
        if more:
            said += f", the first {len(rows)} here"
        self._overdue_block.set_remark(said if view.overdue else "")
        state = StateOfList("empty", "No action is overdue", "", icon="ph.check-circle")
        _fill(self.overdue, rows, self._overdue_state, state)

    def _show_changed(self, view: TodayView) -> None:
        day = view.changed_file_on
        rows = view.changed[:MOST_CHANGED]
        said = f"file of {day.day} {day:%B %Y}" if day else ""
        self._changed_block.set_remark(said)
        link: Any = self._changed_block.findChild(QWidget, "today_changed_block_link")
        is_cut = len(view.changed) > len(rows)
        link.setText(f"All {len(view.changed)}" if is_cut else "Market quality")
        if day is None:
            state = StateOfList(
                "empty", "No CQC file yet", "Bring in the file that CQC publishes each month.",
                NextStep("Bring in a CQC file", self._go("import_cqc")), icon="ph.download-simple",
            )  # fmt: skip
        else:
            state = StateOfList("empty", "The last file changed no overall rating", "",
                                icon="ph.check-circle")  # fmt: skip
        _fill(self.changed, rows, self._changed_state, state)

    def _show_decisions(self, view: TodayView) -> None:
        rows = view.decisions[:MOST_DECISIONS]
        by = f"by {view.decide_until.day} {view.decide_until:%b}"
        said = f"{len(view.decisions)} {by}" if view.decisions else by
        passed = sum(row.is_past for row in view.decisions)
        if passed:
            said += f", {passed} late"
        self._decisions_block.set_remark(said)
        state = StateOfList("empty", "No contract needs a decision", "", icon="ph.check-circle")
        _fill(self.decisions, rows, self._decisions_state, state)

    # --- going on ---------------------------------------------------------------------------

    def _nothing(self, view: TodayView) -> StateOfList:
        if not view.has_services:
            return StateOfList(
                "empty", "The register is empty",
                "Bring in the file that CQC publishes, or your own spreadsheet.",
                NextStep("Bring in a CQC file", self._go("import_cqc")),
                NextStep("Bring in our own spreadsheet", self._go("import")),
            )  # fmt: skip
        after = "No visit is planned."
        if view.next_visit_on is not None:
            after = f"The next visit is on {long_date(view.next_visit_on)}."
        return StateOfList(
            "empty", "Nothing is due in the next 10 working days", after,
            NextStep("Plan a visit", self._on_plan),
        )  # fmt: skip

    def _go(self, page: str) -> Callable[[], object]:
        return partial(self._on_opened, page, "")

    def _on_plan(self) -> None:
        self.navigate.emit("plan_visit", "new")

    def _on_opened(self, page: str, key: str) -> None:
        self.navigate.emit(page, key)

    def _on_changed_opened(self, key: str) -> None:
        service_id = key.partition("|")[0]
        if service_id:
            self.navigate.emit("service", service_id)


def _fill(
    table: TableView[Any], rows: Sequence[Any], state: EmptyState, when_empty: StateOfList
) -> None:
    table.set_rows(rows)
    heads = 0 if table.horizontalHeader().isHidden() else tokens.TABLE_HEADER
    table.setFixedHeight(heads + len(rows) * tokens.ROW + 2)
    table.setVisible(bool(rows))
    state.setVisible(not rows)
    state.set_state(when_empty)


def _as_short_list(table: TableView[Any]) -> None:
    """As high as its rows: the page scrolls, not the list."""
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _lines(groups: tuple[DueGroup, ...]) -> list[SectionHeading | SectionItem]:
    lines: list[SectionHeading | SectionItem] = []
    for group in groups:
        tone: Tone = "danger" if group.key == "overdue" else ""
        lines.append(SectionHeading(group.heading, group.remark, tone))
        lines.extend(_item(row, group.key) for row in group.rows[:MOST_IN_GROUP])
        more = len(group.rows) - MOST_IN_GROUP
        if more > 0:
            lines.append(SectionItem(f"more_{group.key}", text=f"{more} more", page="visits"))
    return lines


def _item(row: DueRow, group: str) -> SectionItem:
    second, right = row.second, row.fact
    if group in ("this_week", "next_week", "later"):
        day = day_words(row.due_on, is_short=True)
        if row.is_deadline:
            second = f"{second}, ends {day}"
        else:
            right = day
    page, key = ("visit", row.visit_id)
    if row.kind is DueKind.REVISITS:
        page, key = ("visits", "")
    elif row.kind is DueKind.DEADLINE and row.what == "plan the re-visit":
        page, key = ("service", row.service_id)
    is_open = row.kind is DueKind.OPEN
    return SectionItem(
        key=key,
        strong=row.service,
        text=f": {row.what}",
        second=second,
        right="Continue" if is_open else right,
        tone="danger" if row.tone == "danger" else "warn" if row.tone == "warn" else "",
        icon=ICONS[row.kind],
        page="visit_mode" if is_open else page,
        is_button=is_open,
    )


def _was_words(row: ChangedRow) -> str:
    return f"was {row.was}" if row.was else row.movement.words.lower()


_ARROWS = {Movement.BETTER: "↑", Movement.WORSE: "↓"}
_OVERDUE: tuple[Column[OverdueRow], ...] = (
    Column("provider", "Provider", lambda r: r.provider, width=180, is_stretched=True),
    Column("actions", "Actions", lambda r: r.actions, Kind.NUMBER, 74),
    Column("oldest", "Oldest", lambda r: r.oldest_days, Kind.NUMBER, 92,
           text=lambda r: count(r.oldest_days, "day")),
    Column("highest", "Highest", lambda r: r.highest.words, width=84),
)  # fmt: skip
_CHANGED: tuple[Column[ChangedRow], ...] = (
    Column("service", "Service", lambda r: r.service, width=140, is_stretched=True),
    Column("rating", "Now", lambda r: Chip("cqc", getattr(r.rating, "level", None)),
           Kind.CQC, tokens.CHIP_COLUMN_CQC),
    Column("was", "Before", lambda r: f"{_ARROWS.get(r.movement, '')} {_was_words(r)}".strip(),
           width=126,
           tone=lambda r: "danger" if r.movement is Movement.WORSE else ""),
)  # fmt: skip
_DECISIONS: tuple[Column[DecisionRow], ...] = (
    Column("contract", "Contract", lambda r: r.title, width=150, is_stretched=True,
           is_strong=True),
    Column("what", "What", lambda r: r.what, width=156),
    Column("on", "By", lambda r: r.on, Kind.DATE, 92,
           tone=lambda r: "danger" if r.is_missed else "warn" if r.is_past else ""),
)  # fmt: skip
