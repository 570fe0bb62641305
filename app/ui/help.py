"""F1 and Ctrl+/: one page of help in plain words, and the list of shortcuts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import tokens
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

# (heading, page it belongs to or "", sentences)
TOPICS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "Today",
        "today",
        (
            "What is due, by day: visits, deadlines, overdue actions and CQC ratings that changed."
            " Enter opens a row. An open visit always stands first, with Continue."
        ),
    ),
    (
        "Providers and services",
        "providers",
        (
            "A provider runs one or more services; a service is a location, with or without a"
            " CQC ID. Filters narrow each other. Space shows the preview beside the list."
            " A third click on a heading brings the usual order back."
        ),
    ),
    (
        "Contracts",
        "contracts",
        (
            "What we buy, from whom, at what price and until when. The last day to give notice is"
            " worked out from the end date and the notice period."
        ),
    ),
    (
        "Visits",
        "visits",
        (
            "Plan a visit, record it question by question, check it, and make the report."
            " Everything is saved as you type; the line at the foot says when, after every change"
            " on any page."
        ),
    ),
    (
        "Recording a visit",
        "visits",
        (
            "Keys 1 to 4 rate, 0 is not applicable, 9 is not seen. In a note, hold Alt as well."
            " Ctrl+J goes to the next unanswered question, Ctrl+Q takes a quick note; on Today too,"
            " to be filed to a visit or a service later."
        ),
    ),
    (
        "Actions",
        "actions",
        (
            "What a provider was asked to do, by when, and what we saw. Archived actions can be"
            " brought back."
        ),
    ),
    (
        "Market quality",
        "market",
        (
            "CQC’s ratings of our services, now and over time, beside England and the region. A"
            " click or Enter on a bar lists the services that it counts. T turns a chart into its"
            " table; Export saves the pictures and the data."
        ),
    ),
    (
        "CQC’s files",
        "market",
        (
            "CQC publishes its directory and ratings each month. Importing shows what will change"
            " before anything does, makes a backup first, and can be undone as one act."
        ),
    ),
    (
        "Reports",
        "reports",
        "Choose one from the list. Its pages here are those that are printed and saved.",
    ),
    (
        "Where the data is",
        "settings",
        (
            "Everything stays in one file on this computer; nothing is sent anywhere. {encrypted}"
            " Backups are made by themselves; Settings says where and lets you restore one."
            " The file’s name at the foot (Alt+F) opens another file, shows its folder or locks it."
        ),
    ),
)

ENCRYPTED: Final = {
    True: "This file is encrypted.",
    False: "This file is not encrypted: whoever can read this computer’s disk can read it.",
    None: "A file made in this window is encrypted, the sample is not.",
}

SHORTCUTS: Final[tuple[tuple[str, str], ...]] = (
    ("Ctrl+K", "Go to anything by name, reference or CQC ID"),
    ("Ctrl+F", "Find in the list"),
    ("Alt+Left", "Back to the same row"),
    ("Alt+Right", "Forward again"),
    ("Enter", "Open the row"),
    ("Space", "Preview beside the list"),
    ("Ctrl+C", "Copy the selected rows as text"),
    ("Shift+F10", "Menu of the row: its acts, sort, columns"),
    ("Ctrl+Tab", "Next tab of a record"),
    ("Ctrl+Z", "Undo what the bar at the foot offers"),
    ("Ctrl+N, Ctrl+Q", "On Today: plan a visit, take a quick note"),
    ("T", "Chart as table and back"),
    ("F1", "Help"),
    ("Alt+F", "Menu of the file: another file, its folder, our own services, lock"),
    ("Alt+W", "Menu of who works: let another officer work, add one"),
    ("Ctrl+O", "Open another file"),
    ("Ctrl+L", "Lock an encrypted file now"),
    ("Ctrl+/", "This list"),
)
VISIT_SHORTCUTS: Final[tuple[tuple[str, str], ...]] = (
    ("1 to 4", "Rate the question, 4 best"),
    ("0, 9", "Not applicable, not seen"),
    ("Alt+digit", "The same while typing the note"),
    ("Ctrl+Enter", "Next question"),
    ("Ctrl+J", "Next unanswered question"),
    ("Ctrl+Q", "Quick note"),
    ("F8", "What is missing"),
    ("F6", "Score and its working"),
    ("F4", "Last visit and open actions"),
    ("F2", "What to look at and the evidence expected"),
    ("Ctrl+F", "Find a question"),
    ("Ctrl+PgUp, Ctrl+PgDown", "Section before, next section"),
    ("Alt+P, Alt+D, Alt+O", "Add a photo, a document, an observation"),
    ("Alt+A", "Finding and action"),
    ("Alt+H", "History of the answer"),
    ("Esc", "Leave the note; the digits answer again"),
)


class _TextDialog(QDialog):
    def __init__(self, parent: QWidget | None, name: str, title: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(620, 560))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "title"))
        self._body = QWidget()
        self.area = QScrollArea()
        self.area.setObjectName(f"{name}_text")
        self.area.setAccessibleName(title)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._body)
        layout.addWidget(self.area, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button("Close", name=f"{name}_close", on_click=self.accept))
        layout.addLayout(foot)
        self.area.setFocus()


class HelpDialog(_TextDialog):
    """The help; topics of the page it was asked from come first.

    `is_encrypted` says it of the open file; None before a file is open.
    """

    def __init__(
        self, parent: QWidget | None, page: str = "", *, is_encrypted: bool | None = None
    ) -> None:
        super().__init__(parent, "help_dialog", "Help")
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(4)
        for heading, _, text in sorted(TOPICS, key=lambda topic: topic[1] != page):
            column.addWidget(label(heading, "strong"))
            words = text.replace("{encrypted}", ENCRYPTED[is_encrypted])
            column.addWidget(label(words, wrap=True))
            column.addSpacing(12)
        column.addStretch(1)


class ShortcutsDialog(_TextDialog):
    """All keys. `pages` are the words of the navigation, in order."""

    def __init__(self, parent: QWidget | None, pages: Sequence[str]) -> None:
        super().__init__(parent, "shortcuts_dialog", "Keys")
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        numbered = [(f"Ctrl+{place}", words) for place, words in enumerate(pages[:9], start=1)]
        for heading, keys in (
            ("Everywhere", SHORTCUTS),
            ("Pages", numbered),
            ("Recording a visit", VISIT_SHORTCUTS),
        ):
            row = grid.rowCount()
            grid.addWidget(label(heading, "heading"), row, 0, 1, 2)
            grid.setRowMinimumHeight(row, tokens.NAV_ITEM)
            for place, (cap, words) in enumerate(keys, start=row + 1):
                grid.addWidget(label(cap, "keycap"), place, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(words, wrap=True), place, 1)
        grid.setRowStretch(grid.rowCount(), 1)
