"""The one door for telling and asking. Services raise; only this module speaks.

Three kinds of trouble: a *rule* stands beside its field (forms do that), a *circumstance* gets one
dialog that says what happened and what to do, a *bug* gets a report dialog with a copy button and
the program carries on.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from functools import partial
from types import TracebackType

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import CancelledError, QualityMonitorError, RuleError, RulesError
from app.ui.widgets.buttons import ButtonKind, button
from app.ui.widgets.labels import IconLabel, label

log = logging.getLogger("app.messages")


def bug_report(error: BaseException) -> str:
    """Text for the one who mends it: kind, trace and versions; nothing that was typed is added."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    where = f"Python {platform.python_version()} on {platform.system()} {platform.release()}"
    return f"{where}\n\n{''.join(lines)}"


class MessageDialog(QDialog):
    """Icon, heading, sentences and named buttons; freed when closed.

    Enter presses the button with the focus, else the one added with `is_default`.
    """

    def __init__(
        self, parent: QWidget | None, heading: str, text: str, icon: str, tone: str
    ) -> None:
        super().__init__(parent)
        self.setObjectName("message_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.setMinimumWidth(440)
        self.setMaximumWidth(640)
        self.heading = heading
        self.text = text
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self._column.addWidget(label(heading, "heading", wrap=True, name="message_heading"))
        if text:
            words = label(text, wrap=True, name="message_text", selectable=True)
            self._column.addWidget(words)
        self._column.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(IconLabel(icon, tone, 24), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(self._column, 1)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(8)
        self._foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(20)
        layout.addLayout(top)
        layout.addLayout(self._foot)

    def add_body(self, widget: QWidget) -> None:
        """Put a widget under the sentences."""
        self._column.insertWidget(self._column.count() - 1, widget, 10)

    def add_button(
        self,
        text: str,
        kind: ButtonKind,
        name: str,
        on_click: Callable[[], object],
        *,
        is_default: bool = False,
    ) -> QPushButton:
        """Add a button at the right end of the foot; the default one gets the focus."""
        found = button(text, kind, name=name, on_click=on_click)
        found.setAutoDefault(True)
        found.setDefault(is_default)
        self._foot.addWidget(found)
        if is_default:
            found.setFocus(Qt.FocusReason.OtherFocusReason)
        return found


class Messages(QObject):
    """Tells and asks for the whole window. `window` is the parent of dialogs: whoever shows
    another window sets it anew.

    While `hold` is in force (the window is locked) what would be said waits until `release`; only
    a bug is told at once.
    """

    said = Signal(str)
    undo_offered = Signal(str, object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: QWidget | None = None
        self._bug: MessageDialog | None = None
        self._dialogs: list[MessageDialog] = []
        self._held: list[Callable[[], object]] | None = None
        self._arrived.connect(self.tell_error, Qt.ConnectionType.QueuedConnection)

    def hold(self) -> None:
        """Keep what would be said back, in its order."""
        if self._held is None:
            self._held = []

    def release(self) -> None:
        """Say what was kept back."""
        held, self._held = self._held, None
        for one in held or ():
            one()

    def say(self, text: str) -> None:
        """A sentence that passes: "Copied 3 rows". Nothing to answer."""
        if self._held is not None:
            self._held.append(partial(self.say, text))
        else:
            self.said.emit(text)

    def offer_undo(self, text: str, undo: Callable[[], object]) -> None:
        """Say what was done ("Archived 3 actions.") with an Undo button that calls `undo`."""
        if self._held is not None:
            self._held.append(partial(self.offer_undo, text, undo))
        else:
            self.undo_offered.emit(text, undo)

    def confirm(self, heading: str, consequence: str, action: str, *, danger: bool = True) -> bool:
        """Ask before something that cannot be taken back lightly.

        `action` names what goes ("Archive 3 actions"); Cancel has the focus. True when agreed.
        """
        dialog = MessageDialog(
            self._parent(),
            heading,
            consequence,
            "ph.warning" if danger else "ph.info",
            "danger" if danger else "text_2",
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        dialog.add_button("Cancel", "secondary", "message_cancel", dialog.reject, is_default=True)
        dialog.add_button(
            action, "danger" if danger else "primary", "message_confirm", dialog.accept
        )
        is_agreed = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return is_agreed

    def tell_error(self, error: BaseException) -> None:
        """Say any error in its way; a cancelled job needs no dialog."""
        if isinstance(error, CancelledError):
            self.say(str(error))
        elif isinstance(error, RuleError | RulesError):
            self.tell("There is a problem", str(error))
        elif isinstance(error, QualityMonitorError):
            self.tell("This could not be done", str(error))
        else:
            self.tell_bug(error)

    def tell(self, heading: str, text: str, *, details: str = "") -> None:
        """One dialog on a circumstance: what happened, that the data is safe, what to do."""
        if self._held is not None:
            self._held.append(partial(self.tell, heading, text, details=details))
            return
        dialog = MessageDialog(self._parent(), heading, text, "ph.warning-circle", "danger")
        if details:
            dialog.add_button(
                "Copy details",
                "quiet",
                "message_copy",
                lambda: _copy(f"{heading}\n{text}\n{details}"),
            )
        dialog.add_button("Close", "primary", "message_close", dialog.accept, is_default=True)
        self._open(dialog)

    def tell_bug(self, error: BaseException) -> None:
        """Log it, and open the report dialog; only one at a time, so that a repeated bug does not
        pile them up."""
        log.error("%s", _without_words(error))
        if self._bug is not None and shiboken6.isValid(self._bug):
            return
        self._bug = self._bug_dialog(bug_report(error))
        self._bug.finished.connect(self._on_bug_told)
        self._open(self._bug)

    def _bug_dialog(self, report: str) -> MessageDialog:
        dialog = MessageDialog(
            self._parent(),
            "Something went wrong in the program",
            "What was saved is safe and you can go on working. Copy the report and send it to"
            " whoever looks after the program; read it first, it may hold names.",
            "ph.warning-circle",
            "danger",
        )
        text = QPlainTextEdit(report)
        text.setObjectName("bug_report")
        text.setAccessibleName("Report")
        text.setReadOnly(True)
        text.setMinimumHeight(160)
        dialog.add_body(text)
        dialog.add_button("Copy the report", "secondary", "message_copy", lambda: _copy(report))
        dialog.add_button("Carry on", "primary", "message_close", dialog.accept, is_default=True)
        return dialog

    def install_hooks(self) -> None:
        """Send what nobody caught, on any thread, to `tell_bug` and to standard error."""

        def on_exception(
            kind: type[BaseException], error: BaseException, trace: TracebackType | None
        ) -> None:
            sys.__excepthook__(kind, error, trace)
            if issubclass(kind, Exception):
                self._arrived.emit(error)

        def on_thread_exception(found: threading.ExceptHookArgs) -> None:
            if found.exc_value is not None:
                on_exception(found.exc_type, found.exc_value, found.exc_traceback)

        sys.excepthook = on_exception
        threading.excepthook = on_thread_exception

    def _open(self, dialog: MessageDialog) -> None:
        """Show it; kept here too, for one without a parent belongs to nobody else."""
        self._dialogs = [*filter(shiboken6.isValid, self._dialogs), dialog]
        dialog.open()

    def _on_bug_told(self) -> None:
        self._bug = None

    def _parent(self) -> QWidget | None:
        """What is shown now; None (a dialog of its own) where that window is gone."""
        window = QApplication.activeModalWidget() or self.window
        return window if window is not None and shiboken6.isValid(window) else None


def _without_words(error: BaseException) -> str:
    """Kind and places of an error for the log, which holds no names: its own words stay out."""
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"bug: {type(error).__name__}\n{places}"


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
