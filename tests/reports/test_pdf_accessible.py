"""Every report can be read by a screen reader: PDF/UA-1 rules and our own walker, for each case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import page
import pytest

from app.domain.charts import (
    BarRow,
    HorizontalBars,
    RatingTimeline,
    TimelineMark,
    TimelineNote,
    TimelineSpan,
)
from app.domain.vocabulary import AnswerKind, VisitStatus
from app.reports.content import Block, Chart, Heading, Report, Section, TitleBlock
from app.reports.facts import AmendmentFacts, OverallFacts, VisitFacts
from app.reports.market_report import market_report
from app.reports.render_pdf import render_pdf
from app.reports.visit_report import visit_report
from tests.reports.factory import FONTS, results, service_facts, visit_facts
from tests.reports.market_factory import market_facts
from tests.reports.pdf_walker import walk

LONGEST = "Saint Bartholomew’s Residential and Nursing Care Centre with Extra Care Apartments "


def _bare_facts() -> VisitFacts:
    """A first visit to an unregulated service where nothing could be rated."""
    made = tuple(
        replace(a, kind=AnswerKind.NOT_SEEN, level=None, points=None, actions=(), note="")
        for a in visit_facts().answers
    )
    unrated = tuple(replace(r, previous=None, cqc=None) for r in results(made))
    service = service_facts(cqc_location_id="", cqc_note="CQC does not regulate day services")
    return visit_facts(
        status=VisitStatus.DRAFT,
        service=service,
        answers=made,
        results=unrated,
        overall=OverallFacts(None, "", ()),
        findings=(),
        actions=(),
        photos=(),
        safeguarding=(),
        previous_visit_on=None,
        previous_actions=(),
        next_steps=(),
        looked_at=(),
        told="",
        judgement="",
        sign_off_steps=(),
        sign_off=None,
    )


def _amended_facts() -> VisitFacts:
    issue = replace(visit_facts().issue, version="1.1")
    reason = "action A4 named the wrong owner."
    amendment = AmendmentFacts("1.0", date(2026, 12, 3), reason)
    return visit_facts(issue=issue, status=VisitStatus.AMENDED, amendment=amendment)


def _charts_report() -> Report:
    """Charts that no report of today uses yet, so that they hold when one does."""
    mark, day = TimelineMark, date
    timeline = RatingTimeline(
        "Ratings of one service over time",
        (mark(day(2018, 5, 1), 2, "Requires improvement"), mark(day(2021, 3, 9), 3, "Good")),
        (mark(day(2022, 6, 1), 3, "Good"), mark(day(2026, 11, 3), 2, "Requires improvement")),
        "Source: CQC ratings file and our visits",
        day(2026, 12, 3),
        spans=(TimelineSpan(day(2026, 11, 3), day(2026, 12, 3), "We rate lower than CQC", True),),
        notes=(TimelineNote(day(2024, 6, 1), "no visits"),),
    )
    rows = (BarRow("Safe", 65, 100, "65%", 10), BarRow("Well-led", 0, 0, "not rated"))
    bars = HorizontalBars("Scores", rows, "Source: this visit", "Points", ticks=(39, 63, 88))
    blocks: tuple[Block, ...] = (
        TitleBlock("Charts", "Charts", "All kinds"),
        Heading("Charts"),
        Chart(timeline, 60),
        Chart(bars, 30),
    )
    meta = visit_report(visit_facts()).meta
    return Report("Charts", meta, (Section(blocks),))


CASES = {
    "full": lambda: visit_report(visit_facts()),
    "exceptions": lambda: visit_report(visit_facts(), exceptions_only=True),
    "with provider": lambda: visit_report(
        visit_facts(status=VisitStatus.WITH_PROVIDER, sign_off=None)
    ),
    "amended": lambda: visit_report(_amended_facts()),
    "bare": lambda: visit_report(_bare_facts()),
    "longest names": lambda: visit_report(
        visit_facts(service=service_facts(name=LONGEST * 3, provider=LONGEST * 2, manager=LONGEST))
    ),
    "market": lambda: market_report(market_facts()),
    "market without history": lambda: market_report(
        market_facts(share_chart=None, moves=None, coverage=(), old_ratings=(), themes=())
    ),
    "charts": _charts_report,
}


@cache
def rendered(case: str) -> bytes:
    return render_pdf(CASES[case](), FONTS)


@pytest.mark.parametrize("case", CASES)
def test_report_passes_every_rule_of_pdf_ua(case: str) -> None:
    report = page.validate_pdf_bytes(rendered(case), limits=page.SafetyLimits.unlimited())
    assert [(f.rule_id, f.message) for f in report.failures] == []
    assert report.rules.total > 100


@pytest.mark.parametrize("case", CASES)
def test_report_is_tagged_in_reading_order_with_nothing_live(case: str) -> None:
    walked = walk(rendered(case))
    assert walked.problems == []
    assert len(walked.document.all("H1")) == 1
    assert not any("Helvetica" in font for font in walked.fonts)


def test_bookmarks_are_title_and_numbered_sections() -> None:
    outline = walk(rendered("full")).outline
    assert outline[0] == "Quillbrook House"
    assert "1 Summary" in outline
    assert "9 Actions" in outline


def test_photos_and_charts_carry_their_text_alternative() -> None:
    figures = walk(rendered("full")).document.all("Figure")
    assert figures[0].alt == "Photo 1: Medicines fridge 1 at 9.4\u00a0°C"
    chart = walk(rendered("market")).document.all("Figure")[0]
    assert "Wexborough 83.8% on 1 September 2026" in chart.alt


def test_rating_table_has_head_cells_for_columns_and_rows() -> None:
    tables = walk(rendered("full")).document.all("Table")
    ratings = next(table for table in tables if "Our rating" in table.text)
    heads = [(h.text.strip(), str(h.attributes["/Scope"])) for h in ratings.all("TH")]
    assert ("Our rating", "/Column") in heads
    assert ("Safe", "/Row") in heads
