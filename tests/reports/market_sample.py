"""Invented market facts for the workbook tests."""

from __future__ import annotations

from datetime import date

from app.domain.charts import (
    LineChart,
    LineKind,
    LinePoint,
    LineSeries,
    RatingBars,
    RatingRow,
    RatingTimeline,
    TimelineMark,
)
from app.domain.market import MovementCounts, RatingCounts, Share
from app.domain.rating_words import KeyQuestion
from app.domain.vocabulary import Marking
from app.reports.facts import IssueFacts, RatingFacts
from app.reports.market_facts import (
    CoverageFacts,
    FellFacts,
    MarketFacts,
    MarketRowFacts,
    OldRatingFacts,
    ThemeFacts,
)

_FILES = [date(2025, month, 1) for month in (2, 5, 8, 11)] + [
    date(2026, month, 1) for month in (2, 5, 8, 10)
]
_SHARES: dict[LineKind, tuple[str, tuple[float | None, ...]]] = {
    LineKind.OURS: ("Our services", (80, 81, 79, 78, 80, 82, None, 83)),
    LineKind.AUTHORITY: ("Eldermoor", (82, 82.5, 82, 81, 82, 83, 83.5, 84)),
    LineKind.REGION: ("Region", (81.6, 82.1, 81.8, 81.7, 81.8, 82.4, 82.6, 82.9)),
    LineKind.ENGLAND: ("England", (82.1, 82.2, 82.3, 82.3, 82.4, 82.7, 82.9, 82.9)),
}


def share_chart() -> LineChart:
    """Four lines over eight files; ours lacks one."""
    return LineChart(
        "Share Good or Outstanding",
        tuple(
            LineSeries(
                kind,
                name,
                tuple(
                    LinePoint(on, value, "" if value is not None else "no file")
                    for on, value in zip(_FILES, values, strict=True)
                ),
            )
            for kind, (name, values) in _SHARES.items()
        ),
        "CQC files, February 2025 to October 2026",
        axis_start=75,
    )


def timeline() -> RatingTimeline:
    """A service rated four times by CQC, visited three times by us."""
    return RatingTimeline(
        "Quillbrook House: ratings over time",
        (
            TimelineMark(date(2017, 5, 2), 2, "Requires improvement"),
            TimelineMark(date(2018, 7, 9), 3, "Good"),
            TimelineMark(date(2022, 3, 9), 3, "Good", "Rated again, the same"),
            TimelineMark(date(2026, 9, 14), 2, "Requires improvement"),
        ),
        (
            TimelineMark(date(2023, 2, 1), 3, "Good"),
            TimelineMark(date(2026, 1, 14), 3, "Good"),
            TimelineMark(date(2026, 11, 3), 1, "Poor", "QA-2026-0147"),
        ),
        "CQC and our own visits",
        date(2026, 12, 3),
    )


def market() -> MarketFacts:
    """A full quarter, with a file in which our figure is missing and a type of two services."""
    return MarketFacts(
        issue=IssueFacts(
            "Eldermoor County Council",
            "Quality and contracts team",
            "MQ-2026-Q3",
            "1.0",
            Marking.OFFICIAL,
            date(2026, 11, 10),
        ),
        is_draft=False,
        area="Eldermoor",
        period="July to September 2026",
        period_end=date(2026, 9, 30),
        audience="Adults Scrutiny Committee, 24 November 2026",
        file_on=date(2026, 10, 1),
        previous_file_on=date(2026, 8, 1),
        rows=(
            MarketRowFacts("Nursing home", RatingCounts(3, 41, 14, 1, 2)),
            MarketRowFacts("Care home", RatingCounts(4, 63, 11, 0, 3)),
            MarketRowFacts("Homecare", RatingCounts(2, 38, 9, 1, 12)),
            MarketRowFacts("Shared lives", RatingCounts(0, 2, 0, 0, 0)),
        ),
        england=Share(20_310, 24_500),
        share_chart=share_chart(),
        moves=MovementCounts(better=9, worse=4, rated_again=17, newly_rated=5, now_not_rated=2),
        fell=(
            FellFacts(
                "Quillbrook House",
                "Nursing home",
                RatingFacts("Good", 3, date(2022, 3, 9)),
                RatingFacts("Requires improvement", 2, date(2026, 9, 14)),
                "Visited on 3 November 2026; action plan of 12 actions agreed.",
            ),
            FellFacts(
                "Thornwick Court",
                "Care home",
                RatingFacts("Requires improvement", 2, date(2025, 6, 2)),
                RatingFacts("Inadequate", 1, date(2026, 8, 20)),
                "New placements stopped on 21 August 2026.",
            ),
        ),
        key_question_chart=RatingBars(
            "CQC’s rating of our services by key question",
            tuple(
                RatingRow(area, RatingCounts(6, 140 - n, 38 + n, 3, 17))
                for n, area in enumerate(("Overall", *(kq.words for kq in KeyQuestion)))
            ),
            "CQC file of 1 October 2026",
            "Key question",
        ),
        old_ratings=(
            OldRatingFacts(
                "Saltmarsh Lodge", "Care home", RatingFacts("Good", 3, date(2019, 5, 1))
            ),
        ),
        coverage=(
            CoverageFacts("Nursing home", 61, 44, 8),
            CoverageFacts("Care home", 81, 50, 20),
            CoverageFacts("Homecare", 62, 31, 17),
            CoverageFacts("Shared lives", 2, 1, 0),
        ),
        coverage_target=80,
        visits_in_period=48,
        themed_visits=48,
        themes=(
            ThemeFacts("Medicines", 21),
            ThemeFacts("Travel time missing from rotas", 12),
            ThemeFacts("Care records", 11),
            ThemeFacts("Governance", 9),
        ),
    )
