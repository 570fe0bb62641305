"""Quick notes that belong to no visit yet: typed on Today, filed to a visit or a service later.

Filed to an open visit, a note waits there until it is filed to a question (`visit_answers`). Filed
to a service, its words are added to the service's notes. Source: LOOK "Visit mode", TOKENS "01".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db.work import Reading, Work
from app.domain.visits import DROPPED
from app.domain.words import short_date
from app.errors import NotFoundError, RuleError
from app.models import QuickNote, Service, Visit, VisitVersion
from app.services.office import LONDON
from app.services.visit_answers import add_quick_note, open_version, within_limit

_VISIT, _SERVICE = "visit", "service"


@dataclass(frozen=True, slots=True)
class LooseNote:
    """A note that was not filed yet."""

    id: str
    text: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Where a note can be filed to; `key` is what `file_loose_note` takes."""

    key: str
    words: str


def list_loose_notes(reading: Reading) -> tuple[LooseNote, ...]:
    """The notes not filed yet, the oldest first."""
    query = select(QuickNote).where(QuickNote.version_id.is_(None)).order_by(QuickNote.noted_at)
    return tuple(LooseNote(n.id, n.text, n.noted_at) for n in reading.session.scalars(query))


def note_places(reading: Reading) -> tuple[NotePlace, ...]:
    """Open visits, then the services of the register."""
    visits = reading.session.execute(
        select(VisitVersion.id, Visit.reference, Service.name)
        .join(Visit, Visit.id == VisitVersion.visit_id)
        .join(Service, Service.id == Visit.service_id)
        .where(VisitVersion.sealed_at.is_(None), Visit.status.not_in(DROPPED))
        .order_by(Visit.reference)
    )
    services = reading.session.execute(
        select(Service.id, Service.name)
        .where(Service.is_archived.is_(False))
        .order_by(Service.name, Service.id)
    )
    found = [NotePlace(f"{_VISIT}:{key}", f"Visit {ref}, {name}") for key, ref, name in visits]
    return (*found, *(NotePlace(f"{_SERVICE}:{key}", f"Service {name}") for key, name in services))


def keep_loose_note(work: Work, text: str) -> str:
    """Keep a note that belongs to no visit yet. Returns its id. Raises RuleError without words."""
    return add_quick_note(work, None, text)


def file_loose_note(work: Work, note_id: str, place: str) -> None:
    """File a note to an open visit or to a service, by the key of a `NotePlace`.

    Raises RuleError without a place, NotFoundError when note or place are not there any more,
    LockedRecordError when the visit was signed off meanwhile.
    """
    note = _loose(work, note_id)
    kind, _, key = place.partition(":")
    if kind == _VISIT:
        version = open_version(work, key)
        visit = work.session.get_one(Visit, version.visit_id)
        note.version_id = version.id
        work.describe("quick note filed", f"Filed a quick note to {visit.reference}")
    elif kind == _SERVICE:
        _to_service(work, note, key)
    else:
        raise RuleError("Choose a visit or a service", "place")


def remove_loose_note(work: Work, note_id: str) -> None:
    """Take a note away that is not needed; it can be undone."""
    work.session.delete(_loose(work, note_id))
    work.describe("quick note removed", "Removed a quick note")


def _to_service(work: Work, note: QuickNote, service_id: str) -> None:
    service = work.session.get(Service, service_id)
    if service is None:
        raise NotFoundError("This service is not there any more.")
    on = short_date(note.noted_at.astimezone(LONDON).date())
    who = f", {work.actor.officer_name}" if work.actor.officer_name else ""
    said = f"{on}{who}: {note.text}"
    service.notes = within_limit("\n".join(part for part in (service.notes, said) if part))
    work.session.delete(note)
    work.describe("quick note filed", f"Filed a quick note to {service.name}")


def _loose(work: Work, note_id: str) -> QuickNote:
    note = work.session.get(QuickNote, note_id)
    if note is None or note.version_id is not None:
        raise NotFoundError("This quick note is not there any more: it was filed or removed.")
    return note
