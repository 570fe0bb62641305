"""The recovery code can be copied, printed and saved where it is shown, and then is gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.ui.folders import documents_folder
from app.ui.messages import Messages
from app.ui.recovery_code import RecoveryCode
from tests.conftest import Dialogs

CODE = "7KQ2M-XW9TD-3RHPA-8NVCE-5YJ4B-6GZFS"


@pytest.fixture
def shown(qtbot: QtBot) -> RecoveryCode:
    made = RecoveryCode("recovery", Messages())
    qtbot.addWidget(made)
    made.show_code(CODE, "wexborough.cqm", date(2026, 11, 17))
    made.show()
    return made


def click(qtbot: QtBot, shown: RecoveryCode, name: str) -> None:
    found: Any = shown.findChild(QWidget, name)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def test_code_is_saved_as_a_pdf_that_says_what_it_is(
    qtbot: QtBot, shown: RecoveryCode, dialogs: Dialogs, tmp_path: Path
) -> None:
    dialogs.expect(lambda _title: (str(tmp_path / "code.pdf"), "PDF (*.pdf)"))
    click(qtbot, shown, "recovery_save")
    text = PdfDocument(tmp_path / "code.pdf")[0].get_textpage().get_text_range()
    assert CODE in text
    assert "Recovery code of wexborough.cqm" in text
    assert "17 November 2026" in text
    assert [file.name for file in tmp_path.iterdir()] == ["code.pdf"]
    assert "Saved code.pdf" in shown.said.text()


def test_place_to_save_the_code_begins_in_the_folder_of_documents(
    qtbot: QtBot, shown: RecoveryCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *given: asked.append(given) or ("", "")
    )
    click(qtbot, shown, "recovery_save")
    assert asked[0][2] == str(Path(documents_folder()) / "Recovery code of wexborough.pdf")


def test_code_is_saved_as_text_with_the_ending_of_the_kind(
    qtbot: QtBot, shown: RecoveryCode, dialogs: Dialogs, tmp_path: Path
) -> None:
    dialogs.expect(lambda _title: (str(tmp_path / "code"), "Text (*.txt)"))
    click(qtbot, shown, "recovery_save")
    assert f"\n{CODE}\n" in (tmp_path / "code.txt").read_text("utf-8")


def test_folder_that_is_not_there_is_told_and_nothing_claimed(
    qtbot: QtBot,
    shown: RecoveryCode,
    dialogs: Dialogs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    monkeypatch.setattr(Messages, "tell_error", lambda _self, error: said.append(str(error)))
    dialogs.expect(lambda _title: (str(tmp_path / "none" / "code.pdf"), "PDF (*.pdf)"))
    click(qtbot, shown, "recovery_save")
    assert "The code was not saved" in said[0]
    assert shown.said.text() == ""


def test_code_is_printed_with_what_it_is_for(
    qtbot: QtBot, shown: RecoveryCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr(
        QTextDocument, "print_", lambda page, _printer: printed.append(page.toPlainText())
    )
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: QDialog.DialogCode.Accepted)
    click(qtbot, shown, "recovery_print")
    assert CODE in printed[0]
    assert shown.said.text() == "Sent to the printer."


def test_code_is_copied(qtbot: QtBot, shown: RecoveryCode) -> None:
    click(qtbot, shown, "recovery_copy")
    assert QGuiApplication.clipboard().text() == CODE


def test_forgotten_code_stands_nowhere(shown: RecoveryCode) -> None:
    shown.forget()
    assert shown.code == ""
    assert shown.words.text() == ""
