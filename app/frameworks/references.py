"""The lists that frameworks are checked against: what a visit looks at, and the maps.

Read from looks_at.toml and maps.toml beside the bundled frameworks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.vocabulary import ServiceType
from app.frameworks.fields import Fields

MAP_IDS = ("quality_statement", "pamms")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class LooksAt:
    """One item of DOMAIN "What a visit looks at" and the service types it concerns."""

    id: str
    words: str
    applies_to: tuple[ServiceType, ...]


@dataclass(frozen=True, slots=True)
class ReferenceMap:
    """A list of words that questions may be mapped to, with the date it came into force."""

    id: str
    title: str
    dated: date | None
    words: tuple[str, ...]

    def find(self, typed: str) -> str | None:
        """The list's own wording of `typed` (case and kind of apostrophe do not matter)."""
        wanted = _plain(typed)
        return next((word for word in self.words if _plain(word) == wanted), None)


@dataclass(frozen=True, slots=True)
class References:
    """All that a framework may refer to."""

    looks_at: Mapping[str, LooksAt]
    maps: Mapping[str, ReferenceMap]


def read_looks_at(root: Fields) -> dict[str, LooksAt]:
    """The items of looks_at.toml by id; complains about wrong or repeated ones."""
    root.only("format", "item")
    found: dict[str, LooksAt] = {}
    for nth, table in enumerate(root.tables("item", "item"), start=1):
        fields = root.part(table, f"item {nth}")
        fields.only("id", "words", "applies_to")
        item = LooksAt(
            id=fields.text("id", 40),
            words=fields.text("words", _LONGEST),
            applies_to=fields.choices("applies_to", ServiceType),
        )
        if item.id in found:
            fields.complain(f"id “{item.id}” is taken by an earlier item; ids must be unique")
        found.setdefault(item.id, item)
    return found


def read_maps(root: Fields) -> dict[str, ReferenceMap]:
    """The lists of maps.toml by id; every one of MAP_IDS must be there."""
    root.only("format", "map")
    found: dict[str, ReferenceMap] = {}
    for nth, table in enumerate(root.tables("map", "map"), start=1):
        fields = root.part(table, f"map {nth}")
        fields.only("id", "title", "dated", "words")
        read = ReferenceMap(
            id=fields.text("id", 40),
            title=fields.text("title", _LONGEST),
            dated=fields.day("dated"),
            words=fields.texts("words", _LONGEST, 1),
        )
        if read.id in found:
            fields.complain(f"id “{read.id}” is taken by an earlier map; ids must be unique")
        found.setdefault(read.id, read)
    for wanted in MAP_IDS:
        if wanted not in found:
            root.complain(f"there is no map “{wanted}”")
    return found


def _plain(words: str) -> str:
    return " ".join(words.replace("’", "'").split()).casefold()
