"""A lock held for the length of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.db.lock import InstanceLock


@contextmanager
def held(database: Path) -> Iterator[None]:
    lock = InstanceLock(database)
    lock.acquire(datetime.now(UTC))
    try:
        yield
    finally:
        lock.release()
