"""The logo of the council: kept with its file, undone, in backups, printed by the reports."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from app.errors import RuleError
from app.models import Attachment, Setting
from app.services import backups, history
from app.services.council import change_council, get_council
from app.services.logo import (
    find_logo,
    logo_bytes,
    prepare_logo,
    printed_millimetres,
    remove_logo,
    set_logo,
)
from app.services.office import Office
from app.services.reporting import visit_pdf
from app.services.visits import plan_visit, start_visit
from tests.office_fixtures import FRAMEWORKS, FixedClock, clock, make_office, office
from tests.visit_steps import add_service, visit_draft

__all__ = ["clock", "office"]


def a_picture(folder: Path, colour: str = "#104a7b") -> Path:
    path = folder / f"{colour[1:]}.png"
    Image.new("RGB", (300, 100), colour).save(path)
    return path


def choose(office: Office, folder: Path, colour: str = "#104a7b") -> str:
    return office.write(set_logo, prepare_logo(a_picture(folder, colour)))


def test_logo_is_kept_with_the_file_and_the_act_says_so(office: Office, tmp_path: Path) -> None:
    choose(office, tmp_path)
    logo = office.read(find_logo)
    assert logo is not None
    assert logo.name == "104a7b.png"
    assert Image.open(io.BytesIO(logo.content)).size == (300, 100)
    assert office.last_outcome is not None
    assert office.last_outcome.label == "Chose the logo: “104a7b.png”"
    assert "setting" in office.last_outcome.changed


def test_changed_logo_comes_back_by_undo(office: Office, tmp_path: Path) -> None:
    first = choose(office, tmp_path)
    choose(office, tmp_path, "#7b1040")
    act = office.last_outcome
    assert act is not None
    office.write(history.undo_act, act.act_id)
    assert office.read(get_council).logo_attachment_id == first


def test_logo_is_taken_away_and_other_facts_stay(office: Office, tmp_path: Path) -> None:
    office.write(change_council, {"name": "Wexborough"})
    choose(office, tmp_path)
    office.write(remove_logo)
    assert office.read(find_logo) is None
    assert office.read(get_council).name == "Wexborough"
    with pytest.raises(RuleError, match="none to take away"):
        office.write(remove_logo)


def test_logo_of_an_encrypted_file_is_not_readable_beside_it(
    tmp_path: Path, clock: FixedClock
) -> None:
    office = make_office(tmp_path / "own.cqm", clock, bytes(range(32)))
    choose(office, tmp_path)
    content = office.read(logo_bytes)
    stored = [file.read_bytes() for file in office.database.attachments.iterdir()]
    assert content.startswith(b"\x89PNG")
    assert all(content not in one for one in stored)
    office.close()


def test_backup_brings_the_logo_back(office: Office, tmp_path: Path) -> None:
    choose(office, tmp_path)
    content = office.read(logo_bytes)
    made = backups.make_backup(office)
    office.write(remove_logo)
    for file in office.database.attachments.iterdir():
        file.unlink()
    backups.restore_backup(office, made.row.folder)
    assert office.read(logo_bytes) == content


def test_report_is_made_without_a_logo_whose_file_is_gone(office: Office, tmp_path: Path) -> None:
    visit_id = office.write(plan_visit, visit_draft(office, add_service(office)))
    office.write(start_visit, visit_id)
    choose(office, tmp_path)
    with_logo = office.read(visit_pdf, visit_id, FRAMEWORKS.parent)
    for file in office.database.attachments.iterdir():
        file.unlink()
    without = office.read(visit_pdf, visit_id, FRAMEWORKS.parent)
    assert b"/Subtype /Image" in with_logo
    assert b"/Subtype /Image" not in without
    logo = office.read(find_logo)
    assert logo is not None
    assert "choose it again" in logo.problem


def test_logo_leaves_no_attachment_behind_when_its_choice_is_undone(
    office: Office, tmp_path: Path
) -> None:
    choose(office, tmp_path)
    act = office.last_outcome
    assert act is not None
    office.write(history.undo_act, act.act_id)
    assert office.read(lambda r: r.session.query(Attachment).count()) == 0
    keys = office.read(lambda r: [one.value for one in r.session.query(Setting)])
    assert office.read(find_logo) is None, keys


def test_size_on_paper_is_whole_and_bounded() -> None:
    assert printed_millimetres(1200, 200) == (45, 8)
    assert printed_millimetres(200, 600) == (5, 15)
    assert printed_millimetres(40, 28) == (10, 7)
