"""The chain of signed-off versions: canonical bytes, their hash, and the check of the chain.

Each device has its own chain. A seal shows tampering; whoever holds the key of the file could
still drop the triggers (docs/decisions), so the printed first digits of the checksum matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db.work import Reading, Work
from app.domain.canonical import CANONICAL_FORMAT, FIRST_HEAD, canonical_bytes, next_head
from app.domain.canonical import JsonValue as Json
from app.models import Seal
from app.services.visit_views import ActionView, FindingView, QuestionView, VisitPage


@dataclass(frozen=True)
class SealFacts:
    """What the report prints of a seal: `head` is 64 hex digits.

    `position` counts the seals of the device that made it, as the check walks them.
    """

    head: str
    sealed_at: datetime
    position: int


@dataclass(frozen=True)
class SealPlace:
    """Where a seal stands among all seals of the file, the oldest first, and how many there are."""

    number: int
    total: int


def seal_version(work: Work, page: VisitPage) -> SealFacts:
    """Add a link to this device's chain for the version as it stands in `page`."""
    device = work.actor.device_id
    last = work.session.scalars(
        select(Seal).where(Seal.device_id == device).order_by(Seal.position.desc()).limit(1)
    ).first()
    previous = bytes.fromhex(last.head) if last is not None else FIRST_HEAD
    content = canonical_bytes(signed_record(page))
    seal = Seal(
        version_id=page.version.id,
        device_id=device,
        position=(last.position if last is not None else 0) + 1,
        format=CANONICAL_FORMAT,
        content=content,
        previous_head=previous.hex(),
        head=next_head(previous, content).hex(),
        sealed_at=work.now,
    )
    work.session.add(seal)
    work.session.flush()
    return SealFacts(seal.head, seal.sealed_at, seal.position)


def find_seal(reading: Reading, version_id: str) -> SealFacts | None:
    """The seal of a version, or None while it is not signed off."""
    seal = reading.session.get(Seal, version_id)
    return SealFacts(seal.head, seal.sealed_at, seal.position) if seal is not None else None


def place_of_seal(reading: Reading, seal: SealFacts) -> SealPlace:
    """Count the seals of the file up to this one; of one moment, in the order of their chain."""
    is_up_to = (Seal.sealed_at < seal.sealed_at) | (
        (Seal.sealed_at == seal.sealed_at) & (Seal.position <= seal.position)
    )
    number = reading.session.scalar(select(func.count()).select_from(Seal).where(is_up_to))
    return SealPlace(int(number or 0), count_seals(reading))


def chain_problems(reading: Reading) -> list[str]:
    """Walk every device's chain; return a sentence for each link that does not follow.

    A link whose content was lawfully erased keeps its hash and is not recomputed.
    """
    problems: list[str] = []
    heads: dict[str, str] = {}
    for seal in reading.session.scalars(select(Seal).order_by(Seal.device_id, Seal.position)):
        expected = heads.get(seal.device_id, FIRST_HEAD.hex())
        if seal.previous_head != expected:
            problems.append(f"Seal {seal.position} of device {seal.device_id} does not follow.")
        elif seal.erased_at is None:
            head = next_head(bytes.fromhex(seal.previous_head), seal.content).hex()
            if head != seal.head:
                problems.append(f"Seal {seal.position} of device {seal.device_id} was altered.")
        heads[seal.device_id] = seal.head
    return problems


def count_seals(reading: Reading) -> int:
    """How many versions are sealed."""
    return int(reading.session.scalar(select(func.count()).select_from(Seal)) or 0)


def signed_record(page: VisitPage) -> dict[str, Json]:
    """Everything that sign-off stands for, as plain values in a fixed shape."""
    visit, version, result = page.visit, page.version, page.result
    return {
        "reference": visit.reference,
        "version": version.number,
        "reason": version.reason,
        "service": visit.service_name,
        "provider": visit.provider_name,
        "kind": visit.kind.value,
        "mode": visit.mode.value,
        "visited_on": visit.visited_on,
        "framework": version.framework,
        "scale": [[level.value, level.label] for level in page.scale.levels],
        "bands": [band.from_percent for band in page.scale.bands],
        "judgement": version.judgement,
        "looked_at": version.looked_at,
        "spoken_to": version.spoken_to,
        "told_provider": version.told_provider,
        "summaries": dict(version.summaries),
        "review": [version.reviewed_by, version.review_note, version.reviewed_at],
        "signed": [version.signed_by, version.signed_role, version.sealed_at],
        "questions": [
            _question(section.key, question)
            for section in page.sections
            for question in section.questions
        ],
        "findings": [_finding(finding) for finding in page.findings],
        "actions": [_action(action) for action in page.actions],
        "results": {
            kq.value: [r.points, r.maximum, r.rating and r.rating.value, r.shown and r.shown.value]
            for kq, r in result.key_questions.items()
        },
        "overall": result.overall.shown.value if result.overall.shown else None,
        "overall_reasons": list(result.overall.reasons),
    }


def _question(section: str, question: QuestionView) -> dict[str, Json]:
    return {
        "id": question.key,
        "number": question.number,
        "section": section,
        "text": question.text,
        "weight": question.weight,
        "is_critical": question.is_critical,
        "kind": question.kind.value,
        "level": question.level,
        "note": question.note,
        "sample": question.sample,
        "evidence": [[e.kind.value, e.text, e.file_name, e.sha256] for e in question.evidence],
    }


def _finding(finding: FindingView) -> dict[str, Json]:
    names = [name for name in FindingView.__dataclass_fields__ if name not in {"id", "row_version"}]
    facts: dict[str, Json] = {name: getattr(finding, name) for name in names}
    return {**facts, "kind": finding.kind.value}


def _action(action: ActionView) -> dict[str, Json]:
    return {
        "number": action.number,
        "text": action.text,
        "evidence_needed": action.evidence_needed,
        "owner": action.owner,
        "priority": action.priority.value,
        "due_on": action.due_on,
        "questions": list(action.question_keys),
    }
