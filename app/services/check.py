"""The check of a file: integrity, schema, triggers, change log, attachments, chain of seals."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text

from app.db import change_log
from app.db.attachments import AttachmentStore
from app.db.identity import SCHEMA_VERSION
from app.db.work import Reading
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
    return [
        _integrity(reading),
        _schema(reading),
        _triggers(reading),
        _change_log(reading),
        _attachments(reading),
        _seals(reading),
    ]


def _integrity(reading: Reading) -> CheckResult:
    session = reading.session
    rows = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check"))]
    problems = [] if rows == ["ok"] else rows
    broken = session.execute(text("PRAGMA foreign_key_check")).all()
    problems += [f"A row of {row[0]} points to a record that is not there." for row in broken]
    return CheckResult("integrity", "The file is whole", tuple(problems))


def _schema(reading: Reading) -> CheckResult:
    version = int(reading.session.execute(text("PRAGMA user_version")).scalar_one())
    problems = [] if version == SCHEMA_VERSION else [f"Format {version}, not {SCHEMA_VERSION}."]
    return CheckResult("schema", f"Format {version}", tuple(problems))


def _triggers(reading: Reading) -> CheckResult:
    problems = change_log.trigger_differences(reading.session.connection())
    count = len(change_log.trigger_statements())
    return CheckResult("triggers", f"{count} triggers as generated", tuple(problems))


def _change_log(reading: Reading) -> CheckResult:
    """Sequences without holes; every change belongs to an act."""
    session = reading.session
    count, lowest, highest = session.execute(
        select(func.count(), func.min(Change.sequence), func.max(Change.sequence))
    ).one()
    problems = []
    if count and highest - lowest + 1 != count:
        problems.append(f"{highest - lowest + 1 - count} lines of the change log are missing.")
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
    words = f"{count:,} changes, {int(size or 0) / 1_000_000:.1f} million characters"
    return CheckResult("change log", words, tuple(problems))


def _attachments(reading: Reading) -> CheckResult:
    store = AttachmentStore(reading.folder, reading.key)
    rows = reading.session.execute(
        select(Attachment.sha256, Attachment.thumbnail_sha256).where(
            Attachment.is_erased.is_(False)
        )
    )
    known = {digest for row in rows for digest in row if digest}
    problems = [f"An attached file is missing: {digest[:12]}…" for digest in store.missing(known)]
    problems += [f"An attached file is damaged: {digest[:12]}…" for digest in store.damaged(known)]
    return CheckResult("attachments", f"{len(known)} files", tuple(problems))


def _seals(reading: Reading) -> CheckResult:
    count = count_seals(reading)
    return CheckResult("seals", f"{count} signed-off versions", tuple(chain_problems(reading)))
