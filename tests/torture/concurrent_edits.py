"""Two windows edit the same answer from the same state: one saves, the other is told."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from sqlalchemy import func, select

from app.domain.vocabulary import AnswerKind
from app.errors import CircumstanceError
from app.models import Change
from app.services.office import Office
from app.services.visit_answers import AnswerDraft, record_answer
from app.services.visit_views import QuestionView
from tests.torture.results import Result
from tests.torture.stage import questions_of, set_stage

WINDOWS = 2


def run(count: int, seed: int, directory: Path) -> Result:
    """Force `count` edits, two at a time."""
    chance = random.Random(seed)
    stage = set_stage(directory)
    windows = [stage.open() for _ in range(WINDOWS)]
    failures: list[str] = []
    told = 0
    try:
        keys = sorted(questions_of(windows[0], stage.visit_id))
        for number in range(count // WINDOWS):
            question = questions_of(windows[0], stage.visit_id)[chance.choice(keys)]
            notes = [f"window {window}, round {number}" for window in range(WINDOWS)]
            saved = _edit_at_once(windows, question, notes)
            told += saved.count(False)
            after = questions_of(windows[0], stage.visit_id)[question.id]
            failures += _silent_losses(windows[0], question, after, notes, saved)
    finally:
        for window in windows:
            window.close()
    return Result("Concurrent edit", count, tuple(failures), f"{told} told of the other's change")


def _edit_at_once(windows: list[Office], question: QuestionView, notes: list[str]) -> list[bool]:
    barrier = Barrier(WINDOWS)

    def edit(window: Office, note: str) -> bool:
        draft = AnswerDraft(question.id, AnswerKind.NOT_SEEN, None, note, "", question.row_version)
        barrier.wait()
        try:
            window.write(record_answer, draft)
        except CircumstanceError:
            return False
        return True

    with ThreadPoolExecutor(WINDOWS) as pool:
        return list(pool.map(edit, windows, notes))


def _silent_losses(
    office: Office, before: QuestionView, after: QuestionView, notes: list[str], saved: list[bool]
) -> list[str]:
    """Each edit that was called saved raised the version by one, is in the log, and stands."""
    problems = []
    if after.row_version - before.row_version != saved.count(True):
        problems.append(f"{before.number}: {saved} but version +{after.row_version}")
    if saved.count(True) != 1:
        problems.append(f"{before.number}: {saved.count(True)} of two edits of one state saved")
    for note, is_saved in zip(notes, saved, strict=True):
        logged = office.read(
            lambda reading, note=note: reading.session.scalar(
                select(func.count()).select_from(Change).where(Change.after.contains(note))
            )
        )
        if logged != int(is_saved):
            problems.append(f"{before.number}: the log has {logged} of {note}")
        if is_saved and after.note != note:
            problems.append(f"{before.number}: {note} was overwritten")
    return problems
