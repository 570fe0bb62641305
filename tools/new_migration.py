"""Write a migration from the difference between the models and the migrations so far.

`python tools/new_migration.py 0002 "add the colour of a service"`; with `--initial` it writes
0001_initial anew (only before the first release).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from alembic import command
from alembic.config import Config
from alembic.operations import ops

from app.db import change_log, upgrade
from app.db.engine import open_engine
from app.models.base import CompactJson, Moment, Word

VERSIONS = upgrade.MIGRATIONS / "versions"


def _process(_context: object, _revision: object, directives: list[ops.MigrationScript]) -> None:
    for operation in directives[0].upgrade_ops_list[0].ops:
        if isinstance(operation, ops.CreateTableOp):
            for column in operation.columns:
                if hasattr(column, "type") and isinstance(column.type, Moment | Word | CompactJson):
                    column.type = column.type.impl_instance


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number")
    parser.add_argument("message")
    parser.add_argument("--initial", action="store_true")
    chosen = parser.parse_args()
    if chosen.initial:
        for old in VERSIONS.glob("0001_*.py"):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Path(folder) / "work.cqm", pooled=False)
        with engine.connect() as connection, connection.begin():
            config = Config()
            config.set_main_option("script_location", str(upgrade.MIGRATIONS))
            config.attributes["connection"] = connection
            if not chosen.initial:
                command.upgrade(config, "head")
                change_log.drop_triggers(connection)
            script = command.revision(
                config, chosen.message, autogenerate=True, rev_id=chosen.number,
                process_revision_directives=_process,
            )  # fmt: skip
    path = Path(script.path)
    slug = "_".join(chosen.message.lower().split())
    target = VERSIONS / f"{chosen.number}_{'initial' if chosen.initial else slug}.py"
    path.rename(target)
    ruff = Path(sys.executable).parent / "ruff"
    subprocess.run([ruff, "format", "-q", target], check=True)
    subprocess.run([ruff, "check", "--fix", "-q", target], check=True)
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
