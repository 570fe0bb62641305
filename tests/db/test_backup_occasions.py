"""Backups at the start of a day and on closing: only when something changed since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.db.backup_occasions import is_due_at_start, is_due_on_close

NOW = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("newest", "last_change", "is_due"),
    [
        (None, None, False),
        (None, YESTERDAY, True),
        (YESTERDAY, YESTERDAY + MINUTE, True),
        (YESTERDAY, YESTERDAY - MINUTE, False),
        (NOW - timedelta(hours=1), NOW - MINUTE, False),
    ],
)
def test_start_of_day_backup_follows_a_change(
    newest: datetime | None, last_change: datetime | None, is_due: bool
) -> None:
    assert is_due_at_start(newest, last_change, NOW) is is_due


@pytest.mark.parametrize(
    ("newest", "last_change", "is_due"),
    [
        (None, None, False),
        (None, NOW, True),
        (NOW - 31 * MINUTE, NOW - MINUTE, True),
        (NOW - 30 * MINUTE, NOW - MINUTE, False),
        (NOW - 31 * MINUTE, NOW - 40 * MINUTE, False),
    ],
)
def test_closing_backup_follows_a_change_after_half_an_hour(
    newest: datetime | None, last_change: datetime | None, is_due: bool
) -> None:
    assert is_due_on_close(newest, last_change, NOW) is is_due
