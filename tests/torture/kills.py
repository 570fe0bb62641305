"""Kills the program while it answers: no answer that was called saved may be lost."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

from tests.torture.results import Result
from tests.torture.saved import Said, problems_after, start_answering
from tests.torture.stage import set_stage


def run(count: int, seed: int, directory: Path) -> Result:
    """Kill `count` times at random moments, on one file that lives through all of them."""
    chance = random.Random(seed)
    stage = set_stage(directory)
    failures: list[str] = []
    total, slowest = 0, 0.0
    for number in range(count):
        said = _said_until_killed(start_answering(stage, seed + number), chance)
        total += len(said.saved)
        problems, seconds = problems_after(stage, said)
        slowest = max(slowest, seconds)
        failures += [f"kill {number}: {problem}" for problem in problems]
    note = f"{total:,} answers called saved, slowest reopening {slowest:.2f} s"
    return Result("Kill while answering", count, tuple(failures), note)


def _said_until_killed(process: subprocess.Popen[str], chance: random.Random) -> Said:
    assert process.stdout is not None
    said = Said()
    said.hear(process.stdout.readline())
    time.sleep(chance.uniform(0, 0.25))
    process.kill()
    for line in process.stdout.readlines():
        said.hear(line)
    process.communicate()
    return said
