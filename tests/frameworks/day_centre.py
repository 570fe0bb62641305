"""A small whole framework that tests break in one place at a time."""

from __future__ import annotations

import pytest

from app.frameworks.loader import FrameworkError, load_text

GOOD = """\
format = 1

[framework]
id = "day-centre"
version = "2.1"
title = "Day centre"
description = "Visits to day centres."
status = "published"
published_on = 2026-04-01
service_types = ["care_home", "nursing_home"]

[framework.scale]
name = "Met or not"
levels = [
    { score = 2, label = "Met" },
    { score = 1, label = "Partly met" },
    { score = 0, label = "Not met" },
]
bands = [95, 78, 65]

[[section]]
id = "actions"
title = "Previous actions"
role = "previous_actions"

[[section.question]]
id = "P-1"
text = "Actions are complete"
prompts = ["See the plan", "See the change", "Ask staff"]
evidence = ["The plan"]
weight = 1
critical = false
key_question = "well_led"
quality_statement = "Learning culture"
pamms = "Monitoring quality"

[[section]]
id = "medicines"
title = "Medicines"
role = "scored"
key_question = "safe"

[[section.question]]
id = "M-1"
text = "Charts have no gaps"
prompts = ["Read 6 charts", "Count gaps", "Ask why"]
evidence = ["Charts"]
weight = 3
critical = true
quality_statement = "responding to people's immediate needs"
pamms = "Medicines"
contract_clause = "Schedule 2, 14.3"
looks_at = ["medicines-charts", "medicines-gaps"]

[[section.question]]
id = "M-2"
text = "Fridges stay between two and eight degrees"
prompts = ["Read the dial", "Read the log", "Ask what was done"]
evidence = ["Log"]
weight = 2
critical = false
service_types = ["nursing_home"]
quality_statement = "Medicines optimisation"
pamms = "Medicines"
"""


def complaints_of(text: str) -> tuple[str, ...]:
    """All that the loader says against `text`."""
    with pytest.raises(FrameworkError) as caught:
        load_text(text, "day.toml")
    return caught.value.complaints


def broken(old: str, new: str) -> str:
    """The file with its one `old` made `new`."""
    assert GOOD.count(old) == 1, f"{old!r} is not there just once"
    return GOOD.replace(old, new)
