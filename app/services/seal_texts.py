"""Takes erased texts out of the canonical bytes of a signed-off version.

The head of the chain stays as it was, so the seal still shows that a version was signed and when;
its content can no longer be recomputed, which `Seal.erased_at` says.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

ERASED = "[erased]"
_TEXT_KEYS = frozenset(
    {
        "note", "sample", "evidence", "headline", "text", "requirement", "clause", "reported_to",
        "reported_by", "reported_reference", "others_told", "judgement", "looked_at", "spoken_to",
        "told_provider", "summaries", "review", "signed", "evidence_needed", "owner", "reason",
        "service", "provider",
    }
)  # fmt: skip


def without_texts(content: bytes, texts: Collection[str]) -> tuple[bytes, int]:
    """The bytes with these texts replaced, and how many were; a text counts as a whole only."""
    document = json.loads(content)
    wanted = frozenset(texts)
    document["record"], replaced = _walked(document["record"], wanted, is_text=False)
    if not replaced:
        return content, 0
    said = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return said.encode("utf-8"), replaced


def _walked(value: Any, texts: frozenset[str], *, is_text: bool) -> tuple[Any, int]:
    if isinstance(value, str):
        is_found = is_text and value.strip() in texts
        return (ERASED, 1) if is_found else (value, 0)
    if isinstance(value, list):
        parts = [_walked(item, texts, is_text=is_text) for item in value]
        return [part for part, _ in parts], sum(number for _, number in parts)
    if isinstance(value, dict):
        found = {
            key: _walked(item, texts, is_text=is_text or key in _TEXT_KEYS)
            for key, item in value.items()
        }
        return {key: part for key, (part, _) in found.items()}, sum(n for _, n in found.values())
    return value, 0
