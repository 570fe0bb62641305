"""The scale of a framework: what each answer counts, and from which score on a rating holds.

Promises: bands compare integers (100 x points >= band x maximum), and a shown percentage never
rounds across a band. Source: DOMAIN "The visit", Scoring; HOUSE "Money".
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.rating_words import OwnRating
from app.errors import RuleError


@dataclass(frozen=True, slots=True)
class Level:
    """One answer of a scale: what it counts and what people read."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """From this whole percentage on, a score has this rating."""

    from_percent: int
    rating: OwnRating


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers of a framework and the bands of its scores, both best first.

    Raises RuleError when levels or bands are not in falling order or out of bounds.
    """

    name: str
    levels: tuple[Level, ...]
    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        values = [level.value for level in self.levels]
        starts = [band.from_percent for band in self.bands]
        if len(values) < 2 or values != sorted(set(values), reverse=True) or values[-1] < 0:
            raise RuleError("List the answers of the scale from best to worst", "levels")
        if [band.rating for band in self.bands] != list(OwnRating)[:3]:
            raise RuleError("Give a band each for the three ratings above the lowest", "bands")
        if starts != sorted(set(starts), reverse=True) or starts[0] > 100 or starts[-1] < 1:
            raise RuleError("Give the bands as falling percentages from 100 to 1", "bands")

    @property
    def maximum(self) -> int:
        """What the best answer counts."""
        return self.levels[0].value

    @property
    def lowest(self) -> int:
        """What the worst answer counts; a critical standard at it caps its section."""
        return self.levels[-1].value

    def label(self, value: int) -> str:
        """The words of an answer. Raises RuleError for a value that the scale does not have."""
        for level in self.levels:
            if level.value == value:
                return level.label
        raise RuleError(f"The scale “{self.name}” has no answer that counts {value}", "level")

    def words_for(self, rating: OwnRating) -> str:
        """The words of a result: the scale's own label where it has four levels, else ours."""
        if [level.value for level in self.levels] == [4, 3, 2, 1]:
            return self.label(rating.level)
        return rating.words

    def band_of(self, points: int, maximum: int) -> OwnRating:
        """The rating of a score, by integers alone; `maximum` is above zero."""
        for band in self.bands:
            if 100 * points >= band.from_percent * maximum:
                return band.rating
        return OwnRating.POOR

    def shown_percentage(self, points: int, maximum: int) -> int:
        """The score as a whole percentage, half up, that never rounds up into a band (or 100)."""
        rounded = (200 * points + maximum) // (2 * maximum)
        edges = {100, *(band.from_percent for band in self.bands)}
        is_across = rounded in edges and 100 * points < rounded * maximum
        return rounded - 1 if is_across else rounded


def _bands(excellent: int, good: int, requires_improvement: int) -> tuple[Band, ...]:
    starts = (excellent, good, requires_improvement)
    return tuple(Band(start, rating) for start, rating in zip(starts, OwnRating, strict=False))


BUILT_IN_SCALE = Scale(
    "Four levels",
    tuple(Level(rating.level, rating.words) for rating in OwnRating),
    _bands(88, 63, 39),
)
"""Excellent 4 to Poor 1, with the bands CQC used for scores of 1 to 4."""

MET_SCALE = Scale(
    "Met, partly met, not met",
    (Level(2, "Met"), Level(1, "Partly met"), Level(0, "Not met")),
    _bands(95, 78, 65),
)
"""Met 2 to Not met 0, with bands as Central Bedfordshire publishes them."""
