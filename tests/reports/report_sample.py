"""A report with a block of each kind and a cell of each kind."""

from __future__ import annotations

from datetime import date

from app.domain.charts import BarRow, HorizontalBars
from app.domain.vocabulary import Marking
from app.reports.content import (
    Bullets,
    Chart,
    Column,
    ColumnKind,
    Fact,
    Facts,
    Figure,
    Figures,
    Heading,
    KeyFigure,
    KeyFigures,
    Meta,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Report,
    Row,
    RowKind,
    RuledNote,
    Section,
    SideBySide,
    Table,
    TitleBlock,
    Verdict,
)
from app.reports.values import (
    Bar,
    Direction,
    Lines,
    Money,
    Movement,
    Owner,
    Percentage,
    RatingMark,
    Span,
    Spread,
    StateKind,
    StateMark,
)
from tests.reports.market_sample import share_chart, timeline

_POOR = RatingMark("Poor", 1, Owner.OURS)
_META = Meta(
    "Eldermoor County Council", "Quality team", Marking.OFFICIAL_SENSITIVE, "QA-1", "1.0", "FINAL",
    "Short title", "Printed 3 December 2026", date(2026, 12, 3), contains_cqc_data=True,
)  # fmt: skip

_TABLE = Table(
    "Actions by priority",
    (
        Column("No.", ColumnKind.TEXT, 1),
        Column("What must change", ColumnKind.TEXT, 6),
        Column("Due", ColumnKind.DATE, 2),
        Column("Rating", ColumnKind.RATING, 3),
        Column("State", ColumnKind.STATUS, 3),
        Column("Share", ColumnKind.PERCENTAGE, 2),
        Column("Cost", ColumnKind.MONEY, 2),
        Column("Since", ColumnKind.MOVEMENT, 2),
        Column("Covered", ColumnKind.BAR, 2),
    ),
    (
        Row(("High (1)",), RowKind.GROUP),
        Row(
            (
                "A1",
                Lines("=Do this", "Evidence: charts"),
                date(2026, 12, 14),
                _POOR,
                StateMark(StateKind.CLOSED, "Closed", "verified 04/12/2026"),
                Percentage(879, 1000, "87%"),
                Money(123_450),
                Movement(Direction.WORSE, "Worse", "was Good"),
                Bar(3, 4, "3 of 4"),
            )
        ),
        Row((Spread("In all", 6), Money(123_450), None, None), RowKind.TOTAL),
    ),
)


def report() -> Report:
    """The report as a value."""
    bars = HorizontalBars("Coverage", (BarRow("Homes", 3, 5, "3 of 5", 1),), "Ours", "In person",
                          second_words="Remote only")  # fmt: skip
    blocks = (
        TitleBlock("QA visit report", "Quillbrook House", "Care home · visited 3 November 2026"),
        Facts("About", (Fact("Service", (Span("Quillbrook", bold=True), Span(" House"))),)),
        Verdict("Overall", _POOR, "Medicines are not safe."),
        KeyFigures((KeyFigure("12", "actions"),)),
        Heading("Safe", number="3", mark=_POOR, note="37%"),
        Paragraph("=1+1\nSecond line"),
        Paragraph("A caption", ParagraphRole.CAPTION),
        Bullets(("First claim",)),
        RuledNote(("Evidence: log",)),
        _TABLE,
        PageBreak(),
        SideBySide((Paragraph("Left"),), (Paragraph("Right"),)),
        Figures((Figure(b"", "A fridge", "Photo 1. The fridge"),)),
        Chart(share_chart()),
        Chart(timeline()),
        Chart(bars),
    )
    return Report("QA visit report: Quillbrook House", _META, (Section(blocks),))
