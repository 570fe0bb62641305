"""The words of ratings: CQC's and Ofsted's four, our own four, the five key questions.

Promises: each has a level from 4 (best) to 1, by which they compare across owners; a published
word that is none of the four is None, never a guess. Source: DOMAIN "CQC ratings".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from app.domain.vocabulary import Worded

OVERALL = "Overall"
"""The area of a location's or group's own rating, and the group of the location as a whole."""


class Rating(Worded):
    """A regulator's four ratings, best first."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"

    @property
    def level(self) -> int:
        """4 for Outstanding down to 1 for Inadequate."""
        return 4 - list(type(self)).index(self)


class OwnRating(Worded):
    """The council's own four ratings, best first."""

    EXCELLENT = "excellent"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    POOR = "poor"

    @property
    def level(self) -> int:
        """4 for Excellent down to 1 for Poor."""
        return 4 - list(type(self)).index(self)


class KeyQuestion(Worded):
    """CQC's five key questions, in CQC's order."""

    SAFE = "safe"
    EFFECTIVE = "effective"
    CARING = "caring"
    RESPONSIVE = "responsive"
    WELL_LED = "well_led", "Well-led"


RATING_OF_LEVEL: Mapping[int, Rating] = {rating.level: rating for rating in Rating}
OWN_OF_LEVEL: Mapping[int, OwnRating] = {rating.level: rating for rating in OwnRating}


def own_of(rating: Rating) -> OwnRating:
    """Our rating of the same level."""
    return OWN_OF_LEVEL[rating.level]


def cqc_of(own: OwnRating) -> Rating:
    """CQC's rating of the same level."""
    return RATING_OF_LEVEL[own.level]


_RATED_WORDS: Mapping[str, Rating] = {
    "outstanding": Rating.OUTSTANDING,
    "good": Rating.GOOD,
    "requires improvement": Rating.REQUIRES_IMPROVEMENT,
    "requires improvement to be good": Rating.REQUIRES_IMPROVEMENT,
    "inadequate": Rating.INADEQUATE,
}
_UNRATED_WORDS = frozenset(
    {
        "",
        "not rated",
        "inspected but not rated",
        "insufficient evidence to rate",
        "no published rating",
        "not applicable",
        "regulations met",
        "not all regulations met",
        "not yet rated",
        "not formally rated",
    }
)


@lru_cache(maxsize=2_048)
def folded(published: str) -> str:
    """A published word for comparison: small letters, blanks collapsed."""
    return " ".join(published.split()).casefold()


def normalise(published: str) -> Rating | None:
    """The rating that a published word means; None when it is none of the four.

    Takes CQC's and Ofsted's words in any case ("Requires Improvement",
    "Requires improvement to be good").
    """
    return _RATED_WORDS.get(folded(published))


def is_known_word(published: str) -> bool:
    """True when the word is one of the four ratings or a known way of saying "none of them"."""
    word = folded(published)
    return word in _RATED_WORDS or word in _UNRATED_WORDS


def key_question_of(area: str) -> KeyQuestion | None:
    """The key question that an area's words name ("Well-led", "Well led"); None for others."""
    word = folded(area).replace("-", " ")
    return next((kq for kq in KeyQuestion if kq.words.casefold().replace("-", " ") == word), None)
