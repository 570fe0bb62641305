"""The reports page: what is shown is what is saved and printed; what to look at comes first."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.vocabulary import Marking
from app.services.cqc_import import ImportOptions, import_cqc_file
from app.services.office import Office
from app.services.report_requests import ReportKind, ReportRequest, make_report
from app.ui.context import Context
from app.ui.reports.page import ReportsPage
from app.ui.widgets.section_list import SectionItem
from tests import visit_steps as steps
from tests.conftest import Dialogs
from tests.factory import a_service, a_signed_visit
from tests.services.cqc_files import ratings_file
from tests.ui.services_context import settle, show, staged, words_of


class Desk:
    """The page with what a test needs to drive it."""

    def __init__(self, qtbot: QtBot, context: Context, office: Office, key: str = "") -> None:
        self.qtbot = qtbot
        self.context = staged(context, office)
        self.page = ReportsPage(self.context)
        self.page.show_key(key)
        show(qtbot, self.context, self.page)

    def click(self, button: QPushButton) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settle(self.qtbot, self.context)

    def choose_in(self, combo: Any, data: object) -> None:
        combo.setCurrentIndex(combo.findData(data))
        combo.activated.emit(combo.currentIndex())
        settle(self.qtbot, self.context)

    def choose(self, kind: ReportKind) -> None:
        self.page.list.select_key(kind.value)
        settle(self.qtbot, self.context)

    @property
    def data(self) -> bytes:
        made = self.page._made
        assert made is not None
        return made.data


@pytest.fixture
def visit_id(office: Office) -> str:
    return steps.started_visit(office)


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def saves_to(dialogs: Dialogs, path: Path) -> None:
    dialogs.expect(lambda _title: (str(path), ""))


def test_bytes_previewed_are_the_bytes_saved(
    qtbot: QtBot, context: Context, office: Office, visit_id: str, dialogs: Dialogs, tmp_path: Path
) -> None:
    desk = Desk(qtbot, context, office, f"visit:{visit_id}")
    assert desk.page.preview.is_shown
    shown: list[bytes] = []
    desk.page.preview.pdf.load = shown.append  # type: ignore[method-assign,assignment]
    desk.choose(ReportKind.EXCEPTIONS)
    saves_to(dialogs, tmp_path / "report.pdf")
    desk.click(desk.page.save_button)
    assert shown == [(tmp_path / "report.pdf").read_bytes()]


def test_marking_is_shown_and_changed_before_print(
    qtbot: QtBot, context: Context, office: Office, visit_id: str
) -> None:
    desk = Desk(qtbot, context, office, f"visit:{visit_id}")
    assert desk.page.bar.marking.currentText() == "OFFICIAL-SENSITIVE"
    assert "OFFICIAL-SENSITIVE" in text_of(desk.data)
    desk.choose_in(desk.page.bar.marking, Marking.OFFICIAL)
    assert "OFFICIAL-SENSITIVE" not in text_of(desk.data)
    assert "OFFICIAL" in text_of(desk.data)


def test_workbook_is_saved_and_not_previewed(
    qtbot: QtBot, context: Context, office: Office, visit_id: str, dialogs: Dialogs, tmp_path: Path
) -> None:
    desk = Desk(qtbot, context, office, f"audit:{visit_id}")
    assert not desk.page.preview.is_shown
    assert not desk.page.print_button.isEnabled()
    assert words_of(desk.page, "state_heading").endswith(".xlsx")
    saves_to(dialogs, tmp_path / "audit")
    desk.click(desk.page.save_button)
    book = openpyxl.load_workbook(tmp_path / "audit.xlsx")
    assert "Answers" in book.sheetnames


def test_name_in_a_note_is_told_before_it_leaves(
    qtbot: QtBot, context: Context, office: Office, visit_id: str, dialogs: Dialogs, tmp_path: Path
) -> None:
    question = next(iter(steps.page_of(office, visit_id).questions()))
    steps.answer(office, visit_id, question.key, 3, "Mrs Larch said that she waits.")
    desk = Desk(qtbot, context, office, f"visit:{visit_id}")
    assert desk.page.warning.isVisible()
    assert "May identify a person in 1 place" in desk.page.warning.accessibleName()
    dialogs.expect(lambda dialog: dialog.reject())
    desk.click(desk.page.save_button)
    dialogs.expect(lambda dialog: dialog.accept())
    saves_to(dialogs, tmp_path / "report.pdf")
    desk.click(desk.page.save_button)
    assert (tmp_path / "report.pdf").exists()


def test_saved_report_is_opened(
    qtbot: QtBot, context: Context, office: Office, visit_id: str, dialogs: Dialogs,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    desk = Desk(qtbot, context, office, f"visit:{visit_id}")
    saves_to(dialogs, tmp_path / "report.pdf")
    desk.click(desk.page.save_button)
    assert desk.page.saved.isVisible()
    desk.click(desk.page.findChild(QPushButton, "reports_saved_act"))
    assert opened == [str(tmp_path / "report.pdf")]


def test_target_that_cannot_be_written_is_told(
    qtbot: QtBot, context: Context, office: Office, visit_id: str, dialogs: Dialogs, tmp_path: Path
) -> None:
    desk = Desk(qtbot, context, office, f"visit:{visit_id}")
    told: list[str] = []
    desk.context.background.unclaimed.connect(lambda error: told.append(str(error)))
    (tmp_path / "taken.pdf").mkdir()
    saves_to(dialogs, tmp_path / "taken.pdf")
    desk.click(desk.page.save_button)
    assert len(told) == 1
    assert not desk.page.saved.isVisible()


def test_market_report_says_what_it_lacks(qtbot: QtBot, context: Context, office: Office) -> None:
    desk = Desk(qtbot, context, office, "market")
    asked: list[tuple[str, str]] = []
    desk.page.navigate.connect(lambda page, key: asked.append((page, key)))
    assert "Bring in a CQC file first" in words_of(desk.page, "state_text")
    assert not desk.page.save_button.isEnabled()
    desk.click(desk.page.findChild(QPushButton, "state_step"))
    assert asked == [("import_cqc", "")]


def test_only_visits_with_answers_are_offered(
    qtbot: QtBot, context: Context, office: Office, visit_id: str
) -> None:
    a_signed_visit(office, a_service(office, name="Dunden Court"))  # as brought in: no version
    desk = Desk(qtbot, context, office)
    assert desk.page.bar.visit.combo.count() == 2
    assert desk.page.bar.request().visit_id == visit_id


def test_register_workbook_carries_the_chosen_marking(office: Office) -> None:
    request = ReportRequest(ReportKind.REGISTER, marking=Marking.OFFICIAL)
    made = office.read(make_report, request)
    assert made.file_name == "Register 2026-11-17.xlsx"
    about = openpyxl.load_workbook(io.BytesIO(made.data))["About"]
    cells = {row[0].value: row[1].value for row in about.iter_rows(min_row=1, max_col=2)}
    assert cells["Marking"] == "OFFICIAL"


def test_market_report_is_made_from_an_imported_file(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    file = ratings_file(tmp_path / "2026-06_ratings.csv", {})
    import_cqc_file(office, file, ImportOptions(add_services=True, file_date=date(2026, 6, 1)))
    desk = Desk(qtbot, context, office, "market")
    assert desk.page.preview.is_shown
    assert desk.data.startswith(b"%PDF")
    desk.choose(ReportKind.MARKET_WORKBOOK)
    assert openpyxl.load_workbook(io.BytesIO(desk.data)).sheetnames


def test_every_report_is_listed_with_what_it_is_for(
    qtbot: QtBot, context: Context, office: Office, visit_id: str
) -> None:
    desk = Desk(qtbot, context, office, f"visit:{visit_id}")
    lines = desk.page.list.section_model.lines
    listed = {line.text: line.second for line in lines if isinstance(line, SectionItem)}
    assert list(listed) == [kind.words for kind in ReportKind]
    assert listed["QA visit report"] == "For the provider and the file"
    assert all(listed.values())


def test_arrow_keys_in_the_list_make_the_next_report(
    qtbot: QtBot, context: Context, office: Office, visit_id: str
) -> None:
    desk = Desk(qtbot, context, office, f"visit:{visit_id}")
    desk.page.list.setFocus()
    qtbot.keyClick(desk.page.list, Qt.Key.Key_Down)
    settle(qtbot, desk.context)
    assert desk.page.list.kind is ReportKind.EXCEPTIONS
    assert desk.page.preview.file_name.text().endswith("exceptions only.pdf")
    assert desk.page.bar.request().visit_id == visit_id
    qtbot.keyClick(desk.page.list, Qt.Key.Key_End)
    settle(qtbot, desk.context)
    assert desk.page.list.kind is ReportKind.REGISTER
    assert not desk.page.bar.visit.isVisible()
    assert desk.page.save_button.accessibleName() == "Save workbook"
