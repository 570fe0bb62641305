"""The plain facts that the market quality report and its workbook take; services fill them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.charts import LineChart, RatingBars
from app.domain.market import MovementCounts, RatingCounts, Share
from app.reports.facts import IssueFacts, RatingFacts


@dataclass(frozen=True, slots=True)
class MarketRowFacts:
    """Services of one type by CQC overall (the group's rating where the overall is none)."""

    type_words: str
    counts: RatingCounts


@dataclass(frozen=True, slots=True)
class EarlierShareFacts:
    """The share Good or Outstanding at an earlier file's date."""

    on: date
    share: Share


@dataclass(frozen=True, slots=True)
class FellFacts:
    """A service whose published rating fell, and what the council has done ("Noted")."""

    service: str
    type_words: str
    old: RatingFacts
    new: RatingFacts
    done: str


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """Our own visits in the 12 months to the period's end for a group of services."""

    group: str
    services: int
    in_person: int
    remote_only: int

    @property
    def neither(self) -> int:
        """Services neither visited nor reviewed."""
        return self.services - self.in_person - self.remote_only


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """A theme of the period's visits and in how many it was found."""

    words: str
    visits: int


@dataclass(frozen=True, slots=True)
class OldRatingFacts:
    """A service whose CQC rating was over three years old at the file's date."""

    service: str
    type_words: str
    rating: RatingFacts


@dataclass(frozen=True, slots=True)
class MarketFacts:
    """Everything that the market quality report and its workbook say.

    `period` reads "July to September 2026"; `audience` "Adults Scrutiny Committee, 24 November
    2026" or empty; `area` names the council's area in the title. `file_on` is the file at the
    period's end, which all ratings are of; `previous_file_on` the one before the period, which
    `moves` compares with; `files_note` says where one of them is not what a reader expects.
    `region` and `england` are shares of the days beside them, None where no figures are kept;
    `earlier` is our share a year before. `moves` counts services by their overall; `moved_areas`
    counts key questions that moved with those that went up or down. `group_rated` counts services
    shown with their group's rating.
    `themed_visits` are the signed-off visits that `themes` were counted in.
    """

    issue: IssueFacts
    is_draft: bool
    area: str
    period: str
    period_end: date
    audience: str
    file_on: date
    previous_file_on: date | None
    rows: tuple[MarketRowFacts, ...]
    region: Share | None = None
    england: Share | None = None
    region_on: date | None = None
    england_on: date | None = None
    files_note: str = ""
    earlier: EarlierShareFacts | None = None
    share_chart: LineChart | None = None
    key_question_chart: RatingBars | None = None
    moves: MovementCounts | None = None
    moved_areas: tuple[tuple[str, int], ...] = ()
    fell: tuple[FellFacts, ...] = ()
    old_ratings: tuple[OldRatingFacts, ...] = ()
    coverage: tuple[CoverageFacts, ...] = ()
    coverage_target: int | None = None
    visits_in_period: int = 0
    themes: tuple[ThemeFacts, ...] = ()
    themed_visits: int = 0
    group_rated: int = 0
