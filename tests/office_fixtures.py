"""Fixtures that every room may use: a temporary file with its office and a fixed clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.db import upgrade
from app.db.work import Actor, Database
from app.models import Officer
from app.services.frameworks import keep_bundled_frameworks
from app.services.office import Office

FRAMEWORKS = Path(__file__).parents[1] / "resources" / "frameworks"


class FixedClock:
    """A clock that stands still until a test moves it. Starts Tuesday 17 November 2026, 14:32."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 17, 14, 32, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


def bundled_texts() -> dict[str, str]:
    """The framework files of the program: name -> text."""
    names = ("care_home.toml", "homecare.toml")
    return {n: (FRAMEWORKS / n).read_text("utf-8") for n in names if (FRAMEWORKS / n).exists()}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """An empty file with one officer, Helen Marsh, and the bundled frameworks."""
    made = make_office(tmp_path / "test.cqm", clock)
    yield made
    made.close()


def make_office(path: Path, clock: FixedClock, key: bytes | None = None) -> Office:
    """Create a file at `path` and return its office with Helen Marsh signed in."""
    database = Database(path, key)
    upgrade.upgrade(database.engine)
    office = Office(database, Actor(None, "Helen Marsh", "device-1"), clock)

    def add_officer(work: object) -> str:
        officer = Officer(name="Helen Marsh", role="Contract and quality manager", initials="HM")
        work.session.add(officer)  # type: ignore[attr-defined]
        work.session.flush()  # type: ignore[attr-defined]
        work.describe("officer", "Added Helen Marsh")  # type: ignore[attr-defined]
        return officer.id

    officer_id = office.write(add_officer)
    office.actor = Actor(officer_id, "Helen Marsh", "device-1")
    office.write(keep_bundled_frameworks, bundled_texts())
    return office
