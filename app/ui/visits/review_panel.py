"""The peer review: points to look at, each cleared or answered, and who reviewed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.review import reviewer_advice
from app.domain.vocabulary import VisitStatus
from app.services.office import LONDON
from app.services.visit_review import VisitReview
from app.services.visit_signing import PointView, answer_point, answer_points, record_review
from app.ui import acts
from app.ui.context import Context
from app.ui.visits.review_points import ReviewPoints
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
        self._points = ReviewPoints()
        self._points.question_asked.connect(self.question_asked)
        self._points.clear_asked.connect(self._clear_point)
        self._points.remark_asked.connect(self._ask_remark)
        column.addWidget(self._points)
        column.addWidget(rule())
        self._who = QWidget()
        who = QVBoxLayout(self._who)
        who.setContentsMargins(0, 0, 0, 0)
        who.addWidget(label("Who reviewed", "heading"))
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
        self._advice = label("", tone="warn", wrap=True, name="reviewer_advice")
        who.addWidget(self._advice)
        who.addWidget(self.form)
        column.addWidget(self._who)
        column.addStretch(1)

    def show_review(self, review: VisitReview, *, is_read_only: bool) -> None:
        """Show the points of a version and what was said of them."""
        self._review = review
        assert review.readiness is not None
        assert review.page is not None
        self._show_state(review)
        self._points.show_points(review.readiness.points, is_read_only=is_read_only)
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
            advice = ""
            if not review.page.is_locked:
                advice = reviewer_advice(version.reviewed_by, review.team, review.officers)
            strong, is_well = f"Reviewed by {version.reviewed_by} on {at:%d/%m/%Y}.", not advice
        else:
            strong, advice, is_well = "Not reviewed yet.", "", False
        rest = "The checks found nothing to answer."
        if points:
            rest = f"{left} of {len(points)} points to answer or clear."
        self._state.set_words(strong, f"{advice} {rest}".lstrip(), "ok" if is_well else "warn")

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

    def _ask_remark(self, views: tuple[PointView, ...]) -> None:
        """Ask why one point stands, or why several do."""
        assert self._review is not None
        assert self._review.page is not None
        version_id, services = self._review.page.version.id, self._context.services
        first = views[0]
        field = Field("remark", "Why it stands" if len(views) == 1 else "Why they stand",
                      FieldKind.LONG_TEXT, width=560, what="why")  # fmt: skip
        if len(views) == 1:
            title = first.point.words
            act = partial(services.write, answer_point, version_id, first.key,
                          is_cleared=first.is_cleared)  # fmt: skip
        else:
            title = f"{first.point.kind.words}: one reason for {len(views)} points"
            act = partial(services.write, answer_points, version_id,
                          tuple(view.key for view in views))  # fmt: skip
        FormDialog(
            self, self._context, "remark_dialog", title, [field],
            button_words="Keep the reason",
            values={"remark": first.remark if len(views) == 1 else ""},
            act=lambda values: partial(act, remark=values["remark"]),
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
