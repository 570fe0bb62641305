"""Acts on findings and actions of the open question, and on earlier actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.domain.actions import ActionStep
from app.domain.vocabulary import Verification
from app.services.actions import change_action, get_action, take_step
from app.services.findings import change_finding, remove_finding
from app.services.previous_actions import check_previous_action
from app.services.visit_findings import raise_from_answer
from app.services.visit_views import QuestionView
from app.ui.visits.asking import Asking
from app.ui.visits.finding_forms import (
    ACTION_FIELDS,
    EDIT_FINDING_FIELDS,
    RAISE_FIELDS,
    action_draft,
    action_values,
    finding_draft,
    finding_values,
    starting_values,
)
from app.ui.widgets.buttons import button
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind


class FindingActs(Asking):
    """Raise, change and remove findings; change actions; verify what was agreed earlier."""

    # --- findings ---------------------------------------------------------------------------

    def ask_finding(self, question: QuestionView) -> None:
        """Raise a finding and its action (Alt+A)."""
        live = self._live()
        if live is None:
            return
        page, services = live.header, self._context.services
        heading = f"Finding and action for {question.number}"

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            finding = finding_draft(values, page.version.id, question.id)
            keys = (question.key,)
            action = action_draft(values, page.visit.service_id, page.visit.id, keys, "action_")
            return partial(services.write, raise_from_answer, finding, action)

        dialog = FormDialog(
            self._window, self._context, "finding_dialog", heading, RAISE_FIELDS,
            button_words="Add to the visit", sentence=question.text, act=act,
            values=starting_values(question, falls_short=live.is_shortfall(question)), width=680,
            focus="headline",
        )  # fmt: skip
        self._open(dialog)

    def ask_edit_finding(self, question: QuestionView, finding_id: str) -> None:
        """Change a finding."""
        live = self._live()
        finding = next((one for one in question.findings if one.id == finding_id), None)
        if live is None or finding is None:
            return
        version_id, services = live.header.version.id, self._context.services

        def act(values: Mapping[str, Any]) -> Callable[[], Any]:
            draft = finding_draft(values, version_id, finding.question_id)
            return partial(services.write, change_finding, finding_id, finding.row_version, draft)

        dialog = FormDialog(
            self._window, self._context, "finding_dialog", "Change the finding",
            EDIT_FINDING_FIELDS, button_words="Save the finding", act=act,
            values=finding_values(finding), width=680,
        )  # fmt: skip
        remove = button("Remove the finding", "quiet", name="remove_finding", icon="ph.x")
        remove.clicked.connect(partial(self._remove_finding, dialog, finding_id))
        dialog.extra.addWidget(remove)
        self._open(dialog)

    def _remove_finding(self, dialog: FormDialog, finding_id: str) -> None:
        dialog.accept()
        self._remove(remove_finding, finding_id, "Removed a finding. Its action stays.")

    # --- actions ----------------------------------------------------------------------------

    def ask_edit_action(self, action_id: str) -> None:
        """Change an action of this visit."""
        services = self._context.services

        def on_read(detail: Any) -> None:
            def act(values: Mapping[str, Any]) -> Callable[[], Any]:
                draft = action_draft(
                    values, detail.row.service_id, detail.visit_id, detail.question_keys
                )
                version = detail.row.row_version
                return partial(services.write, change_action, action_id, version, draft)

            dialog = FormDialog(
                self._window, self._context, "action_dialog", "Change the action", ACTION_FIELDS,
                button_words="Save the action", act=act, values=action_values(detail), width=680,
            )  # fmt: skip
            self._open(dialog)

        self._context.background.read(
            lambda _progress: services.read(get_action, action_id), owner=self, on_result=on_read
        )

    def ask_verify(self, action_id: str) -> None:
        """Verify an earlier action: keep what was seen and close it."""
        self._ask_previous(action_id, Verification.DONE)

    def ask_not_accepted(self, action_id: str) -> None:
        """Say what an action that the provider reports complete still lacks."""
        services = self._context.services
        field = Field("text", "What is still missing", FieldKind.LONG_TEXT, width=560)
        dialog = FormDialog(
            self._window, self._context, "refuse_dialog", "Not accepted", [field],
            button_words="Do not accept", sentence="The action goes back to in progress.",
            act=lambda values: partial(
                services.write, take_step, action_id, ActionStep.NOT_ACCEPTED, values["text"]
            ),
        )  # fmt: skip
        self._open(dialog)

    def check_previous(
        self, action_id: str, verification: Verification, on_refused: Callable[[], object]
    ) -> None:
        """Keep what was found of an earlier action; all but "not checked" asks for words."""
        if verification is not Verification.NOT_CHECKED:
            dialog = self._ask_previous(action_id, verification)
            if dialog is not None:
                dialog.rejected.connect(on_refused)
            return
        live = self._live()
        if live is not None:
            version_id, services = live.header.version.id, self._context.services
            self._write(
                lambda _progress: services.write(
                    check_previous_action, version_id, action_id, verification
                )
            )

    def _ask_previous(self, action_id: str, verification: Verification) -> FormDialog | None:
        live = self._live()
        if live is None:
            return None
        version_id, services = live.header.version.id, self._context.services
        is_done = verification is Verification.DONE
        field = Field(
            "note", "What was seen", FieldKind.LONG_TEXT, width=560, is_optional=not is_done,
            hint="What shows that it is done" if is_done else "What is done, and what is not",
        )  # fmt: skip
        dialog = FormDialog(
            self._window, self._context, "verify_dialog", verification.words, [field],
            button_words="Verify and close" if is_done else "Keep it",
            sentence="The action is closed." if is_done else "The action stays open.",
            act=lambda values: partial(
                services.write, check_previous_action, version_id, action_id, verification,
                values["note"],
            ),
        )  # fmt: skip
        self._open(dialog)
        return dialog
