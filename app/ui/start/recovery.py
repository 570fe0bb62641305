"""The step of the first start that shows the recovery code, once."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.ui.messages import Messages
from app.ui.recovery_code import WHY, RecoveryCode
from app.ui.start.step import Step
from app.ui.widgets.buttons import button, explain_disabled

FIRST = "Keep the code first, then tick the box"


class RecoveryCodeStep(Step):
    """`confirmed` follows once the user says that the code is kept."""

    confirmed = Signal()

    def __init__(self, code: str, file_name: str, messages: Messages, today: date) -> None:
        super().__init__("start_recovery", "Keep the recovery code", WHY, width=640)
        self.column.addSpacing(8)
        self.code = RecoveryCode("recovery", messages)
        self.code.show_code(code, file_name, today)
        self.column.addWidget(self.code)
        self.kept = QCheckBox("I have printed it, written it down or saved it elsewhere")
        self.kept.setObjectName("recovery_kept")
        self.column.addWidget(self.kept)
        self.go_on = button("Go on", "primary", name="recovery_go_on", on_click=self.confirmed.emit)
        explain_disabled(self.go_on, FIRST)
        self.kept.toggled.connect(self._on_kept)
        self.add_row(self.go_on)
        self.first_focus = self.kept

    def _on_kept(self, is_kept: bool) -> None:
        explain_disabled(self.go_on, "" if is_kept else FIRST)
