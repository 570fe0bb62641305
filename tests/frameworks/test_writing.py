"""A framework written as TOML reads back as the same value."""

from __future__ import annotations

import dataclasses

import pytest

from app.frameworks.loader import bundled, load_text
from app.frameworks.shapes import Framework
from app.frameworks.writing import framework_as_toml


@pytest.mark.parametrize("framework", bundled(), ids=lambda one: one.id)
def test_written_framework_reads_back_the_same(framework: Framework) -> None:
    assert load_text(framework_as_toml(framework), "again.toml") == framework


def test_text_with_quotes_and_backslashes_survives() -> None:
    framework = bundled()[0]
    said = 'Ask “why”, "who" and \\where\\ [it] = {was} # kept'
    section = framework.sections[0]
    question = dataclasses.replace(section.questions[0], text=said)
    changed = dataclasses.replace(
        framework,
        sections=(
            dataclasses.replace(section, questions=(question, *section.questions[1:])),
            *framework.sections[1:],
        ),
    )
    assert load_text(framework_as_toml(changed), "again.toml") == changed
