"""The findings and actions of one question, each as a card with its kind, words and Edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.vocabulary import FindingKind
from app.domain.words import short_date
from app.services.visit_views import ActionView, FindingView
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import IconLabel, label

KIND_ICONS: Final = {
    FindingKind.STRENGTH: "ph.star",
    FindingKind.IMPROVEMENT: "ph.wrench",
    FindingKind.BREACH: "ph.warning-octagon",
    FindingKind.SAFEGUARDING: "ph.shield-warning",
}


def action_words(action: ActionView) -> str:
    """ "Registered manager. High. Due 15/12/2026. Evidence: four weekly audits"."""
    parts = [action.owner, action.priority.words, f"Due {short_date(action.due_on)}"]
    if action.evidence_needed:
        parts.append(f"Evidence: {action.evidence_needed}")
    return ". ".join(part.rstrip(".") for part in parts if part)


class Card(QFrame):
    """A tag with icon, a line in semibold, a quiet second line, and Edit at the right."""

    def __init__(
        self,
        name: str,
        icon: str,
        tag: str,
        title: str,
        second: str,
        on_edit: Callable[[], object] | None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("area", "card")
        self.setAccessibleName(f"{tag}: {title}. {second}")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(_tag(icon, tag))
        words = label(title, "strong", wrap=True)
        row.addWidget(words, 1)
        if on_edit is not None:
            row.addWidget(
                button("Edit", "quiet", name=f"{name}_edit", small=True, on_click=on_edit)
            )
        column.addLayout(row)
        if second:
            column.addWidget(label(second, "second", wrap=True))


def _tag(icon: str, words: str) -> QWidget:
    found = QFrame()
    found.setObjectName("tag")
    found.setProperty("area", "tag")
    row = QHBoxLayout(found)
    row.setContentsMargins(6, 0, 6, 0)
    row.setSpacing(4)
    row.addWidget(IconLabel(icon, "text", 15))
    row.addWidget(label(words))
    found.setFixedHeight(22)
    return found


def finding_card(finding: FindingView, on_edit: Callable[[], object] | None) -> Card:
    """The card of a finding."""
    second = finding.text
    if finding.clause:
        second = f"Clause {finding.clause}. {second}".strip()
    if finding.reported_to:
        second = f"Reported to {finding.reported_to}. {second}".strip()
    return Card(
        f"finding_{finding.id}", KIND_ICONS[finding.kind], finding.kind.words, finding.headline,
        second, on_edit,
    )  # fmt: skip


def action_card(action: ActionView, on_edit: Callable[[], object] | None) -> Card:
    """The card of an action."""
    return Card(
        f"action_{action.id}", "ph.check-square-offset", f"Action A{action.number}", action.text,
        action_words(action), on_edit,
    )  # fmt: skip
