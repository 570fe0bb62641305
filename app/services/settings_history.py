"""What was changed in Settings: acts on settings, frameworks, officers and retention periods."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.db.work import Reading
from app.domain.clocks import DEFAULT_PERIODS
from app.domain.vocabulary import Marking
from app.domain.working_days import Period, PeriodUnit
from app.models import Act, Attachment, Change, Setting
from app.services.council import Council

_TABLES = ("setting", "framework_version", "officer", "retention_rule")
_UNTOLD = ("signed in", "frameworks kept", "sample")
_WORDS = {
    "name": "Council",
    "team": "Team",
    "authorities": "Local authorities",
    "logo_attachment_id": "Logo",
    "marking_visit": "Marking of visit reports",
    "marking_market": "Marking of the market report",
    "marking_register": "Marking of the register",
    "idle_minutes": "Minutes until it locks",
    "second_place": "Second place of backups",
    "bring_managers_names": "Names of registered managers",
    "period_draft_to_provider": "Draft report after the visit",
    "period_factual_accuracy": "Provider’s remarks on facts",
    "period_action_plan": "Provider’s action plan",
    "period_revisit": "Re-visit",
}
_DEFAULTS: dict[str, Any] = asdict(Council()) | {
    f"period_{field.name}": (period.number, period.unit.value)
    for field in fields(DEFAULT_PERIODS)
    for period in (getattr(DEFAULT_PERIODS, field.name),)
}


@dataclass(frozen=True)
class SettingsChange:
    """One act; `details` tells each setting with its old and new value, where there are any."""

    act_id: str
    at: datetime
    who: str
    what: str
    details: str
    reason: str


def list_settings_changes(reading: Reading, *, limit: int = 500) -> list[SettingsChange]:
    """The acts, newest first."""
    touched = select(Change.act_id).where(Change.table_name.in_(_TABLES))
    query = (
        select(Act)
        .where(Act.id.in_(touched), Act.kind.not_in(_UNTOLD))
        .order_by(Act.at.desc(), Act.id.desc())
        .limit(limit)
    )
    acts = list(reading.session.scalars(query))
    details = _details(reading, [act.id for act in acts])
    return [
        SettingsChange(
            act.id, act.at, act.officer_name, act.label, "; ".join(details[act.id]), act.reason
        )
        for act in acts
    ]


def _details(reading: Reading, act_ids: Iterable[str]) -> dict[str, list[str]]:
    keys = dict(reading.session.execute(select(Setting.id, Setting.key)).all())
    names = dict(reading.session.execute(select(Attachment.id, Attachment.name)).all())
    query = (
        select(Change)
        .where(Change.table_name == "setting", Change.act_id.in_(list(act_ids)))
        .order_by(Change.sequence)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for change in reading.session.scalars(query):
        before, after = _columns(change.before), _columns(change.after)
        key = str(after.get("key") or before.get("key") or keys.get(change.row_id, ""))
        if key not in _WORDS or change.act_id is None:
            continue
        old = _value(before) if "value" in before else _DEFAULTS.get(key)
        new = _value(after) if "value" in after else _DEFAULTS.get(key)
        was, now = _shown(key, old, names), _shown(key, new, names)
        if was != now:
            found[change.act_id].append(f"{_WORDS[key]}: {was} to {now}")
    return found


def _columns(stored: str | None) -> dict[str, Any]:
    return dict(json.loads(stored)) if stored else {}


def _value(columns: dict[str, Any]) -> Any:
    """The log keeps the column as it is stored: JSON as text; what was erased is plain text."""
    value = columns.get("value")
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _shown(key: str, value: Any, names: dict[str, str]) -> str:
    if value in (None, "", [], ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key.startswith("marking_"):
        return Marking(value).words
    if key.startswith("period_"):
        number, unit = value
        return Period(int(number), PeriodUnit(unit)).words
    if key == "logo_attachment_id":
        return f"“{names.get(str(value), 'a picture')}”"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
