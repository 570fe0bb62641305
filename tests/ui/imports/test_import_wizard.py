"""The wizard for CQC files, clicked through with a real cut and with small invented files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.services.cqc_import import DateOrder, ImportOptions, import_cqc_file, list_runs
from app.services.office import Office
from app.services.ratings import list_current
from app.services.service_rows import list_services
from app.ui.context import Context
from app.ui.imports.page import AUTHORITIES, DONE, FILE, KIND, PREVIEW, ImportPage
from tests.services.cqc_files import (
    DEACTIVATED_2025,
    FEBRUARY_2021,
    JUNE_2026,
    directory_file,
    ratings_file,
)
from tests.ui.services_context import settle, show, staged, words_of


class Wizard:
    """The page with what a test needs to drive it."""

    def __init__(self, qtbot: QtBot, context: Context, office: Office) -> None:
        self.qtbot = qtbot
        self.context = staged(context, office)
        self.page = ImportPage(self.context)
        show(qtbot, self.context, self.page)

    def choose(self, path: Path) -> None:
        self.page.start(path)
        settle(self.qtbot, self.context)

    def forward(self) -> None:
        self.qtbot.mouseClick(self.page.wizard.forward, Qt.MouseButton.LeftButton)
        settle(self.qtbot, self.context)

    @property
    def place(self) -> int:
        return self.page.wizard.place


@pytest.fixture
def wizard(qtbot: QtBot, context: Context, office: Office) -> Wizard:
    return Wizard(qtbot, context, office)


def test_real_file_from_choice_to_done_and_undone(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    lincolnshire = ImportOptions(authorities=("Lincolnshire",), add_services=True)
    import_cqc_file(office, FEBRUARY_2021, lincolnshire)
    before = office.read(list_current)
    wizard = Wizard(qtbot, context, office)
    page = wizard.page
    assert len(page.file_step.runs.shown_rows()) == 1

    wizard.choose(JUNE_2026)
    assert wizard.place == KIND
    assert page.header.sentence() == "Latest ratings, 1 June 2026. Nothing has been changed yet."
    wizard.forward()
    assert page.authority_step.chosen() == ("Lincolnshire",)
    page.authority_step.add_services.setChecked(True)
    page.authority_step.add_health.setChecked(True)
    wizard.forward()

    assert wizard.place == PREVIEW
    assert page.wizard.forward.text() == "Import 123 services and 3,655 ratings"
    assert page.preview_step.keep_names.isChecked() is False
    assert words_of(page, "import_count_absent") == "101"
    qtbot.mouseClick(page.findChild(object, "import_count_absent"), Qt.MouseButton.LeftButton)
    assert page.preview_step.tabs.value == "absent"
    assert office.read(list_current) == before

    wizard.forward()
    assert wizard.place == DONE
    assert len(office.read(list_services)) == 579
    qtbot.mouseClick(page.done_step.undo, Qt.MouseButton.LeftButton)
    settle(qtbot, wizard.context)
    assert page.done_step.note.accessibleName().startswith("Undone.")
    assert office.read(list_current) == before


def test_refused_file_says_why_and_leaves_no_trace(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.xlsx"
    photo.write_bytes(b"\xff\xd8\xff\xe0 not a workbook at all")
    wizard.choose(photo)
    assert wizard.place == FILE
    state = wizard.page.file_step.state.state
    assert state is not None
    assert state.kind == "failed"
    assert "photo.xlsx" in state.text
    assert office.read(list_runs) == []
    assert wizard.page.file_step.browse.isEnabled()


def test_next_file_begins_with_its_changes_from_the_top(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    lincolnshire = ImportOptions(authorities=("Lincolnshire",), add_services=True)
    import_cqc_file(office, FEBRUARY_2021, lincolnshire)
    wizard = Wizard(qtbot, context, office)
    step = wizard.page.preview_step
    for _ in range(2):
        wizard.choose(JUNE_2026)
        wizard.forward()
        wizard.forward()
        assert step.tabs.value == "changes"
        assert step.tables["absent"].verticalScrollBar().value() == 0
        step.tabs.choose("absent")
        step.tables["absent"].verticalScrollBar().setValue(40)


def test_file_that_brings_nothing_new_says_so_and_closes(
    qtbot: QtBot, context: Context, office: Office, tmp_path: Path
) -> None:
    path = ratings_file(tmp_path / "a.csv", {})
    options = ImportOptions(("Wexborough",), add_services=True, file_date=date(2025, 1, 1))
    import_cqc_file(office, path, options)
    wizard = Wizard(qtbot, context, office)
    model = wizard.page.file_step.runs.model()
    assert model.index(0, model.columnCount() - 1).data() == "1 rating, 0 changes"
    wizard.choose(path)
    wizard.page.kind_step.day.set_value(date(2025, 1, 1))
    wizard.forward()
    wizard.forward()
    assert wizard.page.wizard.forward.text() == "Close"
    wizard.forward()
    assert wizard.place == FILE
    assert len(office.read(list_runs)) == 1


def test_unclear_dates_are_asked_with_examples_before_one_can_go_on(
    wizard: Wizard, tmp_path: Path
) -> None:
    wizard.choose(ratings_file(tmp_path / "2025-06 a.csv", {"Publication Date": "03/04/2024"}))
    step = wizard.page.kind_step
    assert "03/04/2024" in step.examples.text()
    assert not wizard.page.wizard.forward.isEnabled()
    step.orders[DateOrder.MONTH_FIRST].setChecked(True)
    wizard.forward()
    wizard.page.authority_step.add_services.setChecked(True)
    wizard.forward()
    (new,) = wizard.page.preview_step.tables["new"].shown_rows()
    assert new[1].published_on == date(2024, 3, 4)


def test_authorities_are_found_by_name_and_one_must_be_ticked(
    wizard: Wizard, tmp_path: Path
) -> None:
    rows = [
        {"Location ID": f"1-{number}", "Location Local Authority": f"Invented Town {number}"}
        for number in range(7)
    ]
    wizard.choose(ratings_file(tmp_path / "a.csv", *rows))
    wizard.forward()
    step = wizard.page.authority_step
    assert wizard.place == AUTHORITIES
    assert step.chosen() == ()
    assert not wizard.page.wizard.forward.isEnabled()
    QTest.keyClicks(step.finder, "town 3")
    shown = [place for place in range(step.list.count()) if not step.list.item(place).isHidden()]
    assert shown == [3]
    step.list.item(3).setCheckState(Qt.CheckState.Checked)
    assert step.chosen() == ("Invented Town 3",)
    assert wizard.page.wizard.forward.isEnabled()


def test_problem_rows_show_sheet_row_and_reason_and_copy_as_text(
    wizard: Wizard, tmp_path: Path
) -> None:
    path = ratings_file(
        tmp_path / "a.csv", {}, {"Location ID": ""}, {"Publication Date": "31/02/2024"}
    )
    wizard.choose(path)
    wizard.forward()
    wizard.forward()
    wizard.qtbot.mouseClick(wizard.page.preview_step.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "Sheet\tRow\tReason"
    assert "3\tThere is no Location ID." in copied[1]
    assert "4\t“31/02/2024” is not a date that exists." in copied[2]


def test_problem_rows_are_saved_as_a_list(
    wizard: Wizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(kept), ""))
    wizard.choose(ratings_file(tmp_path / "2025-06-01 a.csv", {}, {"Location ID": ""}))
    for _ in range(3):
        wizard.forward()
    assert wizard.place == DONE
    wizard.qtbot.mouseClick(wizard.page.done_step.save_problems, Qt.MouseButton.LeftButton)
    settle(wizard.qtbot, wizard.context)
    lines = kept.read_text("utf-8-sig").splitlines()
    assert lines == ["Sheet,Row,Reason", ",3,There is no Location ID."]


def test_managers_names_come_only_when_ticked(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    wizard.choose(directory_file(tmp_path / "2025-06-01.csv", {}))
    wizard.forward()
    wizard.page.authority_step.add_services.setChecked(True)
    wizard.forward()
    wizard.qtbot.mouseClick(wizard.page.preview_step.keep_names, Qt.MouseButton.LeftButton)
    settle(wizard.qtbot, wizard.context)
    wizard.forward()
    assert wizard.place == DONE
    from app.services.service_rows import list_service_facts

    assert office.read(list_service_facts)[0].manager == "Somebody, Invented"


def test_cancel_goes_back_and_forgets_the_file(wizard: Wizard, tmp_path: Path) -> None:
    wizard.choose(ratings_file(tmp_path / "a.csv", {}))
    with wizard.qtbot.waitSignal(wizard.page.back_requested):
        wizard.page.findChild(object, "import_cancel").click()  # type: ignore[attr-defined]
    assert wizard.place == FILE
    assert wizard.page._inspected is None


# --- places that are not in the register -----------------------------------------------------


def test_first_file_adds_social_care_places_without_a_further_choice(
    wizard: Wizard, office: Office
) -> None:
    page = wizard.page
    wizard.choose(JUNE_2026)
    wizard.forward()
    step = page.authority_step
    assert step.add_services.isChecked()
    assert (step.add_social.text(), step.add_health.isChecked()) == (
        "Adult social care (356 places)",
        False,
    )
    wizard.forward()
    assert "356 services and 230 providers will be added." in page.header.sentence()
    assert page.preview_step.tabs.value == "services"
    wizard.forward()
    assert wizard.place == DONE
    rows = office.read(list_services)
    assert len(rows) == 356
    assert not any(row.service_type.words == "Other" for row in rows)


def test_health_care_places_come_by_their_own_tick(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    surgery = {"Location ID": "1-200", "Location Type": "Primary Medical Services",
               "Location Name": "Invented Surgery", "Care Home?": "N",
               "Location Primary Inspection Category": "GP Practices"}  # fmt: skip
    wizard.choose(ratings_file(tmp_path / "2025-06-01 a.csv", {}, surgery))
    wizard.forward()
    step = wizard.page.authority_step
    step.add_social.setChecked(False)
    assert not wizard.page.wizard.forward.isEnabled()
    step.add_health.setChecked(True)
    wizard.forward()
    wizard.forward()
    assert [row.name for row in office.read(list_services)] == ["Invented Surgery"]


def test_file_of_unknown_places_says_so_and_offers_to_add_them(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    page = wizard.page
    wizard.choose(ratings_file(tmp_path / "2025-06-01 a.csv", {}))
    wizard.forward()
    page.authority_step.add_services.setChecked(False)
    wizard.forward()
    assert page.preview_step.unknown.isVisible()
    assert page.wizard.forward.text() == "Import the market figures"
    wizard.forward()
    assert wizard.place == DONE
    assert page.done_step.unknown.isVisible()
    assert "Nothing of this file is in the register" in page.done_step.unknown.accessibleName()

    wizard.qtbot.mouseClick(
        page.done_step.unknown.findChild(QPushButton), Qt.MouseButton.LeftButton
    )
    settle(wizard.qtbot, wizard.context)
    assert wizard.place == KIND
    wizard.forward()
    assert page.authority_step.add_services.isChecked()
    page.authority_step.add_services.setChecked(False)
    wizard.forward()
    wizard.qtbot.mouseClick(
        page.preview_step.unknown.findChild(QPushButton), Qt.MouseButton.LeftButton
    )
    settle(wizard.qtbot, wizard.context)
    assert not page.preview_step.unknown.isVisible()
    wizard.forward()
    assert [row.name for row in office.read(list_services)] == ["Invented Lodge"]


def test_places_that_ended_are_not_added_by_default(wizard: Wizard) -> None:
    page = wizard.page
    wizard.choose(DEACTIVATED_2025)
    wizard.forward()
    assert not page.authority_step.add_services.isChecked()
    wizard.forward()
    assert wizard.place == PREVIEW
    assert not page.preview_step.unknown.isVisible()


def test_undone_import_is_not_said_to_be_in_and_the_page_begins_anew(
    wizard: Wizard, tmp_path: Path
) -> None:
    page = wizard.page
    wizard.choose(ratings_file(tmp_path / "2025-06-01 a.csv", {}))
    for _ in range(3):
        wizard.forward()
    assert page.header.sentence() == "The file of 1 June 2025 was brought in."
    wizard.qtbot.mouseClick(page.done_step.undo, Qt.MouseButton.LeftButton)
    settle(wizard.qtbot, wizard.context)
    assert page.header.sentence() == "The import of the file of 1 June 2025 was undone."
    assert not page.done_step.facts.isVisible()
    page.show_key("")
    assert wizard.place == FILE


def test_page_opened_with_a_file_reads_it(wizard: Wizard, tmp_path: Path) -> None:
    wizard.page.show_key(str(ratings_file(tmp_path / "2025-06-01 a.csv", {})))
    settle(wizard.qtbot, wizard.context)
    assert wizard.place == KIND


# --- places under a new ID -------------------------------------------------------------------


def test_places_under_a_new_id_are_listed_with_what_to_do(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    lincolnshire = ImportOptions(authorities=("Lincolnshire",), add_services=True)
    import_cqc_file(office, FEBRUARY_2021, lincolnshire)
    wizard = Wizard(qtbot, context, office)
    page, step = wizard.page, wizard.page.preview_step
    wizard.choose(JUNE_2026)
    wizard.forward()
    page.authority_step.add_services.setChecked(False)
    wizard.forward()
    assert words_of(page, "import_tabs_links") == "Same place? 26"
    qtbot.mouseClick(page.findChild(object, "import_count_links"), Qt.MouseButton.LeftButton)
    assert step.tables["links"].isVisible()
    lines = step.tables["links"].as_text(step.tables["links"].shown_rows()).splitlines()
    assert lines[0] == "Our service\tCQC ID\tIn this file\tNew ID\tWhy"
    ashley = "Ashley Court\t1-6848600187\tAshley Court\t1-27151592575\tSame postcode, same name"
    assert ashley in lines
    told = page.findChild(QLabel, "import_links_told")
    assert told.isVisible()
    assert "“Change owner or registration”" in told.text()
    assert "import this file again" in told.text()
    step.tabs.choose("changes")
    assert not told.isVisible()


def test_last_step_lists_places_under_a_new_id_and_opens_our_service(
    wizard: Wizard, office: Office, tmp_path: Path
) -> None:
    options = ImportOptions(("Wexborough",), add_services=True, file_date=date(2025, 1, 1))
    import_cqc_file(office, ratings_file(tmp_path / "a.csv", {}), options)
    (ours,) = office.read(list_services)
    wizard.choose(ratings_file(tmp_path / "2025-06-01 b.csv", {"Location ID": "1-200"}))
    wizard.forward()
    wizard.page.authority_step.add_services.setChecked(True)
    wizard.forward()
    wizard.forward()
    table = wizard.page.done_step.links
    assert table.isVisible()
    assert "If the import added a service under that ID, archive it" in words_of(
        wizard.page, "import_done_links_told"
    )
    table.select_key("0")
    with wizard.qtbot.waitSignal(wizard.page.navigate) as heard:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == ["service", ours.id]


def test_last_step_is_silent_where_no_place_has_a_new_id(wizard: Wizard, tmp_path: Path) -> None:
    wizard.choose(ratings_file(tmp_path / "2025-06-01 a.csv", {}))
    for _ in range(3):
        wizard.forward()
    assert wizard.place == DONE
    assert not wizard.page.done_step.links.isVisible()
