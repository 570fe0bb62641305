"""What visit mode reads when it opens and after each act, in one snapshot; and the page's key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.services.previous_actions import PreviousActionRow, list_previous_actions
from app.services.visit_page import get_visit_page
from app.services.visit_side import VisitSide, get_visit_side
from app.services.visit_views import VisitPage


@dataclass(frozen=True, slots=True)
class ModeKey:
    """The key of the page: a visit, perhaps an earlier version of it, perhaps a question.

    Written "<visit id>", "<visit id>@1.0", "<visit id>#<question key>".
    """

    visit_id: str
    version: str = ""
    question_key: str = ""

    @classmethod
    def read(cls, key: str) -> ModeKey:
        """The parts of a key."""
        rest, _, question = key.partition("#")
        visit_id, _, version = rest.partition("@")
        return cls(visit_id, version, question)


@dataclass(frozen=True, slots=True)
class ModeReading:
    """Everything that visit mode shows of one version."""

    page: VisitPage
    side: VisitSide
    previous: tuple[PreviousActionRow, ...]


def read_mode(reading: Any, visit_id: str, version: str) -> ModeReading:
    """Read a version of a visit with what stands beside it. Raises NotFoundError."""
    page = get_visit_page(reading, visit_id, version)
    return ModeReading(
        page,
        get_visit_side(reading, visit_id),
        tuple(list_previous_actions(reading, page.version.id)),
    )
