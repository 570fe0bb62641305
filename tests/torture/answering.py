"""The program that is killed: answers questions of a visit, and says so after each commit.

`python -m tests.torture.answering PATH KEY VISIT SEED [stepwise]`. Each line on standard output is
`next QUESTION-KEY`, written before the program goes to a question, `placed` once that is stored,
or `saved QUESTION-ID ROW-VERSION NOTE`, written only after the answer's act returned. Stepwise it
waits for a line on standard input before each act and checkpoints often.
"""

from __future__ import annotations

import random
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import event

from app.domain.vocabulary import AnswerKind
from app.services.office import Office
from app.services.visit_answers import AnswerDraft, record_answer, remember_place
from app.services.visit_page import get_visit_page
from tests.torture.stage import Stage


def main(path: str, key: str, visit_id: str, seed: str, *modes: str) -> None:
    stage = Stage(Path(path), visit_id, bytes.fromhex(key))
    office = stage.open()
    if "stepwise" in modes:
        _checkpoint_often(office)
    answer_on(office, stage.visit_id, int(seed), is_stepwise="stepwise" in modes)


def answer_on(office: Office, visit_id: str, seed: int, *, is_stepwise: bool) -> None:
    """Answer at random until killed."""
    chance = random.Random(seed)
    page = office.read(get_visit_page, visit_id)
    questions = [question for part in page.sections for question in part.questions]
    versions = {question.id: question.row_version for question in questions}
    levels = [level.value for level in page.scale.levels]
    for number in count(1):
        if is_stepwise:
            sys.stdin.readline()
        question = chance.choice(questions)
        _say(f"next {question.key}")
        office.write(remember_place, visit_id, question.key)
        _say("placed")
        if is_stepwise:
            sys.stdin.readline()
        note = f"{seed}-{number}-" + "Llanfair·" * chance.randrange(1, 120)
        draft = AnswerDraft(
            question.id, AnswerKind.RATED, chance.choice(levels), note, "", versions[question.id]
        )
        saved = office.write(record_answer, draft)
        versions[question.id] = saved.row_version
        _say(f"saved {question.id} {saved.row_version} {note}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _checkpoint_often(office: Office) -> None:
    @event.listens_for(office.database.engine, "connect")
    def _set(connection: object, record: object) -> None:
        connection.execute("PRAGMA wal_autocheckpoint = 60")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(*sys.argv[1:])
