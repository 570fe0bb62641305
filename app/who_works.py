"""Who works with the open file: the menu on the officer's name, and what is asked before a change.

The change itself is `Program`'s: it signs in and builds the window anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import opening
from app.services.office import Office

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


def offer_officers(office: Office, window: MainWindow) -> None:
    """Fill the menu with the other officers; none in a file that is only read: nothing is
    recorded there."""
    if office.database.is_read_only:
        return
    rows = office.read(opening.list_officers)
    window.status.set_officers(
        [(row.id, row.name) for row in rows if row.id != office.actor.officer_id]
    )


def may_work_as(office: Office, window: MainWindow, officer_id: str) -> bool:
    """True when nothing stands in the way, and the user agrees after hearing whose acts follow."""
    if window.is_covered or not window.may_close():
        return False
    messages = window.context.messages
    if any(task.words for task in window.context.background.tasks):
        messages.tell(
            "Work is still going on",
            "The line at the foot says what. Wait until it has ended, or cancel it, and choose the"
            " officer again.",
        )
        return False
    names = {row.id: row.name for row in office.read(opening.list_officers)}
    if officer_id not in names:
        return False
    name, before = names[officer_id], office.actor.officer_name
    so_far = f" What was done so far stays recorded as done by {before}." if before else ""
    return messages.confirm(
        f"Work as {name}?",
        f"What is done from now on is recorded as done by {name}.{so_far}",
        f"Work as {name}",
        danger=False,
    )
