"""How facts read on paper: days, states, ages and lists of numbers (PAPER "Words", "Dates")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.domain.vocabulary import VisitStatus
from app.domain.words import long_date, number_word, old, sentence_case, short_date
from app.reports.content import Logo, Paragraph, ParagraphRole
from app.reports.facts import IssueFacts
from app.reports.values import Span, Text

_STATUS = {
    VisitStatus.WITH_PROVIDER: "WITH PROVIDER",
    VisitStatus.IN_PROGRESS: "DRAFT",
}


def status_words(status: VisitStatus) -> str:
    """The status in capitals as in the header: "FINAL"; a visit under way is a DRAFT on paper."""
    return _STATUS.get(status, status.words.upper())


def day_in_prose(day: date) -> str:
    """ "3 November 2026", day and month never parted."""
    return long_date(day).replace(" ", "\u00a0", 1)


def day_in_table(day: date | None) -> str:
    """ "03/11/2026"; "no date" where none was given."""
    return short_date(day) if day else "no date"


def age_words(day: date, today: date) -> str:
    """ "9 March 2022, more than 4 years old"; the date alone in its first year."""
    age = old(day, today)
    return f"{day_in_prose(day)}, {age}" if age else day_in_prose(day)


def numbers_in_order(numbers: Iterable[str]) -> str:
    """References side by side: "S04, S07, S08"."""
    return ", ".join(numbers)


def some(number: int, one: str) -> str:
    """A count that opens a sentence: "One concern", "Twelve actions"."""
    noun = one if number == 1 else f"{one}s"
    return sentence_case(f"{number_word(number)} {noun}")


def note(lead: str, text: str) -> Paragraph:
    """A note with bold first words."""
    spans: Text = (Span(lead, bold=True), Span(f" {text}")) if lead else (Span(text),)
    return Paragraph(spans, ParagraphRole.NOTE)


def body(text: Text) -> Paragraph:
    """A paragraph of running text."""
    return Paragraph(text, ParagraphRole.BODY)


def logo_of(issue: IssueFacts) -> Logo | None:
    """The logo for the top of the first page; None where the council has none."""
    return Logo(issue.logo, f"Logo of {issue.council}") if issue.logo else None
