"""Invented facts of a market for the report tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.charts import LineChart, LineKind, LinePoint, LineSeries, RatingBars, RatingRow
from app.domain.market import MovementCounts, RatingCounts, Share
from app.domain.vocabulary import Marking
from app.reports.facts import IssueFacts, RatingFacts
from app.reports.market_facts import (
    CoverageFacts,
    EarlierShareFacts,
    FellFacts,
    MarketFacts,
    MarketRowFacts,
    OldRatingFacts,
    ThemeFacts,
)

FILE_ON = date(2026, 10, 1)


def _line(kind: LineKind, name: str, values: tuple[float | None, ...]) -> LineSeries:
    days = [date(2023 + (11 + 3 * i) // 12, (11 + 3 * i) % 12 + 1, 1) for i in range(len(values))]
    points = (LinePoint(day, value) for day, value in zip(days, values, strict=True))
    return LineSeries(kind, name, tuple(points))


def share_chart() -> LineChart:
    """Four lines over three years; England has a gap."""
    ours = (79.4, 79.2, 80.1, 79.8, 80.5, 81.3, 81.0, 82.0, 82.6, 82.3, 83.2, 83.8)
    region = (80.5, 80.6, 80.4, 80.9, 81.0, 81.2, 81.1, 81.4, 81.3, 81.6, 81.7, 81.8)
    england = (79.8, 79.7, 80.0, None, 80.2, 80.1, 80.4, 80.5, 80.4, 80.6, 80.8, 80.9)
    return LineChart(
        "Good or Outstanding, share of rated services",
        (
            _line(LineKind.OURS, "Wexborough", ours),
            _line(LineKind.REGION, "Region", region),
            _line(LineKind.ENGLAND, "England", england),
        ),
        "Source: CQC ratings files, latest 1 October 2026",
        axis_start=78,
        axis_end=84,
    )


def market_facts(**changes: Any) -> MarketFacts:
    """A quarter of an invented council's market; `changes` replace whole fields."""
    rows = (
        ("Nursing homes", (1, 27, 10, 1, 2)),
        ("Residential homes", (3, 68, 12, 1, 4)),
        ("Homecare", (2, 54, 9, 0, 9)),
        ("Supported living", (1, 30, 4, 0, 3)),
        ("Extra care", (0, 8, 1, 0, 0)),
        ("Shared lives", (0, 2, 0, 0, 0)),
    )
    areas = ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led")
    good, weak = RatingFacts("Good", 3, FILE_ON), RatingFacts("Requires improvement", 2, FILE_ON)
    facts = MarketFacts(
        issue=IssueFacts(
            "Wexborough Council",
            "Adult social care commissioning",
            "MQ-2026-Q3",
            "1.0",
            Marking.OFFICIAL,
            date(2026, 11, 12),
        ),
        is_draft=False,
        area="Wexborough",
        period="July to September 2026",
        period_end=date(2026, 9, 30),
        audience="Adults Scrutiny Committee, 24 November 2026",
        file_on=FILE_ON,
        previous_file_on=date(2026, 7, 1),
        rows=tuple(MarketRowFacts(name, RatingCounts(*counts)) for name, counts in rows),
        region=Share(818, 1000),
        england=Share(809, 1000),
        earlier=EarlierShareFacts(date(2025, 10, 1), Share(80, 100)),
        share_chart=share_chart(),
        key_question_chart=RatingBars(
            "CQC ratings of our services by key question",
            tuple(RatingRow(a, RatingCounts(7 - i, 189 - 4 * i, 36 + 3 * i, 2 + i, 18))
                  for i, a in enumerate(areas)),
            "Source: CQC ratings file of 1 October 2026",
        ),
        moves=MovementCounts(6, 4, 11, 3, 2),
        moved_areas=(("Well-led", 8), ("Safe", 7), ("Responsive", 2)),
        fell=(
            FellFacts("Ketterby Rise", "Nursing", weak, RatingFacts("Inadequate", 1, FILE_ON),
                      "Visited 14 August"),
            FellFacts("Tansy Court", "Residential", good, weak, "Visited 9 September"),
            FellFacts("Teasel Bank", "Nursing", good, weak, "Visit planned 30 November"),
            FellFacts("Wrenmoor Homecare", "Homecare", RatingFacts("Outstanding", 4, FILE_ON), good,
                      "Noted"),
        ),
        old_ratings=(
            OldRatingFacts("Bramble Gate", "Residential", RatingFacts("Good", 3, date(2021, 5, 4))),
            OldRatingFacts("Fernhollow", "Homecare", RatingFacts("Good", 3, date(2020, 2, 11))),
        ),
        coverage=(
            CoverageFacts("Care homes", 129, 112, 9),
            CoverageFacts("Homecare, extra care", 83, 66, 11),
            CoverageFacts("Supported living, other", 40, 29, 7),
            CoverageFacts("Day and unregulated", 8, 5, 3),
        ),
        coverage_target=85,
        visits_in_period=58,
        themed_visits=58,
        themes=(
            ThemeFacts("medicines records", 31),
            ThemeFacts("rotas without travel time", 17),
            ThemeFacts("late audit actions", 15),
        ),
    )  # fmt: skip
    return replace(facts, **changes)
