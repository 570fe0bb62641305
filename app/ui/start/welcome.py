"""The first screen: explore the sample, start with our own services, and three smaller ways."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app import tokens
from app.ui.start.step import Step
from app.ui.widgets.buttons import button
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import IconLabel, label

MOST_RECENT = 4
STACKED_BELOW = 640


class Welcome(Step):
    """`own_requested(next)` says what follows: "cqc", "spreadsheet" or "empty"."""

    sample_requested = Signal()
    sample_removal_requested = Signal()
    own_requested = Signal(str)
    file_requested = Signal(str)
    other_file_requested = Signal()
    restore_requested = Signal()

    def __init__(self, recent: Sequence[Path], *, has_sample: bool) -> None:
        super().__init__(
            "start_welcome",
            tokens.PRODUCT_NAME,
            "Everything stays in one file on this computer. Nothing is sent anywhere.",
        )
        if recent:
            self._add_recent(recent)
        self.column.addSpacing(16)
        self.column.addWidget(label("How do you want to start?", "heading"))
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(20)
        self._cards.addWidget(self._sample_card(has_sample), 1)
        self._cards.addWidget(self._own_card(), 1)
        self.column.addSpacing(4)
        self.column.addLayout(self._cards)
        self.column.addSpacing(16)
        self.column.addWidget(self._smaller_ways(has_sample))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        is_tight = self.width() < STACKED_BELOW
        self._cards.setDirection(way.TopToBottom if is_tight else way.LeftToRight)

    def _sample_card(self, has_sample: bool) -> QWidget:
        words = "Open the sample again" if has_sample else "Open the sample"
        found = button(words, name="start_sample", touch=True, on_click=self.sample_requested.emit)
        return _card(
            "ph.compass",
            "Explore with a sample council",
            "See every page filled in before you enter anything of your own.",
            (
                "120 providers and 260 services, all made up",
                "150 past visits and a few open drafts",
                "Delete it whenever you like",
            ),
            found,
        )

    def _own_card(self) -> QWidget:
        found = button(
            "Start with a CQC file", "primary", name="start_own", touch=True,
            on_click=lambda: self.own_requested.emit("cqc"),
        )  # fmt: skip
        self.first_focus = found
        return _card(
            "ph.buildings",
            "Start with our own services",
            "Take your council’s services from the file that CQC publishes each month.",
            (
                "Choose your local authorities",
                "See what will be added before it is",
                "About 5 minutes",
            ),
            found,
        )

    def _smaller_ways(self, has_sample: bool) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, gap=24)
        ways = [
            ("Open a file you already have", "ph.folder-open", "start_open",
             self.other_file_requested.emit),
            ("Start with our own spreadsheet", "ph.table", "start_spreadsheet",
             lambda: self.own_requested.emit("spreadsheet")),
            ("Start empty and type services in", "ph.plus", "start_empty",
             lambda: self.own_requested.emit("empty")),
            ("Restore a backup", "ph.arrow-counter-clockwise", "start_restore",
             self.restore_requested.emit),
        ]  # fmt: skip
        if has_sample:
            ways.append(("Delete the sample", "ph.x", "start_remove_sample",
                         self.sample_removal_requested.emit))  # fmt: skip
        for words, icon, name, do in ways:
            flow.addWidget(button(words, "link", name=name, icon=icon, on_click=do))
        return box

    def _add_recent(self, recent: Sequence[Path]) -> None:
        self.column.addSpacing(16)
        self.column.addWidget(label("Open again", "heading"))
        for place, path in enumerate(recent[:MOST_RECENT]):
            row = QHBoxLayout()
            row.setSpacing(12)
            found = button(
                path.name, "link", name=f"start_recent_{place}", icon="ph.hard-drives",
                tip=str(path), on_click=partial(self.file_requested.emit, str(path)),
            )  # fmt: skip
            row.addWidget(found)
            row.addWidget(label(str(path.parent), "second"), 1)
            self.column.addLayout(row)


def _card(icon: str, heading: str, text: str, points: Sequence[str], act: QPushButton) -> QFrame:
    card = QFrame()
    card.setProperty("area", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(24, 22, 24, 22)
    column.setSpacing(6)
    column.addWidget(IconLabel(icon, "accent_text", 30))
    column.addSpacing(8)
    column.addWidget(label(heading, "heading", wrap=True))
    column.addWidget(label(text, "second", wrap=True))
    column.addSpacing(8)
    for words in points:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel("ph.check", "ok", 15), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(words, wrap=True), 1)
        column.addLayout(row)
    column.addSpacing(12)
    column.addStretch(1)
    column.addWidget(act)
    return card
