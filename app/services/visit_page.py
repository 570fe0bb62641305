"""Everything that the visit mode shows of one version, read in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db.work import Reading
from app.domain.answers import ScoredAnswer
from app.domain.rating_words import OWN_OF_LEVEL, KeyQuestion, OwnRating
from app.domain.scale import Band, Level, Scale
from app.domain.scoring import Override, VisitResult, visit_result, why_no_overall
from app.domain.vocabulary import AnswerKind
from app.errors import NotFoundError
from app.models import (
    Action,
    ActionQuestion,
    Answer,
    Attachment,
    Evidence,
    Finding,
    QuickNote,
    ResultOverride,
    Visit,
    VisitPlace,
    VisitQuestion,
    VisitSection,
    VisitVersion,
)
from app.services.visit_views import (
    ActionView,
    EvidenceView,
    FindingView,
    LastAnswer,
    QuestionView,
    QuickNoteView,
    SectionView,
    VersionView,
    VisitPage,
)
from app.services.visits import get_visit_row


def get_visit_page(reading: Reading, visit_id: str, version_number: str = "") -> VisitPage:
    """Return a version of a visit, the newest unless a number is given. Raises NotFoundError."""
    visit = reading.session.get(Visit, visit_id)
    version = _version(reading, visit_id, version_number)
    if visit is not None and visit.framework_version_id is None:
        raise NotFoundError(
            "This visit was done before this program: its date and result were brought in from a "
            "spreadsheet, so there are no answers to show."
        )
    if visit is None or version is None:
        raise NotFoundError("This visit has not started, so there is nothing to show yet.")
    scale = scale_of(version)
    findings = _findings(reading, version.id)
    own, earlier = _actions(reading, visit)
    evidence = _evidence(reading, version.id)
    last = _last_answers(reading, visit, version)
    sections = _sections(reading, version, _Beside(findings, own, earlier, evidence, last))
    place = reading.session.get(VisitPlace, visit_id)
    return VisitPage(
        visit=get_visit_row(reading, visit_id),
        version=_version_view(version),
        scale=scale,
        sections=sections,
        result=result_of(reading, visit, version, sections, scale),
        findings=findings,
        actions=own,
        earlier_actions=earlier,
        quick_notes=_quick_notes(reading, version.id),
        place=place.question_key if place else "",
        is_blind=visit.is_blind,
        is_focused=visit.is_focused,
    )


def scale_of(version: VisitVersion) -> Scale:
    """Return the scale and bands as they were copied when the visit started."""
    stored = version.scale
    levels = tuple(Level(int(score), str(label)) for score, label in stored["levels"])
    ratings = list(OwnRating)
    bands = tuple(Band(int(start), ratings[i]) for i, start in enumerate(stored["bands"]))
    return Scale(str(stored["name"]), levels, bands)


def scored_answers(sections: Iterable[SectionView]) -> list[ScoredAnswer]:
    """Return the answers as the scoring rules take them."""
    return [
        ScoredAnswer(
            question.id, section.key, question.weight, question.is_critical, question.kind,
            question.level, section.key_question, question.number,
        )
        for section in sections
        for question in section.questions
    ]  # fmt: skip


def result_of(
    reading: Reading,
    visit: Visit,
    version: VisitVersion,
    sections: tuple[SectionView, ...],
    scale: Scale,
) -> VisitResult:
    """Return the results of a version by the rules of app/domain/scoring.py."""
    stored = {
        override.area: Override(OWN_OF_LEVEL[override.level], override.reason)
        for override in reading.session.scalars(
            select(ResultOverride).where(ResultOverride.version_id == version.id)
        )
    }
    rated = {
        section.key_question
        for section in sections
        for question in section.questions
        if question.kind is AnswerKind.RATED
    }
    by_key_question = {kq: stored[kq.value] for kq in KeyQuestion if kq.value in stored}
    return visit_result(
        scored_answers(sections),
        scale,
        section_names={section.key: section.title for section in sections},
        overrides={kq: ov for kq, ov in by_key_question.items() if kq in rated},
        override=stored.get("overall"),
        reason_for_fewer=version.no_overall_reason,
        no_overall_because=why_no_overall(visit.kind, is_focused=visit.is_focused),
    )


def _version(reading: Reading, visit_id: str, number: str) -> VisitVersion | None:
    query = select(VisitVersion).where(VisitVersion.visit_id == visit_id)
    if number:
        query = query.where(VisitVersion.number == number)
    return reading.session.scalars(query.order_by(VisitVersion.position.desc()).limit(1)).first()


def _version_view(version: VisitVersion) -> VersionView:
    return VersionView(
        id=version.id,
        row_version=version.row_version,
        number=version.number,
        reason=version.reason,
        framework=f"{version.framework_title} {version.framework_version}",
        judgement=version.judgement,
        looked_at=version.looked_at,
        spoken_to=version.spoken_to,
        told_provider=version.told_provider,
        summaries=dict(version.summaries),
        no_overall_reason=version.no_overall_reason,
        drafted_at=version.drafted_at,
        reviewed_at=version.reviewed_at,
        reviewed_by=version.reviewed_by,
        review_note=version.review_note,
        signed_by=version.signed_by,
        signed_role=version.signed_role,
        sealed_at=version.sealed_at,
    )


def _findings(reading: Reading, version_id: str) -> tuple[FindingView, ...]:
    rows = reading.session.scalars(
        select(Finding).where(Finding.version_id == version_id).order_by(Finding.number)
    )
    return tuple(
        FindingView(**{name: getattr(row, name) for name in FindingView.__dataclass_fields__})
        for row in rows
    )


def _actions(
    reading: Reading, visit: Visit
) -> tuple[tuple[ActionView, ...], tuple[ActionView, ...]]:
    """Return this visit's actions, and the open ones of the service from before it."""
    rows = reading.session.scalars(
        select(Action)
        .where(Action.service_id == visit.service_id, Action.is_archived.is_(False))
        .order_by(Action.raised_on, Action.number)
    ).all()
    keys: dict[str, list[str]] = defaultdict(list)
    for action_id, key in reading.session.execute(
        select(ActionQuestion.action_id, ActionQuestion.question_key)
        .join(Action, Action.id == ActionQuestion.action_id)
        .where(Action.service_id == visit.service_id)
        .order_by(ActionQuestion.id)
    ):
        keys[action_id].append(key)
    views = [_action_view(row, tuple(keys[row.id])) for row in rows]
    started = visit.visited_on or reading.today
    own = tuple(view for view in views if view.visit_id == visit.id)
    earlier = tuple(
        view
        for view in views
        if view.visit_id != visit.id and view.state.is_open and view.raised_on <= started
    )
    return own, earlier


