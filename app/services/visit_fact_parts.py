"""The parts of a visit report's facts that stand beside the answers: steps, photos, sign-off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.db.attachments import AttachmentStore
from app.db.work import Reading
from app.domain.clocks import action_plan_deadline, revisit_deadline
from app.domain.visits import SIGNED_OFF
from app.domain.vocabulary import EvidenceKind, FindingKind, Verification, VisitStatus
from app.models import Attachment, PreviousActionCheck, Visit, VisitVersion
from app.reports.facts import (
    AmendmentFacts,
    NextStepFacts,
    PhotoFacts,
    PreviousActionFacts,
    ReplacedFacts,
    SafeguardingFacts,
    SignOffFacts,
    SignOffStepFacts,
)
from app.services.council import get_periods
from app.services.visit_page import get_visit_page
from app.services.visit_seals import find_seal
from app.services.visit_views import EvidenceView, VisitPage
from app.services.visits import VisitRow, list_visits

LONDON = ZoneInfo("Europe/London")
_MADE = frozenset(VisitStatus) - {VisitStatus.PLANNED, VisitStatus.CANCELLED}


def previous_actions(
    reading: Reading, page: VisitPage, last: VisitPage | None
) -> tuple[PreviousActionFacts, ...]:
    """The actions of the last visit, with what this one found of each."""
    if last is None:
        return ()
    checks = {
        check.action_id: check
        for check in reading.session.scalars(
            select(PreviousActionCheck).where(PreviousActionCheck.version_id == page.version.id)
        )
    }
    own = {action.id: f"A{action.number}" for action in page.actions}
    made = []
    for action in last.actions:
        check = checks.get(action.id)
        verification = Verification.NOT_CHECKED
        if check is not None:
            verification = Verification(check.verification)
        elif not action.state.is_open:
            verification = Verification.DONE
        carried = own.get(check.carried_to_id or "", "") if check is not None else ""
        number = f"P{action.number}"
        made.append(PreviousActionFacts(number, action.text, action.due_on, verification, carried))
    return tuple(made)


def safeguarding(page: VisitPage) -> tuple[SafeguardingFacts, ...]:
    """The concerns reported: to whom, when, by whom; never detail."""
    return tuple(
        SafeguardingFacts(
            finding.reported_to,
            finding.reported_by or page.visit.lead,
            datetime.combine(finding.reported_on, time()) if finding.reported_on else None,
            finding.reported_reference,
            finding.others_told,
        )
        for finding in page.findings
        if finding.kind is FindingKind.SAFEGUARDING
    )


@dataclass(frozen=True, slots=True)
class NumberedPhoto:
    """A photo of the visit with its number, its standard and the page it stands on."""

    number: int
    evidence: EvidenceView
    file: Attachment
    standard: str
    key_question: str


def numbered_photos(reading: Reading, page: VisitPage) -> list[NumberedPhoto]:
    """The photos of the visit in the order of its standards; erased ones have no number."""
    found: list[NumberedPhoto] = []
    for section in page.sections:
        title = section.key_question.words if section.key_question else ""
        for question in section.questions:
            for one in question.evidence:
                if one.kind is not EvidenceKind.PHOTO or one.attachment_id is None:
                    continue
                file = reading.session.get_one(Attachment, one.attachment_id)
                if not file.is_erased:
                    number = len(found) + 1
                    found.append(NumberedPhoto(number, one, file, question.number, title))
    return found


def photos(reading: Reading, numbered: Sequence[NumberedPhoto]) -> Iterator[PhotoFacts]:
    """The photos with their pictures and the officer's captions."""
    store = AttachmentStore(reading.folder, reading.key)
    for one in numbered:
        file = one.file
        taken = datetime.fromisoformat(file.taken_at) if file.taken_at else None
        what = (one.evidence.text or file.caption).strip()
        image = store.get(file.sha256)
        yield PhotoFacts(one.number, image, what, taken, one.standard, one.key_question, what)


