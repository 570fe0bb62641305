"""The deadlines of a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.clocks import (
    DEFAULT_PERIODS,
    action_plan_deadline,
    draft_deadline,
    revisit_deadline,
)
from app.domain.rating_words import OwnRating
from app.domain.working_days import Period, PeriodUnit

VISITED = date(2026, 11, 3)


def test_draft_is_due_ten_working_days_after_the_visit() -> None:
    clock = draft_deadline(VISITED)
    assert clock.due_on == date(2026, 11, 17)
    assert clock.words == "10 working days"


@pytest.mark.parametrize("overall", [OwnRating.REQUIRES_IMPROVEMENT, OwnRating.POOR])
def test_weak_result_asks_for_action_plan_and_revisit(overall: OwnRating) -> None:
    plan, again = action_plan_deadline(VISITED, overall), revisit_deadline(VISITED, overall)
    assert plan is not None
    assert plan.due_on == date(2026, 11, 17)
    assert again is not None
    assert again.due_on == date(2027, 5, 3)


@pytest.mark.parametrize("overall", [OwnRating.EXCELLENT, OwnRating.GOOD, None])
def test_good_or_no_result_asks_for_neither(overall: OwnRating | None) -> None:
    assert action_plan_deadline(VISITED, overall) is None
    assert revisit_deadline(VISITED, overall) is None


def test_edited_period_is_used() -> None:
    edited = replace(DEFAULT_PERIODS, draft_to_provider=Period(5, PeriodUnit.WORKING_DAYS))
    assert draft_deadline(VISITED, edited).due_on == date(2026, 11, 10)
