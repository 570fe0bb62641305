"""Keys sort by time; moments are stored in UTC to the millisecond."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.models.base import Moment, moment_text, new_id


def test_ids_are_version_7_and_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {uuid.UUID(one).version for one in made} == {7}
    assert {uuid.UUID(one).variant for one in made} == {uuid.RFC_4122}


def test_an_id_carries_the_time_it_was_made() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=2)
    milliseconds = uuid.UUID(new_id()).int >> 80
    made_at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    assert before <= made_at <= datetime.now(UTC) + timedelta(milliseconds=2)


def test_moments_are_stored_in_utc() -> None:
    summer = datetime(2026, 7, 1, 15, 30, 1, 123_999, tzinfo=timezone(timedelta(hours=1)))
    assert moment_text(summer) == "2026-07-01T14:30:01.123Z"
    assert Moment().process_result_value("2026-07-01T14:30:01.123Z", None) == datetime(
        2026, 7, 1, 14, 30, 1, 123_000, tzinfo=UTC
    )


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(datetime(2026, 7, 1), None)  # noqa: DTZ001  the mistake
