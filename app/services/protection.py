"""Lawful erasure: texts and files go, and what remains says who erased them, when and why.

An erasure replaces the text in its record, in every earlier and later wording of the change log,
in the labels of acts, in the search and in the canonical bytes of a sealed version (whose seal is
marked). Erasures are repeated when an older backup is brought back. Source: SAFETY "The change
log"; the triggers that allow it are in app/db/change_log.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select, text, update

from app.db import upgrade
from app.db.attachments import AttachmentStore
from app.db.change_log import LOCKED_BELOW_VERSION
from app.db.erasures import fold_log_in, read_erasures
from app.db.work import Actor, Database, Reading, Work
from app.domain.words import clean_text, count
from app.errors import RuleError, RulesError
from app.models import (
    Act,
    Action,
    Attachment,
    Base,
    Change,
    Erasure,
    ErasureTarget,
    Evidence,
    Seal,
    Service,
    Visit,
    VisitVersion,
    new_id,
)
from app.services import erasable
from app.services.erasable import FoundText, TextPlace, find_texts, texts_of
from app.services.office import LONDON, Office
from app.services.seal_texts import without_texts

GROUNDS = (
    "No longer needed for its purpose (UK GDPR Art. 17(1)(a))",
    "Retention period is over (UK GDPR Art. 5(1)(e))",
    "Consent was withdrawn (UK GDPR Art. 17(1)(b))",
    "The person objected (UK GDPR Art. 17(1)(c))",
    "Should not have been recorded (UK GDPR Art. 17(1)(d))",
    "Required by law or a court (UK GDPR Art. 17(1)(e))",
)
KIND = "erasure"
ERASED = "[erased]"


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


@dataclass
class _Plan:
    """The places of an erasure with what stands there, and the acts and seals it reaches."""

    values: dict[TextPlace, Any] = field(default_factory=dict)
    acts: set[str] = field(default_factory=set)
    seals: set[str] = field(default_factory=set)

    @property
    def texts(self) -> list[str]:
        """Every text that must not stand anywhere afterwards, the longest first."""
        found = {
            one.strip()
            for place, value in self.values.items()
            if place.column not in erasable.FILE_HASHES
            for one in erasable.leaves(value)
        }
        return sorted((one for one in found if len(one) > 2), key=len, reverse=True)

    @property
    def rows(self) -> dict[tuple[str, str], list[TextPlace]]:
        """The places by record."""
        found: dict[tuple[str, str], list[TextPlace]] = {}
        for place in sorted(self.values):
            found.setdefault((place.table, place.row_id), []).append(place)
        return found


@dataclass
class _Wiped:
    texts: int = 0
    changes: int = 0
    seals: int = 0
    digests: set[str] = field(default_factory=set)


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
    path: Path, key: bytes | None, store: AttachmentStore, erasures: Sequence[Mapping[str, Any]]
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
        day = datetime.now(LONDON)
        with database.reading(day, day.date()) as reading:
            unused = _unused(reading, digests)
    finally:
        database.close()
    for digest in unused:
        store.erase(digest)


# --- one act -------------------------------------------------------------------------------------


def _erase(work: Work, draft: ErasureDraft) -> tuple[str, _Wiped]:
    reason, ground = clean_text(draft.reason).strip(), draft.legal_ground.strip()
    _check(draft.places, reason, ground)
    plan = _planned(work, draft.places)
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
    return erasure.id, _wipe(work, erasure.id, plan, marks)


def _repeat(work: Work, erasure: Mapping[str, Any]) -> set[str]:
    targets: list[Mapping[str, Any]] = list(erasure["targets"])
    places = {
        TextPlace(one["table_name"], one["row_id"], one["column_name"]): one["salted_hash"]
        for one in targets
        if one["table_name"] in erasable.TEXTS
    }
    plan = _planned(work, tuple(places), is_widened=False)
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
    return _wipe(work, str(erasure["id"]), plan, marks).digests


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


def _planned(work: Work, places: Iterable[TextPlace], *, is_widened: bool = True) -> _Plan:
    plan = _Plan()
    for place in _widened(work, places) if is_widened else places:
        table = Base.metadata.tables[place.table]
        found = work.session.execute(
            select(table.c[place.column]).where(table.c.id == place.row_id)
        ).first()
        if found is not None and found[0] and not erasable.is_tombstone(found[0]):
            plan.values[place] = found[0]
    plan.seals = _seals_of(work, plan)
    plan.acts = _acts_of(work, plan)
    return plan


def _widened(work: Work, places: Iterable[TextPlace]) -> list[TextPlace]:
    """The places with what belongs to them: the whole of a file, copies in other versions."""
    found: dict[TextPlace, None] = {}
    for place in places:
        found[place] = None
        if place.table == "attachment":
            for column in erasable.TEXTS["attachment"]:
                found[TextPlace("attachment", place.row_id, column)] = None
            captions = select(Evidence.id).where(Evidence.attachment_id == place.row_id)
            for evidence_id in work.session.scalars(captions):
                found[TextPlace("evidence", evidence_id, "text")] = None
    for place in list(found):
        for row_id in _copies(work, place):
            found[TextPlace(place.table, row_id, place.column)] = None
    return list(found)


def _copies(work: Work, place: TextPlace) -> list[str]:
    """Rows of other versions of the same visit with the same text (an amendment copies all)."""
    column = LOCKED_BELOW_VERSION.get(place.table)
    if column is None:
        return []
    table = Base.metadata.tables[place.table]
    here = select(table.c[column], table.c[place.column]).where(table.c.id == place.row_id)
    row = work.session.execute(here).first()
    if row is None or not row[1]:
        return []
    visit = select(VisitVersion.visit_id).where(VisitVersion.id == row[0]).scalar_subquery()
    versions = select(VisitVersion.id).where(VisitVersion.visit_id == visit)
    query = select(table.c.id).where(
        table.c[column].in_(versions), table.c[place.column] == row[1], table.c.id != place.row_id
    )
    return list(work.session.scalars(query))


def _seals_of(work: Work, plan: _Plan) -> set[str]:
    """The sealed versions whose bytes may hold one of the texts."""
    versions: set[str] = set()
    for table_name, row_id in plan.rows:
        versions |= set(work.session.scalars(_versions(table_name, row_id)))
    sealed = work.session.execute(select(Seal.version_id, Seal.content).where(
        Seal.version_id.in_(versions)))  # fmt: skip
    return {version for version, content in sealed if without_texts(content, plan.texts)[1]}


def _versions(table_name: str, row_id: str) -> Any:
    """A query of the versions that a record's texts can have been signed in."""
    if table_name in LOCKED_BELOW_VERSION:
        table = Base.metadata.tables[table_name]
        column = table.c[LOCKED_BELOW_VERSION[table_name]]
        return select(column).where(table.c.id == row_id)
    if table_name == "attachment":
        return select(Evidence.version_id).where(Evidence.attachment_id == row_id)
    of_visit = select(VisitVersion.id).join(Visit, Visit.id == VisitVersion.visit_id)
    if table_name == "visit":
        return of_visit.where(Visit.id == row_id)
    if table_name == "action":
        return of_visit.join(Action, Action.visit_id == Visit.id).where(Action.id == row_id)
    of_service = of_visit.join(Service, Service.id == Visit.service_id)
    if table_name == "provider":
        return of_service.where(Service.provider_id == row_id)
    return of_service.where(Service.id == row_id)


