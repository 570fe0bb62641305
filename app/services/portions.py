"""Cuts long lists into portions: what one statement or one short transaction takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def portions(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    walk = iter(items)
    while some := list(islice(walk, size)):
        yield some
