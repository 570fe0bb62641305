"""Start with our own services: who, which council, a passphrase, and what to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal

from app.services import opening
from app.ui import new_passphrase
from app.ui.start.step import Step
from app.ui.widgets.buttons import button
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field, FieldKind

NEXT = (
    ("cqc", "The file that CQC publishes"),
    ("spreadsheet", "Our own spreadsheet"),
    ("empty", "An empty register"),
)


@dataclass(frozen=True)
class NewFile:
    """What the form hands in."""

    officer: opening.NewOfficer
    council: str
    authorities: tuple[str, ...]
    passphrase: str
    next_step: str
    keeps_key: bool


def _fields(keychain: bool) -> tuple[Field, ...]:
    fields = (
        Field("name", "Your name", what="your name",
              hint="It stands beside everything you do in this file"),
        Field("role", "Your role", hint="For example contract and quality manager",
              is_optional=True),
        Field("initials", "Your initials", width=90, is_optional=True),
        Field("council", "Your council", what="the name of your council",
              hint="For example Wexborough"),
        Field("authorities", "Local authorities you oversee", is_optional=True,
              hint="As CQC writes them, with commas between them; you can change it later"),
        Field("passphrase", "Passphrase", FieldKind.SECRET,
              hint=new_passphrase.HINT),
        Field("again", "Passphrase again", FieldKind.SECRET, what="the passphrase again"),
        Field("keeps_key", "Ask for the passphrase on this computer", FieldKind.RADIO,
              hint="The key can lie in the keychain of this computer, which opens when you sign in",
              options=((False, "Each time"), (True, "Not, use the keychain"))),
        Field("next_step", "Begin with", FieldKind.RADIO, options=NEXT,
              what="what to begin with"),
    )  # fmt: skip
    return fields if keychain else tuple(one for one in fields if one.name != "keeps_key")


class OwnFileStep(Step):
    """`submitted(NewFile)` follows a complete form; `show_error` says what a service refused."""

    submitted = Signal(object)
    back_requested = Signal()

    def __init__(self, today: date, data: Path, *, has_keychain: bool) -> None:
        super().__init__(
            "start_own_file",
            "Start with our own services",
            "The file is encrypted from the start. It is kept on this computer, in "
            f"{data}, and nothing is sent anywhere.",
            width=640,
        )
        self.form = Form("own", _fields(has_keychain), today=today)
        self.make_button = button(
            "Make the file", "primary", name="own_make", on_click=self.submit,
            shortcut="Ctrl+Return",
        )  # fmt: skip
        self.form.add_button(self.make_button)
        self.form.add_button(button("Back", name="own_back", on_click=self.back_requested.emit))
        self.column.addSpacing(8)
        self.column.addWidget(self.form)
        self.first_focus = self.form.input_of("name").focus_widget

    def begin(self, next_step: str) -> None:
        """Start over with what was chosen on the screen before."""
        start = {"next_step": next_step, "keeps_key": False}
        self.form.set_values({k: v for k, v in start.items() if self._has(k)})

    def submit(self) -> None:
        """Hand in what stands in the form, or say what is missing."""
        values = new_passphrase.submit(self.form)
        if values is None:
            return
        names = tuple(part.strip() for part in values["authorities"].split(",") if part.strip())
        officer = opening.NewOfficer(values["name"], values["role"], values["initials"])
        self.set_busy(True)
        self.submitted.emit(
            NewFile(officer, values["council"], names, values["passphrase"], values["next_step"],
                    bool(values.get("keeps_key")))
        )  # fmt: skip

    def show_error(self, error: Exception) -> bool:
        """Say a refusal beside its field; False when it is none of the form."""
        self.set_busy(False)
        return self.form.show_error(error)

    def set_busy(self, is_busy: bool) -> None:
        """While the file is being made the button waits."""
        self.make_button.setEnabled(not is_busy)

    def _has(self, name: str) -> bool:
        return any(field.name == name for field in self.form.fields)