def _acts_of(work: Work, plan: _Plan) -> set[str]:
    """The acts on these records whose label or reason repeats one of the texts."""
    rows = [row_id for _table, row_id in plan.rows]
    query = (
        select(Act.id, Act.label, Act.reason)
        .join(Change, Change.act_id == Act.id)
        .where(Change.row_id.in_(rows))
        .distinct()
    )
    return {
        act_id
        for act_id, label, reason in work.session.execute(query)
        if any(one in label or one in reason for one in plan.texts)
    }


def _add_targets(work: Work, erasure_id: str, plan: _Plan) -> dict[TextPlace, str]:
    hashes: dict[TextPlace, str] = {}
    listed = [(p.table, p.row_id, p.column, erasable.as_text(v)) for p, v in plan.values.items()]
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


def _wipe(work: Work, erasure_id: str, plan: _Plan, marks: Mapping[TextPlace, str]) -> _Wiped:
    done = _Wiped(texts=sum(p.column not in erasable.FILE_HASHES for p in plan.values))
    done.digests = {
        str(value) for place, value in plan.values.items() if place.column in erasable.FILE_HASHES
    }
    work.set_context(erasure_id=erasure_id)
    for (table_name, row_id), places in plan.rows.items():
        _wipe_row(work, table_name, row_id, {p: (plan.values[p], marks[p]) for p in places})
        done.changes += _wipe_changes(work, table_name, row_id, {p: marks[p] for p in places}, plan)
    for act in work.session.scalars(select(Act).where(Act.id.in_(plan.acts))):
        act.label, act.reason = _without(act.label, plan), _without(act.reason, plan)
    for seal in work.session.scalars(select(Seal).where(Seal.version_id.in_(plan.seals))):
        seal.content, _ = without_texts(seal.content, plan.texts)
        seal.erased_at = work.now
        done.seals += 1
    work.session.flush()
    work.set_context()
    work.session.expire_all()
    return done


def _wipe_row(
    work: Work, table_name: str, row_id: str, found: Mapping[TextPlace, tuple[Any, str]]
) -> None:
    table = Base.metadata.tables[table_name]
    values = {p.column: erasable.replaced(value, mark) for p, (value, mark) in found.items()}
    if table_name == "attachment":
        values["is_erased"] = True
    values["row_version"] = table.c.row_version + 1
    work.session.execute(update(table).where(table.c.id == row_id).values(values))


def _wipe_changes(
    work: Work, table_name: str, row_id: str, marks: Mapping[TextPlace, str], plan: _Plan
) -> int:
    table = Base.metadata.tables[table_name]
    rows = work.session.execute(
        select(Change.sequence, Change.before, Change.after, Change.reason).where(
            Change.table_name == table_name, Change.row_id == row_id
        )
    ).all()
    changed = 0
    for sequence, before, after, reason in rows:
        new = tuple(_wiped_json(table, one, marks) for one in (before, after))
        why = _without(reason, plan) if reason else reason
        if (*new, why) != (before, after, reason):
            work.session.execute(
                text("UPDATE change SET before = :b, after = :a, reason = :r WHERE sequence = :s"),
                {"b": new[0], "a": new[1], "r": why, "s": sequence},
            )
            changed += 1
    return changed


def _wiped_json(table: Any, stored: str | None, marks: Mapping[TextPlace, str]) -> str | None:
    """The changed columns of one line of the log, with the erased ones replaced."""
    if stored is None:
        return None
    values = json.loads(stored)
    changed = False
    for place, mark in marks.items():
        value = values.get(place.column)
        if not value:
            continue
        is_several = erasable.is_json(table, place.column)
        old = json.loads(value) if is_several else value
        if erasable.is_tombstone(old):
            continue
        new = erasable.replaced(old, mark)
        values[place.column] = json.dumps(new, ensure_ascii=False) if is_several else new
        changed = True
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if changed else stored


def _without(said: str, plan: _Plan) -> str:
    for one in plan.texts:
        said = said.replace(one, ERASED)
    return said


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
