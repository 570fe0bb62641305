"""Third step: what would be added and changed, likely matches to decide, rows with a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import tokens
from app.services.own_import import (
    LEAVE_OUT,
    NEW,
    Outcome,
    OwnItem,
    OwnPreview,
    Question,
    Remark,
    Target,
)
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.detail_header import TabBar
from app.ui.widgets.done_step import SAVE_PROBLEMS
from app.ui.widgets.facts_table import FactLine
from app.ui.widgets.form_choices import CalmComboBox
from app.ui.widgets.labels import label
from app.ui.widgets.preview_frame import PreviewFrame
from app.ui.widgets.table_model import Column, Kind, Tone
from app.ui.widgets.table_view import TableView

TABS = (
    ("decide", "Likely matches"),
    ("new", "New"),
    ("changes", "Changes"),
    ("problems", "Rows with a problem"),
)


@dataclass(frozen=True)
class ChangeLine:
    """One field of one record that a row changes."""

    key: str
    item: OwnItem
    words: str
    before: str
    after: str


class PreviewStep(PreviewFrame):
    """`decided(decisions)` follows each decision: question key to NEW, LEAVE_OUT or a record.

    `problems_requested` follows the button that saves the rows with a problem.
    """

    decided = Signal(dict)
    problems_requested = Signal()

    def __init__(self) -> None:
        super().__init__("own", left_width=280, facts_width=250, stacked_below=900)
        self._questions: dict[str, Question] = {}
        self.left.addStretch(1)
        self._add_tables()

    def _add_tables(self) -> None:
        self.tabs = TabBar("own_tabs", TABS)
        self.right.addWidget(self.tabs)
        self.stack = QStackedWidget()
        self.questions: TableView[Question] = TableView(
            "own_decide", "Likely matches", _question_columns(), lambda q: q.key
        )
        self.tables: dict[str, TableView[Any]] = {
            "new": TableView("own_new", "New", _new_columns(), lambda i: i.key),
            "changes": TableView("own_changes", "Changes", _change_columns(), lambda c: c.key),
            "problems": TableView("own_problems", "Rows with a problem", _problem_columns(),
                                  _where),
        }  # fmt: skip
        self.stack.addWidget(self._make_deciding())
        self.stack.addWidget(self.tables["new"])
        self.stack.addWidget(self._make_changing())
        self.stack.addWidget(self._make_problems())
        for table in (self.questions, *self.tables.values()):
            table.setMinimumHeight(tokens.TABLE_HEADER + 5 * tokens.ROW + 4)
        self.tabs.chosen.connect(self._on_tab)
        self.right.addWidget(self.stack, 1)
        self.told = label("", "second", wrap=True, name="own_tab_told")
        self.right.addWidget(self.told)

    def _make_deciding(self) -> QWidget:
        deciding = QWidget()
        column = QVBoxLayout(deciding)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.questions, 1)
        self.asked = label("", "strong", wrap=True, name="own_asked")
        column.addWidget(self.asked)
        self.candidates = CalmComboBox()
        self.candidates.setObjectName("own_candidates")
        self.candidates.setAccessibleName("The record it may be")
        self.candidates.setMinimumWidth(160)
        self.candidates.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.candidates.setMaximumWidth(560)
        self.same = button("The same", name="own_same", tip="Take the row for this record",
                           on_click=self._on_same)  # fmt: skip
        self.new = button("Add as new", name="own_add_new", on_click=partial(self._decide, NEW))
        self.leave = button("Leave out", name="own_leave_out",
                            on_click=partial(self._decide, LEAVE_OUT))  # fmt: skip
        one = QHBoxLayout()
        one.setSpacing(8)
        one.addWidget(self.candidates, 1)
        for found in (self.same, self.new, self.leave):
            one.addWidget(found)
        one.addStretch()
        column.addLayout(one)
        every = QHBoxLayout()
        every.setSpacing(8)
        every.addWidget(label("All that are not decided:", "second"))
        self.all_same = button("All the same as the first offered", "quiet", name="own_all_same",
                               small=True, on_click=self._on_all_same)  # fmt: skip
        self.all_new = button("Add all as new", "quiet", name="own_all_new", small=True,
                              on_click=self._on_all_new)  # fmt: skip
        every.addWidget(self.all_same)
        every.addWidget(self.all_new)
        every.addStretch(1)
        column.addLayout(every)
        self.questions.current_changed.connect(self._on_question)
        return deciding

    def _make_changing(self) -> QWidget:
        changing = QWidget()
        column = QVBoxLayout(changing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.tables["changes"], 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.not_this = button(
            "Not this record: add as new", name="own_not_this", on_click=self._on_not_this
        )
        row.addWidget(self.not_this)
        row.addStretch(1)
        column.addLayout(row)
        self.tables["changes"].current_changed.connect(self._on_change)
        return changing

    def _make_problems(self) -> QWidget:
        """The list, below it the reason of the current row in full, and a way to keep the list."""
        problems = QWidget()
        column = QVBoxLayout(problems)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.tables["problems"], 1)
        self.reason = label("", wrap=True, name="own_problem_reason")
        column.addWidget(self.reason)
        row = QHBoxLayout()
        self.save = button(SAVE_PROBLEMS, name="own_save_problems", icon="ph.floppy-disk",
                           on_click=self.problems_requested.emit)  # fmt: skip
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        self.tables["problems"].current_changed.connect(self._on_problem)
        return problems

    # --- showing ----------------------------------------------------------------------------

    def set_preview(self, preview: OwnPreview, *, is_first: bool) -> None:
        """Show what the file would do; the first time, what needs a decision comes first."""
        self._questions = {one.key: one for one in preview.questions}
        changes = _lines(preview.of(Outcome.CHANGE))
        rows: dict[str, Sequence[Any]] = {
            "decide": preview.questions,
            "new": preview.of(Outcome.ADD),
            "changes": changes,
            "problems": preview.remarks,
        }
        for key, found in rows.items():
            self.tabs.set_count(key, len(found))
            if key in self.tables:
                self.tables[key].set_rows(found)
        self.questions.set_rows(preview.questions)
        self.facts.set_facts(_counts(preview))
        if is_first:
            order = ("decide", "new", "changes", "problems")
            self.tabs.choose(next((key for key in order if rows[key]), "new"))
        if preview.undecided:
            self.questions.select_key(preview.undecided[0].key)
        self._on_question(self.questions.current_key())
        self._on_change(self.tables["changes"].current_key())
        self.save.setVisible(bool(rows["problems"]))
        if rows["problems"]:
            self.tables["problems"].select_key(_where(rows["problems"][0]))
        self._on_problem("")
        self._on_tab(self.tabs.value)

    def _on_tab(self, key: str) -> None:
        self.stack.setCurrentIndex([name for name, _ in TABS].index(key))
        told = {
            "decide": "Nothing is merged unless you say so. A row without a likely match is new.",
            "changes": "Rows that say what the register has already are not shown. A row that is "
            "another place after all is added as new; “Likely matches” takes that back.",
            "problems": "The rest of the row is taken unless it says “left out”. What a cell holds "
            "that its field cannot take is kept in the notes of the record.",
        }
        self.told.setText(told.get(key, ""))

    def _on_problem(self, _key: str) -> None:
        one = self.tables["problems"].current_row()
        self.reason.setText(f"Row {one.row}: {one.reason}." if one is not None else "")

    def _on_change(self, _key: str) -> None:
        line = self.tables["changes"].current_row()
        is_sure = line is not None and not line.item.decision_key
        why = (
            "This row names its record by an ID, a reference or your own choice" if is_sure else ""
        )
        explain_disabled(self.not_this, why if line else "Choose a change in the list")

    def _on_not_this(self) -> None:
        line = self.tables["changes"].current_row()
        if line is not None and line.item.decision_key:
            self.decided.emit({line.item.decision_key: NEW})

    def _on_question(self, key: str) -> None:
        question = self._questions.get(key)
        for found in (self.candidates, self.same, self.new, self.leave):
            found.setEnabled(question is not None)
        undecided = [one for one in self._questions.values() if one.is_open]
        self.all_same.setEnabled(bool(undecided))
        self.all_new.setEnabled(any(one.may_add for one in undecided))
        self.candidates.clear()
        if question is None:
            self.asked.setText("Nothing to decide." if not self._questions else "Choose a row.")
            return
        self.new.setVisible(question.may_add)
        self.asked.setText(f"Is “{question.name}” one of these?")
        for one in question.candidates:
            more = f", {one.more}" if one.more else ""
            self.candidates.addItem(f"{one.name}{more} ({one.why})", one.id)
        place = self.candidates.findData(question.decision)
        self.candidates.setCurrentIndex(max(place, 0))

    # --- what is decided --------------------------------------------------------------------

    def _on_same(self) -> None:
        self._decide(str(self.candidates.currentData() or ""))

    def _decide(self, decision: str) -> None:
        key = self.questions.current_key()
        if key and decision:
            self.decided.emit({key: decision})

    def _on_all_same(self) -> None:
        self.decided.emit(
            {q.key: q.candidates[0].id for q in self._questions.values() if q.is_open}
        )

    def _on_all_new(self) -> None:
        self.decided.emit({q.key: NEW for q in self._questions.values() if q.is_open and q.may_add})


def _where(one: Remark) -> str:
    return f"{one.sheet}!{one.row}"


def _lines(items: Sequence[OwnItem]) -> list[ChangeLine]:
    return [
        ChangeLine(f"{item.key} {at}", item, change.words, change.before, change.after)
        for item in items
        for at, change in enumerate(item.changes)
    ]


def _counts(preview: OwnPreview) -> list[FactLine]:
    report = preview.report
    lines = [FactLine("Rows read", f"{report.rows_read:,}")]
    for words, numbers in (("New", report.added), ("Changed", report.changed)):
        lines.extend(
            FactLine(f"{words} {target.words.lower()}", f"{numbers[target]:,}")
            for target in Target
            if target in numbers
        )
    lines.append(FactLine("Unchanged", f"{report.unchanged:,}"))
    undecided = len(preview.undecided)
    if preview.questions:
        lines.append(FactLine("To decide", f"{undecided:,}", "warn" if undecided else ""))
    left_out = sum(one.is_left_out for one in report.remarks)
    lines.append(FactLine("Rows left out", f"{left_out:,}", "warn" if left_out else ""))
    return lines


def _question_columns() -> tuple[Column[Question], ...]:
    def decision(one: Question) -> str:
        if one.is_open:
            return "To decide"
        if one.decision in {NEW, LEAVE_OUT}:
            return "Add as new" if one.decision == NEW else "Leave out"
        named = [c.name for c in one.candidates if c.id == one.decision]
        return f"The same as {named[0]}" if named else "The same"

    def where(one: Question) -> str:
        more = f" and {one.rows - 1:,} more" if one.rows > 1 else ""
        return f"{one.sheet}, row {one.row}{more}" if one.sheet else f"Row {one.row}{more}"

    def may_be(one: Question) -> str:
        others = len(one.candidates) - 1
        return one.candidates[0].name + (f" or {others} more" if others else "")

    def tone(one: Question) -> Tone:
        return "warn" if one.is_open else ""

    return (
        Column("name", "In the file", lambda q: q.name, width=190, is_stretched=True,
               tip=lambda q: f"{q.name}, {q.more}" if q.more else q.name),
        Column("row", "Where", where, width=140, tip=where),
        Column("kind", "What", lambda q: q.target.words.removesuffix("s"), width=70),
        Column("may_be", "May be", may_be, width=170, tip=may_be),
        Column("why", "Why", lambda q: q.candidates[0].why, width=160,
               tip=lambda q: q.candidates[0].why),
        Column("decision", "Decision", decision, width=170, tone=tone, tip=decision),
    )  # fmt: skip


def _new_columns() -> tuple[Column[OwnItem], ...]:
    return (
        Column("name", "Name", lambda i: i.name, width=240, is_stretched=True,
               tip=lambda i: i.name),
        Column("kind", "What", lambda i: i.target.words.removesuffix("s"), width=90),
        Column("more", "With", lambda i: i.more, width=190),
        Column("sheet", "Sheet", lambda i: i.sheet or "–", width=130),
        Column("row", "Row", lambda i: i.row, Kind.NUMBER, 64),
    )  # fmt: skip


def _change_columns() -> tuple[Column[ChangeLine], ...]:
    return (
        Column("name", "Record", lambda c: c.item.name, width=170, is_stretched=True,
               tip=lambda c: c.item.name),
        Column("what", "Field", lambda c: c.words, width=130),
        Column("was", "Now in register", lambda c: c.before, width=150, tip=lambda c: c.before),
        Column("now", "In this file", lambda c: c.after or "Not recorded", width=150,
               tip=lambda c: c.after),
        Column("by", "Known by", lambda c: c.item.matched_by, width=120),
        Column("row", "Row", lambda c: c.item.row, Kind.NUMBER, 64),
    )  # fmt: skip


def _problem_columns() -> tuple[Column[Remark], ...]:
    def tone(one: Remark) -> Tone:
        return "warn" if one.is_left_out else "text_2"

    return (
        Column("sheet", "Sheet", lambda r: r.sheet or "–", width=130),
        Column("row", "Row", lambda r: r.row, Kind.NUMBER, 64),
        Column("what", "What happens", lambda r: "Left out" if r.is_left_out else "Taken",
               width=110, tone=tone),
        Column("reason", "Reason", lambda r: r.reason, width=300, is_stretched=True,
               tip=lambda r: r.reason),
    )  # fmt: skip
