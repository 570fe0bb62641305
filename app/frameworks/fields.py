"""Reads the fields of one TOML table, complaining about each that is missing or wrong.

A field that fails is complained about once and read as an empty value of its type, so that the
rest of the file is still checked; the file is refused in the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from app.frameworks.complaints import Complaints

Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """The keys of one table at one place in the file ("section 3 (Medicines), question 4")."""

    def __init__(self, table: Mapping[str, object], where: str, complaints: Complaints) -> None:
        self.table = table
        self.where = where
        self.complaints = complaints

    def complain(self, what: str) -> None:
        """Complain about this place."""
        self.complaints.add(self.where, what)

    def part(self, table: Mapping[str, object], where: str) -> Fields:
        """The fields of a `table` further in, called `where` after this place."""
        return Fields(table, f"{self.where}, {where}" if self.where else where, self.complaints)

    def only(self, *known: str) -> None:
        """Complain about each key that is not `known`: a misspelt key must not be lost."""
        for key in self.table:
            if key not in known:
                self.complain(f"{key} is not a known key; the known keys are {', '.join(known)}")

    def text(self, key: str, longest: int, expected: str = "text") -> str:
        """The required text of `key`, one line of at most `longest` characters."""
        if key not in self.table:
            self.complain(f"{key} is missing; it must be {expected}")
            return ""
        return self._line(key, self.table[key], longest)

    def optional_text(self, key: str, longest: int) -> str | None:
        """The text of `key`, or None where the key is left out."""
        return self._line(key, self.table[key], longest) or None if key in self.table else None

    def texts(self, key: str, longest: int, least: int) -> tuple[str, ...]:
        """The list of texts of `key`: at least `least`, none empty, none twice."""
        items = self._list(key, "a list of texts in quotes")
        if items is None:
            return ()
        if len(items) < least:
            self.complain(f"{key} has {len(items)}; there must be at least {least}")
        lines = tuple(
            self._line(f"{key} {nth}", item, longest) for nth, item in enumerate(items, start=1)
        )
        for line in sorted({line for line in lines if line and lines.count(line) > 1}):
            self.complain(f"{key} has “{line}” twice; each must be said once")
        return lines

    def optional_texts(self, key: str, longest: int) -> tuple[str, ...]:
        """As `texts`, empty where the key is left out."""
        return self.texts(key, longest, 0) if key in self.table else ()

    def whole(self, key: str, lowest: int, highest: int) -> int:
        """The whole number of `key`, from `lowest` to `highest`."""
        value = self.table.get(key)
        if isinstance(value, int) and _is_whole(value, lowest, highest):
            return value
        shown = f"is {_shown(value)}" if key in self.table else "is missing"
        self.complain(f"{key} {shown}; it must be a whole number from {lowest} to {highest}")
        return lowest

    def wholes(self, key: str, count: int, lowest: int, highest: int) -> tuple[int, ...]:
        """The list of exactly `count` whole numbers of `key`, descending."""
        items = self._list(key, f"a list of {count} whole numbers, highest first")
        if items is None:
            return ()
        if len(items) != count:
            self.complain(f"{key} has {len(items)} numbers; there must be {count}")
        wrong = [
            f"{key} {nth} is {_shown(item)}; it must be a whole number from {lowest} to {highest}"
            for nth, item in enumerate(items, start=1)
            if not _is_whole(item, lowest, highest)
        ]
        for complaint in wrong:
            self.complain(complaint)
        numbers = tuple(item for item in items if isinstance(item, int))
        if not wrong and list(numbers) != sorted(set(numbers), reverse=True):
            shown = ", ".join(map(str, numbers))
            self.complain(f"{key} are {shown}; each must be lower than the one before")
        return numbers

    def flag(self, key: str) -> bool:
        """The true or false of `key`."""
        value = self.table.get(key)
        if not isinstance(value, bool):
            shown = f"is {_shown(value)}" if key in self.table else "is missing"
            self.complain(f"{key} {shown}; it must be true or false")
            return False
        return value

    def day(self, key: str) -> date | None:
        """The date of `key`, or None where the key is left out."""
        value = self.table.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.complain(f"{key} is {_shown(value)}; it must be a date such as 2026-11-01")
        return None

    def choice(self, key: str, kinds: type[Choice]) -> Choice | None:
        """The member of `kinds` that `key` names; None after a complaint."""
        known = ", ".join(kinds)
        if key not in self.table:
            self.complain(f"{key} is missing; it must be one of {known}")
            return None
        return self._member(key, self.table[key], kinds)

    def choices(self, key: str, kinds: type[Choice]) -> tuple[Choice, ...]:
        """The members of `kinds` that the list `key` names, at least one, each once."""
        items = self._list(key, f"a list of at least one of {', '.join(kinds)}")
        if items is None:
            return ()
        if not items:
            self.complain(f"{key} is empty; there must be at least one of {', '.join(kinds)}")
        members = [self._member(f"{key} {nth}", item, kinds) for nth, item in enumerate(items, 1)]
        known = tuple(member for member in members if member is not None)
        for member in dict.fromkeys(member for member in known if known.count(member) > 1):
            self.complain(f"{key} has {member.value} twice; each must be said once")
        return known

    def tables(self, key: str, noun: str) -> list[Mapping[str, object]]:
        """The tables written as [[…]] under `key`, at least one `noun`."""
        value = self.table.get(key)
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            return value
        self.complain(f"there is no {noun}; write at least one as a [[{key}]] table")
        return []

    def child(self, key: str, where: str) -> Fields:
        """The table written as […] under `key`; empty after a complaint."""
        value = self.table.get(key)
        if isinstance(value, dict):
            return Fields(value, where, self.complaints)
        self.complain(f"there is no {where}; write it as a [{where}] table")
        return Fields({}, where, Complaints(self.complaints.file_name))

    def _list(self, key: str, expected: str) -> list[object] | None:
        value = self.table.get(key)
        if isinstance(value, list):
            return value
        shown = f"is {_shown(value)}" if key in self.table else "is missing"
        self.complain(f"{key} {shown}; it must be {expected}")
        return None

    def _line(self, key: str, value: object, longest: int) -> str:
        if not isinstance(value, str):
            self.complain(f"{key} is {_shown(value)}; it must be text in quotes")
            return ""
        line = value.strip()
        if not line:
            self.complain(f"{key} is empty; write what people are to read")
        elif not line.isprintable():
            self.complain(f"{key} holds a line break or control character; write it as one line")
        elif len(line) > longest:
            self.complain(f"{key} has {len(line)} characters; it may have at most {longest}")
        return line

    def _member(self, key: str, value: object, kinds: type[Choice]) -> Choice | None:
        for member in kinds:
            if value == member.value:
                return member
        self.complain(f"{key} is {_shown(value)}; it must be one of {', '.join(kinds)}")
        return None


def _is_whole(value: object, lowest: int, highest: int) -> bool:
    """True for a whole number in the range; true and false are no numbers."""
    return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest


def _shown(value: object) -> str:
    """`value` as the file's writer would recognise it, cut where long."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"“{value if len(value) <= 40 else value[:39] + '…'}”"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return str(value)[:40]
