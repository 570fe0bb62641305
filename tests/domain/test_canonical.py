"""Canonical bytes and the chain of checksums."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.domain.canonical import (
    canonical_bytes,
    next_head,
)
from app.domain.rating_words import OwnRating


def test_canonical_bytes_are_the_same_whatever_the_order_of_keys() -> None:
    one = canonical_bytes({"b": 1, "a": {"d": None, "c": [True, "ŵ"]}})
    two = canonical_bytes({"a": {"c": [True, "ŵ"], "d": None}, "b": 1})
    expected = '{"format":1,"record":{"a":{"c":[true,"ŵ"],"d":null},"b":1}}'
    assert one == two == expected.encode()


def test_canonical_bytes_write_days_moments_and_codes_as_text() -> None:
    summer = datetime(2026, 6, 1, 10, 30, 0, 123456, timezone(timedelta(hours=1)))
    record = {"day": date(2026, 11, 3), "at": summer, "rating": OwnRating.POOR}
    assert canonical_bytes(record) == (
        b'{"format":1,"record":{"at":"2026-06-01T09:30:00.123Z",'
        b'"day":"2026-11-03","rating":"poor"}}'
    )


@pytest.mark.parametrize("value", [0.5, datetime(2026, 6, 1), b"bytes", {1, 2}])  # noqa: DTZ001
def test_canonical_bytes_refuse_what_has_no_canonical_form(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes({"value": value})  # type: ignore[dict-item]


def test_canonical_bytes_differ_by_one_character() -> None:
    assert canonical_bytes({"note": "a"}) != canonical_bytes({"note": "a "})


def test_next_head_of_a_short_head_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        next_head(b"short", b"record")


def test_moment_in_utc_reads_the_same_from_every_zone() -> None:
    moment = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    other = moment.astimezone(timezone(timedelta(hours=5)))
    assert canonical_bytes({"at": moment}) == canonical_bytes({"at": other})
