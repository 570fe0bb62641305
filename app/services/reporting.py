"""Makes the reports: the same bytes are previewed, saved and printed.

A report is written beside its target and then replaces it, so a target open elsewhere keeps its old
content (app/reports/save_file.py).
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from app.db.work import Reading
from app.domain.vocabulary import Marking, VisitStatus
from app.errors import RuleError
from app.reports.facts import VisitFacts
from app.reports.render_pdf import render_pdf
from app.reports.save_file import save_file
from app.reports.visit_audit import visit_audit
from app.reports.visit_report import visit_report
from app.services.market_reporting import market_pdf, market_xlsx, write_market_reports
from app.services.office import Office
from app.services.visit_facts import visit_facts
from app.services.visits import find_visit_id, get_visit_row

__all__ = [
    "market_pdf",
    "market_xlsx",
    "safe_file_name",
    "save_report",
    "visit_file_name",
    "visit_pdf",
    "visit_workbook",
    "write_market_reports",
    "write_visit_reports",
]


def visit_pdf(
    reading: Reading,
    visit_id: str,
    resources: Path,
    *,
    version: str = "",
    exceptions_only: bool = False,
    marking: Marking | None = None,
) -> bytes:
    """The QA visit report of a version as PDF, marked as the council does unless told.

    Raises RuleError before the visit has started.
    """
    facts = _facts(reading, visit_id, version, marking)
    report = visit_report(facts, exceptions_only=exceptions_only)
    return render_pdf(report, resources / "fonts")


def visit_workbook(
    reading: Reading, visit_id: str, *, version: str = "", marking: Marking | None = None
) -> bytes:
    """The visit audit of a version as a workbook. Raises RuleError before the visit has started."""
    return visit_audit(_facts(reading, visit_id, version, marking))


def save_report(path: Path, data: bytes) -> None:
    """Write a report beside `path`, then replace it. Raises CircumstanceError or NotSavedError."""
    save_file(path, data)


def visit_file_name(reading: Reading, visit_id: str, suffix: str, *, version: str = "") -> str:
    """A sensible name: "QA-2026-0147 Saltergarth House visit report 1.0.pdf"."""
    facts = visit_facts(reading, visit_id, version)
    kind = "visit audit" if suffix == ".xlsx" else "visit report"
    words = f"{facts.issue.reference} {facts.service.name} {kind} {facts.issue.version}"
    return safe_file_name(words) + suffix


def safe_file_name(words: str) -> str:
    """`words` without what Windows refuses in a file name, at most 120 characters."""
    kept = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", words)
    return re.sub(r"\s+", " ", kept).strip(" .")[:120].rstrip(" .") or "report"


def write_visit_reports(
    office: Office, reference: str, resources: Path, *, pdf: Path | None, xlsx: Path | None
) -> list[Path]:
    """Write the report and audit of the visit with this reference; return what was written."""
    visit_id = office.read(find_visit_id, reference)
    written = []
    if pdf is not None:
        save_report(pdf, office.read(visit_pdf, visit_id, resources))
        written.append(pdf)
    if xlsx is not None:
        save_report(xlsx, office.read(visit_workbook, visit_id))
        written.append(xlsx)
    return written


def _facts(reading: Reading, visit_id: str, version: str, marking: Marking | None) -> VisitFacts:
    _check_started(reading, visit_id)
    facts = visit_facts(reading, visit_id, version)
    return replace(facts, issue=replace(facts.issue, marking=marking or facts.issue.marking))


def _check_started(reading: Reading, visit_id: str) -> None:
    row = get_visit_row(reading, visit_id)
    if row.is_brought_in:
        raise RuleError(
            f"{row.reference} was done before this program and brought in from a spreadsheet, so "
            "there is no report of it here."
        )
    if row.status in {VisitStatus.PLANNED, VisitStatus.CANCELLED}:
        raise RuleError(
            f"{row.reference} is {row.status.words.lower()}, so there is nothing to report yet. "
            "Start the visit first."
        )
