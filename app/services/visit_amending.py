"""An amendment: a copy of a signed version with its reason, which is then drafted and signed."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from app.db.work import Work
from app.domain.visits import check_transition, parse_version
from app.domain.vocabulary import VisitStatus
from app.domain.words import clean_text
from app.errors import RuleError
from app.models import (
    Answer,
    Evidence,
    Finding,
    PreviousActionCheck,
    QuickNote,
    ResultOverride,
    VisitQuestion,
    VisitSection,
    VisitVersion,
)
from app.models.base import Record, new_id
from app.services.visit_signing import newest_version

R = TypeVar("R", bound=Record)


def amend(work: Work, visit_id: str, reason: str) -> str:
    """Start an amendment: a copy of the signed version as 1.1 and on. Returns the new version id.

    Raises RuleError without a reason or before sign-off.
    """
    visit, version = newest_version(work, visit_id)
    said = clean_text(reason).strip()
    if version.sealed_at is None:
        raise RuleError("This version is not signed off, so it can be changed as it is.")
    check_transition(visit.status, VisitStatus.DRAFT, said)
    number = str(parse_version(version.number).amendment())
    copy_id = _copy_version(work, version, number, said)
    visit.status = VisitStatus.DRAFT
    work.describe("amendment", f"Amendment {number} of {visit.reference}", said)
    return copy_id


def _copy_version(work: Work, version: VisitVersion, number: str, reason: str) -> str:
    fresh = _copied(
        version,
        number=number,
        position=version.position + 1,
        reason=reason,
        replaces_id=version.id,
        drafted_at=work.now,
        reviewed_at=None,
        reviewed_by="",
        review_note="",
        signed_by="",
        signed_role="",
        sealed_at=None,
    )
    work.session.add(fresh)
    work.session.flush()
    sections = _copy_rows(work, VisitSection, version.id, fresh.id, {})
    questions = _copy_rows(work, VisitQuestion, version.id, fresh.id, {"section_id": sections})
    by_question: tuple[type[Record], ...] = (Answer, Evidence, Finding, QuickNote)
    for kind in by_question:
        _copy_rows(work, kind, version.id, fresh.id, {"question_id": questions})
    for kind in (ResultOverride, PreviousActionCheck):
        _copy_rows(work, kind, version.id, fresh.id, {})
    return str(fresh.id)


def _copy_rows(
    work: Work,
    kind: type[Record],
    old_version: str,
    new_version: str,
    links: dict[str, dict[str, str]],
) -> dict[str, str]:
    """Copy the rows of one table below a version; return old id -> new id."""
    made: dict[str, str] = {}
    rows = work.session.scalars(
        select(kind).where(kind.version_id == old_version).order_by(kind.id)  # type: ignore[attr-defined]
    ).all()
    for row in rows:
        changes = {
            name: known[getattr(row, name)]
            for name, known in links.items()
            if getattr(row, name) is not None
        }
        copy = _copied(row, version_id=new_version, **changes)
        work.session.add(copy)
        made[row.id] = copy.id
    work.session.flush()
    return made


def _copied(row: R, **changes: object) -> R:
    names = [column.key for column in row.__mapper__.column_attrs]
    values = {name: getattr(row, name) for name in names if name not in {"id", "row_version"}}
    return type(row)(**{**values, "id": new_id(), **changes})
