"""The Ratings tab of a service: CQC's ratings and our visits over time, key questions, what if.

Made by a factory for the service page: `RatingsTab(context)`, then `show_service(service_id)`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app import tokens
from app.domain.words import long_date
from app.services.service_ratings import (
    AreaLine,
    KeyQuestionLine,
    ServiceRatings,
    get_service_ratings,
)
from app.ui import acts
from app.ui.context import Context
from app.ui.ratings.what_if import WhatIfPanel
from app.ui.widgets.buttons import button
from app.ui.widgets.chart import ChartPanel
from app.ui.widgets.chips import Chip
from app.ui.widgets.drawer import SidePane
from app.ui.widgets.empty_state import EmptyState, StateOfList
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.table_model import Column, Kind
from app.ui.widgets.table_view import TableView

PANE_WIDTH = 368
"""Room for the widest chip beside its words."""


class RatingsTab(QWidget):
    """Keys: arrows along the marks, W to what-if, Esc there puts back."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("ratings_tab")
        self.setAccessibleName("Ratings")
        self._context = context
        self._service_id = ""
        self._group = ""
        self._ratings: ServiceRatings | None = None
        self._has_rule = True
        self.note = Note("", name="ratings_difference")
        self.chart = ChartPanel("ratings_timeline")
        self.table: TableView[KeyQuestionLine] = TableView(
            "ratings_key_questions", "Ratings by key question", _columns(), lambda r: r.question
        )
        self.table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._groups = QHBoxLayout()
        self.chooser: Segmented | None = None
        self.areas = FactsTable("ratings_areas", name_width=320)
        self.mismatch = label("", "second", wrap=True, name="ratings_mismatch")
        self.what_if = WhatIfPanel()
        self.empty = EmptyState("ratings_empty")
        self._open = button("What if", name="ratings_what_if", on_click=self._open_what_if)
        content = self._make_content()
        self.pane = SidePane(
            "ratings_pane", content, self.what_if, width=PANE_WIDTH, margin=0,
        )  # fmt: skip
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pane, 1)
        whole.addWidget(self.empty, 1)
        self.empty.hide()
        shortcut = QShortcut(QKeySequence("W"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._open_what_if)

    def show_service(self, service_id: str) -> None:
        """Read and show the ratings of this service."""
        if service_id != self._service_id:
            self._group = ""
        self._service_id = service_id
        acts.read(
            self._context, self, get_service_ratings, service_id, self._group,
            on_result=self._on_read,
        )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.what_if.back.isEnabled():
            self.what_if.put_back()
        else:
            super().keyPressEvent(event)

    # --- showing ----------------------------------------------------------------------------

    def _make_content(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 4, 8, 12)
        column.setSpacing(10)
        column.addWidget(self.note)
        column.addLayout(self._groups)
        column.addWidget(self.chart)
        column.addWidget(self.table)
        column.addWidget(self.areas)
        column.addWidget(self.mismatch)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("ratings_scroll")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(body)
        area.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        return area

    def _on_read(self, ratings: ServiceRatings) -> None:
        if ratings.service_id != self._service_id:
            return
        self._ratings = ratings
        self._group = ratings.group
        self.pane.setVisible(ratings.has_anything)
        self.empty.setVisible(not ratings.has_anything)
        if not ratings.has_anything:
            self.empty.set_state(_nothing())
            return
        self._show_difference(ratings)
        self._show_groups(ratings)
        self.chart.set_chart(ratings.timeline)
        self._show_areas(ratings)
        self.table.set_rows(ratings.lines)
        self.table.set_column_hidden("own", is_hidden=not ratings.ours)
        self.table.set_column_hidden("visited", is_hidden=not ratings.ours)
        self.table.set_column_hidden("compared", is_hidden=not ratings.ours)
        self.table.setFixedHeight(tokens.TABLE_HEADER + len(ratings.lines) * tokens.ROW + 4)
        self.mismatch.setText(ratings.mismatch)
        self.mismatch.setVisible(bool(ratings.mismatch))
        shown = ratings.overall
        level = shown.value.level if shown.value else None
        chip = Chip("cqc", level, "" if level else shown.words)
        self.what_if.set_ratings(ratings.published, chip, ratings.ours)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._show_opener)

    def _show_opener(self) -> None:
        self._open.setVisible(self.pane.is_drawer and self._has_rule)

    def _show_areas(self, ratings: ServiceRatings) -> None:
        """What-if is CQC's rule; what another regulator judges stands in its own words."""
        is_cqc = ratings.regulator == "CQC"
        if is_cqc is not self._has_rule:
            self._has_rule = is_cqc
            self.pane.set_open(is_cqc and not self.pane.is_drawer)
        self.table.setVisible(is_cqc)
        self.areas.setVisible(bool(ratings.areas))
        self.areas.set_facts([FactLine(one.area, _dated(one)) for one in ratings.areas])
        self._show_opener()

    def _show_difference(self, ratings: ServiceRatings) -> None:
        found = ratings.difference
        self.note.setVisible(found is not None)
        if found is not None:
            self.note.set_words(found.lead, found.sentence, "danger" if found.is_alarm else "warn")

    def _show_groups(self, ratings: ServiceRatings) -> None:
        if self.chooser is not None:
            self.chooser.hide()
            self.chooser.deleteLater()
            self.chooser = None
        if len(ratings.groups) < 2:
            return
        choices = [(g, "Whole location" if g == "Overall" else g, "") for g in ratings.groups]
        self.chooser = Segmented("ratings_group", "Rated service group", choices)
        self.chooser.choose(ratings.group)
        self.chooser.chosen.connect(self._on_group)
        self._groups.addWidget(self.chooser, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_group(self, group: str) -> None:
        if group != self._group:
            self._group = group
            self.show_service(self._service_id)

    def _open_what_if(self) -> None:
        if not self._has_rule:
            return
        self.pane.set_open(True)
        self.what_if.take_focus()


def _columns() -> tuple[Column[KeyQuestionLine], ...]:
    return (
        Column("question", "Key question", lambda r: r.question, width=96, is_stretched=True),
        Column("cqc", "CQC", _cqc, Kind.CQC, 182),
        Column("published", "Published", lambda r: r.cqc_on, Kind.DATE, 90),
        Column("own", "Ours", _own, Kind.OWN, 186),
        Column("visited", "Visited", lambda r: r.own_on, Kind.DATE, 90),
        Column(
            "compared", "Ours is", lambda r: r.compared or None, width=72,
            tone=lambda r: "danger" if "lower" in r.compared else "text_2",
        ),
    )  # fmt: skip


def _dated(one: AreaLine) -> str:
    return f"{one.words}, {long_date(one.on)}" if one.on else one.words


def _cqc(line: KeyQuestionLine) -> Chip:
    return Chip("cqc", line.cqc.level if line.cqc else None, "" if line.cqc else line.cqc_words)


def _own(line: KeyQuestionLine) -> Chip:
    return Chip("own", line.own.level if line.own else None, "" if line.own else "Not rated")


def _nothing() -> StateOfList:
    return StateOfList(
        "empty",
        "No ratings yet",
        "CQC’s ratings come with its monthly file (Market quality, Import a CQC file); "
        "ours with the first visit that is signed off.",
    )
