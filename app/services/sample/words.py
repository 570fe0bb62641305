"""Names and words of the sample, drawn from resources/sample/words.toml with a fixed seed."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")


class Words:
    """Draws made-up names; a name is never given twice."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.random = random
        self._folder = folder
        self._given: set[str] = set()

    @cached_property
    def stored(self) -> dict[str, Any]:
        """The words as stored."""
        return tomllib.loads((self._folder / "words.toml").read_text(encoding="utf-8"))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return self.random.choice(items)

    def coined(self) -> str:
        """A made-up place-like word that was not given before: "Brindlemere"."""
        while True:
            word = f"{self.pick(self.stored['first'])}{self.pick(self.stored['second'])}"
            if word not in self._given:
                self._given.add(word)
                return word

    def person(self) -> str:
        """A made-up person's name that was not given before: "Fenella Eddlestow"."""
        while True:
            first, last = self.pick(self.stored["contact_first"]), self.pick(self._surnames)
            if (name := f"{first} {last}") not in self._given:
                self._given.add(name)
                return name

    @cached_property
    def _surnames(self) -> list[str]:
        """Surnames put together like names of places, so that they belong to nobody."""
        stored = self.stored
        made = (f"{a}{b}" for a in stored["surname_first"] for b in stored["surname_second"])
        return [*stored["contact_last"], *made]

    def postcode(self) -> str:
        """A postcode of the area ZZ, which does not exist."""
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        tail = f"{self.random.randint(1, 9)}{self.pick(letters)}{self.pick(letters)}"
        return f"ZZ{self.random.randint(1, 9)} {tail}"

    def phone(self) -> str:
        """A number from the range kept for drama."""
        return f"01632 960{self.random.randint(100, 999)}"

    def address(self) -> str:
        """A made-up street and town."""
        street = f"{self.random.randint(1, 90)} {self.pick(self.stored['streets'])}"
        return f"{street}, {self.pick(self.stored['towns'])}"
