"""Holds Python's search for dead cycles back.

While a job makes many objects: one full search walks everything in memory and holds all threads up
meanwhile, over 100 ms beside a large import, which the window would feel. While Qt walks a list
of objects that the search could throw away.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_held_back() -> Iterator[None]:
    """Make no such search until the block ends. For seconds in which few cycles are made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
