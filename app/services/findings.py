"""Findings of a visit: strengths, areas for improvement, contract breaches, safeguarding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from app.db.work import Work
from app.domain.vocabulary import FindingKind
from app.domain.words import clean_line, clean_text
from app.errors import NotFoundError, RuleError, RulesError, StaleError
from app.models import Finding
from app.services.visit_answers import open_version


@dataclass(frozen=True)
class FindingDraft:
    """What the finding form hands in: the claim as `headline`, the evidence as `text`."""

    version_id: str
    kind: FindingKind
    headline: str
    question_id: str | None = None
    text: str = ""
    requirement: str = ""
    clause: str = ""
    reported_to: str = ""
    reported_by: str = ""
    reported_on: date | None = None
    reported_reference: str = ""
    others_told: str = ""
    is_repeat: bool = False
    is_in_summary: bool = True


def add_finding(work: Work, draft: FindingDraft) -> str:
    """Add a finding and return its id. Raises RulesError with a problem for each field."""
    open_version(work, draft.version_id)
    checked = _checked(draft)
    highest = work.session.scalar(
        select(func.max(Finding.number)).where(Finding.version_id == draft.version_id)
    )
    finding = Finding(number=int(highest or 0) + 1)
    _fill(finding, checked)
    work.session.add(finding)
    work.session.flush()
    work.describe("finding added", f"Added a finding: {checked.headline}")
    return finding.id


def change_finding(work: Work, finding_id: str, row_version: int, draft: FindingDraft) -> None:
    """Change a finding of a version that is not signed off."""
    finding = _finding(work, finding_id)
    if finding.row_version != row_version:
        raise StaleError("This finding was changed in another window. Look at it again first.")
    _fill(finding, _checked(draft))
    work.describe("finding changed", f"Changed a finding: {finding.headline}")


def remove_finding(work: Work, finding_id: str) -> None:
    """Take a finding out; the act can be undone."""
    finding = _finding(work, finding_id)
    work.session.delete(finding)
    work.describe("finding removed", f"Removed a finding: {finding.headline}")


def _finding(work: Work, finding_id: str) -> Finding:
    finding = work.session.get(Finding, finding_id)
    if finding is None:
        raise NotFoundError("This finding is not there any more.")
    open_version(work, finding.version_id)
    return finding


def _checked(draft: FindingDraft) -> FindingDraft:
    problems: list[RuleError] = []
    if not draft.headline.strip():
        problems.append(RuleError("Say what was found", "headline"))
    if draft.kind is FindingKind.BREACH and not draft.clause.strip():
        problems.append(RuleError("Name the clause of the contract", "clause"))
    if draft.kind is FindingKind.SAFEGUARDING and not draft.reported_to.strip():
        problems.append(RuleError("Say to whom the concern was reported", "reported_to"))
    if problems:
        raise RulesError(problems)
    return replace(draft, headline=clean_line(draft.headline), text=clean_text(draft.text).strip())


def _fill(finding: Finding, draft: FindingDraft) -> None:
    for name in FindingDraft.__dataclass_fields__:
        setattr(finding, name, getattr(draft, name))
