"""The recovery code, shown once: to copy, to print, to save, and to be kept off this computer."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app import tokens
from app.domain.words import long_date
from app.errors import NotSavedError
from app.ui.folders import documents_folder
from app.ui.messages import Messages
from app.ui.widgets.buttons import button
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import label

WHY = (
    "Without the passphrase and without this code nobody can read the file, not even we. "
    "Print the code or write it down, and keep it away from this computer, for example in the "
    "team’s safe. It is shown only now."
)
ON_PAPER = (
    "Whoever has this code can open the file. Keep it away from the computer, for example in the "
    "team’s safe. To use it: choose “Use the recovery code” where the passphrase is asked."
)
KINDS = "PDF (*.pdf);;Text (*.txt)"


class RecoveryCode(QWidget):
    """The code in large letters with Copy, Print and Save below it; `name` opens their names."""

    def __init__(self, name: str, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self.code, self._file_name, self._today = "", "", date.min
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.words = label("", "heading", name=f"{name}_code", selectable=True)
        column.addWidget(_framed(self.words))
        row = FlowLayout(gap=8)
        for words, key, icon, act in (
            ("Print", "print", "ph.printer", self.print),
            ("Save as PDF or text", "save", "ph.download-simple", self.save),
            ("Copy", "copy", "ph.copy", self.copy),
        ):
            row.addWidget(button(words, name=f"{name}_{key}", icon=icon, on_click=act))
        column.addLayout(row)
        self.said = label("", "second", wrap=True, name=f"{name}_said")
        column.addWidget(self.said)

    def show_code(self, code: str, file_name: str, today: date) -> None:
        """Show this code of this file."""
        self.code, self._file_name, self._today = code, file_name, today
        self.words.setText(code)
        self.said.clear()

    def forget(self) -> None:
        """Show nothing any more."""
        self.show_code("", "", date.min)

    def copy(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self.code)
        self.said.setText("Copied. Paste it into a password manager, not into a document.")

    def print(self) -> None:
        """Ask for a printer and print the page."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._page().print_(printer)
            self.said.setText("Sent to the printer.")
        dialog.deleteLater()

    def save(self) -> None:
        """Ask where, and write the page as PDF, or as text where that is chosen."""
        name = f"Recovery code of {Path(self._file_name).stem}.pdf"
        start = str(Path(documents_folder()) / name)
        chosen, kind = QFileDialog.getSaveFileName(self, "Save the recovery code", start, KINDS)
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.casefold() not in {".pdf", ".txt"}:
            path = path.with_name(f"{path.name}{'.txt' if 'txt' in kind else '.pdf'}")
        try:
            self._write(path)
        except OSError as error:
            self._messages.tell_error(
                NotSavedError(
                    f"The code was not saved ({error.strerror}). Choose another folder, or "
                    "print it."
                )
            )
            return
        self.said.setText(
            f"Saved {path.name}. Take it to another place than this computer, for example a "
            "memory stick in the safe: whoever has it can open the file."
        )

    def _write(self, path: Path) -> None:
        """Beside the target, then in its place."""
        part = path.with_name(f"{path.name}.part")
        try:
            if path.suffix.casefold() == ".txt":
                part.write_text(self._text(), encoding="utf-8")
            else:
                part.touch()  # a folder that cannot be written says so here
                writer = QPdfWriter(str(part))
                writer.setTitle(self._heading())
                writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
                writer.setPageMargins(QMarginsF())  # a text document brings its own
                self._page().print_(writer)
                del writer
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def _heading(self) -> str:
        return f"Recovery code of {self._file_name}"

    def _text(self) -> str:
        made = f"Made {long_date(self._today)}"
        lines = (tokens.PRODUCT_NAME, self._heading(), made, "", self.code, "", ON_PAPER)
        return "\n".join(lines) + "\n"

    def _page(self) -> QTextDocument:
        page = QTextDocument()
        page.setDefaultFont(QFont(self.font().family(), 11))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        page.setHtml(
            f"<p>{escape(tokens.PRODUCT_NAME)}</p><h2>{escape(self._heading())}</h2>"
            f"<p>Made {long_date(self._today)}</p>"
            f"<p style=\"font-family: '{fixed}'; font-size: 16pt; white-space: pre\">"
            f"{escape(self.code)}</p>"
            f"<p>{escape(ON_PAPER)}</p>"
        )
        return page


def _framed(words: QWidget) -> QFrame:
    """The code in evenly spaced letters that can be marked."""
    frame = QFrame()
    frame.setProperty("area", "card")
    row = QHBoxLayout(frame)
    row.setContentsMargins(24, 20, 24, 20)
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    font.setPointSizeF(tokens.HEADING_PT)
    words.setFont(font)
    row.addWidget(words, 0, Qt.AlignmentFlag.AlignCenter)
    return frame
