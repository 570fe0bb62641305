"""Fourth step: counts in the order of the file's journey, what will change, rows with a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
)

from app import tokens
from app.domain.ratings import Movement, normalise
from app.domain.words import count, joined
from app.services.cqc_import import Preview
from app.services.import_report import DetailChange, NewRating, NewService, RatingChange
from app.ui import icons
from app.ui.imports import same_place
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Chip
from app.ui.widgets.detail_header import TabBar
from app.ui.widgets.done_step import SAVE_PROBLEMS
from app.ui.widgets.facts_table import FactLine
from app.ui.widgets.labels import Tone as LabelTone
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note
from app.ui.widgets.preview_frame import PreviewFrame
from app.ui.widgets.table_model import Column, Kind, Tone
from app.ui.widgets.table_view import TableView

TABS = (
    ("changes", "Rating changes"),
    ("new", "New ratings"),
    ("details", "Details"),
    ("absent", "Not in this file"),
    ("services", "New services"),
    ("links", same_place.TAB),
)
NONE_KNOWN = "Nothing of this file is in the register."
NAMES_TOLD = (
    "CQC’s files name registered managers. The open licence does not cover personal data: "
    "keep names only if your council has a reason to."
)
_TONES: dict[Movement, Tone] = {Movement.BETTER: "ok", Movement.WORSE: "danger"}


Numbered = tuple[int, Any]
"""A row with its place, which is its key."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that was not taken, or a remark about the file (no row)."""

    sheet: str
    row: int | None
    reason: str


