"""A small file kept beside the database, given up when the disk is full.

On a full disk even deleting rows fails, because the database writes before it frees. Giving the
reserve up makes room for the answer in hand, and for tidying up. The next opening makes it anew.
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from app.db.durable import write_whole

SIZE = 8 * 1024 * 1024  # bytes; random, so that no file system stores it as nothing


@dataclass(frozen=True, slots=True)
class Reserve:
    """The reserve of one database."""

    path: Path
    size: int = SIZE

    @classmethod
    def of(cls, database: Path, size: int = SIZE) -> Reserve:
        """The reserve that belongs to the database file at `database`."""
        return cls(database.with_name(database.name + ".reserve"), size)

    @property
    def is_held(self) -> bool:
        """True when the reserve is there in full."""
        return self.path.exists() and self.path.stat().st_size >= self.size

    def hold(self) -> bool:
        """Make the reserve if it is not there; False when the disk has no room for it."""
        if self.is_held:
            return True
        try:
            write_whole(self.path, os.urandom(self.size))
        except OSError as error:
            if is_disk_full(error):
                return False
            raise
        return True

    def give_up(self) -> bool:
        """Free the reserve's space; False when there was none. Raises OSError."""
        if not self.path.exists():
            return False
        self.path.unlink()
        return True


def is_disk_full(error: BaseException) -> bool:
    """True when `error`, or what caused it, says that the disk (or the user's share) is full."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, OSError) and link.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "disk is full" in str(link):
            return True
        link = link.__cause__
    return False
