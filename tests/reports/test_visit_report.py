"""What the QA visit report says, before it is drawn."""

from __future__ import annotations

from dataclasses import replace

from app.domain.vocabulary import AnswerKind, VisitStatus
from app.reports.content import (
    Facts,
    Figures,
    Table,
)
from app.reports.facts import (
    VisitFacts,
)
from app.reports.values import plain
from app.reports.visit_report import visit_report
from tests.reports.factory import visit_facts
from tests.reports.said import blocks, sections, standards, table, words


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


def test_forty_actions_are_all_in_the_table() -> None:
    many = tuple(replace(visit_facts().actions[0], number=f"A{i}") for i in range(1, 41))
    assert len(table(visit_report(visit_facts(actions=many)), "Actions").rows) == 40


def test_words_that_the_field_does_not_use_are_absent() -> None:
    facts: VisitFacts = visit_facts()
    said = words(visit_report(facts)).lower()
    for word in ("second reader", "clock", "verbal summary", "said done", "run out"):
        assert word not in said
