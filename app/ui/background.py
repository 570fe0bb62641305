"""Runs jobs off the GUI thread: one write lane in order, a few readers beside it.

A job is a callable `(progress) -> result`. Its result, error and steps arrive on the GUI thread as
signals of its `Task`. When the page that asked is gone, its callbacks are dropped and an error is
handed to `unclaimed` instead, so no failure is swallowed.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import CancelledError
from app.progress import Progress

Job = Callable[[Progress], Any]

READERS: Final = 3


@dataclass(frozen=True)
class Answers:
    """Whom to call back, as long as `owner` lives."""

    owner: QObject | None
    on_result: Callable[[Any], None] | None
    on_error: Callable[[Exception], None] | None

    @property
    def is_wanted(self) -> bool:
        """False once the owner is gone."""
        return self.owner is None or shiboken6.isValid(self.owner)


class Task(QObject):
    """One job that was asked for. Signals arrive on the GUI thread, in order, `ended` last."""

    progressed = Signal(int, int, str)
    failed = Signal(object)
    cancelled = Signal()
    unclaimed = Signal(object)
    ended = Signal()

    _stepped = Signal(int, int, str)
    _finished = Signal(object, object)

    def __init__(self, job: Job, words: str, answers: Answers, parent: QObject) -> None:
        super().__init__(parent)
        self.words = words
        self.is_ended = False
        self._answers = answers
        self._job = job
        self._progress = Progress(self._report)
        queued = Qt.ConnectionType.QueuedConnection
        self._stepped.connect(self.progressed, queued)
        self._finished.connect(self._on_finished, queued)

    def cancel(self) -> None:
        """Ask the job to stop at its next step; `cancelled` follows when it has."""
        self._progress.cancel()

    def run(self) -> None:
        """Do the job on the calling (worker) thread; never raises."""
        try:
            self._progress.step(0, 0, self.words)
            result = self._job(self._progress)
        except BaseException as error:  # noqa: BLE001  the runner is an edge: it hands errors on
            self._hand_over(None, error)
        else:
            self._hand_over(result, None)

    def _report(self, done: int, total: int, words: str) -> None:
        if shiboken6.isValid(self):
            self._stepped.emit(done, total, words)

    def _hand_over(self, result: object, error: BaseException | None) -> None:
        if shiboken6.isValid(self):
            self._finished.emit(result, error)

    def _on_finished(self, result: object, error: BaseException | None) -> None:
        self.is_ended = True
        try:
            self._tell(result, error)
        finally:
            self.ended.emit()

    def _tell(self, result: object, error: BaseException | None) -> None:
        answers = self._answers
        if error is None:
            if answers.on_result is not None and answers.is_wanted:
                answers.on_result(result)
        elif isinstance(error, CancelledError):
            self.cancelled.emit()
        else:
            self.failed.emit(error)
            if answers.on_error is not None and answers.is_wanted and isinstance(error, Exception):
                answers.on_error(error)
            else:
                self.unclaimed.emit(error)


class Background(QObject):
    """The lanes. `started` tells the status line about jobs that have words to show."""

    started = Signal(object)
    unclaimed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._tasks: set[Task] = set()
        self._is_closed = False

    @property
    def tasks(self) -> frozenset[Task]:
        """The tasks that have not ended."""
        return frozenset(self._tasks)

    def write(
        self,
        job: Job,
        *,
        owner: QObject | None = None,
        on_result: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        words: str = "",
    ) -> Task:
        """Run `job` on the write lane, after those asked for before.

        Callbacks run on the GUI thread unless `owner` was destroyed meanwhile. `words` ("Importing
        ratings") show the job in the status line, with its progress and Cancel.
        """
        return self._start(self._writer, job, Answers(owner, on_result, on_error), words)

    def read(
        self,
        job: Job,
        *,
        owner: QObject | None = None,
        on_result: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        words: str = "",
    ) -> Task:
        """Run `job` beside the write lane; for queries, backups and reports. See `write`."""
        return self._start(self._readers, job, Answers(owner, on_result, on_error), words)

    def close(self) -> None:
        """Cancel long jobs (those with words), finish every short write, stop the lanes.

        Called once, at the end.
        """
        self._is_closed = True
        for task in self._tasks:
            if task.words:
                task.cancel()
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)

    def _start(self, lane: ThreadPoolExecutor, job: Job, answers: Answers, words: str) -> Task:
        task = Task(job, words, answers, self)
        self._tasks.add(task)
        # methods, not closures: a closure would keep this object alive from within its own child
        task.unclaimed.connect(self.unclaimed)
        task.ended.connect(self._on_ended)
        if self._is_closed:  # asked for by a page that is going: nobody waits for it any more
            self._tasks.discard(task)
            return task
        lane.submit(task.run)
        if words:
            self.started.emit(task)
        return task

    def _on_ended(self) -> None:
        task = self.sender()
        if isinstance(task, Task):
            self._tasks.discard(task)
            task.deleteLater()
