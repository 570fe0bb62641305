"""The lock of the file: passphrase, recovery code, keychain, and when it locks by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.errors import RuleError
from app.services import opening, passphrases
from app.services.council import change_council, get_council
from app.services.opening import Cost
from app.ui import new_passphrase
from app.ui.context import Context
from app.ui.recovery_code import RecoveryCode
from app.ui.settings.section import FormSection, Section
from app.ui.widgets.buttons import button
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note

CODE_WIDTH = 640
PASSPHRASE = (
    Field("present", "Present passphrase", FieldKind.SECRET, what="the present passphrase"),
    Field("passphrase", "New passphrase", FieldKind.SECRET, what="the new passphrase",
          hint=new_passphrase.HINT),
    Field("again", "New passphrase again", FieldKind.SECRET, what="the new passphrase again"),
)  # fmt: skip


class SecuritySection(Section):
    """Changing the passphrase wraps the same key anew; no data is written again."""

    def __init__(self, context: Context, *, cost: Cost | None = None) -> None:
        super().__init__(context, "security", "Security", new_passphrase.PROTECTS)
        self.office = context.services
        self._cost = cost
        if self.office.database.key is None:
            self.column.addWidget(
                Note("This file is not encrypted.", "The sample and files of the command line are "
                     "plain. A file made in the window is encrypted.", name="security_plain")
            )  # fmt: skip
        else:
            self._add_passphrase()
            self._add_code()
            self._add_keychain()
        self._add_idle()
        self.column.addStretch(1)

    def reload(self) -> None:
        """Read the minutes; the rest is asked when it is needed."""
        self.idle.reload()
        if self.office.database.key is not None:
            self._show_keychain()

    # --- passphrase -------------------------------------------------------------------------

    def change_passphrase(self) -> None:
        """Check the present one, then wrap the key under the new one, off the GUI thread."""
        values = new_passphrase.submit(self.form)
        if values is None:
            return
        self.change_button.setEnabled(False)

        def job(_progress: object) -> None:
            try:
                opening.key_from_passphrase(self.office.path, values["present"])
            except opening.WrongSecretError as error:
                raise RuleError(str(error), "present") from error
            passphrases.change_passphrase(self.office, values["passphrase"], cost=self._cost)

        self.context.background.write(
            job, owner=self, on_result=self._on_changed, on_error=self._on_refused
        )

    def _add_passphrase(self) -> None:
        self.add_heading("Passphrase")
        self.form = Form("passphrase", PASSPHRASE, today=self.context.today())
        self.change_button = button(
            "Change the passphrase", "primary", name="security_change",
            on_click=self.change_passphrase,
        )  # fmt: skip
        self.form.add_button(self.change_button)
        self.column.addWidget(self.form)

    def _on_changed(self, _result: object) -> None:
        self.change_button.setEnabled(True)
        self.form.set_values({field.name: "" for field in PASSPHRASE})
        self.context.messages.say("The passphrase was changed.")

    def _on_refused(self, error: Exception) -> None:
        self.change_button.setEnabled(True)
        if not self.form.show_error(error):
            self.context.messages.tell_error(error)

    # --- recovery code ----------------------------------------------------------------------

    def new_code(self) -> None:
        """Make a fresh code and show it; the earlier one stops working."""
        if not self.context.messages.confirm(
            "Make a new recovery code?",
            "The earlier code stops working. The new one is shown once: have a printer or a pen "
            "ready.",
            "Make a new code",
        ):
            return
        self.context.background.write(
            lambda _progress: passphrases.new_recovery_code(self.office, cost=self._cost),
            owner=self,
            on_result=self._on_code,
        )

    def _add_code(self) -> None:
        self.add_heading(
            "Recovery code",
            "Opens the file when the passphrase is forgotten. Keep it away from this computer.",
        )
        self.column.addWidget(
            button("Make a new recovery code", name="security_new_code", on_click=self.new_code)
        )
        self.code = RecoveryCode("security", self.context.messages)
        self.code.setMaximumWidth(CODE_WIDTH)
        self.code.hide()
        self.column.addWidget(self.code)

    def _on_code(self, code: str) -> None:
        self.code.show_code(code, self.office.path.name, self.context.today())
        self.code.show()
        self.code.said.setText("It is shown only now: print it, save it or write it down.")

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        if self.office.database.key is not None and not event.spontaneous():  # shown once
            self.code.forget()
            self.code.hide()

    # --- keychain ---------------------------------------------------------------------------

    def _add_keychain(self) -> None:
        self.add_heading("Keychain of this computer")
        self.keychain_words = label("", wrap=True, name="security_keychain")
        self.column.addWidget(self.keychain_words)
        self.keychain_button = button("", name="security_keep", on_click=self._on_keychain)
        self.column.addWidget(self.keychain_button)

    def _show_keychain(self) -> None:
        is_kept = opening.is_in_keychain(self.office)
        has_one = opening.has_keychain()
        said = "The passphrase is asked each time the file is opened."
        self.keychain_words.setText(opening.keychain_words() if is_kept or not has_one else said)
        self.keychain_button.setVisible(has_one)
        words = "Take the key out of the keychain" if is_kept else "Keep the key in the keychain"
        self.keychain_button.setText(words)

    def _on_keychain(self) -> None:
        key = self.office.database.key
        if key is None:
            return
        if opening.is_in_keychain(self.office):
            opening.forget_in_keychain(key)
        else:
            trouble = opening.keep_in_keychain(key)
            if trouble:
                self.context.messages.say(trouble)
        self._show_keychain()

    # --- idle lock --------------------------------------------------------------------------

    def _add_idle(self) -> None:
        self.column.addSpacing(16)

        def read(reading: Any) -> Mapping[str, Any]:
            return {"idle_minutes": get_council(reading).idle_minutes}

        field = Field("idle_minutes", "Lock after so many minutes without a touch",
                      FieldKind.NUMBER, width=90, what="the number of minutes",
                      hint="Also when the screen locks or the computer sleeps")  # fmt: skip
        self.idle = FormSection(
            self.context, "idle", "Lock by itself", [field], read=read,
            act=lambda values: (change_council, (values,)),
        )  # fmt: skip
        self.column.addWidget(self.idle)
