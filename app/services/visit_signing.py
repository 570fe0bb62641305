"""From answers to a locked report: draft, peer review, sign-off, amendment.

A signed version is sealed (app/services/visit_seals.py) and locked by triggers; an amendment copies
it into a new version with its reason. Actions stay beside the visit and are worked on afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db.work import Reading, Work
from app.domain.identifying import IdentifyingHint, identifying_hints
from app.domain.rating_words import KeyQuestion
from app.domain.review import (
    EvidenceItem,
    Missing,
    ReviewPoint,
    StandardState,
    may_sign_off,
    review_points,
    same_person,
    what_is_missing,
)
from app.domain.visits import check_transition, parse_version
from app.domain.vocabulary import VisitStatus
from app.domain.words import clean_text, count
from app.errors import NotFoundError, RuleError, StaleError
from app.models import (
    Officer,
    ResultOverride,
    ReviewCheck,
    Visit,
    VisitVersion,
)
from app.services.visit_answers import open_version, within_limit
from app.services.visit_page import get_visit_page
from app.services.visit_seals import SealFacts, seal_version
from app.services.visit_team import team_names
from app.services.visit_views import VisitPage


@dataclass(frozen=True)
class ReportTexts:
    """The manager's own words of the report, by block."""

    judgement: str
    looked_at: str
    spoken_to: str
    told_provider: str
    summaries: dict[str, str]
    no_overall_reason: str
    row_version: int


@dataclass(frozen=True)
class PointView:
    """One point of the peer review with what was said of it."""

    key: str
    point: ReviewPoint
    remark: str
    is_cleared: bool


@dataclass(frozen=True)
class Readiness:
    """How far a version is from sign-off. `blocks` are sentences; empty when it may be signed.

    `missing` leaves out what the peer review cleared or answered.
    """

    missing: tuple[Missing, ...]
    points: tuple[PointView, ...]
    identifying: tuple[tuple[str, IdentifyingHint], ...]
    blocks: tuple[str, ...]


def write_report_texts(work: Work, version_id: str, texts: ReportTexts) -> int:
    """Store the manager's words; return the new row version. Raises StaleError."""
    version = open_version(work, version_id)
    if version.row_version != texts.row_version:
        raise StaleError("The report was changed in another window. Look at it again first.")
    version.judgement = within_limit(texts.judgement)
    version.looked_at = within_limit(texts.looked_at)
    version.spoken_to = within_limit(texts.spoken_to)
    version.told_provider = within_limit(texts.told_provider)
    version.summaries = {key: within_limit(text) for key, text in texts.summaries.items()}
    version.no_overall_reason = clean_text(texts.no_overall_reason).strip()
    work.session.flush()
    work.describe("report text", "Wrote in the report")
    return version.row_version


def override_result(work: Work, version_id: str, area: str, level: int | None, reason: str) -> None:
    """Set a key question's or the "overall" result by hand, or take it back with level None.

    Raises RuleError when the reason is missing; the report shows both results.
    """
    open_version(work, version_id)
    if area not in {"overall", *(kq.value for kq in KeyQuestion)}:
        raise RuleError("Choose a key question or the overall", "area")
    found = work.session.scalar(
        select(ResultOverride).where(
            ResultOverride.version_id == version_id, ResultOverride.area == area
        )
    )
    if level is None:
        if found is not None:
            work.session.delete(found)
        work.describe("override", f"Took back the result set by hand: {area}")
        return
    said = clean_text(reason).strip()
    if not said:
        raise RuleError("Say why the result is changed", "reason")
    if not 1 <= level <= 4:
        raise RuleError("Choose one of the four results", "level")
    if found is None:
        found = ResultOverride(version_id=version_id, area=area)
        work.session.add(found)
    found.level, found.reason = level, said
    work.describe("override", f"Set the result by hand: {area}", said)


def get_readiness(reading: Reading, page: VisitPage) -> Readiness:
    """What is missing from a version, the peer review's points, and what may identify people."""
    standards = standard_states(page)
    missing = what_is_missing(
        standards,
        visited_on=page.visit.visited_on,
        judgement=page.version.judgement,
        unfiled_notes=unfiled_notes(page),
        scale=page.scale,
    )
    stored = {
        check.check_key: check
        for check in reading.session.scalars(
            select(ReviewCheck).where(ReviewCheck.version_id == page.version.id)
        )
    }
    points = tuple(
        _point_view(point, stored.get(_key_of(point)))
        for point in review_points(standards, page.scale)
    )
    is_reviewed = page.version.reviewed_at is not None
    unanswered = sum(1 for view in points if not view.is_cleared and not view.remark)
    blocks = may_sign_off(missing, unanswered, is_reviewed=is_reviewed)
    answered = {view.key for view in points if view.is_cleared or view.remark}
    left = tuple(one for one in missing if f"{one.kind.value}:{one.question_key}" not in answered)
    return Readiness(left, points, _identifying(page), tuple(blocks))


def unfiled_notes(page: VisitPage) -> int:
    """How many quick notes of the visit belong to no standard yet."""
    return sum(1 for note in page.quick_notes if note.question_id is None)


def standard_states(page: VisitPage) -> list[StandardState]:
    """The standards of a page as the checks take them."""
    return [
        StandardState(
            question_key=question.key,
            number=question.number,
            kind=question.kind,
            level=question.level,
            is_critical=question.is_critical,
            note=question.note,
            sample=question.sample,
            evidence=tuple(
                EvidenceItem(one.sha256 or one.id, one.file_name or one.text)
                for one in question.evidence
            ),
            findings=frozenset(finding.kind for finding in question.findings),
            has_action=bool(question.actions or question.earlier_actions),
        )
        for question in page.questions()
    ]


