"""Files and runs for tests of the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import EXIT_TROUBLE, main
from app.progress import Progress
from app.services.cqc_import import ImportOptions, import_cqc_file
from tests.office_fixtures import FixedClock, make_office
from tests.services.cqc_files import ratings_file
from tests.visit_steps import signed_visit

Run = Callable[..., Any]
KEY = bytes(range(32))
SERVICE_KEYS = [
    "location_id", "name", "provider_id", "provider_name", "type", "authority", "sector", "beds",
    "is_registered", "manager",
]  # fmt: skip
IMPORT_KEYS = [
    "kind", "file_date", "rows_read", "rows_skipped", "services_added", "services_updated",
    "ratings_added", "changes", "absent",
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CQM_HOME", str(tmp_path / "home"))


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that must succeed; returns its JSON, or its words without --json."""

    def run(*arguments: object) -> Any:
        assert main([str(each) for each in arguments]) == 0
        said = capsys.readouterr()
        assert said.err == "" or said.err.endswith("--key-file PATH before the command.\n")
        return json.loads(said.out) if "--json" in arguments else said.out

    return run


@pytest.fixture
def trouble(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that must fail; returns the one sentence on standard error."""

    def run(*arguments: object, code: int = EXIT_TROUBLE) -> str:
        try:
            found = main([str(each) for each in arguments])
        except SystemExit as ending:
            found = int(str(ending.code))
        said = capsys.readouterr()
        assert found == code
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert "Traceback" not in said.err
        return said.err.strip()

    return run


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    return ratings_of(tmp_path)


def ratings_of(folder: Path) -> Path:
    return ratings_file(
        folder / "ratings.csv",
        {},
        {"Domain": "Safe", "Latest Rating": "Requires improvement"},
        {"Location ID": "1-200", "Location Name": "Other Lodge", "Location Local Authority": "X"},
    )


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files made once: imported.cqm with CQC's ratings, visited.cqm with a signed-off visit."""
    folder = tmp_path_factory.mktemp("made")
    office = make_office(folder / "visited.cqm", FixedClock())
    signed_visit(office)
    office.close()
    office = make_office(folder / "imported.cqm", FixedClock())
    chosen = ImportOptions(authorities=("Wexborough",), add_services=True)
    import_cqc_file(office, ratings_of(folder), chosen, Progress())
    office.close()
    return folder


@pytest.fixture
def imported(made: Path, tmp_path: Path) -> Path:
    """A file into which CQC's ratings of Wexborough were brought, with their services."""
    return Path(shutil.copy(made / "imported.cqm", tmp_path / "own.cqm"))


@pytest.fixture
def visited(made: Path, tmp_path: Path) -> Path:
    """A file with one signed-off visit."""
    return Path(shutil.copy(made / "visited.cqm", tmp_path / "visited.cqm"))
