"""Acts at the open question: evidence, findings, quick notes, history, and the focus after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.domain.vocabulary import EvidenceKind
from app.services import visit_answers
from tests.ui.visits.stage import Stage, dialog, press


def test_photo_is_attached_cleaned_and_shown(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any, tmp_path: Path
) -> None:
    picture = tmp_path / "chart.jpg"
    Image.new("RGB", (640, 480), "#c8b496").save(picture, comment=b"secret")
    mode.acts.add_photo(mode.question.id, picture)
    stage.wait_until(qtbot, lambda: bool(mode.card.evidence.tiles) and bool(mode._pictures))
    (evidence,) = stage.stored(visit_id, "1.1").evidence
    assert (evidence.kind, evidence.file_name) == (EvidenceKind.PHOTO, "chart.jpg")
    content = stage.office.read(_content, evidence.attachment_id)
    assert content.startswith(b"\xff\xd8")
    assert b"secret" not in content
    assert mode.card._evidence_words.text() == "1 photo"


def _content(reading: Any, attachment_id: str) -> bytes:
    from app.services.attachments import read_attachment

    return read_attachment(reading, attachment_id).content


def test_a_file_that_is_no_photo_is_refused_in_words(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any, tmp_path: Path
) -> None:
    told: list[Exception] = []
    stage.background.unclaimed.connect(told.append)
    bad = tmp_path / "photo.jpg"
    bad.write_bytes(b"not a picture at all")
    mode.acts.add_photo(mode.question.id, bad)
    stage.wait_until(qtbot, lambda: bool(told))
    assert "is not a JPEG" in str(told[0])
    assert stage.stored(visit_id, "1.1").evidence == ()


def test_removed_evidence_can_be_put_back(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    offers: list[Any] = []
    stage.messages.undo_offered.connect(lambda words, undo: offers.append((words, undo)))
    question = mode.question
    stage.office.write(
        visit_answers.add_evidence, question.id, EvidenceKind.OBSERVATION, text="Seen at lunch"
    )
    stage.wait_until(qtbot, lambda: len(mode.card.evidence.tiles) == 1)
    mode.card.evidence_removed.emit(mode.card.evidence.tiles[0].evidence.id)
    stage.wait_until(qtbot, lambda: bool(offers))
    assert stage.stored(visit_id, "1.1").evidence == ()
    offers[0][1]()
    stage.wait_until(qtbot, lambda: len(stage.stored(visit_id, "1.1").evidence) == 1)


def test_finding_and_action_are_raised_from_the_answer(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    press(mode.card, Qt.Key.Key_2)
    press(mode.card.note, Qt.Key.Key_A, alt=True)
    form = dialog("finding_dialog").form
    form.input_of("headline").set_value("Actions of the last visit were not seen through")
    form.input_of("action_text").set_value("See each action through")
    form.input_of("action_due_on").edit.setText("15/12/2026")
    dialog("finding_dialog").submit()
    stage.wait_until(qtbot, lambda: bool(mode.question.actions))
    stored = stage.stored(visit_id, "1.1")
    assert [f.kind.value for f in stored.findings] == ["improvement"]
    assert [a.text for a in stored.actions] == ["See each action through"]
    assert mode.question.level == 2


def test_finding_raised_by_mistake_is_removed_and_put_back(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    offers: list[Any] = []
    stage.messages.undo_offered.connect(lambda words, undo: offers.append((words, undo)))
    mode.finding_acts.ask_finding(mode.question)
    dialog("finding_dialog").form.input_of("headline").set_value("Charts had gaps")
    dialog("finding_dialog").submit()
    stage.wait_until(qtbot, lambda: bool(mode.question.findings))
    mode.finding_acts.ask_edit_finding(mode.question, mode.question.findings[0].id)
    dialog("finding_dialog").findChild(QPushButton, "remove_finding").click()
    stage.wait_until(qtbot, lambda: bool(offers))
    assert stage.stored(visit_id, "1.1").findings == ()
    offers[0][1]()
    stage.wait_until(
        qtbot,
        lambda: [f.headline for f in stage.stored(visit_id, "1.1").findings] == ["Charts had gaps"],
    )


def test_finding_without_words_is_refused_beside_the_field(mode: Any, stage: Stage) -> None:
    mode.finding_acts.ask_finding(mode.question)
    found = dialog("finding_dialog")
    found.submit()
    assert found.form.error_of("headline") == "Enter what was found, in a sentence"
    found.reject()


def test_quick_note_is_kept_and_filed_to_the_open_question(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    press(mode.card, Qt.Key.Key_Q, ctrl=True)
    dialog("quick_note_dialog").form.input_of("text").set_value("Fire door wedged open")
    dialog("quick_note_dialog").submit()
    stage.wait_until(qtbot, lambda: len(mode.live.header.quick_notes) == 1)
    QTest.keyClicks(mode.card.note, "Before. ")
    mode._on_quick_note()
    note_id = mode.live.header.quick_notes[0].id
    dialog("quick_note_dialog").findChild(QWidget, f"file_note_{note_id}").click()
    stage.wait_until(qtbot, lambda: "Fire door" in mode.card.note.toPlainText())
    assert stage.stored(visit_id, "1.1").note == "Before. \nFire door wedged open"
    QTest.keyClicks(mode.card.note, "!")
    stage.wait_until(qtbot, lambda: "!" in stage.stored(visit_id, "1.1").note)
    assert not mode.saver.has_failed


@pytest.mark.parametrize("from_note", [True, False])
def test_focus_returns_to_where_it_was_before_an_observation(
    mode: Any, stage: Stage, qtbot: Any, *, from_note: bool
) -> None:
    place = mode.card.note if from_note else mode.card.findChild(QPushButton, "add_observation")
    place.setFocus()
    press(place, Qt.Key.Key_O, alt=True)
    found = dialog("observation_dialog")
    found.form.input_of("text").set_value("Seen at lunch")
    found.submit()
    stage.wait_until(qtbot, lambda: len(mode.card.evidence.tiles) == 1)
    stage.wait_until(qtbot, lambda: dialog("observation_dialog") is None)
    qtbot.waitUntil(lambda: mode.window().focusWidget() is place)
    assert QApplication.focusWidget() in (place, None)


def test_focus_falls_to_the_note_when_what_had_it_was_made_anew(
    mode: Any, stage: Stage, qtbot: Any
) -> None:
    stage.office.write(
        visit_answers.add_evidence, mode.question.id, EvidenceKind.OBSERVATION, text="Seen at lunch"
    )
    stage.wait_until(qtbot, lambda: len(mode.card.evidence.tiles) == 1)
    (tile,) = mode.card.evidence.tiles
    tile.setFocus()
    tile.change_requested.emit(tile.evidence.id)
    found = dialog("evidence_dialog")
    found.form.input_of("text").set_value("Seen at supper")
    found.submit()
    stage.wait_until(qtbot, lambda: "supper" in mode.card.evidence.tiles[0].title)
    qtbot.waitUntil(lambda: mode.window().focusWidget() is mode.card.note)


def test_history_of_an_answer_tells_before_and_after(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    press(mode.card, Qt.Key.Key_2)
    stage.wait_until(qtbot, lambda: stage.stored(visit_id, "1.1").level == 2)
    press(mode.card.note, Qt.Key.Key_H, alt=True)
    stage.wait_until(qtbot, lambda: dialog("history_dialog") is not None)
    words = [w.text() for w in dialog("history_dialog").findChildren(type(mode.card._reason))]
    assert any("Not answered → Rated" in text for text in words)
    assert "Rating: nothing → Good" in words or "Rating: nothing → Requires improvement" in words
    heads = [text for text in words if ", Helen Marsh" in text]
    assert len(heads) == 2  # the answer given, and the visit's start that added it
    dialog("history_dialog").reject()
