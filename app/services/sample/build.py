"""Builds the sample file step by step, beside its place, and puts it there when it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from app.db.work import Database, Reading
from app.errors import CircumstanceError, FileRefusedError
from app.models import Action, Contract, Provider, RatingRecord, Service, Visit
from app.paths import resources
from app.progress import Progress
from app.services import opening
from app.services.office import LONDON
from app.services.sample.clock import SampleClock
from app.services.sample.contracts import make_contracts
from app.services.sample.notes import Notes
from app.services.sample.ratings import make_ratings
from app.services.sample.register import make_register
from app.services.sample.visits import PAST, VisitMaker, frameworks_by_type
from app.services.sample.words import Words

SEED = 20_261_117


@dataclass(frozen=True)
class SampleSummary:
    """How much the sample holds."""

    providers: int
    services: int
    contracts: int
    ratings: int
    visits: int
    actions: int

    @property
    def words(self) -> str:
        """What was made, in a sentence."""
        return (
            f"The sample council has {self.providers} providers, {self.services} services, "
            f"{self.contracts} contracts, {self.ratings:,} ratings, {self.visits} visits and "
            f"{self.actions:,} actions, all made up."
        )

    def as_json(self) -> dict[str, Any]:
        """The counts for the command line."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def build_sample(path: Path, around: opening.Surroundings, progress: Progress) -> SampleSummary:
    """Make the sample at `path`. Raises FileRefusedError when something is there already.

    The same day gives the same sample: the seed is fixed, and the story ends today.
    """
    if path.exists():
        raise FileRefusedError(f"{path.name} is there already. Choose another name, or open it.")
    clock = SampleClock(around.clock())
    today = around.clock().astimezone(LONDON).date()
    words = Words(resources() / "sample", Random(SEED))  # noqa: S311  names, not secrets
    made_here = opening.Surroundings(around.device_id, around.frameworks, clock)
    office = opening.create_file(path, made_here)
    try:
        _wait_for_disk(office.database, is_waiting=False)
        progress.step(0, PAST + 100, "Making providers, services and contracts")
        register = make_register(office, words, today)
        register.contract_of = office.write(make_contracts, words, register, today)
        histories = make_ratings(office, words, register.services, today, progress)
        maker = VisitMaker(
            office, words, Notes(resources() / "sample"), register, histories, today, clock,
            frameworks_by_type(office),
        )  # fmt: skip
        for done in maker.past():
            progress.step(100 + done, PAST + 100, f"Visit {done} of {PAST}")
        maker.open_ones()
        summary = office.read(_summary)
        _wait_for_disk(office.database, is_waiting=True)
        compact(office.database)
    except BaseException:
        office.close()
        opening.remove_file(path)
        raise
    office.close()
    return summary


def compact(database: Database) -> None:
    """Write the file anew without gaps, wholly onto the disk, and read all of it back.

    Raises CircumstanceError when a page does not read as it was written.
    """
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (said,) = raw.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise CircumstanceError("The sample was not written as it should be. Make it again.")


def _wait_for_disk(database: Database, *, is_waiting: bool) -> None:
    """Whether each act waits for the disk: not while thousands of made-up acts are written.

    The file is nobody's work yet: a power cut here costs a sample that is made again, and
    `compact` writes all of it durably before anyone opens it.
    """
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute(f"PRAGMA synchronous = {'FULL' if is_waiting else 'OFF'}")


def _summary(reading: Reading) -> SampleSummary:
    kinds = (Provider, Service, Contract, RatingRecord, Visit, Action)
    counts = [
        int(reading.session.scalar(select(func.count()).select_from(kind)) or 0) for kind in kinds
    ]
    return SampleSummary(*counts)
