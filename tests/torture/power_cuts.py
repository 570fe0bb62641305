"""Simulated power cuts: what the disk may hold at any moment is put together and opened.

The program works step by step; after each commit its database and log are copied. When the power
fails between commit k and k+1, SQLite with synchronous=FULL has flushed everything of k, and
of what came later any sector (512 bytes) may be there, missing or torn:

- while the log is being written: the database of k, and the log of k with any mix of the sectors
  of k+1, at any length in between, some of them rubbish. When the log starts anew SQLite flushes
  its new header before any new page, so old pages never stand behind the old header then;
- while the log is folded in: the log of k+1, whole, and any mix of the two databases' sectors.

As SQLite does (its "powersafe overwrite"), this takes a sector that held earlier data to be old or
new afterwards, never rubbish; only sectors that held nothing needed may be torn.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.torture.results import Result
from tests.torture.saved import Said, problems_after, start_answering
from tests.torture.stage import Stage, set_stage

SECTOR = 512
HEADER = 32  # bytes of the log's header
COMMITS = 120


@dataclass(frozen=True, slots=True)
class Disk:
    """The database and its log after a commit, and what the program had said by then."""

    database: bytes
    log: bytes
    said: Said


def run(count: int, seed: int, directory: Path) -> Result:
    """Cut the power `count` times at random places of one recorded sitting."""
    chance = random.Random(seed)
    stage = set_stage(directory / "recorded")
    disks = _record(stage, seed, min(COMMITS, 2 * count))
    failures: list[str] = []
    cuts = {"log": 0, "fold": 0}
    for number in range(count):
        before, after = _moment(disks, chance)
        kind, database, log = _cut(before, after, chance)
        cuts[kind] += 1
        copy = _written(stage, directory / "cut", database, log)
        said = Said(before.said.saved, after.said.places)
        problems, _ = problems_after(copy, said)
        failures += [f"cut {number} ({kind}): {problem}" for problem in problems]
    note = f"{cuts['log']} while the log was written, {cuts['fold']} while it was folded in"
    return Result("Power cut", count, tuple(failures), note)


def _record(stage: Stage, seed: int, commits: int) -> list[Disk]:
    process = start_answering(stage, seed, "stepwise")
    assert process.stdin is not None
    assert process.stdout is not None
    disks, said = [], Said()
    log = stage.path.with_name(stage.path.name + "-wal")
    for _ in range(commits):
        process.stdin.write("\n")
        process.stdin.flush()
        while not said.hear(process.stdout.readline()):
            pass
        disks.append(Disk(stage.path.read_bytes(), log.read_bytes(), said.copy()))
    process.kill()
    process.communicate()
    return disks


def _moment(disks: list[Disk], chance: random.Random) -> tuple[Disk, Disk]:
    """Two commits that follow each other; one time in three the log is folded in between."""
    pairs = list(pairwise(disks))
    folding = [pair for pair in pairs if pair[0].database != pair[1].database]
    return chance.choice(folding if folding and chance.random() < 1 / 3 else pairs)


def _cut(before: Disk, after: Disk, chance: random.Random) -> tuple[str, bytes, bytes]:
    if before.database != after.database and chance.random() < 0.7:
        return "fold", _mixed(before.database, after.database, chance, rubbish=0), after.log
    with_header = after.log[:HEADER] + before.log[HEADER:]
    return "log", before.database, _mixed(with_header, after.log, chance, rubbish=0.1)


def _mixed(old: bytes, new: bytes, chance: random.Random, *, rubbish: float) -> bytes:
    """Sectors of both; where both agree they stay, and past the first difference some are torn."""
    length = chance.randint(min(len(old), len(new)), max(len(old), len(new)))
    share = chance.random()
    parts: list[bytes] = []
    has_differed = False
    for start in range(0, length, SECTOR):
        was, becomes = old[start : start + SECTOR], new[start : start + SECTOR]
        if was == becomes:
            parts.append(was)
        elif has_differed and chance.random() < rubbish:
            parts.append(chance.randbytes(SECTOR))
        else:
            parts.append((becomes if chance.random() < share else was) or bytes(SECTOR))
        has_differed = has_differed or was != becomes
    return b"".join(parts)[:length]


def _written(stage: Stage, directory: Path, database: bytes, log: bytes) -> Stage:
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / stage.path.name
    for end, content in (("", database), ("-wal", log)):
        path.with_name(path.name + end).write_bytes(content)
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    return stage.at(path)
