"""The only place where parts meet: settings, theme, the open file, its services, the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import QualityMonitorError
from app.log import keep_log
from app.paths import Places, framework_texts, resources
from app.services import backups, opening
from app.services.council import get_council
from app.services.office import LONDON, Office
from app.services.search import search
from app.settings import SettingsFile, device_id_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.ui.context import Context
    from app.ui.go_to import GoToResult
    from app.ui.main_window import MainWindow
    from app.ui.theme import Theme


@dataclass(frozen=True)
class Desk:
    """What outlives a single file: places, settings, the application and its theme."""

    places: Places
    settings: SettingsFile
    application: QApplication
    theme: Theme

    @property
    def around(self) -> opening.Surroundings:
        """This computer as opening a file needs it."""
        return opening.Surroundings(device_id_of(self.settings), framework_texts())


def make_desk(arguments: Sequence[str] = ()) -> Desk:
    """Make the application, load the settings and put the theme on."""
    from PySide6.QtWidgets import QApplication

    from app import tokens
    from app.ui.theme import Theme

    places = Places.of_this_user()
    keep_log(places.logs)
    settings = SettingsFile(places.settings)
    existing = QApplication.instance()
    application = (
        existing
        if isinstance(existing, QApplication)
        else QApplication([tokens.PRODUCT_NAME, *arguments])
    )
    application.setApplicationName(tokens.PRODUCT_NAME)
    theme = Theme(application, resources() / "icons", settings.current.theme)
    return Desk(places, settings, application, theme)


def make_window(office: Office, desk: Desk) -> MainWindow:
    """The window on an open file, nothing shown yet. Closing it closes the file."""
    from app.pages import page_specs
    from app.ui.badges import BadgeKeeper
    from app.ui.changes import Ear
    from app.ui.go_to import GoToResult
    from app.ui.main_window import MainWindow
    from app.ui.status_line import backup_words
    from app.who_works import offer_officers

    context = _context(office, desk)
    council = office.read(get_council)

    def find(text: str) -> list[GoToResult]:
        hits = office.read(search, text)
        return [GoToResult(hit.kind, hit.title, hit.subtitle, hit.key, hit.icon) for hit in hits]

    window = MainWindow(
        context,
        page_specs(),
        council=council.display_name,
        query=find,
        is_encrypted=office.database.key is not None,
    )
    window.status.set_file(
        office.path.name, str(office.path), is_read_only=office.database.is_read_only
    )
    offer_officers(office, window)
    made_at = backups.newest_backup_at(office.path)
    window.status.set_backup(backup_words(made_at, office.now()))

    ear = Ear(window)
    ear.heard.connect(context.changes.tell)
    ear.act_done.connect(window.tell_saved)
    office.listeners.append(ear.listen)
    BadgeKeeper(context, window.navigation).refresh()
    return window


def _context(office: Office, desk: Desk) -> Context:
    from app.ui.background import Background
    from app.ui.changes import Changes
    from app.ui.context import Context, Officer
    from app.ui.messages import Messages

    officers = {one.id: one for one in office.read(opening.list_officers)}
    signed_in = officers.get(office.actor.officer_id or "")
    officer = (
        Officer(signed_in.name, signed_in.role, signed_in.initials)
        if signed_in is not None
        else Officer(office.actor.officer_name)
    )
    return Context(
        services=office,
        settings=desk.settings,
        theme=desk.theme,
        background=Background(),
        messages=Messages(),
        changes=Changes(),
        today=office.today,
        now=lambda: office.now().astimezone(LONDON),
        officer=officer,
    )


def run_window(arguments: Sequence[str]) -> int:
    """Open the program's window and run until it is closed; return the exit code."""
    from app.program import Program

    desk = make_desk()
    program = Program(desk)
    chosen = Path(arguments[1]) if len(arguments) == 2 else None
    program.start(chosen)
    return desk.application.exec()


def self_check() -> int:
    """What a fresh build is asked: temporary database, pages, one import, PDF and workbook."""
    from app.self_check import run_self_check

    try:
        return run_self_check()
    except QualityMonitorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
