"""What a form asks for, as data: one record for each field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

_OWN_BEGINNING = frozenset({"how", "the", "what", "where", "who", "why", "your"})


class FieldKind(Enum):
    """What is asked for; decides the input and what `value` is."""

    TEXT = "text"  # str
    SECRET = "secret"  # noqa: S105  str, shown as dots
    LONG_TEXT = "long_text"  # str
    CHOICE = "choice"  # the chosen option's value, or None
    RADIO = "radio"  # the same, shown side by side
    SEARCH_CHOICE = "search_choice"  # the same, found by typing
    DATE = "date"  # date | None
    MONEY = "money"  # integer pence | None
    NUMBER = "number"  # int | None
    YES_NO = "yes_no"  # bool | None
    CHECKS = "checks"  # tuple of the ticked options' values
    MANY = "many"  # tuple of the ticked options' values


@dataclass(frozen=True)
class Field:
    """One field. `name` is the draft's attribute, so that a RuleError finds it.

    `what` words it in a sentence ("the date of the visit"; the label in lower case unless told);
    `options` are (value, words) of a choice; `width` in px suggests the length of what is typed.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    options: Sequence[tuple[Any, str]] = ()
    is_optional: bool = False
    what: str = ""
    width: int = 420
    lines: int = 4
    is_visible: Callable[[Mapping[str, Any]], bool] | None = None

    @property
    def in_sentence(self) -> str:
        """The field in the middle of a sentence."""
        if self.what:
            return self.what
        words = f"{self.label[:1].lower()}{self.label[1:]}"
        return words if words.partition(" ")[0] in _OWN_BEGINNING else f"the {words}"

    @property
    def is_chosen(self) -> bool:
        """True when one chooses rather than types."""
        kinds = (
            FieldKind.CHOICE,
            FieldKind.RADIO,
            FieldKind.SEARCH_CHOICE,
            FieldKind.YES_NO,
            FieldKind.CHECKS,
            FieldKind.MANY,
        )
        return self.kind in kinds
