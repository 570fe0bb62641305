"""Saves answers as they are typed: one write at a time on the write lane, each on the last one's
row version.

Promises: a save begins at most 0.7 s after the last key (4 s while typing never stops); "saved" is
said only after the commit; what was not saved stays marked until it is, and is tried again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import RuleError, StaleError
from app.services.visit_answers import AnswerDraft, SavedAnswer, record_answer
from app.ui.context import Context

REST_MS: Final = 700
LONGEST_MS: Final = 4_000
RETRY_MS: Final = 5_000


class AnswerSaver(QObject):
    """`draft_of(question id)` gives the answer as it stands when the save begins; None for one
    that is not on screen any more, whose last words are then kept and tried again.

    Signals: `saving`, `saved(moment)` when nothing waits any more, `failed(reason)`,
    `refused(question id, error)` for a rule, `conflicted(question id)` when the answer was changed
    elsewhere.
    """

    saving = Signal()
    saved = Signal(object)
    failed = Signal(str)
    refused = Signal(str, object)
    conflicted = Signal(str)

    def __init__(
        self, context: Context, draft_of: Callable[[str], AnswerDraft | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._draft_of = draft_of
        self._versions: dict[str, int] = {}  # the write lane alone moves these on
        self._dirty: dict[str, None] = {}
        self._last: dict[str, AnswerDraft] = {}
        self._waiting: Counter[str] = Counter()
        self._held: set[str] = set()
        self._rest = self._timer(REST_MS, self.flush)
        self._longest = self._timer(LONGEST_MS, self.flush)
        self._retry = self._timer(RETRY_MS, self.flush)

    @property
    def unsaved(self) -> frozenset[str]:
        """The questions whose answer on screen is not on the disk yet."""
        return frozenset(self._dirty) | frozenset(self._held) | frozenset(+self._waiting)

    @property
    def has_failed(self) -> bool:
        """True while something typed could not be saved."""
        return self._retry.isActive() or bool(self._held)

    def accept(self, versions: Mapping[str, int]) -> None:
        """Take the row versions of answers that were read and have nothing unsaved."""
        self._versions.update(versions)
        self._held -= versions.keys()

    def touch(self, question_id: str, *, at_once: bool = False) -> None:
        """The answer on screen changed."""
        self._dirty[question_id] = None
        if at_once:
            self.flush()
            return
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()

    def flush(self) -> None:
        """Begin to save everything that waits."""
        for timer in (self._rest, self._longest, self._retry):
            timer.stop()
        for question_id in list(self._dirty):
            if question_id not in self._held:
                self._send(question_id)

    def resolve(self, question_id: str, row_version: int) -> None:
        """Save the answer on screen over the one that was changed elsewhere."""
        self._held.discard(question_id)
        self._versions[question_id] = row_version
        self.touch(question_id, at_once=True)

    def _send(self, question_id: str) -> None:
        del self._dirty[question_id]
        self._waiting[question_id] += 1
        draft = self._draft_of(question_id) or self._last[question_id]
        self._last[question_id] = draft
        versions, services = self._versions, self._context.services

        def job(_progress: object) -> SavedAnswer:
            current = replace(draft, row_version=versions[question_id])
            saved: SavedAnswer = services.write(record_answer, current)
            versions[question_id] = saved.row_version
            return saved

        self.saving.emit()
        self._context.background.write(
            job,
            owner=self,
            on_result=self._on_saved,
            on_error=partial(self._on_failed, question_id),
        )

    def _on_saved(self, saved: SavedAnswer) -> None:
        self._waiting[saved.question_id] -= 1
        if saved.question_id not in self.unsaved:
            self._last.pop(saved.question_id, None)
        if not +self._waiting and not self._dirty and not self._held:
            self.saved.emit(saved.saved_at)

    def _on_failed(self, question_id: str, error: Exception) -> None:
        self._waiting[question_id] -= 1
        self._dirty[question_id] = None
        if isinstance(error, StaleError):
            self._held.add(question_id)
            self.failed.emit("this answer was changed elsewhere")
            self.conflicted.emit(question_id)
        elif isinstance(error, RuleError):
            self._held.add(question_id)
            self.failed.emit(_lowered(str(error).split(". ")[0].rstrip(".")))
            self.refused.emit(question_id, error)
        else:
            self._retry.start()
            self.failed.emit(_reason(error))

    def release(self, question_id: str) -> None:
        """Try again after a rule was broken: the text was changed."""
        self._held.discard(question_id)

    def _timer(self, length: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(length)
        timer.timeout.connect(slot)
        return timer


def _reason(error: Exception) -> str:
    """The first sentence of the error, as it follows "Not saved: "."""
    said = str(error).removeprefix("Not saved: ").split(". ")[0].rstrip(".")
    return _lowered(said) or "the file could not be written"


def _lowered(words: str) -> str:
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
