"""Which backups are kept. Pure: moments in, moments out.

All of the last two days, then the newest of each of 12 days, of 10 weeks and of 9 months, and in
any case the last three verified ones (SAFETY "Backup").
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

FULL = timedelta(days=2)
DAYS, WEEKS, MONTHS = 12, 10, 9
LAST_VERIFIED = 3


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """What the rule needs to know of a backup; `made_at` is an aware moment."""

    made_at: datetime
    is_verified: bool
    name: str = ""


def to_keep(backups: Iterable[Kept], now: datetime) -> frozenset[Kept]:
    """Those of `backups` that stay; the rest may be deleted.

    Of a day, week or month the newest verified one stays, or the newest if none is verified.
    Backups dated in the future stay.
    """
    newest_first = sorted(backups, reverse=True)
    keep = {one for one in newest_first if one.made_at > now - FULL}
    keep |= set([one for one in newest_first if one.is_verified][:LAST_VERIFIED])
    rest = [one for one in newest_first if one.made_at <= now - FULL]
    for period, quota in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        kept, rest = _one_of_each(rest, period, quota)
        keep |= kept
    return frozenset(keep)


def _one_of_each(
    newest_first: list[Kept], period: Callable[[datetime], Hashable], quota: int
) -> tuple[set[Kept], list[Kept]]:
    """One backup from each of the newest `quota` periods, and what is older than those."""
    groups: dict[Hashable, list[Kept]] = {}
    for one in newest_first:
        groups.setdefault(period(one.made_at), []).append(one)
    taken = list(groups.values())[:quota]
    kept = {next((one for one in group if one.is_verified), group[0]) for group in taken}
    older = [one for group in list(groups.values())[quota:] for one in group]
    return kept, older


def _day(moment: datetime) -> Hashable:
    return moment.date()


def _week(moment: datetime) -> Hashable:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Hashable:
    return moment.year, moment.month
