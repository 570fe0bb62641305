"""Invented facts of a visit, realistic in size and words (tests/data/reports/visit.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from app.domain.market import whole_percent
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
    NextStepFacts,
    OfficerFacts,
    OverallFacts,
    PhotoFacts,
    PreviousActionFacts,
    RatingFacts,
    Recurrence,
    ResultFacts,
    SafeguardingFacts,
    ScaleFacts,
    ServiceFacts,
    SignOffFacts,
    SignOffStepFacts,
    VisitFacts,
)

_TESTS = Path(__file__).parents[1]
FONTS = _TESTS.parent / "resources" / "fonts"
TODAY = date(2026, 12, 3)
VISITED = date(2026, 11, 3)
LAST_VISIT = date(2026, 1, 14)
CQC_ON = date(2022, 3, 9)
WORDS = {4: "Excellent", 3: "Good", 2: "Requires improvement", 1: "Poor"}
SCALE = ScaleFacts(
    levels=tuple(LevelFacts(level, words, level) for level, words in WORDS.items()),
    bands=tuple(
        BandFacts(level, words, start)
        for (level, words), start in zip(WORDS.items(), (88, 63, 39, 0), strict=True)
    ),
    shortfall_level=2,
)


@cache
def _data() -> dict[str, Any]:
    path = _TESTS / "data" / "reports" / "visit.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def photo_bytes(words: str = "9.4 °C", size: tuple[int, int] = (900, 600)) -> bytes:
    """A small drawn picture as JPEG."""
    wide, tall = size
    image = Image.new("RGB", size, "#C9D6DF")
    draw = ImageDraw.Draw(image)
    draw.rectangle((wide // 4, tall // 3, wide * 3 // 4, tall * 2 // 3), fill="#F4F6F4")
    draw.text((wide // 3, tall // 2), words, fill="#222222")
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def actions() -> tuple[ActionFacts, ...]:
    """Twelve actions, three of high priority."""
    return tuple(
        ActionFacts(
            number=row["number"],
            text=row["text"],
            standards=tuple(row["standards"].split()),
            priority=Priority(row["priority"]),
            owner=row["owner"],
            due_on=row["due_on"],
            evidence_needed=row["evidence_needed"],
            state=ActionState.OPEN,
            agreed_on_day=row["number"] in {"A1", "A2"},
        )
        for row in _data()["action"]
    )


def answers() -> tuple[AnswerFacts, ...]:
    """Eighty-two answers, twenty-two of them short of what is expected."""
    return tuple(
        _answer(area["title"], f"{area['letter']}{place:02d}", row)
        for area in _data()["area"]
        for place, row in enumerate(area["standards"].strip().splitlines(), start=1)
    )


def _answer(area: str, number: str, row: str) -> AnswerFacts:
    mark, weight, critical, text = row.split(" ", 3)
    kinds = {"-": AnswerKind.NOT_APPLICABLE, "0": AnswerKind.NOT_SEEN}
    kind = kinds.get(mark, AnswerKind.RATED)
    level = int(mark) if kind is AnswerKind.RATED else None
    data = _data()
    evidence = data["evidence"].get(number)
    return AnswerFacts(
        id=f"{area or 'contract'}-{number}".lower(),
        number=number,
        section=area or "Contract compliance",
        key_question=area,
        text=text,
        kind=kind,
        level=level,
        words=WORDS[level] if level else kind.words,
        points=level * int(weight) if level else None,
        weight=int(weight),
        is_critical=critical == "!",
        note=data["notes"].get(number, ""),
        evidence=(EvidenceFacts(EvidenceKind.DOCUMENT, evidence),) if evidence else (),
        sample=data["samples"].get(number, ""),
        actions=tuple(a["number"] for a in data["action"] if number in a["standards"].split()),
        breach_clauses={"S05": ("C 12.4",), "W14": ("C 21.1",)}.get(number, ()),
        previous=RatingFacts("Good", 3, LAST_VISIT) if level else None,
    )


def results(made: tuple[AnswerFacts, ...]) -> tuple[ResultFacts, ...]:
    """The five results worked out from `made`; a critical standard at Poor caps its section."""
    return tuple(_result(area, made) for area in _data()["area"] if area["title"])


def _result(area: dict[str, Any], made: tuple[AnswerFacts, ...]) -> ResultFacts:
    title = area["title"]
    mine = [answer for answer in made if answer.key_question == title]
    rated = [answer for answer in mine if answer.level]
    points = sum(answer.points or 0 for answer in rated)
    maximum = sum(answer.weight * 4 for answer in rated)
    poor = tuple(a.number for a in rated if a.is_critical and a.level == 1)
    bands = [b for b in SCALE.bands if maximum and 100 * points >= b.from_percent * maximum]
    band = bands[0] if bands else None
    level = min(band.level, 2) if band and poor else band.level if band else None
    cap = ""
    if band and level != band.level:
        cap = (
            f"held at Requires improvement because critical standard {', '.join(poor)} was rated "
            f"Poor; the score alone would give {band.words}."
        )
    is_weak = title == "Well-led"
    return ResultFacts(
        title=title,
        level=level,
        words=WORDS[level] if level else "Not rated",
        points=points,
        maximum=maximum,
        score=f"{whole_percent(points, maximum)}%" if maximum else "",
        score_precise=f"{points / maximum:.1%}" if maximum else "",
        band=band.words if band else "",
        rated=len(rated),
        applicable=sum(answer.kind is not AnswerKind.NOT_APPLICABLE for answer in mine),
        not_seen=tuple(a.number for a in mine if a.kind is AnswerKind.NOT_SEEN),
        critical_poor=poor,
        cap_reason=cap,
        summary=area["summary"],
        previous=RatingFacts("Good", 3, LAST_VISIT),
        cqc=RatingFacts(WORDS[2] if is_weak else "Good", 2 if is_weak else 3, CQC_ON),
    )


def findings() -> tuple[FindingFacts, ...]:
    """Three strengths, five areas for improvement, two breaches, one concern without detail."""
    return tuple(
        FindingFacts(
            number=row["number"],
            kind=FindingKind(row["kind"]),
            headline=row["headline"],
            text=row["text"],
            key_question=row["key_question"],
            standards=tuple(row["standards"].split()),
            clause=row["clause"],
            requirement=row["requirement"],
            actions=tuple(row["actions"].split()),
            recurrence=Recurrence(row["recurrence"]) if row["recurrence"] else None,
            is_critical=row["is_critical"],
        )
        for row in _data()["finding"]
    )


def _previous_actions() -> tuple[PreviousActionFacts, ...]:
    return tuple(
        PreviousActionFacts(
            row["number"],
            row["text"],
            row["due_on"],
            Verification(row["verification"]),
            row["carried_to"],
        )
        for row in _data()["previous_action"]
    )


def _photos() -> tuple[PhotoFacts, ...]:
    fridge = datetime(2026, 11, 3, 10, 42, tzinfo=UTC)
    exit_3 = datetime(2026, 11, 3, 11, 15, tzinfo=UTC)
    lunch = "Lunch shown on coloured plates so that people can choose"
    return (
        PhotoFacts(1, photo_bytes(), "Medicines fridge 1 at 9.4\u00a0°C", fridge, "S06", "Safe"),
        PhotoFacts(2, photo_bytes("exit"), "Hoist in front of fire exit 3", exit_3, "S18", "Safe"),
        PhotoFacts(3, photo_bytes("lunch", (600, 800)), lunch, None, "R03", "Responsive"),
    )


def _issue() -> IssueFacts:
    return IssueFacts(
        "Wexborough Council",
        "Adult social care commissioning",
        "QA-2026-0147",
        "1.0",
        Marking.OFFICIAL_SENSITIVE,
        TODAY,
    )


def service_facts(**changes: Any) -> ServiceFacts:
    """An invented nursing home."""
    service = ServiceFacts(
        "Quillbrook House",
        "Care home with nursing",
        "Mill Rise, Thornholt ZZ4 7QB",
        "Varden Lea Care Limited",
        42,
        38,
        19,
        "1-00417260",
        manager="In post 6 July 2026, not yet registered",
    )
    return replace(service, **changes)


def visit_facts(**changes: Any) -> VisitFacts:
    """A final visit of an invented nursing home; `changes` replace whole fields."""
    made = answers()
    facts = VisitFacts(
        issue=_issue(),
        status=VisitStatus.FINAL,
        service=service_facts(),
        contract="WBC/ASC/2024/017, Lot 2",
        kind=VisitKind.SCHEDULED,
        mode=VisitMode.UNANNOUNCED,
        visited_on=VISITED,
        started_at=time(9, 30),
        ended_at=time(17, 20),
        team=(
            OfficerFacts("Priya Nandakumar", "Contract and Quality Manager", is_lead=True),
            OfficerFacts("Siân Prŷs", "Contract and Quality Officer"),
        ),
        framework=FrameworkFacts("Care home", "3.0", SCALE),
        judgement=(
            "People are treated with real kindness and families trust the home. Medicines are not "
            "yet safe enough, and the home’s own checks did not see it. Three matters could not "
            "wait and were agreed on the day."
        ),
        results=results(made),
        overall=OverallFacts(
            2,
            "Requires improvement",
            ("Two sections at Requires improvement make the overall Requires improvement.",),
            RatingFacts("Good", 3, LAST_VISIT),
            RatingFacts("Good", 3, CQC_ON),
        ),
        answers=made,
        findings=findings(),
        actions=actions(),
        previous_visit_on=LAST_VISIT,
        previous_actions=_previous_actions(),
        safeguarding=(
            SafeguardingFacts(
                "the council’s safeguarding team",
                "Priya Nandakumar",
                datetime(2026, 11, 3, 13, 5, tzinfo=UTC),
                "SG-26-3391",
                "CQC and the people’s families were told by the home the same day.",
            ),
        ),
        photos=_photos(),
        next_steps=(
            NextStepFacts(date(2026, 12, 17), "Action plan, 14 days after this report", "Provider"),
            NextStepFacts(date(2027, 1, 31), "Remote review of what was not seen", "Siân Prŷs"),
            NextStepFacts(date(2027, 5, 31), "Re-visit, about six months on", "Priya Nandakumar"),
        ),
        looked_at=(
            "12 medicine charts, 8 care files and 5 staff files",
            "Rotas and bell logs of 28 days",
            "The building, twice, and lunch",
        ),
        told="The manager and the clinical lead heard the three urgent matters at 16:50.",
        sign_off_steps=(
            SignOffStepFacts("Peer review", "Siân Prŷs", date(2026, 11, 12), "9 checks, none open"),
            SignOffStepFacts("Draft to provider", "Priya Nandakumar", date(2026, 11, 16)),
        ),
        sign_off=SignOffFacts(
            "Priya Nandakumar",
            "Contract and Quality Manager",
            datetime(2026, 12, 3, 11, 24, tzinfo=UTC),
            "7c1e94b052da81ff" + "ab" * 22 + "0f3b",
        ),
    )
    return replace(facts, **changes)
