"""Lawful erasure: texts and files go, and what remains says who erased them, when and why.

An erasure replaces the text in its record, in every earlier and later wording of the change log,
in the labels of acts, in the search and in the canonical bytes of a sealed version (whose seal is
marked). Erasures are repeated when an older backup is brought back. Source: SAFETY "The change
log"; the triggers that allow it are in app/db/change_log.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from app.db import upgrade
from app.db.attachments import AttachmentStore
from app.db.erasures import fold_log_in, read_erasures
from app.db.work import Actor, Database, Reading, Work
from app.domain.words import clean_text, count
from app.errors import RuleError, RulesError
from app.models import (
    Attachment,
    Erasure,
    ErasureTarget,
    new_id,
)
from app.services import erasable
from app.services.erasable import FoundText, TextPlace, find_texts, texts_of
from app.services.erasure_plan import ErasurePlan, plan_erasure
from app.services.erasure_wipe import Wiped, wipe
from app.services.office import LONDON, Office

GROUNDS = (
    "No longer needed for its purpose (UK GDPR Art. 17(1)(a))",
    "Retention period is over (UK GDPR Art. 5(1)(e))",
    "Consent was withdrawn (UK GDPR Art. 17(1)(b))",
    "The person objected (UK GDPR Art. 17(1)(c))",
    "Should not have been recorded (UK GDPR Art. 17(1)(d))",
    "Required by law or a court (UK GDPR Art. 17(1)(e))",
)
KIND = "erasure"


@dataclass(frozen=True)
class ErasureDraft:
    """What is to be erased, why, and on which legal ground."""

    places: tuple[TextPlace, ...]
    reason: str
    legal_ground: str


@dataclass(frozen=True)
class ErasureDone:
    """What an erasure did. `files_kept` are files that other records still hold."""

    erasure_id: str
    texts: int
    changes: int
    seals: int
    files_removed: int
    files_kept: int

    @property
    def words(self) -> str:
        """What was done, in a sentence or two."""
        said = (
            f"Erased {count(self.texts, 'text')} and {count(self.changes, 'line')} of the history"
        )
        if self.seals:
            said += f", also in {count(self.seals, 'signed-off version')}"
        if self.files_removed:
            said += f"; removed {count(self.files_removed, 'file')}"
        kept = ""
        if self.files_kept:
            kept = f" {count(self.files_kept, 'file')} stayed, other records hold the same."
        return f"{said}.{kept}"


@dataclass(frozen=True)
class ErasureRow:
    """One erasure in the list of those done."""

    id: str
    erased_at: datetime
    officer_name: str
    reason: str
    legal_ground: str
    targets: int


def erase(office: Office, draft: ErasureDraft) -> ErasureDone:
    """Erase for good: one act, then the files. Raises RulesError (fields reason, legal_ground).

    Backups made before still hold the text until they age out; a restore repeats the erasure.
    """
    erasure_id, wiped = office.write(_erase, draft)
    unused = office.read(_unused, wiped.digests)
    store = AttachmentStore(office.database.attachments, office.database.key)
    removed = sum(store.erase(digest) for digest in unused)
    fold_log_in(office.path, office.database.key)
    return ErasureDone(
        erasure_id, wiped.texts, wiped.changes, wiped.seals, removed, len(wiped.digests - unused)
    )


def list_erasures(reading: Reading) -> list[ErasureRow]:
    """The erasures done, newest first."""
    counts: dict[str, int] = {}
    kinds = select(ErasureTarget.erasure_id).where(ErasureTarget.table_name.not_in(("act", "seal")))
    for erasure_id in reading.session.scalars(kinds):
        counts[erasure_id] = counts.get(erasure_id, 0) + 1
    rows = reading.session.scalars(select(Erasure).order_by(Erasure.erased_at.desc()))
    return [
        ErasureRow(row.id, row.erased_at, row.officer_name, row.reason, row.legal_ground,
                   counts.get(row.id, 0))
        for row in rows
    ]  # fmt: skip


def erasures_in(path: Path, key: bytes | None, *, is_at_rest: bool = False) -> list[dict[str, Any]]:
    """The erasures of a file as plain values, for `reapply`; none when it cannot be read."""
    return read_erasures(path, key, is_at_rest=is_at_rest)


def reapply(
    path: Path,
    key: bytes | None,
    store: AttachmentStore,
    erasures: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    """Repeat erasures in a file that does not know them yet, and remove their files.

    `path` is an older copy of the same records that nobody has open; it is upgraded first.
    """
    database = Database(path, key)
    digests: set[str] = set()
    try:
        if upgrade.needs_upgrade(database.engine):
            upgrade.upgrade(database.engine)
        for erasure in erasures:
            moment = datetime.fromisoformat(str(erasure["erased_at"]))
            actor = Actor(None, str(erasure["officer_name"]))
            with database.act(actor, moment, moment.astimezone(LONDON).date()) as work:
                digests |= _repeat(work, erasure)
        with database.reading(now, now.astimezone(LONDON).date()) as reading:
            unused = _unused(reading, digests)
    finally:
        database.close()
    for digest in unused:
        store.erase(digest)


# --- one act -------------------------------------------------------------------------------------


def _erase(work: Work, draft: ErasureDraft) -> tuple[str, Wiped]:
    reason, ground = clean_text(draft.reason).strip(), draft.legal_ground.strip()
    _check(draft.places, reason, ground)
    plan = plan_erasure(work, draft.places)
    if not plan.values:
        raise RuleError("What you chose was erased already or holds no text")
    work.describe(KIND, f"Erased {count(len(plan.values), 'text')}", reason)
    erasure = Erasure(
        erased_at=work.now,
        officer_name=work.actor.officer_name,
        reason=reason,
        legal_ground=ground,
    )
    work.session.add(erasure)
    work.session.flush()
    hashes = _add_targets(work, erasure.id, plan)
    marks = {
        place: erasable.tombstone(place.column, work.now, work.actor.officer_name, hashes[place])
        for place in plan.values
    }
    return erasure.id, wipe(work, erasure.id, plan, marks)


def _repeat(work: Work, erasure: Mapping[str, Any]) -> set[str]:
    targets: list[Mapping[str, Any]] = list(erasure["targets"])
    places = {
        TextPlace(one["table_name"], one["row_id"], one["column_name"]): one["salted_hash"]
        for one in targets
        if one["table_name"] in erasable.TEXTS
    }
    plan = plan_erasure(work, tuple(places), is_widened=False)
    reached = {kind: {one["row_id"] for one in targets if one["table_name"] == kind}
               for kind in ("act", "seal")}  # fmt: skip
    plan.acts, plan.seals = reached["act"], reached["seal"]
    work.describe(KIND, f"Repeated an erasure of {count(len(places), 'text')}", erasure["reason"])
    columns = ("id", "officer_name", "reason", "legal_ground")
    stored = {name: erasure[name] for name in columns}
    work.session.add(Erasure(**stored, erased_at=work.now))
    work.session.flush()
    names = ("id", "erasure_id", "table_name", "row_id", "column_name", "salt", "salted_hash")
    for one in targets:
        work.session.add(ErasureTarget(**{name: one[name] for name in names}))
    work.session.flush()
    who = str(erasure["officer_name"])
    marks = {p: erasable.tombstone(p.column, work.now, who, places[p]) for p in plan.values}
    return wipe(work, str(erasure["id"]), plan, marks).digests


def _check(places: Sequence[TextPlace], reason: str, ground: str) -> None:
    problems = []
    if not places:
        problems.append(RuleError("Choose what to erase", "places"))
    if not reason:
        problems.append(RuleError("Say why this is erased", "reason"))
    if not ground:
        problems.append(RuleError("Choose the legal ground", "legal_ground"))
    for place in places:
        if place.column not in erasable.TEXTS.get(place.table, ()):
            what = f"{place.table}.{place.column}"
            problems.append(RuleError(f"{what} is not a text that can be erased", "places"))
    if problems:
        raise RulesError(problems)


def _add_targets(work: Work, erasure_id: str, plan: ErasurePlan) -> dict[TextPlace, str]:
    hashes: dict[TextPlace, str] = {}
    listed = [
        (p.table, p.row_id, p.column, erasable.as_text(value or plan.past[p]))
        for p, value in plan.values.items()
    ]
    listed += [("act", act_id, "label", act_id) for act_id in sorted(plan.acts)]
    listed += [("seal", version_id, "content", version_id) for version_id in sorted(plan.seals)]
    for table_name, row_id, column, value in listed:
        salt = erasable.new_salt()
        digest = erasable.salted_hash(salt, value)
        hashes[TextPlace(table_name, row_id, column)] = digest
        work.session.add(
            ErasureTarget(
                id=new_id(),
                erasure_id=erasure_id,
                table_name=table_name,
                row_id=row_id,
                column_name=column,
                salt=salt,
                salted_hash=digest,
            )
        )
    work.session.flush()
    return hashes


def _unused(reading: Reading, digests: Iterable[str]) -> set[str]:
    """Those of the files that no record holds any more."""
    wanted = set(digests)
    query = select(Attachment.sha256, Attachment.thumbnail_sha256).where(
        Attachment.is_erased.is_(False),
        or_(Attachment.sha256.in_(wanted), Attachment.thumbnail_sha256.in_(wanted)),
    )
    return wanted - {digest for row in reading.session.execute(query) for digest in row}


__all__ = [
    "GROUNDS", "ErasureDone", "ErasureDraft", "ErasureRow", "FoundText", "TextPlace", "erase",
    "erasures_in", "find_texts", "list_erasures", "reapply", "texts_of",
]  # fmt: skip
