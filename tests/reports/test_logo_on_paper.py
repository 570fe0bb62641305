"""The council's logo at the top of the first page: where it stands, how large, and tagged."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import page
import pytest
from PIL import Image
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from app.reports.content import Report
from app.reports.market_report import market_report
from app.reports.render_pdf import render_pdf
from app.reports.style import LOGO_HEIGHT, LOGO_WIDTH, PAGE_HEIGHT, PAGE_WIDTH, SIDE, logo_size
from app.reports.visit_report import visit_report
from tests.reports.factory import FONTS, service_facts, visit_facts
from tests.reports.market_factory import market_facts
from tests.reports.pdf_walker import walk

LONG = "Saint Bartholomew’s Residential and Nursing Care Centre"


def picture(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#104a7b").save(out, "PNG")
    return out.getvalue()


def visit(size: tuple[int, int] | None, **changes: object) -> Report:
    facts = visit_facts(**changes)
    logo = picture(size) if size else b""
    return visit_report(replace(facts, issue=replace(facts.issue, logo=logo)))


def market(size: tuple[int, int]) -> Report:
    facts = market_facts()
    return market_report(replace(facts, issue=replace(facts.issue, logo=picture(size))))


CASES = {
    "wide": lambda: visit((1200, 190), service=service_facts(name=LONG)),
    "tall": lambda: visit((250, 600)),
    "endless title": lambda: visit((400, 400), service=service_facts(name=LONG * 12)),
    "market": lambda: market((400, 200)),
}


@cache
def rendered(case: str) -> bytes:
    return render_pdf(CASES[case](), FONTS)


def box_of_logo(pdf: bytes) -> tuple[float, float, float, float]:
    first = PdfDocument(pdf)[0]
    (found,) = first.get_objects(filter=[FPDF_PAGEOBJ_IMAGE])
    left, bottom, right, top = found.get_bounds()
    return left, bottom, right, top


@pytest.mark.parametrize("case", CASES)
def test_report_with_a_logo_passes_every_rule_of_pdf_ua(case: str) -> None:
    report = page.validate_pdf_bytes(rendered(case), limits=page.SafetyLimits.unlimited())
    assert [(f.rule_id, f.message) for f in report.failures] == []


@pytest.mark.parametrize("case", CASES)
def test_logo_is_a_figure_that_names_the_council(case: str) -> None:
    walked = walk(rendered(case))
    assert walked.problems == []
    assert walked.document.all("Figure")[0].alt == "Logo of Wexborough Council"
    assert len(walked.document.all("H1")) == 1


@pytest.mark.parametrize("case", CASES)
def test_logo_stands_at_the_right_edge_below_the_header(case: str) -> None:
    left, bottom, right, top = box_of_logo(rendered(case))
    assert right == pytest.approx(PAGE_WIDTH - SIDE, abs=0.5)
    assert right - left <= LOGO_WIDTH + 0.5
    assert top - bottom <= LOGO_HEIGHT + 0.5
    assert PAGE_HEIGHT - top < 80


def test_long_title_goes_below_a_low_logo_and_beside_it_where_it_fits() -> None:
    long, short = rendered("wide"), render_pdf(visit((1200, 190)), FONTS)
    assert title_right(long) > box_of_logo(long)[0] > title_right(short)


def title_right(pdf: bytes) -> float:
    """Where the longest line of the title (22 points) ends."""
    text = PdfDocument(pdf)[0].get_textpage()
    boxes = [text.get_charbox(place, loose=True) for place in range(text.count_chars())]
    return max(right for _left, bottom, right, top in boxes if 20 < top - bottom < 40)


def test_small_logo_is_not_blown_up() -> None:
    assert logo_size(40, 28) == pytest.approx((28.8, 20.16))


def test_report_without_a_logo_shows_none() -> None:
    assert not list(
        PdfDocument(render_pdf(visit(None), FONTS))[0].get_objects(filter=[FPDF_PAGEOBJ_IMAGE])
    )


def test_logo_that_cannot_be_read_leaves_the_report_as_without_one() -> None:
    facts = visit_facts()
    broken = visit_report(replace(facts, issue=replace(facts.issue, logo=b"\x89PNG broken")))
    walked = walk(render_pdf(broken, FONTS))
    assert walked.problems == []
    assert not any("Logo" in figure.alt for figure in walked.document.all("Figure"))
