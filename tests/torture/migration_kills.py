"""Kills the program at every statement of an upgrade: the file is then fully old or fully new.

The child process ends without any tidying up, as a kill would end it. It upgrades a new file and,
once there are any, the kept databases of released versions in tests/migrations/kept.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event

from app.db import contents, upgrade
from app.db.change_log import trigger_differences
from app.db.engine import open_engine
from app.db.identity import SCHEMA_VERSION
from tests.torture.results import Result
from tests.torture.stage import KEY

KEPT = Path(__file__).parents[1] / "migrations" / "kept"
KILLED, ALL = 9, 0


@dataclass(frozen=True, slots=True)
class Start:
    """A file to upgrade: `source` None for a new one, which the program encrypts."""

    source: Path | None

    @property
    def key(self) -> bytes | None:
        return KEY if self.source is None else None

    @property
    def name(self) -> str:
        return self.source.name if self.source else "new file"


def starts() -> list[Start]:
    """A new file and each kept database."""
    return [Start(None), *(Start(path) for path in sorted(KEPT.glob("*.cqm")))]


def run(count: int, seed: int, directory: Path) -> Result:
    """Kill at `count` statements, drawn at random, or at every one when `count` is 0."""
    chance = random.Random(seed)
    directory.mkdir(parents=True, exist_ok=True)
    failures: list[str] = []
    tried, outcomes = 0, {"old": 0, "new": 0}
    for start in starts():
        total = _statements_of(start, directory)
        points = list(range(1, total + 2))
        for point in points if count == ALL else chance.sample(points, min(count, total)):
            tried += 1
            path = _laid_out(start, directory)
            _upgrade_in_child(path, start.key, point)
            outcome, problems = _state_of(path, start)
            outcomes[outcome] += 1
            failures += [f"{start.name}, statement {point}: {problem}" for problem in problems]
            failures += _cannot_go_on(path, start, point)
    note = f"{outcomes['old']} fully old, {outcomes['new']} fully new, all upgraded afterwards"
    return Result("Kill during an upgrade", tried, tuple(failures), note)


def _laid_out(start: Start, directory: Path) -> Path:
    shutil.rmtree(directory / "upgraded", ignore_errors=True)
    (directory / "upgraded").mkdir()
    path = directory / "upgraded" / "own.cqm"
    if start.source is not None:
        shutil.copyfile(start.source, path)
    return path


def _statements_of(start: Start, directory: Path) -> int:
    seen: list[str] = []
    engine = open_engine(_laid_out(start, directory), start.key)
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    upgrade.upgrade(engine)
    engine.dispose()
    return len(seen)


def _upgrade_in_child(path: Path, key: bytes | None, point: int) -> None:
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in ways else "spawn")
    child = context.Process(target=upgrade_until, args=(path, key, point))
    child.start()
    child.join()


def upgrade_until(path: Path, key: bytes | None, point: int) -> None:
    """Upgrade, and end the process at statement number `point`."""
    engine = open_engine(path, key)
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == point:
            os._exit(KILLED)

    event.listen(engine, "before_cursor_execute", count)
    upgrade.upgrade(engine)
    os._exit(0)


def _state_of(path: Path, start: Start) -> tuple[str, list[str]]:
    engine = open_engine(path, start.key)
    try:
        with engine.connect() as connection:
            version = upgrade.schema_version(connection)
            raw = connection.connection.driver_connection
            problems = contents.damage(raw)
            if version == SCHEMA_VERSION:
                return "new", problems + trigger_differences(connection)
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
            return "old", problems + _not_as_it_was(start, list(names))
    finally:
        engine.dispose()


def _not_as_it_was(start: Start, names: list[str]) -> list[str]:
    expected: list[str] = []
    if start.source is not None:
        with closing(contents.open_at_rest(start.source, start.key)) as connection:
            expected = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    return [] if sorted(names) == sorted(expected) else [f"half old: {sorted(names)[:5]}"]


def _cannot_go_on(path: Path, start: Start, point: int) -> list[str]:
    engine = open_engine(path, start.key)
    try:
        upgrade.upgrade(engine)
        with engine.connect() as connection:
            if upgrade.schema_version(connection) != SCHEMA_VERSION:
                return [f"{start.name}, statement {point}: could not be upgraded afterwards"]
    finally:
        engine.dispose()
    return []
