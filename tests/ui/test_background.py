"""Jobs off the GUI thread: order, progress, cancel, errors, owners that went."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.progress import Progress
from app.ui.background import Background


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    found = Background()
    yield found
    found.close()


def test_result_arrives_on_gui_thread(qtbot: QtBot, background: Background) -> None:
    threads: list[threading.Thread] = []

    def job(progress: Progress) -> int:
        threads.append(threading.current_thread())
        return 7

    results: list[int] = []

    def keep(result: int) -> None:
        threads.append(threading.current_thread())
        results.append(result)

    background.read(job, on_result=keep)
    qtbot.waitUntil(lambda: results == [7], timeout=2000)
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_writes_run_in_the_order_asked(qtbot: QtBot, background: Background) -> None:
    done: list[int] = []
    for number in range(20):
        background.write(lambda _p, n=number: done.append(n))
    qtbot.waitUntil(lambda: len(done) == 20, timeout=2000)
    assert done == list(range(20))


def test_reader_does_not_wait_for_writer(qtbot: QtBot, background: Background) -> None:
    hold = threading.Event()
    background.write(lambda _p: hold.wait(5))
    read: list[int] = []
    background.read(lambda _p: 1, on_result=read.append)
    qtbot.waitUntil(lambda: read == [1], timeout=2000)
    hold.set()


def test_progress_arrives_in_order_and_before_the_end(qtbot: QtBot, background: Background) -> None:
    go = threading.Event()

    def job(progress: Progress) -> None:
        go.wait(5)
        for step in range(1, 4):
            progress.step(step, 3, f"Row {step}")

    task = background.read(job, words="Reading")
    told: list[object] = []
    task.progressed.connect(lambda done, total, words: told.append((done, total, words)))
    task.ended.connect(lambda: told.append("ended"))
    go.set()
    qtbot.waitUntil(lambda: "ended" in told, timeout=2000)
    assert told[-4:] == [(1, 3, "Row 1"), (2, 3, "Row 2"), (3, 3, "Row 3"), "ended"]


def test_cancel_stops_at_next_step_without_error(qtbot: QtBot, background: Background) -> None:
    begun, steps = threading.Event(), []

    def job(progress: Progress) -> None:
        for step in range(10_000):
            progress.step(step, 10_000, "Working")
            steps.append(step)
            begun.set()
            threading.Event().wait(0.001)

    failed: list[Exception] = []
    task = background.write(job, on_error=failed.append, words="Working")
    begun.wait(2)
    with qtbot.waitSignal(task.cancelled, timeout=2000):
        task.cancel()
    assert len(steps) < 10_000
    assert failed == []


def test_error_goes_to_its_handler(qtbot: QtBot, background: Background) -> None:
    def job(progress: Progress) -> None:
        raise ValueError("no")

    failed: list[Exception] = []
    background.read(job, on_error=failed.append)
    qtbot.waitUntil(lambda: len(failed) == 1, timeout=2000)
    assert str(failed[0]) == "no"


def test_error_without_handler_is_unclaimed(qtbot: QtBot, background: Background) -> None:
    def job(progress: Progress) -> None:
        raise ValueError("no")

    with qtbot.waitSignal(background.unclaimed, timeout=2000) as told:
        background.write(job)
    assert str(told.args[0]) == "no"


def test_job_survives_the_page_that_asked(qtbot: QtBot, background: Background) -> None:
    hold, owner = threading.Event(), QObject()
    called: list[int] = []
    stored: list[int] = []

    def job(progress: Progress) -> int:
        hold.wait(5)
        stored.append(1)
        return 1

    task = background.write(job, owner=owner, on_result=called.append)
    with qtbot.waitSignal(task.ended, timeout=2000):
        owner.deleteLater()
        qtbot.waitSignal(owner.destroyed, timeout=500).wait()
        hold.set()
    assert stored == [1]
    assert called == []


def test_close_finishes_short_writes(qtbot: QtBot) -> None:
    background, saved = Background(), []
    for number in range(5):
        background.write(lambda _p, n=number: saved.append(n))
    background.close()
    assert saved == [0, 1, 2, 3, 4]
