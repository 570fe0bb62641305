"""Brings a file to the schema of this program: one transaction, fully old or fully new.

Foreign keys are off before BEGIN (rebuilding a table would delete its children), our triggers are
dropped and made anew from the models, foreign keys and row counts are checked before COMMIT.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from app.db import change_log
from app.db.identity import APPLICATION_ID, SCHEMA_VERSION
from app.errors import CircumstanceError
from app.models.base import Base

MIGRATIONS = Path(__file__).parent / "migrations"


def needs_upgrade(engine: Engine) -> bool:
    """Return True when the file is new or of an older schema."""
    with engine.connect() as connection:
        return schema_version(connection) < SCHEMA_VERSION


def schema_version(connection: Connection) -> int:
    """Return the number of the newest migration that the file has."""
    return int(connection.execute(text("PRAGMA user_version")).scalar_one())


def upgrade(engine: Engine) -> None:
    """Create or upgrade the schema. Raises CircumstanceError, with nothing changed, on trouble."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                _upgrade_in_transaction(connection)
        finally:
            raw.execute("PRAGMA foreign_keys = ON")


def _upgrade_in_transaction(connection: Connection) -> None:
    counts = _row_counts(connection)
    change_log.drop_triggers(connection)
    _migrate(connection)
    change_log.create_triggers(connection)
    broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if broken:
        raise CircumstanceError(
            f"The file could not be upgraded: {len(broken)} rows point to records that are not "
            "there. Nothing was changed. Restore the last backup and try again."
        )
    after = _row_counts(connection)
    lost = [name for name, count in counts.items() if after.get(name, 0) < count]
    if lost:
        raise CircumstanceError(
            f"The file could not be upgraded: rows would be lost from {', '.join(lost)}. "
            "Nothing was changed."
        )
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _row_counts(connection: Connection) -> dict[str, int]:
    stored = {
        str(name)
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type='table'"))
    }
    ours = [table.name for table in Base.metadata.sorted_tables if table.name in stored]
    return {
        name: int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())
        for name in ours
    }
