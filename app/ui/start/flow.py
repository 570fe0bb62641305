"""From nothing to an open office: the screens of the start, one after another.

Shown as the whole window (a cover). It ends with `opened(office, next)`: an office with an officer
signed in, and what the user wants to begin with ("cqc", "spreadsheet", "empty" or "").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app import tokens
from app.errors import CircumstanceError, FileRefusedError, RuleError
from app.paths import SUFFIX, Places
from app.progress import Progress
from app.services import backups, opening, passphrases
from app.services.council import Council, get_council, get_setting, set_council
from app.services.office import LONDON, Office
from app.services.sample import build_sample
from app.settings import SettingsFile
from app.ui.background import Background
from app.ui.help import HelpDialog
from app.ui.messages import Messages
from app.ui.start.bring_back import BringBackStep, BroughtBackStep
from app.ui.start.officers import OfficerStep
from app.ui.start.own_file import NewFile, OwnFileStep
from app.ui.start.recovery import RecoveryCodeStep
from app.ui.start.step import Step
from app.ui.start.trouble import TroubleStep, Way
from app.ui.start.unlock import UnlockStep
from app.ui.start.waiting import WaitingStep
from app.ui.start.welcome import Welcome
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

FILES = f"Contract Quality Monitor (*{SUFFIX});;All files (*)"


@dataclass(frozen=True)
class StartParts:
    """What the start needs; `cost` is smaller in tests only."""

    around: opening.Surroundings
    places: Places
    settings: SettingsFile
    background: Background
    messages: Messages
    cost: opening.Cost | None = None

    @property
    def today(self) -> date:
        """The day in London."""
        return self.around.clock().astimezone(LONDON).date()


class StartFlow(QWidget):
    """Begin with `show_welcome()` or `open_path(path)`."""

    opened = Signal(object, str)

    def __init__(self, parts: StartParts) -> None:
        super().__init__()
        self.setObjectName("start")
        self.parts = parts
        self.step: Step | None = None
        self._recovered: Path | None = None  # the file whose recovery code set a new passphrase
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._column = QVBoxLayout()
        whole.addLayout(self._column, 1)
        whole.addWidget(self._make_foot())

    # --- screens ----------------------------------------------------------------------------

    def show_welcome(self) -> None:
        """The first screen."""
        recent = [Path(text) for text in self.parts.settings.current.recent_files]
        sample = self.parts.places.sample
        here = [path for path in recent if path.exists() and path != sample]
        step = Welcome(here, has_sample=sample.exists())
        step.sample_requested.connect(self._on_sample)
        step.sample_removal_requested.connect(self._on_remove_sample)
        step.own_requested.connect(self.begin_own)
        step.file_requested.connect(self._on_file)
        step.other_file_requested.connect(self._on_other_file)
        step.restore_requested.connect(self._on_restore)
        self._show(step)

    def open_path(self, path: Path, *, read_only: bool = False) -> None:
        """Open a file: unlock it where it is encrypted, then ask who is working."""

        def look(_progress: Progress) -> tuple[bool, bytes | None]:
            is_locked = opening.is_encrypted(path)
            return is_locked, opening.key_from_keychain(path) if is_locked else None

        def seen(found: tuple[bool, bytes | None]) -> None:
            is_locked, key = found
            if is_locked and key is None:
                use = partial(self._open, path, read_only=read_only)
                self._ask_secret(path, use, is_read_only=read_only)
            else:
                self._open(path, key, read_only)

        self._run(look, seen, partial(self._refused, path))

    def show_help(self) -> None:
        """Open the help (F1)."""
        HelpDialog(self, "today").open()

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        foot.setProperty("area", "status")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot.setFixedHeight(tokens.STATUS_HEIGHT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 0, 8, 0)
        row.addWidget(label(f"Version {tokens.VERSION}", "second", name="start_version"))
        row.addStretch(1)
        found = button("F1 Help", "quiet", name="start_help", on_click=self.show_help)
        found.setShortcut("F1")
        found.setProperty("slim", True)
        found.setProperty("tone", "second")
        row.addWidget(found)
        return foot

    # --- sample -----------------------------------------------------------------------------

    def _on_sample(self) -> None:
        path = self.parts.places.sample
        if path.exists():
            self.open_path(path)
            return
        step = WaitingStep(
            "Making the sample council",
            "Wexborough: providers, services, contracts, ten years of ratings and past visits, "
            "all made up. It takes a minute or two.",
        )
        step.cancelled.connect(self.show_welcome)
        self._show(step)
        around = self.parts.around

        def job(progress: Progress) -> Path:
            path.parent.mkdir(parents=True, exist_ok=True)
            build_sample(path, around, progress)
            return path

        task = self.parts.background.write(
            job, owner=self, on_result=self.open_path, on_error=self._on_failed
        )
        step.follow(task)

    def _on_remove_sample(self) -> None:
        path = self.parts.places.sample
        if self.parts.messages.confirm(
            "Delete the sample?",
            "The made-up council goes, with everything you tried in it. Your own files stay.",
            "Delete the sample",
        ):
            opening.remove_with_everything(path)
            self.show_welcome()

    # --- a file of one's own ----------------------------------------------------------------

    def begin_own(self, next_step: str) -> None:
        """The form of a new file; `next_step` is chosen in it ("cqc", "spreadsheet", "empty")."""
        step = OwnFileStep(
            self.parts.today, self.parts.places.data, has_keychain=opening.has_keychain()
        )
        step.begin(next_step)
        step.submitted.connect(self._on_new_file)
        step.back_requested.connect(self.show_welcome)
        self._show(step)

    def _on_new_file(self, wanted: NewFile) -> None:
        path = self.parts.places.own_file(wanted.council)
        parts = self.parts

        def job(_progress: Progress) -> tuple[Office, str]:
            if path.exists():
                raise RuleError(
                    f"There is a file for this council already: {path.name}. Go back and open "
                    "it, or write the name in another way",
                    "council",
                )
            office, code = opening.create_encrypted(
                path, wanted.passphrase, parts.around, cost=parts.cost
            )
            officer_id = office.write(opening.add_officer, wanted.officer)
            opening.sign_in(office, officer_id)
            office.write(set_council, Council(wanted.council, authorities=wanted.authorities))
            if wanted.keeps_key and office.database.key is not None:
                opening.keep_in_keychain(office.database.key)
            return office, code

        def made(found: tuple[Office, str]) -> None:
            self._show_code(found[0], found[1], wanted.next_step)

        self._run(job, made, self._on_not_made)

    def _show_code(self, office: Office, code: str, next_step: str) -> None:
        step = RecoveryCodeStep(code, office.path.name, self.parts.messages, self.parts.today)
        step.confirmed.connect(partial(self._finish, office, next_step))
        self._show(step)

    def _on_not_made(self, error: Exception) -> None:
        step = self.step
        if not (isinstance(step, OwnFileStep) and step.show_error(error)):
            self.parts.messages.tell_error(error)

    # --- opening ----------------------------------------------------------------------------

    def _on_file(self, path: str) -> None:
        self.open_path(Path(path))

    def _on_other_file(self) -> None:
        start = self.parts.settings.current.last_folder or str(self.parts.places.data)
        chosen, _kind = QFileDialog.getOpenFileName(self, "Open a file", start, FILES)
        if chosen:
            self.parts.settings.change(last_folder=str(Path(chosen).parent))
            self.open_path(Path(chosen))

    def _ask_secret(
        self, path: Path, use: Callable[[bytes], object], *, is_read_only: bool = False
    ) -> None:
        parts = self.parts
        step = UnlockStep(
            path, parts.background, parts.messages, parts.today,
            cost=parts.cost, is_read_only=is_read_only,
        )  # fmt: skip
        step.passphrase_set.connect(partial(self._on_passphrase_set, path))
        step.unlocked.connect(use)
        step.other_file_requested.connect(self.show_welcome)
        self._show(step)

    def _on_passphrase_set(self, path: Path) -> None:
        self._recovered = path

    def _open(self, path: Path, key: bytes | None, read_only: bool = False) -> None:
        around = self.parts.around
        self._run(
            lambda _progress: opening.open_file(path, around, key=key, read_only=read_only),
            self._ask_who,
            partial(self._refused, path, key=key),
        )

    def _ask_who(self, office: Office) -> None:
        officers = office.read(opening.list_officers)
        if office.database.is_read_only or len(officers) == 1:
            opening.sign_in_as_last(office)
            self._finish(office, "")
            return
        if office.read(get_council).is_sample and opening.sign_in_as_last(office):
            self._finish(office, "")
            return
        last = office.read(get_setting, f"officer_{office.actor.device_id}", "")
        step = OfficerStep(officers, str(last), self.parts.today)
        step.chosen.connect(partial(self._sign_in, office))
        step.added.connect(partial(self._add_officer, office))
        self._show(step)

    def _add_officer(self, office: Office, officer: opening.NewOfficer) -> None:
        try:
            officer_id = office.write(opening.add_officer, officer)
        except RuleError as error:
            if isinstance(self.step, OfficerStep):
                self.step.form.show_error(error)
            return
        self._sign_in(office, officer_id)

    def _sign_in(self, office: Office, officer_id: str) -> None:
        opening.sign_in(office, officer_id)
        self._finish(office, "")

    def _finish(self, office: Office, next_step: str) -> None:
        settings = self.parts.settings
        if not opening.lies_in_backup(office.path):
            changed = settings.current.with_recent_file(office.path)
            settings.change(recent_files=changed.recent_files)
        if self._recovered == office.path and not office.database.is_read_only:
            office.write(passphrases.note_passphrase_set)
        self.opened.emit(office, next_step)

    # --- what stands in the way -------------------------------------------------------------

    def _refused(self, path: Path, error: Exception, key: bytes | None = None) -> None:
        other: Way = ("Back to the start", "trouble_back", self.show_welcome)
        ways: list[Way] = [other]
        heading = f"{path.name} was not opened"
        if isinstance(error, opening.HeldError):
            heading = f"{path.name} is open somewhere else"
            ways = [
                ("Open read-only", "trouble_read_only", partial(self._open, path, key, True)),
                ("Try again", "trouble_again", partial(self._open, path, key)),
                other,
            ]
        elif isinstance(error, opening.BackupOpenedError):
            heading = f"{path.name} is a backup"
            ways = [
                ("Open read-only", "trouble_read_only", lambda: self._open(path, key, True)),
                ("Restore a backup", "trouble_restore", self._on_restore),
                other,
            ]
        elif isinstance(error, opening.OnlyReadableError):
            heading = f"{path.name} can only be read"
            ways = [
                ("Open read-only", "trouble_read_only", lambda: self._open(path, key, True)),
                ("Try again", "trouble_again", partial(self._open, path, key)),
                other,
            ]
        elif isinstance(error, FileRefusedError) and opening.place_objection(path):
            ways = [
                ("Make a local copy and open it", "trouble_copy", partial(self._copy, path)),
                other,
            ]
        elif not isinstance(error, CircumstanceError):
            self.parts.messages.tell_error(error)
            return
        self._show(TroubleStep(heading, str(error), ways))

    def _copy(self, path: Path) -> None:
        folder = self.parts.places.data
        self._run(
            lambda _progress: opening.copy_to_local(path, folder),
            self.open_path,
            self._on_failed,
        )

    def _on_failed(self, error: Exception) -> None:
        self.show_welcome()
        self.parts.messages.tell_error(error)

    # --- a backup ---------------------------------------------------------------------------

    def _on_restore(self) -> None:
        step = BringBackStep(self.parts.places.data)
        step.folder_chosen.connect(self._on_backup_folder)
        step.restore_requested.connect(self._on_bring_back)
        step.back_requested.connect(self.show_welcome)
        self._show(step)

    def _on_backup_folder(self, chosen: str) -> None:
        folder = Path(chosen)
        rows = backups.list_backups(folder) or [
            row for row in backups.list_backups(folder.parent) if row.folder == folder
        ]
        if isinstance(self.step, BringBackStep):
            self.step.show_backups(rows)

    def _on_bring_back(self, chosen: str) -> None:
        folder = Path(chosen)
        try:
            database = backups.database_in(folder)
            is_locked = opening.is_encrypted(database)
        except CircumstanceError as error:
            self._refused(folder, error)
            return
        if is_locked:
            self._ask_secret(database, partial(self._bring_back, folder, database.name))
        else:
            self._bring_back(folder, database.name, None)

    def _bring_back(self, folder: Path, name: str, key: bytes | None) -> None:
        path = self.parts.places.data / name
        clock = self.parts.around.clock

        def job(_progress: Progress) -> backups.RestoreDone:
            path.parent.mkdir(parents=True, exist_ok=True)
            return backups.restore_closed(path, key, folder, clock)

        def done(found: backups.RestoreDone) -> None:
            step = BroughtBackStep(path, found)
            step.go_on.connect(partial(self._open, path, key))
            self._show(step)

        self._run(job, done, self._on_failed)

    # --- private ----------------------------------------------------------------------------

    def _run(
        self,
        job: Callable[[Progress], Any],
        on_result: Callable[[Any], object],
        on_error: Callable[[Exception], object],
    ) -> None:
        def result(value: Any) -> None:
            on_result(value)

        def failed(error: Exception) -> None:
            on_error(error)

        self.parts.background.write(job, owner=self, on_result=result, on_error=failed)

    def _show(self, step: Step) -> None:
        old, self.step = self.step, step
        self._column.addWidget(step)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        step.show()
        step.take_focus()