def _action_view(row: Action, keys: tuple[str, ...]) -> ActionView:
    return ActionView(
        row.id, row.row_version, row.visit_id, row.number, row.text, row.evidence_needed,
        row.owner, row.priority, row.raised_on, row.due_on, row.state, row.reported_on,
        row.verified_on, row.verified_by, row.is_agreed_on_day, keys,
    )  # fmt: skip


@dataclass(frozen=True)
class _Beside:
    """What stands beside the answers of a version, to be shared out to its questions."""

    findings: tuple[FindingView, ...]
    own: tuple[ActionView, ...]
    earlier: tuple[ActionView, ...]
    evidence: dict[str, list[EvidenceView]]
    last: dict[str, list[LastAnswer]]

    def view(self, question: VisitQuestion, answer: Answer) -> QuestionView:
        """A question with its answer and all that belongs to it."""
        key = question.question_key
        return QuestionView(
            id=question.id,
            key=key,
            number=question.number,
            text=question.text,
            prompts=tuple(question.prompts),
            evidence_expected=tuple(question.evidence_expected),
            weight=question.weight,
            is_critical=question.is_critical,
            maps=question.maps,
            kind=answer.kind,
            level=answer.level,
            note=answer.note,
            sample=answer.sample,
            row_version=answer.row_version,
            evidence=tuple(self.evidence[question.id]),
            findings=tuple(f for f in self.findings if f.question_id == question.id),
            actions=tuple(a for a in self.own if key in a.question_keys),
            earlier_actions=tuple(a for a in self.earlier if key in a.question_keys),
            last=tuple(self.last[key]),
            answer_id=answer.id,
        )


