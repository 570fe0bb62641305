"""Visit mode by keyboard: rating, notes, autosave, going about, what stands beside a question."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.vocabulary import AnswerKind
from app.errors import NotSavedError
from app.services import visit_answers
from app.ui.visits import answer_saver
from app.ui.visits.mode_page import VisitModePage
from tests import visit_steps as steps
from tests.ui.visits.stage import Stage, dialog, press


def test_first_question_is_open_with_the_focus(mode: Any) -> None:
    assert mode.question.number == "1.1"
    assert mode.card.hasFocus()
    assert mode.head._service.text() == "Saltergarth House"


def test_same_visit_shown_again_begins_at_its_question(mode: Any, stage: Stage, qtbot: Any) -> None:
    mode.hide()
    mode.show()
    mode.head.findChild(QWidget, "leave_visit").setFocus()
    stage.wait_until(qtbot, lambda: mode.focusWidget() is mode.card)


@pytest.mark.parametrize(
    ("key", "kind", "level"),
    [
        (Qt.Key.Key_4, AnswerKind.RATED, 4),
        (Qt.Key.Key_1, AnswerKind.RATED, 1),
        (Qt.Key.Key_0, AnswerKind.NOT_APPLICABLE, None),
        (Qt.Key.Key_9, AnswerKind.NOT_SEEN, None),
    ],
)
def test_a_digit_answers_and_is_stored_at_once(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any, key: Qt.Key, kind: AnswerKind, level: int
) -> None:
    press(mode.card, key)
    stage.wait_until(qtbot, lambda: mode.head.saved.text() == "Saved 14:32:07")
    stored = stage.stored(visit_id, "1.1")
    assert (stored.kind, stored.level) == (kind, level)
    assert mode.card.note.hasFocus()


def test_note_is_saved_within_a_second_of_the_last_key(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    press(mode.card, Qt.Key.Key_2)
    QTest.keyClicks(mode.card.note, "3 of 6 charts had gaps")
    qtbot.waitUntil(
        lambda: stage.stored(visit_id, "1.1").note == "3 of 6 charts had gaps",
        timeout=answer_saver.REST_MS + 1500,
    )


def test_digits_in_the_note_are_words_and_rate_only_with_alt(mode: Any) -> None:
    press(mode.card, Qt.Key.Key_3)
    QTest.keyClicks(mode.card.note, "1 of 4")
    assert mode.question.level == 3
    press(mode.card.note, Qt.Key.Key_1, alt=True)
    assert mode.question.level == 1
    assert mode.card.note.toPlainText() == "1 of 4"


def test_escape_leaves_the_note_for_the_question(mode: Any) -> None:
    press(mode.card, Qt.Key.Key_3)
    press(mode.card.note, Qt.Key.Key_Escape)
    press(mode.card, Qt.Key.Key_4)
    assert mode.question.level == 4


def test_next_and_next_unanswered_by_key(mode: Any) -> None:
    press(mode.card, Qt.Key.Key_3)
    press(mode.card.note, Qt.Key.Key_Return, ctrl=True)
    assert mode.question.number == "1.2"
    press(mode.card, Qt.Key.Key_Return, ctrl=True)
    assert mode.question.number == "1.3"
    press(mode.card, Qt.Key.Key_3)
    press(mode.card.note, Qt.Key.Key_J, ctrl=True)
    assert mode.question.number == "1.4"


def test_last_words_before_going_on_are_stored(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    QTest.keyClicks(mode.card.note, "typed and gone")
    mode.go_next()
    stage.wait_until(qtbot, lambda: stage.stored(visit_id, "1.1").note == "typed and gone")
    assert mode.card.note.toPlainText() == ""


def test_reopening_after_a_crash_returns_to_the_question(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any, shown: Any
) -> None:
    mode.open_question(mode.live.order[40])
    press(mode.card, Qt.Key.Key_2)
    number = mode.question.number
    stage.wait_until(qtbot, lambda: stage.stored(visit_id, number).level == 2)
    stage.background.write(lambda _p: None)
    again = shown(VisitModePage, visit_id, lambda page: page.question is not None)
    assert again.question.number == number
    assert again.question.level == 2


def test_full_disk_keeps_the_words_and_says_so_until_they_are_stored(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = visit_answers.record_answer

    def full(*_args: Any) -> None:
        raise NotSavedError("Not saved: the disk is full. Free some space, then try again.")

    monkeypatch.setattr(answer_saver, "record_answer", full)
    QTest.keyClicks(mode.card.note, "words that matter")
    stage.wait_until(qtbot, lambda: bool(mode.head.failure))
    assert mode.head.failure == "Not saved: the disk is full. Your words are kept here"
    assert mode.card.note.toPlainText() == "words that matter"
    mode.go_next()
    assert mode.head.failure
    monkeypatch.setattr(answer_saver, "record_answer", real)
    mode.head.retry_asked.emit()
    stage.wait_until(qtbot, lambda: not mode.head.failure)
    assert stage.stored(visit_id, "1.1").note == "words that matter"


def test_leaving_with_unsaved_words_asks_first(
    mode: Any, stage: Stage, qtbot: Any, monkeypatch: pytest.MonkeyPatch, dialogs: Any
) -> None:
    def full(*_args: Any) -> None:
        raise NotSavedError("Not saved: the disk is full.")

    monkeypatch.setattr(answer_saver, "record_answer", full)
    press(mode.card, Qt.Key.Key_2)
    stage.wait_until(qtbot, lambda: bool(mode.head.failure))
    dialogs.expect(lambda found: found.reject())
    assert not mode.may_leave()


def test_answer_changed_elsewhere_is_not_overwritten_unasked(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    steps.answer(stage.office, visit_id, mode.question.key, 4, "from elsewhere")
    QTest.keyClicks(mode.card.note, "mine")
    stage.wait_until(qtbot, lambda: mode.card._conflict.isVisible())
    assert stage.stored(visit_id, "1.1").note == "from elsewhere"
    assert mode.card.note.toPlainText() == "mine"
    assert "Excellent" in mode.card._conflict.accessibleName()
    mode.card.mine_kept.emit()
    stage.wait_until(qtbot, lambda: stage.stored(visit_id, "1.1").note == "mine")


def test_the_stored_answer_can_be_taken_instead(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    steps.answer(stage.office, visit_id, mode.question.key, 4, "from elsewhere")
    QTest.keyClicks(mode.card.note, "mine")
    stage.wait_until(qtbot, lambda: mode.card._conflict.isVisible())
    mode.card.theirs_taken.emit()
    assert mode.card.note.toPlainText() == "from elsewhere"
    assert mode.question.level == 4


def test_note_too_long_is_refused_beside_the_note(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    line = "Seen at the round, in the words of the night staff.\n"
    mode.card.note.setPlainText(line * (visit_answers.LONGEST_NOTE // len(line) + 1))
    stage.wait_until(qtbot, lambda: mode.card._refusal.isVisible())
    assert "200,000 can be kept" in mode.card._refusal.text()
    mode.card.note.setPlainText("short")
    stage.wait_until(qtbot, lambda: stage.stored(visit_id, "1.1").note == "short")
    stage.wait_until(qtbot, lambda: not mode.head.failure)


def test_not_seen_asks_for_the_reason(mode: Any) -> None:
    press(mode.card, Qt.Key.Key_9)
    assert mode.card._reason.text() == "Say in the note why it was not seen"
    QTest.keyClicks(mode.card.note, "The cupboard was locked.")
    assert mode.card._reason.text() == ""


def test_what_is_missing_leads_to_its_question(mode: Any) -> None:
    press(mode.card, Qt.Key.Key_F8)
    found = dialog("missing_dialog")
    found.chosen.emit(mode.live.question(mode.live.order[3]).key)
    found.reject()
    assert mode.question.number == "1.4"


def test_score_is_hidden_until_asked_for(mode: Any, stage: Stage, qtbot: Any) -> None:
    mode._on_section_stepped(1)
    press(mode.card, Qt.Key.Key_3)
    assert mode.head._score_words.text() == "Score hidden"
    press(mode.card.note, Qt.Key.Key_F6)
    found = dialog("score_dialog")
    found._choice.setChecked(True)
    found.accept()
    assert mode.head._score_words.text() == "Safe"
    assert mode.head._chip.chip.spoken.endswith("75%")


def test_blind_visit_tells_no_score(stage: Stage, shown: Any) -> None:
    mode = shown(VisitModePage, stage.visit(is_blind=True), lambda page: page.question is not None)
    press(mode.card, Qt.Key.Key_F6)
    assert dialog("score_dialog") is None
    assert mode.head._score_words.text() == "Score hidden until finished"


def test_find_leads_to_a_question(mode: Any) -> None:
    press(mode.card, Qt.Key.Key_F, ctrl=True)
    QTest.keyClicks(mode.sections.find_field, "controlled drugs")
    QTest.keyClick(mode.sections.find_field, Qt.Key.Key_Return)
    assert "Controlled drugs" in mode.question.text
    assert mode.pane.title.text() == "Medicines"


def test_each_unfolded_list_has_its_heading(mode: Any) -> None:
    mode.card.prompts.toggle()
    shown = [one.text() for one in mode.card.prompts.findChildren(QLabel) if one.isVisible()]
    looked_at, expected = shown.index("What to look at"), shown.index("Evidence expected")
    assert shown[looked_at + 1].startswith("•")
    assert shown[expected + 1].startswith("•")
    mode.card.prompts.toggle()
    assert "Evidence expected" not in [
        one.text() for one in mode.card.prompts.findChildren(QLabel) if one.isVisible()
    ]


def test_prompts_unfold_and_fold_by_key(mode: Any) -> None:
    assert not mode.card.prompts.is_unfolded
    press(mode.card, Qt.Key.Key_F2)
    assert mode.card.prompts.is_unfolded
    press(mode.card, Qt.Key.Key_F2)
    assert not mode.card.prompts.is_unfolded


def test_side_pane_becomes_a_drawer_in_a_narrow_window(mode: Any, qtbot: Any) -> None:
    mode.resize(900, 500)
    qtbot.waitUntil(lambda: mode.panes.is_drawer)
    assert not mode.side.isVisible()
    press(mode.card, Qt.Key.Key_F4)
    assert mode.side.isVisible()


def test_a_button_opens_and_closes_the_drawer_where_it_is_hidden(mode: Any, qtbot: Any) -> None:
    opener = mode.sections.side_button
    assert not opener.isVisible()
    mode.resize(900, 500)
    qtbot.waitUntil(opener.isVisible)
    QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
    assert mode.side.isVisible()
    QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
    assert not mode.side.isVisible()


def test_narrow_window_keeps_the_reference(mode: Any, qtbot: Any) -> None:
    reference = mode.live.header.visit.reference
    assert reference not in mode.head._second.text()
    mode.resize(900, 500)
    qtbot.waitUntil(lambda: mode.head._second.text().startswith(f"{reference}. "))


def test_every_save_in_the_visit_is_said(
    mode: Any, stage: Stage, qtbot: Any, tmp_path: Path
) -> None:
    assert mode.head.saved.text() == "All saved"
    question = mode.question

    def said(act: Any) -> str:
        stage.clock.moment += timedelta(minutes=1)
        before = mode.head.saved.text()
        act()
        stage.wait_until(qtbot, lambda: mode.head.saved.text() != before)
        return str(mode.head.saved.text())

    def observe() -> None:
        mode.acts.ask_observation(question.id)
        dialog("observation_dialog").form.input_of("text").set_value("Seen at lunch")
        dialog("observation_dialog").submit()

    def note() -> None:
        mode._on_quick_note()
        dialog("quick_note_dialog").form.input_of("text").set_value("Fire door wedged open")
        dialog("quick_note_dialog").submit()

    def photo() -> None:
        Image.new("RGB", (64, 48), "#c8b496").save(tmp_path / "chart.jpg")
        mode.acts.add_photo(question.id, tmp_path / "chart.jpg")

    times = [said(observe), said(note), said(photo)]
    assert len(set(times)) == 3
    assert all(words.startswith("Saved ") for words in times)


def test_another_visit_does_not_show_the_last_ones_time(
    mode: Any, stage: Stage, qtbot: Any
) -> None:
    press(mode.card, Qt.Key.Key_3)
    stage.wait_until(qtbot, lambda: mode.head.saved.text().startswith("Saved "))
    other = stage.visit()
    mode.show_key(other)
    stage.wait_until(qtbot, lambda: mode.live.header.visit.id == other)
    assert mode.head.saved.text() == "All saved"


def test_nothing_moves_when_saving_fails(mode: Any) -> None:
    before = [w.geometry() for w in (mode.head.saved, mode.head.note_button, mode.card, mode.pane)]
    mode.head.set_failed("the disk is full")
    after = [w.geometry() for w in (mode.head.saved, mode.head.note_button, mode.card, mode.pane)]
    assert before == after


def test_counts_add_up_to_all_questions(mode: Any) -> None:
    press(mode.card, Qt.Key.Key_3)
    mode.go_next()
    press(mode.card, Qt.Key.Key_0)
    total = len(mode.live.order)
    assert mode.head._rated.text() == f"1 of {total} rated"
    assert mode.head._rest.text() == f"1 n/a, {total - 2} to do"


def test_signed_visit_is_read_only(stage: Stage, shown: Any) -> None:
    signed = steps.signed_visit(stage.office)
    mode = shown(VisitModePage, signed, lambda page: page.question is not None)
    assert mode.card.note.isReadOnly()
    assert not mode.card.choose_key("1")
    press(mode.card, Qt.Key.Key_1)
    assert mode.question.level == 3
    assert "signed off and locked" in mode.head._second.text()


def test_visit_that_has_not_started_leads_to_its_page(stage: Stage, shown: Any) -> None:
    from app.services import visits

    service = steps.add_service(stage.office)
    planned = stage.office.write(visits.plan_visit, steps.visit_draft(stage.office, service))
    mode = shown(VisitModePage, planned, lambda page: bool(page.went))
    assert mode.went == [("visit", planned)]


def test_words_of_a_visit_that_was_left_unsaved_are_tried_again(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = stage.visit()
    real = visit_answers.record_answer

    def full(*_args: Any) -> None:
        raise NotSavedError("Not saved: the disk is full.")

    monkeypatch.setattr(answer_saver, "record_answer", full)
    QTest.keyClicks(mode.card.note, "words that matter")
    stage.wait_until(qtbot, lambda: bool(mode.head.failure))
    mode.show_key(other)
    stage.wait_until(qtbot, lambda: mode.live.header.visit.id == other)
    assert mode.card.note.toPlainText() == ""
    monkeypatch.setattr(answer_saver, "record_answer", real)
    mode.saver.flush()
    stage.wait_until(qtbot, lambda: stage.stored(visit_id, "1.1").note == "words that matter")


def test_key_with_a_question_opens_it_in_an_open_visit(
    mode: Any, stage: Stage, visit_id: str, qtbot: Any
) -> None:
    key = stage.stored(visit_id, "2.3").key
    mode.show_key(f"{visit_id}#{key}")
    stage.wait_until(qtbot, lambda: mode.question.number == "2.3")


def test_another_visit_on_the_shown_page_keeps_the_whole_window(
    mode: Any, stage: Stage, qtbot: Any
) -> None:
    other = stage.visit()
    with qtbot.waitSignal(mode.full_screen_requested) as asked:
        mode.show_key(other)
    assert asked.args == [True]
    stage.wait_until(qtbot, lambda: mode.live.header.visit.id == other)
