"""Settings in a window: what is changed there is stored, and what is refused is said in place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import tokens
from app.domain.vocabulary import FrameworkStatus, Marking
from app.domain.working_days import Period, PeriodUnit
from app.models import Provider
from app.services import backups, contacts, opening, protection, retention
from app.services.council import get_council, get_periods
from app.services.frameworks import list_frameworks
from app.services.logo import find_logo
from app.services.office import Office
from app.ui.context import Context
from app.ui.folders import documents_folder
from app.ui.settings.page import SettingsPage
from tests.conftest import Dialogs
from tests.factory import a_contract, a_provider
from tests.office_fixtures import FRAMEWORKS, FixedClock, bundled_texts, clock, office
from tests.ui.services_context import settle

__all__ = ["clock", "office"]

CHEAP = opening.Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE = "copper lantern orchard"


class Stage:
    """The page with what a test needs to drive it."""

    def __init__(self, qtbot: QtBot, office: Office, context: Context) -> None:
        self.qtbot, self.office = qtbot, office
        self.context = replace(context, services=office)
        self.page = SettingsPage(self.context, cost=CHEAP)
        qtbot.addWidget(self.page)
        self.page.resize(1100, 700)
        self.page.show()

    def settle(self) -> None:
        settle(self.qtbot, self.context)

    def show(self, key: str) -> Any:
        self.page.show_section(key)
        self.settle()
        return self.page.section

    def find(self, name: str) -> Any:
        found = self.page.section.findChild(QWidget, name)
        if found is None:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            found = next(w for w in app.allWidgets() if w.objectName() == name and w.isVisible())
        return found

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.settle()

    def type_into(self, name: str, words: str) -> None:
        found = self.find(name)
        found.setFocus()
        found.selectAll()
        self.qtbot.keyClicks(found, words)

    def texts(self) -> str:
        shown = [one for one in self.page.findChildren(QLabel) if one.isVisible()]
        return "\n".join(one.text() for one in shown)


@pytest.fixture
def make_stage(qtbot: QtBot, context: Context) -> Iterator[Callable[[Office], Stage]]:
    made: list[Stage] = []

    def make(office: Office) -> Stage:
        made.append(Stage(qtbot, office, context))
        made[-1].settle()
        return made[-1]

    yield make
    for stage in made:
        stage.settle()


@pytest.fixture
def stage(make_stage: Callable[[Office], Stage], office: Office) -> Stage:
    return make_stage(office)


@pytest.fixture
def locked(tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """An encrypted file with one officer."""
    around = opening.Surroundings("device-1", bundled_texts(), clock)
    made, _code = opening.create_encrypted(tmp_path / "own.cqm", PASSPHRASE, around, cost=CHEAP)
    opening.sign_in(made, made.write(opening.add_officer, opening.NewOfficer("Helen Marsh")))
    yield made
    made.close()


def test_council_and_its_authorities_are_stored(stage: Stage) -> None:
    stage.show("council")
    stage.type_into("council_name", "Wexborough")
    stage.type_into("council_authorities", "Wexborough, Harle, Ockmoor")
    stage.click("council_save")
    council = stage.office.read(get_council)
    assert (council.name, council.authorities) == ("Wexborough", ("Wexborough", "Harle", "Ockmoor"))


def test_council_without_a_name_is_refused_beside_the_field(stage: Stage) -> None:
    section = stage.show("council")
    stage.click("council_save")
    assert section.form.error_of("name") == "Enter the name of your council"


def test_logo_is_chosen_shown_and_removed(stage: Stage, tmp_path: Path, dialogs: Dialogs) -> None:
    picture = tmp_path / "wexborough.png"
    Image.new("RGB", (600, 150), "#104a7b").save(picture)
    section = stage.show("council")
    assert not section.logo.frame.isVisible()
    dialogs.expect(lambda _title: (str(picture), ""))
    stage.click("logo_choose")
    assert "wexborough.png: 45 by 11 mm on paper." in stage.texts()
    assert section.logo.picture.pixmap().width() == 360
    assert stage.office.read(find_logo) is not None
    stage.click("logo_remove")
    assert "No logo is chosen" in stage.texts()
    assert stage.office.read(find_logo) is None


def test_drawing_as_a_logo_is_refused_in_a_sentence(
    stage: Stage, tmp_path: Path, dialogs: Dialogs
) -> None:
    drawing = tmp_path / "logo.svg"
    drawing.write_text("<svg/>", encoding="utf-8")
    stage.show("council")
    dialogs.expect(lambda _title: (str(drawing), ""))
    stage.click("logo_choose")
    assert "“logo.svg” is an SVG drawing" in stage.texts()
    assert stage.office.read(find_logo) is None


def test_marking_of_a_report_is_stored(stage: Stage) -> None:
    section = stage.show("marking")
    section.form.input_of("marking_market").set_value(Marking.OFFICIAL_SENSITIVE)
    stage.click("marking_save")
    assert stage.office.read(get_council).marking_market is Marking.OFFICIAL_SENSITIVE
    assert not section.is_dirty


def test_period_is_changed_and_one_below_one_refused(stage: Stage) -> None:
    section = stage.show("periods")
    stage.type_into("periods_draft_to_provider", "0")
    stage.click("periods_save")
    assert section.form.error_of("draft_to_provider") == "Enter a period of at least 1"
    stage.type_into("periods_draft_to_provider", "15")
    stage.click("periods_save")
    assert stage.office.read(get_periods).draft_to_provider == Period(15, PeriodUnit.WORKING_DAYS)


def test_what_is_typed_is_not_left_unasked(stage: Stage, dialogs: Dialogs) -> None:
    stage.show("council")
    stage.type_into("council_team", "Commissioning")
    dialogs.expect(lambda dialog: dialog.reject())
    assert not stage.page.may_leave()


def test_backup_is_made_checked_and_brought_back(stage: Stage, dialogs: Dialogs) -> None:
    a_provider(stage.office, "Larkhollow Homes")
    section = stage.show("backups")
    stage.click("backups_make")
    assert "Backup made and checked." in section.said.accessibleName()
    stage.click("backups_check")
    assert "This backup is whole." in section.said.accessibleName()
    a_provider(stage.office, "Sedgeholt Care")
    asked: list[str] = []

    def agree(dialog: Any) -> None:
        asked.append(dialog.text)
        dialog.accept()

    dialogs.expect(agree)
    stage.click("backups_restore")
    assert "\n1 provider made since would go.\n" in asked[0]
    assert "The backup was restored." in section.said.accessibleName()
    names = stage.office.read(lambda r: {p.name for p in r.session.query(Provider)})
    assert names == {"Larkhollow Homes"}
    assert len(backups.list_backups_of(stage.office)) == 2


def test_second_backup_is_not_begun_while_one_is_made(stage: Stage) -> None:
    backups.make_backup(stage.office)
    section = stage.show("backups")
    section.make_now()
    section.reload()
    section.table.clearSelection()
    assert section.make_button.toolTip() == "A backup is being made"
    stage.settle()
    assert section.make_button.isEnabled()


def test_damaged_backup_is_told(stage: Stage) -> None:
    row = backups.make_backup(stage.office).row
    section = stage.show("backups")
    database = row.folder / "test.cqm"
    database.write_bytes(database.read_bytes()[:-4096])
    stage.click("backups_check")
    assert "This backup is not whole." in section.said.accessibleName()


def test_second_place_is_chosen_and_taken_away(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = str(tmp_path / "second")
    Path(second).mkdir()
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *given: asked.append(given) or second
    )
    stage.show("backups")
    stage.click("backups_choose_second")
    stage.click("backups_choose_second")
    assert [one[2] for one in asked] == [documents_folder(), second]
    assert stage.office.read(get_council).second_place == second
    assert second in stage.texts()
    stage.click("backups_no_second")
    assert stage.office.read(get_council).second_place == ""


def test_passphrase_is_changed_when_the_present_one_is_right(
    make_stage: Callable[[Office], Stage], locked: Office
) -> None:
    stage = make_stage(locked)
    section = stage.show("security")
    for present, expected in (("not the present one", "does not open"), (PASSPHRASE, "")):
        stage.type_into("passphrase_present", present)
        stage.type_into("passphrase_passphrase", "velvet anchor morning")
        stage.type_into("passphrase_again", "velvet anchor morning")
        stage.click("security_change")
        assert expected in section.form.error_of("present")
    assert opening.key_from_passphrase(locked.path, "velvet anchor morning") == locked.database.key


def test_new_recovery_code_is_shown_once(
    make_stage: Callable[[Office], Stage], locked: Office, dialogs: Dialogs
) -> None:
    stage = make_stage(locked)
    section = stage.show("security")
    dialogs.expect(lambda dialog: dialog.accept())
    stage.click("security_new_code")
    code = section.code.code
    assert code in stage.texts()
    assert opening.key_from_recovery_code(locked.path, code) == locked.database.key
    stage.show("about")
    stage.show("security")
    assert section.code.code == ""
    assert code not in stage.texts()


def test_plain_file_says_that_it_has_no_passphrase(stage: Stage) -> None:
    stage.show("security")
    assert "This file is not encrypted." in stage.texts()
    stage.type_into("idle_idle_minutes", "500")
    stage.click("idle_save")
    assert "between 1 and 240 minutes" in stage.texts()


def test_officer_is_added_changed_and_archived(stage: Stage) -> None:
    section = stage.show("officers")
    stage.click("officers_add")
    stage.type_into("officer_dialog_form_name", "David Okafor")
    stage.click("officer_dialog_submit")
    assert [row.name for row in section.table.shown_rows()] == ["David Okafor", "Helen Marsh"]
    section.table.select_key(section.table.shown_rows()[0].id)
    stage.click("officers_archive")
    assert [row.name for row in section.table.shown_rows()] == ["Helen Marsh"]


def own_framework(tmp_path: Path) -> Path:
    """The bundled homecare framework under a version number of our own."""
    text = (FRAMEWORKS / "homecare.toml").read_text("utf-8")
    assert 'version = "1.0"' in text
    path = tmp_path / "ours.toml"
    path.write_text(text.replace('version = "1.0"', 'version = "1.9"', 1), encoding="utf-8")
    return path


def test_framework_of_our_own_is_brought_in_and_retired(
    stage: Stage, tmp_path: Path, dialogs: Dialogs
) -> None:
    path = own_framework(tmp_path)
    section = stage.show("frameworks")
    dialogs.expect(lambda _title: (str(path), ""))
    stage.click("frameworks_add")
    rows = {row.version: row for row in section.table.shown_rows()}
    assert rows["1.9"].is_bundled is False
    section.table.select_key(rows["1.9"].id)
    stage.settle()
    assert "Excellent from 88%" in stage.texts()
    stage.click("frameworks_retire")
    found = stage.office.read(list_frameworks, published_only=False)
    assert {row.status for row in found if row.version == "1.9"} == {FrameworkStatus.RETIRED}


def test_complaints_of_a_framework_file_are_said(
    stage: Stage, tmp_path: Path, dialogs: Dialogs
) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("format = 1\n[framework]\nid = 'x'\n", encoding="utf-8")
    stage.show("frameworks")
    dialogs.expect(lambda _title: (str(path), ""))
    stage.click("frameworks_add")
    assert "broken.toml" in stage.texts()


def test_text_is_found_and_erased_with_its_reason(stage: Stage) -> None:
    owner = a_provider(stage.office, "Larkhollow Homes")
    draft = contacts.ContactDraft("Ambrose Tiddlewick", provider_id=owner)
    stage.office.write(contacts.add_contact, draft)
    section = stage.show("protection")
    stage.type_into("protection_words", "Tiddlewick")
    stage.click("protection_find")
    assert [row.text for row in section.found.shown_rows()] == ["Ambrose Tiddlewick"]
    assert section.found.selected_rows() == []
    assert not section.erase_button.isEnabled()
    section.found.selectAll()
    stage.click("protection_erase")
    assert stage.find("erase_dialog_goes").text() == (
        "• Ambrose Tiddlewick, Larkhollow Homes: Contact, name of the contact: Ambrose Tiddlewick"
    )
    stage.type_into("erase_dialog_form_reason", "He asked for it")
    stage.find("erase_dialog_form_legal_ground").setCurrentIndex(3)
    stage.click("erase_dialog_submit")
    assert stage.office.read(protection.find_texts, "Tiddlewick") == []
    assert [row.reason for row in section.done.shown_rows()] == ["He asked for it"]


def test_texts_found_say_where_they_stand_and_one_is_told_in_full(stage: Stage) -> None:
    long = "The folder was seen. " * 6 + "Ambrose Tiddlewick rang twice about the door."
    a_provider(stage.office, "Larkhollow Homes", notes=long)
    a_provider(stage.office, "Sedgeholt Care", notes="Ask for Ambrose Tiddlewick")
    section = stage.show("protection")
    stage.type_into("protection_words", "tiddlewick")
    stage.click("protection_find")
    shown = section.found.as_text(section.found.shown_rows()).splitlines()[1:]
    around = "… was seen. Ambrose Tiddlewick rang twice about the door."
    assert shown == [
        f"Larkhollow Homes\tProvider, notes\t{around}",
        "Sedgeholt Care\tProvider, notes\tAsk for Ambrose Tiddlewick",
    ]
    section.found.selectRow(0)
    assert section.found_told.text() == f"Larkhollow Homes\nProvider, notes: {long}"
    assert section.erase_button.text() == "Erase 1 selected text"
    stage.click("protection_find")
    assert section.found.selected_rows() == []


def test_cells_of_the_retention_periods_begin_with_a_capital(stage: Stage) -> None:
    section = stage.show("protection")
    lines = section.rules.as_text(section.rules.shown_rows()).splitlines()[1:]
    assert all(cell[:1].isupper() for line in lines for cell in line.split("\t")[2:])


def test_text_of_a_settings_change_has_the_room_that_an_empty_reason_leaves(stage: Stage) -> None:
    stage.office.write(opening.add_officer, opening.NewOfficer("Siân Prŷs-Llewelyn", "Officer"))
    table = stage.show("history").table
    metrics = table.fontMetrics()
    words = metrics.horizontalAdvance("Added officer Siân Prŷs-Llewelyn")
    assert table.columnWidth(2) >= words + 2 * tokens.CELL_PADDING
    assert table.columnWidth(4) <= 100


def test_save_of_the_council_keeps_the_focus_on_save(stage: Stage) -> None:
    section = stage.show("council")
    stage.type_into("council_name", "Wexborough Council")
    section.save_button.setFocus()
    stage.click("council_save")
    assert stage.office.read(get_council).name == "Wexborough Council"
    assert section.save_button.hasFocus()


def test_record_past_its_period_is_listed_and_a_period_changed(stage: Stage) -> None:
    owner = a_provider(stage.office)
    a_contract(stage.office, owner, starts_on=date(2016, 4, 1), ends_on=date(2019, 3, 31))
    section = stage.show("protection")
    assert [row.kind for row in section.past.shown_rows()] == ["contract"]
    section.rules.select_key("contract")
    stage.click("protection_period")
    stage.type_into("period_dialog_form_months", "144")
    stage.click("period_dialog_submit")
    assert not section.past.shown_rows()
    rule = next(r for r in stage.office.read(retention.list_rules) if r.kind == "contract")
    assert (rule.months, rule.is_own) == (144, True)


def test_export_under_a_reference_is_written(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_provider(stage.office, "Larkhollow Homes")
    section = stage.show("protection")
    stage.type_into("protection_reference", "Larkhollow Homes")
    offered: list[str] = []
    stage.context.settings.change(last_folder=str(tmp_path))

    def choose(_owner: Any, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        offered.append(start)
        return str(tmp_path / "all.zip"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    stage.click("protection_export")
    assert offered == [str(tmp_path / "Larkhollow-Homes.zip")]
    assert (tmp_path / "all.zip").exists()
    assert "Written 1 record" in section.said.accessibleName()


def test_theme_holds_at_once_and_is_remembered(stage: Stage) -> None:
    section = stage.show("appearance")
    section.form.input_of("theme").set_value("dark")
    assert stage.context.theme.name == "dark"
    assert stage.context.settings.current.theme == "dark"
    section.form.input_of("theme").set_value("light")


def test_about_names_version_and_packages(stage: Stage) -> None:
    section = stage.show("about")
    assert tokens.VERSION in stage.texts()
    with (FRAMEWORKS.parents[1] / "pyproject.toml").open("rb") as project:
        assert tomllib.load(project)["project"]["version"] == tokens.VERSION
    table: Any = section.findChild(QWidget, "about_packages")
    assert "reportlab" in {row[0] for row in table.shown_rows()}


def test_record_that_came_past_its_period_elsewhere_is_listed(stage: Stage) -> None:
    section = stage.show("protection")
    assert not section.past.shown_rows()
    owner = a_provider(stage.office)
    a_contract(stage.office, owner, starts_on=date(2016, 4, 1), ends_on=date(2019, 3, 31))
    a_contract(
        stage.office, owner, reference="OLD-1", title="OLD-1",
        starts_on=date(2015, 4, 1), ends_on=date(2018, 3, 31),
    )  # fmt: skip
    stage.context.changes.tell({"contract"})
    stage.settle()
    assert [row.kind for row in section.past.shown_rows()] == ["contract", "contract"]
    assert section.past.shown_rows()[0].label == "OLD-1"
