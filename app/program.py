"""The running program: start screens, the window on an open file, the lock when idle, the close.

One file is open at a time. An encrypted file locks after its idle minutes (also over sleep: the
wall clock counts), with the screen of the computer and before it sleeps; the office stays open
behind the lock, so no background job is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from app.bootstrap import Desk, make_window
from app.services import backups, opening, passphrases
from app.services.council import get_council
from app.services.cqc_merge import undo_interrupted
from app.services.office import Office
from app.services.visit_left_open import words_of_open_visit
from app.ui.background import Background
from app.ui.changes import Ear
from app.ui.left_open import MODE_PAGE, LeftOpen
from app.ui.messages import Messages
from app.ui.placing import keep_place, show_placed
from app.ui.screen_lock import ScreenLock
from app.ui.set_aside import bring_back, set_aside
from app.ui.start.flow import StartFlow, StartParts
from app.ui.start.unlock import UnlockStep
from app.ui.start.window import StartWindow
from app.ui.status_line import backup_words
from app.who_works import may_work_as, offer_officers

if TYPE_CHECKING:
    from app.db.work import Outcome
    from app.ui.main_window import MainWindow

LOOK_EVERY_MS = 15_000
ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
        QEvent.Type.Wheel, QEvent.Type.TouchBegin,
    }
)  # fmt: skip
MADE_BACKUP = frozenset({"backup", "import_run"})
FIRST_PAGES = {"cqc": "import_cqc", "spreadsheet": "import"}

log = logging.getLogger("app.program")


class Program(QObject):
    """Holds the start window or the window on a file, never both."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.application)
        self.desk = desk
        self.office: Office | None = None
        self.window: MainWindow | None = None
        self._start_window: QMainWindow | None = None
        self._background = Background()
        self._messages = Messages()
        self._messages.install_hooks()
        self._background.unclaimed.connect(self._messages.tell_error)
        self._last_activity = desk.around.clock()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look_at_the_clock)
        self._aside: tuple[QWidget, ...] = ()
        self._left_open: LeftOpen | None = None
        self.screen_lock = ScreenLock(self)
        self.screen_lock.screen_locked.connect(self._on_screen_locked)
        desk.application.installEventFilter(self)
        desk.application.setQuitOnLastWindowClosed(False)
        desk.application.applicationStateChanged.connect(self._on_state_changed)

    def start(self, path: Path | None = None) -> None:
        """Open `path`, else the file that was open last, else show the first start."""
        self.screen_lock.listen()
        flow = self._show_start()
        recent = [Path(text) for text in self.desk.settings.current.recent_files]
        last = path or next((one for one in recent if one.exists()), None)
        if last is not None:
            flow.open_path(last)
        else:
            flow.show_welcome()

    def start_over(self, next_step: str = "") -> None:
        """Close the file and show the start screens again (another file, another officer).

        With `next_step` the form of a new file is shown at once ("cqc", "spreadsheet", "empty").
        """
        self._close_file()
        flow = self._show_start()
        if next_step:
            flow.begin_own(next_step)
        else:
            flow.show_welcome()

    def reopen(self, path: Path) -> None:
        """Close the file and open `path`, as after a restore."""
        self._close_file()
        self._show_start().open_path(path)

    @property
    def start_step(self) -> object:
        """The start screen that is shown, or None while a file is open."""
        window = self._start_window
        flow = window.centralWidget() if window is not None else None
        return flow.step if isinstance(flow, StartFlow) else None

    # --- Qt -----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in ACTIVITY and not self._is_locked:
            self._last_activity = self.desk.around.clock()
        return super().eventFilter(watched, event)

    # --- start --------------------------------------------------------------------------------

    def _show_start(self) -> StartFlow:
        around, settings = self.desk.around, self.desk.settings
        flow = StartFlow(
            StartParts(around, self.desk.places, settings, self._background, self._messages)
        )
        flow.opened.connect(self._on_opened)
        window = StartWindow(self._on_start_closed)
        window.setCentralWidget(flow)
        self._messages.window = window
        show_placed(window, settings)
        self._start_window = window
        return flow

    def _on_opened(self, office: Office, next_step: str) -> None:
        self.office = office
        self._last_activity = office.now()
        if not office.database.is_read_only:
            undo_interrupted(office)
        start = self._start_window
        if start is not None:
            keep_place(start, self.desk.settings)
        self._show_window(office, FIRST_PAGES.get(next_step, "today"), is_new=bool(next_step))
        if start is not None:
            self._start_window = None
            start.hide()
            start.deleteLater()
        self._timer.start()
        self._in_background(lambda: backups.back_up_at_start(office), "Making the day’s backup")

    def _show_window(
        self, office: Office, page: str, key: str = "", *, is_new: bool = False
    ) -> None:
        """A window on the open file for the officer signed in, on `page` of record `key`."""
        window = make_window(office, self.desk)
        window.closing.connect(self._on_closing)
        ear = Ear(window)
        ear.act_done.connect(self._on_outcome)
        office.listeners.append(ear.listen)
        window.context.changes.changed.connect(self._on_changed)
        self.window = self._messages.window = window
        for keys, slot in (("Ctrl+L", self._lock_now), ("Ctrl+O", self._ask_other_file)):
            QShortcut(QKeySequence(keys), window).activated.connect(slot)
        window.status.set_file_acts(_file_acts(office))
        window.status.file_act.connect(self._on_file_act)
        window.status.officer_chosen.connect(self._on_officer_chosen)
        window.status.officer_wanted.connect(self._on_officer_wanted)
        show_placed(window, self.desk.settings)
        self._show_first_page(office, window, page, key, is_new=is_new)

    def _show_first_page(
        self, office: Office, window: MainWindow, page: str, key: str, *, is_new: bool
    ) -> None:
        """This page, or the visit that stood open when this officer's last session ended."""
        left = LeftOpen(self.desk.settings, office.path, office.actor.officer_id or "")
        visit_id = "" if is_new or office.database.is_read_only else left.visit_id
        words = office.read(words_of_open_visit, visit_id) if visit_id else ""
        window.go_to(page, key)
        if words:
            window.go_to(MODE_PAGE, visit_id)
            window.context.messages.say(
                f"{words} was open when the program ended: here you are at the same question."
            )
        self._left_open = left
        window.page_shown.connect(self._on_page_shown)

    def _on_page_shown(self, page: str, key: str) -> None:
        if self._left_open is not None:
            self._left_open.note(page, key)

    # --- while a file is open -----------------------------------------------------------------

    def _on_outcome(self, outcome: Outcome) -> None:
        office = self.office
        if office is None or "visit_version" not in outcome.changed:
            return
        reason = office.read(backups.reason_after, outcome)
        if reason:
            self._in_background(lambda: backups.make_backup(office, reason), "Making a backup")

    def _in_background(self, job: Callable[[], Any], words: str) -> None:
        window, office = self.window, self.office
        if window is None or office is None or office.database.is_read_only:
            return
        window.context.background.read(
            lambda _progress: job(), owner=window, on_result=self._on_backup, words=words
        )

    def _on_changed(self, kinds: frozenset[str]) -> None:
        """A backup was made by hand, or an import (or its undo) made one before it began; or an
        officer was added or archived."""
        if kinds & MADE_BACKUP:
            self._show_backup()
        if "officer" in kinds and self.office is not None and self.window is not None:
            offer_officers(self.office, self.window)

    def _on_backup(self, made: backups.BackupMade | None) -> None:
        if made is not None and self.window is not None:
            self.window.context.changes.tell({"backup"})
        if made is not None and made.second_place and self.window is not None:
            self.window.context.messages.say(made.second_place)

    def _show_backup(self) -> None:
        if self.window is not None and self.office is not None:
            made_at = backups.newest_backup_at(self.office.path)
            self.window.status.set_backup(backup_words(made_at, self.office.now()))

    # --- who is working -----------------------------------------------------------------------

    def _on_officer_wanted(self) -> None:
        if self.window is not None:
            self.window.go_to("settings", "officers")

    def _on_officer_chosen(self, officer_id: str) -> None:
        office, window = self.office, self.window
        if office is not None and window is not None and may_work_as(office, window, officer_id):
            self._change_officer(office, window, officer_id)

    def _change_officer(self, office: Office, window: MainWindow, officer_id: str) -> None:
        """Sign in and build the window anew: every page is read again as that officer sees it."""
        page = window.current_page
        place = (page.name, page.key) if page is not None else ("today", "")
        window.context.background.close()  # finishes every short write, under the name before
        opening.sign_in(office, officer_id)
        keep_place(window, self.desk.settings)
        office.listeners.clear()  # only the window that goes was listening
        self._show_window(office, *place)
        window.hide()
        window.deleteLater()
        log.info("another officer signed in")

    # --- the lock -----------------------------------------------------------------------------

    @property
    def _is_locked(self) -> bool:
        return self.window is not None and self.window.is_covered

    def look_at_the_clock(self) -> None:
        """Lock when nobody did anything for the idle minutes; tell the last backup anew."""
        office = self.office
        self._show_backup()
        if office is None or office.database.key is None or self._is_locked:
            return
        minutes = office.read(get_council).idle_minutes
        lock = opening.IdleLock(timedelta(minutes=minutes))
        if lock.is_due(self.now(), self._last_activity):
            self.lock()

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        """Sleep suspends the application on the platforms that tell it."""
        if state == Qt.ApplicationState.ApplicationSuspended:
            self._on_screen_locked()

    def _on_screen_locked(self) -> None:
        """The computer locked its screen or goes to sleep."""
        office = self.office
        if office is not None and office.database.key is not None:
            self.lock()

    def lock(self) -> None:
        """Cover the window until the passphrase is given; nothing typed is lost behind it."""
        window, office = self.window, self.office
        if window is None or office is None or window.is_covered:
            return
        cover = UnlockStep(
            office.path,
            window.context.background,
            self._messages,  # those of the window say nothing while it is locked
            office.today(),
            sentence="Locked. Enter the passphrase to go on where you were.",
            is_closable=False,
            is_read_only=office.database.is_read_only,
        )
        cover.passphrase_set.connect(self._on_passphrase_set)
        cover.unlocked.connect(self._on_unlocked)
        self._aside = set_aside(window)
        window.set_cover(cover, office.path.name)
        cover.take_focus()
        log.info("locked")

    def be_idle_since(self, moment: datetime) -> None:
        """Count idle time from `moment` on."""
        self._last_activity = moment

    def _lock_now(self) -> None:
        office, window = self.office, self.window
        if office is None or window is None:
            return
        if office.database.key is None:
            window.context.messages.say("This file is not encrypted, so it cannot be locked.")
        else:
            self.lock()

    def _ask_other_file(self) -> None:
        """Go back to the start screens, unless a page has something typed to keep."""
        if self.window is not None and not self.window.is_covered and self.window.may_close():
            self.start_over()

    def _on_file_act(self, act: str) -> None:
        """What was chosen in the menu on the file's name."""
        office, window = self.office, self.window
        if office is None or window is None:
            return
        if act == "lock":
            self._lock_now()
        elif act == "folder":
            self._show_folder(office.path.parent)
        elif act == "own" and window.may_close():
            self.start_over("cqc")
        elif act in ("open", "close_sample"):
            self._ask_other_file()

    def _show_folder(self, folder: Path) -> None:
        url = QUrl.fromLocalFile(str(folder))
        if self.window is not None and not QDesktopServices.openUrl(url):
            self.window.context.messages.tell(
                "The folder could not be shown",
                f"No program on this computer shows folders. The file is in {folder}.",
            )

    def _on_passphrase_set(self) -> None:
        office, window = self.office, self.window
        if office is not None and window is not None:
            window.context.background.write(
                lambda _progress: office.write(passphrases.note_passphrase_set), owner=window
            )

    def _on_unlocked(self, _key: bytes) -> None:
        self._last_activity = self.now()
        if self.window is not None:
            self.window.set_cover(None)
        bring_back(self._aside)
        self._aside = ()

    def now(self) -> datetime:
        """The present moment."""
        return self.desk.around.clock()

    # --- the close ----------------------------------------------------------------------------

    def _on_closing(self) -> None:
        self._close_file()
        self._quit()

    def _close_file(self) -> None:
        office, window = self.office, self.window
        self.office = self.window = self._left_open = self._messages.window = None
        self._timer.stop()
        if office is None or window is None:
            return
        window.context.background.close()
        try:
            backups.back_up_on_close(office)
        finally:
            office.close()
        keep_place(window, self.desk.settings)
        window.hide()
        window.deleteLater()

    def close_all(self) -> None:
        """Close what is open, start screens included."""
        self._close_file()
        if self._start_window is not None:
            self._start_window.hide()
            self._start_window.deleteLater()
            self._start_window = None
        self.screen_lock.stop()
        self._background.close()

    def _on_start_closed(self) -> None:
        if self._start_window is not None:
            keep_place(self._start_window, self.desk.settings)
        self._quit()

    def _quit(self) -> None:
        self._background.close()
        self.desk.application.quit()


def _file_acts(office: Office) -> list[str]:
    """What the menu on the file's name offers for this file."""
    found = ["open"]
    if office.read(get_council).is_sample:
        found += ["own", "close_sample"]
    found.append("folder")
    return [*found, "lock"] if office.database.key is not None else found
