"""The forms of a finding and of an action, and the drafts that they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.domain.vocabulary import FindingKind, Priority
from app.services.actions import ActionDetail, ActionDraft
from app.services.findings import FindingDraft
from app.services.visit_views import FindingView, QuestionView
from app.ui.widgets.form_fields import Field, FieldKind

_KINDS: Final = tuple((kind, kind.words) for kind in FindingKind)
_PRIORITIES: Final = tuple((priority, priority.words) for priority in Priority)


def _is_breach(raw: Mapping[str, Any]) -> bool:
    return raw.get("kind") is FindingKind.BREACH


def _is_safeguarding(raw: Mapping[str, Any]) -> bool:
    return raw.get("kind") is FindingKind.SAFEGUARDING


def _takes_action(raw: Mapping[str, Any]) -> bool:
    return raw.get("kind") is not FindingKind.STRENGTH


def _has_action(raw: Mapping[str, Any]) -> bool:
    return _takes_action(raw) and bool(str(raw.get("action_text") or "").strip())


FINDING_FIELDS: Final = (
    Field("kind", "Kind", FieldKind.RADIO, options=_KINDS, what="the kind of finding"),
    Field("headline", "What was found", hint="One claim in one sentence, without names", width=560,
          what="what was found, in a sentence"),
    Field("text", "What shows it", FieldKind.LONG_TEXT, is_optional=True, lines=3, width=560),
    Field("clause", "Clause of the contract", is_visible=_is_breach, is_optional=True),
    Field("requirement", "What it requires", is_visible=_is_breach, is_optional=True, width=560),
    Field(
        "reported_to", "Reported to", hint="The team, never a detail of the person",
        is_visible=_is_safeguarding, is_optional=True,
    ),
    Field("reported_by", "Reported by", is_visible=_is_safeguarding, is_optional=True),
    Field(
        "reported_on", "Reported on", FieldKind.DATE, is_visible=_is_safeguarding, is_optional=True,
        what="the date of the report",
    ),
    Field(
        "reported_reference", "Reference of the report", is_visible=_is_safeguarding,
        is_optional=True, width=240,
    ),
    Field(
        "others_told", "Who else was told", is_visible=_is_safeguarding, is_optional=True,
    ),
)  # fmt: skip

_SUMMARY_FIELDS: Final = (
    Field("is_repeat", "Was it found before?", FieldKind.YES_NO),
    Field("is_in_summary", "Show it in the summary?", FieldKind.YES_NO),
)


def _action_fields(prefix: str = "", is_alone: bool = True) -> tuple[Field, ...]:
    shown = None if is_alone else _has_action
    return (
        Field(
            f"{prefix}text", "What must change", FieldKind.LONG_TEXT,
            hint="" if is_alone else "Leave it empty to raise no action",
            is_optional=not is_alone, lines=2, width=560,
            is_visible=None if is_alone else _takes_action,
        ),
        Field(f"{prefix}owner", "Who does it", is_optional=True, is_visible=shown),
        Field(
            f"{prefix}priority", "Priority", FieldKind.RADIO, options=_PRIORITIES,
            is_visible=shown,
        ),
        Field(
            f"{prefix}due_on", "Due", FieldKind.DATE, hint="For example 15/12/2026",
            what="the date by which it must be done", is_visible=shown,
        ),
        Field(
            f"{prefix}evidence_needed", "Evidence that will show it", is_optional=True, width=560,
            is_visible=shown,
        ),
        Field(
            f"{prefix}is_agreed_on_day", "Agreed with the provider on the day?", FieldKind.YES_NO,
            is_visible=shown,
        ),
    )  # fmt: skip


RAISE_FIELDS: Final = (*FINDING_FIELDS, *_action_fields("action_", is_alone=False))
EDIT_FINDING_FIELDS: Final = (*FINDING_FIELDS, *_SUMMARY_FIELDS)
ACTION_FIELDS: Final = _action_fields()


def starting_values(question: QuestionView, *, falls_short: bool) -> dict[str, Any]:
    """What the form for a new finding begins with."""
    kind = (
        FindingKind.IMPROVEMENT if falls_short or question.level is None else FindingKind.STRENGTH
    )
    return {
        "kind": kind,
        "action_owner": "Registered manager",
        "action_priority": Priority.HIGH if question.is_critical else Priority.MEDIUM,
        "action_is_agreed_on_day": False,
    }


def finding_draft(
    values: Mapping[str, Any], version_id: str, question_id: str | None
) -> FindingDraft:
    """The finding that the form asks for; fields of another kind are left empty."""
    kept = {
        field.name: values[field.name]
        for field in FINDING_FIELDS
        if field.is_visible is None or field.is_visible(values)
    }
    flags: dict[str, Any] = {
        name: bool(values[name]) for name in ("is_repeat", "is_in_summary") if name in values
    }
    return FindingDraft(version_id=version_id, question_id=question_id, **kept, **flags)


def finding_values(finding: FindingView) -> dict[str, Any]:
    """A finding as its form shows it."""
    return {field.name: getattr(finding, field.name) for field in EDIT_FINDING_FIELDS}


def action_draft(
    values: Mapping[str, Any],
    service_id: str,
    visit_id: str | None,
    question_keys: tuple[str, ...],
    prefix: str = "",
) -> ActionDraft | None:
    """The action that the form asks for; None when it asks for none."""
    if prefix and not _has_action(values):
        return None
    return ActionDraft(
        service_id=service_id,
        text=values[f"{prefix}text"],
        priority=values[f"{prefix}priority"] or Priority.MEDIUM,
        due_on=values[f"{prefix}due_on"],
        owner=values[f"{prefix}owner"],
        evidence_needed=values[f"{prefix}evidence_needed"],
        visit_id=visit_id,
        question_keys=question_keys,
        is_agreed_on_day=bool(values[f"{prefix}is_agreed_on_day"]),
    )


def action_values(detail: ActionDetail) -> dict[str, Any]:
    """An action as its form shows it."""
    row = detail.row
    return {
        "text": row.text,
        "owner": row.owner,
        "priority": row.priority,
        "due_on": row.due_on,
        "evidence_needed": detail.evidence_needed,
        "is_agreed_on_day": detail.is_agreed_on_day,
    }
