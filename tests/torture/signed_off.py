"""Routes by which somebody might change a signed-off visit: none may work.

Each route is SQL on a raw connection, below every service, tried and committed on its own; then the
signed version and its seal are compared byte for byte with what they were. What no trigger can stop
is left out: the owner of the key can drop the triggers, which `check` then tells.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.db.change_log import LOCKED_BELOW_VERSION
from app.db.contents import quoted
from app.db.engine import connect
from app.db.work import Work
from app.domain.vocabulary import EvidenceKind, FindingKind
from app.models import (
    Evidence,
    Finding,
    PreviousActionCheck,
    QuickNote,
    ResultOverride,
    ReviewCheck,
)
from app.services import visit_signing
from app.services.visit_views import VisitPage
from tests.office_fixtures import FixedClock, make_office
from tests.torture.results import Result
from tests.torture.stage import KEY
from tests.visit_steps import answer_all, page_of, raise_for, started_visit, write_judgement

BELOW = tuple(table for table in LOCKED_BELOW_VERSION if table != "visit_version")
KEYS_OFF = "PRAGMA foreign_keys = OFF"
TRIGGERS_SHALLOW = "PRAGMA recursive_triggers = OFF"  # REPLACE then deletes without a trigger

Route = tuple[str, tuple[str, ...]]


def run(count: int, seed: int, directory: Path) -> Result:
    """Try `count` routes in random order, or all of them when `count` is 0."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "own.cqm"
    version, other = _signed_and_open_version(path)
    failures: list[str] = []
    with closing(connect(path, KEY)) as connection:
        routes = list(all_routes(connection, version, other))
        random.Random(seed).shuffle(routes)
        routes = routes[: count or None]
        for name, statements in routes:
            before = signed_content(connection, version)
            _try(connection, statements)
            if signed_content(connection, version) != before:
                failures.append(f"{name} changed it")
    note = "SQL below every service"
    return Result("Route to change a signed-off visit", len(routes), tuple(failures), note)


def signed_content(connection: Any, version: str) -> list[tuple[Any, ...]]:
    """Every value of the signed version, of what lies below it, and of its seal."""
    rows = [*connection.execute("SELECT * FROM visit_version WHERE id = ?", (version,))]
    for table in BELOW:
        found = connection.execute(
            f"SELECT * FROM {table} WHERE version_id = ? ORDER BY id", (version,)
        ).fetchall()
        rows += [(table,), *found]
    return [*rows, *connection.execute("SELECT * FROM seal WHERE version_id = ?", (version,))]


def all_routes(connection: Any, version: str, other: str) -> Iterator[Route]:
    """Each way in: a name and its statements."""
    for table in BELOW:
        yield from _routes_of(connection, table, version, other)
    yield from _routes_of_version(connection, version)
    yield from _routes_of_seal(version)


def _routes_of(connection: Any, table: str, version: str, other: str) -> Iterator[Route]:
    where = f"WHERE version_id = '{version}'"
    column = _text_column(connection, table)
    replaced, fresh = (_copied(connection, table, column, new_id) for new_id in (False, True))
    yield f"UPDATE {table}", (f"UPDATE {table} SET {column} = 'forged' {where}",)
    yield (
        f"UPDATE OR REPLACE {table}",
        (f"UPDATE OR REPLACE {table} SET {column} = 'forged' {where}",),
    )
    yield f"DELETE {table}", (f"DELETE FROM {table} {where}",)
    yield f"DELETE {table} without keys", (KEYS_OFF, f"DELETE FROM {table} {where}")
    yield f"REPLACE {table}", (f"INSERT OR REPLACE INTO {table} {replaced} {where}",)
    yield (
        f"REPLACE {table} without triggers",
        (
            KEYS_OFF,
            TRIGGERS_SHALLOW,
            f"INSERT OR REPLACE INTO {table} {replaced} {where}",
        ),
    )
    first = f"(SELECT min(id) FROM {table} {where})"
    upsert = f"ON CONFLICT (id) DO UPDATE SET {column} = 'forged'"
    yield f"upsert {table}", (f"INSERT INTO {table} SELECT * FROM {table} {where} {upsert}",)
    stolen = _copied(connection, table, "version_id", False).replace("'forged'", f"'{other}'")
    yield (
        f"steal from {table}",
        (
            KEYS_OFF,
            TRIGGERS_SHALLOW,
            f"INSERT OR REPLACE INTO {table} {stolen} {where}",
        ),
    )
    yield (
        f"push out of {table}",
        (
            KEYS_OFF,
            TRIGGERS_SHALLOW,
            f"UPDATE OR REPLACE {table} SET id = {first} WHERE version_id = '{other}'",
        ),
    )
    yield f"add to {table}", (KEYS_OFF, f"INSERT INTO {table} {fresh} {where}")
    yield f"move out of {table}", (f"UPDATE {table} SET version_id = '{other}' {where}",)
    yield f"rename in {table}", (KEYS_OFF, f"UPDATE {table} SET id = 'x' || id {where}")


