"""What the forms of the register have in common: text taken in clean, versions checked."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from app.domain.matching import folded_postcode
from app.domain.words import clean_line, clean_text
from app.errors import RuleError, RulesError, StaleError
from app.models import Record

D = TypeVar("D")

LONG_TEXTS = frozenset(
    {"address", "notes", "description", "obligations", "extension_options", "reason"}
)


def cleaned(draft: D) -> D:
    """Return the draft with its texts cleaned: one line each, but for the long ones."""
    changes: dict[str, Any] = {}
    for field in fields(draft):  # type: ignore[arg-type]
        value = getattr(draft, field.name)
        if type(value) is str:
            is_long = field.name in LONG_TEXTS
            changes[field.name] = clean_text(value).strip() if is_long else clean_line(value)
    return replace(draft, **changes)  # type: ignore[type-var]


def cleaned_postcode(text: str) -> str:
    """Return a postcode as "LN3 5AG"; what is none stays as it was typed, in capitals."""
    line = clean_line(text).upper()
    return folded_postcode(line) or line


def raise_problems(problems: list[RuleError]) -> None:
    """Raise RulesError when there are any."""
    if problems:
        raise RulesError(problems)


def check_version(record: Record, row_version: int, what: str) -> None:
    """Raise StaleError when `what` ("This service") was changed since it was read."""
    if record.row_version != row_version:
        raise StaleError(
            f"{what} was changed in another window. Nothing was overwritten: look at the new "
            "version, then make your change again."
        )


def number_problems(draft: object, names: dict[str, str]) -> list[RuleError]:
    """Return a problem for each number below zero; `names` maps a field to its words."""
    return [
        RuleError(f"Enter {words} as a whole number, 0 or more", name)
        for name, words in names.items()
        if (value := getattr(draft, name)) is not None and value < 0
    ]
