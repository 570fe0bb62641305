"""The one door for telling and asking. Services raise; only this module speaks.

Three kinds of trouble: a *rule* stands beside its field (forms do that), a *circumstance* gets one
dialog that says what happened and what to do, a *bug* gets a report dialog with a copy button and
the program carries on.
"""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

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


def bug_report(error: BaseException) -> str:
    """Text for the one who mends it: kind, trace and versions; nothing that was typed is added."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    where = f"Python {platform.python_version()} on {platform.system()} {platform.release()}"
    return f"{where}\n\n{''.join(lines)}"


class MessageDialog(QDialog):
    """Icon, heading, sentences and named buttons; freed when closed."""

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
        self, text: str, kind: ButtonKind, name: str, on_click: Callable[[], object]
    ) -> QPushButton:
        """Add a button at the right end of the foot."""
        found = button(text, kind, name=name, on_click=on_click)
        self._foot.addWidget(found)
        return found


class Messages(QObject):
    """Tells and asks for the whole window. `window` is the parent of dialogs (set by bootstrap)."""

    said = Signal(str)
    undo_offered = Signal(str, object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: QWidget | None = None
        self._is_telling_bug = False
        self._arrived.connect(self.tell_error, Qt.ConnectionType.QueuedConnection)

    def say(self, text: str) -> None:
        """A sentence that passes: "Copied 3 rows". Nothing to answer."""
        self.said.emit(text)

    def offer_undo(self, text: str, undo: Callable[[], object]) -> None:
        """Say what was done ("Archived 3 actions.") with an Undo button that calls `undo`."""
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
        cancel = dialog.add_button("Cancel", "secondary", "message_cancel", dialog.reject)
        dialog.add_button(
            action, "danger" if danger else "primary", "message_confirm", dialog.accept
        )
        cancel.setFocus()
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
        dialog = MessageDialog(self._parent(), heading, text, "ph.warning-circle", "danger")
        if details:
            dialog.add_button(
                "Copy details",
                "quiet",
                "message_copy",
                lambda: _copy(f"{heading}\n{text}\n{details}"),
            )
        dialog.add_button("Close", "primary", "message_close", dialog.accept).setFocus()
        dialog.open()

    def tell_bug(self, error: BaseException) -> None:
        """The report dialog; only one at a time, so that a repeated bug does not pile them up."""
        if self._is_telling_bug:
            return
        self._is_telling_bug = True
        report = bug_report(error)
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
        dialog.add_button("Carry on", "primary", "message_close", dialog.accept).setFocus()
        dialog.finished.connect(self._on_bug_told)
        dialog.open()

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

    def _on_bug_told(self) -> None:
        self._is_telling_bug = False

    def _parent(self) -> QWidget | None:
        return QApplication.activeModalWidget() or self.window


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
