"""The wizard for a council's own spreadsheet, clicked through with messy files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from app.services.office import Office
from app.services.own_import import NEW, Target, list_mappings
from app.services.register_export import export_register
from app.services.service_rows import list_services
from app.services.services import get_service
from app.ui.context import Context
from app.ui.own_import.page import COLUMNS, DONE, FILE, PREVIEW, OwnImportPage
from app.ui.widgets.form_dialog import FormDialog
from tests.factory import a_register, a_service
from tests.services.cqc_files import ratings_file
from tests.ui.services_context import settle, show, staged, words_of

OWN = Path(__file__).parents[2] / "data" / "own"


class Wizard:
    """The page with what a test needs to drive it."""

    def __init__(self, qtbot: QtBot, context: Context, office: Office) -> None:
        self.qtbot = qtbot
        self.context = staged(context, office)
        self.page = OwnImportPage(self.context)
        show(qtbot, self.context, self.page)

    def choose(self, path: Path) -> None:
        self.page.start(path)
        settle(self.qtbot, self.context)

    def click(self, button: QPushButton) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settle(self.qtbot, self.context)

    def forward(self) -> None:
        self.click(self.page.wizard.forward)

    def choose_in(self, combo: Any, words: str) -> None:
        """As a user does: pick the line with these words."""
        combo.setCurrentIndex(combo.findText(words))
        combo.activated.emit(combo.currentIndex())
        settle(self.qtbot, self.context)

    @property
    def place(self) -> int:
        return self.page.wizard.place


@pytest.fixture
def wizard(qtbot: QtBot, context: Context, office: Office) -> Wizard:
    return Wizard(qtbot, context, office)


def test_list_of_homes_goes_in_and_comes_out_again(wizard: Wizard, office: Office) -> None:
    page = wizard.page
    wizard.choose(OWN / "care_homes.xlsx")
    assert wizard.place == COLUMNS
    assert page.columns_step.targets.currentText() == "Services"
    assert page.columns_step.combos["name"].currentText() == "Name of home"
    wizard.forward()
    assert wizard.place == PREVIEW
    assert page.wizard.forward.text() == "Import 10 records"
    assert [one.row for one in page.preview_step.tables["problems"].shown_rows()] == [
        8, 9, 10, 11, 12, 14, 16,
    ]  # fmt: skip
    assert not office.read(list_services)
    wizard.forward()
    assert wizard.place == DONE
    assert len(office.read(list_services)) == 5
    wizard.click(page.done_step.undo)
    assert not office.read(list_services)
    assert "Undone" in page.done_step.note.accessibleName()


def test_column_that_was_not_understood_is_chosen(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Home,Owner,Group\nSaltergarth House,Brindlemere Care,Residential\n")
    wizard.choose(path)
    step = wizard.page.columns_step
    if step.mapping().sheets[0].target is not Target.SERVICES:
        wizard.choose_in(step.targets, "Services")
    assert not wizard.page.wizard.forward.isEnabled()
    assert "“Type”" in words_of(wizard.page, "own_wizard_words")
    wizard.choose_in(step.combos["service_type"], "Group")
    wizard.choose_in(step.combos["provider"], "Owner")
    wizard.forward()
    wizard.forward()
    assert [row.provider_name for row in office.read(list_services)] == ["Brindlemere Care"]


def test_type_can_be_given_for_every_row(wizard: Wizard, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "homes.csv"
    path.write_text("Home,Provider\nSaltergarth House,Brindlemere Care\nDunden Court,Oxlip Homes\n")
    wizard.choose(path)
    step = wizard.page.columns_step
    wizard.choose_in(step.targets, "Services")
    wizard.choose_in(step.combos["service_type"], "Every row: Nursing home")
    wizard.forward()
    wizard.forward()
    assert {row.service_type.value for row in office.read(list_services)} == {"nursing_home"}


def test_likely_match_waits_for_a_decision(wizard: Wizard, office: Office, tmp_path: Path) -> None:
    a_service(office, postcode="WX1 1AB")
    path = tmp_path / "homes.csv"
    path.write_text(
        "Home,Provider,Type,Postcode,Phone\n"
        "Saltergarth Hse,Brindlemere Care Group,Residential,WX1 1AB,01700900100\n"
    )
    wizard.choose(path)
    wizard.forward()
    step = wizard.page.preview_step
    assert step.tabs.value == "decide"
    assert not wizard.page.wizard.forward.isEnabled()
    assert words_of(wizard.page, "own_asked") == "Is “Saltergarth Hse” one of these?"
    wizard.click(step.same)
    assert wizard.page.wizard.forward.isEnabled()
    wizard.forward()
    (row,) = office.read(list_services)
    assert row.name == "Saltergarth House"
    assert office.read(get_service, row.id).draft.phone == "01700900100"


def test_likely_match_names_its_sheet_and_how_many_it_may_be(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    for postcode in ("WX1 1AB", "WX2 2CD"):
        a_service(office, postcode=postcode)
    book = Workbook()
    book.active.title = "Homes"
    for row in (("Home", "Provider", "Type"), ("Saltergarth House", "Other Care", "Residential")):
        book.active.append(row)
    book.save(tmp_path / "homes.xlsx")
    wizard.choose(tmp_path / "homes.xlsx")
    wizard.forward()
    questions = wizard.page.preview_step.questions
    model = questions.model()
    shown = [model.index(0, at).data() for at in range(model.columnCount())]
    assert "Homes, row 2" in shown
    assert "Saltergarth House or 1 more" in shown


def test_sure_match_is_added_as_new_when_it_is_another_place(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    a_service(office, postcode="WX1 1AB")
    path = tmp_path / "homes.csv"
    path.write_text(
        "Home,Provider,Type,Postcode,Phone\n"
        "Saltergarth House,Brindlemere Care Group,Residential,WX1 1AB,01700900100\n"
    )
    wizard.choose(path)
    wizard.forward()
    step = wizard.page.preview_step
    step.tabs.choose("changes")
    step.tables["changes"].selectRow(0)
    wizard.click(step.not_this)
    assert [one.decision for one in step._questions.values()] == [NEW]
    assert not step.not_this.isEnabled()
    wizard.forward()
    assert len(office.read(list_services)) == 2


def test_all_likely_matches_are_decided_at_once(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    provider = a_service(office, postcode="WX1 1AB")
    assert provider
    path = tmp_path / "homes.csv"
    path.write_text(
        "Home,Provider,Type,Postcode\n"
        "Saltergarth Hse,Brindlemere Care Group,Residential,WX1 1AB\n"
        "Saltergart House,Brindlemere Care Group,Residential,WX1 1AB\n"
    )
    wizard.choose(path)
    wizard.forward()
    wizard.click(wizard.page.preview_step.all_new)
    wizard.forward()
    assert len(office.read(list_services)) == 3


def test_mapping_is_saved_and_offered(wizard: Wizard, office: Office) -> None:
    wizard.choose(OWN / "contracts_register.csv")
    wizard.click(wizard.page.columns_step.save)
    dialog = wizard.page.window().findChild(FormDialog, "save_mapping_dialog")
    name = dialog.form.findChild(QLineEdit, "save_mapping_dialog_form_name")
    assert name.text() == "contracts_register"
    name.clear()
    wizard.qtbot.keyClicks(name, "Contracts of the team")
    wizard.click(dialog.submit_button)
    assert office.read(list_mappings) == ["Contracts of the team"]
    wizard.click(wizard.page.wizard.back)
    wizard.choose(OWN / "contracts_register.csv")
    assert wizard.page.columns_step.saved.currentText() == "Contracts of the team"


def test_our_own_workbook_brings_nothing_new(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    a_register(office, providers=5, services=8)
    path = tmp_path / "Register.xlsx"
    path.write_bytes(office.read(export_register))
    wizard.choose(path)
    wizard.forward()
    assert wizard.page.wizard.forward.text() == "Close"
    assert "nothing new" in words_of(wizard.page, "own_wizard_words")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.xlsx", b"", "empty"),
        ("photo.xlsx", b"\xff\xd8\xff\xe0" + b"0" * 400, "photo"),
        ("heads.csv", b"Service,Provider\n", "no rows"),
    ],
)
def test_bad_file_gets_a_plain_sentence(
    wizard: Wizard, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    wizard.choose(path)
    assert wizard.place == FILE
    told = words_of(wizard.page, "state_text")
    assert words in told
    assert told.endswith(".")


def the_problem_rows(path: Path) -> Path:
    path.write_text(
        "Home,Provider,Type,Email\n"
        "Saltergarth House,Brindlemere Care,Residential,office at saltergarth\n"
        ",Brindlemere Care,Residential,\n"
    )
    return path


def test_rows_with_a_problem_are_read_in_full_and_saved_before_and_after(
    wizard: Wizard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = wizard.page
    wizard.choose(the_problem_rows(tmp_path / "homes.csv"))
    wizard.forward()
    page.preview_step.tabs.choose("problems")
    assert words_of(page, "own_problem_reason") == (
        "Row 2: Email: “office at saltergarth” is not taken. Write the email with an @, like "
        "name@example.org."
    )
    offered: list[str] = []

    def choose(_owner: object, _title: str, offer: str, _kinds: str) -> tuple[str, str]:
        offered.append(Path(offer).name)
        return str(tmp_path / f"kept {len(offered)}"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    wizard.click(page.preview_step.save)
    wizard.forward()
    assert words_of(page, "own_done_told") == ("1 row left out. 1 row was taken with a remark.")
    wizard.click(page.done_step.save_problems)
    assert offered == ["homes problem rows.csv"] * 2
    kept = [(tmp_path / f"kept {number}.csv").read_text("utf-8-sig") for number in (1, 2)]
    assert kept[0] == kept[1]
    lines = kept[0].splitlines()
    assert lines[0] == "Sheet,Row,What happens,Reason"
    assert lines[1].startswith(",2,Taken,")
    assert lines[2] == ",3,Left out,No name of a service"


@pytest.mark.parametrize(
    ("chosen", "kind", "kept"),
    [
        ("list.xlsx", "CSV (*.csv)", "list.xlsx"),
        ("list", "Excel workbook (*.xlsx)", "list.xlsx"),
        ("list.csv", "Excel workbook (*.xlsx)", "list.xlsx"),
        ("May.2026", "CSV (*.csv)", "May.2026.csv"),
    ],
)
def test_rows_with_a_problem_are_saved_under_the_ending_that_was_chosen(
    wizard: Wizard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    chosen: str, kind: str, kept: str,
) -> None:  # fmt: skip
    wizard.choose(the_problem_rows(tmp_path / "homes.csv"))
    wizard.forward()
    where = str(tmp_path / chosen)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (where, kind))
    wizard.click(wizard.page.preview_step.save)
    assert (tmp_path / kept).exists()
    if kept.endswith(".xlsx"):
        sheet = load_workbook(tmp_path / kept)["Rows with a problem"]
        assert sheet["A2"].value == "homes.csv, 2 rows"
        assert [cell.value for cell in sheet[4]] == ["Sheet", "Row", "What happens", "Reason"]
        assert [cell.value for cell in sheet[6]][1:] == [3, "Left out", "No name of a service"]


def test_import_without_a_problem_offers_no_list(wizard: Wizard, tmp_path: Path) -> None:
    path = tmp_path / "homes.csv"
    path.write_text("Home,Provider,Type\nSaltergarth House,Brindlemere Care,Residential\n")
    wizard.choose(path)
    wizard.forward()
    assert wizard.page.preview_step.save.isHidden()
    wizard.forward()
    assert wizard.page.done_step.save_problems.isHidden()


def test_file_of_cqc_is_recognised_and_offered_to_its_wizard(
    wizard: Wizard, tmp_path: Path
) -> None:
    path = ratings_file(tmp_path / "2025-06-01 a.csv", {})
    wizard.choose(path)
    page = wizard.page
    assert wizard.place == COLUMNS
    assert page.columns_step.cqc.isVisible()
    with wizard.qtbot.waitSignal(page.navigate) as asked:
        wizard.click(page.columns_step.cqc.findChild(QPushButton))
    assert asked.args == ["import_cqc", str(path)]
    assert wizard.place == FILE

    wizard.choose(OWN / "care_homes.xlsx")
    assert not page.columns_step.cqc.isVisible()


def test_wizard_begins_with_the_focus_on_the_file_not_on_cancel(wizard: Wizard) -> None:
    assert wizard.page.focusWidget() is wizard.page.file_step.browse


def test_page_opened_anew_begins_again_and_undone_is_said(wizard: Wizard) -> None:
    page = wizard.page
    wizard.choose(OWN / "care_homes.xlsx")
    wizard.forward()
    wizard.forward()
    assert page.header.sentence() == "care_homes.xlsx was brought in."
    wizard.click(page.done_step.undo)
    assert page.header.sentence() == "The import of care_homes.xlsx was undone."
    page.show_key("")
    assert wizard.place == FILE
    assert page.header.sentence().startswith("Providers, services, contracts")


def test_work_in_the_middle_of_the_wizard_stays_when_the_page_is_left(wizard: Wizard) -> None:
    wizard.choose(OWN / "care_homes.xlsx")
    wizard.page.show_key("")
    assert wizard.place == COLUMNS


def test_next_file_shows_its_columns_from_the_top(wizard: Wizard) -> None:
    page = wizard.page
    page.resize(1178, 420)
    wizard.choose(OWN / "care_homes.xlsx")
    bar = page.columns_step.findChild(QScrollArea, "own_columns_scroll").verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    wizard.click(page.wizard.back)
    wizard.choose(OWN / "contracts_register.csv")
    assert bar.value() == 0
