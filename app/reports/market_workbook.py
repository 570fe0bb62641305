"""The market quality report's figures as a workbook: the table twin of each chart, with the chart.

Shares and totals are formulas over the counts beside them, each with the program's own figure.
Sheets whose figures are not there are left out. No share is shown for fewer than five services.
"""

from __future__ import annotations

from app.domain.market import share_sentence, total_of
from app.domain.words import long_date, short_date
from app.reports.market_facts import MarketFacts
from app.reports.market_workbook_sheets import (
    add_by_type,
    add_coverage,
    add_fell,
    add_old_ratings,
    add_themes,
)
from app.reports.workbooks.about import CQC_LICENCE, Pairs, write_about
from app.reports.workbooks.book import LONG_TEXTS, Book, BookMeta, Value
from app.reports.workbooks.chart_sheets import add_chart_sheet
from app.reports.workbooks.sheet import Sheet, SheetColumn
from app.reports.workbooks.styles import CellKind

_SHEETS = {
    "Summary": "What moved between the two files, and what the figures rest on.",
    "By type": "Our services by kind of service and CQC’s overall rating.",
    "Key questions": "Our services by key question and CQC’s rating.",
    "Share over time": "Good or Outstanding as a share of rated services, at each file’s date.",
    "Fell": "Services whose published rating is lower than in the file before the period.",
    "Old ratings": "Services whose CQC rating was over three years old at the file’s date.",
    "Coverage": "Our own visits in the 12 months to the end of the period.",
    "Themes": "What our visits of the period found most often.",
    LONG_TEXTS: "Texts that cannot be seen whole in their cell, in full, in parts that follow.",
}


def market_workbook(facts: MarketFacts) -> bytes:
    """Return the workbook of the market's figures; the same facts give the same bytes."""
    return market_workbook_book(facts).to_bytes()


def market_workbook_book(facts: MarketFacts) -> Book:
    """Return the workbook before it is packed, with the program's own figures by cell."""
    book = Book(_meta(facts))
    _add_summary(book, facts)
    add_by_type(book, facts)
    if facts.key_question_chart:
        add_chart_sheet(book, facts.key_question_chart, "Key questions")
    if facts.share_chart:
        add_chart_sheet(book, facts.share_chart, "Share over time")
    if facts.fell:
        add_fell(book, facts)
    if facts.old_ratings:
        add_old_ratings(book, facts)
    if facts.coverage:
        add_coverage(book, facts)
    if facts.themes:
        add_themes(book, facts)
    book.add_long_texts()
    write_about(book, _about(book, facts))
    return book


def _status(facts: MarketFacts) -> str:
    return "DRAFT" if facts.is_draft else "FINAL"


def _meta(facts: MarketFacts) -> BookMeta:
    issue = facts.issue
    return BookMeta(
        title=f"Market quality: {facts.area}, {facts.period}",
        council=issue.council,
        marking=issue.marking,
        reference_line=f"{issue.reference} version {issue.version} {_status(facts)}",
        made_on=issue.printed_on,
        contains_cqc_data=True,
    )


def _add_summary(book: Book, facts: MarketFacts) -> None:
    issue = facts.issue
    line = f"{issue.reference} · version {issue.version} · {_status(facts)}"
    sheet = Sheet.add(
        book, "Summary", title=book.meta.title, line=f"{line} · {issue.marking.words}"
    )
    sheet.set_widths([40, 46, 60])
    before = facts.previous_file_on
    pairs: list[tuple[str, Value]] = [
        ("For", facts.audience),
        ("Period", facts.period),
        ("About the files", facts.files_note),
        ("CQC’s file of", facts.file_on),
        ("Compared with the file of", before or "No earlier file: nothing can be compared yet"),
        ("Our visits in the period", facts.visits_in_period),
    ]
    if facts.group_rated:
        pairs.append(("Shown with their service group’s rating", facts.group_rated))
    sheet.write_pairs([pair for pair in pairs if pair[1] not in {"", None}])
    if facts.moves and before:
        columns = (SheetColumn("What moved between the two files", 40),
                   SheetColumn("Services", 46, CellKind.COUNT),
                   SheetColumn("How to read it", 60))  # fmt: skip
        sheet.write_table(columns, _moves(facts), top=sheet.row, is_real=False)
    total = total_of(row.counts for row in facts.rows)
    is_beside = facts.england_on in {None, facts.file_on}
    said = share_sentence(total, facts.england if is_beside else None)
    notes = [f"{said} CQC’s file of {long_date(facts.file_on)}.", CQC_LICENCE]
    sheet.write_notes([*notes], width=130)
    sheet.print_to(3)
    sheet.keep_on_one_page()


def _moves(facts: MarketFacts) -> list[list[Value]]:
    moves = facts.moves
    if moves is None:
        return []
    return [
        ["Better", moves.better, "The published word is higher than before"],
        ["Worse", moves.worse, "The published word is lower than before"],
        ["Rated again, the same", moves.rated_again, "Neither better nor worse"],
        ["Rated for the first time", moves.newly_rated, "Not counted as better"],
        ["Now not rated", moves.now_not_rated, "Not a fall in quality"],
        ["Carried over", moves.carried_over, "From an earlier registration; not a new rating"],
    ]


def _about(book: Book, facts: MarketFacts) -> Pairs:
    issue = facts.issue
    before = facts.previous_file_on
    files = f"CQC’s file of {short_date(facts.file_on)}"
    if before:
        files += f", compared with {short_date(before)}"
    return [
        ("Title", book.meta.title),
        ("Reference", issue.reference),
        ("Version", issue.version),
        ("Status", _status(facts)),
        ("Marking", issue.marking.words),
        ("Council", issue.council),
        ("Team", issue.team),
        ("Made on", issue.printed_on),
        ("Source", files),
        *((name, words) for name, words in _SHEETS.items() if name in book.workbook.sheetnames),
        ("Shares", "Good or Outstanding of rated services; services not rated are left out."),
        ("Few services", "No share is shown for fewer than five rated services."),
        ("Empty cells", "Not recorded, or no figure for that day."),
        ("CQC data", CQC_LICENCE),
    ]
