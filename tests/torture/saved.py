"""Runs the answering program, and holds the file against what it said was saved."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from app.db import contents
from app.errors import QualityMonitorError
from tests.torture.stage import Stage, page_of, questions_of

ROOT = Path(__file__).parents[2]
SECONDS_TO_OPEN = 5.0


@dataclass(frozen=True, slots=True)
class Saved:
    """One answer that the program called saved."""

    question_id: str
    row_version: int
    note: str


@dataclass(slots=True)
class Said:
    """What the program said so far: answers saved, and the questions that it went to."""

    saved: list[Saved] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def hear(self, line: str) -> bool:
        """Take a line; True when something was stored. Half a line was never said.

        Raises EOFError when the program ended by itself.
        """
        if not line:
            raise EOFError("the answering program ended by itself")
        if not line.endswith("\n"):
            return False
        kind, _, rest = line.rstrip("\n").partition(" ")
        if kind == "placed":
            return True
        if kind == "next":
            self.places.append(rest)
            return False
        question_id, version, note = rest.split(" ", 2)
        self.saved.append(Saved(question_id, int(version), note))
        return True

    def copy(self) -> Said:
        """What it has said until now."""
        return Said(list(self.saved), list(self.places))


def start_answering(stage: Stage, seed: int, *modes: str) -> subprocess.Popen[str]:
    """The answering program as a child process with pipes; its coverage is not measured, because
    a killed process leaves half a measurement."""
    assert stage.key is not None
    unmeasured = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.torture.answering", str(stage.path), stage.key.hex(),
         stage.visit_id, str(seed), *modes],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=unmeasured,
    )  # fmt: skip


def newest(saved: list[Saved]) -> dict[str, Saved]:
    """The last word on each question."""
    return {one.question_id: one for one in saved}


def problems_after(stage: Stage, said: Said) -> tuple[list[str], float]:
    """What is wrong with the file after a fault, and the seconds until the visit was on screen.

    Of the answer in hand when it struck, either state is right; every other must be as it was said.
    """
    started = time.perf_counter()
    problems: list[str] = []
    try:
        office = stage.open()
        try:
            page = page_of(office, stage.visit_id)
            seconds = time.perf_counter() - started
            questions = questions_of(office, stage.visit_id)
        finally:
            office.close()
    except QualityMonitorError as error:
        return [f"The file does not open: {error}"], time.perf_counter() - started
    for one in newest(said.saved).values():
        stored = questions[one.question_id]
        if stored.row_version < one.row_version:
            problems.append(f"Lost: answer {one.question_id} version {one.row_version}")
        elif stored.row_version == one.row_version and stored.note != one.note:
            problems.append(f"Altered: answer {one.question_id}")
    if said.saved and page.place not in said.places[-2:]:
        problems.append(f"Reopened at {page.place or 'the start'}, not {said.places[-2:]}")
    if seconds > SECONDS_TO_OPEN:
        problems.append(f"Opening took {seconds:.1f} s")
    return problems + contents.damage_of_file(stage.path, stage.key), seconds
