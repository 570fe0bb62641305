"""Quick notes of no visit: kept at once, filed later, removed with undo; nothing typed is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.errors import LockedRecordError, NotFoundError, RuleError
from app.models import Service, VisitVersion
from app.services import history, retention
from app.services.office import Office
from app.services.quick_notes import (
    file_loose_note,
    keep_loose_note,
    list_loose_notes,
    note_places,
    remove_loose_note,
)
from app.services.today import get_today
from app.services.visit_page import get_visit_page
from tests import factory
from tests.office_fixtures import FixedClock, clock, office
from tests.visit_steps import signed_visit, started_visit

__all__ = ["clock", "office"]


def open_version_of(office: Office, visit_id: str) -> str:
    query = select(VisitVersion.id).where(VisitVersion.visit_id == visit_id)
    return str(office.read(lambda r: r.session.scalar(query)))


def texts(office: Office) -> list[str]:
    return [note.text for note in office.read(list_loose_notes)]


def test_note_is_kept_without_a_visit_and_stands_on_today(office: Office) -> None:
    office.write(keep_loose_note, "Ring the manager of Elm")
    assert texts(office) == ["Ring the manager of Elm"]
    assert [note.text for note in office.read(get_today).notes] == ["Ring the manager of Elm"]


def test_note_without_words_is_refused(office: Office) -> None:
    with pytest.raises(RuleError, match="Type the note first"):
        office.write(keep_loose_note, "  \n")


def test_note_filed_to_an_open_visit_waits_there_for_a_question(office: Office) -> None:
    visit_id = started_visit(office)
    note = office.write(keep_loose_note, "Hoist label out of date")
    place = f"visit:{open_version_of(office, visit_id)}"
    assert place in {one.key for one in office.read(note_places)}
    office.write(file_loose_note, note, place)
    assert texts(office) == []
    waiting = office.read(get_visit_page, visit_id).quick_notes
    assert [(one.text, one.question_id) for one in waiting] == [("Hoist label out of date", None)]


def test_note_filed_to_a_service_is_added_to_its_notes_with_day_and_officer(
    office: Office,
) -> None:
    service_id = factory.a_service(office, name="Elm House", notes="Side gate after 17:00")
    note = office.write(keep_loose_note, "New deputy from Monday")
    office.write(file_loose_note, note, f"service:{service_id}")
    notes = office.read(lambda r: r.session.get_one(Service, service_id).notes)
    first, second = notes.split("\n")
    assert first == "Side gate after 17:00"
    assert second.endswith(": New deputy from Monday")
    assert f"{office.today():%d/%m/%Y}" in second
    assert texts(office) == []

    assert office.last_outcome is not None
    office.write(history.undo_act, office.last_outcome.act_id)
    assert texts(office) == ["New deputy from Monday"]
    assert office.read(lambda r: r.session.get_one(Service, service_id).notes) == first


def test_removed_note_comes_back_with_undo(office: Office) -> None:
    note = office.write(keep_loose_note, "Not needed")
    office.write(remove_loose_note, note)
    assert texts(office) == []
    assert office.last_outcome is not None
    office.write(history.undo_act, office.last_outcome.act_id)
    assert texts(office) == ["Not needed"]


def test_note_is_filed_once(office: Office) -> None:
    service_id = factory.a_service(office)
    note = office.write(keep_loose_note, "Once")
    office.write(file_loose_note, note, f"service:{service_id}")
    with pytest.raises(NotFoundError, match="not there any more"):
        office.write(file_loose_note, note, f"service:{service_id}")


def test_note_needs_a_place(office: Office) -> None:
    note = office.write(keep_loose_note, "Somewhere")
    with pytest.raises(RuleError, match="Choose a visit or a service"):
        office.write(file_loose_note, note, "")


def test_signed_off_visit_is_no_place_for_a_note(office: Office) -> None:
    visit_id = signed_visit(office)
    version = open_version_of(office, visit_id)
    note = office.write(keep_loose_note, "Too late")
    assert f"visit:{version}" not in {one.key for one in office.read(note_places)}
    with pytest.raises(LockedRecordError):
        office.write(file_loose_note, note, f"visit:{version}")
    assert texts(office) == ["Too late"]


def test_note_never_filed_is_past_its_period_in_the_end(office: Office, clock: FixedClock) -> None:
    office.write(keep_loose_note, "Old")
    assert office.read(retention.list_past) == []
    clock.move(days=3000)
    (row,) = office.read(retention.list_past)
    assert (row.kind, row.label) == ("quick_note", "Note not filed")
    (text,) = office.read(retention.texts_under, row.table, row.record_id)
    assert text.text == "Old"
