"""The QA visit report: full, or exceptions only (PAPER "QA visit report, full").

Facts in, blocks out: nothing is asked, nothing is drawn. First the judgement, then the figure, then
the source; what is missing is said in words.
"""

from __future__ import annotations

from app.domain.vocabulary import VisitStatus
from app.reports.content import Meta, Report, Section
from app.reports.facts import VisitFacts
from app.reports.visit_report_cover import cover_section
from app.reports.visit_report_end import actions_section, scoring_section, sign_off_section
from app.reports.visit_report_findings import (
    described_results,
    findings_section,
    other_answers,
    other_section,
)
from app.reports.visit_report_plan import Plan
from app.reports.visit_report_summary import conduct_section, summary_section
from app.reports.wording import day_in_prose, status_words


def visit_report(facts: VisitFacts, *, exceptions_only: bool = False) -> Report:
    """The report of one visit. With `exceptions_only` what is Good or better is not described."""
    results = described_results(facts, exceptions_only=exceptions_only)
    plan = Plan(
        findings=len(results),
        has_other=bool(other_answers(facts, exceptions_only=exceptions_only)),
        is_full=not exceptions_only,
    )
    sections = [
        cover_section(facts, plan, exceptions_only=exceptions_only),
        summary_section(facts, plan),
    ]
    if not exceptions_only:
        sections.append(conduct_section(facts, plan))
    for place, result in enumerate(results):
        number = plan.first_finding + place
        sections.append(findings_section(facts, result, number, exceptions_only=exceptions_only))
    if plan.has_other:
        sections.append(other_section(facts, plan, exceptions_only=exceptions_only))
    sections.append(actions_section(facts, plan))
    if not exceptions_only:
        sections.append(scoring_section(facts, plan))
    sections.append(sign_off_section(facts, plan))
    return _report(facts, sections)


def _report(facts: VisitFacts, sections: list[Section]) -> Report:
    issue = facts.issue
    name = facts.service.name
    has_cqc = bool(facts.service.cqc_location_id or facts.overall.cqc)
    meta = Meta(
        council=issue.council,
        team=issue.team,
        marking=issue.marking,
        reference=issue.reference,
        version=issue.version,
        status=status_words(facts.status),
        footer_title=f"QA visit report · {name}",
        footer_line=_footer_line(facts),
        made_on=issue.printed_on,
        is_draft=facts.is_draft,
        contains_cqc_data=has_cqc or any(result.cqc for result in facts.results),
    )
    return Report(f"QA visit report: {name}", meta, tuple(sections))


def _footer_line(facts: VisitFacts) -> str:
    if facts.status is VisitStatus.WITH_PROVIDER:
        return "Draft for factual accuracy"
    printed = f"Printed {day_in_prose(facts.issue.printed_on)}"
    return f"Draft, {printed[0].lower()}{printed[1:]}" if facts.is_draft else printed
