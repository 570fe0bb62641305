"""A visit that stood open when the program ended, in words, for going back to it."""

from __future__ import annotations

from sqlalchemy import select

from app.db.work import Reading
from app.models import Service, Visit


def words_of_open_visit(reading: Reading, visit_id: str) -> str:
    """Return "QA-2026-0051 at Candleby Rest"; empty when it is gone or no longer open."""
    found = reading.session.execute(
        select(Visit.reference, Visit.status, Service.name)
        .join(Service, Service.id == Visit.service_id)
        .where(Visit.id == visit_id)
    ).first()
    if found is None or not found.status.is_open:
        return ""
    return f"{found.reference} at {found.name}"
