"""The status line: who, which file, saved when, last backup, background work, help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QPushButton, QWidget

from app import tokens
from app.ui import icons
from app.ui.background import Task
from app.ui.widgets.autosave import SaveIndicator
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import ElidedLabel, IconLabel, label

SHOW_AFTER_MS = 300
HIDE_BACKUP_BELOW = 860
FILE_ACTS: Final = {
    "open": ("Open another file", "Ctrl+O"),
    "own": ("Start with our own services", ""),
    "close_sample": ("Close the sample", ""),
    "folder": ("Show in folder", ""),
    "lock": ("Lock now", "Ctrl+L"),
}
"""Words and keys of each act; the keys work in the whole window, the menu only tells them."""


class StatusLine(QWidget):
    """Always at the foot of the window, 28 px high. `help_requested` follows F1 Help.

    The name of the file opens a menu (Alt+F); `file_act(act)` follows with one of `FILE_ACTS`.
    The officer's name opens another (Alt+W): `officer_chosen(id)`, or `officer_wanted` for one who
    is not in the file yet.
    """

    help_requested = Signal()
    file_act = Signal(str)
    officer_chosen = Signal(str)
    officer_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status_line")
        self.setAccessibleName("Status")
        self.setProperty("area", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(tokens.STATUS_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(4)
        self._officer = _name_button("Officer", "status_officer")
        self._file = _name_button("File", "status_file")
        self._officers = _menu_of(self._officer, "officer_menu")
        self._menu = _menu_of(self._file, "file_menu")
        _open_menu_from(self._file, self._menu)
        self.saved = SaveIndicator("status_saved")
        self._backup = label("", "second", name="status_backup")
        for icon, found in (("ph.user-circle", self._officer), ("ph.hard-drives", self._file)):
            row.addWidget(IconLabel(icon, "text_2"))
            row.addWidget(found)
            row.addSpacing(14)
        row.addWidget(self.saved)
        row.addSpacing(14)
        row.addWidget(self._backup)
        row.addStretch(1)
        self.work = WorkIndicator()
        row.addWidget(self.work)
        self._help = button("F1 Help", "quiet", name="status_help")
        self._help.setProperty("slim", True)
        self._help.setProperty("tone", "second")
        self._help.clicked.connect(self.help_requested)
        row.addSpacing(12)
        row.addWidget(self._help)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._backup.setVisible(self.width() >= HIDE_BACKUP_BELOW)

    def set_officer(self, name: str) -> None:
        """Who is signed in."""
        self._officer.setText(name.replace("&", "&&"))
        self._officer.setAccessibleName(f"Officer {name}")

    def set_officers(self, others: Sequence[tuple[str, str]]) -> None:
        """Let one of these work instead, as (id, name), or a new one. No menu until then."""
        self._officers.clear()
        for officer_id, name in others:
            shown = self._officers.addAction(f"Work as {name.replace('&', '&&')}")
            shown.setObjectName(f"officer_{officer_id}")
            shown.triggered.connect(partial(self.officer_chosen.emit, officer_id))
        if others:
            self._officers.addSeparator()
        add = self._officers.addAction("Add an officer")
        add.setObjectName("officer_add")
        add.triggered.connect(self.officer_wanted.emit)
        _open_menu_from(self._officer, self._officers)
        name = self._officer.text().replace("&&", "&")
        self._officer.setAccessibleName(f"Officer {name}, menu")
        self._officer.setToolTip(
            "What is done is recorded under this name. Let another officer work (Alt+W)"
        )

    def open_officer_menu(self) -> None:
        """Open the menu on the officer's name (Alt+W)."""
        if self._officer.isVisible() and self._officer.menu() is not None:
            self._officer.showMenu()

    def set_file(self, name: str, path: str, *, is_read_only: bool = False) -> None:
        """Which file is open, and whether to read only; its whole path as tooltip."""
        words = f"{name}, read-only" if is_read_only else name
        self._file.setText(words.replace("&", "&&"))
        self._file.setAccessibleName(f"File {words}, menu")
        self._file.setToolTip(f"{path}\nOpen another file, lock it, show its folder (Alt+F)")

    def set_file_acts(self, acts: Sequence[str]) -> None:
        """Which of `FILE_ACTS` the menu offers, in this order."""
        self._menu.clear()
        for act in acts:
            words, keys = FILE_ACTS[act]
            shown = self._menu.addAction(f"{words}\t{keys}" if keys else words)
            shown.setObjectName(f"file_{act}")
            shown.triggered.connect(partial(self.file_act.emit, act))

    def open_file_menu(self) -> None:
        """Open the menu on the file's name (Alt+F)."""
        if self._file.isVisible():
            self._file.showMenu()

    def set_backup(self, words: str) -> None:
        """ "Last backup today 08:15"."""
        self._backup.setText(words)


def _name_button(words: str, name: str) -> QPushButton:
    """A name in the line; words only until it gets a menu."""
    found = button(words, "quiet", name=name)
    found.setProperty("slim", True)
    found.setProperty("tone", "second")
    found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    found.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands at the right
    return found


def _menu_of(found: QPushButton, name: str) -> QMenu:
    menu = QMenu(found)
    menu.setObjectName(name)
    menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return menu


def _open_menu_from(found: QPushButton, menu: QMenu) -> None:
    found.setIcon(icons.icon("ph.caret-down", "text_2"))
    found.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    found.setMenu(menu)


def backup_words(made_at: datetime | None, now: datetime) -> str:
    """When the last backup was made, as the status line says it; both in local time."""
    if made_at is None:
        return "No backup yet"
    days = (now.date() - made_at.date()).days
    if days == 0:
        return f"Last backup today {made_at:%H:%M}"
    return f"Last backup {'yesterday' if days == 1 else f'{made_at:%d/%m/%Y}'}"


class WorkIndicator(QWidget):
    """The background job in words, how far it is, and Cancel; "No background work" otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status_work")
        self._tasks: list[Task] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._words = ElidedLabel("", "second", fills=False)
        self._words.setObjectName("work_words")
        self._words.setMaximumWidth(260)
        row.addWidget(self._words)
        self.progress = QProgressBar()
        self.progress.setObjectName("work_progress")
        self.progress.setAccessibleName("Background work")
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        row.addWidget(self.progress)
        self.cancel: QPushButton = button("Cancel", "quiet", name="work_cancel")
        self.cancel.setProperty("slim", True)
        self.cancel.clicked.connect(self._on_cancel)
        row.addWidget(self.cancel)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(SHOW_AFTER_MS)
        self._delay.timeout.connect(self._show_first)
        self._show_first()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def add(self, task: Task) -> None:
        """Show this task while it runs, after those shown before."""
        self._tasks.append(task)
        task.progressed.connect(self._on_progressed)
        task.ended.connect(self._on_ended)
        self._delay.start()

    def _show_first(self) -> None:
        task = self._tasks[0] if self._tasks else None
        for found in (self.progress, self.cancel):
            found.setVisible(task is not None)
        self.cancel.setEnabled(True)
        self.progress.setRange(0, 0)
        self._words.setText(task.words if task else "No background work")

    def _on_progressed(self, done: int, total: int, words: str) -> None:
        if not self._tasks or self.sender() is not self._tasks[0] or self._delay.isActive():
            return
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self._words.setText(words or self._tasks[0].words)

    def _on_ended(self) -> None:
        ended = self.sender()
        self._tasks = [task for task in self._tasks if task is not ended]
        self._show_first()

    def _on_cancel(self) -> None:
        if self._tasks:
            self._tasks[0].cancel()
            self.cancel.setEnabled(False)
            self._words.setText("Stopping")