class PreviewStep(PreviewFrame):
    """`options_changed` follows the two ticks: the preview must be made anew.

    `adding_requested` follows the offer to add places, when the register holds none of them;
    `problems_requested` the button that saves the rows with a problem.
    """

    options_changed = Signal()
    adding_requested = Signal()
    problems_requested = Signal()

    def __init__(self) -> None:
        super().__init__("import", left_width=300, facts_width=280, stacked_below=1060)
        self._problem_rows: list[Problem] = []
        self._adds = False
        self._add_choices()
        self._add_tables()
        self._add_problems()

    def _add_choices(self) -> None:
        self.left.addSpacing(8)
        self.keep_market = QCheckBox("Keep market figures")
        self.keep_market.setObjectName("import_keep_market")
        self.keep_market.setChecked(True)
        self.keep_names = QCheckBox("Bring in managers’ names")
        self.keep_names.setObjectName("import_keep_names")
        for box, words in (
            (self.keep_market, "counts by rating, never names of places"),
            (self.keep_names, NAMES_TOLD),
        ):
            box.clicked.connect(self.options_changed)
            self.left.addWidget(box)
            hint = label(words, "second", wrap=True)
            hint.setContentsMargins(26, 0, 0, 4)
            self.left.addWidget(hint)
        self.left.addStretch(1)

    def _add_tables(self) -> None:
        self.unknown = Note("", kind="warn", name="import_unknown", act="Add them",
                            on_act=self.adding_requested.emit)  # fmt: skip
        self.right.addWidget(self.unknown)
        self.tabs = TabBar("import_tabs", TABS)
        self.right.addWidget(self.tabs)
        self.stack = QStackedWidget()
        self.tables: dict[str, TableView[Any]] = {
            "changes": TableView("import_changes", "Rating changes", _change_columns(), _place),
            "new": TableView("import_new", "New ratings", _new_columns(), _place),
            "details": TableView("import_details", "Details", _detail_columns(), _place),
            "absent": TableView("import_absent", "Not in this file", _absent_columns(), _place),
            "services": TableView("import_services", "New services", _service_columns(), _place),
            "links": same_place.make_table("import_links"),
        }
        for table in self.tables.values():
            table.setMinimumHeight(tokens.TABLE_HEADER + 5 * tokens.ROW + 4)
            self.stack.addWidget(table)
        self._advice = label("", "second", wrap=True, name="import_links_told")
        self.right.addWidget(self._advice)
        self.tabs.chosen.connect(self._on_tab)
        self.right.addWidget(self.stack, 3)
        self._told = label("", "second", wrap=True, name="import_tab_told")
        self.right.addWidget(self._told)

    def _add_problems(self) -> None:
        head = QHBoxLayout()
        self._problems_title = label("Rows with a problem", "heading")
        head.addWidget(self._problems_title)
        self._problems_count = label("", "second")
        head.addWidget(self._problems_count)
        head.addStretch(1)
        self.copy = button("Copy as text", "quiet", name="import_copy_problems", icon="ph.copy",
                           on_click=self._on_copy)  # fmt: skip
        self.save = button(SAVE_PROBLEMS, "quiet", name="import_save_problems",
                           icon="ph.floppy-disk",
                           on_click=self.problems_requested.emit)  # fmt: skip
        head.addWidget(self.save)
        head.addWidget(self.copy)
        self.right.addLayout(head)
        self.problems: TableView[Numbered] = TableView(
            "import_problems", "Rows with a problem", _problem_columns(), _place
        )
        self.problems.setMinimumHeight(tokens.TABLE_HEADER + 3 * tokens.ROW + 4)
        self.right.addWidget(self.problems, 2)

    # --- showing ----------------------------------------------------------------------------

    def begin_anew(self) -> None:
        """Another file: its preview begins with what changes, from the top."""
        self.tabs.choose(TABS[0][0])
        for table in (*self.tables.values(), self.problems):
            table.verticalScrollBar().setValue(0)

    def set_preview(self, preview: Preview) -> None:
        """Show what the file would change."""
        rows: dict[str, Sequence[Any]] = {
            "changes": preview.changes,
            "new": preview.new_ratings,
            "details": preview.details,
            "absent": preview.absent,
            "services": preview.new_services,
            "links": preview.links,
        }
        for key, found in rows.items():
            self.tables[key].set_rows(list(enumerate(found)))
            self.tabs.set_count(key, len(found))
        self._problem_rows = [
            *(Problem(row.sheet or "–", row.row, row.reason) for row in preview.skipped),
            *(Problem("whole file", None, note) for note in preview.notes),
        ]
        self.problems.set_rows(list(enumerate(self._problem_rows)))
        self._show_problems()
        self.unknown.setVisible(preview.is_all_unknown)
        self.unknown.set_words(NONE_KNOWN, none_taken(preview.not_added))
        self.facts.set_facts(self._lines(preview))
        self._adds = preview.options.add_services
        self.keep_names.setChecked(preview.options.with_names)
        self.keep_market.setChecked(preview.options.keep_market)
        if not rows[self.tabs.value]:
            order = ("changes", "services", "new", "details", "absent", "links")
            self.tabs.choose(next((key for key in order if rows[key]), "changes"))
        self._on_tab(self.tabs.value)

    def _show_problems(self) -> None:
        has_any = bool(self._problem_rows)
        self._problems_count.setText(f"{len(self._problem_rows):,}" if has_any else "none")
        self.problems.setVisible(has_any)
        self.copy.setVisible(has_any)
        self.save.setVisible(any(one.row is not None for one in self._problem_rows))

    def _lines(self, preview: Preview) -> list[FactLine]:
        report = preview.report
        adds = preview.options.add_services
        changed = count(len(preview.changes), "current rating") + " will change"
        kinds = joined(sorted({change.what.lower() for change in preview.details})[:4])
        lines = [
            FactLine("Rows read", f"{report.rows_read:,}"),
            FactLine("Matched to our services", f"{preview.matched:,}",
                     second=_without_id(preview.without_id)),
            FactLine("New ratings", self._link("new", report.ratings_added), second=changed),
            FactLine("Same rating, new date", self._link("new", preview.same_again)),
            FactLine("Details changed", self._link("details", len(preview.details)), second=kinds),
            FactLine("Not in this file", self._link("absent", len(preview.absent)),
                     second="stay registered: only the deactivated file ends a registration"),
            FactLine("New services" if adds else "Not in the register",
                     self._link("services", len(preview.new_services)),
                     second=_not_added(preview) if adds else "not added: go back to add them"),
        ]  # fmt: skip
        if adds:
            lines.append(FactLine("New providers", f"{preview.providers_added:,}"))
        if preview.links:
            lines.append(FactLine(same_place.TITLE, self._link("links", len(preview.links)),
                                  second=same_place.NEVER_MERGED))  # fmt: skip
        left_out = f"{len(preview.skipped):,} left out" if preview.skipped else ""
        number = f"{len(self._problem_rows):,}"
        tone: LabelTone = "warn" if self._problem_rows else ""
        lines.append(FactLine("Rows with a problem", number, tone, left_out))
        return lines

    def _link(self, tab: str, number: int) -> QPushButton:
        found = button(f"{number:,}", "link", name=f"import_count_{tab}", small=True,
                       on_click=partial(self.tabs.choose, tab))  # fmt: skip
        found.setAccessibleName(f"{number:,}, show {dict(TABS)[tab]}")
        return found

    def _on_tab(self, key: str) -> None:
        self.stack.setCurrentWidget(self.tables[key])
        is_empty = not self.tables[key].shown_rows()
        words = {
            "changes": "No current rating changes.",
            "new": "Every rating in this file is in the register already.",
            "details": "No details change.",
            "absent": "All our services of these authorities are in the file.",
            "services": "Every place of these authorities is in the register.",
            "links": "No place of this file looks like one of ours under another ID.",
        }[key]
        self._told.setText(words)
        self._told.setVisible(is_empty)
        self._advice.setText(same_place.what_to_do(is_done=False, adds=self._adds))
        self._advice.setVisible(key == "links" and not is_empty)

    def _on_copy(self) -> None:
        lines = ["Sheet\tRow\tReason"]
        lines += [f"{one.sheet}\t{one.row or ''}\t{one.reason}" for one in self._problem_rows]
        QGuiApplication.clipboard().setText("\n".join(lines))


