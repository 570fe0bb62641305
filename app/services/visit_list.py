"""Visits as the command line prints them."""

from __future__ import annotations

from app.db.work import Reading
from app.services.visits import VisitRow, list_visits


def list_visit_facts(reading: Reading) -> list[dict[str, object]]:
    """Return all visits, newest first, as plain values.

    `status` and `overall` are stored codes (`overall` null until signed off), days are ISO,
    `coverage` reads "76 of 79": rated of applicable standards, null before the visit starts.
    """
    return [_facts(row) for row in list_visits(reading)]


def _facts(row: VisitRow) -> dict[str, object]:
    return {
        "reference": row.reference,
        "service": row.service_name,
        "framework": row.framework,
        "status": row.status.value,
        "planned_on": row.planned_on.isoformat() if row.planned_on else None,
        "visited_on": row.visited_on.isoformat() if row.visited_on else None,
        "overall": row.overall,
        "coverage": f"{row.rated} of {row.applicable}" if row.questions else None,
    }
