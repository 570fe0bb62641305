"""Files that are whole or not there: written beside the target, flushed to the disk, then renamed.

Used by backups, key files, attachments and the reserve file. A file whose name ends in `.part`
is never anything but a leftover of an interrupted write.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

PART_SUFFIX = ".part"


def part_of(target: Path) -> Path:
    """The temporary name beside `target`."""
    return target.with_name(target.name + PART_SUFFIX)


def write_whole(target: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write `content` to `target`: beside, fsync, rename. `is_private` keeps others from reading.

    Raises OSError; the old file is then untouched.
    """
    part = part_of(target)
    mode = 0o600 if is_private else 0o644
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        rename_whole(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def copy_whole(source: Path, target: Path) -> None:
    """Copy the bytes of `source` to `target` in the same way. Raises OSError."""
    part = part_of(target)
    try:
        shutil.copyfile(source, part)
        flush_file(part)
        rename_whole(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def rename_whole(part: Path, target: Path) -> None:
    """Put the finished `part` in the place of `target` and flush the folder."""
    part.replace(target)
    flush_folder(target.parent)


def flush_file(path: Path) -> None:
    """Make sure that the bytes of `path` are on the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def flush_folder(folder: Path) -> None:
    """Make sure that a new name in `folder` is on the disk, where the system has such a call."""
    with suppress(OSError):  # Windows cannot open a folder; its renames are journalled
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
