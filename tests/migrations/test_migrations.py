"""Migrations: one head, head equals models, triggers equal the generator, up and down."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.db import change_log, upgrade
from app.db.engine import open_engine
from app.db.identity import APPLICATION_ID, SCHEMA_VERSION
from app.errors import CircumstanceError
from app.models import Base


def config_for(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def test_there_is_one_head_and_it_is_the_schema_version() -> None:
    (head,) = ScriptDirectory.from_config(config_for()).get_heads()
    assert int(head) == SCHEMA_VERSION


@pytest.mark.filterwarnings("ignore:autogenerate skipping")
def test_head_equals_models(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "x.cqm")
    upgrade.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [
            difference
            for difference in compare_metadata(context, Base.metadata)
            if not str(getattr(difference[1], "name", "")).startswith("search_text")
        ]
    engine.dispose()
    assert found == []


def test_triggers_equal_the_generator_and_the_file_is_marked(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "x.cqm")
    upgrade.upgrade(engine)
    with engine.connect() as connection:
        assert change_log.trigger_differences(connection) == []
        assert connection.exec_driver_sql("PRAGMA application_id").scalar_one() == APPLICATION_ID
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == SCHEMA_VERSION
    assert not upgrade.needs_upgrade(engine)
    engine.dispose()


def test_a_changed_trigger_is_found(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "x.cqm")
    upgrade.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER cqm_log_provider_update"))
        connection.execute(
            text("CREATE TRIGGER cqm_keep_act_x AFTER UPDATE ON act BEGIN SELECT 1; END")
        )
    with engine.connect() as connection:
        found = change_log.trigger_differences(connection)
    engine.dispose()
    assert found == [
        "Trigger cqm_keep_act_x is not one of ours.",
        "Trigger cqm_log_provider_update is missing.",
    ]


def test_each_step_goes_down_and_up_again(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "x.cqm")
    upgrade.upgrade(engine)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            change_log.drop_triggers(connection)
            command.downgrade(config_for(connection), "base")
            tables = {
                name
                for (name,) in connection.execute(
                    text("SELECT name FROM sqlite_master WHERE type = 'table'")
                )
            }
            ours = set(Base.metadata.tables)
            assert not tables & ours
            command.upgrade(config_for(connection), "head")
    engine.dispose()


def test_upgrade_that_fails_half_way_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(tmp_path / "x.cqm")

    def refuse(_: Connection) -> None:
        raise CircumstanceError("stopped")

    monkeypatch.setattr(change_log, "create_triggers", refuse)
    with pytest.raises(CircumstanceError):
        upgrade.upgrade(engine)
    with engine.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
    engine.dispose()
    assert left == 0
