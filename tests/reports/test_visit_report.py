"""What the QA visit report says, before it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.vocabulary import AnswerKind, EvidenceKind, FindingKind, VisitKind, VisitStatus
from app.reports.content import (
    Block,
    Facts,
    Figures,
    Heading,
    KeyFigures,
    Paragraph,
    Report,
    RowKind,
    RuledNote,
    Table,
    Verdict,
)
from app.reports.evidence_words import evidence_words
from app.reports.facts import (
    AmendmentFacts,
    EvidenceFacts,
    FindingFacts,
    OverallFacts,
    OverrideFacts,
    RatingFacts,
    ReplacedFacts,
    VisitFacts,
)
from app.reports.values import Movement, RatingMark, plain
from app.reports.visit_report import visit_report
from tests.reports.factory import TODAY, visit_facts


def blocks(report: Report) -> list[Block]:
    return [block for section in report.sections for block in section.blocks]


def words(report: Report) -> str:
    """All running text, one paragraph a line."""
    return "\n".join(plain(b.text) for b in blocks(report) if isinstance(b, Paragraph))


def table(report: Report, title: str) -> Table:
    found = (b for b in blocks(report) if isinstance(b, Table) and b.title == title)
    return next(found)


def sections(report: Report) -> list[str]:
    found = (b for b in blocks(report) if isinstance(b, Heading) and b.level == 2 and b.number)
    return [f"{b.number} {b.text}" for b in found]


def standards(report: Report) -> list[str]:
    found = (b for b in blocks(report) if isinstance(b, Heading) and b.level == 3 and b.number)
    return [b.number for b in found]


def test_full_report_numbers_its_sections() -> None:
    assert sections(visit_report(visit_facts())) == [
        "1 Summary",
        "2 How we did the visit",
        "3 Safe",
        "4 Effective",
        "5 Caring",
        "6 Responsive",
        "7 Well-led",
        "8 Previous actions and contract compliance",
        "9 Actions",
        "10 How the ratings were reached",
        "11 Sign-off",
    ]


def test_exceptions_only_leaves_out_what_is_good_and_says_so() -> None:
    report = visit_report(visit_facts(), exceptions_only=True)
    assert sections(report) == [
        "1 Summary",
        "2 Safe",
        "3 Effective",
        "4 Responsive",
        "5 Well-led",
        "6 Previous actions and contract compliance",
        "7 Actions",
        "8 Sign-off",
    ]
    assert "Exceptions only: standards rated Good or better are not described." in words(report)
    facts = visit_facts()
    short = {answer.number for answer in facts.answers if facts.is_shortfall(answer)}
    assert set(standards(report)) == short


def test_shortfalls_come_first_worst_and_critical_first_then_strengths_then_not_seen() -> None:
    numbers = standards(visit_report(visit_facts()))
    safe = [number for number in numbers if number.startswith("S")]
    assert safe == ["S05", "S18", "S04", "S06", "S07", "S08", "S13", "S15", "S12", "S16", "S23"]


def test_every_answer_stands_in_the_full_report_once() -> None:
    facts = visit_facts()
    report = visit_report(facts)
    others = [
        str(row.cells[0]).split()[0]
        for block in blocks(report)
        if isinstance(block, Table) and block.title == "Other standards that we rated"
        for row in block.rows
    ]
    left_out = [line.split()[0] for line in words(report).splitlines() if "Does not apply" in line]
    shown = sorted([*standards(report), *others, *left_out])
    assert shown == sorted(answer.number for answer in facts.answers)


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


def test_photo_without_a_caption_is_named_by_its_standard() -> None:
    bare = replace(visit_facts().photos[0], what="", alt_text="", taken_at=None)
    figures = [
        b for b in blocks(visit_report(visit_facts(photos=(bare,)))) if isinstance(b, Figures)
    ]
    (figure,) = figures[0].items
    assert plain(figure.caption) == "Photo 1 to standard S06."
    assert figure.alt_text == "Photo 1 to standard S06"


def test_photo_with_a_caption_reads_as_the_officer_wrote_it() -> None:
    report = visit_report(visit_facts())
    figure = next(b for b in blocks(report) if isinstance(b, Figures)).items[0]
    assert plain(figure.caption) == (
        "Photo 1. Medicines fridge 1 at 9.4\u00a0°C, 3\u00a0November 2026, 10:42. Standard S06."
    )


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (EvidenceFacts(EvidenceKind.PHOTO, "Fridge", "IMG_1.jpg", 3), "Photo 3: Fridge"),
        (
            EvidenceFacts(EvidenceKind.PHOTO, "", "IMG_1.jpg", 3),
            "Photo 3 to standard S06 (IMG_1.jpg)",
        ),
        (
            EvidenceFacts(EvidenceKind.DOCUMENT, "", "Rota.pdf"),
            "Document to standard S06 (Rota.pdf)",
        ),
        (EvidenceFacts(EvidenceKind.DOCUMENT, "October rota", "Rota.pdf"), "October rota"),
        (EvidenceFacts(EvidenceKind.OBSERVATION, ""), "observation"),
    ],
)
def test_evidence_reads_the_officers_words_before_a_file_name(
    piece: EvidenceFacts, expected: str
) -> None:
    answer = next(a for a in visit_facts().answers if a.number == "S06")
    assert evidence_words(answer, piece) == expected


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


def test_summary_accounts_for_every_shortfall() -> None:
    facts = visit_facts()
    said = words(visit_report(facts))
    short = sum(facts.is_shortfall(answer) for answer in facts.answers)
    expected = f"The other {short - 6} shortfalls are with their sections. "
    assert f"{expected}All {short} are covered by the 12 actions of section 9." in said


def test_shortfall_without_an_action_is_named() -> None:
    facts = visit_facts()
    bare = tuple(replace(a, actions=()) if a.number == "S06" else a for a in facts.answers)
    report = visit_report(replace(facts, answers=bare))
    assert "No action is recorded yet for S06." in words(report)
    assert "Each shortfall has at least one action" not in words(report)


def test_empty_parts_keep_their_heading_and_say_so() -> None:
    good = tuple(a for a in visit_facts().answers if (a.level or 4) > 2)
    report = visit_report(
        visit_facts(answers=good, findings=(), actions=(), safeguarding=(), photos=(), told="")
    )
    said = words(report)
    for sentence in (
        "None recorded.",
        "None found.",
        "No breach of contract was found.",
        "No safeguarding concern was raised by this visit.",
        "No action is needed.",
        "No end-of-visit feedback is recorded.",
    ):
        assert sentence in said
    assert not any(isinstance(block, Figures) for block in blocks(report))


def test_standard_carries_evidence_sample_action_and_breach() -> None:
    found = blocks(visit_report(visit_facts()))
    at = next(i for i, b in enumerate(found) if isinstance(b, Heading) and b.number == "S05")
    heading, _, ruled = found[at : at + 3]
    assert isinstance(heading, Heading)
    assert heading.note == "critical · weight 3 · January: Good"
    assert isinstance(ruled, RuledNote)
    lines = [plain(line) for line in ruled.lines]
    assert lines[0].startswith("Evidence: charts and electronic time stamps")
    assert lines[1].startswith("Sample: 2 of 2 people")
    assert lines[2] == "Action: A1, high priority, due 10/11/2026. Breach: clause C 12.4."


def test_last_visit_of_another_year_is_named_with_its_year() -> None:
    facts = visit_facts()
    old = RatingFacts("Good", 3, date(2024, 5, 2))
    answers = tuple(replace(a, previous=old) if a.previous else a for a in facts.answers)
    found = blocks(visit_report(replace(facts, answers=answers)))
    notes = {b.number: b.note for b in found if isinstance(b, Heading)}
    assert notes["S05"] == "critical · weight 3 · May 2024: Good"


def test_safeguarding_names_number_time_and_reference_only() -> None:
    said = words(visit_report(visit_facts()))
    assert (
        "One concern. Reported to the council’s safeguarding team by Priya Nandakumar on "
        "3\u00a0November 2026 at 13:05, reference SG-26-3391."
    ) in said
    assert "Never on paper" not in said


def test_finding_left_out_of_the_summary_stands_in_its_section() -> None:
    facts = visit_facts()
    extra = FindingFacts(
        "F12", FindingKind.IMPROVEMENT, "Lids", "Bins had no lids.", "Safe", in_summary=False
    )
    report = visit_report(replace(facts, findings=(*facts.findings, extra)))
    assert len(table(report, "What must improve").rows) == 5
    assert "F12 Lids. Bins had no lids." in words(report)


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


def test_marking_version_and_status_are_said_once_in_the_body() -> None:
    facts = next(b for b in blocks(visit_report(visit_facts())) if isinstance(b, Facts))
    said = {fact.label: plain(fact.value) for fact in facts.items}
    assert said["Marking"] == "OFFICIAL-SENSITIVE"
    assert said["Reference"] == "QA-2026-0147, version 1.0"
    assert said["Status"] == "Final, signed off 3\u00a0December 2026"


def test_signed_report_prints_first_sixteen_figures_of_its_checksum() -> None:
    said = words(visit_report(visit_facts()))
    assert "SHA-256 7c1e 94b0 52da 81ff … 0f3b" in said
    unsigned = words(visit_report(visit_facts(sign_off=None, status=VisitStatus.DRAFT)))
    assert "This report is not signed off yet." in unsigned
    assert "SHA-256" not in unsigned


def test_unanswered_standards_of_a_draft_are_listed_and_their_notes_kept() -> None:
    facts = visit_facts()
    waiting = tuple(
        replace(a, kind=AnswerKind.UNANSWERED, level=None, points=None)
        if a.number in {"S01", "S04"}
        else a
        for a in facts.answers
    )
    said = words(visit_report(replace(facts, answers=waiting)))
    assert "Not answered yet: S01, S04 (2 standards)." in said
    assert "Not rated yet. Charts of twelve people" in said


def test_key_figures_count_what_the_sections_list() -> None:
    facts = visit_facts()
    figures = next(b for b in blocks(visit_report(facts)) if isinstance(b, KeyFigures))
    short = sum(facts.is_shortfall(answer) for answer in facts.answers)
    assert [f.figure for f in figures.items] == ["12", str(short), "2", "1"]
    assert figures.items[0].words == "actions, 3 of high priority"


def test_forty_actions_are_all_in_the_table() -> None:
    many = tuple(replace(visit_facts().actions[0], number=f"A{i}") for i in range(1, 41))
    assert len(table(visit_report(visit_facts(actions=many)), "Actions").rows) == 40


def test_words_that_the_field_does_not_use_are_absent() -> None:
    facts: VisitFacts = visit_facts()
    said = words(visit_report(facts)).lower()
    for word in ("second reader", "clock", "verbal summary", "said done", "run out"):
        assert word not in said
