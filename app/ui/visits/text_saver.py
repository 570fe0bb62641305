"""Saves the manager's words of a report as they are typed: one record, one chain of versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import StaleError
from app.services.visit_signing import ReportTexts, write_report_texts
from app.ui.context import Context

REST_MS: Final = 700
RETRY_MS: Final = 5_000


class TextSaver(QObject):
    """`texts_of()` gives the words as they stand. Signals: `saving`, `saved`, `failed(error)`."""

    saving = Signal()
    saved = Signal()
    failed = Signal(object)

    def __init__(
        self, context: Context, texts_of: Callable[[], ReportTexts], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._texts_of = texts_of
        self._version = {"": 0}  # moved on by the write lane alone, once a save was asked for
        self._version_id = ""
        self._waiting = 0
        self.is_dirty = False
        self.has_failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    @property
    def is_unsaved(self) -> bool:
        """True while words on screen are not on the disk."""
        return self.is_dirty or self._waiting > 0

    def begin(self, version_id: str, row_version: int) -> None:
        """Save into this version from now on; ignored while words of it wait."""
        if version_id != self._version_id or not self.is_unsaved:
            self._version_id = version_id
            self._version = {version_id: row_version}
            self.is_dirty = False

    def touch(self) -> None:
        """Something was typed."""
        self.is_dirty = True
        self._timer.start(REST_MS)

    def flush(self) -> None:
        """Save now what waits."""
        self._timer.stop()
        if not self.is_dirty:
            return
        self.is_dirty = False
        self._waiting += 1
        texts, version_id, chain = self._texts_of(), self._version_id, self._version
        services = self._context.services

        def job(_progress: object) -> None:
            current = replace(texts, row_version=chain[version_id])
            chain[version_id] = services.write(write_report_texts, version_id, current)

        self.saving.emit()
        self._context.background.write(
            job, owner=self, on_result=self._on_saved, on_error=self._on_failed
        )

    def _on_saved(self, _result: object) -> None:
        self._waiting -= 1
        if not self.is_unsaved:
            self.has_failed = False
            self.saved.emit()

    def _on_failed(self, error: Exception) -> None:
        self._waiting -= 1
        self.is_dirty = self.has_failed = True
        if not isinstance(error, StaleError):
            self._timer.start(RETRY_MS)
        self.failed.emit(error)
