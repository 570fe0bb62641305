"""What an undo could not put back, as people call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.db.work import Reading
from app.domain.words import sentence_case
from app.services.field_labels import RECORD_WORDS
from app.services.field_words import names_of


def left_in_words(reading: Reading, left: Sequence[str]) -> tuple[str, ...]:
    """A line for each record of `UndoResult.left`; those without a name of their own are counted.

    `left` holds "<table> <id>". A record that is gone since is said to be gone.
    """
    pairs = [(table, row_id) for table, _, row_id in (one.partition(" ") for one in left)]
    wanted: dict[str, list[str]] = {}
    for table, row_id in pairs:
        wanted.setdefault(table, []).append(row_id)
    names = names_of(reading, wanted)
    named = [f"{_kind(table)}: {names[row]}" for table, row in pairs if names.get(row)]
    others = Counter(_kind(table) for table, row in pairs if not names.get(row))
    return (*sorted(named), *(f"{kind}: {number}" for kind, number in sorted(others.items())))


def _kind(table: str) -> str:
    return RECORD_WORDS.get(table) or sentence_case(table.replace("_", " "))
