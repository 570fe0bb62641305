"""The plain facts that the market quality report and its workbook take; services fill them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.reports.facts import IssueFacts, RatingFacts


@dataclass(frozen=True, slots=True)
class MarketRowFacts:
    """Services of one type by CQC overall (group rating where the overall is none)."""

    type_words: str
    outstanding: int
    good: int
    requires_improvement: int
    inadequate: int
    not_rated: int

    @property
    def services(self) -> int:
        """All services of the row."""
        return self.rated + self.not_rated

    @property
    def rated(self) -> int:
        """Services with one of the four ratings."""
        return self.good_or_better + self.requires_improvement + self.inadequate

    @property
    def good_or_better(self) -> int:
        """Services rated Good or Outstanding."""
        return self.outstanding + self.good


class Place(Enum):
    """Whose share a line shows."""

    OURS = "ours"
    AUTHORITY = "authority"
    REGION = "region"
    ENGLAND = "england"


@dataclass(frozen=True, slots=True)
class SharePointFacts:
    """Good or Outstanding of rated services at a file's date; None where there is no file."""

    on: date
    good_or_better: int | None
    rated: int | None


@dataclass(frozen=True, slots=True)
class ShareLineFacts:
    """One line of the share chart, oldest point first."""

    place: Place
    name: str
    points: tuple[SharePointFacts, ...]


@dataclass(frozen=True, slots=True)
class MovesFacts:
    """What moved between the two files, in services. The last two are not falls in quality."""

    better: int
    worse: int
    rated_again_same: int
    first_rating: int
    now_not_rated: int


@dataclass(frozen=True, slots=True)
class FellFacts:
    """A service whose published rating fell, and what the council has done."""

    service: str
    type_words: str
    old: RatingFacts
    new: RatingFacts
    done: str


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """Our own visits in the last 12 months for a group of services."""

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
class KeyQuestionCountsFacts:
    """CQC ratings of one key question (or "Overall") over our services."""

    area: str
    outstanding: int
    good: int
    requires_improvement: int
    inadequate: int
    not_rated: int


@dataclass(frozen=True, slots=True)
class OldRatingFacts:
    """A service whose CQC rating is over three years old."""

    service: str
    type_words: str
    rating: RatingFacts


@dataclass(frozen=True, slots=True)
class MarketFacts:
    """Everything that the market quality report and its workbook say.

    `period` reads "July to September 2026"; `audience` "Adults Scrutiny Committee, 24 November
    2026" or empty; `area` names the council's area in the title. `coverage_target` in whole percent
    or None; `group_rated` counts services shown with their group's rating.
    """

    issue: IssueFacts
    is_draft: bool
    area: str
    period: str
    audience: str
    file_on: date
    previous_file_on: date | None
    rows: tuple[MarketRowFacts, ...]
    share_lines: tuple[ShareLineFacts, ...] = ()
    moves: MovesFacts | None = None
    fell: tuple[FellFacts, ...] = ()
    key_questions: tuple[KeyQuestionCountsFacts, ...] = ()
    old_ratings: tuple[OldRatingFacts, ...] = ()
    coverage: tuple[CoverageFacts, ...] = ()
    coverage_target: int | None = None
    visits_in_period: int = 0
    themes: tuple[ThemeFacts, ...] = ()
    group_rated: int = 0
