"""Names, erasure and what stands under a reference, by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import IMPORT_KEYS, SERVICE_KEYS, Run
from tests.services.cqc_files import directory_file


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A care directory with one home and its registered manager."""
    return directory_file(tmp_path / "directory.csv", {"Registered manager": "Somebody, Invented"})


def test_names_of_managers_are_kept_only_when_asked_for(
    tmp_path: Path, named: Path, answer: Run
) -> None:
    path = tmp_path / "own.cqm"
    found = answer("--database", path, "import", named, "--add-services", "--json",
                   "--date", "2026-01-01")  # fmt: skip
    assert list(found) == IMPORT_KEYS
    (service,) = answer("--database", path, "services", "--json")
    assert list(service) == SERVICE_KEYS
    assert service["manager"] is None
    answer("--database", path, "import", named, "--with-names", "--date", "2026-02-01")
    assert answer("--database", path, "services", "--json")[0]["manager"] == "Somebody, Invented"


def test_erasure_lists_first_then_erases_with_reason_and_ground(
    tmp_path: Path, named: Path, answer: Run
) -> None:
    path = tmp_path / "own.cqm"
    answer("--database", path, "import", named, "--add-services", "--with-names",
           "--date", "2026-01-01")  # fmt: skip
    erase = ("--database", path, "erase", "Somebody, Invented", "--json")
    listed = answer(*erase)
    assert (listed["is_erased"], len(listed["texts"])) == (False, 1)
    assert answer(*erase, "--why", "asked", "--ground", "UK GDPR article 17")["is_erased"]
    assert answer(*erase)["texts"] == []
    assert answer("--database", path, "services", "--json")[0]["manager"] is None
    assert answer("--database", path, "check", "--json")["is_well"]


@pytest.mark.parametrize("given", [("--why", "asked"), ("--ground", "UK GDPR article 17")])
def test_erasure_needs_a_reason_and_a_ground(
    imported: Path, trouble: Run, given: tuple[str, str]
) -> None:
    said = trouble("--database", imported, "erase", "Invented", *given)
    assert said == "Erasing needs a reason and a legal ground: add --why TEXT and --ground TEXT."


def test_erasure_of_words_that_nobody_wrote_says_so(imported: Path, trouble: Run) -> None:
    reason = ("--why", "asked", "--ground", "UK GDPR article 17")
    said = trouble("--database", imported, "erase", "Nobody Wrote This", *reason)
    assert said == "No text holds “Nobody Wrote This”. Nothing was erased."


def test_everything_under_a_reference_is_written(
    imported: Path, tmp_path: Path, answer: Run
) -> None:
    out = tmp_path / "all.zip"
    found = answer("--database", imported, "reference", "export", "1-100", out, "--json")
    assert (found["written"], found["missing_files"]) == (str(out), 0)
    assert found["records"] >= 2
    assert out.exists()
