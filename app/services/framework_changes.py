"""Bands, weights and critical flags changed: always as a new version of the framework.

A visit that was started keeps what it was started with. A planned one takes the new version, and
the version it was planned with is retired. Versions made here have a third number ("1.0.2"), which
those that come with the program never have (docs/decisions/0014).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db.work import Reading, Work
from app.domain.rating_words import OwnRating
from app.domain.vocabulary import FrameworkStatus, VisitStatus
from app.domain.words import clean_text, count, joined
from app.errors import NotFoundError, RuleError, RulesError
from app.frameworks.shapes import Framework, Question
from app.frameworks.writing import framework_as_toml
from app.models import Act, Change, FrameworkVersion, Visit
from app.services.frameworks import get_framework, store_version

LEAST_WEIGHT, MOST_WEIGHT = 1, 3
BAND_FIELDS = ("band_1", "band_2", "band_3")
BAND_NAMES = tuple(rating.words for rating in OwnRating)[:3]


@dataclass(frozen=True)
class Standard:
    """One question with what can be changed of it."""

    id: str
    number: str
    section: str
    text: str
    weight: int
    is_critical: bool


@dataclass(frozen=True)
class Changeable:
    """A version as the screen that changes it shows it; `planned` visits would take the new one."""

    id: str
    name: str
    next_name: str
    bands: tuple[int, ...]
    standards: tuple[Standard, ...]
    planned: int


@dataclass(frozen=True)
class FrameworkChange:
    """What is wanted: three bands in whole percent, best first; standards by their stable id."""

    framework_version_id: str
    bands: tuple[int | None, ...]
    weights: Mapping[str, int] = dataclasses.field(default_factory=dict)
    critical: Mapping[str, bool] = dataclasses.field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Origin:
    """Who made a version, when, what it changed and why."""

    what: str
    who: str
    at: datetime
    reason: str


def get_changeable(reading: Reading, framework_version_id: str) -> Changeable:
    """Return what can be changed. Raises NotFoundError."""
    framework = get_framework(reading, framework_version_id)
    return Changeable(
        id=framework_version_id,
        name=f"{framework.title} {framework.version}",
        next_name=f"{framework.title} {_next_version(reading, framework)}",
        bands=framework.scale.bands,
        standards=standards_of(framework),
        planned=len(_planned(reading, framework)),
    )


def standards_of(framework: Framework) -> tuple[Standard, ...]:
    """Every question in the order of the visit."""
    return tuple(
        Standard(q.id, q.number, section.title, q.text, q.weight, q.is_critical)
        for section in framework.sections
        for q in section.questions
    )


def change_framework(work: Work, wanted: FrameworkChange) -> str:
    """Publish a changed version, retire the old one, hand planned visits over; return its id.

    Raises RulesError (fields band_1 to band_3, weights, reason), NotFoundError.
    """
    old = get_framework(work, wanted.framework_version_id)
    problems = _problems(old, wanted)
    if problems:
        raise RulesError(problems)
    new = _changed(old, wanted)
    said = _differences(old, new)
    if not said:
        raise RulesError([RuleError("Change a band, a weight or a critical flag first", "band_1")])
    new = dataclasses.replace(
        new,
        version=_next_version(work, old),
        status=FrameworkStatus.PUBLISHED,
        published_on=work.today,
    )
    version_id = store_version(work, new, framework_as_toml(new))
    _retire(work, wanted.framework_version_id)
    for visit in _planned(work, old):
        visit.framework_version_id = version_id
    name = f"{new.title} {new.version}"
    work.describe("framework changed", f"{name}: {joined(said)}", clean_text(wanted.reason).strip())
    return version_id


def find_origin(reading: Reading, framework_version_id: str) -> Origin | None:
    """How a version of our own came about; None for one that came with the program."""
    query = (
        select(Act)
        .join(Change, Change.act_id == Act.id)
        .where(
            Change.table_name == "framework_version",
            Change.row_id == framework_version_id,
            Act.kind == "framework changed",
        )
        .order_by(Change.sequence)
    )
    act = reading.session.scalars(query).first()
    if act is None:
        return None
    return Origin(act.label, act.officer_name, act.at, act.reason)


# --- rules ------------------------------------------------------------------------------------


def _problems(framework: Framework, wanted: FrameworkChange) -> list[RuleError]:
    problems = _band_problems(wanted.bands)
    known = {question.id for question in framework.questions()}
    if (set(wanted.weights) | set(wanted.critical)) - known:
        problems.append(RuleError("Choose standards of this framework", "weights"))
    if any(not LEAST_WEIGHT <= one <= MOST_WEIGHT for one in wanted.weights.values()):
        problems.append(
            RuleError(f"Choose a weight from {LEAST_WEIGHT} to {MOST_WEIGHT}", "weights")
        )
    if not clean_text(wanted.reason).strip():
        problems.append(RuleError("Say why this changes; it stands in the history", "reason"))
    return problems


def _band_problems(bands: tuple[int | None, ...]) -> list[RuleError]:
    """Each from 1 to 100, and lower than the one before."""
    problems = []
    above: int | None = None
    for field, name, start in zip(BAND_FIELDS, BAND_NAMES, bands, strict=True):
        if start is None or not 1 <= start <= 100:
            problems.append(RuleError(f"Enter where {name} starts, from 1 to 100", field))
        elif above is not None and start >= above:
            better = BAND_NAMES[BAND_FIELDS.index(field) - 1]
            problems.append(RuleError(f"{name} must start below {better}: below {above}%", field))
        above = start
    return problems


# --- the new version --------------------------------------------------------------------------


def _changed(framework: Framework, wanted: FrameworkChange) -> Framework:
    def changed(question: Question) -> Question:
        return dataclasses.replace(
            question,
            weight=wanted.weights.get(question.id, question.weight),
            is_critical=wanted.critical.get(question.id, question.is_critical),
        )

    return dataclasses.replace(
        framework,
        scale=dataclasses.replace(
            framework.scale, bands=tuple(band for band in wanted.bands if band is not None)
        ),
        sections=tuple(
            dataclasses.replace(section, questions=tuple(map(changed, section.questions)))
            for section in framework.sections
        ),
    )


def _differences(old: Framework, new: Framework) -> list[str]:
    """What changes, in words for the history."""
    said = []
    if old.scale.bands != new.scale.bands:
        before, after = (" / ".join(map(str, one.scale.bands)) for one in (old, new))
        said.append(f"bands {before} to {after}")
    pairs = list(zip(old.questions(), new.questions(), strict=True))
    weights = [after.number for before, after in pairs if before.weight != after.weight]
    if weights:
        said.append(f"weight of {_numbers(weights)}")
    for words, is_now in (("now critical", True), ("no longer critical", False)):
        numbers = [
            after.number
            for before, after in pairs
            if before.is_critical != after.is_critical and after.is_critical is is_now
        ]
        if numbers:
            said.append(f"{_numbers(numbers)} {words}")
    return said


def _numbers(numbers: list[str]) -> str:
    return joined(numbers) if len(numbers) <= 6 else count(len(numbers), "standard")


def _next_version(reading: Reading, framework: Framework) -> str:
    """The first two numbers stay, the third counts our own changes to them."""
    base = ".".join(framework.version.split(".")[:2])
    query = select(FrameworkVersion.version).where(FrameworkVersion.framework_key == framework.id)
    taken = [version.split(".") for version in reading.session.scalars(query)]
    ours = [int(parts[2]) for parts in taken if len(parts) == 3 and ".".join(parts[:2]) == base]
    return f"{base}.{max(ours, default=0) + 1}"


def _retire(work: Work, framework_version_id: str) -> None:
    stored = work.session.get(FrameworkVersion, framework_version_id)
    if stored is None:
        raise NotFoundError("This framework is not in the file.")
    stored.status = FrameworkStatus.RETIRED


def _planned(reading: Reading, framework: Framework) -> list[Visit]:
    """Planned visits of this framework, any version, whose chosen sections it has."""
    known = {section.id for section in framework.sections}
    query = (
        select(Visit)
        .join(FrameworkVersion, FrameworkVersion.id == Visit.framework_version_id)
        .where(
            FrameworkVersion.framework_key == framework.id,
            Visit.status == VisitStatus.PLANNED,
        )
        .order_by(func.coalesce(Visit.planned_on, ""), Visit.id)
    )
    return [
        visit for visit in reading.session.scalars(query) if set(visit.chosen_sections) <= known
    ]
