"""Backups made while somebody answers: each verifies, restores equal, and misses nothing saved."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.db import contents
from app.db.backup import make_backup, verify_backup
from app.db.restore import restore
from tests.torture.results import Result
from tests.torture.saved import Said, newest, start_answering
from tests.torture.stage import Stage, questions_of, set_stage


def run(count: int, seed: int, directory: Path) -> Result:
    """Make and restore `count` backups under load."""
    stage = set_stage(directory)
    failures: list[str] = []
    with _under_load(stage, seed) as said:
        for number in range(count):
            promised = said.copy()
            backup = make_backup(
                stage.path, directory / "backups", stage.key, now=datetime.now(UTC), reason="load"
            )
            problems = verify_backup(backup, stage.key)
            shutil.rmtree(directory / "restored", ignore_errors=True)
            (directory / "restored").mkdir()
            copy = stage.at(directory / "restored" / stage.path.name)
            restore(
                backup,
                copy.path,
                stage.key,
                backups=directory / "other backups",
                now=datetime.now(UTC),
            )
            if content_of(copy.path, stage.key) != content_of(backup.database, stage.key):
                problems.append("the restored file differs from the backup")
            problems += _missing(copy, promised)
            failures += [f"backup {number}: {problem}" for problem in problems]
            shutil.rmtree(backup.folder)
    note = f"{len(said.saved):,} answers saved meanwhile"
    return Result("Backup under load, restored", count, tuple(failures), note)


def content_of(path: Path, key: bytes | None) -> str:
    """A hash of every value of every table."""
    digest = hashlib.sha256()
    with closing(contents.open_at_rest(path, key)) as connection:
        for row in _rows(connection):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def _rows(connection: Any) -> Iterator[tuple[Any, ...]]:
    for table in contents.tables(connection):
        yield (table,)
        yield from connection.execute(f"SELECT * FROM {contents.quoted(table)} ORDER BY 1")


def _missing(copy: Stage, promised: Said) -> list[str]:
    office = copy.open()
    try:
        questions = questions_of(office, copy.visit_id)
    finally:
        office.close()
    return [
        f"answer {one.question_id} was saved before and is not in it"
        for one in newest(promised.saved).values()
        if questions[one.question_id].row_version < one.row_version
    ]


@contextmanager
def _under_load(stage: Stage, seed: int) -> Iterator[Said]:
    process = start_answering(stage, seed)
    assert process.stdout is not None
    stdout = process.stdout
    said = Said()
    said.hear(stdout.readline())

    def listen() -> None:
        for line in stdout:
            said.hear(line)

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield said
    finally:
        process.kill()
        listener.join()
        process.communicate()
