"""Canonical bytes and the chain of checksums."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.canonical import (
    FIRST_HEAD,
    canonical_bytes,
    checksum_words,
    first_break,
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


records = st.lists(st.binary(max_size=30), min_size=1, max_size=8)


def chained(items: list[bytes]) -> list[tuple[bytes, bytes]]:
    head, stored = FIRST_HEAD, []
    for item in items:
        head = next_head(head, item)
        stored.append((item, head))
    return stored


@settings(max_examples=100)
@given(records)
def test_chain_of_untouched_records_holds(items: list[bytes]) -> None:
    assert first_break(chained(items)) is None


@settings(max_examples=100)
@given(records, st.data())
def test_chain_breaks_at_the_record_that_was_changed(
    items: list[bytes], data: st.DataObject
) -> None:
    stored = chained(items)
    place = data.draw(st.integers(0, len(items) - 1))
    stored[place] = (stored[place][0] + b"!", stored[place][1])
    assert first_break(stored) == place


def test_chain_breaks_when_a_record_is_left_out() -> None:
    stored = chained([b"one", b"two", b"three"])
    assert first_break([stored[0], stored[2]]) == 1


def test_checksum_words_are_sixteen_digits_in_fours() -> None:
    assert checksum_words(bytes.fromhex("7c1e94b052da0f3b" + "00" * 24)) == "7c1e 94b0 52da 0f3b"


def test_next_head_of_a_short_head_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        next_head(b"short", b"record")


def test_moment_in_utc_reads_the_same_from_every_zone() -> None:
    moment = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    other = moment.astimezone(timezone(timedelta(hours=5)))
    assert canonical_bytes({"at": moment}) == canonical_bytes({"at": other})
