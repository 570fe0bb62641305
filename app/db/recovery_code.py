"""The recovery code: six groups of five characters that a person can write down and type again.

The 31 characters leave out those that are mistaken for each other (0 O, 1 I L). In each group
four are random (24 in all, 118 bits) and the fifth checks the other four and the group's place:
modulo a prime, it tells every single wrong character and every swap of two neighbours.
"""

from __future__ import annotations

import secrets

from app.errors import RuleError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS = 6
_RANDOM_PER_GROUP = 4
_FIELD = "recovery_code"


def new_code() -> str:
    """A fresh random code, as shown: `K7QPM-…` in six groups."""
    drawn = []
    for place in range(GROUPS):
        letters = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM_PER_GROUP))
        drawn.append(letters + _check_letter(letters, place))
    return "-".join(drawn)


def secret_of(typed: str) -> bytes:
    """The secret in a code as typed; blanks, hyphens and small letters do not matter.

    Raises RuleError (field recovery_code) that names the group with the mistake.
    """
    letters = _bare(typed)
    size = _RANDOM_PER_GROUP + 1
    for place, start in enumerate(range(0, min(len(letters), GROUPS * size), size)):
        _check_group(letters[start : start + size], place)
    if len(letters) != GROUPS * size:
        raise RuleError(
            f"A recovery code has {GROUPS} groups of {size} characters; "
            f"{len(letters)} characters were typed instead of {GROUPS * size}.",
            _FIELD,
        )
    return letters.encode("ascii")


def looks_like_code(typed: str) -> bool:
    """True when the text has the length and the characters of a code, right or mistyped."""
    letters = _bare(typed)
    return len(letters) == GROUPS * (_RANDOM_PER_GROUP + 1) and set(letters) <= set(ALPHABET)


def _check_group(group: str, place: int) -> None:
    for letter in group:
        if letter not in ALPHABET:
            raise RuleError(
                f"Group {place + 1} of the recovery code has “{letter}”, which no code contains: "
                "there is no 0, O, 1, I or L in it.",
                _FIELD,
            )
    complete = len(group) == _RANDOM_PER_GROUP + 1
    if complete and _check_letter(group[:_RANDOM_PER_GROUP], place) != group[-1]:
        raise RuleError(f"There is a typing mistake in group {place + 1}: {group}.", _FIELD)


def _check_letter(letters: str, place: int) -> str:
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(letters, start=2))
    return ALPHABET[(total + place) % len(ALPHABET)]


def _bare(typed: str) -> str:
    return "".join(
        letter for letter in typed.upper() if not letter.isspace() and letter not in "-–"
    )
