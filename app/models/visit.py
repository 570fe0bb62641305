"""QA visits, their versions and the copied questions with their answers.

`visit` is the identity; a `visit_version` holds copied sections and questions and the answers. An
amendment copies the version. Once `sealed_at` is set, triggers refuse any change to the version
and to everything below it (app/db/change_log.py).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.vocabulary import (
    AnswerKind,
    EvidenceKind,
    FindingKind,
    VisitKind,
    VisitMode,
    VisitStatus,
)
from app.models.base import Base, CompactJson, Moment, Record, Word


class Visit(Record):
    """One QA visit to one service.

    A visit done before this program came from the council's spreadsheet: it has a date and a result
    but no framework and no version, and `reason` says where it came from.
    """

    __tablename__ = "visit"

    reference: Mapped[str] = mapped_column(Text, unique=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[VisitKind] = mapped_column(Word(VisitKind))
    mode: Mapped[VisitMode] = mapped_column(Word(VisitMode))
    status: Mapped[VisitStatus] = mapped_column(Word(VisitStatus), index=True)
    framework_version_id: Mapped[str | None] = mapped_column(ForeignKey("framework_version.id"))
    chosen_sections: Mapped[list[str]] = mapped_column(CompactJson, default=list)
    is_focused: Mapped[bool] = mapped_column(default=False)
    is_blind: Mapped[bool] = mapped_column(default=False)
    planned_on: Mapped[date | None]
    planned_time: Mapped[str] = mapped_column(String(5), default="")
    visited_on: Mapped[date | None]
    visited_until: Mapped[date | None]
    times: Mapped[str] = mapped_column(Text, default="")
    lead_officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    final_overall: Mapped[str | None] = mapped_column(Text)


class VisitMember(Record):
    """Somebody who goes on the visit besides the lead."""

    __tablename__ = "visit_member"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text, default="")


class VisitVersion(Record):
    """One version of a visit: 0.x until final, 1.0 final, 1.1 and on for amendments."""

    __tablename__ = "visit_version"
    __table_args__ = (UniqueConstraint("visit_id", "number"),)

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    number: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("visit_version.id"))
    framework_key: Mapped[str] = mapped_column(Text)
    framework_version: Mapped[str] = mapped_column(Text)
    framework_title: Mapped[str] = mapped_column(Text)
    scale: Mapped[dict[str, Any]] = mapped_column(CompactJson)
    judgement: Mapped[str] = mapped_column(Text, default="")
    looked_at: Mapped[str] = mapped_column(Text, default="")
    spoken_to: Mapped[str] = mapped_column(Text, default="")
    told_provider: Mapped[str] = mapped_column(Text, default="")
    summaries: Mapped[dict[str, str]] = mapped_column(CompactJson, default=dict)
    no_overall_reason: Mapped[str] = mapped_column(Text, default="")
    drafted_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_by: Mapped[str] = mapped_column(Text, default="")
    review_note: Mapped[str] = mapped_column(Text, default="")
    signed_by: Mapped[str] = mapped_column(Text, default="")
    signed_role: Mapped[str] = mapped_column(Text, default="")
    sealed_at: Mapped[datetime | None] = mapped_column(Moment)


class VisitSection(Record):
    """A section of the framework as it was when the visit started."""

    __tablename__ = "visit_section"

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), index=True)
    section_key: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    key_question: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    position: Mapped[int]


class VisitQuestion(Record):
    """A question as it was when the visit started, with the framework's stable id."""

    __tablename__ = "visit_question"
    __table_args__ = (UniqueConstraint("version_id", "question_key"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), index=True)
    section_id: Mapped[str] = mapped_column(ForeignKey("visit_section.id"), index=True)
    question_key: Mapped[str] = mapped_column(Text, index=True)
    number: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    prompts: Mapped[list[str]] = mapped_column(CompactJson)
    evidence_expected: Mapped[list[str]] = mapped_column(CompactJson)
    weight: Mapped[int]
    is_critical: Mapped[bool]
    maps: Mapped[dict[str, Any]] = mapped_column(CompactJson)
    position: Mapped[int]


class Answer(Record):
    """The answer to one question; only `rated` has a level."""

    __tablename__ = "answer"

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), index=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("visit_question.id"), unique=True)
    kind: Mapped[AnswerKind] = mapped_column(Word(AnswerKind), default=AnswerKind.UNANSWERED)
    level: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    sample: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class Evidence(Record):
    """What supports an answer: words, or a document or photo among the attachments."""

    __tablename__ = "evidence"

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), index=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("visit_question.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(Word(EvidenceKind))
    text: Mapped[str] = mapped_column(Text, default="")
    attachment_id: Mapped[str | None] = mapped_column(ForeignKey("attachment.id"))
    position: Mapped[int] = mapped_column(default=0)


class Finding(Record):
    """A strength, an area for improvement, a breach or a safeguarding concern."""

    __tablename__ = "finding"

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), index=True)
    question_id: Mapped[str | None] = mapped_column(ForeignKey("visit_question.id"), index=True)
    number: Mapped[int]
    kind: Mapped[FindingKind] = mapped_column(Word(FindingKind))
    headline: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    requirement: Mapped[str] = mapped_column(Text, default="")
    clause: Mapped[str] = mapped_column(Text, default="")
    reported_to: Mapped[str] = mapped_column(Text, default="")
    reported_on: Mapped[date | None]
    reported_by: Mapped[str] = mapped_column(Text, default="")
    reported_reference: Mapped[str] = mapped_column(Text, default="")
    others_told: Mapped[str] = mapped_column(Text, default="")
    is_in_summary: Mapped[bool] = mapped_column(default=True)
    is_repeat: Mapped[bool] = mapped_column(default=False)


class QuickNote(Record):
    """Something noted on the way, filed to a question later; of no visit yet until filed to one."""

    __tablename__ = "quick_note"

    version_id: Mapped[str | None] = mapped_column(ForeignKey("visit_version.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    question_id: Mapped[str | None] = mapped_column(ForeignKey("visit_question.id"))


class ResultOverride(Record):
    """A manager's own result for a key question or the overall, with the reason."""

    __tablename__ = "result_override"
    __table_args__ = (UniqueConstraint("version_id", "area"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), index=True)
    area: Mapped[str] = mapped_column(Text)
    level: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)


class ReviewCheck(Record):
    """One check of the peer review and what was said of it."""

    __tablename__ = "review_check"

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), index=True)
    check_key: Mapped[str] = mapped_column(Text)
    question_id: Mapped[str | None] = mapped_column(ForeignKey("visit_question.id"))
    remark: Mapped[str] = mapped_column(Text, default="")
    is_cleared: Mapped[bool] = mapped_column(default=False)


class PreviousActionCheck(Record):
    """What this visit found of an action of an earlier one."""

    __tablename__ = "previous_action_check"
    __table_args__ = (UniqueConstraint("version_id", "action_id"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), index=True)
    action_id: Mapped[str] = mapped_column(ForeignKey("action.id"))
    verification: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    carried_to_id: Mapped[str | None] = mapped_column(ForeignKey("action.id"))


class VisitPlace(Base):
    """Where an officer was in a visit, so that reopening returns to the same question."""

    __tablename__ = "visit_place"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(Text)


class Seal(Base):
    """A link of the chain: the canonical bytes of a signed-off version and their hash."""

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("device_id", "position"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("visit_version.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36))
    position: Mapped[int]
    format: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    previous_head: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