def _sections(reading: Reading, version: VisitVersion, beside: _Beside) -> tuple[SectionView, ...]:
    by_section: dict[str, list[QuestionView]] = defaultdict(list)
    rows = reading.session.execute(
        select(VisitQuestion, Answer)
        .join(Answer, Answer.question_id == VisitQuestion.id)
        .where(VisitQuestion.version_id == version.id)
        .order_by(VisitQuestion.position)
    )
    for question, answer in rows:
        by_section[question.section_id].append(beside.view(question, answer))
    sections = reading.session.scalars(
        select(VisitSection)
        .where(VisitSection.version_id == version.id)
        .order_by(VisitSection.position)
    )
    return tuple(
        SectionView(
            section.id, section.section_key, section.position, section.title,
            KeyQuestion(section.key_question) if section.key_question else None,
            section.role, tuple(by_section[section.id]),
        )
        for section in sections
    )  # fmt: skip


def _evidence(reading: Reading, version_id: str) -> dict[str, list[EvidenceView]]:
    found: dict[str, list[EvidenceView]] = defaultdict(list)
    rows = reading.session.execute(
        select(Evidence, Attachment)
        .outerjoin(Attachment, Attachment.id == Evidence.attachment_id)
        .where(Evidence.version_id == version_id)
        .order_by(Evidence.position, Evidence.id)
    )
    for evidence, file in rows:
        found[evidence.question_id].append(_evidence_view(evidence, file))
    return found


def _evidence_view(evidence: Evidence, file: Attachment | None) -> EvidenceView:
    facts = (file.name, file.media_type, file.sha256, file.thumbnail_sha256) if file else ("",) * 4
    size = file.size if file else 0
    return EvidenceView(
        evidence.id, evidence.kind, evidence.text, evidence.attachment_id, *facts, size
    )


def _last_answers(
    reading: Reading, visit: Visit, version: VisitVersion
) -> dict[str, list[LastAnswer]]:
    """Return, by stable question id, the answers of the last two signed visits before this one."""
    newest = (
        select(VisitVersion.visit_id, func.max(VisitVersion.position).label("position"))
        .where(VisitVersion.sealed_at.is_not(None))
        .group_by(VisitVersion.visit_id)
        .subquery()
    )
    before = visit.visited_on or reading.today
    earlier = reading.session.execute(
        select(Visit, VisitVersion)
        .join(VisitVersion, VisitVersion.visit_id == Visit.id)
        .join(
            newest,
            (newest.c.visit_id == Visit.id) & (newest.c.position == VisitVersion.position),
        )
        .where(
            Visit.service_id == visit.service_id,
            Visit.id != visit.id,
            Visit.visited_on <= before,
            VisitVersion.framework_key == version.framework_key,
        )
        .order_by(Visit.visited_on.desc())
        .limit(2)
    ).all()
    found: dict[str, list[LastAnswer]] = defaultdict(list)
    for past, past_version in earlier:
        scale = scale_of(past_version)
        rows = reading.session.execute(
            select(VisitQuestion.question_key, Answer.kind, Answer.level, Answer.note)
            .join(Answer, Answer.question_id == VisitQuestion.id)
            .where(VisitQuestion.version_id == past_version.id)
        )
        for key, kind, level, note in rows:
            words = kind.words if level is None else scale.label(level)
            found[key].append(LastAnswer(past.reference, past.visited_on, kind, level, words, note))
    return found


def _quick_notes(reading: Reading, version_id: str) -> tuple[QuickNoteView, ...]:
    rows = reading.session.scalars(
        select(QuickNote).where(QuickNote.version_id == version_id).order_by(QuickNote.noted_at)
    )
    return tuple(QuickNoteView(row.id, row.text, row.noted_at, row.question_id) for row in rows)
