"""What is set by clicks in Settings holds where it is used: paper, deadlines, imports, backups."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdfium2 import PdfDocument
from PySide6.QtWidgets import QFileDialog

from app.domain.vocabulary import Marking
from app.services import opening
from app.services.backups import list_backups
from app.services.cqc_import import remembered_authorities
from app.services.reporting import visit_pdf, visit_workbook
from app.services.today import get_today
from app.services.visit_signing import finish_draft
from app.services.visits import plan_visit
from tests.conftest import Dialogs
from tests.factory import a_provider
from tests.office_fixtures import FRAMEWORKS, clock, office
from tests.ui.settings.test_settings import Stage, make_stage, stage
from tests.visit_steps import add_service, answer_all, started_visit, visit_draft

__all__ = ["clock", "make_stage", "office", "stage"]


def first_page(stage: Stage, visit_id: str) -> PdfDocument:
    data = stage.office.read(visit_pdf, visit_id, FRAMEWORKS.parent)
    return PdfDocument(data)


def test_marking_by_kind_of_report_is_printed(stage: Stage) -> None:
    visit_id = started_visit(stage.office)
    before = first_page(stage, visit_id)[0].get_textpage().get_text_range()
    assert "OFFICIAL-SENSITIVE" in before.replace("\ufffe", "-")
    section = stage.show("marking")
    section.form.input_of("marking_visit").set_value(Marking.OFFICIAL)
    stage.click("marking_save")
    after = first_page(stage, visit_id)[0].get_textpage().get_text_range()
    assert "SENSITIVE" not in after
    assert "OFFICIAL" in after
    book = load_workbook(BytesIO(stage.office.read(visit_workbook, visit_id)))
    assert "OFFICIAL-SENSITIVE" not in str(book.worksheets[0].oddHeader.center.text)


def test_logo_chosen_by_clicks_stands_on_the_visit_report(
    stage: Stage, tmp_path: Path, dialogs: Dialogs
) -> None:
    visit_id = started_visit(stage.office)
    picture = tmp_path / "logo.png"
    Image.new("RGB", (600, 150), "#104a7b").save(picture)
    stage.show("council")
    dialogs.expect(lambda _title: (str(picture), ""))
    stage.click("logo_choose")
    colours = first_page(stage, visit_id)[0].render(scale=0.5).to_pil().getcolors(100_000)
    assert any(colour == (16, 74, 123) for _count, colour in colours)


def test_changed_period_moves_a_deadline(stage: Stage) -> None:
    visit_id = started_visit(stage.office)
    answer_all(stage.office, visit_id)
    stage.office.write(finish_draft, visit_id)
    (group,) = stage.office.read(get_today).groups
    assert group.rows[0].fact == "10 working days left"
    stage.show("periods")
    stage.type_into("periods_draft_to_provider", "3")
    stage.click("periods_save")
    (group,) = stage.office.read(get_today).groups
    assert group.rows[0].fact == "3 working days left"


def test_authorities_of_the_council_are_offered_by_the_first_import(stage: Stage) -> None:
    stage.show("council")
    stage.type_into("council_name", "Wexborough")
    stage.type_into("council_authorities", "Wexborough, Harle")
    stage.click("council_save")
    assert stage.office.read(remembered_authorities) == ("Wexborough", "Harle")


def test_backup_by_hand_is_copied_to_the_second_place(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = tmp_path / "second"
    second.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(second))
    a_provider(stage.office)
    stage.show("backups")
    stage.click("backups_choose_second")
    stage.click("backups_make")
    (copied,) = list_backups(next(second.iterdir()) if not list_backups(second) else second)
    assert copied.is_verified


def test_officer_who_is_archived_is_no_longer_offered(stage: Stage) -> None:
    section = stage.show("officers")
    stage.click("officers_add")
    stage.type_into("officer_dialog_form_name", "David Okafor")
    stage.type_into("officer_dialog_form_role", "Quality officer")
    stage.click("officer_dialog_submit")
    section.table.select_key(
        next(row.id for row in section.table.shown_rows() if row.name == "David Okafor")
    )
    stage.click("officers_change")
    stage.type_into("officer_dialog_form_role", "Senior quality officer")
    stage.click("officer_dialog_submit")
    roles = {one.name: one.role for one in stage.office.read(opening.list_officers)}
    assert roles["David Okafor"] == "Senior quality officer"
    stage.click("officers_archive")
    assert [one.name for one in stage.office.read(opening.list_officers)] == ["Helen Marsh"]


def test_new_bands_are_used_by_a_visit_that_was_only_planned(stage: Stage) -> None:
    service_id = add_service(stage.office)
    stage.office.write(plan_visit, visit_draft(stage.office, service_id))
    section = stage.show("frameworks")
    row = next(row for row in section.table.shown_rows() if row.key == "care-home")
    section.table.select_key(row.id)
    stage.settle()
    stage.click("frameworks_change")
    assert "1 planned visit will be done against it" in stage.texts()
    stage.find("framework_dialog").reject()


def test_history_tells_old_and_new_who_and_why(
    stage: Stage, tmp_path: Path, dialogs: Dialogs
) -> None:
    stage.show("periods")
    stage.type_into("periods_draft_to_provider", "15")
    stage.click("periods_save")
    stage.show("council")
    stage.type_into("council_name", "Wexborough")
    stage.click("council_save")
    picture = tmp_path / "logo.png"
    Image.new("RGB", (60, 30), "#104a7b").save(picture)
    dialogs.expect(lambda _title: (str(picture), ""))
    stage.click("logo_choose")
    section = stage.show("history")
    told = [(row.what, row.details, row.who) for row in section.table.shown_rows()]
    assert told[:3] == [
        ("Chose the logo: “logo.png”", "Logo: nothing to “logo.png”", "Helen Marsh"),
        ("Changed the council’s settings", "Council: nothing to Wexborough", "Helen Marsh"),
        (
            "Changed the periods",
            "Draft report after the visit: 10 working days to 15 working days",
            "Helen Marsh",
        ),
    ]
    stage.show("council")
    stage.type_into("council_name", "Harle")
    stage.click("council_save")
    stage.show("history")
    assert section.table.shown_rows()[0].details == "Council: Wexborough to Harle"
    section.table.select_key(section.table.shown_rows()[0].act_id)
    assert section.told.text() == (
        "Helen Marsh, 17/11/2026 14:32\nChanged the council’s settings\n"
        "Council: Wexborough to Harle"
    )
