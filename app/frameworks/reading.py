"""Turns the tables of a framework file into shapes, checking every field and the whole."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from app.domain.rating_words import KeyQuestion
from app.domain.vocabulary import FrameworkStatus, ServiceType
from app.frameworks.fields import Fields
from app.frameworks.references import References
from app.frameworks.sameness import alike_pairs
from app.frameworks.shapes import (
    Framework,
    Maps,
    Question,
    Scale,
    ScaleLevel,
    Section,
    SectionRole,
    numbered,
)

LEAST_PROMPTS = 3
_SHORT, _LINE, _LONG = 60, 200, 400
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_QUESTION_ID = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_VERSION = re.compile(r"\d+\.\d+(\.\d+)?")


def read_framework(root: Fields, known: References) -> Framework:
    """The framework under `root`; whatever is wrong is added to `root.complaints`.

    The value is only good to use when there were no complaints.
    """
    root.only("format", "framework", "section")
    head = root.child("framework", "framework")
    head.only(
        "id",
        "version",
        "title",
        "description",
        "status",
        "published_on",
        "service_types",
        "scale",
    )
    framework = Framework(
        id=_matching(head, "id", _SLUG, "small letters, digits and hyphens, such as care-home"),
        version=_matching(
            head, "version", _VERSION, 'two or three numbers in quotes, such as "1.0"'
        ),
        title=head.text("title", _SHORT),
        description=head.text("description", _LONG),
        status=head.choice("status", FrameworkStatus) or FrameworkStatus.DRAFT,
        published_on=head.day("published_on"),
        service_types=head.choices("service_types", ServiceType),
        scale=_scale(head.child("scale", "framework.scale")),
        sections=(),
    )
    if framework.status is FrameworkStatus.PUBLISHED and "published_on" not in head.table:
        head.complain("published_on is missing; a published framework says since when")
    reader = _SectionReader(framework.service_types, known)
    sections = [
        reader.section(root, nth, table)
        for nth, table in enumerate(root.tables("section", "section"), start=1)
    ]
    framework = dataclasses.replace(framework, sections=numbered(sections))
    _check_sameness(framework, root)
    return framework


def _scale(fields: Fields) -> Scale:
    fields.only("name", "levels", "bands")
    name = fields.text("name", _SHORT)
    levels = []
    for nth, table in enumerate(fields.tables("levels", "level"), start=1):
        level = fields.part(table, f"level {nth}")
        level.only("score", "label")
        levels.append(ScaleLevel(level.whole("score", 0, 10), level.text("label", _SHORT)))
    scores = [level.score for level in levels]
    if scores != sorted(set(scores), reverse=True):
        shown = ", ".join(map(str, scores))
        fields.complain(f"the levels score {shown}; each must score less than the one before")
    if len(levels) == 1 or (levels and levels[0].score == 0):
        fields.complain("there must be at least two levels, the best with a score above 0")
    bands = fields.wholes("bands", 3, 1, 100)
    return Scale(name, tuple(levels), bands)


class _SectionReader:
    """Reads sections and remembers the ids already taken."""

    def __init__(self, service_types: tuple[ServiceType, ...], known: References) -> None:
        self._service_types = service_types
        self._known = known
        self._section_ids: set[str] = set()
        self._question_places: dict[str, str] = {}

    def section(self, root: Fields, nth: int, table: Mapping[str, object]) -> Section:
        title = table.get("title")
        where = f"section {nth} ({title})" if isinstance(title, str) else f"section {nth}"
        fields = root.part(table, where)
        fields.only("id", "title", "role", "key_question", "question")
        section_id = _matching(fields, "id", _SLUG, "small letters, digits and hyphens")
        if section_id and section_id in self._section_ids:
            fields.complain(f"id “{section_id}” is taken by an earlier section; ids must be unique")
        self._section_ids.add(section_id)
        role = fields.choice("role", SectionRole) or SectionRole.SCORED
        key_question = self._section_key_question(fields, role)
        questions = tuple(
            self._question(fields.part(question, f"question {n}"), key_question)
            for n, question in enumerate(fields.tables("question", "question"), start=1)
        )
        return Section(
            id=section_id,
            number=nth,
            title=fields.text("title", _SHORT),
            role=role,
            key_question=key_question,
            questions=questions,
        )

    def _section_key_question(self, fields: Fields, role: SectionRole) -> str | None:
        if role is SectionRole.SCORED:
            chosen = fields.choice("key_question", KeyQuestion)
            return chosen.value if chosen else None
        if "key_question" in fields.table:
            fields.complain(
                f"key_question is given; a section with role {role.value} counts for none"
            )
        return None

    def _question(self, fields: Fields, key_question: str | None) -> Question:
        fields.only(
            "id",
            "text",
            "prompts",
            "evidence",
            "weight",
            "critical",
            "service_types",
            "key_question",
            "quality_statement",
            "pamms",
            "line_of_enquiry",
            "contract_clause",
            "looks_at",
        )
        return Question(
            id=self._question_id(fields),
            number="",
            text=fields.text("text", _LINE),
            prompts=fields.texts("prompts", _LONG, LEAST_PROMPTS),
            evidence_expected=fields.texts("evidence", _LONG, 1),
            weight=fields.whole("weight", 1, 3),
            is_critical=fields.flag("critical"),
            service_types=self._asked_at(fields),
            maps=self._maps(fields, key_question),
            looks_at=self._looks_at(fields),
        )

    def _question_id(self, fields: Fields) -> str:
        question_id = _matching(
            fields, "id", _QUESTION_ID, "capitals, digits and hyphens, such as S-MED-01"
        )
        if question_id in self._question_places:
            fields.complain(
                f"id “{question_id}” is taken by {self._question_places[question_id]};"
                " ids must be unique"
            )
        elif question_id:
            self._question_places[question_id] = fields.where
        return question_id

    def _asked_at(self, fields: Fields) -> tuple[ServiceType, ...]:
        """The question's service types; those of the framework where it names none."""
        if "service_types" not in fields.table:
            return self._service_types
        asked_at = fields.choices("service_types", ServiceType)
        for service_type in asked_at:
            if self._service_types and service_type not in self._service_types:
                known = ", ".join(self._service_types)
                fields.complain(
                    f"service_types has {service_type.value}; the framework is for {known}"
                )
        return asked_at

    def _maps(self, fields: Fields, key_question: str | None) -> Maps:
        own = key_question
        if "key_question" in fields.table:
            chosen = fields.choice("key_question", KeyQuestion)
            own = chosen.value if chosen else None
            if chosen and key_question and own != key_question:
                fields.complain(
                    f"key_question is “{own}”; its section belongs to {key_question},"
                    " so move the question or leave the key out"
                )
        return Maps(
            key_question=own,
            quality_statement=self._mapped(fields, "quality_statement"),
            pamms=self._mapped(fields, "pamms"),
            line_of_enquiry=fields.optional_text("line_of_enquiry", _LINE),
            contract_clause=fields.optional_text("contract_clause", _LINE),
        )

    def _mapped(self, fields: Fields, key: str) -> str | None:
        reference = self._known.maps[key]
        typed = fields.text(key, _LINE, f"one of the {reference.title} in maps.toml")
        if not typed:
            return None
        word = reference.find(typed)
        if word is None:
            fields.complain(
                f"{key} is “{typed}”; it must be one of the {reference.title} in maps.toml"
            )
        return word

    def _looks_at(self, fields: Fields) -> tuple[str, ...]:
        ids = fields.optional_texts("looks_at", _SHORT)
        for item_id in ids:
            item = self._known.looks_at.get(item_id)
            if item is None:
                fields.complain(f"looks_at has “{item_id}”; it must be an id of looks_at.toml")
            elif self._service_types and not set(item.applies_to) & set(self._service_types):
                fields.complain(
                    f"looks_at has “{item_id}”, which does not concern"
                    f" {', '.join(self._service_types)}; ask something else"
                )
        return ids


def _matching(fields: Fields, key: str, pattern: re.Pattern[str], expected: str) -> str:
    value = fields.text(key, _SHORT, expected)
    if value and not pattern.fullmatch(value):
        fields.complain(f"{key} is “{value}”; it must be {expected}")
    return value


def _check_sameness(framework: Framework, root: Fields) -> None:
    questions = list(framework.questions())
    for first, second in alike_pairs([question.text for question in questions]):
        root.complaints.add(
            f"questions {questions[first].id} and {questions[second].id}",
            f"they say the same (“{questions[second].text}”); keep one or say what differs",
        )
