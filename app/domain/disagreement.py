"""Where our rating and CQC's differ, said with both dates, and how old a rating is.

Promises: states, does not accuse; alarm only when CQC's rating is recent. Source: LOOK ("We and
CQC disagree"), TOKENS "07", DOMAIN "Following up" (older than 3 years).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.rating_words import OwnRating, Rating
from app.domain.words import long_date, number_word, old, whole_years_between
from app.domain.working_days import add_months

OLD_AFTER_YEARS = 3
"""Default of the setting "CQC's rating is old after"."""


def is_old(published_on: date | None, today: date, years: int = OLD_AFTER_YEARS) -> bool:
    """True when a rating is more than `years` years old, or its date is not known."""
    return published_on is None or add_months(published_on, 12 * years) < today


def not_rated_for_years(
    value: Rating | None, published_on: date | None, today: date, years: int = OLD_AFTER_YEARS
) -> bool:
    """True for "not rated for over three years": the newest rating is older than that.

    A service that has no rating at all is not counted here: it is "not rated".
    """
    return value is not None and published_on is not None and is_old(published_on, today, years)


def dated_words(rating: str, on: date | None, today: date, *, with_age: bool = True) -> str:
    """A rating with its date: "Good, 4 May 2021, more than 5 years old"."""
    if on is None:
        return f"{rating}, date not known"
    age = old(on, today) if with_age else ""
    return f"{rating}, {long_date(on)}" + (f", {age}" if age else "")


def level_words(own_level: int, cqc_level: int) -> str:
    """Ours beside CQC's in a table: "2 lower", "1 higher", "Same"."""
    apart = own_level - cqc_level
    if apart == 0:
        return "Same"
    return f"{abs(apart)} {'higher' if apart > 0 else 'lower'}"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Our rating and CQC's where they differ. `levels` is ours minus CQC's, never 0."""

    levels: int
    lead: str
    sentence: str
    is_alarm: bool

    @property
    def summary(self) -> str:
        """The difference alone: "We rate it two levels lower than CQC does."."""
        apart = abs(self.levels)
        noun = "level" if apart == 1 else "levels"
        where = "higher" if self.levels > 0 else "lower"
        return f"We rate it {number_word(apart)} {noun} {where} than CQC does."


def disagreement(
    own: OwnRating | None,
    own_on: date | None,
    cqc: Rating | None,
    cqc_on: date | None,
    today: date,
    *,
    own_words: str = "",
    old_after_years: int = OLD_AFTER_YEARS,
) -> Disagreement | None:
    """Where both have a rating and the levels differ; None otherwise.

    `own_words` is our rating in the framework's own label where that is edited. Alarm (red) only
    when CQC's rating is recent; an old one is said by its age.
    """
    if own is None or cqc is None or own.level == cqc.level:
        return None
    ours = dated_words(own_words or own.words, own_on, today, with_age=False)
    sentence = f"Ours: {ours}. CQC: {dated_words(cqc.words, cqc_on, today)}."
    if not is_old(cqc_on, today, old_after_years):
        return Disagreement(own.level - cqc.level, "We and CQC disagree.", sentence, True)
    if cqc_on is None:
        lead = "The date of CQC’s rating is not known."
    else:
        years = whole_years_between(cqc_on, today)
        lead = f"CQC’s rating is {years} {'year' if years == 1 else 'years'} old."
    return Disagreement(own.level - cqc.level, lead, sentence, False)
