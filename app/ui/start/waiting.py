"""Something takes a while: what it is, how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from app.ui.background import Task
from app.ui.start.step import Step
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label


class WaitingStep(Step):
    """Follow a task with `follow(task)`; `cancelled` after the task has stopped for Cancel."""

    cancelled = Signal()

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__("start_waiting", title, sentence, width=560)
        self._task: Task | None = None
        self.words = label("", name="waiting_words")
        self.bar = QProgressBar()
        self.bar.setObjectName("waiting_progress")
        self.bar.setAccessibleName(title)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.column.addSpacing(12)
        self.column.addWidget(self.words)
        self.column.addWidget(self.bar)
        self.column.addSpacing(8)
        self._cancel = button("Cancel", name="waiting_cancel", on_click=self._on_cancel)
        self.add_row(self._cancel)
        self.first_focus = self._cancel

    def follow(self, task: Task) -> None:
        """Show the progress of this task."""
        self._task = task
        task.progressed.connect(self._on_progress)
        task.cancelled.connect(self.cancelled)

    def _on_progress(self, done: int, total: int, words: str) -> None:
        self.words.setText(words)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        if self._task is not None:
            self._task.cancel()
