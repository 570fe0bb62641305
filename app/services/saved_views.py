"""Saved views: filters and sort of a list under a name, kept in the file for everybody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.db.work import Reading, Work
from app.domain.words import clean_line
from app.errors import NotFoundError, RuleError
from app.models import SavedView


def list_views(reading: Reading, page: str) -> dict[str, dict[str, Any]]:
    """Return the views of a page by name, in order of name."""
    rows = reading.session.execute(
        select(SavedView.name, SavedView.state)
        .where(SavedView.page == page)
        .order_by(func.lower(SavedView.name))
    )
    return dict(rows.all())


def save_view(work: Work, page: str, name: str, state: dict[str, Any]) -> None:
    """Keep a view; one of the same name is replaced. Raises RuleError."""
    name = clean_line(name)
    if not name:
        raise RuleError("Give the view a name", "name")
    found = _find(work, page, name)
    if found is None:
        work.session.add(SavedView(page=page, name=name, state=state))
    else:
        found.state = state
    work.describe("view saved", f"Saved the view “{name}”")


def remove_view(work: Work, page: str, name: str) -> None:
    """Take a view out; the act can be undone. Raises NotFoundError."""
    found = _find(work, page, name)
    if found is None:
        raise NotFoundError(f"There is no view “{name}” any more.")
    work.session.delete(found)
    work.describe("view removed", f"Removed the view “{name}”")


def _find(work: Work, page: str, name: str) -> SavedView | None:
    return work.session.scalar(
        select(SavedView).where(SavedView.page == page, SavedView.name == name)
    )
