"""Canonical bytes of a record and the chain of their checksums, for sign-off.

Promises: equal values give equal bytes on every machine and Python version; the bytes say their
format. The chain shows tampering, it does not prevent it. Source: SAFETY "The change log".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

CANONICAL_FORMAT = 1
FIRST_HEAD = bytes(32)
"""The head before the first record of a device: 32 zero bytes."""

JsonValue = None | bool | int | str | date | Sequence["JsonValue"] | Mapping[str, "JsonValue"]


def canonical_bytes(record: Mapping[str, JsonValue]) -> bytes:
    """The record as UTF-8 JSON with sorted keys, no blanks, and its format number.

    Text is taken character by character as stored. Days become ISO text, moments UTC to the
    millisecond. Raises TypeError for a value without a canonical form (a fraction, a moment
    without a time zone).
    """
    document = {"format": CANONICAL_FORMAT, "record": _canonical(record)}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def _canonical(value: JsonValue) -> JsonValue:
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {key: _canonical(item) for key, item in value.items()}
        case list() | tuple():
            return [_canonical(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form; store text or whole numbers")


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("a moment without a time zone has no canonical form")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def next_head(head: bytes, record: bytes) -> bytes:
    """sha256 of the previous head (32 bytes) followed by the record's bytes.

    Raises ValueError when the head is not 32 bytes.
    """
    if len(head) != len(FIRST_HEAD):
        raise ValueError("a head of the chain has 32 bytes")
    return hashlib.sha256(head + record).digest()
