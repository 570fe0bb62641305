"""One action: what must change, how it stands, what was heard of it, and the next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.actions import ActionStep, allowed_steps, late_words
from app.domain.vocabulary import Priority
from app.domain.words import long_date, short_date
from app.services.actions import (
    ActionDetail,
    ActionDraft,
    ActionEventRow,
    archive_action,
    change_action,
    extend_action,
    get_action,
    note_update,
    restore_action,
    take_step,
)
from app.ui import acts
from app.ui.context import Context
from app.ui.page import Page
from app.ui.widgets.buttons import button, more_button
from app.ui.widgets.detail_header import Fact, FactsRow
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label, rule

_STEP_ASKS: Final = {
    ActionStep.REPORT_COMPLETE: (
        "What the provider reports",
        "The action stays open until you have verified it.",
    ),
    ActionStep.VERIFY: ("What was seen that shows it is done", "The action is closed."),
    ActionStep.NOT_ACCEPTED: ("What is still missing", "The action goes back to in progress."),
    ActionStep.REOPEN: ("Why it is opened again", "The action counts as open again."),
}  # fmt: skip
_EVENT_WORDS: Final = {
    ActionStep.START.value: "Started",
    ActionStep.REPORT_COMPLETE.value: "Provider reported complete",
    ActionStep.VERIFY.value: "Verified and closed",
    ActionStep.NOT_ACCEPTED.value: "Not accepted",
    ActionStep.REOPEN.value: "Opened again",
    "extended": "Extended",
    "update": "Update",
}
_TIMES: Final = {0: "No", 1: "Once", 2: "Twice"}
_FIELDS: Final = (
    Field("text", "What must change", FieldKind.LONG_TEXT, width=560),
    Field("owner", "Who does it", is_optional=True),
    Field(
        "priority", "Priority", FieldKind.RADIO,
        options=tuple((priority, priority.words) for priority in Priority),
    ),
    Field("due_on", "Due", FieldKind.DATE, what="the date by which it must be done"),
    Field("evidence_needed", "Evidence that will show it", is_optional=True, width=560),
)  # fmt: skip


class ActionPage(Page):
    """The key is the action's id."""

    changed_kinds: ClassVar[frozenset[str]] = frozenset(
        {"action", "action_event", "action_question", "service", "provider"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "action", "Action", back="Actions")
        self.detail: ActionDetail | None = None
        self._buttons: dict[str, Any] = {}
        self.menu = QMenu()
        self.menu.setObjectName("action_menu")
        self._change = self.menu.addAction("Change…")
        self._change.triggered.connect(self._ask_change)
        self._archiving = self.menu.addAction("Archive")
        self._archiving.triggered.connect(self._archive)
        self._restoring = self.menu.addAction("Restore")
        self._restoring.triggered.connect(self._restore)
        self.add_action(more_button(self.menu, name="action_more"))
        for name, words, slot in (
            ("update", "Update…", self._ask_update),
            ("extend", "Extend…", self._ask_extend),
        ):
            self._add(name, words, slot)
        for step in sorted(ActionStep, key=lambda one: one is ActionStep.VERIFY):
            words = step.words if step is ActionStep.START else f"{step.words}…"
            self._add(step.value, words, partial(self._ask_step, step))
        self.facts = FactsRow("action_facts")
        self.add_bar(self.facts)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 8, 12, 16)
        column.setSpacing(8)
        self._text = label("", "heading", wrap=True, name="action_text", selectable=True)
        column.addWidget(self._text)
        self._evidence = label("", "second", wrap=True, name="action_evidence", selectable=True)
        column.addWidget(self._evidence)
        links = QHBoxLayout()
        links.setSpacing(16)
        self._visit_link = button("Open the visit", "link", name="action_visit")
        self._visit_link.clicked.connect(self._open_visit)
        self._service_link = button("Open the service", "link", name="action_service")
        self._service_link.clicked.connect(self._open_service)
        links.addWidget(self._visit_link)
        links.addWidget(self._service_link)
        links.addStretch(1)
        column.addLayout(links)
        column.addSpacing(8)
        column.addWidget(label("What was heard of it", "heading"))
        self._events = QVBoxLayout()
        self._events.setSpacing(4)
        column.addLayout(self._events)
        column.addStretch(1)
        self.set_content(body, scrolls=True)

    def reload(self) -> None:
        """Read the action with its events."""
        if self.key:
            acts.read(self.context, self, get_action, self.key, on_result=self._on_read)

    # --- showing ----------------------------------------------------------------------------

    def _on_read(self, detail: ActionDetail) -> None:
        if detail.row.id != self.key:
            return
        self.detail = detail
        row = detail.row
        self.set_title(f"Action A{row.number}, {row.service_name}")
        self.set_sentence(self._sentence(detail))
        self._text.setText(row.text)
        needed = detail.evidence_needed
        self._evidence.setText(f"Evidence needed: {needed}" if needed else "")
        self._evidence.setVisible(bool(needed))
        self._visit_link.setVisible(detail.visit_id is not None)
        self._visit_link.setText(f"Visit {row.visit_reference}")
        self._service_link.setText(row.service_name)
        late = late_words(row.state, row.due_on, self.context.today())
        self.facts.set_facts(
            [
                Fact("State", row.state.words),
                Fact("Due", short_date(row.due_on), "danger" if late else ""),
                Fact("Priority", row.priority.words),
                Fact("Owner", row.owner or "Nobody named"),
                Fact("Raised", short_date(row.raised_on)),
                Fact("Opened again", _TIMES.get(row.times_reopened, f"{row.times_reopened} times")),
            ]
        )  # fmt: skip
        steps = () if row.is_archived else allowed_steps(row.state)
        for step in ActionStep:
            self._buttons[step.value].setVisible(step in steps)
        is_worked_on = row.state.is_open and not row.is_archived
        self._change.setVisible(is_worked_on)
        self._buttons["extend"].setVisible(is_worked_on)
        self._buttons["update"].setVisible(not row.is_archived)
        self._archiving.setVisible(not row.is_archived)
        self._restoring.setVisible(row.is_archived)
        self._show_events(detail.events)

    def _sentence(self, detail: ActionDetail) -> str:
        row = detail.row
        if row.is_archived:
            return f"{row.provider_name}. Archived: it counts nowhere. The menu restores it."
        if row.verified_on is not None:
            return (
                f"{row.provider_name}. Verified by {detail.verified_by} on "
                f"{long_date(row.verified_on)}."
            )
        late = late_words(row.state, row.due_on, self.context.today())
        return f"{row.provider_name}. {row.state.words}{f', {late}' if late else ''}."

    def _show_events(self, events: tuple[ActionEventRow, ...]) -> None:
        while (item := self._events.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not events:
            self._events.addWidget(label("Nothing yet.", "second"))
        for event in reversed(events):
            self._events.addWidget(rule())
            self._events.addWidget(_event(event))

    # --- acts -------------------------------------------------------------------------------

    def _ask_step(self, step: ActionStep) -> None:
        key, services = self.key, self.context.services
        if step not in _STEP_ASKS:
            acts.write(self.context, self, take_step, key, step, "", offers_undo=True)
            return
        words, sentence = _STEP_ASKS[step]
        fields = [
            Field("text", words, FieldKind.LONG_TEXT, width=560,
                  is_optional=step is ActionStep.REPORT_COMPLETE, what=words.lower())
        ]  # fmt: skip
        if step is ActionStep.REPORT_COMPLETE:
            fields.append(Field("by_whom", "Who said so", hint="The role", is_optional=True))

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            by = values.get("by_whom", "")
            return partial(services.write, take_step, key, step, values["text"], by)

        self._open("step_dialog", step.words, fields, act, step.words, sentence)

    def _ask_extend(self) -> None:
        assert self.detail is not None
        key, services = self.key, self.context.services
        fields = (
            Field("due_on", "New due date", FieldKind.DATE, "For example 15/12/2026",
                  what="the new due date"),
            Field("reason", "Why", FieldKind.LONG_TEXT, width=560, what="why it is extended"),
        )  # fmt: skip

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            return partial(services.write, extend_action, key, values["due_on"], values["reason"])

        due = short_date(self.detail.row.due_on)
        self._open("extend_dialog", "Extend the action", fields, act, "Extend", f"Due now: {due}")

    def _ask_update(self) -> None:
        key, services = self.key, self.context.services
        fields = (
            Field("text", "What you heard", FieldKind.LONG_TEXT, width=560, what="what you heard"),
            Field("by_whom", "From whom", hint="The role", is_optional=True),
        )

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            return partial(services.write, note_update, key, values["text"], values["by_whom"])

        self._open("update_dialog", "Update", fields, act, "Keep the update", "")

    def _ask_change(self) -> None:
        detail = self.detail
        assert detail is not None
        row, services = detail.row, self.context.services

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            draft = ActionDraft(
                row.service_id, values["text"], values["priority"], values["due_on"],
                values["owner"], values["evidence_needed"], detail.visit_id, detail.question_keys,
                detail.is_agreed_on_day,
            )  # fmt: skip
            return partial(services.write, change_action, row.id, row.row_version, draft)

        values = {
            "text": row.text, "owner": row.owner, "priority": row.priority, "due_on": row.due_on,
            "evidence_needed": detail.evidence_needed,
        }  # fmt: skip
        FormDialog(
            self, self.context, "change_dialog", "Change the action", _FIELDS, act=act,
            button_words="Save the action", values=values,
        ).open()  # fmt: skip

    def _archive(self) -> None:
        acts.write(
            self.context, self, archive_action, self.key, offers_undo=True,
            on_done=self._on_archived,
        )  # fmt: skip

    def _restore(self) -> None:
        acts.write(self.context, self, restore_action, self.key, offers_undo=True)

    def _on_archived(self, _result: object) -> None:
        self.navigate.emit("actions", "")

    def _open(
        self,
        name: str,
        heading: str,
        fields: Any,
        act: Callable[[Mapping[str, Any]], Callable[[], Any]],
        words: str,
        sentence: str,
    ) -> None:
        FormDialog(
            self, self.context, name, heading, fields, button_words=words, act=act,
            sentence=sentence,
        ).open()  # fmt: skip

    def _open_visit(self) -> None:
        if self.detail is not None and self.detail.visit_id:
            self.navigate.emit("visit", self.detail.visit_id)

    def _open_service(self) -> None:
        if self.detail is not None:
            self.navigate.emit("service", self.detail.row.service_id)

    def _add(self, name: str, words: str, slot: Callable[[], object]) -> None:
        kind = ActionStep.VERIFY.value
        found = button(
            words, "primary" if name == kind else "secondary", name=f"action_{name}",
            on_click=slot,
        )  # fmt: skip
        self._buttons[name] = found
        self.add_action(found)


def _event(event: ActionEventRow) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 4, 0, 4)
    column.setSpacing(0)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(label(_EVENT_WORDS.get(event.kind, event.kind), "strong"))
    moved = ""
    if event.due_before is not None and event.due_after is not None:
        moved = f", from {short_date(event.due_before)} to {short_date(event.due_after)}"
    row.addWidget(label(f"{short_date(event.happened_on)}, {event.by_whom}{moved}", "second"))
    row.addStretch(1)
    column.addLayout(row)
    if event.text:
        column.addWidget(label(event.text, wrap=True, selectable=True))
    return box
