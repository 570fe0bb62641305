"""Assessment frameworks as plain frozen values: what a visit is done against.

A framework is data (resources/frameworks/*.toml). When a visit starts its questions are copied,
so editing a framework never rewrites history.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.vocabulary import FrameworkStatus, ServiceType, Worded


class SectionRole(Worded):
    """Whether a section's answers enter the result of its key question."""

    SCORED = "scored"
    PREVIOUS_ACTIONS = "previous_actions"
    CONTRACT_COMPLIANCE = "contract_compliance"


@dataclass(frozen=True, slots=True)
class ScaleLevel:
    """One step of a scale: the points it earns and the word people read."""

    score: int
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How answers are rated, best level first.

    `bands` are the least percentages for the best, second and third result, descending; less than
    the last is the worst result (DOMAIN "The visit": 88, 63, 39).
    """

    name: str
    levels: tuple[ScaleLevel, ...]
    bands: tuple[int, ...]

    @property
    def maximum(self) -> int:
        """Points of the best level: the divisor of every score."""
        return self.levels[0].score


@dataclass(frozen=True, slots=True)
class Maps:
    """The lists by which a question's result can be re-reported; None where not mapped."""

    key_question: str | None
    quality_statement: str | None
    pamms: str | None
    line_of_enquiry: str | None = None
    contract_clause: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One standard: `id` is stable for ever, `number` ("3.4") is its place in this framework."""

    id: str
    number: str
    text: str
    prompts: tuple[str, ...]
    evidence_expected: tuple[str, ...]
    weight: int
    is_critical: bool
    service_types: tuple[ServiceType, ...]
    maps: Maps
    looks_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a visit. A scored section belongs to one key question ("safe" ... "well_led")."""

    id: str
    number: int
    title: str
    role: SectionRole
    key_question: str | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """One version of a set of standards, checked by the loader."""

    id: str
    version: str
    title: str
    description: str
    status: FrameworkStatus
    published_on: date | None
    service_types: tuple[ServiceType, ...]
    scale: Scale
    sections: tuple[Section, ...]

    def questions(self) -> Iterator[Question]:
        """Every question in the order of the visit."""
        for section in self.sections:
            yield from section.questions

    def for_service(self, service_type: ServiceType) -> Framework:
        """The framework with only the questions asked at `service_type`, numbered without holes.

        Sections left empty are dropped; ids stay. An unlisted service type gets no sections.
        """
        kept = []
        for section in self.sections:
            asked = tuple(q for q in section.questions if service_type in q.service_types)
            if asked:
                kept.append(dataclasses.replace(section, questions=asked))
        return dataclasses.replace(self, sections=numbered(kept))


def numbered(sections: list[Section]) -> tuple[Section, ...]:
    """`sections` with section and question numbers given by their order, from 1 and "1.1"."""
    return tuple(
        dataclasses.replace(
            section,
            number=place,
            questions=tuple(
                dataclasses.replace(question, number=f"{place}.{nth}")
                for nth, question in enumerate(section.questions, start=1)
            ),
        )
        for place, section in enumerate(sections, start=1)
    )
