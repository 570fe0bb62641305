"""Actions: steps, overdue, counts."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.actions import (
    ActionStanding,
    ActionStep,
    allowed_steps,
    check_extension,
    count_actions,
    days_late,
    is_overdue,
    late_words,
    next_state,
    open_words,
)
from app.domain.vocabulary import ActionState
from app.errors import RuleError

DUE = date(2026, 11, 10)
TODAY = date(2026, 11, 22)


def test_provider_reporting_complete_does_not_close() -> None:
    state = next_state(ActionState.OPEN, ActionStep.REPORT_COMPLETE)
    assert state is ActionState.REPORTED_COMPLETE
    assert is_overdue(state, DUE, TODAY)


def test_manager_verifies_and_closes_with_what_was_seen() -> None:
    state = next_state(ActionState.REPORTED_COMPLETE, ActionStep.VERIFY, "Four audits seen")
    assert state is ActionState.CLOSED
    assert not is_overdue(state, DUE, TODAY)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (ActionState.REPORTED_COMPLETE, ActionStep.VERIFY),
        (ActionState.REPORTED_COMPLETE, ActionStep.NOT_ACCEPTED),
        (ActionState.CLOSED, ActionStep.REOPEN),
    ],
)
def test_step_that_needs_a_reason_is_refused_without(state: ActionState, step: ActionStep) -> None:
    with pytest.raises(RuleError) as caught:
        next_state(state, step, "  ")
    assert caught.value.field == "reason"


def test_not_accepted_goes_back_to_in_progress() -> None:
    after = next_state(ActionState.REPORTED_COMPLETE, ActionStep.NOT_ACCEPTED, "No audit seen")
    assert after is ActionState.IN_PROGRESS


def test_closed_action_can_only_be_reopened() -> None:
    assert allowed_steps(ActionState.CLOSED) == (ActionStep.REOPEN,)
    with pytest.raises(RuleError, match="does not fit an action that is closed"):
        next_state(ActionState.CLOSED, ActionStep.VERIFY, "again")


def test_action_is_overdue_only_after_its_due_date() -> None:
    assert not is_overdue(ActionState.OPEN, DUE, DUE)
    assert days_late(ActionState.OPEN, DUE, TODAY) == 12
    assert late_words(ActionState.OPEN, DUE, TODAY) == "12 days overdue"
    assert late_words(ActionState.CLOSED, DUE, TODAY) == ""


@pytest.mark.parametrize(
    ("state", "new_due", "reason", "complaint"),
    [
        (ActionState.CLOSED, TODAY, "Ill", "Reopen the action"),
        (ActionState.OPEN, DUE, "Ill", "later than the present one"),
        (ActionState.OPEN, TODAY, " ", "Say why"),
    ],
)
def test_extension_is_refused(
    state: ActionState, new_due: date, reason: str, complaint: str
) -> None:
    with pytest.raises(RuleError, match=complaint):
        check_extension(state, DUE, new_due, reason)


def test_counts_say_how_many_are_overdue_at_how_many_providers() -> None:
    def standing(state: ActionState, due: date, provider: str) -> ActionStanding:
        return ActionStanding(state, due, provider)

    counts = count_actions(
        [
            standing(ActionState.OPEN, DUE, "A"),
            standing(ActionState.REPORTED_COMPLETE, DUE, "A"),
            standing(ActionState.IN_PROGRESS, DUE, "B"),
            standing(ActionState.OPEN, TODAY, "C"),
            standing(ActionState.CLOSED, DUE, "D"),
        ],
        TODAY,
    )
    assert counts.sentence == "3 actions overdue at 2 providers"
    assert (counts.open, counts.overdue, counts.reported_complete) == (4, 3, 1)


def test_counts_of_no_actions_say_so() -> None:
    assert count_actions([], TODAY).sentence == "No actions are open"


@pytest.mark.parametrize(
    ("number", "overdue", "words"),
    [
        (0, 0, ""),
        (5, 0, "5"),
        (5, 2, "5, 2 overdue"),
        (3, 3, "3, all overdue"),
        (1, 1, "1, overdue"),
    ],
)
def test_open_actions_are_worded_with_those_overdue(number: int, overdue: int, words: str) -> None:
    assert open_words(number, overdue) == words
