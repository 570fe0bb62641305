"""A dialog around a form: one act on the write lane, refused in words beside the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.context import Context
from app.ui.widgets.buttons import ButtonKind, button
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field
from app.ui.widgets.labels import label

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FRAME_TOP, _FRAME_FOOT = 40, 12  # the title bar that the window manager puts on, and its edge
Act = Callable[[Mapping[str, Any]], Callable[[], Any]]


class FormDialog(QDialog):
    """Heading, sentence, form, and one button that does the act. Ctrl+Enter does it too.

    `act(values)` returns what to run on the write lane. `done(result)` follows when it is stored;
    a rule is said beside its field, and what was typed stays until then.
    """

    done_with = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        context: Context,
        name: str,
        heading: str,
        fields: Sequence[Field],
        *,
        button_words: str,
        act: Act,
        sentence: str = "",
        values: Mapping[str, Any] | None = None,
        kind: ButtonKind = "primary",
        width: int = 620,
        focus: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._act = act
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(heading, "heading", wrap=True))
        self.sentence = label(sentence, "second", wrap=True, name=f"{name}_sentence")
        self.sentence.setVisible(bool(sentence))
        column.addWidget(self.sentence)
        self.form = Form(f"{name}_form", fields, today=context.today())
        if values:
            self.form.set_values(values)
        self.form.refused.connect(self._make_room)
        self._area = self._make_area(name)
        column.addWidget(self._area, 1)
        self.extra = QVBoxLayout()
        column.addLayout(self.extra)
        self.submit_button = button(
            button_words, kind, name=f"{name}_submit", tip=f"{button_words} (Ctrl+Enter)"
        )
        self.submit_button.setShortcut("Ctrl+Return")
        self.submit_button.clicked.connect(self.submit)
        column.addLayout(self._make_foot(name))
        room = parent.window().height() - 60 if parent is not None else 640
        words = self.sentence.heightForWidth(width - 48) if sentence else 0
        wanted = self.form.sizeHint().height() + words + 140
        self.resize(width, max(220, min(wanted, room)))
        if self.form.fields:
            self.form.focus_field(focus or self.form.fields[0].name)

    def _make_area(self, name: str) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName(f"{name}_scroll")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _make_foot(self, name: str) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(button("Cancel", name=f"{name}_cancel", on_click=self.leave))
        foot.addWidget(self.submit_button)
        return foot

    def leave(self) -> None:
        """Close without the act; asked first when something was typed (Cancel, Esc and the X)."""
        if self._may_leave():
            self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in _ENTER and isinstance(focused, QPushButton) and focused.isEnabled():
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_leave():
            super().closeEvent(event)
        else:
            event.ignore()

    def submit(self) -> None:
        """Do the act with what stands in the form."""
        values = self.form.submit()
        if values is None:
            return
        job = self._act(values)
        self.submit_button.setEnabled(False)
        self._context.background.write(
            lambda _progress: job(),
            owner=self,
            on_result=self._on_done,
            on_error=self._on_refused,
        )

    def _make_room(self) -> None:
        """Grow to hold the problems, up to the screen; where that is not enough, scroll."""
        room = self.screen().availableGeometry().adjusted(0, _FRAME_TOP, 0, -_FRAME_FOOT)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        lacking = self._area.verticalScrollBar().maximum()
        height = min(self.height() + lacking, room.height())
        if height > self.height():
            self.resize(self.width(), height)
            over = self.geometry().bottom() - room.bottom()
            if over > 0 and self.isWindow():
                self.move(self.x(), max(room.top(), self.y() - over))
        self.form.show_first_error()

    def _may_leave(self) -> bool:
        return not self.form.is_dirty or self._context.messages.confirm(
            "Leave without saving?",
            "What you typed here has not been saved yet.",
            "Leave without saving",
        )

    def _on_done(self, result: object) -> None:
        self.done_with.emit(result)
        self.accept()

    def _on_refused(self, error: Exception) -> None:
        self.submit_button.setEnabled(True)
        if not self.form.show_error(error):
            self._context.messages.tell_error(error)
