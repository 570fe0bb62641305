"""When a backup is due by itself. Pure: the moments are arguments.

Besides these, callers make one before every migration, import, bulk act and restore, and on
sign-off (SAFETY "Backup").
"""

from __future__ import annotations

from datetime import datetime, timedelta

ON_CLOSE_AFTER = timedelta(minutes=30)


def is_due_at_start(newest: datetime | None, last_change: datetime | None, now: datetime) -> bool:
    """At the first start of a day: due when something changed since the newest backup.

    `newest` is when the newest verified backup was made, `last_change` when the last act was;
    None when there was none. Days are those of `now`'s time zone.
    """
    if last_change is None:
        return False
    if newest is None:
        return True
    is_of_today = newest.astimezone(now.tzinfo).date() == now.date()
    return last_change > newest and not is_of_today


def is_due_on_close(newest: datetime | None, last_change: datetime | None, now: datetime) -> bool:
    """On closing: due when something changed since and the newest backup is over 30 minutes old."""
    if last_change is None:
        return False
    return newest is None or (last_change > newest and now - newest > ON_CLOSE_AFTER)