def finish_draft(work: Work, visit_id: str) -> None:
    """Say that the answers are in: the visit becomes a draft, ready for peer review."""
    visit, version = newest_version(work, visit_id)
    check_transition(visit.status, VisitStatus.DRAFT)
    visit.status = VisitStatus.DRAFT
    version.drafted_at = work.now
    number = parse_version(version.number)
    version.number = str(number.next_draft() if number.is_before_final else number)
    work.describe("draft", f"Draft of {visit.reference}, version {version.number}")


def back_to_answers(work: Work, visit_id: str) -> None:
    """Take a draft back into progress, to answer on."""
    visit, version = newest_version(work, visit_id)
    check_transition(visit.status, VisitStatus.IN_PROGRESS)
    visit.status = VisitStatus.IN_PROGRESS
    version.drafted_at = None
    version.reviewed_at = None
    work.describe("draft taken back", f"{visit.reference} is in progress again")


def answer_points(work: Work, version_id: str, keys: Sequence[str], remark: str) -> None:
    """Say of several points of the peer review at once why they stand. Raises RuleError."""
    if not clean_text(remark).strip():
        raise RuleError("Enter why they stand", "remark")
    for key in keys:
        answer_point(work, version_id, key, remark, is_cleared=False)
    work.describe("peer review point", f"Answered {count(len(keys), 'point')} of the peer review")


def answer_point(work: Work, version_id: str, key: str, remark: str, *, is_cleared: bool) -> None:
    """Clear a point of the peer review, or say why it stands."""
    open_version(work, version_id)
    found = work.session.scalar(
        select(ReviewCheck).where(
            ReviewCheck.version_id == version_id, ReviewCheck.check_key == key
        )
    )
    if found is None:
        found = ReviewCheck(version_id=version_id, check_key=key)
        work.session.add(found)
    found.remark = clean_text(remark).strip()
    found.is_cleared = is_cleared
    work.describe("peer review point", "Answered a point of the peer review")


def record_review(work: Work, visit_id: str, reviewer: str, note: str = "") -> None:
    """Record that the peer review was done, and by whom."""
    visit, version = newest_version(work, visit_id)
    open_version(work, version.id)
    if visit.status is not VisitStatus.DRAFT:
        raise RuleError("Finish the draft before the peer review")
    if not reviewer.strip():
        raise RuleError("Enter who reviewed the draft", "reviewer")
    reviewer = _as_known(work, visit, reviewer)
    version.reviewed_by = reviewer
    version.review_note = clean_text(note).strip()
    version.reviewed_at = work.now
    work.describe("peer review", f"Peer review of {visit.reference} by {reviewer}")


def _as_known(work: Work, visit: Visit, name: str) -> str:
    """The name as the team or the officers' list writes it, where it is one of theirs."""
    officers = work.session.scalars(select(Officer.name).order_by(Officer.name)).all()
    known = (*team_names(work, visit), *officers)
    return next((one for one in known if same_person(one, name)), " ".join(name.split()))


def sign_off(work: Work, visit_id: str, signed_by: str, role: str) -> SealFacts:
    """Sign a version off: final, sealed and locked. Raises RuleError with what stands in the way.

    The version becomes 1.0, or keeps its number as an amendment.
    """
    visit, version = newest_version(work, visit_id)
    open_version(work, version.id)
    if visit.status is not VisitStatus.DRAFT:
        raise RuleError("Finish the draft before you sign it off")
    if not signed_by.strip():
        raise RuleError("Enter who signs the report", "signed_by")
    page = get_visit_page(work, visit_id)
    readiness = get_readiness(work, page)
    if readiness.blocks:
        raise RuleError(" ".join(readiness.blocks))
    number = parse_version(version.number).signed_off()
    version.number = str(number)
    version.signed_by, version.signed_role = signed_by.strip(), role.strip()
    visit.status = number.signed_status
    shown = page.result.overall.shown
    visit.final_overall = shown.value if shown else None
    work.session.flush()
    version.sealed_at = work.now
    work.session.flush()
    seal = seal_version(work, get_visit_page(work, visit_id))
    work.describe("sign-off", f"Signed off {visit.reference}, version {number}")
    return seal


def newest_version(work: Work, visit_id: str) -> tuple[Visit, VisitVersion]:
    """The visit with its newest version. Raises NotFoundError for one that has not started."""
    visit = work.session.get(Visit, visit_id)
    version = work.session.scalars(
        select(VisitVersion)
        .where(VisitVersion.visit_id == visit_id)
        .order_by(VisitVersion.position.desc())
        .limit(1)
    ).first()
    if visit is None or version is None:
        raise NotFoundError("This visit has not started.")
    return visit, version


def _key_of(point: ReviewPoint) -> str:
    return ":".join((point.kind.value, *point.question_keys))


def _point_view(point: ReviewPoint, stored: ReviewCheck | None) -> PointView:
    remark = stored.remark if stored is not None else ""
    return PointView(_key_of(point), point, remark, stored is not None and stored.is_cleared)


def _identifying(page: VisitPage) -> tuple[tuple[str, IdentifyingHint], ...]:
    texts = [(f"Standard {q.number}", q.note) for q in page.questions()]
    texts += [(f"Finding {f.number}", f"{f.headline}\n{f.text}") for f in page.findings]
    texts += [(f"Action A{a.number}", a.text) for a in page.actions]
    texts.append(("Judgement", page.version.judgement))
    return tuple((where, hint) for where, text in texts for hint in identifying_hints(text))
