"""Dates of a contract: the last day to give notice, decisions, reviews.

Promises: a deadline is the last day on which the thing can still be done, and a month's end
clamps. Source: DOMAIN "Contracts and KPIs", Calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.domain.vocabulary import Worded
from app.domain.words import count, joined, long_date
from app.domain.working_days import Period, PeriodUnit
from app.errors import RuleError


@dataclass(frozen=True, slots=True)
class ContractPeriods:
    """Lead times that the user can edit (DOMAIN: procurement takes 12 to 18 months)."""

    procurement: Period = field(default_factory=lambda: Period(18, PeriodUnit.MONTHS))
    review_every: Period = field(default_factory=lambda: Period(12, PeriodUnit.MONTHS))


DEFAULT_CONTRACT_PERIODS = ContractPeriods()


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What the calendar of a contract needs. `notice` None: no notice period is recorded."""

    starts_on: date | None = None
    ends_on: date | None = None
    notice: Period | None = None
    extension_decision_on: date | None = None
    review_on: date | None = None
    insurance_expires_on: date | None = None


class DecisionKind(Worded):
    """What has to be decided or done about a contract."""

    NOTICE = "notice", "Last day to give notice"
    EXTENSION = "extension", "Decide on the extension"
    PROCUREMENT = "procurement", "Start procurement"
    REVIEW = "review", "Contract review"
    INSURANCE = "insurance", "Insurance expires"
    END = "end", "Contract ends"


@dataclass(frozen=True, slots=True)
class Decision:
    """Something to be decided or done on or before a day."""

    kind: DecisionKind
    on: date

    @property
    def words(self) -> str:
        """The decision with its date in prose."""
        return f"{self.kind.words}: {long_date(self.on)}"

    def is_missed(self, today: date) -> bool:
        """True when the day has passed on which the thing could still be done.

        A procurement can still be started late and a review held late: these are overdue, not
        missed.
        """
        is_still_possible = self.kind in (DecisionKind.PROCUREMENT, DecisionKind.REVIEW)
        return self.on < today and not is_still_possible


def last_day_to_give_notice(ends_on: date | None, notice: Period | None) -> date | None:
    """End minus the notice period; None where either is not recorded.

    Notice given on this day is over on or before the contract's last day. With a month's end the
    earlier, safe day is given (end 31 May, 3 months: 28 or 29 February).
    """
    if ends_on is None or notice is None:
        return None
    return notice.before(ends_on)


def check_term(starts_on: date | None, ends_on: date | None) -> None:
    """Raises RuleError when a contract would end before it starts."""
    if starts_on and ends_on and ends_on < starts_on:
        raise RuleError("Give an end date that is not before the start date", "ends_on")


def next_review(
    terms: ContractTerms, today: date, periods: ContractPeriods = DEFAULT_CONTRACT_PERIODS
) -> date | None:
    """The review date as recorded (it may have passed), else the next anniversary of the start.

    None when there is no start, or the contract ends before the next anniversary.
    """
    if terms.review_on:
        return terms.review_on
    if terms.starts_on is None or periods.review_every.number == 0:
        return None
    number, step = 1, periods.review_every
    while (due := _times(step, number).after(terms.starts_on)) < today:
        number += 1
    return None if terms.ends_on and due > terms.ends_on else due


def _times(period: Period, number: int) -> Period:
    return Period(period.number * number, period.unit)


def decisions(
    terms: ContractTerms, today: date, periods: ContractPeriods = DEFAULT_CONTRACT_PERIODS
) -> tuple[Decision, ...]:
    """Everything to be decided about a contract that has not ended, earliest first.

    Days that have passed are kept: a missed decision still needs one.
    """
    if terms.ends_on and terms.ends_on < today:
        return ()
    procurement = periods.procurement.before(terms.ends_on) if terms.ends_on else None
    days = {
        DecisionKind.NOTICE: last_day_to_give_notice(terms.ends_on, terms.notice),
        DecisionKind.EXTENSION: terms.extension_decision_on,
        DecisionKind.PROCUREMENT: procurement,
        DecisionKind.REVIEW: next_review(terms, today, periods),
        DecisionKind.INSURANCE: terms.insurance_expires_on,
        DecisionKind.END: terms.ends_on,
    }
    found = [Decision(kind, day) for kind, day in days.items() if day]
    return tuple(sorted(found, key=lambda decision: decision.on))


def needed_by(found: Iterable[Decision], until: date) -> tuple[Decision, ...]:
    """The decisions whose day is on or before `until`."""
    return tuple(decision for decision in found if decision.on <= until)


def notice_words(ends_on: date | None, notice: Period | None, today: date) -> str:
    """How the notice stands, in one sentence that says what is missing where it is not known."""
    last = last_day_to_give_notice(ends_on, notice)
    if last is None:
        absent = [
            *([] if ends_on else ["an end date"]),
            *([] if notice else ["a notice period"]),
        ]
        return f"The last day to give notice needs {joined(absent)}."
    days = (last - today).days
    if days < 0:
        late = count(-days, "day")
        return f"The last day to give notice was {long_date(last)}, {late} ago."
    left = "today" if days == 0 else f"in {count(days, 'day')}"
    return f"The last day to give notice is {long_date(last)}, {left}."
