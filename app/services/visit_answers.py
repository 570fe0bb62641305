"""Answering on site: each answer, note, piece of evidence and quick note is one small act.

Every act commits before it returns (SAFETY "Saving"), so the window may say "Saved". A row version
guards against two windows; the caller gets the new one back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db.work import Work
from app.domain.visits import DROPPED
from app.domain.vocabulary import AnswerKind, EvidenceKind
from app.domain.words import clean_text
from app.errors import LockedRecordError, NotFoundError, RuleError, StaleError
from app.models import (
    Answer,
    Evidence,
    QuickNote,
    Visit,
    VisitPlace,
    VisitQuestion,
    VisitVersion,
)

LONGEST_NOTE = 200_000  # characters kept; a counter warns at 20,000 (SAFETY "What leaves")


@dataclass(frozen=True)
class AnswerDraft:
    """An answer as it stands on screen. `level` is set for rated answers only."""

    question_id: str
    kind: AnswerKind
    level: int | None
    note: str
    sample: str
    row_version: int


@dataclass(frozen=True)
class EvidenceDraft:
    """A piece of evidence: words, or a file among the attachments, or both."""

    question_id: str
    kind: EvidenceKind
    text: str = ""
    attachment_id: str | None = None


@dataclass(frozen=True)
class SavedAnswer:
    """What is stored now."""

    question_id: str
    row_version: int
    saved_at: datetime


def record_answer(work: Work, draft: AnswerDraft) -> SavedAnswer:
    """Store an answer. Raises RuleError, StaleError (another window) or LockedRecordError."""
    answer = work.session.scalar(select(Answer).where(Answer.question_id == draft.question_id))
    if answer is None:
        raise NotFoundError("This question is not part of the visit.")
    question = work.session.get_one(VisitQuestion, draft.question_id)
    version = open_version(work, answer.version_id)
    _store(work, version, answer, draft)
    work.session.flush()
    work.describe("answer", f"Answered {question.number}")
    return SavedAnswer(draft.question_id, answer.row_version, work.now)


def record_answers(work: Work, visit_reference: str, drafts: Sequence[AnswerDraft]) -> None:
    """Store many answers of one version in one act, by the same rules as `record_answer`."""
    wanted = {draft.question_id: draft for draft in drafts}
    answers = work.session.scalars(select(Answer).where(Answer.question_id.in_(wanted))).all()
    if len(answers) != len(wanted):
        raise NotFoundError("One of these questions is not part of the visit.")
    versions = {one: open_version(work, one) for one in {answer.version_id for answer in answers}}
    for answer in answers:
        _store(work, versions[answer.version_id], answer, wanted[answer.question_id])
    work.session.flush()
    work.describe("answers", f"Answered {len(answers)} standards of {visit_reference}")


def within_limit(text: str) -> str:
    """Return typed text without control characters. Raises RuleError over 200,000 characters."""
    kept = clean_text(text)
    if len(kept) > LONGEST_NOTE:
        raise RuleError(
            f"The note has {len(kept):,} characters; {LONGEST_NOTE:,} can be kept. "
            "Put the rest into a document and attach it.",
            "note",
        )
    return kept


def open_version(work: Work, version_id: str) -> VisitVersion:
    """Return a version that may be worked on. Raises LockedRecordError or RuleError."""
    version = work.session.get_one(VisitVersion, version_id)
    if version.sealed_at is not None:
        raise LockedRecordError(
            "This version of the visit is signed off and locked. Make an amendment to change it."
        )
    visit = work.session.get_one(Visit, version.visit_id)
    if visit.status in DROPPED:
        raise RuleError(f"{visit.reference} is {visit.status.words.lower()}: nothing can be added")
    return version


def _store(work: Work, version: VisitVersion, answer: Answer, draft: AnswerDraft) -> None:
    if answer.row_version != draft.row_version:
        raise StaleError("This answer was changed in another window. Look at it again first.")
    _check_level(version, draft)
    answer.kind = draft.kind
    answer.level = draft.level if draft.kind is AnswerKind.RATED else None
    answer.note = within_limit(draft.note)
    answer.sample = within_limit(draft.sample)
    if work.session.is_modified(answer):
        answer.answered_at = work.now


def _check_level(version: VisitVersion, draft: AnswerDraft) -> None:
    levels = {int(score) for score, _ in version.scale["levels"]}
    if draft.kind is AnswerKind.RATED and draft.level not in levels:
        raise RuleError("Choose one of the ratings of this framework", "level")


def add_evidence(
    work: Work,
    question_id: str,
    kind: EvidenceKind,
    *,
    text: str = "",
    attachment_id: str | None = None,
) -> str:
    """Add a piece of evidence to a question and return its id. Raises RuleError when empty."""
    question = _open_question(work, question_id)
    draft = EvidenceDraft(question_id, kind, text, attachment_id)
    position = work.session.scalar(
        select(func.count()).select_from(Evidence).where(Evidence.question_id == question_id)
    )
    evidence = _new_evidence(question.version_id, draft, int(position or 0))
    work.session.add(evidence)
    work.session.flush()
    work.describe("evidence added", f"Added evidence to {question.number}")
    return evidence.id


def add_evidence_items(work: Work, version_id: str, drafts: Sequence[EvidenceDraft]) -> None:
    """Add pieces of evidence to many questions of one version, by the rules of `add_evidence`."""
    version = open_version(work, version_id)
    known = set(
        work.session.scalars(select(VisitQuestion.id).where(VisitQuestion.version_id == version.id))
    )
    if not known.issuperset(draft.question_id for draft in drafts):
        raise NotFoundError("One of these questions is not part of the visit.")
    count = func.count()
    positions = dict(
        work.session.execute(
            select(Evidence.question_id, count)
            .where(Evidence.version_id == version.id)
            .group_by(Evidence.question_id)
        ).all()
    )
    for draft in drafts:
        position = positions.get(draft.question_id, 0)
        positions[draft.question_id] = position + 1
        work.session.add(_new_evidence(version.id, draft, position))
    work.session.flush()
    work.describe("evidence added", f"Added {len(drafts)} pieces of evidence")


def _new_evidence(version_id: str, draft: EvidenceDraft, position: int) -> Evidence:
    if not draft.text.strip() and draft.attachment_id is None:
        raise RuleError("Say what was seen, or attach a document or photo", "text")
    return Evidence(
        version_id=version_id,
        question_id=draft.question_id,
        kind=draft.kind,
        text=within_limit(draft.text),
        attachment_id=draft.attachment_id,
        position=position,
    )


def change_evidence(work: Work, evidence_id: str, text: str) -> None:
    """Change the words of a piece of evidence."""
    evidence = _evidence(work, evidence_id)
    evidence.text = within_limit(text)
    work.describe("evidence changed", "Changed the words of evidence")


def remove_evidence(work: Work, evidence_id: str) -> None:
    """Take a piece of evidence off its question; the file itself stays, so this can be undone."""
    evidence = _evidence(work, evidence_id)
    work.session.delete(evidence)
    work.describe("evidence removed", "Removed a piece of evidence")


def add_quick_note(
    work: Work, version_id: str | None, text: str, question_id: str | None = None
) -> str:
    """Note something on the way, at a visit or (None) before it is known where it belongs; it can
    be filed later. Returns its id. Raises RuleError without words."""
    if version_id is not None:
        open_version(work, version_id)
    if not text.strip():
        raise RuleError("Type the note first", "text")
    note = QuickNote(
        version_id=version_id, text=within_limit(text), noted_at=work.now, question_id=question_id
    )
    work.session.add(note)
    work.session.flush()
    work.describe("quick note", "Added a quick note")
    return note.id


def file_quick_note(work: Work, note_id: str, question_id: str) -> None:
    """File a quick note to a question: its words are added at the end of the answer's note."""
    note = work.session.get(QuickNote, note_id)
    if note is None:
        raise NotFoundError("This quick note is not there any more.")
    question = _open_question(work, question_id)
    answer = work.session.scalars(select(Answer).where(Answer.question_id == question_id)).one()
    answer.note = within_limit("\n".join(part for part in (answer.note, note.text) if part))
    note.question_id = question_id
    work.describe("quick note filed", f"Filed a quick note to {question.number}")


def remember_place(work: Work, visit_id: str, question_key: str) -> None:
    """Remember the question that is open, so that reopening returns to it."""
    place = work.session.get(VisitPlace, visit_id)
    if place is None:
        work.session.add(VisitPlace(visit_id=visit_id, question_key=question_key))
    else:
        place.question_key = question_key


def _open_question(work: Work, question_id: str) -> VisitQuestion:
    question = work.session.get(VisitQuestion, question_id)
    if question is None:
        raise NotFoundError("This question is not part of the visit.")
    open_version(work, question.version_id)
    return question


def _evidence(work: Work, evidence_id: str) -> Evidence:
    evidence = work.session.get(Evidence, evidence_id)
    if evidence is None:
        raise NotFoundError("This piece of evidence is not there any more.")
    open_version(work, evidence.version_id)
    return evidence
