"""Facts of invented visits for the workbook tests; every result comes from the domain's scoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

from app.domain.rating_words import KeyQuestion, OwnRating
from app.domain.scoring import (
    BUILT_IN_SCALE,
    Override,
    Scale,
    ScoredAnswer,
    SectionResult,
    VisitResult,
    visit_result,
)
from app.domain.vocabulary import (
    ActionState,
    AnswerKind,
    EvidenceKind,
    FindingKind,
    Marking,
    Priority,
    Verification,
    VisitKind,
    VisitMode,
    VisitStatus,
)
from app.reports.facts import (
    ActionFacts,
    AnswerFacts,
    BandFacts,
    EvidenceFacts,
    FindingFacts,
    FrameworkFacts,
    IssueFacts,
    LevelFacts,
    OfficerFacts,
    OverallFacts,
    OverrideFacts,
    PreviousActionFacts,
    RatingFacts,
    Recurrence,
    ResultFacts,
    ScaleFacts,
    ServiceFacts,
    SignOffFacts,
    VisitFacts,
)

TODAY = date(2026, 12, 3)
VISITED = date(2026, 11, 3)
LAST_VISIT = date(2026, 1, 14)
_CQC_ON = date(2022, 3, 9)
_EXPECTED = (
    "Safeguarding concerns are recognised, reported and learned from",
    "Medicine charts are complete, and gaps are followed up the same day",
    "Staff can say how to raise a concern, inside and outside the home",
    "Falls are reviewed and patterns acted on",
    "Enough staff with the right skills on every shift",
)
_NOTES = (
    "Log holds 7 entries since January; all 7 sent to the council within one working day.",
    "14 unexplained gaps on 5 of 12 charts, 6 October to 2 November.",
    "Six staff asked on three shifts; five named the council’s number without prompting.",
    "",
    "Rota met the dependency tool on 27 of 28 days. Call bells answered in under 4 minutes.",
)

Given = tuple[KeyQuestion | None, AnswerKind, int | None, int, bool]
"""Key question, kind, level, weight, critical: what scoring needs of one answer."""


def scale_facts(scale: Scale = BUILT_IN_SCALE) -> ScaleFacts:
    """A domain scale as the facts of a framework."""
    marks = (4, 3, 2, 1) if len(scale.levels) == 4 else (3, 2, 1)
    levels = tuple(
        LevelFacts(level.value, level.label, mark)
        for level, mark in zip(scale.levels, marks, strict=True)
    )
    starts = {band.rating: band.from_percent for band in scale.bands}
    bands = tuple(
        BandFacts(own.level, scale.words_for(own), starts.get(own, 0)) for own in OwnRating
    )
    return ScaleFacts(levels, bands, shortfall_level=scale.levels[-2].value)


def visit(
    given: Sequence[Given],
    scale: Scale = BUILT_IN_SCALE,
    *,
    reason_for_fewer: str = "",
    overrides: dict[KeyQuestion, Override] | None = None,
    override: Override | None = None,
    previous: bool = True,
) -> VisitFacts:
    """A final visit with these answers, scored by the domain."""
    scored = [_scored(number, each) for number, each in enumerate(given, start=1)]
    results = visit_result(
        scored, scale, reason_for_fewer=reason_for_fewer, overrides=overrides, override=override
    )
    words = scale_facts(scale)
    answers = tuple(
        _answer(one, each, scale, number)
        for number, (one, each) in enumerate(zip(scored, given, strict=True))
    )
    return VisitFacts(
        issue=IssueFacts(
            "Eldermoor County Council",
            "Quality and contracts team",
            "QA-2026-0147",
            "1.0",
            Marking.OFFICIAL_SENSITIVE,
            TODAY,
        ),
        status=VisitStatus.FINAL,
        service=ServiceFacts(
            name="Quillbrook House",
            type_words="Care home with nursing",
            address="4 Sheepwash Lane, Quillbrook, EM4 7QX",
            provider="Varden Lea Care Limited",
            beds=44,
            people=38,
            placed_by_us=21,
            cqc_location_id="1-00417260",
        ),
        contract="ECC/ASC/2024/017, Lot 2",
        kind=VisitKind.SCHEDULED,
        mode=VisitMode.UNANNOUNCED,
        visited_on=VISITED,
        started_at=time(9, 30),
        ended_at=time(16, 10),
        team=(OfficerFacts("Siân Prŷs"), OfficerFacts("Priya Nandakumar", is_lead=True)),
        framework=FrameworkFacts("Care home", "3", words),
        judgement="People are cared for kindly. Medicines are not yet safe enough.",
        results=tuple(_result(results, kq, scale, previous) for kq in KeyQuestion),
        overall=_overall(results, scale, previous),
        answers=answers,
        previous_visit_on=LAST_VISIT if previous else None,
        sign_off=SignOffFacts(
            "Priya Nandakumar",
            "Quality officer",
            datetime(2026, 12, 3, 15, 20, tzinfo=ZoneInfo("Europe/London")),
            "9f3c" * 16,
        ),
    )


def full_visit() -> VisitFacts:
    """Like the drawn one: 79 standards over five sections, one cap, findings and twelve actions."""
    return with_follow_up(visit(_drawn_answers()), actions=12)


def large_visit() -> VisitFacts:
    """150 standards in all kinds of state, with 40 actions; fixed seed."""
    random = Random(7)
    kinds = [AnswerKind.RATED] * 17 + [AnswerKind.NOT_SEEN, AnswerKind.NOT_APPLICABLE]
    given: list[Given] = []
    for number in range(150):
        kind = random.choice(kinds)
        level = random.choice([4, 3, 3, 3, 2, 1]) if kind is AnswerKind.RATED else None
        key_question = None if number >= 140 else list(KeyQuestion)[number // 28]
        given.append((key_question, kind, level, random.choice([1, 2, 3]), number % 9 == 0))
    return with_follow_up(visit(given), actions=40)


def with_follow_up(facts: VisitFacts, *, actions: int) -> VisitFacts:
    """The same visit with findings of each kind, actions in each state, and a last plan."""
    states = list(ActionState)
    made = tuple(
        ActionFacts(
            number=f"A{n}",
            text="Give time-specific medicines within 15 minutes of the set time. Write the four "
            "as-required protocols that are missing.",
            standards=("S02", "S04") if n % 3 == 0 else ("S02",),
            priority=list(Priority)[min(n // 4, 2)],
            owner="Clinical lead",
            due_on=date(2026, 12, 1 + n % 28),
            evidence_needed="28 days of charts for both people; six protocols signed",
            state=states[n % 4],
            is_overdue=n % 5 == 0 and states[n % 4].is_open,
            verified_on=date(2026, 12, 2) if states[n % 4] is ActionState.CLOSED else None,
            verified_by="Priya Nandakumar" if states[n % 4] is ActionState.CLOSED else "",
        )
        for n in range(1, actions + 1)
    )
    return replace(facts, findings=_findings(), actions=made, previous_actions=_last_plan())


def _drawn_answers() -> list[Given]:
    plan = {
        KeyQuestion.SAFE: (25, 3, (4, 9, 14, 17)),
        KeyQuestion.EFFECTIVE: (16, 3, (3, 11)),
        KeyQuestion.CARING: (10, 4, (2,)),
        KeyQuestion.RESPONSIVE: (11, 3, (5,)),
        KeyQuestion.WELL_LED: (18, 2, (1, 7)),
    }
    given: list[Given] = []
    for key_question, (count, usual, odd) in plan.items():
        for number in range(count):
            level = usual if number not in odd else usual - 1
            kind = AnswerKind.RATED
            is_critical = number % 6 == 1
            if key_question is KeyQuestion.SAFE and number == 7:
                level, is_critical = 1, True
            if number == 8 and count > 12:
                kind = AnswerKind.NOT_SEEN
            if number == 10 and count > 20:
                kind = AnswerKind.NOT_APPLICABLE
            rated = level if kind is AnswerKind.RATED else None
            given.append((key_question, kind, rated, number % 3 + 1, is_critical))
    given += [(None, AnswerKind.RATED, 3, 1, False), (None, AnswerKind.RATED, 2, 2, False)]
    return given


def _scored(number: int, given: Given) -> ScoredAnswer:
    key_question, kind, level, weight, is_critical = given
    section = key_question.value if key_question else "previous"
    return ScoredAnswer(
        f"Q-{number:03}", section, weight, is_critical, kind, level, key_question, f"S{number:02}"
    )


def _answer(scored: ScoredAnswer, given: Given, scale: Scale, number: int) -> AnswerFacts:
    level = scored.level
    words = scale.label(level) if level is not None else scored.kind.words
    return AnswerFacts(
        id=scored.question_id,
        number=scored.number,
        section="Medicines" if scored.key_question else "Previous actions",
        key_question=scored.key_question.words if scored.key_question else "",
        text=_EXPECTED[number % 5],
        kind=scored.kind,
        level=level,
        words=words,
        points=None if level is None else level * scored.weight,
        weight=scored.weight,
        is_critical=scored.is_critical,
        note=_NOTES[number % 5],
        evidence=(EvidenceFacts(EvidenceKind.SAMPLE, "12 of 38 charts"),) if number % 2 else (),
        actions=("A4",) if number % 7 == 3 else (),
        previous=RatingFacts("Good", 3, LAST_VISIT),
    )


def _result(
    results: VisitResult, key_question: KeyQuestion, scale: Scale, previous: bool
) -> ResultFacts:
    result = results.key_questions[key_question]
    return ResultFacts(
        title=key_question.words,
        level=result.shown.level if result.shown else None,
        words=_words(result, scale),
        points=result.points,
        maximum=result.maximum,
        score="" if result.percentage is None else f"{result.percentage}%",
        score_precise=f"{result.points / result.maximum:.1%}" if result.maximum else "",
        band=scale.words_for(result.band) if result.band else "",
        rated=result.rated,
        applicable=result.applicable,
        not_seen=result.not_seen,
        critical_poor=_critical_poor(result, results),
        cap_reason=result.cap_reason,
        previous=RatingFacts("Good", 3, LAST_VISIT) if previous else None,
        cqc=RatingFacts("Good", 3, _CQC_ON)
        if key_question is not KeyQuestion.WELL_LED
        else RatingFacts("Requires improvement", 2, _CQC_ON),
        override=_override(result.override, result.rating, scale),
    )


def _critical_poor(result: SectionResult, results: VisitResult) -> tuple[str, ...]:
    worst = [
        line.what
        for line in result.lines
        if "critical" in line.words and line.points is not None and line.what != result.name
    ]
    return tuple(
        name
        for name in worst
        if any(f"{name}: {word}," in line.words for line in result.lines for word in _WORST)
    )


_WORST = ("Poor", "Not met")


def _words(result: SectionResult, scale: Scale) -> str:
    return scale.words_for(result.shown) if result.shown else "Not rated"


def _overall(results: VisitResult, scale: Scale, previous: bool) -> OverallFacts:
    overall = results.overall
    return OverallFacts(
        level=overall.shown.level if overall.shown else None,
        words=scale.words_for(overall.shown) if overall.shown else "No overall",
        reasons=overall.reasons,
        previous=RatingFacts("Good", 3, LAST_VISIT) if previous else None,
        cqc=RatingFacts("Good", 3, _CQC_ON),
        override=_override(overall.override, overall.rating, scale),
        reason_for_fewer=overall.reason_for_fewer,
    )


def _override(
    override: Override | None, rule: OwnRating | None, scale: Scale
) -> OverrideFacts | None:
    if override is None or rule is None:
        return None
    return OverrideFacts(scale.words_for(rule), override.reason, "Priya Nandakumar", TODAY)


def _findings() -> tuple[FindingFacts, ...]:
    return (
        FindingFacts(
            "F1",
            FindingKind.STRENGTH,
            "People are known well.",
            "All eight people we met were greeted by name, and care plans held their own words.",
            "Caring",
            ("S42",),
        ),
        FindingFacts(
            "F2",
            FindingKind.IMPROVEMENT,
            "Two people’s medicines were late on 9 of 28 days.",
            "Times ranged from 35 to 70 minutes late. Four of six as-required protocols missing.",
            "Safe",
            ("S08",),
            actions=("A1",),
            rating=RatingFacts("Poor", 1, VISITED),
            recurrence=Recurrence.REPEAT,
        ),
        FindingFacts(
            "F3",
            FindingKind.BREACH,
            "Fire actions are still open.",
            "Actions 4 and 7 of the assessment of May 2026 are open.",
            "Safe",
            ("S18",),
            clause="7.4",
            requirement="The provider completes fire risk actions within 60 days.",
            actions=("A3",),
            rating=RatingFacts("Requires improvement", 2, VISITED),
            recurrence=Recurrence.NEW,
        ),
        FindingFacts(
            "F4",
            FindingKind.SAFEGUARDING,
            "One concern was reported on the day.",
            "Reported to the safeguarding team by the lead officer. No detail is held here.",
            "Safe",
            ("S01",),
        ),
    )


def _last_plan() -> tuple[PreviousActionFacts, ...]:
    return (
        PreviousActionFacts("P1", "Write a falls protocol.", date(2026, 3, 1), Verification.DONE),
        PreviousActionFacts(
            "P2",
            "Check competence of staff who give medicines.",
            date(2026, 4, 1),
            Verification.NOT_DONE,
            "A4",
        ),
    )
