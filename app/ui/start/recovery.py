"""The recovery code, shown once: to copy or print, and to be kept away from the computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QWidget

from app import tokens
from app.ui.start.step import Step
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.labels import label

WHY = (
    "Without the passphrase and without this code nobody can read the file, not even we. "
    "Print the code or write it down, and keep it away from this computer, for example in the "
    "team’s safe. It is shown only now."
)


class RecoveryCodeStep(Step):
    """`confirmed` follows once the user says that the code is kept."""

    confirmed = Signal()

    def __init__(self, code: str, file_name: str) -> None:
        super().__init__("start_recovery", "Keep the recovery code", WHY, width=640)
        self.code = code
        self._file_name = file_name
        self.column.addSpacing(8)
        self.column.addWidget(code_frame(code))
        self.add_row(
            button("Copy", name="recovery_copy", icon="ph.copy", on_click=self._copy),
            button("Print", name="recovery_print", icon="ph.printer", on_click=self._print),
        )
        self.said = label("", "second", name="recovery_said")
        self.column.addWidget(self.said)
        self.kept = QCheckBox("I have printed it or written it down")
        self.kept.setObjectName("recovery_kept")
        self.column.addWidget(self.kept)
        self.go_on = button("Go on", "primary", name="recovery_go_on", on_click=self.confirmed.emit)
        explain_disabled(self.go_on, "Keep the code first, then tick the box")
        self.kept.toggled.connect(self._on_kept)
        self.add_row(self.go_on)
        self.first_focus = self.kept

    def _on_kept(self, is_kept: bool) -> None:
        explain_disabled(self.go_on, "" if is_kept else "Keep the code first, then tick the box")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code)
        self.said.setText("Copied. Paste it into a password manager, not into a document.")

    def _print(self) -> None:
        if print_code(self, self.code, self._file_name):
            self.said.setText("Sent to the printer.")


def code_frame(code: str) -> QWidget:
    """The code in large, evenly spaced letters that can be marked."""
    frame = QFrame()
    frame.setProperty("area", "card")
    row = QHBoxLayout(frame)
    row.setContentsMargins(24, 20, 24, 20)
    words = label(code, "heading", name="recovery_code", selectable=True)
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    font.setPointSizeF(tokens.HEADING_PT)
    words.setFont(font)
    row.addWidget(words, 0, Qt.AlignmentFlag.AlignCenter)
    return frame


def print_code(parent: QWidget, code: str, file_name: str) -> bool:
    """Ask for a printer and print the code; False when the user gave up."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    is_agreed = dialog.exec() == QDialog.DialogCode.Accepted
    if is_agreed:
        page = QTextDocument()
        page.setPlainText(f"{tokens.PRODUCT_NAME}\nRecovery code of {file_name}\n\n{code}\n\n{WHY}")
        page.print_(printer)
    dialog.deleteLater()
    return is_agreed
