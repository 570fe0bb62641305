"""Actions: what may happen to one, when it is overdue, and how many there are.

Promises: the provider reports an action complete, only the manager verifies and closes it, and
until then it counts as open; overdue is computed. Source: DOMAIN "Words", action; "Following up".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.vocabulary import ActionState, Worded
from app.domain.words import count
from app.errors import RuleError


class ActionStep(Worded):
    """What can be done to an action's state."""

    START = "start", "Start"
    REPORT_COMPLETE = "report_complete", "Provider reports complete"
    VERIFY = "verify", "Verify and close"
    NOT_ACCEPTED = "not_accepted", "Not accepted"
    REOPEN = "reopen", "Reopen"


_STEPS: Mapping[ActionState, Mapping[ActionStep, ActionState]] = {
    ActionState.OPEN: {
        ActionStep.START: ActionState.IN_PROGRESS,
        ActionStep.REPORT_COMPLETE: ActionState.REPORTED_COMPLETE,
        ActionStep.VERIFY: ActionState.CLOSED,
    },
    ActionState.IN_PROGRESS: {
        ActionStep.REPORT_COMPLETE: ActionState.REPORTED_COMPLETE,
        ActionStep.VERIFY: ActionState.CLOSED,
    },
    ActionState.REPORTED_COMPLETE: {
        ActionStep.VERIFY: ActionState.CLOSED,
        ActionStep.NOT_ACCEPTED: ActionState.IN_PROGRESS,
    },
    ActionState.CLOSED: {ActionStep.REOPEN: ActionState.OPEN},
}
_NEEDS_REASON: Mapping[ActionStep, str] = {
    ActionStep.NOT_ACCEPTED: "Say what is still missing",
    ActionStep.REOPEN: "Say why the action is opened again",
    ActionStep.VERIFY: "Say what was seen that shows the action is done",
}


def allowed_steps(state: ActionState) -> tuple[ActionStep, ...]:
    """What can be done to an action in this state, in the order of work."""
    return tuple(_STEPS[state])


def next_state(state: ActionState, step: ActionStep, reason: str = "") -> ActionState:
    """The state after a step.

    Raises RuleError when the step does not fit the state, or lacks the reason that it needs.
    """
    after = _STEPS[state].get(step)
    if after is None:
        raise RuleError(f"“{step.words}” does not fit an action that is {_state_words(state)}")
    if step in _NEEDS_REASON and not reason.strip():
        raise RuleError(_NEEDS_REASON[step], "reason")
    return after


def _state_words(state: ActionState) -> str:
    if state is ActionState.REPORTED_COMPLETE:
        return "reported complete"
    return state.words.lower()


def check_extension(state: ActionState, due_on: date, new_due_on: date, reason: str) -> None:
    """Raises RuleError when the due date may not be moved so: later, open, and with a reason."""
    if not state.is_open:
        raise RuleError("Reopen the action before you extend it")
    if new_due_on <= due_on:
        raise RuleError("Give a due date later than the present one", "due_on")
    if not reason.strip():
        raise RuleError("Say why the action is extended", "reason")


def is_overdue(state: ActionState, due_on: date, today: date) -> bool:
    """True from the day after the due date until the manager has closed the action."""
    return state.is_open and today > due_on


def days_late(state: ActionState, due_on: date, today: date) -> int:
    """Days since the due date of an overdue action; 0 otherwise."""
    return (today - due_on).days if is_overdue(state, due_on, today) else 0


def late_words(state: ActionState, due_on: date, today: date) -> str:
    """ "12 days overdue", or empty when it is not overdue."""
    late = days_late(state, due_on, today)
    return f"{count(late, 'day')} overdue" if late else ""


def part_overdue(open_actions: int, overdue: int) -> str:
    """How many of the open ones are overdue: "2 overdue", "all overdue", or "" for none."""
    if not overdue:
        return ""
    if overdue < open_actions:
        return f"{overdue} overdue"
    return "overdue" if open_actions == 1 else "all overdue"


def open_words(open_actions: int, overdue: int) -> str:
    """Open actions beside their heading: "5, 2 overdue", "3, all overdue", "5", or ""."""
    late = part_overdue(open_actions, overdue)
    return f"{open_actions}, {late}" if late else (str(open_actions) if open_actions else "")


@dataclass(frozen=True, slots=True)
class ActionStanding:
    """What counting needs of one action."""

    state: ActionState
    due_on: date
    provider: str


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """How a set of actions stands on a day. `open` includes those reported complete."""

    open: int
    overdue: int
    reported_complete: int
    providers_overdue: int

    @property
    def sentence(self) -> str:
        """The state in one sentence: "14 actions overdue at 6 providers"."""
        if not self.open:
            return "No actions are open"
        if not self.overdue:
            verb = "is" if self.open == 1 else "are"
            return f"{count(self.open, 'action')} {verb} open, none is overdue"
        providers = count(self.providers_overdue, "provider")
        return f"{count(self.overdue, 'action')} overdue at {providers}"


def count_actions(actions: Iterable[ActionStanding], today: date) -> ActionCounts:
    """The counts of a set of actions on a day."""
    listed = list(actions)
    late = [a for a in listed if is_overdue(a.state, a.due_on, today)]
    is_open = [a for a in listed if a.state.is_open]
    return ActionCounts(
        open=len(is_open),
        overdue=len(late),
        reported_complete=sum(a.state is ActionState.REPORTED_COMPLETE for a in listed),
        providers_overdue=len({a.provider for a in late}),
    )
