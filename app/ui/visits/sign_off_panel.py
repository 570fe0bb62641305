"""Sign-off: what stands in the way, words that may identify a person, name and role."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.review import look_at_before_locking
from app.domain.vocabulary import VisitStatus
from app.services.office import LONDON
from app.services.visit_review import VisitReview
from app.services.visit_signing import sign_off
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field
from app.ui.widgets.labels import label
from app.ui.widgets.note import Note

MOST_SHOWN = 12
LOCKS = (
    "The version is locked. It can be changed only as an amendment, with its reason. "
    "Actions go on being worked."
)


class SignOffPanel(QWidget):
    """The version is locked from sign-off on."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("sign_off")
        self._context = context
        self._review: VisitReview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 12, 16)
        column.setSpacing(8)
        self._state = Note("", name="sign_off_state")
        column.addWidget(self._state)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        column.addLayout(self._lines)
        self.form = Form(
            "sign_off_form",
            (
                Field("signed_by", "Name", what="who signs the report"),
                Field("role", "Role", what="the role"),
            ),
            today=context.today(),
        )
        self.sign_button = button(
            "Sign off and lock", "primary", name="sign_off_button", on_click=self._ask
        )
        self.form.add_button(self.sign_button)
        column.addWidget(self.form)
        column.addStretch(1)
        self.form.set_values({"signed_by": context.officer.name, "role": context.officer.role})

    def show_review(self, review: VisitReview, *, is_read_only: bool) -> None:
        """Say how far this version is from sign-off, or when it was signed."""
        assert review.readiness is not None
        assert review.page is not None
        self._review = review
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.form.setVisible(not is_read_only)
        version = review.page.version
        if version.sealed_at is not None:
            at = version.sealed_at.astimezone(LONDON)
            who = ", ".join(part for part in (version.signed_by, version.signed_role) if part)
            words = f"By {who} on {at:%d/%m/%Y at %H:%M}. Version {version.number} is locked."
            self._state.set_words("Signed off.", words, "ok")
            if review.seal is not None and review.seal_place is not None:
                place = review.seal_place
                of = f" of the {place.total}" if place.total > 1 else ", the only one"
                said = f"Seal {place.number}{of} in this file. Checksum {review.seal.head[:16]}"
                self._lines.addWidget(label(said, "second", selectable=True))
            return
        self._show_what_blocks(review)
        self._show_identifying(review)

    def _show_what_blocks(self, review: VisitReview) -> None:
        assert review.readiness is not None
        blocks = list(review.readiness.blocks)
        if review.visit.status is not VisitStatus.DRAFT:
            blocks.insert(0, "Finish the draft first.")
        warnings = look_at_before_locking(review.readiness.missing)
        if blocks:
            self._state.set_words("Not ready.", f"{len(blocks)} to do before sign-off:", "warn")
        elif warnings:
            self._state.set_words("Ready, but look at this first:", "", "warn")
        else:
            self._state.set_words("Ready.", "Nothing stands in the way of sign-off.", "ok")
        self._add_points(blocks[:MOST_SHOWN])
        if len(blocks) > MOST_SHOWN:
            self._lines.addWidget(label(f"and {len(blocks) - MOST_SHOWN} more", "second"))
        if blocks and warnings:
            self._lines.addWidget(label("Look at this too:", "strong"))
        self._add_points(warnings)
        explain_disabled(self.sign_button, blocks[0] if blocks else "")

    def _add_points(self, points: Sequence[str]) -> None:
        for words in points:
            self._lines.addWidget(label(f"• {words}", wrap=True))

    def _show_identifying(self, review: VisitReview) -> None:
        assert review.readiness is not None
        found = review.readiness.identifying
        if not found:
            return
        note = Note(
            "This may identify a person.",
            "Change it, or leave it when it does not. The report prints what stands there.",
            "warn",
            name="identifying",
        )
        self._lines.addWidget(note)
        for where, hint in found[:MOST_SHOWN]:
            words = f"{where}: “{hint.found.strip()}”. {hint.kind.words}."
            self._lines.addWidget(label(words, wrap=True, selectable=True))
        if len(found) > MOST_SHOWN:
            self._lines.addWidget(label(f"and {len(found) - MOST_SHOWN} more", "second"))

    def _ask(self) -> None:
        values = self.form.submit()
        if values is None or self._review is None:
            return
        assert self._review.readiness is not None
        reference = self._review.visit.reference
        warnings = look_at_before_locking(self._review.readiness.missing)
        is_agreed = self._context.messages.confirm(
            f"Sign off {reference}?",
            " ".join((*warnings, LOCKS)),
            "Sign off and lock",
            danger=False,
        )
        if not is_agreed:
            return
        self.sign_button.setEnabled(False)
        acts.write(
            self._context, self, sign_off, self._review.visit.id, values["signed_by"],
            values["role"], on_done=self._on_signed, on_error=self._on_refused,
        )  # fmt: skip

    def _on_signed(self, _seal: object) -> None:
        self.form.mark_saved()
        self._context.messages.say("Signed off and locked.")

    def _on_refused(self, error: Exception) -> None:
        self.sign_button.setEnabled(True)
        if not self.form.show_error(error):
            self._context.messages.tell_error(error)
