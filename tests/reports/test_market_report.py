"""What the market quality report says, before it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.market import MovementCounts, RatingCounts, Share
from app.domain.vocabulary import Marking
from app.reports.content import (
    Block,
    Chart,
    Heading,
    Paragraph,
    Report,
    RowKind,
    SideBySide,
    Table,
    TitleBlock,
)
from app.reports.market_facts import MarketRowFacts
from app.reports.market_report import market_report
from app.reports.values import Bar, Percentage, plain
from tests.reports.market_factory import market_facts


def blocks(report: Report) -> list[Block]:
    found: list[Block] = []
    for section in report.sections:
        for block in section.blocks:
            sides = (*block.left, *block.right) if isinstance(block, SideBySide) else (block,)
            found += sides
    return found


def words(report: Report) -> str:
    return "\n".join(plain(b.text) for b in blocks(report) if isinstance(b, Paragraph))


def table(report: Report, title: str) -> Table:
    return next(b for b in blocks(report) if isinstance(b, Table) and b.title == title)


def test_title_is_the_question_and_the_judgement_answers_it() -> None:
    report = market_report(market_facts())
    title = next(block for block in blocks(report) if isinstance(block, TitleBlock))
    assert title.title == "How good is care in Wexborough?"
    assert title.line.endswith("CQC files of 1\u00a0July and 1\u00a0October\u00a02026")
    assert words(report).splitlines()[0] == (
        "84% of rated services are Good or Outstanding, two points above the region. That is four "
        "points more than on 1\u00a0October 2025. Nursing homes: 72%, the lowest of all types. "
        "Two are Inadequate. In the 12 months to 30\u00a0September 2026 we did not visit or review "
        "18 of 260 services."
    )


def test_judgement_compares_with_england_where_no_region_is_known() -> None:
    said = words(market_report(market_facts(region=None)))
    assert "three points above England" in said


def test_judgement_without_comparators_claims_none() -> None:
    said = words(market_report(market_facts(region=None, england=None, earlier=None)))
    assert said.startswith("84% of rated services are Good or Outstanding. ")


def test_rows_add_up_to_the_total_row() -> None:
    found = table(market_report(market_facts()), "CQC overall by type of service")
    total = found.rows[-1]
    assert total.kind is RowKind.TOTAL
    for column in range(1, 7):
        assert total.cells[column] == sum(row.cells[column] for row in found.rows[:-1])  # type: ignore[misc]


def test_share_of_fewer_than_five_services_is_a_dash() -> None:
    found = table(market_report(market_facts()), "CQC overall by type of service")
    shared_lives = found.rows[-2].cells[-1]
    assert isinstance(shared_lives, Percentage)
    assert shared_lives.words == "–"


def test_a_market_of_fewer_than_five_services_states_counts_only() -> None:
    rows = (MarketRowFacts("Shared lives", RatingCounts(0, 2, 1, 0, 0)),)
    said = words(market_report(market_facts(rows=rows, earlier=None)))
    assert said.startswith("2 of 3 rated services are Good or Outstanding.")


def test_rerated_and_now_not_rated_are_listed_apart_from_falls() -> None:
    report = market_report(market_facts())
    rows = table(report, "What moved").rows
    assert [(r.cells[0].words, r.cells[1]) for r in rows] == [  # type: ignore[union-attr]
        ("Better", 6),
        ("Worse", 4),
        ("Rated again, the same", 11),
        ("First rating", 3),
        ("Now “Not rated”", 2),
    ]
    assert "Of ten that moved, Well-led moved in 8, Safe in 7, Responsive in 2." in words(report)


def test_services_that_fell_show_both_words_and_what_was_done() -> None:
    rows = table(market_report(market_facts()), "Services that fell").rows
    assert plain(rows[0].cells[2]) == "Requires improvement to Inadequate"  # type: ignore[arg-type]
    assert rows[-1].cells[3] == "Noted"


def test_none_fell_is_said() -> None:
    report = market_report(market_facts(fell=(), moves=MovementCounts(better=2)))
    assert "None fell between the two files." in words(report)


def test_what_moved_names_the_day_it_is_counted_since() -> None:
    headings = [b.text for b in blocks(market_report(market_facts())) if isinstance(b, Heading)]
    assert "What moved since 1\u00a0July 2026" in headings


def test_files_that_are_not_where_they_belong_are_explained_under_the_judgement() -> None:
    said = "No CQC file of July to September 2026 was brought in."
    found = words(market_report(market_facts(files_note=said))).splitlines()
    assert found[1] == f"About the files: {said}"
    assert "About the files" not in words(market_report(market_facts()))


def test_comparator_of_another_day_is_said_with_its_day() -> None:
    said = words(market_report(market_facts(region_on=date(2026, 8, 1))))
    assert "two points above the region on 1\u00a0August 2026." in said
    same = words(market_report(market_facts(region_on=date(2026, 10, 1))))
    assert "two points above the region. " in same


def test_first_file_has_no_movements_and_says_none() -> None:
    report = market_report(
        market_facts(previous_file_on=None, moves=None, fell=(), earlier=None, share_chart=None)
    )
    headings = [block.text for block in blocks(report) if isinstance(block, Heading)]
    assert "What moved" not in headings
    assert not any("fell" in heading for heading in headings)


def test_coverage_counts_neither_and_shows_the_bar() -> None:
    total = table(market_report(market_facts()), "Our own visits").rows[-1].cells
    assert total[1:5] == (260, 212, 30, 18)
    assert isinstance(total[5], Bar)
    assert total[5].words == "82%"


def test_no_visits_yet_is_said() -> None:
    assert "No visit is recorded yet." in words(market_report(market_facts(coverage=())))


def test_group_ratings_are_pointed_out() -> None:
    said = words(market_report(market_facts(group_rated=7)))
    assert "7 services are not rated overall and shown with the rating of their service" in said


def test_old_ratings_are_listed_with_their_age() -> None:
    report = market_report(market_facts())
    rows = table(report, "Not rated for over three years").rows
    assert rows[0].cells[3] == "04/05/2021, more than 5 years old"
    said = "Two services have a CQC rating over three years old on 1\u00a0October 2026."
    assert said in words(report)


def test_equal_shares_read_the_same_as() -> None:
    said = words(market_report(market_facts(region=Share(84, 100))))
    assert "the same as the region" in said


def test_draft_and_marking_follow_the_facts() -> None:
    facts = market_facts(is_draft=True)
    facts = replace(facts, issue=replace(facts.issue, marking=Marking.OFFICIAL_SENSITIVE))
    meta = market_report(facts).meta
    assert (meta.status, meta.is_draft) == ("DRAFT", True)
    assert meta.marking is Marking.OFFICIAL_SENSITIVE
    assert meta.contains_cqc_data


def test_charts_are_handed_on_as_data() -> None:
    facts = market_facts()
    charts = [block.data for block in blocks(market_report(facts)) if isinstance(block, Chart)]
    assert charts == [facts.share_chart, facts.key_question_chart]
