"""How five key questions combine into an overall, with the reasons in words.

Source: CQC's principles of 2022 for adult social care (DOMAIN "CQC ratings"). CQC decides its own
ratings: this shows "what if", points out a difference, and combines our own results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.rating_words import RATING_OF_LEVEL, KeyQuestion, Rating
from app.domain.words import joined, number_word, sentence_case


@dataclass(frozen=True, slots=True)
class Combination:
    """The overall that the rule gives, and why, in sentences. None when the rule gives none."""

    overall: Rating | None
    reasons: tuple[str, ...]


def combine(ratings: Mapping[KeyQuestion, Rating]) -> Combination:
    """CQC's principles of 2022 for adult social care: five key questions to one overall.

    Without all five there is no overall. CQC decides its own ratings: this is for "what if"
    and for pointing out a difference.
    """
    missing = [kq.words for kq in KeyQuestion if kq not in ratings]
    if missing:
        reason = f"{sentence_case(joined(missing))} {_is_are(missing)} not rated."
        return Combination(None, (reason, "The rule needs all five key questions."))
    levels = {kq: ratings[kq].level for kq in KeyQuestion}
    level, reasons = combine_levels(levels, lambda lvl: RATING_OF_LEVEL[lvl].words)
    return Combination(RATING_OF_LEVEL[level], reasons)


def combine_levels(
    levels: Mapping[KeyQuestion, int], words: Callable[[int], str]
) -> tuple[int, tuple[str, ...]]:
    """The rule itself on levels 4 (best) to 1, for at least one key question.

    `words` names a level in the reasons, so that our words and CQC's read alike.
    Raises ValueError for an empty mapping.
    """
    if not levels:
        raise ValueError("no key question is rated")
    named = {
        level: [kq.words for kq in KeyQuestion if levels.get(kq) == level] for level in (4, 3, 2, 1)
    }
    if len(named[1]) >= 2:
        return 1, (_said(named[1], words(1)), f"Two or more {words(1)} give {words(1)}.")
    if named[1]:
        return 2, _one_lowest(named, words)
    if len(named[2]) >= 2:
        return 2, (_said(named[2], words(2)), f"Two or more {words(2)} give {words(2)}.")
    if len(named[4]) >= 2 and not named[2]:
        return 4, _best(named, words)
    return 3, _good(named, words)


def _one_lowest(named: Mapping[int, list[str]], words: Callable[[int], str]) -> tuple[str, ...]:
    held = f"One {words(1)} holds the overall at {words(2)} or lower."
    reasons = [f"{_said(named[1], words(1))} {held}"]
    others = len(named[2])
    if others == 1:
        reasons.append(f"{named[2][0]} is {words(2)}, which alone would not lower the overall.")
    elif others:
        number = sentence_case(number_word(others))
        reasons.append(f"{number} more key questions are {words(2)}, which gives the same result.")
    return tuple(reasons)


def _best(named: Mapping[int, list[str]], words: Callable[[int], str]) -> tuple[str, ...]:
    if not named[3]:
        return (_all(named, words(4)),)
    rule = f"At least two {words(4)} with the rest {words(3)} give {words(4)}."
    return (_said(named[4], words(4)), rule)


def _good(named: Mapping[int, list[str]], words: Callable[[int], str]) -> tuple[str, ...]:
    if not named[4] and not named[2]:
        return (_all(named, words(3)),)
    reasons: list[str] = []
    if named[2]:
        reasons += [_said(named[2], words(2)), f"One {words(2)} still allows {words(3)}."]
    if named[4]:
        need = f"at least two {words(4)} and the rest {words(3)}"
        reasons += [_said(named[4], words(4)), f"An overall of {words(4)} needs {need}."]
    return tuple(reasons)


def _said(names: list[str], word: str) -> str:
    return f"{joined(names)} {_is_are(names)} {word}."


def _is_are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _all(named: Mapping[int, list[str]], word: str) -> str:
    is_complete = sum(len(names) for names in named.values()) == len(KeyQuestion)
    return f"Every {'' if is_complete else 'rated '}key question is {word}."