def _place(row: Numbered) -> str:
    return str(row[0])


def _chip(words: str) -> Chip:
    rating = normalise(words)
    return Chip("cqc", rating.level if rating else None, "" if rating else words.capitalize())


def _change_columns() -> tuple[Column[Numbered], ...]:
    def one(row: Numbered) -> RatingChange:
        return row[1]  # type: ignore[no-any-return]

    def words(row: Numbered) -> str:
        movement = one(row).movement
        return "not a fall" if movement is Movement.NOW_NOT_RATED else movement.words

    return (
        Column("service", "Service", lambda r: one(r).service, width=170, is_stretched=True),
        Column("id", "CQC ID", lambda r: one(r).location_id, width=106),
        Column("area", "Area", lambda r: _area(one(r).group, one(r).area), width=76,
               tip=lambda r: _area(one(r).group, one(r).area)),
        Column("was", "Now in register", lambda r: _chip(one(r).was), Kind.CQC, 182),
        Column("now", "In this file", lambda r: _chip(one(r).now), Kind.CQC, 182),
        Column("change", "Change", lambda r: one(r).movement, width=96, text=words, tip=words,
               icon=lambda r: icons.MOVEMENTS.get(one(r).movement, ""),
               tone=lambda r: _TONES.get(one(r).movement, "text_2")),
    )  # fmt: skip


def _new_columns() -> tuple[Column[Numbered], ...]:
    def one(row: Numbered) -> NewRating:
        return row[1]  # type: ignore[no-any-return]

    return (
        Column("service", "Service", lambda r: one(r).service, width=190, is_stretched=True),
        Column("id", "CQC ID", lambda r: one(r).location_id, width=106),
        Column("area", "Area", lambda r: _area(one(r).group, one(r).area), width=150),
        Column("rating", "Rating", lambda r: _chip(one(r).published), Kind.CQC, 182),
        Column("on", "Published", lambda r: one(r).published_on, Kind.DATE, 96, empty="no date"),
        Column("again", "", lambda r: "rated again, the same" if one(r).is_same_again else "",
               width=150),
    )  # fmt: skip


def _detail_columns() -> tuple[Column[Numbered], ...]:
    def one(row: Numbered) -> DetailChange:
        return row[1]  # type: ignore[no-any-return]

    return (
        Column("name", "Service or provider", lambda r: one(r).name, width=220, is_stretched=True),
        Column("what", "What", lambda r: one(r).what, width=130),
        Column("was", "Now in register", lambda r: one(r).was, width=180),
        Column("now", "In this file", lambda r: one(r).now, width=180),
    )


def _absent_columns() -> tuple[Column[Numbered], ...]:
    return (
        Column("name", "Service", lambda r: r[1][1], width=260, is_stretched=True),
        Column("id", "CQC ID", lambda r: r[1][0], width=130),
        Column("what", "What happens", lambda _: "Stays registered", width=150),
    )


def _service_columns() -> tuple[Column[Numbered], ...]:
    def one(row: Numbered) -> NewService:
        return row[1]  # type: ignore[no-any-return]

    def like(row: Numbered) -> str:
        return f"like “{one(row).like}”, which has no CQC ID" if one(row).like else ""

    return (
        Column("name", "Service", lambda r: one(r).name, width=200, is_stretched=True),
        Column("provider", "Provider", lambda r: one(r).provider, width=170),
        Column("type", "Type", lambda r: one(r).type_words, width=120),
        Column("authority", "Local authority", lambda r: one(r).authority, width=120),
        Column("like", "Is it one of ours?", like, width=190, tone=lambda _: "warn", tip=like),
    )


def _problem_columns() -> tuple[Column[Numbered], ...]:
    return (
        Column("sheet", "Sheet", lambda r: r[1].sheet, width=170),
        Column("row", "Row", lambda r: r[1].row, Kind.NUMBER, 80),
        Column("reason", "Reason", lambda r: r[1].reason, width=300, is_stretched=True,
               tip=lambda r: r[1].reason),
    )  # fmt: skip


def none_taken(number: int) -> str:
    """What becomes of places that the register does not hold and that are not added."""
    places = count(number, "place", "places")
    return f"{places} of the chosen authorities will be left out, with the ratings."


def _not_added(preview: Preview) -> str:
    number = preview.not_added
    return f"{number:,} of other sectors left out" if number else ""


def _without_id(number: int) -> str:
    if not number:
        return ""
    return f"{number:,} of ours {'has' if number == 1 else 'have'} no CQC ID"


def _area(group: str, area: str) -> str:
    return area if group == "Overall" else f"{area} ({group})"
