"""The last sheet of the visit audit: what the file is, where it comes from, how to read it."""

from __future__ import annotations

from app.reports.facts import VisitFacts
from app.reports.visit_audit_sheets import contains_cqc_data, replaced_by, status_words
from app.reports.workbooks.about import CQC_LICENCE, Pairs, write_about
from app.reports.workbooks.book import LISTS, LONG_TEXTS, Book

_SHEETS = {
    "Summary": "Facts, ratings and counts, worked out from the other sheets.",
    "Answers": "One row per standard: the answer, its weight, the note and the evidence.",
    "Findings": "One row per finding: strengths, areas for improvement, breaches, safeguarding.",
    "Actions": "One row per action. Cream cells are for the provider; the rest is locked.",
    "Last plan": "The actions of the last visit and what we verified.",
    "Scoring": "How each section and the overall were reached. Bands are in cream.",
    LONG_TEXTS: "Texts that cannot be seen whole in their cell, in full, in parts that follow.",
}


def add_about(book: Book, facts: VisitFacts) -> None:
    """Title, reference, status, marking, checksum, words, and what may be changed."""
    issue = facts.issue
    pairs: Pairs = [
        ("Title", book.meta.title),
        ("Reference", issue.reference),
        ("Version", issue.version),
        ("Status", status_words(facts)),
        *replaced_by(facts),
        ("Marking", issue.marking.words),
        ("Council", issue.council),
        ("Team", issue.team),
        ("Made on", issue.printed_on),
        *_sign_off(facts),
        *((name, words) for name, words in _SHEETS.items() if name in book.workbook.sheetnames),
        *_reading(facts),
    ]
    if contains_cqc_data(facts):
        pairs.append(("CQC data", CQC_LICENCE))
    if LISTS in book.workbook.sheetnames:
        pairs.append(("Hidden sheet", f"{LISTS} holds the words to choose from and their points."))
    write_about(book, pairs)


def _sign_off(facts: VisitFacts) -> Pairs:
    if facts.sign_off is None:
        return [("Signed off", "Not signed off: figures and words may still change.")]
    signed = facts.sign_off
    return [
        ("Signed off by", f"{signed.signed_by}, {signed.role}"),
        ("Signed off at", f"{signed.signed_at:%d/%m/%Y %H:%M}"),
        ("Checksum of the record", signed.checksum),
    ]


def _reading(facts: VisitFacts) -> Pairs:
    scale = facts.framework.scale
    steps = ", ".join(f"{step.words} {step.level}" for step in scale.levels)
    return [
        ("Answers and points", f"{steps}. Only rated answers count."),
        ("Not seen", "It applies, but we could not look at it. Not counted in the score."),
        ("Not applicable", "It does not apply to this service. Counted nowhere."),
        (
            "CQC’s words",
            "Outstanding, Good, Requires improvement, Inadequate, under a CQC heading.",
        ),
        ("Empty cells", "Not recorded, or nothing to say."),
        ("Cream cells", "These may be changed. Sheets for others are locked without a password."),
        (
            "Changed by hand",
            "Figures here follow what is typed. The signed record holds where they differ.",
        ),
    ]
