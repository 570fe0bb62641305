"""The visit audit workbook: a visit's answers, findings and actions, and scoring that adds up.

Summary and scoring are formulas over the other sheets; each carries the figure that the program
itself worked out, so a change of an answer moves the result and nothing else can (PAPER
"Visit audit"). Sheets whose data a visit does not have are left out.
"""

from __future__ import annotations

from app.reports.facts import VisitFacts
from app.reports.visit_audit_about import add_about
from app.reports.visit_audit_lists import add_lists
from app.reports.visit_audit_scoring import add_scoring
from app.reports.visit_audit_sheets import (
    add_actions,
    add_answers,
    add_findings,
    add_last_plan,
    contains_cqc_data,
    status_words,
)
from app.reports.visit_audit_summary import add_summary
from app.reports.workbooks.book import LISTS, Book, BookMeta


def visit_audit(facts: VisitFacts) -> bytes:
    """Return the workbook of a visit; the same facts give the same bytes."""
    return visit_audit_book(facts).to_bytes()


def visit_audit_book(facts: VisitFacts) -> Book:
    """Return the workbook before it is packed, with the program's own figures by cell."""
    book = Book(_meta(facts))
    lists = add_lists(book, facts)
    answers = add_answers(book, facts, lists)
    findings = add_findings(book, facts) if facts.findings else None
    actions = add_actions(book, facts) if facts.actions else None
    if facts.previous_actions:
        add_last_plan(book, facts)
    scoring = add_scoring(book, facts, answers, lists)
    add_summary(book, facts, scoring, answers, lists, findings=findings, actions=actions)
    book.add_long_texts()
    add_about(book, facts)
    book.workbook.move_sheet("Summary", -book.workbook.sheetnames.index("Summary"))
    book.workbook.move_sheet(LISTS, len(book.workbook.sheetnames))
    return book


def _meta(facts: VisitFacts) -> BookMeta:
    issue = facts.issue
    lead = next((officer.name for officer in facts.team if officer.is_lead), "")
    return BookMeta(
        title=f"{facts.service.name}: visit audit",
        council=issue.council,
        marking=issue.marking,
        reference_line=f"{issue.reference} version {issue.version} {status_words(facts)}",
        made_on=issue.printed_on,
        made_by=lead,
        contains_cqc_data=contains_cqc_data(facts),
    )