def _routes_of_version(connection: Any, version: str) -> Iterator[Route]:
    where = f"WHERE id = '{version}'"
    replaced = _copied(connection, "visit_version", "judgement", False)
    own = f"'{version}'"
    place = f"(SELECT visit_id, number FROM visit_version {where})"
    yield "unseal", (f"UPDATE visit_version SET sealed_at = NULL {where}",)
    yield "seal at another time", (f"UPDATE visit_version SET sealed_at = '2020' {where}",)
    yield "forge the judgement", (f"UPDATE visit_version SET judgement = 'forged' {where}",)
    yield "rename the version", (KEYS_OFF, f"UPDATE visit_version SET id = 'x' {where}")
    yield "delete the version", (KEYS_OFF, f"DELETE FROM visit_version {where}")
    yield "delete the visit", ("DELETE FROM visit",)
    replace = f"INSERT OR REPLACE INTO visit_version {replaced} {where}"
    yield "replace the version", (replace,)
    yield "replace the version without triggers", (KEYS_OFF, TRIGGERS_SHALLOW, replace)
    yield (
        "push the version out by its number",
        (
            KEYS_OFF,
            TRIGGERS_SHALLOW,
            f"UPDATE OR REPLACE visit_version SET (visit_id, number) = {place} WHERE id != {own}",
        ),
    )


def _routes_of_seal(version: str) -> Iterator[Route]:
    where = f"WHERE version_id = '{version}'"
    columns = "version_id, device_id, position, format, x'00', previous_head, 'forged'"
    replace = (
        f"INSERT OR REPLACE INTO seal SELECT {columns}, sealed_at, erased_at FROM seal {where}"
    )
    yield "forge the seal", (f"UPDATE seal SET content = x'00' {where}",)
    yield "delete the seal", (f"DELETE FROM seal {where}",)
    yield "replace the seal", (replace,)
    yield "replace the seal without triggers", (KEYS_OFF, TRIGGERS_SHALLOW, replace)
    another = replace.replace("SELECT version_id", "SELECT 'x'")
    yield "push the seal out by its position", (KEYS_OFF, TRIGGERS_SHALLOW, another)


def _text_column(connection: Any, table: str) -> str:
    """A column of words that is neither a key nor a reference."""
    info = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return next(
        str(row[1])
        for row in info
        if not row[5] and not str(row[1]).endswith("_id") and row[1] != "row_version"
    )


def _copied(connection: Any, table: str, column: str, is_new: bool) -> str:
    """A SELECT of the table's rows with one column forged, under the same or another id."""
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    forged = {column: "'forged'", "id": "'x' || id" if is_new else "id"}
    if is_new:  # a unique reference must not be what stops it
        forged |= {"question_id": "'q' || question_id", "area": "'a' || area"}
        forged |= {"question_key": "'k' || question_key", "action_id": "'a' || action_id"}
    return f"SELECT {', '.join(forged.get(name, quoted(name)) for name in names)} FROM {table}"


def _try(connection: Any, statements: tuple[str, ...]) -> None:
    """Run a route as one transaction; its pragmas are put back afterwards."""
    pragmas = [statement for statement in statements if statement.startswith("PRAGMA")]
    for pragma in pragmas:
        connection.execute(pragma)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements[len(pragmas) :]:
            connection.execute(statement)
        connection.execute("COMMIT")
    except dbapi2.Error:
        connection.execute("ROLLBACK")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")


def _signed_and_open_version(path: Path) -> tuple[str, str]:
    """The ids of a signed version with a row in every table below it, and of one still open."""
    office = make_office(path, FixedClock(), KEY)
    try:
        visit_id = started_visit(office)
        answer_all(office, visit_id)
        action = raise_for(office, visit_id, next(iter(page_of(office, visit_id).questions())).key)
        office.write(_fill, page_of(office, visit_id), action)
        write_judgement(office, visit_id, "People are treated with kindness.")
        office.write(visit_signing.finish_draft, visit_id)
        office.write(visit_signing.record_review, visit_id, "David Okafor")
        office.write(visit_signing.sign_off, visit_id, "Helen Marsh", "Contract manager")
        open_visit = started_visit(office)
        return page_of(office, visit_id).version.id, page_of(office, open_visit).version.id
    finally:
        office.close()


def _fill(work: Work, page: VisitPage, action: str) -> None:
    version, question = page.version.id, next(iter(page.questions())).id
    work.describe("filled", "A row in every table below the version")
    work.session.add_all(
        [
            Evidence(
                version_id=version,
                question_id=question,
                kind=next(iter(EvidenceKind)),
                text="Seen",
            ),
            Finding(version_id=version, number=1, kind=FindingKind.STRENGTH, headline="Kind staff"),
            QuickNote(version_id=version, text="Later", noted_at=work.now, question_id=question),
            ResultOverride(version_id=version, area="safe", level=3, reason="Seen otherwise"),
            ReviewCheck(version_id=version, check_key="x", is_cleared=True),
            PreviousActionCheck(version_id=version, action_id=action, verification="met"),
        ]
    )
