"""How the acts on the open question ask and store: a dialog or a choice of files, then a job."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.services.history import undo_act
from app.ui.context import Context
from app.ui.visits.live_visit import LiveVisit
from app.ui.widgets.form_dialog import FormDialog


class Asking(QObject):
    """Asked for at `window`, about the visit in `live()`. Pages reload by what changed.

    `saved` follows each act that is on the disk; `closed(widget)` each dialog or choice of files,
    with what had the focus before it.
    """

    saved = Signal()
    closed = Signal(object)

    def __init__(
        self, context: Context, window: QWidget, live: Callable[[], LiveVisit | None]
    ) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._live = live
        self._folders: dict[str, str] = {}  # where files of a kind were found last

    # --- dialogs ----------------------------------------------------------------------------

    def _open(self, dialog: QDialog) -> None:
        before = self._window.window().focusWidget()
        if isinstance(dialog, FormDialog):
            dialog.done_with.connect(self._on_dialog_done)
        dialog.finished.connect(partial(self._on_dialog_closed, before))
        dialog.open()

    def _on_dialog_done(self, _result: object) -> None:
        self.saved.emit()

    def _on_dialog_closed(self, before: QWidget | None, _code: int) -> None:
        self.closed.emit(before)

    def _choose_files(self, heading: str, start: str, kinds: str) -> list[str]:
        """Ask for files; the next time where these were found."""
        before = self._window.window().focusWidget()
        folder = self._folders.get(heading, start)
        names, _ = QFileDialog.getOpenFileNames(self._window, heading, folder, kinds)
        if names:
            self._folders[heading] = str(Path(names[0]).parent)
        self.closed.emit(before)
        return names

    # --- jobs -------------------------------------------------------------------------------

    def _write(
        self, job: Callable[[object], Any], on_result: Callable[[Any], None] | None = None
    ) -> None:
        def on_done(result: Any) -> None:
            self.saved.emit()
            if on_result is not None:
                on_result(result)

        self._context.background.write(job, owner=self, on_result=on_done)

    def _remove(self, remove: Callable[..., object], key: str, words: str) -> None:
        services = self._context.services

        def job(_progress: object) -> str:
            services.write(remove, key)
            return str(services.last_outcome.act_id)

        def on_done(act_id: str) -> None:
            self._context.messages.offer_undo(words, partial(self._undo, act_id))

        self._write(job, on_done)

    def _undo(self, act_id: str) -> None:
        services = self._context.services
        self._write(lambda _progress: services.write(undo_act, act_id))
