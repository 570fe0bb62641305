"""What `check` finds in a database file: damage, version, attachments.

The triggers, the change log and the chain of signed-off visits are known to other modules; their
checks are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.db import contents, identity
from app.db.attachments import AttachmentStore
from app.db.engine import connect

Check = Callable[[Any], list[str]]  # takes a driver connection that reads; a sentence per problem


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was checked: sound when `problems` is empty; `note` is for information."""

    name: str
    problems: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_sound(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


def check_file(
    database: Path,
    key: bytes | None,
    *,
    newest: int = identity.SCHEMA_VERSION,
    more: Mapping[str, Check] | None = None,
) -> tuple[CheckResult, ...]:
    """Check the file beside its users, reading only. `more` maps a name to a further check."""
    try:
        with closing(connect(database, key, read_only=True)) as connection:
            results = [
                CheckResult("Integrity", tuple(contents.damage(connection))),
                _identity(connection, newest),
            ]
            checks = {"Attachments": _attachments_of(database, key)} | dict(more or {})
            for name, check in checks.items():
                results.append(_run(name, check, connection))
            results.append(_orphans(connection, database, key))
    except dbapi2.Error as error:
        words = f"The file cannot be read ({error}). Restore the last backup."
        return (CheckResult("Integrity", (words,)),)
    return tuple(results)


def _run(name: str, check: Check, connection: Any) -> CheckResult:
    try:
        return CheckResult(name, tuple(check(connection)))
    except dbapi2.Error as error:
        return CheckResult(name, (f"This could not be checked ({error}).",))


def _identity(connection: Any, newest: int) -> CheckResult:
    found = contents.schema_version(connection)
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    problems = []
    if owner != identity.APPLICATION_ID:
        problems.append("The file is not marked as a database of this program.")
    if found != newest:
        problems.append(f"The schema is version {found}; this program works with {newest}.")
    return CheckResult("Schema version", tuple(problems), f"version {found}")


def _attachments_of(database: Path, key: bytes | None) -> Check:
    store = AttachmentStore.of(database, key)

    def check(connection: Any) -> list[str]:
        named = contents.named_attachments(connection)
        missing = [f"An attached file is missing ({digest})." for digest in store.missing(named)]
        return missing + [
            f"An attached file is damaged ({digest})." for digest in store.damaged(named)
        ]

    return check


def _orphans(connection: Any, database: Path, key: bytes | None) -> CheckResult:
    """Files that no row names are no fault: a crash or an undone act leaves them."""
    store = AttachmentStore.of(database, key)
    try:
        count = len(store.orphans(contents.named_attachments(connection)))
    except dbapi2.Error as error:
        return CheckResult("Files without a record", (f"This could not be checked ({error}).",))
    return CheckResult("Files without a record", (), f"{count} files")
