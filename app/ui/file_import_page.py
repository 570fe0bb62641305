"""What bringing any file in has in common: one job at a time, cancel without harm, undo.

Reading and writing run beside the write lane: the import takes its turn with short writes, so an
answer typed meanwhile is saved at once. Nothing changes before the wizard's last step.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from app.domain.words import count
from app.errors import FileRefusedError
from app.progress import Progress
from app.services import history
from app.services.table_export import Cell, save_csv, save_workbook
from app.ui import acts
from app.ui.background import Task
from app.ui.context import Context
from app.ui.page import Page
from app.ui.widgets.buttons import button
from app.ui.widgets.done_step import SAVE_PROBLEMS, DoneStep
from app.ui.widgets.file_step import FileStep
from app.ui.widgets.wizard import Wizard

BACKUP_FIRST = "A backup is made first. The whole import can be undone as one act."
COMPARING = "Comparing with the register"
PROBLEM_KINDS = "CSV (*.csv);;Excel workbook (*.xlsx)"
FIRST = 0

Problems = tuple[Sequence[str], Sequence[Sequence[Cell]]]
"""Headings and rows of a list that is saved."""


class FileImportPage(Page):
    """A wizard whose first step is a file and whose last one says what was done.

    A subject gives its steps to `set_wizard`, reads the file in `_read`, says what stands at the
    foot in `_foot` and forgets in `_forget`.
    """

    choose_title: ClassVar[str]
    file_filter: ClassVar[str]

    def __init__(self, context: Context, name: str, title: str, prefix: str) -> None:
        super().__init__(context, name, title)
        self._prefix = prefix
        self._task: Task | None = None
        self._is_undone = False
        self._path: Path | None = None
        self._cancel = button("Cancel", name=f"{prefix}_cancel", on_click=self._on_cancel)
        self.add_action(self._cancel)

    def set_wizard(
        self, file_step: FileStep, steps: Sequence[tuple[str, QWidget]], done_step: DoneStep
    ) -> None:
        """Show these steps between the file and what was done."""
        self._files, self._done = file_step, done_step
        self._last = len(steps) + 1
        all_steps = (("File", scrolled(file_step)), *steps, ("Done", scrolled(done_step)))
        self.wizard = Wizard(f"{self._prefix}_wizard", all_steps)
        self.set_content(self.wizard, bleeds=True)
        file_step.browse_requested.connect(self._on_browse)
        file_step.file_chosen.connect(self.start)
        file_step.cancel_requested.connect(self._on_stop)
        done_step.undo_requested.connect(self._on_undo)
        done_step.problems_requested.connect(self._on_save_problems)
        done_step.another_requested.connect(self._start_again)
        self.wizard.forward_requested.connect(self._on_forward)
        self.wizard.went.connect(self._on_went)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._forget)

    # --- what a subject says ----------------------------------------------------------------

    @abstractmethod
    def _read(self, path: Path) -> None:
        """Read the file with `_work`; a refusal goes to `_on_refused`."""

    @abstractmethod
    def _on_forward(self, place: int) -> None:
        """Go on from this step."""

    @abstractmethod
    def _foot(self, place: int, working: str) -> None:
        """Say what stands at the foot; `working` says why not yet."""

    @abstractmethod
    def _sentence(self, place: int) -> str:
        """The sentence under the title."""

    @abstractmethod
    def _forget(self) -> None:
        """Delete what was read of a file."""

    @abstractmethod
    def _act_id(self) -> str:
        """The act that the last step shows, which can be undone; empty while there is none."""

    @abstractmethod
    def _problems(self) -> Problems:
        """The rows with a problem, as they are saved."""

    def _start_again(self) -> None:
        """Back to the first step, with nothing read."""
        self._is_undone = False
        self._forget()
        self._files.set_ready()
        self.wizard.go_to(FIRST)

    # --- the page ---------------------------------------------------------------------------

    def show_key(self, key: str) -> None:
        """Opened anew, a wizard that was done begins again; `key` is the path of a file to read.

        The path is not kept as the page's key: Back shows what stands here, and reads nothing.
        """
        if self._task is None and self.wizard.place == self._last:
            self._start_again()
        super().show_key("")
        if key:
            self.start(Path(key))

    def showEvent(self, event: QShowEvent) -> None:
        """The work begins with the file: without this the focus would stand on Cancel."""
        super().showEvent(event)
        if self.wizard.place == FIRST and not event.spontaneous():
            self._files.browse.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> bool:
        return self.wizard.place not in {FIRST, self._last} and self.wizard.go_back()

    def may_leave(self) -> bool:
        return self._task is None or self.context.messages.confirm(
            "Stop the import?", "Nothing was changed yet.", "Stop the import"
        )

    def start(self, path: Path) -> None:
        """Look at a file; the next step shows what was understood of it."""
        if self._task is not None:
            return
        self._path = path
        self._forget()
        self.context.settings.change(last_folder=str(path.parent))
        self._files.set_reading(path.name)
        self._read(path)

    def _on_browse(self) -> None:
        folder = self.context.settings.current.last_folder or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.choose_title, folder, f"{self.file_filter};;All files (*)"
        )
        if chosen:
            self.start(Path(chosen))

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FileRefusedError):
            self._files.set_refused(str(error))
        else:
            self._files.set_ready()
            self.context.messages.tell_error(error)

    def _on_failed(self, error: Exception) -> None:
        self._show_foot()
        self.context.messages.tell_error(error)

    # --- one job at a time ------------------------------------------------------------------

    def _work(
        self,
        job: Callable[[Progress], Any],
        on_result: Callable[[Any], None],
        words: str,
        *,
        on_error: Callable[[Exception], None] | None = None,
        foot: str = "",
    ) -> None:
        """Do a job beside the write lane; `words` name it, `foot` stands at the foot meanwhile."""
        self._task = task = self.context.background.read(
            job, owner=self, on_result=on_result, on_error=on_error or self._on_failed, words=words
        )
        task.progressed.connect(self._files.set_progress)
        task.cancelled.connect(self._on_cancelled)
        task.ended.connect(self._on_ended)
        if foot:
            self._show_foot(foot)

    def _on_ended(self) -> None:
        self._task = None
        self._show_foot()

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_cancelled(self) -> None:
        self._files.set_ready()
        self.context.messages.say("Cancelled. Nothing was changed.")

    def _on_cancel(self) -> None:
        self._on_stop()
        self._leave()

    def _leave(self) -> None:
        self._start_again()
        self.back_requested.emit()

    # --- undo -------------------------------------------------------------------------------

    def _on_undo(self) -> None:
        act_id = self._act_id()
        if not act_id:
            return
        self._done.undo.setEnabled(False)
        task = acts.undo_import(self.context, self, act_id, self._on_undone)
        for not_done in (task.cancelled, task.failed):
            not_done.connect(self._on_not_undone)

    def _on_undone(self, result: history.UndoResult) -> None:
        self._is_undone = True
        self._done.set_undone(len(result.left))
        self._show_foot()

    def _on_not_undone(self, _error: object = None) -> None:
        self._done.undo.setEnabled(True)
        self.reload()

    # --- rows with a problem ----------------------------------------------------------------

    def _on_save_problems(self) -> None:
        """Keep the list, to mend the file by it."""
        folder = Path(self.context.settings.current.last_folder or Path.home())
        stem = self._path.name.split(".")[0] if self._path else "File"
        chosen, kind = QFileDialog.getSaveFileName(
            self, SAVE_PROBLEMS, str(folder / f"{stem} problem rows.csv"), PROBLEM_KINDS
        )
        if not chosen:
            return
        path = _with_ending(Path(chosen), kind)
        headings, rows = self._problems()
        if path.suffix.lower() == ".csv":
            job = partial(save_csv, path, headings, rows)
        else:
            line = f"{self._path.name if self._path else stem}, {count(len(rows), 'row')}"
            title = "Rows with a problem"
            job = partial(
                self.context.services.read, save_workbook, path, title, line, headings, rows
            )
        self.context.background.read(
            lambda _progress: job(),
            owner=self,
            on_result=lambda _: self.context.messages.say(f"Saved {path.name}."),
            words="Saving the list",
        )

    # --- head and foot ----------------------------------------------------------------------

    def _on_went(self, place: int) -> None:
        self._cancel.setVisible(place != self._last)
        self._show_foot()

    def _show_foot(self, working: str = "") -> None:
        place = self.wizard.place
        working = working or ("Working" if self._task is not None else "")
        self.set_sentence(self._sentence(place))
        if place == FIRST:
            self.wizard.set_foot("Nothing is changed before the last step.", "Choose a file",
                                 not_yet=working)  # fmt: skip
        else:
            self._foot(place, working)


def _with_ending(path: Path, kind: str) -> Path:
    """The ending that was typed or, where none was or the offered one was left, that of `kind`."""
    is_workbook = path.suffix.lower() == ".xlsx" or "xlsx" in kind
    if path.suffix.lower() == ".csv" and is_workbook:
        return path.with_suffix(".xlsx")
    ending = ".xlsx" if is_workbook else ".csv"
    return path if path.suffix.lower() == ending else path.with_name(f"{path.name}{ending}")


def scrolled(step: QWidget) -> QScrollArea:
    """A step that scrolls where the window is lower than it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(step)
    area.viewport().setAutoFillBackground(False)
    step.setAutoFillBackground(False)
    return area
