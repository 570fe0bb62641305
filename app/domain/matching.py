"""Names and postcodes brought to one form, so that likely doubles can be found and offered.

Promises: for comparison only, never stored or shown; nothing is ever merged unasked.
Source: DOMAIN "CQC ratings" (duty 6), data oddities (blanks, dashes, "BRAND ").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LEGAL_WORDS = frozenset({"limited", "ltd", "plc", "llp", "cic", "cio", "inc", "company", "co"})
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")


@lru_cache(maxsize=16_384)
def folded_name(name: str) -> str:
    """A name without case, accents, punctuation, legal form or a leading "the" or "brand".

    A name that consists of nothing else keeps its words.
    """
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’‘`")
    words = re.findall(r"\w+", letters)
    kept = [word for word in words if word not in _LEGAL_WORDS]
    while len(kept) > 1 and kept[0] in {"the", "brand"}:
        kept = kept[1:]
    return " ".join(kept or words)


@lru_cache(maxsize=16_384)
def folded_postcode(postcode: str) -> str:
    """A postcode as "LN3 5AG"; empty when the text is none."""
    match = _POSTCODE.fullmatch("".join(postcode.upper().split()))
    return f"{match[1]} {match[2]}" if match else ""
