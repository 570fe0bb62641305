"""Lawful erasure reaches every place where a text stands, and nothing else may use its door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db.attachments import AttachmentStore
from app.db.work import Work
from app.errors import LockedRecordError, QualityMonitorError, RuleError, RulesError
from app.imports.intake import Document
from app.models import Erasure, ErasureTarget, Seal, VisitVersion
from app.services import (
    attachments,
    contacts,
    erasable,
    history,
    protection,
    visit_amending,
    visit_signing,
)
from app.services.check import check_file
from app.services.erasable import TextPlace
from app.services.office import Office
from app.services.protection import GROUNDS, ErasureDraft
from app.services.search import search
from app.services.visit_views import QuestionView
from tests.office_fixtures import FixedClock, clock, make_office, office
from tests.visit_steps import answer, answer_all, page_of, started_visit, write_judgement

__all__ = ["clock", "office"]

NAME = "Mrs Quillfeather of room 12 fell twice in October"


def draft(*places: TextPlace, reason: str = "Names a resident") -> ErasureDraft:
    return ErasureDraft(places, reason, GROUNDS[0])


def signed_visit_with_name(office: Office) -> tuple[str, QuestionView]:
    """A signed visit with the name in one note, after an earlier wording of the same note."""
    visit_id = started_visit(office)
    answer_all(office, visit_id)
    question = next(iter(page_of(office, visit_id).questions()))
    answer(office, visit_id, question.key, 4, note=NAME + ", seen on the day")
    answer(office, visit_id, question.key, 4, note=NAME)
    write_judgement(office, visit_id, "People are treated with kindness.")
    office.write(visit_signing.finish_draft, visit_id)
    office.write(visit_signing.record_review, visit_id, "David Okafor")
    office.write(visit_signing.sign_off, visit_id, "Helen Marsh", "Contract manager")
    return visit_id, question


def place_of_note(office: Office) -> TextPlace:
    def ask(reading: object) -> str:
        query = text("SELECT id FROM answer WHERE note = :n ORDER BY id LIMIT 1")
        return reading.session.execute(query, {"n": NAME}).scalar_one()  # type: ignore[attr-defined]

    return TextPlace("answer", office.read(ask), "note")


def note_of(office: Office, visit_id: str, key: str) -> str:
    return next(q.note for q in page_of(office, visit_id).questions() if q.key == key)


def bytes_of(office: Office) -> bytes:
    """Everything in the file and its log, as it lies on the disk."""
    path = office.path
    wal = path.with_name(path.name + "-wal")
    return path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")


def test_erased_note_stands_nowhere_in_the_file(office: Office) -> None:
    signed_visit_with_name(office)
    assert b"Quillfeather" in bytes_of(office)
    done = protection.erase(office, draft(place_of_note(office)))
    assert b"Quillfeather" not in bytes_of(office)
    assert done.texts == 1
    assert done.seals == 1
    assert done.changes >= 3  # two wordings, and the line of the erasure itself


def test_erasure_leaves_who_when_and_a_hash(office: Office) -> None:
    visit_id, question = signed_visit_with_name(office)
    place = place_of_note(office)
    protection.erase(office, draft(place))
    note = note_of(office, visit_id, question.key)
    assert note.startswith("[Erased 17 November 2026 by Helen Marsh, ")

    def target(reading: object) -> ErasureTarget:
        query = reading.session.query(ErasureTarget)  # type: ignore[attr-defined]
        return query.filter_by(table_name="answer").one()

    found = office.read(target)
    assert protection.erasable.salted_hash(found.salt, NAME) == found.salted_hash
    assert found.salted_hash[:16] in note


def test_file_is_whole_after_erasure_in_a_sealed_version(office: Office) -> None:
    signed_visit_with_name(office)
    protection.erase(office, draft(place_of_note(office)))
    assert [result.problems for result in office.read(check_file)] == [()] * 6
    seal = office.read(lambda reading: reading.session.query(Seal).one())
    assert seal.erased_at is not None
    assert b"[erased]" in seal.content


def test_copy_of_the_note_in_an_amendment_goes_too(office: Office) -> None:
    visit_id, _ = signed_visit_with_name(office)
    office.write(visit_amending.amend, visit_id, "A date was wrong")
    done = protection.erase(office, draft(place_of_note(office)))
    assert done.texts == 2
    assert b"Quillfeather" not in bytes_of(office)


def test_erased_contact_is_not_found_by_search(office: Office) -> None:
    visit_id = started_visit(office)
    provider = office.read(
        lambda r: r.session.execute(text("SELECT id FROM provider LIMIT 1")).scalar_one()
    )
    contact = office.write(
        contacts.add_contact, contacts.ContactDraft("Ambrose Tiddlewick", provider_id=provider)
    )
    assert visit_id
    assert office.read(search, "Tiddlewick")
    places = [found.place for found in office.read(protection.texts_of, "contact", contact)]
    protection.erase(office, draft(*places))
    assert not office.read(search, "Tiddlewick")
    labels = office.read(lambda r: list(r.session.scalars(text("SELECT label FROM act"))))
    assert labels
    assert not [label for label in labels if "Tiddlewick" in label]
    assert b"Tiddlewick" not in bytes_of(office)


def attach_twice(office: Office, visit_id: str) -> tuple[str, str]:
    questions = [*page_of(office, visit_id).questions()][:2]
    document = Document("Quillfeather.txt", b"Care plan of Mrs Quillfeather", "text/plain", "Text")
    for question in questions:
        office.write(attachments.attach_document, question.id, document, caption="Her plan")
    ids = office.read(
        lambda r: [row[0] for row in r.session.execute(text("SELECT id FROM attachment"))]
    )
    return ids[0], ids[1]


def test_file_goes_when_the_last_record_that_holds_it_is_erased(office: Office) -> None:
    visit_id = started_visit(office)
    first, second = attach_twice(office, visit_id)
    store = AttachmentStore(office.database.attachments)
    done = protection.erase(office, draft(TextPlace("attachment", first, "name")))
    assert (done.files_removed, done.files_kept) == (0, 1)
    assert len(store.names()) == 1
    done = protection.erase(office, draft(TextPlace("attachment", second, "name")))
    assert (done.files_removed, done.files_kept) == (1, 0)
    assert not store.names()
    assert b"Quillfeather" not in bytes_of(office)
    assert b"Her plan" not in bytes_of(office)


def test_erasure_without_reason_or_ground_is_refused(office: Office) -> None:
    signed_visit_with_name(office)
    place = place_of_note(office)
    with pytest.raises(RulesError) as refused:
        protection.erase(office, ErasureDraft((place,), " ", ""))
    assert [problem.field for problem in refused.value.problems] == ["reason", "legal_ground"]
    assert place_of_note(office) == place


def test_reference_cannot_be_erased(office: Office) -> None:
    visit_id = started_visit(office)
    with pytest.raises(RulesError, match="not a text that can be erased"):
        protection.erase(office, draft(TextPlace("visit", visit_id, "reference")))


def test_erased_text_cannot_be_erased_again(office: Office) -> None:
    signed_visit_with_name(office)
    place = place_of_note(office)
    protection.erase(office, draft(place))
    with pytest.raises(RuleError, match="erased already"):
        protection.erase(office, draft(place))


def test_undo_neither_undoes_an_erasure_nor_brings_the_text_back(office: Office) -> None:
    visit_id = started_visit(office)
    question = next(iter(page_of(office, visit_id).questions()))
    answer(office, visit_id, question.key, 4, note=NAME)
    answer(office, visit_id, question.key, 4, note="Nothing to add")
    assert office.last_outcome is not None
    edit = office.last_outcome.act_id
    place = office.read(
        lambda r: r.session.execute(text("SELECT id FROM answer WHERE note <> ''")).scalar_one()
    )
    protection.erase(office, draft(TextPlace("answer", place, "note")))
    with pytest.raises(RuleError, match="cannot be undone"):
        office.write(history.undo_act, office.last_outcome.act_id)
    office.write(history.undo_act, edit)
    assert "Quillfeather" not in note_of(office, visit_id, question.key)


ROUTES = {
    "another row of the version": "UPDATE answer SET note = 'forged' WHERE id <> :row",
    "another line of the log": "UPDATE change SET after = '{}' WHERE table_name = 'visit'",
    "who did it": "UPDATE change SET officer_id = 'x' WHERE row_id = :row",
    "when it was done": "UPDATE change SET at = '2020-01-01T00:00:00.000Z' WHERE row_id = :row",
    "what was done": "UPDATE change SET operation = 'insert' WHERE row_id = :row",
    "which act it was": "UPDATE change SET act_id = 'x' WHERE row_id = :row",
    "a line of the log removed": "DELETE FROM change WHERE row_id = :row",
    "the head of the seal": "UPDATE seal SET head = 'x', erased_at = '2026-11-17T00:00:00.000Z'",
    "the seal without its mark": "UPDATE seal SET content = x'00'",
    "the act's officer": "UPDATE act SET officer_name = 'x'",
    "the erasure itself": "UPDATE erasure SET reason = 'x'",
    "its targets": "UPDATE erasure_target SET row_id = 'x'",
    "the row removed": "DELETE FROM answer WHERE id = :row",
}


def sneak(work: Work, row_id: str, route: str) -> None:
    """Change something else under cover of an erasure of one note."""
    work.describe("sneak", "Under cover of an erasure")
    version = work.session.query(VisitVersion.id).scalar()
    erasure = Erasure(erased_at=work.now, officer_name="x", reason="x", legal_ground="x")
    work.session.add(erasure)
    work.session.flush()
    for table, row, column in (("answer", row_id, "note"), ("seal", version, "content")):
        work.session.add(
            ErasureTarget(erasure_id=erasure.id, table_name=table, row_id=row,
                          column_name=column, salt="00", salted_hash="00")
        )  # fmt: skip
    work.session.flush()
    work.set_context(erasure_id=erasure.id)
    found = work.session.execute(text(route), {"row": row_id} if ":row" in route else {})
    assert found.rowcount, f"the route touches nothing: {route}"


def test_erasure_opens_no_other_door(office: Office) -> None:
    signed_visit_with_name(office)
    place = place_of_note(office)
    open_doors = []
    for name, route in ROUTES.items():
        try:
            office.write(sneak, place.row_id, route)
        except LockedRecordError:
            continue
        open_doors.append(name)
    assert not open_doors
    assert place_of_note(office) == place


def test_texts_are_found_wherever_they_stand(office: Office) -> None:
    signed_visit_with_name(office)
    found = office.read(protection.find_texts, "quillfeather")
    assert [(one.record, one.field, one.text) for one in found] == [("Answer", "Note", NAME)]
    with pytest.raises(RuleError, match="at least 3 letters"):
        office.read(protection.find_texts, "Q")


def test_text_found_names_its_visit_service_and_standard(office: Office) -> None:
    visit_id, _question = signed_visit_with_name(office)
    (found,) = office.read(protection.find_texts, "quillfeather")
    reference = page_of(office, visit_id).visit.reference
    assert re.fullmatch(rf"{reference}, standard \d+\.\d+, .+", found.owner)
    assert "quillfeather" in found.around.lower()


def test_words_around_a_hit_are_shown_from_far_within_a_text() -> None:
    text = "one two three " * 20 + "Quill\nFeather" + " four five" * 20
    said = erasable.words_around(text, "quill feather")
    assert said.startswith("… three one two three Quill Feather four five")
    assert said.endswith(" …")
    assert len(said) < 110
    assert erasable.words_around("Quill", "quill") == "Quill"


@pytest.fixture
def encrypted(tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    made = make_office(tmp_path / "locked.cqm", clock, bytes(range(32)))
    yield made
    made.close()


def test_erasure_works_in_an_encrypted_file(encrypted: Office) -> None:
    signed_visit_with_name(encrypted)
    protection.erase(encrypted, draft(place_of_note(encrypted)))
    with pytest.raises(QualityMonitorError):
        protection.erase(encrypted, draft(TextPlace("answer", "nobody", "note")))
    assert [row.targets for row in encrypted.read(protection.list_erasures)] == [1]


def test_earlier_wording_is_found_and_erased_with_its_field(office: Office) -> None:
    visit_id = started_visit(office)
    question = next(iter(page_of(office, visit_id).questions()))
    answer(office, visit_id, question.key, 4, note=NAME)
    answer(office, visit_id, question.key, 4, note="A resident fell twice")
    (found,) = office.read(protection.find_texts, "quillfeather")
    assert (found.is_past, found.text) == (True, NAME)
    protection.erase(office, draft(found.place))
    assert b"Quillfeather" not in bytes_of(office)
    assert note_of(office, visit_id, question.key).startswith("[Erased ")


def test_text_of_a_record_that_is_gone_is_erased_from_the_log(office: Office) -> None:
    visit_id = started_visit(office)
    question = next(iter(page_of(office, visit_id).questions()))
    document = Document("Quillfeather.txt", b"Care plan", "text/plain", "Text")
    office.write(attachments.attach_document, question.id, document)
    assert office.last_outcome is not None
    office.write(history.undo_act, office.last_outcome.act_id)
    found = office.read(protection.find_texts, "Quillfeather")
    assert [one.is_past for one in found] == [True]
    assert found[0].owner.startswith(page_of(office, visit_id).visit.reference)
    protection.erase(office, draft(*[one.place for one in found]))
    assert b"Quillfeather" not in bytes_of(office)
    assert office.read(protection.find_texts, "Quillfeather") == []
