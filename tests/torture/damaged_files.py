"""Damages a file at rest: what is wrong is told, no wrong value is read, and a backup mends it.

The database, its attachments and its key file are hit by turns: flipped bits, lost ends, pages
zeroed, exchanged or overwritten. Whatever can still be read must be what was written.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from app.db import contents, identity, keys
from app.db.attachments import AttachmentStore, DamagedAttachmentError
from app.db.backup import Backup, make_backup
from app.db.restore import restore
from app.errors import FileRefusedError, NotFoundError
from tests.torture.backups import content_of
from tests.torture.results import Result
from tests.torture.stage import Stage, set_stage

PAGE = 4096
PHRASE = "otter lantern Tuesday"
PHOTO = b"a photo of a medicine cupboard " * 400
QUICK = keys.Cost(memory_kib=8, passes=1, lanes=1)

Damage = Callable[[bytearray, random.Random], None]


def run(count: int, seed: int, directory: Path) -> Result:
    """Damage `count` times: three times in four the database, else a photo or the key file."""
    chance = random.Random(seed)
    stage = set_stage(directory / "sound")
    assert stage.key is not None
    made, _ = keys.make_key_file(stage.key, PHRASE, cost=QUICK)
    made.write(keys.key_file_path(stage.path))
    digest = AttachmentStore.of(stage.path, stage.key).put(PHOTO)
    backup = make_backup(
        stage.path, directory / "backups", stage.key, now=datetime.now(UTC), reason="sound"
    )
    whole = content_of(stage.path, stage.key)
    failures: list[str] = []
    told = 0
    for number in range(count):
        copy = _copied(stage, directory / "damaged")
        target = chance.choice(["database"] * 6 + ["photo", "key file"])
        words = _hit(_file_of(copy, target, digest), chance)
        problems, is_told = _outcome(copy, target, digest, whole)
        told += is_told
        problems += _not_mended(copy, backup, whole) if target == "database" else []
        failures += [f"{number} ({target}, {words}): {problem}" for problem in problems]
    note = f"{told} told, {count - told} where nothing that is read was hit"
    return Result("Damaged file", count, tuple(failures), note)


def _copied(stage: Stage, directory: Path) -> Stage:
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(stage.path.parent, directory)
    return stage.at(directory / stage.path.name)


def _file_of(stage: Stage, target: str, digest: str) -> Path:
    if target == "photo":
        return AttachmentStore.of(stage.path, stage.key).path_of(digest)
    return keys.key_file_path(stage.path) if target == "key file" else stage.path


def _hit(path: Path, chance: random.Random) -> str:
    content = bytearray(path.read_bytes())
    damage = chance.choice(DAMAGES)
    damage(content, chance)
    path.write_bytes(content)
    return damage.__name__


def _outcome(stage: Stage, target: str, digest: str, whole: str) -> tuple[list[str], bool]:
    if target == "photo":
        return _photo_outcome(stage, digest)
    if target == "key file":
        return _key_file_outcome(stage)
    try:
        identity.check(stage.path, stage.key)
        is_equal = content_of(stage.path, stage.key) == whole
    except FileRefusedError as refused:
        return ([] if "backup" in str(refused) else ["no way out was offered"]), True
    except dbapi2.Error:
        found = contents.damage_of_file(stage.path, stage.key)
        return ([] if found else ["a read failed, but the check found nothing"]), True
    return ([] if is_equal else ["a wrong value was read in silence"]), False


def _photo_outcome(stage: Stage, digest: str) -> tuple[list[str], bool]:
    try:
        content = AttachmentStore.of(stage.path, stage.key).get(digest)
    except (DamagedAttachmentError, NotFoundError):
        return [], True
    return ([] if content == PHOTO else ["another photo was read in silence"]), False


def _key_file_outcome(stage: Stage) -> tuple[list[str], bool]:
    try:
        key = keys.KeyFile.read(keys.key_file_path(stage.path)).unlock(PHRASE)
    except (FileRefusedError, keys.WrongSecretError):
        return [], True
    return ([] if key == stage.key else ["a wrong key was given in silence"]), False


def _not_mended(stage: Stage, backup: Backup, whole: str) -> list[str]:
    restore(
        backup,
        stage.path,
        stage.key,
        backups=stage.path.parent / "backups",
        now=datetime.now(UTC),
    )
    with closing(contents.open_at_rest(stage.path, stage.key)) as connection:
        problems = contents.damage(connection)
    if content_of(stage.path, stage.key) != whole:
        problems.append("the restored file differs")
    return problems


def flipped_bit(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def lost_end(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def zeroed_page(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content)) // PAGE * PAGE
    content[start : start + PAGE] = bytes(len(content[start : start + PAGE]))


def overwritten_stretch(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content))
    length = min(chance.randint(1, 2000), len(content) - start)
    content[start : start + length] = chance.randbytes(length)


def exchanged_pages(content: bytearray, chance: random.Random) -> None:
    first, second = (chance.randrange(len(content)) // PAGE * PAGE for _ in range(2))
    one, other = content[first : first + PAGE], content[second : second + PAGE]
    if len(one) == len(other):
        content[first : first + PAGE], content[second : second + PAGE] = other, one


DAMAGES: tuple[Damage, ...] = (
    flipped_bit,
    lost_end,
    zeroed_page,
    overwritten_stretch,
    exchanged_pages,
)
