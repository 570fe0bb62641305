"""Published ratings as facts: which one is current, which one a service shows, what changed.

Promises: an append-only set of facts goes in, "current" is computed; the published word always
stays beside the normalised value. The words and the combination rule stand in their own modules
and are offered here too. Source: DOMAIN "CQC ratings" (importer's duties 3 to 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.combination import Combination, combine, combine_levels
from app.domain.rating_words import (
    OVERALL,
    OWN_OF_LEVEL,
    RATING_OF_LEVEL,
    KeyQuestion,
    OwnRating,
    Rating,
    cqc_of,
    folded,
    is_known_word,
    key_question_of,
    normalise,
    own_of,
)
from app.domain.vocabulary import ServiceType, Worded
from app.domain.words import joined

__all__ = [
    "OVERALL",
    "OWN_OF_LEVEL",
    "RATING_OF_LEVEL",
    "SERVICE_GROUPS",
    "Combination",
    "CurrentRatings",
    "FactKey",
    "KeyQuestion",
    "Movement",
    "OwnRating",
    "Rating",
    "RatingConflict",
    "RatingFact",
    "ShownRating",
    "combine",
    "combine_levels",
    "compare",
    "cqc_of",
    "current",
    "current_ratings",
    "folded",
    "is_known_word",
    "key_question_of",
    "location_rating",
    "normalise",
    "own_of",
]


@dataclass(frozen=True, slots=True)
class RatingFact:
    """One published rating as a file, the API or a person stated it.

    `group` is "Overall" or a service group; `area` is "Overall" or a key question's words.
    `as_at` is the newest date at which a source stated it (the file's date): rows that read
    "Not Rated" carry no publication date, and only this tells when they began to hold.
    """

    location_id: str
    group: str
    area: str
    published: str
    value: Rating | None
    published_on: date | None
    source: str
    is_inherited: bool = False
    as_at: date | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Location, group and area: what the fact is about."""
        return (self.location_id, self.group, self.area)


FactKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class RatingConflict:
    """Two or more different words published about one thing on the same day."""

    shown: RatingFact
    others: tuple[RatingFact, ...]

    @property
    def words(self) -> str:
        """The conflict in one sentence, without a date format."""
        said = joined(dict.fromkeys(fact.published for fact in (self.shown, *self.others)))
        return f"The source says {said} for the same day. {self.shown.published} is shown."


@dataclass(frozen=True, slots=True)
class CurrentRatings:
    """The current fact of each key, and where the source contradicts itself."""

    by_key: dict[FactKey, RatingFact]
    conflicts: tuple[RatingConflict, ...]


def current(facts: Iterable[RatingFact]) -> CurrentRatings:
    """What holds now: what was stated last, and of that the newest publication date.

    So an older file never changes what is current, in whatever order files come, and an undated
    fact ("Not Rated") replaces a dated one only when a later file states it. Different words
    stated at once for one day are a conflict: the lower rating is shown. Order of the facts does
    not matter.
    """
    grouped: dict[FactKey, list[RatingFact]] = {}
    for fact in facts:
        grouped.setdefault(fact.key, []).append(fact)
    by_key: dict[FactKey, RatingFact] = {}
    conflicts: list[RatingConflict] = []
    for key, candidates in grouped.items():
        shown, others = _newest(candidates)
        by_key[key] = shown
        if others:
            conflicts.append(RatingConflict(shown, others))
    return CurrentRatings(by_key, tuple(conflicts))


def current_ratings(facts: Iterable[RatingFact]) -> dict[FactKey, RatingFact]:
    """The current fact by (location, group, area); see `current` for conflicts."""
    return current(facts).by_key


def _newest(candidates: list[RatingFact]) -> tuple[RatingFact, tuple[RatingFact, ...]]:
    """The fact last stated and newest, and those that say otherwise with equal right."""
    newest = max(map(_standing, candidates))
    rivals = sorted((fact for fact in candidates if _standing(fact) == newest), key=_caution)
    word = folded(rivals[0].published)
    return rivals[0], tuple(fact for fact in rivals[1:] if folded(fact.published) != word)


def _standing(fact: RatingFact) -> tuple[date, date]:
    return (fact.as_at or date.min, fact.published_on or date.min)


def _caution(fact: RatingFact) -> tuple[int, bool, str, str]:
    level = fact.value.level if fact.value else 5
    return (level, fact.is_inherited, folded(fact.published), fact.source)


SERVICE_GROUPS: Mapping[ServiceType, str] = {
    ServiceType.CARE_HOME: "Care Homes",
    ServiceType.NURSING_HOME: "Care Homes",
    ServiceType.HOMECARE: "Homecare",
    ServiceType.SUPPORTED_LIVING: "Supported Living",
    ServiceType.EXTRA_CARE: "Extra Care",
    ServiceType.SHARED_LIVES: "Shared Lives",
}
"""CQC's service group of each kind of service; kinds that CQC does not group are left out."""


@dataclass(frozen=True, slots=True)
class ShownRating:
    """The rating that a service shows, and in words where it comes from when that matters."""

    fact: RatingFact | None
    note: str = ""

    @property
    def value(self) -> Rating | None:
        """The rating, or None when there is none of the four."""
        return self.fact.value if self.fact else None

    @property
    def words(self) -> str:
        """The rating's words, or the published word, or "Not rated"."""
        if self.fact is None:
            return "Not rated"
        return self.fact.value.words if self.fact.value else self.fact.published or "Not rated"


def location_rating(
    facts_of_one_location: Iterable[RatingFact],
    service_group: str | None,
    area: str = OVERALL,
) -> ShownRating:
    """The rating a service shows for `area`: the location's own, else its service group's.

    Since 2025 CQC rates by service group, and a location can read "Not Rated" while its groups
    are rated (DOMAIN "CQC ratings"). A group's rating is never shown as the location's: the note
    says whose it is. `service_group` is None for a service of no known group.
    """
    about_area = [f for f in current_ratings(facts_of_one_location).values() if f.area == area]
    own = next((fact for fact in about_area if fact.group == OVERALL), None)
    groups = sorted(
        (f for f in about_area if f.group != OVERALL and f.value), key=lambda f: f.group
    )
    if (own and own.value) or not groups:
        return ShownRating(own)
    wanted = folded(service_group or "")
    match = next((fact for fact in groups if folded(fact.group) == wanted), None)
    said = joined(f"{fact.group} {fact.value.words}" for fact in groups if fact.value)
    if match is None:
        note = f"CQC rates this location by service group: {said}."
        return ShownRating(own, note)
    note = f"CQC’s rating for {match.group}. The location as a whole is not rated."
    return ShownRating(match, note)


class Movement(Worded):
    """What a later fact means beside an earlier one about the same thing."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same", "No change"
    RERATED_SAME = "rerated_same", "Rated again, the same"
    NEWLY_RATED = "newly_rated", "Rated for the first time"
    NOW_NOT_RATED = "now_not_rated", "Now not rated"
    CARRIED_OVER = "carried_over", "Carried over from an earlier registration"

    @property
    def is_fall(self) -> bool:
        """True only when quality fell: "Not rated" after Good is no fall."""
        return self is Movement.WORSE

    @property
    def is_change(self) -> bool:
        """True when the change belongs in a list of changes."""
        return self is not Movement.SAME


def compare(old: RatingFact | None, new: RatingFact) -> Movement:
    """What happened between two current facts (DOMAIN "CQC ratings", duty 5).

    An inherited rating is a carry-over, not a new rating. An equal rating with a newer
    publication date was rated again, the same. Losing a rating is never a fall.
    """
    before = old.value if old else None
    if new.value is None:
        return Movement.SAME if before is None else Movement.NOW_NOT_RATED
    if old and before is new.value and old.published_on == new.published_on:
        return Movement.SAME
    if new.is_inherited:
        return Movement.CARRIED_OVER
    if old is None or before is None:
        return Movement.NEWLY_RATED
    if before is not new.value:
        return Movement.BETTER if new.value.level > before.level else Movement.WORSE
    is_newer = (new.published_on or date.min) > (old.published_on or date.min)
    return Movement.RERATED_SAME if is_newer else Movement.SAME
