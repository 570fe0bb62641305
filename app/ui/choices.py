"""Records offered in a form: each has its own words, also where two bear one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.services.providers import Choice


def options_of(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """Options for a field; an archived record says so, equal names get what tells them apart."""
    found = list(choices)
    names = Counter(choice.name for choice in found)
    options: list[tuple[str, str]] = []
    seen: Counter[str] = Counter()
    for choice in found:
        words = choice.name
        if names[choice.name] > 1 and choice.more:
            words = f"{words} ({choice.more})"
        if choice.is_archived:
            words = f"{words} (archived)"
        seen[words] += 1
        options.append((choice.id, f"{words}, {seen[words]}" if seen[words] > 1 else words))
    return options
