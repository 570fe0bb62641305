"""The cover of the QA visit report: ratings, comparison, coverage, status."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.vocabulary import AnswerKind, VisitKind, VisitStatus
from app.reports.content import (
    Facts,
    KeyFigures,
    Report,
    RowKind,
    Verdict,
)
from app.reports.facts import (
    AmendmentFacts,
    OverallFacts,
    OverrideFacts,
    ReplacedFacts,
    VisitFacts,
)
from app.reports.values import Movement, RatingMark, plain
from app.reports.visit_report import visit_report
from tests.reports.factory import TODAY, visit_facts
from tests.reports.said import blocks, table, words


def test_ratings_table_shows_both_ratings_score_coverage_and_movement() -> None:
    safe = table(visit_report(visit_facts()), "Ratings by section").rows[0].cells
    assert safe[0] == "Safe"
    assert isinstance(safe[1], RatingMark)
    assert safe[1].words == "Requires improvement"
    assert plain(safe[2].words) == "64%*"  # type: ignore[union-attr]
    assert safe[3] == "23 of 24"
    assert isinstance(safe[4], Movement)
    assert (safe[4].words, safe[4].below) == ("Worse", "was Good")
    assert isinstance(safe[5], RatingMark)


def test_overall_is_the_last_row_by_rule_and_has_no_score() -> None:
    last = table(visit_report(visit_facts()), "Ratings by section").rows[-1]
    assert last.kind is RowKind.TOTAL
    assert last.cells[2] == "by rule"
    assert last.cells[3] == "76 of 79"


def test_cap_overall_coverage_and_age_of_cqc_are_explained_on_the_cover() -> None:
    said = words(visit_report(visit_facts()))
    assert "* Safe: held at Requires improvement because critical standard S05" in said
    assert "Two sections at Requires improvement" in said
    assert "Not seen: S23, W17, W18; none is critical. One did not apply." in said
    assert "its published overall is Good, 9\u00a0March 2022, more than 4 years old." in said


def test_first_visit_says_so_instead_of_comparing() -> None:
    facts = visit_facts()
    facts = replace(
        facts,
        previous_visit_on=None,
        previous_actions=(),
        results=tuple(replace(result, previous=None) for result in facts.results),
        overall=replace(facts.overall, previous=None),
    )
    report = visit_report(facts)
    moves = [row.cells[4] for row in table(report, "Ratings by section").rows]
    assert all(isinstance(m, Movement) and m.words == "First visit by us" for m in moves)
    assert "This was our first visit, so there was no earlier action plan." in words(report)


def _without_comparison(**changes: object) -> VisitFacts:
    facts = visit_facts(previous_visit_on=None, previous_actions=(), **changes)
    return replace(
        facts,
        results=tuple(replace(result, previous=None) for result in facts.results),
        overall=replace(facts.overall, previous=None),
    )


def _movements(facts: VisitFacts) -> set[str]:
    rows = table(visit_report(facts), "Ratings by section").rows
    return {cell.words for row in rows if isinstance(cell := row.cells[4], Movement)}


def test_follow_up_without_an_earlier_visit_is_not_called_the_first() -> None:
    facts = _without_comparison(kind=VisitKind.FOLLOW_UP)
    assert _movements(facts) == {"No earlier visit on file"}
    assert "No earlier visit is on file, so there is no earlier action plan" in words(
        visit_report(facts)
    )


def test_earlier_visit_without_ratings_is_named_and_not_compared() -> None:
    facts = _without_comparison(earlier_visit_on=date(2025, 3, 4))
    report = visit_report(facts)
    assert _movements(facts) == {"Not comparable"}
    assert table(report, "Ratings by section").columns[4].heading == "Since 04/03/2025"
    assert "Last visit: The visit of 4\u00a0March 2025 has no signed-off ratings" in words(report)
    assert "First visit" not in words(report)
    assert "first visit" not in words(report)


def test_section_not_rated_last_time_is_not_called_a_first_visit() -> None:
    facts = visit_facts()
    first = replace(facts.results[0], previous=None)
    moved = (
        table(
            visit_report(replace(facts, results=(first, *facts.results[1:]))), "Ratings by section"
        )
        .rows[0]
        .cells[4]
    )
    assert isinstance(moved, Movement)
    assert (moved.words, moved.below) == ("Not comparable", "not rated then")


def test_star_note_stands_only_for_rows_that_carry_a_star() -> None:
    facts = visit_facts()
    calm = tuple(replace(result, cap_reason="") for result in facts.results)
    overall = replace(facts.overall, reasons=("Well-led is Excellent.",))
    said = words(visit_report(replace(facts, results=calm, overall=overall)))
    assert "Overall: Well-led is Excellent. Working: section 10." in said
    assert "*" not in said


def test_coverage_says_which_standards_each_count_counts() -> None:
    facts = visit_facts()
    scored = sum(result.applicable for result in facts.results)
    others = [a for a in facts.answers_of("") if a.kind is not AnswerKind.NOT_APPLICABLE]
    assert others
    said = words(visit_report(facts))
    assert f"76 of {scored} applicable standards that count in the overall were rated." in said
    rated = sum(a.kind is AnswerKind.RATED for a in others)
    whole = f"in all {76 + rated} of {scored + len(others)}."
    assert f"not scored: {rated} of {len(others)}; {whole}" in said
    alone = replace(facts, answers=tuple(a for a in facts.answers if a.key_question))
    assert f"76 of {scored} applicable standards were rated." in words(visit_report(alone))


def test_coverage_of_a_visit_without_an_overall_speaks_of_its_sections() -> None:
    none = OverallFacts(None, "No overall", ("A follow-up visit gives no overall.",))
    said = words(visit_report(visit_facts(overall=none)))
    assert "applicable standards that count in the sections were rated." in said


def test_service_without_cqc_has_no_cqc_column_and_says_why() -> None:
    facts = visit_facts()
    note = "CQC does not regulate day services"
    facts = replace(
        facts,
        service=replace(facts.service, cqc_location_id="", cqc_note=note),
        results=tuple(replace(result, cqc=None) for result in facts.results),
        overall=replace(facts.overall, cqc=None),
    )
    report = visit_report(facts)
    assert len(table(report, "Ratings by section").columns) == 5
    assert f"CQC: {note}." in words(report)


def test_unrated_cqc_location_shows_not_rated() -> None:
    facts = visit_facts()
    facts = replace(facts, results=tuple(replace(r, cqc=None) for r in facts.results))
    mark = table(visit_report(facts), "Ratings by section").rows[0].cells[5]
    assert isinstance(mark, RatingMark)
    assert (mark.words, mark.level) == ("Not rated", None)


def test_section_with_nothing_rated_has_no_score_and_no_zero() -> None:
    facts = visit_facts()
    empty = replace(
        facts.results[0], level=None, words="", points=0, maximum=0, score="", score_precise="",
        band="", rated=0, cap_reason="",
    )  # fmt: skip
    report = visit_report(replace(facts, results=(empty, *facts.results[1:])))
    assert table(report, "Ratings by section").rows[0].cells[2] == "no score"
    assert "Nothing was rated" in table(report, "How the ratings were reached").rows[0].cells


def test_no_overall_is_said_by_the_rule() -> None:
    reason = "No overall is given: this was a focused visit."
    report = visit_report(visit_facts(overall=OverallFacts(None, "No overall", (reason,))))
    verdict = next(block for block in blocks(report) if isinstance(block, Verdict))
    assert (verdict.mark.words, verdict.mark.level) == ("No overall", None)
    assert reason in words(report)


def test_override_shows_both_results_and_its_reason() -> None:
    facts = visit_facts()
    change = OverrideFacts("Good", "Two deaths are being looked into.", "A. Manager", TODAY)
    first = replace(facts.results[1], override=change)
    report = visit_report(replace(facts, results=(facts.results[0], first, *facts.results[2:])))
    said = words(report)
    assert "Effective: by rule Good, set to Good by A. Manager on 3\u00a0December 2026." in said
    assert "Reason: Two deaths are being looked into." in said


@pytest.mark.parametrize(
    ("status", "shown", "footer"),
    [
        (VisitStatus.DRAFT, "DRAFT", "Draft, printed 3\u00a0December 2026"),
        (VisitStatus.IN_PROGRESS, "DRAFT", "Draft, printed 3\u00a0December 2026"),
        (VisitStatus.WITH_PROVIDER, "WITH PROVIDER", "Draft for factual accuracy"),
        (VisitStatus.FINAL, "FINAL", "Printed 3\u00a0December 2026"),
        (VisitStatus.AMENDED, "AMENDED", "Printed 3\u00a0December 2026"),
    ],
)
def test_status_decides_header_footer_and_watermark(
    status: VisitStatus, shown: str, footer: str
) -> None:
    meta = visit_report(visit_facts(status=status)).meta
    assert (meta.status, meta.footer_line) == (shown, footer)
    assert meta.is_draft is (status not in {VisitStatus.FINAL, VisitStatus.AMENDED})


def test_amended_version_says_what_it_replaces_and_why() -> None:
    issue = replace(visit_facts().issue, version="1.1")
    amendment = AmendmentFacts("1.0", TODAY, "action A4 named the wrong owner.")
    said = words(visit_report(visit_facts(issue=issue, amendment=amendment)))
    assert (
        "Version 1.1 replaces 1.0 of 3\u00a0December 2026: action A4 named the wrong owner." in said
    )


def test_replaced_version_says_what_took_its_place_beside_its_status() -> None:
    signed = visit_facts()
    old = replace(signed, replaced_by=ReplacedFacts("1.1", date(2026, 11, 22)))
    said = _status_of(visit_report(old))
    before = _status_of(visit_report(signed))
    assert said == f"{before}. Replaced by version 1.1 of 22 November 2026"
    assert said.startswith("Final, signed off")
    assert visit_report(old).meta.status == visit_report(signed).meta.status


def _status_of(report: Report) -> str:
    (about,) = (b for b in blocks(report) if isinstance(b, Facts) and b.title == "About this visit")
    status = next(plain(fact.value) for fact in about.items if fact.label == "Status")
    return status.replace("\u00a0", " ")


def test_key_figures_count_what_the_sections_list() -> None:
    facts = visit_facts()
    figures = next(b for b in blocks(visit_report(facts)) if isinstance(b, KeyFigures))
    short = sum(facts.is_shortfall(answer) for answer in facts.answers)
    assert [f.figure for f in figures.items] == ["12", str(short), "2", "1"]
    assert figures.items[0].words == "actions, 3 of high priority"
