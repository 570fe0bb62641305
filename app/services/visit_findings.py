"""Raising a finding and its action from one answer, as one act."""

from __future__ import annotations

from app.db.work import Work
from app.errors import RuleError, RulesError
from app.services.actions import ActionDraft, raise_action
from app.services.findings import FindingDraft, add_finding


def raise_from_answer(
    work: Work, finding: FindingDraft | None, action: ActionDraft | None
) -> tuple[str | None, str | None]:
    """Add a finding, an action, or both; return their ids.

    Raises RulesError with the problems of both: those of the action are named "action_<field>".
    """
    problems: list[RuleError] = []
    finding_id = action_id = None
    if finding is None and action is None:
        raise RuleError("Say what was found, or what must change", "headline")
    if finding is not None:
        try:
            finding_id = add_finding(work, finding)
        except RulesError as error:
            problems += error.problems
    if action is not None:
        try:
            action_id = raise_action(work, action)
        except RulesError as error:
            problems += [RuleError(str(one), f"action_{one.field}") for one in error.problems]
    if problems:
        raise RulesError(problems)
    words = finding.headline if finding is not None else action.text if action is not None else ""
    work.describe("finding and action", f"Raised from an answer: {words.strip()}")
    return finding_id, action_id
