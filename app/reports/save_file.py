"""Puts a finished file in its place: written beside the target, then swapped in whole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from app.errors import CircumstanceError


def save_file(path: Path, data: bytes) -> None:
    """Write `data` to `path`; whoever reads it sees the old file or the new one, never a part.

    Raises CircumstanceError when the folder cannot be written or the file is open in another
    program; the old file is then as it was.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except PermissionError as problem:
        _remove(part)
        raise CircumstanceError(
            f"{path.name} could not be saved: it is open in another program, or the folder does "
            "not allow it. Close the file or choose another name; the old file is unchanged."
        ) from problem
    except OSError as problem:
        _remove(part)
        raise CircumstanceError(
            f"{path.name} could not be saved: {problem.strerror or problem}. "
            "Choose another folder and save again; nothing else was changed."
        ) from problem


def _remove(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink()
