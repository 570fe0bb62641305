"""The peer review: points to look at, each cleared or answered, and who reviewed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.review import ReviewKind, reviewer_advice
from app.domain.vocabulary import VisitStatus
from app.domain.words import joined
from app.services.office import LONDON
from app.services.visit_review import VisitReview
from app.services.visit_signing import PointView, answer_point, record_review
from app.ui import acts
from app.ui.context import Context
from app.ui.widgets.buttons import button, explain_disabled
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.labels import label, rule
from app.ui.widgets.note import Note


class ReviewPanel(QWidget):
    """Points out, a person decides. `question_asked(question key)` leads to a standard."""

    question_asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("peer_review")
        self._context = context
        self._review: VisitReview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 12, 16)
        column.setSpacing(8)
        self._state = Note("", name="review_state")
        column.addWidget(self._state)
        self._points = QVBoxLayout()
        self._points.setSpacing(4)
        column.addLayout(self._points)
        column.addWidget(rule())
        self._who = QWidget()
        who = QVBoxLayout(self._who)
        who.setContentsMargins(0, 0, 0, 0)
        who.addWidget(label("Who reviewed", "heading"))
        self._advice = label("", tone="warn", wrap=True, name="reviewer_advice")
        who.addWidget(self._advice)
        self.form = Form(
            "review_form",
            (
                Field("reviewer", "Reviewer", hint="Someone who was not on the visit",
                      what="who reviewed the draft"),
                Field("note", "Note", FieldKind.LONG_TEXT, is_optional=True, width=560),
            ),
            today=context.today(),
        )  # fmt: skip
        self.form.changed.connect(self._show_advice)
        self.record_button = button(
            "Record the peer review", name="record_review", on_click=self._record
        )
        self.form.add_button(self.record_button)
        who.addWidget(self.form)
        column.addWidget(self._who)
        column.addStretch(1)

    def show_review(self, review: VisitReview, *, is_read_only: bool) -> None:
        """Show the points of a version and what was said of them."""
        self._review = review
        assert review.readiness is not None
        assert review.page is not None
        self._clear()
        self._show_state(review)
        for kind in ReviewKind:
            found = [view for view in review.readiness.points if view.point.kind is kind]
            if found:
                self._points.addWidget(label(f"{kind.words}: {len(found)}", "strong"))
                for view in found:
                    self._points.addWidget(self._line(view, is_read_only=is_read_only))
        self._who.setVisible(not is_read_only)
        is_draft = review.visit.status is VisitStatus.DRAFT
        reason = "" if is_draft else "Finish the draft before the peer review"
        explain_disabled(self.record_button, reason)
        if not self.form.is_dirty:
            version = review.page.version
            self.form.set_values({"reviewer": version.reviewed_by, "note": version.review_note})
        self._show_advice()

    def _show_state(self, review: VisitReview) -> None:
        assert review.page is not None
        assert review.readiness is not None
        version, points = review.page.version, review.readiness.points
        left = sum(1 for view in points if not view.is_cleared and not view.remark)
        if version.reviewed_at is not None:
            at = version.reviewed_at.astimezone(LONDON)
            strong, kind = f"Reviewed by {version.reviewed_by} on {at:%d/%m/%Y}.", "ok"
        else:
            strong, kind = "Not reviewed yet.", "warn"
        rest = "The checks found nothing to answer."
        if points:
            rest = f"{left} of {len(points)} points to answer or clear."
        self._state.set_words(strong, rest, "ok" if kind == "ok" else "warn")

    def _line(self, view: PointView, *, is_read_only: bool) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(view.point.words, wrap=True), 1)
        for key, number in zip(view.point.question_keys[:3], view.point.numbers, strict=False):
            go = button(f"Open {number}", "link", name=f"point_open_{number}")
            go.clicked.connect(partial(self.question_asked.emit, key))
            row.addWidget(go)
        if not is_read_only:
            row.addWidget(self._act(view))
            words = "Change the remark…" if view.remark else "Say why it stands…"
            remark = button(words, "quiet", name=f"remark_{view.key}", small=True)
            remark.clicked.connect(partial(self._ask_remark, view))
            row.addWidget(remark)
        column.addLayout(row)
        said = "Cleared." if view.is_cleared else ""
        if view.remark:
            said = joined([part for part in (said.rstrip("."), view.remark) if part], ":")
        if said:
            column.addWidget(label(said, "second", wrap=True))
        return box

    def _act(self, view: PointView) -> QWidget:
        words = "Put back" if view.is_cleared else "Clear"
        found = button(words, "quiet", name=f"clear_{view.key}", small=True)
        found.clicked.connect(partial(self._clear_point, view))
        return found

    def _clear_point(self, view: PointView) -> None:
        assert self._review is not None
        assert self._review.page is not None
        version_id, services = self._review.page.version.id, self._context.services
        self._context.background.write(
            lambda _progress: services.write(
                answer_point, version_id, view.key, view.remark, is_cleared=not view.is_cleared
            ),
            owner=self,
        )

    def _ask_remark(self, view: PointView) -> None:
        assert self._review is not None
        assert self._review.page is not None
        version_id, services = self._review.page.version.id, self._context.services
        field = Field("remark", "Why it stands", FieldKind.LONG_TEXT, width=560,
                      what="why it stands")  # fmt: skip
        FormDialog(
            self, self._context, "remark_dialog", view.point.words, [field],
            button_words="Keep the remark", values={"remark": view.remark},
            act=lambda values: partial(
                services.write, answer_point, version_id, view.key, values["remark"],
                is_cleared=view.is_cleared,
            ),
        ).open()  # fmt: skip

    def _record(self) -> None:
        values = self.form.submit()
        if values is None or self._review is None:
            return
        self.form.mark_saved()
        acts.write(
            self._context, self, record_review, self._review.visit.id, values["reviewer"],
            values["note"], on_error=self._on_refused,
        )  # fmt: skip

    def _on_refused(self, error: Exception) -> None:
        if not self.form.show_error(error):
            self._context.messages.tell_error(error)

    def _show_advice(self) -> None:
        if self._review is not None:
            reviewer = str(self.form.input_of("reviewer").raw()).strip()
            self._advice.setText(
                reviewer_advice(reviewer, self._review.team, self._review.officers)
            )
            self._advice.setVisible(bool(self._advice.text()))

    def _clear(self) -> None:
        while (item := self._points.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
