"""Writes a framework as the TOML that the loader reads: reading it again gives the same value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from app.frameworks.loader import FORMAT
from app.frameworks.shapes import Framework, Question, Section


def framework_as_toml(framework: Framework) -> str:
    """The whole file, ending in a line break. Comments of the file it came from are not kept."""
    return "\n".join(_lines(framework)) + "\n"


def _lines(framework: Framework) -> Iterator[str]:
    yield f"format = {FORMAT}"
    yield from ("", "[framework]")
    yield f"id = {_text(framework.id)}"
    yield f"version = {_text(framework.version)}"
    yield f"title = {_text(framework.title)}"
    yield f"description = {_text(framework.description)}"
    yield f"status = {_text(framework.status.value)}"
    if framework.published_on is not None:
        yield f"published_on = {framework.published_on.isoformat()}"
    yield f"service_types = {_list(one.value for one in framework.service_types)}"
    yield from _scale(framework)
    for section in framework.sections:
        yield from _section(section)


def _scale(framework: Framework) -> Iterator[str]:
    scale = framework.scale
    yield from ("", "[framework.scale]")
    yield f"name = {_text(scale.name)}"
    yield "levels = ["
    for level in scale.levels:
        yield f"    {{ score = {level.score}, label = {_text(level.label)} }},"
    yield "]"
    yield f"bands = [{', '.join(map(str, scale.bands))}]"


def _section(section: Section) -> Iterator[str]:
    yield from ("", "[[section]]")
    yield f"id = {_text(section.id)}"
    yield f"title = {_text(section.title)}"
    yield f"role = {_text(section.role.value)}"
    if section.key_question is not None:
        yield f"key_question = {_text(section.key_question)}"
    for question in section.questions:
        yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield from ("", "[[section.question]]")
    yield f"id = {_text(question.id)}"
    yield f"text = {_text(question.text)}"
    yield from _long_list("prompts", question.prompts)
    yield from _long_list("evidence", question.evidence_expected)
    yield f"weight = {question.weight}"
    yield f"critical = {'true' if question.is_critical else 'false'}"
    yield f"service_types = {_list(one.value for one in question.service_types)}"
    maps = question.maps
    for key, value in (
        ("key_question", maps.key_question),
        ("quality_statement", maps.quality_statement),
        ("pamms", maps.pamms),
        ("line_of_enquiry", maps.line_of_enquiry),
        ("contract_clause", maps.contract_clause),
    ):
        if value is not None:
            yield f"{key} = {_text(value)}"
    if question.looks_at:
        yield f"looks_at = {_list(question.looks_at)}"


def _text(words: str) -> str:
    """A string in quotes: what JSON escapes is escaped in TOML alike."""
    return json.dumps(words, ensure_ascii=False)


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(_text(item) for item in items)}]"


def _long_list(key: str, items: Iterable[str]) -> Iterator[str]:
    yield f"{key} = ["
    for item in items:
        yield f"    {_text(item)},"
    yield "]"
