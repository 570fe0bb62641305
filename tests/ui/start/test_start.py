"""The start: a file of one's own, the sample, unlocking, officers, what stands in the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.services import backups, opening
from app.services.council import get_council
from app.services.office import Office
from app.services.sample import build, contracts, ratings, register, visits
from app.services.search import search
from app.services.settings_history import list_settings_changes
from tests.conftest import Dialogs
from tests.factory import a_provider
from tests.office_fixtures import FixedClock, clock
from tests.ui.start.stage import CHEAP, PASSPHRASE, StartStage, make_stage

__all__ = ["clock"]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path, clock: FixedClock) -> Iterator[StartStage]:
    made = make_stage(qtbot, tmp_path / "home", clock)
    yield made
    made.settle()
    made.close()
    made.parts.background.close()


def own_file(start: StartStage, council: str = "Wexborough") -> Path:
    """Make an encrypted file through the services and close it."""
    path = start.parts.places.own_file(council)
    office, code = opening.create_encrypted(path, PASSPHRASE, start.parts.around, cost=CHEAP)
    office.write(opening.add_officer, opening.NewOfficer("Helen Marsh"))
    office.close()
    path.with_suffix(".code").write_text(code)
    return path


def fill_own_form(start: StartStage, **changes: str) -> None:
    values = {
        "name": "Helen Marsh", "council": "Wexborough", "authorities": "Wexborough, Harle",
        "passphrase": PASSPHRASE, "again": PASSPHRASE, **changes,
    }  # fmt: skip
    for name, words in values.items():
        start.type_into(f"own_{name}", words)


def test_own_services_make_an_encrypted_file_with_its_officer(start: StartStage) -> None:
    start.flow.show_welcome()
    start.click("start_own")
    fill_own_form(start)
    start.click("own_make")
    code = start.find("recovery_code").text()  # type: ignore[attr-defined]
    assert not start.find("recovery_go_on").isEnabled()
    start.find("recovery_kept").setChecked(True)  # type: ignore[attr-defined]
    start.click("recovery_go_on")
    ((office, then),) = start.opened
    assert then == "cqc"
    assert office.actor.officer_name == "Helen Marsh"
    council = office.read(get_council)
    assert (council.name, council.authorities) == ("Wexborough", ("Wexborough", "Harle"))
    assert office.path == start.parts.places.data / "wexborough.cqm"
    assert opening.key_from_recovery_code(office.path, code) == office.database.key
    assert start.parts.settings.current.recent_files == (str(office.path),)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"passphrase": "short", "again": "short"}, "passphrase", "at least 12 characters"),
        ({"again": "something else entirely"}, "again", "not the same"),
        ({"name": ""}, "name", "Enter your name"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    start: StartStage, changes: dict[str, str], field: str, words: str
) -> None:
    start.flow.show_welcome()
    start.click("start_empty")
    fill_own_form(start, **changes)
    if "name" in changes:
        start.find("own_name").clear()  # type: ignore[attr-defined]
    start.click("own_make")
    assert words in start.flow.step.form.error_of(field)  # type: ignore[union-attr]
    assert not start.parts.places.own_file("Wexborough").exists()


def test_second_file_for_a_council_is_refused_with_the_way_out(start: StartStage) -> None:
    own_file(start)
    start.flow.show_welcome()
    start.click("start_own")
    fill_own_form(start)
    start.click("own_make")
    assert "There is a file for this council already" in start.flow.step.form.error_of("council")  # type: ignore[union-attr]


def test_wrong_passphrase_says_what_to_do_and_the_right_one_opens(start: StartStage) -> None:
    path = own_file(start)
    start.flow.open_path(path)
    start.settle()
    start.type_into("unlock_passphrase", "not this one at all")
    start.click("unlock_open")
    assert "or use the recovery code" in start.texts()
    assert not start.opened
    start.type_into("unlock_passphrase", PASSPHRASE)
    start.click("unlock_open")
    assert [office.path for office, _ in start.opened] == [path]


def test_enter_in_the_last_field_gives_the_recovery_code(start: StartStage) -> None:
    path = own_file(start)
    start.flow.open_path(path)
    start.settle()
    start.click("unlock_use_code")
    code = path.with_suffix(".code").read_text()
    start.type_into("recover_recovery_code", code)
    start.type_into("recover_passphrase", "velvet harbour tinder")
    start.type_into("recover_again", "velvet harbour tinder")
    start.qtbot.keyClick(start.find("recover_again"), Qt.Key.Key_Return)
    start.settle()
    assert start.opened


def test_no_screen_of_the_start_is_a_window_of_its_own_while_it_is_made(
    start: StartStage,
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    start.flow.activateWindow()
    start.qtbot.waitUntil(start.flow.isActiveWindow, timeout=2000)
    lost: list[object] = []
    app.focusWindowChanged.connect(lost.append)
    start.flow.open_path(own_file(start))
    start.settle()
    app.focusWindowChanged.disconnect(lost.append)
    assert lost == []
    assert start.find("unlock_passphrase").hasFocus()


def test_recovery_code_sets_a_new_passphrase(start: StartStage) -> None:
    path = own_file(start)
    start.flow.open_path(path)
    start.settle()
    start.click("unlock_use_code")
    start.type_into("recover_recovery_code", "ABCDE")
    start.type_into("recover_passphrase", "velvet anchor morning")
    start.type_into("recover_again", "velvet anchor morning")
    start.click("recover_open")
    assert start.flow.step.code_form.error_of("recovery_code")  # type: ignore[union-attr]
    start.type_into("recover_recovery_code", path.with_suffix(".code").read_text().lower())
    start.click("recover_open")
    assert len(start.opened) == 1
    key = start.opened[0][0].database.key
    assert opening.key_from_passphrase(path, "velvet anchor morning") == key
    told = start.opened[0][0].read(list_settings_changes)[0]
    assert told.what == "Set a new passphrase with the recovery code"
    assert told.who == "Helen Marsh"


def test_recovery_code_of_a_backup_unlocks_it_with_the_passphrase_it_had(start: StartStage) -> None:
    path = own_file(start)
    key = opening.key_from_passphrase(path, PASSPHRASE)
    made = opening.open_file(path, start.parts.around, key=key)
    found = backups.database_in(backups.make_backup(made).row.folder)
    made.close()
    key_file = found.with_name(found.name + ".key.json")
    held = key_file.read_bytes()
    start.flow.open_path(found)
    start.settle()
    start.click("unlock_use_code")
    start.type_into("recover_recovery_code", path.with_suffix(".code").read_text())
    start.click("recover_open")
    start.click("trouble_read_only")
    assert start.opened[0][0].database.is_read_only
    assert key_file.read_bytes() == held
    assert opening.key_from_passphrase(found, PASSPHRASE) == key


@pytest.mark.skipif(sys.platform == "darwin", reason="the Option key types there")
def test_shortcut_of_the_window_types_nothing_into_the_passphrase(start: StartStage) -> None:
    start.flow.open_path(own_file(start))
    start.settle()
    start.type_into("unlock_passphrase", "copper")
    found = start.find("unlock_passphrase")
    start.qtbot.keyClick(found, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    start.qtbot.keyClicks(found, "s")
    assert found.text() == "coppers"  # type: ignore[attr-defined]


def test_key_in_the_keychain_opens_without_asking(
    start: StartStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_file(start)
    key = opening.key_from_passphrase(path, PASSPHRASE)
    monkeypatch.setattr(opening, "key_from_keychain", lambda _path: key)
    start.flow.open_path(path)
    start.settle()
    assert [office.path for office, _ in start.opened] == [path]


def plain_file(start: StartStage, *officers: str) -> Office:
    path = start.parts.places.data / "plain.cqm"
    office = opening.create_file(path, start.parts.around)
    for name in officers:
        office.write(opening.add_officer, opening.NewOfficer(name, "Contract manager"))
    return office


def test_several_officers_are_asked_who_is_working(start: StartStage) -> None:
    made = plain_file(start, "Helen Marsh", "David Okafor")
    made.close()
    start.flow.open_path(made.path)
    start.settle()
    assert not start.opened
    start.click("officer_1")
    assert start.opened[0][0].actor.officer_name == "Helen Marsh"


def test_officer_can_be_added_when_a_file_has_none(start: StartStage) -> None:
    made = plain_file(start)
    made.close()
    start.flow.open_path(made.path)
    start.settle()
    start.click("officer_add")
    assert "Enter your name" in start.texts()
    start.type_into("officer_name", "Joan Petrie")
    start.click("officer_add")
    office = start.opened[0][0]
    assert [one.initials for one in office.read(opening.list_officers)] == ["JP"]
    assert office.actor.officer_name == "Joan Petrie"


def test_file_open_elsewhere_names_the_owner_and_opens_read_only(start: StartStage) -> None:
    holder = plain_file(start, "Helen Marsh")
    start.flow.open_path(holder.path)
    start.settle()
    assert "is already open" in start.texts()
    start.click("trouble_read_only")
    assert start.opened[0][0].database.is_read_only
    holder.close()


def test_backup_is_never_worked_in_but_opened_to_read(start: StartStage) -> None:
    made = plain_file(start, "Helen Marsh")
    folder = backups.make_backup(made).row.folder
    made.close()
    found = backups.database_in(folder)
    whole = found.read_bytes()
    start.flow.open_path(found)
    start.settle()
    assert "is a backup" in start.texts()
    assert not start.opened
    start.click("trouble_read_only")
    assert start.opened[0][0].database.is_read_only
    assert str(found) not in start.parts.settings.current.recent_files
    start.close()
    assert found.read_bytes() == whole
    assert backups.verify_backup(folder, None) == []


def test_file_that_may_only_be_read_is_offered_to_read(
    start: StartStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plain_file(start, "Helen Marsh")
    made.close()
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda one, mode: real(one, mode) and (mode != os.W_OK or one != made.path)
    )
    start.flow.open_path(made.path)
    start.settle()
    assert "can only be read" in start.texts()
    start.click("trouble_read_only")
    assert start.opened[0][0].database.is_read_only


def test_synced_folder_is_refused_and_a_local_copy_opened(start: StartStage) -> None:
    made = plain_file(start, "Helen Marsh")
    made.close()
    synced = start.parts.places.data.parent / "OneDrive - Wexborough"
    synced.mkdir()
    moved = made.path.rename(synced / "council.cqm")
    start.flow.open_path(moved)
    start.settle()
    assert "kept in step with another place by OneDrive" in start.texts()
    start.click("trouble_copy")
    assert start.opened[0][0].path == start.parts.places.data / "council.cqm"
    assert moved.exists()


def test_file_of_another_kind_is_refused_in_words(
    start: StartStage, dialogs: Dialogs, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.cqm"
    photo.write_bytes(b"\xff\xd8\xff" + bytes(5000))
    dialogs.expect(lambda _title: (str(photo), ""))
    start.flow.show_welcome()
    start.click("start_open")
    assert "is a photo, not a database" in start.texts()
    start.click("trouble_back")
    assert "How do you want to start?" in start.texts()


def test_backup_is_brought_back_without_an_open_file(
    start: StartStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plain_file(start, "Helen Marsh")
    a_provider(made, "Larkhollow Homes")
    backups.make_backup(made)
    made.close()
    opening.remove_file(made.path)
    folder = made.path.with_name("plain.cqm.backups")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    start.flow.show_welcome()
    start.click("start_restore")
    start.click("bring_back_choose")
    shown: Any = start.find("bring_back_list")
    shown.opened.emit("backup", str(backups.list_backups(folder)[0].folder))
    start.settle()
    assert "There was no file of this name before" in start.texts()
    start.click("brought_back_open")
    office = start.opened[0][0]
    assert office.path == made.path
    assert [hit.title for hit in office.read(search, "Larkhollow")] == ["Larkhollow Homes"]


def test_restore_from_the_start_says_where_the_former_file_is(
    start: StartStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plain_file(start, "Helen Marsh")
    row = backups.make_backup(made).row
    made.close()
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *given: asked.append(given) or ""
    )
    start.flow.show_welcome()
    start.click("start_restore")
    start.click("bring_back_choose")
    assert asked[0][2] == str(start.parts.places.data)
    shown: Any = start.find("bring_back_list")
    shown.opened.emit("backup", str(row.folder))
    start.settle()
    (kept,) = made.path.parent.glob("plain.cqm kept *")
    assert not start.opened
    assert "The backup was restored" in start.texts()
    assert f"The former file is kept in {kept}." in start.texts()
    start.click("brought_back_open")
    assert start.opened[0][0].path == made.path


def test_sample_is_made_opened_and_can_be_deleted(
    start: StartStage, monkeypatch: pytest.MonkeyPatch, dialogs: Dialogs
) -> None:
    _make_the_sample_small(monkeypatch)
    start.flow.show_welcome()
    start.click("start_sample")
    ((office, then),) = start.opened
    assert (office.path, then) == (start.parts.places.sample, "")
    assert office.actor.officer_name
    start.close()
    start.flow.show_welcome()
    assert "Open the sample again" in start.find("start_sample").text()  # type: ignore[attr-defined]
    dialogs.expect(lambda dialog: dialog.accept())
    start.click("start_remove_sample")
    assert not start.parts.places.sample.exists()


def _make_the_sample_small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (build, visits):
        monkeypatch.setattr(module, "PAST", 2)
    monkeypatch.setattr(ratings, "OTHER_AREAS", 1)
    monkeypatch.setattr(visits, "DRAFTS", 1)
    monkeypatch.setattr(visits, "PLANNED", 1)
    monkeypatch.setattr(register, "PROVIDERS", 4)
    monkeypatch.setattr(contracts, "CONTRACTS", 2)
    monkeypatch.setattr(register, "TYPES", tuple((kind, 1) for kind, _ in register.TYPES))
