"""The sheets of the market workbook: counts, shares by formula, and their charts."""

from __future__ import annotations

from app import tokens
from app.domain.charts import BarRow, HorizontalBars, RatingBars, RatingRow
from app.domain.market import Share, total_of
from app.domain.words import long_date, whole_years_between
from app.reports.market_facts import CoverageFacts, MarketFacts
from app.reports.workbooks.book import Book, Formula, Value
from app.reports.workbooks.chart_sheets import (
    NO_SHARE,
    add_chart_sheet,
    draw_counts,
    share_formula,
    write_counts,
    write_counts_total,
)
from app.reports.workbooks.charts import Frame, SeriesLook, add_bars, ceiling
from app.reports.workbooks.chips import cqc_chips, show_chips
from app.reports.workbooks.sheet import Sheet, SheetColumn
from app.reports.workbooks.styles import CellKind


def add_by_type(book: Book, facts: MarketFacts) -> None:
    """Services by kind and CQC overall, with a total row and stacked bars."""
    rows = [(row.type_words, row.counts) for row in facts.rows]
    chart = RatingBars(
        "CQC overall of our services by type",
        tuple(RatingRow(label, counts) for label, counts in rows),
        "CQC",
        "Type",
    )
    sheet = Sheet.add(book, "By type", line=f"{chart.title}, in services")
    placed = write_counts(sheet, "Type", rows)
    write_counts_total(sheet, placed, total_of(row.counts for row in facts.rows))
    draw_counts(sheet, placed, chart)


def add_fell(book: Book, facts: MarketFacts) -> None:
    """Services whose published rating fell, and what the council has done."""
    sheet = Sheet.add(book, "Fell", line="Published rating lower than in the file before")
    columns = (
        SheetColumn("Service", 40, is_strong=True),
        SheetColumn("Type", 24),
        SheetColumn("From", 27, CellKind.CQC),
        SheetColumn("To", 27, CellKind.CQC),
        SheetColumn("Published", 14, CellKind.DATE),
        SheetColumn("What we have done", 56),
    )
    rows: list[list[Value]] = [
        [each.service, each.type_words, each.old.words, each.new.words, each.new.on, each.done]
        for each in facts.fell
    ]
    placed = sheet.write_table(columns, rows)
    for heading in ("From", "To"):
        show_chips(sheet.worksheet, placed.cells(heading), cqc_chips())


def add_old_ratings(book: Book, facts: MarketFacts) -> None:
    """Services whose CQC rating is over three years old, with its age in whole years."""
    sheet = Sheet.add(
        book, "Old ratings", line=f"CQC rating over three years old on {long_date(facts.file_on)}"
    )
    columns = (
        SheetColumn("Service", 50, is_strong=True),
        SheetColumn("Type", 26),
        SheetColumn("CQC", 27, CellKind.CQC),
        SheetColumn("Published", 14, CellKind.DATE),
        SheetColumn("Whole years old", 18, CellKind.COUNT),
    )
    rows: list[list[Value]] = [
        [
            each.service,
            each.type_words,
            each.rating.words,
            each.rating.on,
            whole_years_between(each.rating.on, facts.file_on) if each.rating.on else None,
        ]
        for each in facts.old_ratings
    ]
    placed = sheet.write_table(columns, rows)
    show_chips(sheet.worksheet, placed.cells("CQC"), cqc_chips())


def add_coverage(book: Book, facts: MarketFacts) -> None:
    """Our visits of the last 12 months: in person, remote only, neither; and the share."""
    target = f"; the target is {facts.coverage_target}%" if facts.coverage_target else ""
    sheet = Sheet.add(book, "Coverage", line=f"{_coverage_words(facts)}{target}")
    columns = (
        SheetColumn("Group", 34),
        SheetColumn("Services", 14, CellKind.COUNT),
        SheetColumn("In person", 14, CellKind.COUNT),
        SheetColumn("Remote only", 16, CellKind.COUNT),
        SheetColumn("Neither", 14, CellKind.COUNT),
        SheetColumn("In person, share", 18, CellKind.SHARE),
    )
    rows = [_coverage_row(each, number) for number, each in enumerate(facts.coverage, start=5)]
    placed = sheet.write_table(columns, rows)
    looks = [
        SeriesLook("In person", tokens.LIGHT.chart.ours, label_ink=tokens.LIGHT.on_accent),
        SeriesLook("Remote only", tokens.LIGHT.chart.band, label_ink=tokens.LIGHT.text),
        SeriesLook("Neither", tokens.LIGHT.nav, label_ink=tokens.LIGHT.text),
    ]
    said = (
        f"{each.group}: {each.in_person} of {each.services} in person, "
        f"{each.remote_only} remote only"
        for each in facts.coverage
    )
    height = 2.6 + 0.95 * len(rows)
    frame = Frame(
        f"A{sheet.row + 1}",
        _coverage_words(facts),
        f"Stacked bars. {'; '.join(said)}.",
        min(24.0, sheet.width_in_cm),
        height,
        highest=ceiling(max(each.services for each in facts.coverage)),
        number_format="0",
        label_format="0;;",
    )
    add_bars(sheet, placed, looks, frame, categories="Group", is_stacked=True)
    sheet.print_to(6, sheet.row + int(2 * height) + 3)


def _coverage_words(facts: MarketFacts) -> str:
    return f"Our own visits in the 12 months to {long_date(facts.period_end)}"


def _coverage_row(each: CoverageFacts, row: int) -> list[Value]:
    percent = Share(each.in_person, each.services).percent
    return [
        each.group,
        each.services,
        each.in_person,
        each.remote_only,
        Formula(f"=B{row}-C{row}-D{row}", each.neither),
        Formula(
            share_formula(f"C{row}", f"B{row}"), NO_SHARE if percent is None else percent / 100
        ),
    ]


def add_themes(book: Book, facts: MarketFacts) -> None:
    """What the visits of the period found, and in how many."""
    visits = facts.themed_visits
    rows = tuple(
        BarRow(each.words, each.visits, visits, f"{each.visits} of {visits}")
        for each in facts.themes
    )
    source = f"Our {visits} visits of {facts.period}"
    chart = HorizontalBars(
        "Themes of our visits", rows, source, "Found in", "Visits", first_heading="Theme"
    )
    add_chart_sheet(book, chart, "Themes")
