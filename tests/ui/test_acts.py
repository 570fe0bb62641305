"""Undo from a page: small acts at once, large ones in parts; what stays is said in words."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.db.work import Work
from app.models import Provider
from app.services import large_undo
from app.services.office import Office
from app.ui import acts
from app.ui.context import Context
from tests.ui.services_context import settle, staged, words_of

MANY = 130


def add_many(work: Work) -> None:
    work.describe("add", "Added providers")
    work.session.add_all(Provider(name=f"Provider {number:03}") for number in range(MANY))


def rename_first(work: Work, words: str) -> None:
    work.describe("edit", "Renamed")
    work.session.scalars(select(Provider).order_by(Provider.name)).first().name = words  # type: ignore[union-attr]


def names(office: Office) -> list[str]:
    return list(office.read(lambda r: r.session.scalars(select(Provider.name)).all()))


@pytest.fixture
def stage(context: Context, office: Office, monkeypatch: pytest.MonkeyPatch) -> Context:
    monkeypatch.setattr(large_undo, "LARGE", 50)
    return staged(context, office)


def done(office: Office, function: Any, *args: Any) -> str:
    office.write(function, *args)
    assert office.last_outcome is not None
    return office.last_outcome.act_id


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    return found


def test_large_act_is_undone_in_parts_and_shown_in_the_status_line(
    qtbot: QtBot, stage: Context, office: Office, page: QWidget
) -> None:
    act = done(office, add_many)
    long_jobs: list[str] = []
    said: list[str] = []
    stage.background.started.connect(lambda task: long_jobs.append(task.words))
    stage.messages.said.connect(said.append)
    acts.undo(stage, page, act)
    settle(qtbot, stage)
    assert names(office) == []
    assert long_jobs == ["Undoing"]
    assert said == ["Undone: Added providers."]


def test_cancel_in_the_status_line_leaves_everything_as_it_was(
    qtbot: QtBot, stage: Context, office: Office, page: QWidget
) -> None:
    act = done(office, add_many)
    said: list[str] = []
    stage.background.started.connect(lambda task: task.cancel())
    stage.messages.said.connect(said.append)
    acts.undo(stage, page, act)
    settle(qtbot, stage)
    assert len(names(office)) == MANY
    assert said == ["The undo was stopped. Everything is as it was before it."]


def test_small_act_is_undone_without_a_job_in_the_status_line(
    qtbot: QtBot, stage: Context, office: Office, page: QWidget
) -> None:
    office.write(add_many)
    act = done(office, rename_first, "Elm Care")
    long_jobs: list[object] = []
    stage.background.started.connect(long_jobs.append)
    acts.undo(stage, page, act)
    settle(qtbot, stage)
    assert "Elm Care" not in names(office)
    assert long_jobs == []


def test_what_could_not_be_undone_is_named(
    qtbot: QtBot, stage: Context, office: Office, page: QWidget
) -> None:
    stage.messages.window = page
    act = done(office, add_many)
    office.write(rename_first, "Elm Care")
    acts.undo(stage, page, act)
    settle(qtbot, stage)
    dialog = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "message_dialog")
    assert words_of(dialog, "message_heading") == "Undone in part"
    text = words_of(dialog, "message_text")
    assert "Added providers: 1 record was left as it is" in text
    assert "Provider: Elm Care" in text
    assert names(office) == ["Elm Care"]
    dialog.close()


class Shown(QWidget):
    """A page that shows what it read last; `words` and `panels` are what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.panels: list[tuple[str, str]] = []

    def show_words(self, words: str) -> None:
        self.words.append(words)

    def show_panel(self, panel: str, words: str) -> None:
        self.panels.append((panel, words))


def slow_then_quick(slow_may_end: Event) -> Any:
    def answer(_reading: Any, words: str) -> str:
        if words == "slow":
            assert slow_may_end.wait(10)
        return words

    return answer


def test_late_answer_does_not_cover_what_was_asked_after_it(qtbot: QtBot, stage: Context) -> None:
    page, may_end = Shown(), Event()
    qtbot.addWidget(page)
    answer = slow_then_quick(may_end)
    acts.read(stage, page, answer, "slow", on_result=page.show_words)
    acts.read(stage, page, answer, "quick", on_result=page.show_words)
    qtbot.waitUntil(lambda: page.words == ["quick"], timeout=5000)
    may_end.set()
    settle(qtbot, stage)
    assert page.words == ["quick"]


def test_answers_for_other_panels_and_for_single_questions_are_all_told(
    qtbot: QtBot, stage: Context
) -> None:
    page, may_end = Shown(), Event()
    qtbot.addWidget(page)
    answer, told = slow_then_quick(may_end), list[str]()
    panels = ("visits", "actions")
    for panel, words in zip(panels, ("slow", "quick"), strict=True):
        acts.read(stage, page, answer, words, on_result=partial(page.show_panel, panel))
        acts.read(stage, page, answer, words, on_result=lambda found: told.append(found))
    may_end.set()
    settle(qtbot, stage)
    assert sorted(page.panels) == [("actions", "quick"), ("visits", "slow")]
    assert sorted(told) == ["quick", "slow"]
