"""What the sample's officers write: notes that fit their standard, and differ within a report.

The sentences are in resources/sample/notes.toml. They are dealt like cards: none comes again in a
visit before all of its kind were used.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from app.services.visit_views import QuestionView

_WATCHED = re.compile(r"^(?:our )?(?:mealtime )?(?:observ|walk|photo|demonstration)", re.IGNORECASE)
_SAID = re.compile(r"conversation", re.IGNORECASE)
_NUMBER = re.compile(r"\b([3-9]|1\d|20)\b(?! (?:days|weeks|months|hours))")
_NUMBER_WORDS = {"three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_ASIDES = re.compile(
    r" (?:by visit code|seen today|seen on date|with date|by role)\b|,? with how many of how many.*"
)
_SIZES = (4, 5, 6, 8, 10, 12)


@dataclass
class Deck:
    """Deals sentences by kind."""

    random: Random
    _left: dict[str, list[str]] = field(default_factory=dict)

    def deal(self, kind: str, sentences: Sequence[str]) -> str:
        """Return the next sentence of the kind, `sentences` shuffled anew when all were dealt."""
        left = self._left.setdefault(kind, [])
        if not left:
            left += self.random.sample(list(sentences), len(sentences))
        return left.pop()

    def once(self, kind: str, sentences: Sequence[str]) -> str:
        """Return a sentence of the kind that was not dealt yet, empty when all were."""
        left = self._left.setdefault(kind, self.random.sample(list(sentences), len(sentences)))
        return left.pop() if left else ""


@dataclass(frozen=True)
class Written:
    """A note with the sample that it speaks of: "9 of 10 records"."""

    note: str
    sample: str


class Notes:
    """All sentences as stored."""

    def __init__(self, folder: Path) -> None:
        self.stored: dict[str, Any] = tomllib.loads(
            (folder / "notes.toml").read_text(encoding="utf-8")
        )
        self.topics: dict[str, dict[str, list[str]]] = {
            section: topic for topic in self.stored["topic"] for section in topic["sections"]
        }

    def about(self, question_key: str) -> dict[str, Any]:
        """The words kept for one standard: headline, notes, action; empty for most."""
        found: dict[str, Any] = self.stored["question"].get(question_key, {})
        return found


class VisitNotes:
    """Writes the notes of one visit."""

    def __init__(self, notes: Notes, random: Random) -> None:
        self.notes, self.random, self._deck = notes, random, Deck(random)

    def deal(self, *path: str) -> str:
        """A sentence of the list that stands under these keys."""
        found: Any = self.notes.stored
        for key in path:
            found = found[key]
        return self._deck.deal(".".join(path), found)

    def reason(self, kind: str) -> str:
        """Why a standard was not seen, or does not apply."""
        return self.deal("reasons", kind)

    def rated(self, question: QuestionView, section: str, level: int) -> Written:
        """The note of a rated standard, with what was sampled."""
        own = self.notes.about(question.key).get("notes") if level <= 2 else None
        what = _plain(question.evidence_expected[0])
        seen, met = self._counted(what, level)
        if own:
            text = self._deck.deal(question.key, own)
            return Written(_filled(text, what, seen, met), f"{met} of {seen}")
        kind = _kind(what)
        written = _filled(self.deal(kind, str(level)), what, seen, met)
        remark = self._remark(section, level)
        sample = self.deal("sample", kind).format(m=seen, n=met)
        return Written(f"{written} {remark}".strip(), sample)

    def _remark(self, section: str, level: int) -> str:
        side = "good" if level >= 3 else "short"
        told = self.notes.topics.get(section, {}).get(side, [])
        if not told or self.random.random() < (0.6 if level >= 3 else 0.3):
            return ""
        return self._deck.once(f"remark.{section}.{side}", told)

    def _counted(self, what: str, level: int) -> tuple[int, int]:
        """How many were seen, and how many of them met the standard."""
        said = _NUMBER.search(what)
        spelt = _NUMBER_WORDS.get(what.split()[0].lower())
        seen = spelt or (int(said[1]) if said else self.random.choice(_SIZES))
        share = {4: 1.0, 3: 1.0, 2: self.random.uniform(0.5, 0.75), 1: 0.3}[level]
        met = round(seen * share) - (1 if level == 3 else 0)
        return seen, min(max(met, 1), seen if level == 4 else seen - 1)


def _kind(what: str) -> str:
    if _SAID.search(what):
        return "said"
    if _WATCHED.search(what):
        return "watched"
    first = re.split(r",| and | of | for | with | from | in | beside ", what)[0]
    is_several = re.search(r"[^su]s$", first) and not first.startswith("Two ")
    return "count" if is_several else "plain"


def _plain(what: str) -> str:
    """The evidence as a note names it, without hints to the officer."""
    return _ASIDES.sub("", what).rstrip(" ,")


def _filled(text: str, what: str, seen: int, met: int) -> str:
    return text.format(what=inside_a_sentence(what), what_capital=what, m=seen, n=met, k=seen - met)


def inside_a_sentence(text: str) -> str:
    """The text with a small first letter, unless it begins with letters such as CQC or DoLS."""
    begins_with_letters = any(letter.isupper() for letter in text.split()[0][1:])
    return text if begins_with_letters else text[0].lower() + text[1:]
