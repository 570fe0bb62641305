"""Dates of a contract."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.contracts import (
    ContractTerms,
    Decision,
    DecisionKind,
    decisions,
    last_day_to_give_notice,
    needed_by,
    next_review,
    notice_words,
)
from app.domain.working_days import Period, PeriodUnit

THREE_MONTHS = Period(3, PeriodUnit.MONTHS)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("ends_on", "notice", "last"),
    [
        (date(2027, 3, 31), THREE_MONTHS, date(2026, 12, 31)),
        (date(2027, 5, 31), THREE_MONTHS, date(2027, 2, 28)),
        (date(2028, 5, 31), THREE_MONTHS, date(2028, 2, 29)),
        (date(2027, 3, 31), Period(28, PeriodUnit.DAYS), date(2027, 3, 3)),
        (date(2027, 3, 31), Period(4, PeriodUnit.WEEKS), date(2027, 3, 3)),
    ],
)
def test_last_day_to_give_notice_is_end_minus_period(
    ends_on: date, notice: Period, last: date
) -> None:
    assert last_day_to_give_notice(ends_on, notice) == last


def test_last_day_to_give_notice_without_end_or_period_is_not_known() -> None:
    assert last_day_to_give_notice(None, THREE_MONTHS) is None
    assert last_day_to_give_notice(TODAY, None) is None


def test_notice_words_say_what_is_missing() -> None:
    assert notice_words(None, None, TODAY) == (
        "The last day to give notice needs an end date and a notice period."
    )


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 12, 30), "The last day to give notice is 31 December 2026, in 1 day."),
        (date(2026, 12, 31), "The last day to give notice is 31 December 2026, today."),
        (date(2027, 1, 12), "The last day to give notice was 31 December 2026, 12 days ago."),
    ],
)
def test_notice_words_count_the_days(today: date, words: str) -> None:
    assert notice_words(date(2027, 3, 31), THREE_MONTHS, today) == words


def test_next_review_as_recorded_stays_even_when_it_has_passed() -> None:
    terms = ContractTerms(starts_on=date(2024, 4, 1), review_on=date(2026, 4, 1))
    assert next_review(terms, TODAY) == date(2026, 4, 1)


def test_next_review_not_recorded_is_the_next_anniversary() -> None:
    assert next_review(ContractTerms(starts_on=date(2024, 2, 29)), TODAY) == date(2027, 2, 28)


def test_next_review_after_the_end_is_none() -> None:
    terms = ContractTerms(starts_on=date(2024, 4, 1), ends_on=date(2027, 3, 31))
    assert next_review(terms, TODAY) is None


def test_decisions_come_earliest_first_and_keep_those_missed() -> None:
    terms = ContractTerms(
        starts_on=date(2024, 4, 1),
        ends_on=date(2027, 3, 31),
        notice=THREE_MONTHS,
        extension_decision_on=date(2026, 10, 1),
        insurance_expires_on=date(2027, 1, 31),
    )
    found = decisions(terms, TODAY)
    assert [decision.kind for decision in found] == [
        DecisionKind.PROCUREMENT,
        DecisionKind.EXTENSION,
        DecisionKind.NOTICE,
        DecisionKind.INSURANCE,
        DecisionKind.END,
    ]
    assert [d.words for d in needed_by(found, date(2026, 12, 31))] == [
        "Start procurement: 30 September 2025",
        "Decide on the extension: 1 October 2026",
        "Last day to give notice: 31 December 2026",
    ]


def test_decisions_of_an_ended_contract_are_none() -> None:
    assert decisions(ContractTerms(ends_on=date(2026, 11, 21)), TODAY) == ()


@pytest.mark.parametrize(
    ("kind", "is_missed"),
    [
        (DecisionKind.NOTICE, True),
        (DecisionKind.EXTENSION, True),
        (DecisionKind.INSURANCE, True),
        (DecisionKind.PROCUREMENT, False),
        (DecisionKind.REVIEW, False),
    ],
)
def test_decision_is_missed_only_when_it_can_no_longer_be_taken(
    kind: DecisionKind, is_missed: bool
) -> None:
    assert Decision(kind, date(2026, 11, 21)).is_missed(TODAY) is is_missed
    assert not Decision(kind, TODAY).is_missed(TODAY)
