"""Backups of an open office: when one is due, what a restore takes away, erasures repeated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import CircumstanceError, FileRefusedError
from app.models import Provider
from app.paths import backups_of
from app.services import backups, contacts, protection, second_place
from app.services.council import Council, set_council
from app.services.office import Office
from app.services.protection import GROUNDS, ErasureDraft
from tests.factory import a_provider
from tests.office_fixtures import FixedClock, clock, office
from tests.visit_steps import signed_visit

__all__ = ["clock", "office"]


def names(office: Office) -> set[str]:
    return office.read(lambda r: {p.name for p in r.session.query(Provider)})


def test_backup_by_hand_is_verified_and_listed(office: Office) -> None:
    a_provider(office)
    made = backups.make_backup(office)
    (row,) = backups.list_backups_of(office)
    assert row == made.row
    assert (row.is_verified, row.reason) == (True, backups.BY_HAND)
    assert backups.verify_backup(row.folder, None) == []
    assert made.second_place == ""


def test_backup_at_start_is_made_once_a_day_and_only_after_a_change(
    office: Office, clock: FixedClock
) -> None:
    assert backups.back_up_at_start(office) is not None
    assert backups.back_up_at_start(office) is None
    clock.move(days=1)
    assert backups.back_up_at_start(office) is None
    a_provider(office)
    assert backups.back_up_at_start(office) is not None


def test_backup_on_close_waits_for_half_an_hour_of_work(office: Office, clock: FixedClock) -> None:
    backups.make_backup(office)
    clock.move(minutes=20)
    a_provider(office)
    assert backups.back_up_on_close(office) is None
    clock.move(minutes=20)
    assert backups.back_up_on_close(office) is not None


def test_sign_off_asks_for_a_backup_and_other_acts_do_not(office: Office) -> None:
    a_provider(office)
    assert office.last_outcome is not None
    assert office.read(backups.reason_after, office.last_outcome) == ""
    signed_visit(office)
    assert office.read(backups.reason_after, office.last_outcome) == backups.ON_SIGN_OFF


def test_second_place_gets_a_copy_and_its_absence_is_told(office: Office, tmp_path: Path) -> None:
    second = tmp_path / "second"
    office.write(set_council, Council("Wexborough", second_place=str(second)))
    made = backups.make_backup(office)
    assert made.second_place == ""
    assert [row.name for row in backups.list_backups(second)] == [made.row.name]
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    office.write(set_council, Council("Wexborough", second_place=str(blocked)))
    assert "was not copied" in backups.make_backup(office).second_place


def test_copy_that_failed_is_made_up_for_at_the_next_backup_and_at_the_start(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    second.write_text("not a folder yet")
    office.write(set_council, Council("Wexborough", second_place=str(second)))
    first = backups.make_backup(office)
    assert "was not copied" in first.second_place
    assert second_place.state_of(office).is_behind
    second.unlink()
    second.mkdir()
    words = second_place.state_of(office).words
    assert "no copy yet. At the next backup or start the newest one is copied there" in words
    clock.move(minutes=1)
    made = backups.make_backup(office)
    assert [row.name for row in backups.list_backups(second)] == [made.row.name]
    shutil.rmtree(second)
    clock.move(minutes=1)
    second.write_text("gone")
    missed = [backups.make_backup(office).row.name]
    second.unlink()
    assert backups.back_up_at_start(office) is None
    assert [row.name for row in backups.list_backups(second)] == missed
    state = second_place.state_of(office)
    assert (state.folder, state.is_behind) == (str(second), False)
    assert "newest copy 17 November 2026, 14:34" in state.words


def test_every_backup_since_the_newest_copy_is_copied(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    office.write(set_council, Council("Wexborough", second_place=str(second)))
    made = [backups.make_backup(office).row.name]
    second.rename(tmp_path / "away")
    second.write_text("in its place")
    for _ in range(2):
        clock.move(minutes=1)
        made.append(backups.make_backup(office).row.name)
    second.unlink()
    (tmp_path / "away").rename(second)
    assert "2 backups not copied" in second_place.state_of(office).words
    assert second_place.catch_up(office) == ""
    assert [row.name for row in backups.list_backups(second)] == made[::-1]


def test_restore_says_what_would_be_lost_then_brings_it_back(office: Office) -> None:
    a_provider(office, "Larkhollow Homes")
    folder = backups.make_backup(office).row.folder
    a_provider(office, "Sedgeholt Care")
    view = office_preview(office, folder)
    assert "1 record made since would go" in view.sentence
    assert [(line.kind, line.lost) for line in view.lines if line.lost] == [("Provider", 1)]
    told: list[frozenset[str]] = []
    office.listeners.append(lambda outcome: told.append(outcome.changed))
    done = backups.restore_backup(office, folder)
    assert names(office) == {"Larkhollow Homes"}
    assert "provider" in told[0]
    assert done.kept_in is not None
    assert (done.kept_in / office.path.name).exists()
    backups.restore_backup(office, backups_of(office.path) / done.safety_backup)
    assert names(office) == {"Larkhollow Homes", "Sedgeholt Care"}


def test_restore_tells_each_kind_in_plain_words_without_noughts() -> None:
    def words(table: str, lost: int, reverted: int, returning: int) -> str:
        nouns = backups._nouns_of(table)
        return backups.LossRow("", 9, lost, reverted, returning, *nouns).words

    assert words("action", 0, 1, 0) == "1 action would go back to what it was."
    assert words("seal", 0, 3, 0) == (
        "3 seals of signed-off versions would go back to what they were."
    )
    assert words("visit_member", 2, 1, 4) == (
        "2 members of the visit made since would go, 1 would go back to what it was, "
        "4 removed since would come back."
    )


def office_preview(office: Office, folder: Path) -> backups.RestoreView:
    return backups.preview_restore(office, folder)


def test_restore_of_an_unchanged_file_loses_nothing(office: Office) -> None:
    folder = backups.make_backup(office).row.folder
    assert "nothing would be lost" in office_preview(office, folder).sentence


def test_backup_that_is_not_whole_is_refused_before_anything_is_asked(office: Office) -> None:
    a_provider(office)
    folder = backups.make_backup(office).row.folder
    database = backups.database_in(folder)
    whole = database.read_bytes()
    database.write_bytes(whole[:9000] + b"damaged" + whole[9007:])
    with pytest.raises(FileRefusedError, match=r"^This backup is not whole\. .* Choose another"):
        office_preview(office, folder)


def test_restore_repeats_an_erasure_newer_than_the_backup(office: Office) -> None:
    owner = a_provider(office)
    contact = office.write(
        contacts.add_contact, contacts.ContactDraft("Ambrose Tiddlewick", provider_id=owner)
    )
    folder = backups.make_backup(office).row.folder
    places = [one.place for one in office.read(protection.texts_of, "contact", contact)]
    protection.erase(office, ErasureDraft(tuple(places), "He asked for it", GROUNDS[0]))
    view = office_preview(office, folder)
    assert view.erasures == 1
    assert {line.words for line in view.lines} == {"1 contact would go back to what it was."}
    backups.restore_backup(office, folder)
    assert b"Tiddlewick" not in office.path.read_bytes()
    assert [row.reason for row in office.read(protection.list_erasures)] == ["He asked for it"]
    assert office.read(protection.find_texts, "Tiddlewick") == []


def test_restore_waits_for_readers_and_gives_up_in_words(office: Office) -> None:
    with (
        office.database.reading(office.now(), office.today()),
        pytest.raises(CircumstanceError, match="still being read"),
        office.database.set_aside(seconds=0.05),
    ):
        pass
    assert names(office) == set()


def test_every_kind_of_record_has_a_word_for_the_restore_screen() -> None:
    for table in backups._COUNTED:
        assert backups._words_of(table)
