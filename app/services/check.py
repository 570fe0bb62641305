"""The check of a file: integrity, schema, triggers, change log, attachments, chain of seals.

A damaged file is what it is for: a check that the damage stops says so, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.db import change_log, contents
from app.db.attachments import AttachmentStore, is_digest
from app.db.identity import APPLICATION_ID, SCHEMA_VERSION
from app.db.work import Reading
from app.domain.words import count
from app.models import Act, Attachment, Change
from app.services.visit_seals import chain_problems, count_seals


@dataclass(frozen=True)
class CheckResult:
    """What one check found: `problems` are sentences, empty when all is well."""

    name: str
    words: str
    problems: tuple[str, ...]


def check_file(reading: Reading) -> list[CheckResult]:
    """Run every check on the open file; nothing is changed."""
    checks = {
        "integrity": _integrity,
        "schema": _schema,
        "triggers": _triggers,
        "change log": _change_log,
        "attachments": _attachments,
        "seals": _seals,
    }
    return [_run(name, check, reading) for name, check in checks.items()]


def _run(name: str, check: Callable[[Reading], CheckResult], reading: Reading) -> CheckResult:
    try:
        return check(reading)
    except DBAPIError:
        problem = "The file is damaged, so this could not be checked. Restore the last backup."
        return CheckResult(name, "Not checked", (problem,))


def _integrity(reading: Reading) -> CheckResult:
    problems = contents.damage(reading.session.connection().connection.driver_connection)
    words = "The file is damaged" if problems else "The file is whole"
    return CheckResult("integrity", words, tuple(problems))


def _schema(reading: Reading) -> CheckResult:
    version = int(reading.session.execute(text("PRAGMA user_version")).scalar_one())
    owner = int(reading.session.execute(text("PRAGMA application_id")).scalar_one())
    problems = [] if version == SCHEMA_VERSION else [f"Format {version}, not {SCHEMA_VERSION}."]
    if owner != APPLICATION_ID:
        problems.append("The file is not marked as a database of this program.")
    return CheckResult("schema", f"Format {version}", tuple(problems))


def _triggers(reading: Reading) -> CheckResult:
    problems = change_log.trigger_differences(reading.session.connection())
    number = len(change_log.trigger_statements())
    words = f"{number} triggers, {'not all ' if problems else ''}as generated"
    return CheckResult("triggers", words, tuple(problems))


def _change_log(reading: Reading) -> CheckResult:
    """No line that was ever written is missing, and every change belongs to an act."""
    session = reading.session
    lines = session.scalar(select(func.count()).select_from(Change)) or 0
    issued = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'change'")) or 0
    problems = []
    if lines < issued:
        problems.append(f"{issued - lines} lines of the change log are missing.")
    orphans = session.scalar(
        select(func.count())
        .select_from(Change)
        .where(Change.act_id.is_not(None), Change.act_id.not_in(select(Act.id)))
    )
    unsigned = session.scalar(
        select(func.count()).select_from(Change).where(Change.act_id.is_(None))
    )
    if orphans:
        problems.append(f"{orphans} changes belong to an act that is not there.")
    if unsigned:
        problems.append(f"{unsigned} changes were made by something other than this program.")
    size = session.scalar(
        select(
            func.coalesce(func.sum(func.length(Change.before)), 0)
            + func.coalesce(func.sum(func.length(Change.after)), 0)
        )
    )
    words = f"{lines:,} changes, {int(size or 0) / 1_000_000:.1f} million characters"
    return CheckResult("change log", words, tuple(problems))


def _attachments(reading: Reading) -> CheckResult:
    store = AttachmentStore(reading.folder, reading.key)
    rows = reading.session.execute(
        select(Attachment.sha256, Attachment.thumbnail_sha256).where(
            Attachment.is_erased.is_(False)
        )
    )
    named = {digest for row in rows for digest in row if digest}
    known = {digest for digest in named if is_digest(digest)}
    problems = [f"A record names no attached file: {text}" for text in sorted(named - known)]
    problems += [f"An attached file is missing: {digest[:12]}…" for digest in store.missing(known)]
    problems += [f"An attached file is damaged: {digest[:12]}…" for digest in store.damaged(known)]
    words = count(len(known), "file")
    left = len(store.orphans(known))  # a crash or an undone act leaves them: no fault
    if left:
        words += f", and {left} that no record names"
    return CheckResult("attachments", words, tuple(problems))


def _seals(reading: Reading) -> CheckResult:
    words = count(count_seals(reading), "signed-off version")
    return CheckResult("seals", words, tuple(chain_problems(reading)))
