"""The database of the command line: its keys, folders, logs and what is never written over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import EXIT_TROUBLE, main
from app.db import engine
from app.services import opening
from tests.cli.conftest import KEY, Run
from tests.office_fixtures import bundled_texts


def test_file_made_without_a_key_is_called_not_encrypted_once(
    tmp_path: Path, ratings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--database", str(tmp_path / "own.cqm"), "import", str(ratings), "--json"]
    command += ["--authority", "Wexborough", "--date", "2026-06-01"]
    assert main(command) == 0
    said = capsys.readouterr()
    assert said.err == (
        "own.cqm is not encrypted. For an encrypted file of your own give --key-file PATH before "
        "the command.\n"
    )
    assert json.loads(said.out)["kind"] == "latest_ratings"
    assert main(command) == 0
    assert capsys.readouterr().err == ""


def test_folder_given_as_a_file_is_called_a_folder(
    tmp_path: Path, imported: Path, trouble: Run
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for command in (("import",), ("register", "import")):
        said = trouble("--database", tmp_path / "n.cqm", *command, folder)
        assert said == "“exports” is a folder. Choose a file that lies in it."
    assert "is a folder, not a database" in trouble("--database", folder, "services")


@pytest.mark.parametrize(
    "command",
    [
        ("--database", "{file}", "register", "export", "{gone}/r.xlsx"),
        ("--database", "{file}", "report", "market", "--pdf", "{gone}/m.pdf"),
        ("--database", "{file}", "reference", "export", "1-100", "{gone}/all.zip"),
        ("sample", "{gone}/s.cqm"),
        ("--database", "{gone}/n.cqm", "import", "{ratings}"),
    ],
)
def test_folder_that_is_not_there_is_never_made(
    imported: Path, ratings: Path, tmp_path: Path, trouble: Run, command: tuple[str, ...]
) -> None:
    gone = tmp_path / "gone"
    said = trouble(*(part.format(file=imported, gone=gone, ratings=ratings) for part in command))
    assert said.startswith(f"There is no folder {gone}.")
    assert not gone.exists()


def test_file_refused_leaves_no_new_database(tmp_path: Path, trouble: Run) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    path = tmp_path / "own.cqm"
    assert "is empty" in trouble("--database", path, "import", empty)
    assert not list(tmp_path.glob("own.cqm*"))


def test_check_of_a_sound_file_is_well(visited: Path, answer: Run) -> None:
    found = answer("--database", visited, "check", "--json")
    assert found["is_well"]
    assert len(found["checks"]) >= 6


def test_check_of_a_file_without_a_trigger_fails(
    visited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.db.engine import connect

    connection = connect(visited, None)
    connection.execute("DROP TRIGGER cqm_log_provider_update")
    connection.close()
    assert main(["--database", str(visited), "check"]) == EXIT_TROUBLE
    assert "Trigger cqm_log_provider_update is missing." in capsys.readouterr().out


def test_encrypted_file_opens_with_its_key_file(
    tmp_path: Path, ratings: Path, answer: Run, trouble: Run
) -> None:
    path, key_file = tmp_path / "own.cqm", tmp_path / "key.txt"
    key_file.write_text(KEY.hex())
    answer("--database", path, "--key-file", key_file, "import", ratings, "--add-services")
    assert not path.read_bytes().startswith(b"SQLite format 3")
    rows = answer("--database", path, "--key-file", key_file, "services", "--json")
    assert len(rows) == 2
    before = path.read_bytes()
    assert trouble("--database", path, "services").endswith(".")
    assert path.read_bytes() == before


def test_write_beside_an_open_window_is_refused_with_its_owner(
    imported: Path, ratings: Path, answer: Run, trouble: Run
) -> None:
    office = opening.open_file(imported, opening.Surroundings("device-1", bundled_texts()))
    try:
        assert len(answer("--database", imported, "services", "--json")) == 1
        said = trouble("--database", imported, "import", ratings)
        assert "is already open: " in said
        assert said.endswith("Close it there first; commands that only read work beside it.")
    finally:
        office.close()


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_dry_run_leaves_every_byte_as_it_was(
    imported: Path, ratings: Path, tmp_path: Path, answer: Run
) -> None:
    before = imported.read_bytes()
    answer("--database", imported, "import", ratings, "--add-services", "--dry-run", "--json")
    assert imported.read_bytes() == before
    found = answer("--database", tmp_path / "new.cqm", "import", ratings, "--add-services",
                   "--dry-run", "--json")  # fmt: skip
    assert found["services_added"] == 2
    assert not list(tmp_path.glob("new.cqm*"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "market", "--pdf", "{own}"],
        ["report", "market", "--xlsx", "{own}.key.json"],
        ["register", "export", "{own}"],
        ["register", "export", "other.CQM"],
        ["reference", "export", "1-100", "{own}.files"],
    ],
)
def test_export_never_writes_over_a_database(
    imported: Path, trouble: Run, arguments: list[str]
) -> None:
    before = everything_in(imported.parent)
    said = trouble("--database", imported, *(one.format(own=imported) for one in arguments))
    assert "Choose another name." in said
    assert everything_in(imported.parent).items() >= before.items()


def test_sample_refuses_a_key_that_it_would_not_use(tmp_path: Path, trouble: Run) -> None:
    key_file = tmp_path / "key.txt"
    key_file.write_text(KEY.hex())
    said = trouble("--key-file", key_file, "sample", tmp_path / "sample.cqm")
    assert "leave out" in said


def test_file_in_a_folder_that_allows_no_log_is_read_all_the_same(
    imported: Path, answer: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_with = engine._connected

    def in_a_locked_folder(path: Path, key: bytes | None, mode: str) -> Any:
        if mode == "mode=ro":
            raise engine.driver.OperationalError("attempt to write a readonly database")
        return open_with(path, key, mode)

    monkeypatch.setattr(engine, "_connected", in_a_locked_folder)
    assert len(answer("--database", imported, "services", "--json")) == 1
    assert not list(imported.parent.glob("own.cqm-*"))


def test_key_file_of_an_earlier_database_is_never_written_over(
    tmp_path: Path, ratings: Path, trouble: Run
) -> None:
    wrapped = tmp_path / "own.cqm.key.json"
    wrapped.write_text("of backups")
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text("four words far apart")
    said = trouble("--database", tmp_path / "own.cqm", "--key-file", passphrase, "import", ratings)
    assert "may open a backup" in said
    assert wrapped.read_text() == "of backups"
