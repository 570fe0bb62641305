"""Unlock an encrypted file: by passphrase, or by recovery code and a new passphrase.

A file that is not to be written (a backup, or one open to read only) keeps its passphrase: there
the recovery code alone unlocks.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from app.errors import CircumstanceError, RuleError
from app.services import opening, passphrases
from app.services.opening import Cost
from app.ui import new_passphrase
from app.ui.background import Background
from app.ui.messages import Messages
from app.ui.start.step import Step, leave_alt_out, submit_on_enter
from app.ui.widgets.buttons import button
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label

BY_CODE = (
    Field("recovery_code", "Recovery code", hint="Six groups of five letters and figures",
          what="the recovery code"),
    Field("passphrase", "New passphrase", FieldKind.SECRET,
          hint="At least 12 characters; the earlier passphrase stops working"),
    Field("again", "New passphrase again", FieldKind.SECRET, what="the new passphrase again"),
)  # fmt: skip


class UnlockStep(Step):
    """`unlocked(key)` follows the right secret, `passphrase_set` goes before it where a new one
    was set. Used at opening and after the idle lock."""

    unlocked = Signal(object)
    passphrase_set = Signal()
    other_file_requested = Signal()

    def __init__(
        self,
        path: Path,
        background: Background,
        messages: Messages,
        today: date,
        *,
        sentence: str = "",
        is_closable: bool = True,
        is_read_only: bool = False,
        cost: Cost | None = None,
    ) -> None:
        said = sentence or "The file is encrypted. Enter its passphrase to open it."
        super().__init__("start_unlock", f"Unlock {path.name}", said, width=560)
        self._path = path
        self._background = background
        self._messages = messages
        self._cost = cost
        self._is_closable = is_closable
        self._sets_passphrase = not (is_read_only or opening.is_for_reading(path))
        self.passphrase_form = self._by_passphrase(today)
        self.code_form = self._by_code(today)
        self.column.addSpacing(8)
        for form in (self.passphrase_form, self.code_form):
            self.column.addWidget(form)
            leave_alt_out(form)
        self.code_form.hide()
        self.column.addWidget(
            label(new_passphrase.PROTECTS, "second", wrap=True, name="unlock_protects")
        )
        self.first_focus = self.passphrase_form.input_of("passphrase").focus_widget

    def try_passphrase(self) -> None:
        """Try what was typed, off the GUI thread: a guess takes a moment on purpose."""
        values = self.passphrase_form.submit()
        if values is None:
            return
        self._set_busy(True)
        self._background.read(
            lambda _progress: opening.key_from_passphrase(self._path, values["passphrase"]),
            owner=self,
            on_result=self._on_key,
            on_error=self._on_wrong_passphrase,
        )

    def try_code(self) -> None:
        """Try the recovery code and set the new passphrase, where one may be set."""
        form, sets = self.code_form, self._sets_passphrase
        values = new_passphrase.submit(form) if sets else form.submit()
        if values is None:
            return
        self._set_busy(True)

        def job(_progress: object) -> bytes:
            key = opening.key_from_recovery_code(self._path, values["recovery_code"])
            if sets:
                passphrases.set_passphrase(self._path, key, values["passphrase"], cost=self._cost)
            return key

        self._background.read(
            job, owner=self, on_result=self._on_code_key, on_error=self._on_wrong_code
        )

    def _by_passphrase(self, today: date) -> Form:
        form = Form("unlock", [Field("passphrase", "Passphrase", FieldKind.SECRET)], today=today)
        self._open_button = button(
            "Unlock", "primary", name="unlock_open", on_click=self.try_passphrase
        )
        form.add_button(self._open_button)
        form.add_button(
            button("Use the recovery code", "quiet", name="unlock_use_code",
                   on_click=partial(self._show, 1))
        )  # fmt: skip
        if self._is_closable:
            form.add_button(
                button("Another file", "quiet", name="unlock_other",
                       on_click=self.other_file_requested.emit)
            )  # fmt: skip
        submit_on_enter(form, self._open_button)
        return form

    def _by_code(self, today: date) -> Form:
        fields = BY_CODE if self._sets_passphrase else BY_CODE[:1]
        form = Form("recover", fields, today=today)
        words = "Unlock and set the passphrase" if self._sets_passphrase else "Unlock"
        self._code_button = button(words, "primary", name="recover_open", on_click=self.try_code)
        form.add_button(self._code_button)
        form.add_button(
            button("Back to the passphrase", "quiet", name="recover_back",
                   on_click=partial(self._show, 0))
        )  # fmt: skip
        submit_on_enter(form, self._code_button)
        return form

    def _show(self, place: int) -> None:
        forms = (self.passphrase_form, self.code_form)
        form = forms[place]
        forms[1 - place].hide()
        form.show()
        form.focus_field(form.fields[0].name)

    def _set_busy(self, is_busy: bool) -> None:
        for found in (self._open_button, self._code_button):
            found.setEnabled(not is_busy)

    def _on_key(self, key: object) -> None:
        self._set_busy(False)
        self.unlocked.emit(key)

    def _on_code_key(self, key: object) -> None:
        if self._sets_passphrase:
            self.passphrase_set.emit()
        self._on_key(key)

    def _on_wrong_passphrase(self, error: Exception) -> None:
        self._refuse(self.passphrase_form, "passphrase", error)

    def _on_wrong_code(self, error: Exception) -> None:
        self._refuse(self.code_form, "recovery_code", error)

    def _refuse(self, form: Form, field: str, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, CircumstanceError):
            error = RuleError(str(error), field)
        if not form.show_error(error):
            self._messages.tell_error(error)
            return
        form.summary.hide()  # the trouble stands beside the field that has the cursor
        form.focus_field(field)
