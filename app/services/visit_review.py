"""Everything the visit's own page shows: its versions, what is missing, review, sign-off, team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db.work import Reading
from app.errors import NotFoundError
from app.models import Officer, Visit, VisitVersion
from app.services.visit_page import get_visit_page
from app.services.visit_seals import SealFacts, SealPlace, find_seal, place_of_seal
from app.services.visit_signing import Readiness, get_readiness
from app.services.visit_team import team_names
from app.services.visit_views import VisitPage
from app.services.visits import VisitRow, get_visit_row


@dataclass(frozen=True)
class VersionRow:
    """One version of a visit in the chooser; `sealed_at` is None for the one being worked on."""

    number: str
    reason: str
    sealed_at: datetime | None


@dataclass(frozen=True)
class VisitReview:
    """A visit with one of its versions; `page` and `readiness` are None before it starts."""

    visit: VisitRow
    reason: str
    team: tuple[str, ...]
    officers: tuple[str, ...]
    versions: tuple[VersionRow, ...]
    page: VisitPage | None
    readiness: Readiness | None
    seal: SealFacts | None
    seal_place: SealPlace | None = None

    @property
    def is_newest(self) -> bool:
        """True when the version shown is the newest."""
        return self.page is None or self.page.version.number == self.versions[0].number


def get_visit_review(reading: Reading, visit_id: str, version: str = "") -> VisitReview:
    """Return a visit with a version, the newest unless told. Raises NotFoundError."""
    visit = reading.session.get(Visit, visit_id)
    if visit is None:
        raise NotFoundError("This visit is not in the file.")
    versions = tuple(
        VersionRow(row.number, row.reason, row.sealed_at)
        for row in reading.session.scalars(
            select(VisitVersion)
            .where(VisitVersion.visit_id == visit_id)
            .order_by(VisitVersion.position.desc())
        )
    )
    page = get_visit_page(reading, visit_id, version) if versions else None
    officers = reading.session.scalars(select(Officer.name).order_by(Officer.name)).all()
    seal = find_seal(reading, page.version.id) if page is not None else None
    return VisitReview(
        get_visit_row(reading, visit_id),
        visit.reason,
        team_names(reading, visit),
        tuple(officers),
        versions,
        page,
        get_readiness(reading, page) if page is not None else None,
        seal,
        place_of_seal(reading, seal) if seal is not None else None,
    )
