"""Finds questions of one framework that say the same, so that nothing is asked or scored twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from rapidfuzz.fuzz import token_sort_ratio

# Above this the bundled frameworks' questions would be rewordings of each other; their own
# closest pairs stay well below.
ALIKE_FROM = 82.0


def alike_pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Index pairs (earlier, later) of `texts` that say the same, word order and case aside."""
    plain = [normalised(text) for text in texts]
    return [
        (first, second)
        for first, second in combinations(range(len(plain)), 2)
        if plain[first] and token_sort_ratio(plain[first], plain[second]) >= ALIKE_FROM
    ]


def normalised(text: str) -> str:
    """`text` in lower case without punctuation or doubled blanks."""
    return " ".join(re.findall(r"\w+", text.casefold()))
