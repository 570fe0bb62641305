"""Actions: what must change, and what was heard of it since. They outlive the visit's sign-off."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.vocabulary import ActionState, Priority
from app.models.base import Record, Word


class Action(Record):
    """One thing that a provider must change. Open until the manager verifies and closes it."""

    __tablename__ = "action"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), index=True)
    source: Mapped[str] = mapped_column(Text, default="QA visit")
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    evidence_needed: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[Priority] = mapped_column(Word(Priority), default=Priority.MEDIUM)
    raised_on: Mapped[date]
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    state: Mapped[ActionState] = mapped_column(Word(ActionState), default=ActionState.OPEN)
    reported_on: Mapped[date | None]
    verified_on: Mapped[date | None]
    verified_by: Mapped[str] = mapped_column(Text, default="")
    is_agreed_on_day: Mapped[bool] = mapped_column(default=False)
    times_reopened: Mapped[int] = mapped_column(default=0)
    is_archived: Mapped[bool] = mapped_column(default=False)


class ActionQuestion(Record):
    """A standard that an action answers, by the framework's stable id."""

    __tablename__ = "action_question"
    __table_args__ = (UniqueConstraint("action_id", "question_key"),)

    action_id: Mapped[str] = mapped_column(ForeignKey("action.id"), index=True)
    question_key: Mapped[str] = mapped_column(Text, index=True)


class ActionEvent(Record):
    """Something heard or done about an action: update, completion, check, extension, reopening."""

    __tablename__ = "action_event"

    action_id: Mapped[str] = mapped_column(ForeignKey("action.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date]
    by_whom: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    due_before: Mapped[date | None]
    due_after: Mapped[date | None]
