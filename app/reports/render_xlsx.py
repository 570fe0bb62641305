"""Any report as a workbook: its text on the first sheet, each table and chart on one of its own.

The other half of "one content model, two renderers": what the PDF sets on pages stands here as
true dates, numbers and words. Reports whose figures are worth working with have a workbook of
their own (`visit_audit`, `market_workbook`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from app.reports.content import (
    Block,
    Bullets,
    Chart,
    Facts,
    Figures,
    Heading,
    KeyFigures,
    Meta,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Report,
    RuledNote,
    SideBySide,
    Table,
    TitleBlock,
    Verdict,
)
from app.reports.values import plain
from app.reports.workbooks.about import CQC_LICENCE, Pairs, write_about
from app.reports.workbooks.book import Book, BookMeta, Value
from app.reports.workbooks.chart_sheets import add_chart_sheet
from app.reports.workbooks.report_tables import add_table_sheet
from app.reports.workbooks.sheet import Sheet
from app.reports.workbooks.styles import Role

_TEXT_SHEET: Final = "Report"
_WIDTHS: Final = (34.0, 100.0)
_RUN_ON: Final = 125.0
"""Digits that a line of text may take before it goes on in the next row."""


def render_xlsx(report: Report) -> bytes:
    """Return the report as a workbook; the same report gives the same bytes."""
    return render_book(report).to_bytes()


def render_book(report: Report) -> Book:
    """Return the report's workbook before it is packed."""
    book = Book(_meta(report))
    line = f"{book.meta.reference_line} · {report.meta.marking.words}"
    sheet = Sheet.add(book, _TEXT_SHEET, title=report.title, line=line)
    sheet.set_widths(_WIDTHS)
    writer = _Writer(book, sheet)
    for section in report.sections:
        writer.write(section.blocks)
    sheet.print_to(len(_WIDTHS))
    book.add_long_texts()
    write_about(book, _about(report.meta, book))
    return book


def _meta(report: Report) -> BookMeta:
    meta = report.meta
    return BookMeta(
        title=report.title,
        council=meta.council,
        marking=meta.marking,
        reference_line=f"{meta.reference} version {meta.version} {meta.status}",
        made_on=meta.made_on,
        contains_cqc_data=meta.contains_cqc_data,
    )


def _about(meta: Meta, book: Book) -> Pairs:
    pairs: Pairs = [
        ("Title", book.meta.title),
        ("Reference", meta.reference),
        ("Version", meta.version),
        ("Status", meta.status),
        ("Marking", meta.marking.words),
        ("Council", meta.council),
        ("Team", meta.team),
        ("Made on", meta.made_on),
        ("Sheets", "The text is on the first sheet; each table and chart has a sheet of its own."),
        ("Empty cells", "Not recorded."),
    ]
    return [*pairs, ("CQC data", CQC_LICENCE)] if meta.contains_cqc_data else pairs


@dataclass(slots=True)
class _Writer:
    """Walks the blocks in reading order."""

    book: Book
    sheet: Sheet
    heading: str = ""

    def write(self, blocks: Sequence[Block]) -> None:  # noqa: C901 - one case a kind of block
        """Write each block; a new kind of block fails type checking here."""
        for block in blocks:
            match block:
                case TitleBlock():
                    self._lines([block.kind, block.line])
                case Heading():
                    self._heading(block)
                case Paragraph():
                    is_body = block.role is ParagraphRole.BODY
                    self._lines([plain(block.text)], Role.TEXT if is_body else Role.NOTE)
                case Bullets():
                    self._lines(f"• {plain(item)}" for item in block.items)
                case RuledNote():
                    self._lines((plain(line) for line in block.lines), Role.NOTE)
                case Facts():
                    self._pairs([(fact.label, plain(fact.value)) for fact in block.items])
                case Verdict():
                    self._pairs([(block.label, block.mark.words)])
                    self._lines([plain(block.text)])
                case KeyFigures():
                    self._pairs([(item.words, item.figure) for item in block.items])
                case Table():
                    made = add_table_sheet(self.book, block, self.heading)
                    self._lines([f"{block.title}: see the sheet {made.name}"], Role.NOTE)
                case Chart():
                    made = add_chart_sheet(self.book, block.data, block.data.title)
                    self._lines([f"{block.data.title}: see the sheet {made.name}"], Role.NOTE)
                case Figures():
                    said = (plain(item.caption) for item in block.items)
                    self._lines((f"{words} (picture in the PDF)" for words in said), Role.NOTE)
                case SideBySide():
                    self.write(block.left)
                    self.write(block.right)
                case PageBreak():
                    pass
                case _:
                    assert_never(block)

    def _heading(self, block: Heading) -> None:
        self.heading = " ".join(part for part in (block.number, block.text) if part)
        mark = block.mark.words if block.mark else ""
        said = " · ".join(part for part in (self.heading, mark, block.note) if part)
        self._lines([said], Role.HEADING if block.level == 2 else Role.SUBHEADING)

    def _lines(self, texts: Iterable[str], role: Role = Role.TEXT) -> None:
        self.sheet.write_notes(
            [text for text in texts if text], width=_RUN_ON, label=self.heading, role=role
        )

    def _pairs(self, pairs: Sequence[tuple[str, Value]]) -> None:
        self.sheet.write_pairs(pairs)
