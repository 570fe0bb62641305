"""Standards, evidence, photos and findings in the QA visit report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.vocabulary import EvidenceKind, FindingKind
from app.reports.content import (
    Figures,
    Heading,
    RuledNote,
)
from app.reports.evidence_words import evidence_words
from app.reports.facts import (
    EvidenceFacts,
    FindingFacts,
    RatingFacts,
)
from app.reports.values import plain
from app.reports.visit_report import visit_report
from tests.reports.factory import visit_facts
from tests.reports.said import blocks, table, words


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
