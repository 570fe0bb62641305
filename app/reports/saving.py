"""Saving a report: written beside the target, then put in its place; trouble is said plainly."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from app.errors import CircumstanceError


def save_report(target: Path, content: bytes) -> None:
    """Write `content` to `target`, whole or not at all; a file that is there is replaced.

    Raises CircumstanceError, with the old file untouched, when the target is open elsewhere
    (Excel locks the file it shows), the folder is missing or read-only, or the disk is full.
    """
    beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        _write_through(beside, content)
        beside.replace(target)
    except OSError as error:
        raise CircumstanceError(_said(error, target, beside)) from error
    finally:
        beside.unlink(missing_ok=True)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _said(error: OSError, target: Path, beside: Path) -> str:
    name, folder = target.name, target.parent
    kept = "Nothing was changed."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"“{name}” was not saved: the disk is full. {kept} Free some space and try again."
    if error.errno == errno.ENOENT or not folder.is_dir():
        return f"“{name}” was not saved: there is no folder {folder}. Choose another folder."
    if target.is_dir():
        return f"“{name}” was not saved: a folder has that name. Choose another name."
    if isinstance(error, PermissionError) and target.exists() and _was_written(error, beside):
        return (
            f"“{name}” is open in another program, so it was not replaced. {kept} "
            "Close it there and save again, or choose another name."
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return f"“{name}” was not saved: you may not write to {folder}. Choose another folder."
    if error.errno == errno.ENAMETOOLONG:
        return f"“{name}” was not saved: the name is too long. Choose a shorter one."
    return f"“{name}” was not saved: {error.strerror or error}. {kept} Try another folder."


def _was_written(error: OSError, beside: Path) -> bool:
    """True when the new file was written and only putting it in place failed."""
    return error.filename2 is not None or beside.exists()
