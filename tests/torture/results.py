"""What a fault run found, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """`tried` faults of which each of `failures` is a sentence; `note` says what was measured."""

    name: str
    tried: int
    failures: tuple[str, ...] = ()
    note: str = ""

    @property
    def failed(self) -> int:
        return len(self.failures)


Run = Callable[[int, int, Path], Result]


def as_table(results: Iterable[Result]) -> str:
    """The results as a Markdown table, with the first failures of each below it."""
    results = list(results)
    lines = ["| fault | tried | failed | note |", "| --- | ---: | ---: | --- |"]
    lines += [f"| {r.name} | {r.tried:,} | {r.failed:,} | {r.note} |" for r in results]
    for result in results:
        lines += [f"- {result.name}: {words}" for words in result.failures[:5]]
    return "\n".join(lines)