def next_steps(reading: Reading, page: VisitPage) -> Iterator[NextStepFacts]:
    """What happens next, with dates worked out from the periods of Settings."""
    overall = page.result.overall.shown
    periods = get_periods(reading)
    provider = page.visit.provider_name
    sealed = page.version.sealed_at
    final_on = sealed.astimezone(LONDON).date() if sealed is not None else reading.today
    plan = action_plan_deadline(final_on, overall, periods)
    if plan is not None:
        yield NextStepFacts(plan.due_on, f"Action plan, {plan.words} after this report", provider)
    open_actions = [action for action in page.actions if action.state.is_open]
    if open_actions:
        first = min(action.due_on for action in open_actions)
        yield NextStepFacts(first, "First action is due", provider)
    revisit = revisit_deadline(page.visit.visited_on or final_on, overall, periods)
    if revisit is not None:
        words = f"Re-visit, about {revisit.words} after this result"
        yield NextStepFacts(revisit.due_on, words, page.visit.lead)


def sign_off_steps(version: VisitVersion) -> tuple[SignOffStepFacts, ...]:
    """The steps on the way to sign-off that were taken."""
    if version.reviewed_at is None:
        return ()
    on = version.reviewed_at.astimezone(LONDON).date()
    return (SignOffStepFacts("Peer review", version.reviewed_by, on, version.review_note),)


def sign_off(reading: Reading, page: VisitPage) -> SignOffFacts | None:
    """Who signed, when in London, and the checksum of the sealed record."""
    seal = find_seal(reading, page.version.id)
    if seal is None or page.version.sealed_at is None:
        return None
    signed_at = page.version.sealed_at.astimezone(LONDON).replace(tzinfo=None)
    return SignOffFacts(page.version.signed_by, page.version.signed_role, signed_at, seal.head)


def amendment(reading: Reading, version: VisitVersion) -> AmendmentFacts | None:
    """Why this version replaces an earlier one."""
    if version.replaces_id is None:
        return None
    old = reading.session.get_one(VisitVersion, version.replaces_id)
    sealed = old.sealed_at
    on = sealed.astimezone(LONDON).date() if sealed is not None else reading.today
    return AmendmentFacts(old.number, on, version.reason)


def replaced_by(reading: Reading, version: VisitVersion) -> ReplacedFacts | None:
    """The newest version signed off after this one; None while this one holds."""
    newer = reading.session.scalars(
        select(VisitVersion)
        .where(
            VisitVersion.visit_id == version.visit_id,
            VisitVersion.position > version.position,
            VisitVersion.sealed_at.is_not(None),
        )
        .order_by(VisitVersion.position.desc())
        .limit(1)
    ).first()
    if newer is None or newer.sealed_at is None:
        return None
    return ReplacedFacts(newer.number, newer.sealed_at.astimezone(LONDON).date())


def last_page(reading: Reading, visit: Visit) -> VisitPage | None:
    """The last visit to the same service that was signed off in this program, before this one."""
    earlier = [
        row
        for row in _visits_before(reading, visit)
        if row.status in SIGNED_OFF and not row.is_brought_in
    ]
    return get_visit_page(reading, earlier[0].id) if earlier else None


def earlier_visit_on(reading: Reading, visit: Visit) -> date | None:
    """The day of the newest earlier visit on file, brought in or not signed off too; or None."""
    return next((row.visited_on for row in _visits_before(reading, visit)), None)


def _visits_before(reading: Reading, visit: Visit) -> list[VisitRow]:
    """The visits made to the same service up to this one's day, newest first."""
    before = visit.visited_on or reading.today
    return [
        row
        for row in list_visits(reading, service_id=visit.service_id, statuses=_MADE)
        if row.id != visit.id and row.visited_on is not None and row.visited_on <= before
    ]


def visit_times(words: str) -> tuple[time | None, time | None]:
    """The times in "09:30 to 17:20"; None where there are none."""
    found = re.findall(r"([01]\d|2[0-3]):([0-5]\d)", words)
    if len(found) < 2:
        return None, None
    (h1, m1), (h2, m2) = found[0], found[1]
    return time(int(h1), int(m1)), time(int(h2), int(m2))


def text_lines(text: str) -> tuple[str, ...]:
    """The lines of a text, blank ones dropped."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
