"""The deadlines of a visit, worked out from periods that the user can edit.

Promises: pure dates from dates; every default is data. Source: DOMAIN "The visit", Clocks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.domain.rating_words import OwnRating
from app.domain.working_days import Period, PeriodUnit


@dataclass(frozen=True, slots=True)
class VisitPeriods:
    """The periods of the visit; the defaults are those of DOMAIN "The visit"."""

    draft_to_provider: Period = field(default_factory=lambda: Period(10, PeriodUnit.WORKING_DAYS))
    factual_accuracy: Period = field(default_factory=lambda: Period(14, PeriodUnit.DAYS))
    action_plan: Period = field(default_factory=lambda: Period(14, PeriodUnit.DAYS))
    revisit: Period = field(default_factory=lambda: Period(6, PeriodUnit.MONTHS))


DEFAULT_PERIODS = VisitPeriods()


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline: the last day on which the thing can still be done, and how it was counted."""

    due_on: date
    period: Period

    @property
    def words(self) -> str:
        """How the deadline was worked out, without a date format: "10 working days"."""
        return self.period.words


def draft_deadline(visited_on: date, periods: VisitPeriods = DEFAULT_PERIODS) -> Clock:
    """By when the draft goes to the provider, from the (last) day of the visit."""
    return _clock(visited_on, periods.draft_to_provider)


def needs_action_plan(overall: OwnRating | None) -> bool:
    """True for an overall of Requires improvement or Poor."""
    return overall is not None and overall.level <= OwnRating.REQUIRES_IMPROVEMENT.level


def action_plan_deadline(
    final_on: date, overall: OwnRating | None, periods: VisitPeriods = DEFAULT_PERIODS
) -> Clock | None:
    """By when the action plan is due after the final report; None when none is needed."""
    if not needs_action_plan(overall):
        return None
    return _clock(final_on, periods.action_plan)


def revisit_deadline(
    visited_on: date, overall: OwnRating | None, periods: VisitPeriods = DEFAULT_PERIODS
) -> Clock | None:
    """About when to visit again after such a result; None when the result asks for none."""
    if not needs_action_plan(overall):
        return None
    return _clock(visited_on, periods.revisit)


def _clock(started_on: date, period: Period) -> Clock:
    return Clock(period.after(started_on), period)
