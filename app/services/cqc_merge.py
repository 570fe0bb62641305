"""Writes the plan of an import: one act in short parts, so that an answer typed meanwhile is saved
at once (SAFETY "The database connection": a write transaction stays under 0.3 s).

Crash-safe: the run is written first, without a result, and gets its result in the last part. A run
that never got one was cut off: `undo_interrupted` takes its act back, from the change log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, select, update

from app.db.work import Work
from app.imports.records import MarketCount
from app.models import (
    ImportRun,
    ManagerChange,
    MarketFigure,
    Provider,
    RatingRecord,
    RegistrationLink,
    Service,
    new_id,
)
from app.progress import Progress
from app.services.cqc_details import Update
from app.services.cqc_plan import Plan, link_row
from app.services.cqc_register import stamp
from app.services.history import UndoResult
from app.services.import_report import to_stored
from app.services.large_undo import finish_undo, undo
from app.services.office import Office
from app.services.portions import portions

ROWS_A_PART = 1_000
RECORDS_A_PART = 250
"""Services and providers cost more than ratings: their lines of the search are written too."""
NOT_RATED = "not_rated"

Part = Callable[[Work], None]


class RegisterChangedError(Exception):
    """The register was changed after the plan was made; nothing was written."""


def write_plan(
    office: Office, plan: Plan, *, file_name: str, sha256: str, progress: Progress
) -> str:
    """Write a plan as one act and return the act's id.

    Raises RegisterChangedError before the first write; on any later error, or on cancel, what was
    written is taken back.
    """
    writing = _Writing(plan, file_name, sha256, progress)
    try:
        office.write_in_parts(writing.parts())
    except BaseException:
        if writing.act_id:
            undo_interrupted(office)
        raise
    return writing.act_id


def undo_interrupted(office: Office) -> UndoResult | None:
    """Take back an import, or end an undo, that a crash cut off; None when there is none.

    Call at opening.
    """
    finished = finish_undo(office)
    act_id = office.read(
        lambda reading: reading.session.scalar(
            select(ImportRun.act_id).where(ImportRun.result == "", ImportRun.is_undone.is_(False))
        )
    )
    return undo(office, act_id) if act_id else finished


class _Writing:
    """The parts of one plan in order; each is one transaction."""

    def __init__(self, plan: Plan, file_name: str, sha256: str, progress: Progress) -> None:
        self._plan = plan
        self._file_name = file_name
        self._sha256 = sha256
        self._progress = progress
        self._run_id = new_id()
        self.act_id = ""

    def parts(self) -> Iterator[Part]:
        parts = [self._begin, *self._rows(), self._finish]
        for number, part in enumerate(parts):
            self._progress.step(number, len(parts), "Writing to the register")
            yield part

    def _begin(self, work: Work) -> None:
        plan = self._plan
        if stamp(work) != plan.register.stamp:
            raise RegisterChangedError
        work.describe("import", plan.label)
        work.session.add(
            ImportRun(
                id=self._run_id,
                kind=plan.report.kind,
                file_name=self._file_name,
                sha256=self._sha256,
                file_date=plan.report.file_date,
                act_id=work.act_id,
                result="",
            )
        )
        for level, market in plan.replaced_markets:
            work.session.execute(
                delete(MarketFigure).where(
                    MarketFigure.file_date == plan.report.file_date,
                    MarketFigure.level == level,
                    MarketFigure.market == market,
                )
            )
        work.session.flush()
        self.act_id = work.act_id

    def _rows(self) -> Iterator[Part]:
        plan = self._plan
        inserts: list[tuple[Any, list[dict[str, Any]]]] = [
            (Provider.__table__, plan.details.providers),
            (Service.__table__, plan.details.services),
            (ManagerChange.__table__, plan.details.manager_changes),
            (RegistrationLink.__table__, [link_row(link) for link in plan.new_links]),
        ]
        for table, rows in inserts:
            for some in portions(rows, RECORDS_A_PART):
                yield partial(_insert, table=table, rows=some)
        for some in portions(plan.ratings.rows, ROWS_A_PART):
            yield partial(_insert_plain, table=cast("Table", RatingRecord.__table__), rows=some)
        for updates in portions(plan.details.updates, RECORDS_A_PART):
            yield partial(_update, updates=updates)
        reaffirmed = [
            Update(RatingRecord.__table__, one.id, one.row_version, {"reaffirmed_on": day})  # type: ignore[arg-type]
            for one, day in plan.ratings.reaffirmed
        ]
        for updates in portions(reaffirmed, ROWS_A_PART):
            yield partial(_update, updates=updates)
        for figures in portions(self._figures(), ROWS_A_PART * 4):
            yield partial(_insert, table=cast("Table", MarketFigure.__table__), rows=figures)

    def _figures(self) -> Iterator[dict[str, Any]]:
        for (level, name, sector, group, area, value), number in _summed(self._plan.market).items():
            yield {
                "file_date": self._plan.report.file_date,
                "level": level,
                "market": name,
                "sector": sector,
                "service_group": group,
                "area": area,
                "value": value,
                "locations": number,
                "import_run_id": self._run_id,
            }

    def _finish(self, work: Work) -> None:
        work.describe("import", self._plan.label)
        work.session.execute(
            update(ImportRun)
            .where(ImportRun.id == self._run_id)
            .values(result=to_stored(self._plan.report), row_version=ImportRun.row_version + 1)
        )


def _insert(work: Work, *, table: Table, rows: list[dict[str, Any]]) -> None:
    work.session.execute(table.insert(), rows)


def _insert_plain(work: Work, *, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows of plain values (days as ISO text) without converting each: twice as fast."""
    names = ", ".join(rows[0])
    marks = ", ".join("?" * len(rows[0]))
    work.session.connection().exec_driver_sql(
        f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608  names of our models
        [tuple(row.values()) for row in rows],
    )


def _update(work: Work, *, updates: list[Update]) -> None:
    """Write new values where the row is still as it was compared; others keep what they got."""
    together: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = {}
    for one in updates:
        row = {"of_id": one.id, "of_version": one.row_version, **one.values}
        together.setdefault((one.table, tuple(sorted(one.values))), []).append(row)
    for (table, names), rows in together.items():
        is_as_compared = and_(
            table.c.id == bindparam("of_id"), table.c.row_version == bindparam("of_version")
        )
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        statement = table.update().where(is_as_compared)
        statement = statement.values(row_version=table.c.row_version + 1, **values)
        work.session.connection().execute(statement, rows)


Figure = tuple[str, str, str, str, str, str]


def _summed(market: list[MarketCount]) -> Mapping[Figure, int]:
    """Counts whatever group a rating came from."""
    totals: dict[Figure, int] = {}
    for one in market:
        key = (
            one.level.value, one.name, one.sector.value, one.service_group.value, one.area,
            one.value or NOT_RATED,
        )  # fmt: skip
        totals[key] = totals.get(key, 0) + one.count
    return totals
